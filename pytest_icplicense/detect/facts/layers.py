"""Files that are laid over others before they are deployed: values of a chart for an environment, Compose files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pytest_icplicense.detect.listing import in_production
from pytest_icplicense.detect.yaml_nodes import Elsewhere, Mapping, Node, Word
from pytest_icplicense.expressions import expression

MAX_LAYERS = 40
"""Files that are laid over the same one; of more, the rest are looked into by themselves."""
_VALUES = expression(r"(.*/|)values\.ya?ml\Z")
_OF_SPRING = expression(r"(.*/|)application\.ya?ml\Z")
_OTHER_OF_SPRING = expression(r"(.*/|)application-([\w.-]+)\.ya?ml\Z")
_COMPOSE = expression(r"(.*/|)(?:docker-)?compose\.ya?ml\Z")
_OTHER_VALUES = expression(r"(.*/|)(?:values[._-][\w.-]+|[\w.-]+[._-]values)\.ya?ml\Z")
_IN_FOLDER = expression(r"(.*/|)values/([\w.-]+)\.ya?ml\Z")
_OTHER_COMPOSE = expression(r"(.*/|)(?:docker-)?compose[._-]([\w.-]+)\.ya?ml\Z")
_REPLACING = expression(
    r"(.*/|)(?:(application|bootstrap)-([\w.-]+)\.properties|(appsettings)\.([\w-]+)\.json)\Z"
)
_NO_LAYER = expression(r"(?:^|[/._-])(?:example|sample|template|schema)(?=[._-])")


def layers(paths: Iterable[str]) -> dict[str, str]:
    """By files that are laid over another one, that file: `values-prod.yaml` over `values.yaml`, Compose's and Spring's."""
    values: dict[str, str] = {}
    compose: dict[str, str] = {}
    spring: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    profiles: list[tuple[str, str]] = []
    composed: dict[str, list[tuple[str, bool]]] = {}
    for path in paths:
        if not path.endswith((".yaml", ".yml")) or _NO_LAYER.search(path):
            continue
        if found := _VALUES.match(path):
            values[found[1]] = path
        elif found := _OF_SPRING.match(path):
            spring[found[1]] = path
        elif (found := _OTHER_OF_SPRING.match(path)) and in_production(found[2]):
            profiles.append((found[1], path))
        elif found := _COMPOSE.match(path):
            compose[found[1]] = path
        elif found := _OTHER_VALUES.match(path):
            others.append((found[1], path))
        elif found := _OTHER_COMPOSE.match(path):
            composed.setdefault(found[1], []).append((path, in_production(found[2])))
        elif (found := _IN_FOLDER.match(path)) and in_production(found[2]):
            others.append((found[1], path))
    over = {path: values[folder] for folder, path in _few(others) if folder in values}
    over |= {path: spring[folder] for folder, path in _few(profiles) if folder in spring}
    for folder, rows in composed.items():
        if folder in compose:
            production = any(for_it for _, for_it in rows)
            wanted = [(folder, path) for path, for_it in rows if for_it or not production]
            over.update((path, compose[folder]) for folder, path in _few(wanted))
    return over


def overridden(paths: Iterable[str]) -> dict[str, list[str]]:
    """By files whose values a file of production beside them may replace one by one, those files."""
    found: dict[str, list[str]] = {}
    for path in paths:
        if (name := _REPLACING.match(path)) and in_production(name[3] or name[5]):
            base = f"{name[1]}{name[2] or name[4]}.{'properties' if name[2] else 'json'}"
            found.setdefault(base, []).append(path)
    return found


def is_values(path: str) -> bool:
    """Whether a file has values of a chart."""
    return bool(_VALUES.match(path) or _OTHER_VALUES.match(path))


def _few(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """As many of the files of a folder as may be laid over one."""
    counted: Counter[str] = Counter()
    for folder, path in rows:
        counted[folder] += 1
        if counted[folder] <= MAX_LAYERS:
            yield folder, path


def of_file(node: Node, path: str, lines: int = 0) -> Node:
    """A node all of which knows that it stands in that file, so many lines further down."""
    if isinstance(node, Word):
        node.line, node.path = getattr(node, "line", 1) + lines, path
    elif isinstance(node, list):
        for each in node:
            of_file(each, path, lines)
    elif isinstance(node, Mapping):
        for key, (line, column) in node.where.items():
            node.where[key] = Elsewhere.of((line + lines, column), path)
        for each in node.values():
            of_file(each, path, lines)
    return node


def merged(under: Node, over: Node) -> Node:
    """One node over another: mappings by their keys, lists of named entries by their names; anything else replaces."""
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        found = Mapping()
        found.where = {**under.where, **over.where}
        for key in (*under, *(key for key in over if key not in under)):
            if key not in over:
                found[key] = under[key]
            elif key in under:
                found[key] = merged(under[key], over[key])
                if (
                    isinstance(over[key], Mapping | list)
                    and found[key] is not over[key]
                    and key in under.where
                ):
                    found.where[key] = under.where[key]
            else:
                found[key] = over[key]
        return found
    if isinstance(under, list) and isinstance(over, list) and over and all(map(_name, (*under, *over))):
        named = {_name(each): each for each in over}
        entries = [merged(each, named.pop(_name(each))) if _name(each) in named else each for each in under]
        return [*entries, *named.values()]
    return over


def _name(node: Node) -> str | None:
    name = node.get("name") if isinstance(node, Mapping) else None
    return str(name) if isinstance(name, Word) else None
