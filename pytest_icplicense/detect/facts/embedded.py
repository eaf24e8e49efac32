"""Files that stand in other files: what a ConfigMap mounts, what a playbook or a machine's first start writes, heredocs."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression

MAX_EMBEDDED = 200
"""Files that may stand in one file."""
_WORDS = (b"Aliyun::Terraform", b"ConfigMap", b"content: |", b"values: |", b"ini_file", b"lineinfile")
_HEREDOC = expression(r"<<-?\s*(['\"]?)(\w{1,40})\1")
_TARGET = expression(r"(?:>>?|\btee\b(?:\s+-a)?)\s*\"?(/[\w./-]{1,200})")
_SENT = expression(
    r"/_(?:ilm/policy|plugins/_ism/policies|opendistro/_ism/policies)/[^\n]{0,300}(?:\\\n[^\n]{0,300}){0,6}?"
    r"(?:-d|--data(?:-raw|-binary)?)\s+'(\{[^']{1,20000}\})\s*'"
)
"""A policy of Elasticsearch or OpenSearch that a script sends."""
_COPIES = ("copy", "ansible.builtin.copy")
_INI = ("ini_file", "community.general.ini_file")
_LINES = ("lineinfile", "ansible.builtin.lineinfile")


class Embedded(NamedTuple):
    """One of them."""

    path: str
    text: str
    line: int
    """The line before its first one, in the file that holds it."""
    column: int = 1
    holder: str = ""
    """What holds it, where that has a name of its own."""


def may_embed(data: bytes) -> bool:
    """Whether others may stand in a YAML file."""
    return any(each in data for each in _WORDS)


def embedded(path: str, root: Node) -> Iterator[Embedded]:
    """The files that stand in a document."""
    if isinstance(root, Mapping):
        data = root.get("data")
        if root.get("kind") == "ConfigMap" and isinstance(data, Mapping):
            metadata = root.get("metadata")
            holder = metadata.get("name") if isinstance(metadata, Mapping) else None
            for name, text in data.items():
                if isinstance(text, Word) and "\n" in text:
                    at = data.where.get(name, (1, 1))
                    yield Embedded(join(dirname(path), name), text, *at, str(holder or ""))
        workspace = root.get("Workspace")
        if isinstance(workspace, Mapping) and str(root.get("Transform")).startswith("Aliyun::Terraform"):
            for name, text in workspace.items():
                if isinstance(text, Word) and "\n" in text:
                    yield Embedded(join(dirname(path), name), text, *workspace.where.get(name, (1, 1)))
        yield from _of_compose(root)
        for text in _charts(root):
            yield Embedded(join(dirname(path), "values.yaml"), text, text.line)
        for row in _listed(root.get("write_files")):
            yield from _written(row, "path")
    for task in _tasks(root):
        for name in _COPIES:
            yield from _written(task.get(name), "dest")
        for name in _INI:
            if said := _said(task.get(name), ("path", "section", "option", "value")):
                path_, section, option, value = said
                yield Embedded(path_.lstrip("/"), f"[{section}]\n{option}={value}\n", value.line - 2)
        for name in _LINES:
            if said := _said(task.get(name), ("path", "line")):
                path_, line = said
                yield Embedded(path_.lstrip("/"), f"{line}\n", line.line - 1)


def of_script(artifact: Artifact) -> Iterator[Embedded]:
    """The files that a script or a Dockerfile writes, and policies that it sends."""
    lines = iter(enumerate(artifact.lines, 1))
    for number, line in lines:
        if line.lstrip().startswith("#") or not (start := _HEREDOC.search(line[:2000])):
            continue
        written: list[str] = []
        for _, each in lines:
            if each.strip() == start[2]:
                break
            written.append(each)
        if target := _TARGET.search(line[:2000]):
            yield Embedded(target[1].lstrip("/"), "\n".join(written) + "\n", number)
    for count, found in enumerate(_SENT.finditer(artifact.text)):
        if count < MAX_EMBEDDED:
            yield Embedded("policy.json", found[1], artifact.text.count("\n", 0, found.start(1)))


def _of_compose(root: Mapping) -> Iterator[Embedded]:
    """Files that Compose puts into containers, by the names that these know them by."""
    configs, services = root.get("configs"), root.get("services")
    if not isinstance(configs, Mapping) or not isinstance(services, Mapping):
        return
    for service in services.values():
        for row in _listed(service.get("configs")) if isinstance(service, Mapping) else ():
            if said := _said(row, ("source", "target")):
                source, target = said
                config = configs.get(source)
                for content in _said(config, ("content",)):
                    yield Embedded(target.lstrip("/"), content, content.line)


def _charts(root: Mapping) -> Iterator[Word]:
    """Values of charts that Argo CD deploys."""
    spec = root.get("spec") if root.get("kind") == "Application" else None
    for name in ("source", "sources"):
        source = spec.get(name) if isinstance(spec, Mapping) else None
        for each in source if isinstance(source, list) else [source]:
            helm = each.get("helm") if isinstance(each, Mapping) else None
            values = helm.get("values") if isinstance(helm, Mapping) else None
            if isinstance(values, Word):
                yield values


def _tasks(root: Node) -> Iterator[Mapping]:
    waiting = [(each, 0) for each in _listed(root)]
    while waiting:
        task, depth = waiting.pop(0)
        if not isinstance(task, Mapping) or depth > 6:
            continue
        yield task
        for name in ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always"):
            waiting += [(each, depth + 1) for each in _listed(task.get(name))]


def _said(row: Node, keys: tuple[str, ...]) -> list[Word]:
    """The texts under these keys; none where one is missing."""
    found = [row.get(key) for key in keys] if isinstance(row, Mapping) else []
    words = [each for each in found if isinstance(each, Word)]
    return words if len(words) == len(keys) else []


def _written(row: Node, key: str) -> Iterator[Embedded]:
    path, content = (row.get(key), row.get("content")) if isinstance(row, Mapping) else (None, None)
    if isinstance(path, Word) and isinstance(content, Word):
        yield Embedded(path.lstrip("/"), content, content.line)


def _listed(node: Node) -> list[Node]:
    return node if isinstance(node, list) else []
