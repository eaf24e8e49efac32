"""What configuration and code show by the signs of `policies/facts/`: a file is parsed only if it may show any."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Mapping as Known
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from pytest_icplicense import WAIVERS, is_manifest
from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.facts.embedded import Embedded, embedded, may_embed, of_script
from pytest_icplicense.detect.facts.environments import (
    file_of_rehearsal,
    object_of_rehearsal,
    started,
    switched_on,
)
from pytest_icplicense.detect.facts.formats import (
    CONSTRUCTS,
    FORMATS,
    JOURNAL,
    KAFKA,
    LOGROTATE,
    NGINX,
    TABLES,
    TERRAFORM,
    YAML,
    ZONE,
    FileFormat,
    playbooks,
)
from pytest_icplicense.detect.facts.formats.brokers import Brokers
from pytest_icplicense.detect.facts.formats.clusters import encrypted
from pytest_icplicense.detect.facts.formats.journals import Journals
from pytest_icplicense.detect.facts.formats.lifetimes import Tables
from pytest_icplicense.detect.facts.formats.logrotate import Rotations
from pytest_icplicense.detect.facts.formats.terraform import Modules
from pytest_icplicense.detect.facts.formats.yamltext import nodes as yaml_roots
from pytest_icplicense.detect.facts.formats.zones import Zones
from pytest_icplicense.detect.facts.gateways import MARK, Gateways
from pytest_icplicense.detect.facts.kustomize import Kustomizations, Object
from pytest_icplicense.detect.facts.layers import is_values, layers, merged, of_file, overridden
from pytest_icplicense.detect.facts.paths import Root, Spot, along, fits
from pytest_icplicense.detect.facts.tree import Tree
from pytest_icplicense.detect.facts.units import days, number
from pytest_icplicense.detect.image_references import filled
from pytest_icplicense.detect.listing import Chooser, aside, before_production
from pytest_icplicense.detect.observation import not_judged
from pytest_icplicense.detect.survey import Survey
from pytest_icplicense.detect.unjudged import Unjudged, lacks_code
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, words
from pytest_icplicense.documents import Problem
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.domains import judged, of_programs
from pytest_icplicense.model.observable import FactKind, Path, Sign
from pytest_icplicense.text import Text, plain

MAX_BYTES = 2 << 20
"""What one file may have: configuration that people write stays far below."""
MAX_TOTAL = 256 << 20
"""What all files together may have; of more, the rest is not looked into, and that is said."""
MOST = 10_000
"""Facts of one repository."""


class Shown(NamedTuple):
    """One fact in one file."""

    fact: str
    value: int | float | str | bool
    unit: str | None
    path: str
    line: int
    column: int
    evidence: str
    source: str
    of: str | None = None
    at_most: bool = False
    names: tuple[str, ...] = ()
    """What a server answers to that an ingress may stand in front of."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What configuration shows, and what could not be looked into (paths from the root)."""

    shown: tuple[Shown, ...]
    unjudged: tuple[Problem, ...]
    replaced: frozenset[str] = frozenset()
    """Files all of whose objects are deployed with patches only, so that their own words show nothing."""


def look(tree: Tree, kinds: Iterable[FactKind]) -> Looked:
    """What the files of a repository show. Never raises for what the files contain.

    Raises:
        OSError: there are too many files, or they cannot be listed.
    """
    return _Look(tree, kinds).looked()


class _Rule(NamedTuple):
    kind: FactKind
    sign: Sign


class _Words(NamedTuple):
    """What a file must have in it for signs to be in it."""

    all: tuple[bytes, ...]
    one_of: tuple[bytes, ...]
    """Of these it must have one, if there are any."""

    def within(self, data: bytes) -> bool:
        return all(word in data for word in self.all) and (
            not self.one_of or any(word in data for word in self.one_of)
        )


class _Look:
    def __init__(self, tree: Tree, kinds: Iterable[FactKind]) -> None:
        self.tree = tree
        self.rules, self.chooser = _rules(tuple(kinds))
        self.paths = [path for path in tree.paths if not file_of_rehearsal(path)]
        self.together = _together(self.paths, self._artifact)
        self.over = layers(self.paths)
        self.laid_over = frozenset(self.over.values())
        self.under: dict[str, Node] = {}
        """What is in files that others are laid over."""
        self.kustomizations = Kustomizations(self.paths, self._artifact)
        self.shown: dict[Shown, None] = {}
        self.unjudged: dict[Problem, None] = {}

    def looked(self) -> Looked:
        total = 0
        for path in self.paths:
            name = path.rpartition("/")[2]
            if is_manifest(name) or name in WAIVERS or (aside(path) and name != "CNAME"):
                continue
            detectors = self.chooser.detectors(path)
            script = name.endswith(".sh") or name.startswith("Dockerfile")
            if not detectors and not script:
                continue
            artifact = self._artifact(path)
            if artifact is None:
                if self._large_and_may_show(path, detectors):
                    self.unjudged[not_judged(path, _LARGE)] = None
                continue
            total += len(artifact.data)
            if total > MAX_TOTAL or len(self.shown) > MOST:
                self.unjudged[not_judged(path, _MUCH)] = None
                break
            if script and (
                b"<<" in artifact.data or b"/_i" in artifact.data or b"/_plugins" in artifact.data
            ):
                self._open_script(artifact)
            under = self._artifact(self.over[path]) if path in self.over else None
            data = artifact.data if under is None else b"%b\n%b" % (under.data, artifact.data)
            by_format: dict[str, list[_Rule]] = {}
            for detector in detectors:
                fitting = self._fitting(detector.name, data, name)
                by_format.setdefault(detector.name.partition(" ")[0], []).extend(fitting)
            for format_, rules in by_format.items():
                if format_ == CONSTRUCTS and any(map(before_production, path.split("/")[:-1])):
                    continue  # a program for the stacks of a rehearsal
                if format_ == YAML and (path in self.laid_over or path in self.kustomizations.patches):
                    continue
                if rules or (format_ == YAML and may_embed(artifact.data)):
                    self._open(artifact, FORMATS[format_], rules)
        for path, error in self.kustomizations.unread.items():
            self.unjudged[not_judged(path, error.message, error.line, error.column)] = None
        for each in self.kustomizations.patched:
            self._open_patched(each)
        self._leave_out_replaced()
        self._leave_out_what_is_behind()
        replaced = frozenset(self.kustomizations.replaced_files)
        return Looked(tuple(self.shown), tuple(self.unjudged), replaced)

    def _leave_out_replaced(self) -> None:
        """Take out what a file shows by a name that the file of production beside it sets anew."""
        for base, above in overridden(self.paths).items():
            anew = {(each.fact, _name_of(each)) for each in self.shown if each.path in above}
            self.shown = {
                each: None
                for each in self.shown
                if each.path != base or (each.fact, _name_of(each)) not in anew
            }

    def _leave_out_what_is_behind(self) -> None:
        """Take out what servers answer in the clear behind an ingress that has a certificate for all their names."""
        behind = [each for each in self.shown if each.fact == PLAIN and each.names]
        if not behind:
            return
        hosts = {host for root in self._roots_with(b"Ingress", b"tls") for host in encrypted(root)}
        for each in behind:
            if all(any(fnmatchcase(name, host) for host in hosts) for name in each.names):
                del self.shown[each]

    @cached_property
    def gateways(self) -> Gateways:
        """What all files say of gateways, read when a file has a route."""
        return Gateways(self._roots_with(MARK, b"listeners"))

    def _roots_with(self, *marks: bytes) -> Iterator[Node]:
        """The objects of all files of a cluster that have these words in them."""
        for path in self.paths:
            artifact = self._artifact(path) if path.endswith((".yaml", ".yml")) and not aside(path) else None
            if artifact is not None and all(mark in artifact.data for mark in marks):
                with suppress(Unjudged, RecursionError):  # what it is, those say who look for facts in it
                    yield from (each for each in yaml_roots(artifact) if not object_of_rehearsal(each))

    def _open_script(self, artifact: Artifact) -> None:
        try:
            for file in of_script(artifact):
                self._open_embedded(artifact, file)
        except Unjudged:
            return  # what it is, those say who read it as a script

    def _open_patched(self, patched: Object) -> None:
        """An object as the patches of an environment make it."""
        artifact = self._artifact(patched.origin[0])
        for detector in self.chooser.detectors(patched.origin[0]) if artifact else ():
            if artifact and detector.name.partition(" ")[0] == YAML:
                root = Root(patched.root)
                for rule in chain(*self.rules[detector.name].values()):
                    self.shown.update(dict.fromkeys(_seen(artifact, root, rule)))

    def _read(self, artifact: Artifact, format_: FileFormat) -> Iterator[Node]:
        """The roots of a file as it is deployed: laid over another one, or without what a patch replaces."""
        read = format_.read or self.together[format_.name].roots
        if artifact.path.endswith(".j2"):
            artifact = playbooks.filled(artifact)
        if format_.name != YAML:
            yield from read(started(artifact))
            return
        under = self._artifact(self.over[artifact.path]) if artifact.path in self.over else None
        if under is not None:
            if under.path not in self.under:
                self.under[under.path] = of_file(next(iter(read(under)), None), under.path)
            yield switched_on(merged(self.under[under.path], next(iter(read(artifact)), None)))
            return
        routes = MARK in artifact.data and b"HTTPRoute" in artifact.data
        for index, root in enumerate(read(artifact)):
            if routes:
                self.gateways.complete(root)
            if (artifact.path, index) not in self.kustomizations.replaced and not object_of_rehearsal(root):
                yield switched_on(root) if is_values(artifact.path) else root

    def _open_embedded(self, artifact: Artifact, file: Embedded) -> None:
        """A file that another one holds, looked into as one of its name; its lines stand where they are held."""
        within = Artifact(file.path, file.text.encode())
        inner = copy(self)
        inner.shown, inner.unjudged, inner.over = {}, {}, {}
        inner.together = _together([within.path], {within.path: within}.get)
        for detector in self.chooser.detectors(within.path):
            format_ = FORMATS[detector.name.partition(" ")[0]]
            fitting = self._fitting(detector.name, within.data, within.name, artifact.name, file.holder)
            if fitting:
                inner._open(within, format_, fitting)
        for each in inner.shown:
            line = file.line + each.line
            self.shown[each._replace(path=artifact.path, line=line, column=file.column)] = None

    def _artifact(self, path: str) -> Artifact | None:
        artifact = self.tree.artifact(path)
        return artifact if artifact is not None and len(artifact.data) <= MAX_BYTES else None

    def _large_and_may_show(self, path: str, detectors: Iterable[Detector]) -> bool:
        """Whether a file that is too large to be looked into is configuration with the words of a sign in it; what is large
        and JSON is an interface, a lock file or data.
        """
        readers = [each for each in detectors if each.name.partition(" ")[0] not in _OF_SOURCE]
        if path.endswith(".json") or not readers:
            return False
        artifact = self.tree.artifact(path)
        if artifact is None:
            return path in self.tree.too_large
        return any(self._fitting(each.name, artifact.data, artifact.name) for each in readers)

    def _fitting(self, patterns: str, data: bytes, *names: str) -> list[_Rule]:
        """The signs that a file may show, by its names and those of what holds it."""
        return [
            rule
            for needed, rules in self.rules[patterns].items()
            if needed.within(data)
            for rule in rules
            if not any(fnmatchcase(name.lower(), each) for name in names for each in rule.kind.not_in)
        ]

    def _open(self, artifact: Artifact, format_: FileFormat, rules: Collection[_Rule]) -> None:
        try:
            for root in self._read(artifact, format_):
                for file in embedded(artifact.path, root) if format_.name == YAML else ():
                    self._open_embedded(artifact, file)
                known = Root(root)
                for rule in rules:
                    for found in _seen(artifact, known, rule):
                        self.shown[found] = None
                        if len(self.shown) > MOST:
                            return
        except Unjudged as error:
            problem = not_judged(artifact.path, error.message, error.line, error.column)
            if not (lacks_code([problem]) and lacks_code(self.unjudged)):  # it is told of the first file only
                self.unjudged[problem] = None
        except RecursionError:
            self.unjudged[not_judged(artifact.path, _DEEP)] = None


def _together(
    paths: Collection[str], read: Callable[[str], Artifact | None]
) -> dict[str, Modules | Tables | Journals | Brokers | Rotations | Zones]:
    """What reads a file with those around it, by the name of the format."""
    return {
        TERRAFORM: Modules(paths, read),
        TABLES: Tables(paths, read),
        JOURNAL: Journals(paths, read),
        KAFKA: Brokers(paths, lambda path: None if (artifact := read(path)) is None else started(artifact)),
        LOGROTATE: Rotations(paths, read),
        ZONE: Zones(paths, read),
    }


@lru_cache(maxsize=8)
def _rules(kinds: tuple[FactKind, ...]) -> tuple[Known[str, Known[_Words, list[_Rule]]], Chooser]:
    """The signs by name of what opens files for them, and what tells for a path which of these do."""
    rules: dict[str, dict[_Words, list[_Rule]]] = {}
    patterns: dict[tuple[str, tuple[str, ...]], str] = {}
    for kind in kinds:
        for sign in kind.signs:
            if sign.capability is None and sign.format in FORMATS:
                files = sign.files or FORMATS[sign.format].files
                name = patterns.setdefault((sign.format, files), f"{sign.format} {len(patterns)}")
                needed = _Words(_words(sign), _one_of(sign))
                rules.setdefault(name, {}).setdefault(needed, []).append(_Rule(kind, sign))
    return rules, Chooser([Detector(name, files, _nothing, _NONE) for (_, files), name in patterns.items()])


_NONE = Text("", "")
_OF_SOURCE = ("lines", "handlers", CONSTRUCTS, "collections", TABLES)
"""Formats of files that may be large for other reasons: bundles, dumps of databases."""
_LARGE = Text(f"more than {MAX_BYTES >> 20} MiB", f"超过 {MAX_BYTES >> 20} MiB")
_DEEP = Text("nested too deep to be read", "嵌套过深，无法读取")
_MUCH = Text(
    f"more than {MAX_TOTAL >> 20} MiB of configuration, or more than {MOST:,} facts",
    f"配置文件超过 {MAX_TOTAL >> 20} MiB，或事实超过 {MOST:,} 项",
)


def _nothing(artifact: Artifact) -> tuple[()]:
    return ()


def _words(sign: Sign) -> tuple[bytes, ...]:
    """What must be in a file for the sign to be in it, so that most files need not be parsed.

    Names that a format makes up (`@name`, `days`) are in no file, and what Terraform puts together may be in another one.
    """
    if sign.format == TERRAFORM:
        sources = [each.patterns[0] for each in sign.where if each.at == ("source",)]
        return tuple(_written(step).encode() for step in (*sign.at[1:2], *sources) if step not in _ANY)
    if sign.format not in ("yaml", "json", "xml", "ini"):
        return FORMATS[sign.format].words
    steps = list(sign.at)
    if len(sign.value) == 1:
        steps += sign.value[0]
    for condition in sign.where:
        steps += condition.at
        if len(condition.patterns) == 1 and not set("*?[").intersection(condition.patterns[0]):
            steps.append(condition.patterns[0])
    named = (step.rpartition(":")[2] for step in steps if step not in _ANY and step[:1] not in "@#")
    return tuple(_written(step).encode() for step in dict.fromkeys(named))


def _one_of(sign: Sign) -> tuple[bytes, ...]:
    """What most source files have not: for lines it is what is written out of their patterns, the longest piece of each."""
    if sign.format != "lines":
        return FORMATS[sign.format].one_of
    return tuple(_written(each).encode() for each in sign.like)


def _written(pattern: str) -> str:
    return max(_PATTERN.split(pattern), key=len)


_PATTERN = expression(r"\[[^\]]*\]|[*?]")
_ANY = ("", "*", "**")


def _seen(artifact: Artifact, root: Root, rule: _Rule) -> Iterator[Shown]:
    """The facts that a root shows by a sign. What is known only where it is deployed shows none."""
    kind, sign = rule.kind, rule.sign
    for node, spot in root.along(sign.at):
        if (
            not node
            or not all(fits(node, sign.where))
            or any(each is not False for each in fits(node, sign.unless))
        ):
            continue
        for text, place in _values(node, sign, spot):
            value = _value(text, sign, kind)
            if value is None:
                continue
            yield Shown(
                kind.id,
                value,
                kind.unit,
                getattr(place, "path", artifact.path),
                *place,
                plain(_evidence(sign, text)),
                sign.of or sign.format,
                sign.of,
                any(each is not False for each in fits(node, sign.at_most)),
                _public(node) if sign.format == NGINX else (),
            )


def _public(server: Node) -> tuple[str, ...]:
    """The names of a server that the public may ask for."""
    names = words(server.get("name")) if isinstance(server, Mapping) else ()
    return tuple(str(each) for each in names if _domain(each))


def _evidence(sign: Sign, text: str | None) -> str:
    """What shows it, as a message quotes it: the names that lead there, and the value; never the rest of the line."""
    value = sign.value[0] if sign.value else ()
    named = [step for step in (*sign.at, *value) if "*" not in step and step[0] not in "@#"]
    name = " ".join(named[-2:]) or sign.format
    return name if text is None else f"{name}: {text[:120]}"


def _name_of(shown: Shown) -> str:
    """The name in a configuration that shows a fact."""
    return shown.evidence.partition(": ")[0]


def _values(node: Node, sign: Sign, spot: Spot) -> Iterator[tuple[str | None, Spot]]:
    if sign.host:
        labels = [next((value for value, _ in along(node, path)), Word("@")) for path in sign.value]
        if all(isinstance(each, Word) for each in labels):
            name = _joined([str(each) for each in labels])
            if not of_programs(name):
                yield name, _spot(node, sign.value[0], spot)
        return
    if sign.fixed is not None or not sign.value:
        yield sign.fixed, spot
        return
    for path in sign.value:
        found = [(value, place) for value, place in along(node, path, spot)]
        known = [(str(value), place) for value, place in found if isinstance(value, Word)]
        if known:
            for text, place in known:
                if _like(text, sign.like) and (part := _part(text, sign.part)) is not None:
                    yield part, place
            return


def _like(text: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(fnmatchcase(text, pattern) for pattern in patterns)


def _part(text: str, pattern: str | None) -> str | None:
    if pattern is None:
        return text
    found = re.search(pattern, text[:500])
    return found[1] if found else None


def _spot(node: Node, path: Path, spot: Spot) -> Spot:
    return next((place for _, place in along(node, path, spot)), spot)


def _joined(labels: list[str]) -> str:
    """The name of a host from a record and its zone: `www` and `a.cn`; what is written in full stays."""
    name = ""
    for label in labels:
        label = label.strip().rstrip(".")
        if label in ("", "@") or (name and (name == label or name.endswith(f".{label}"))):
            continue
        name = f"{name}.{label}" if name else label
    return name


def _value(text: str | None, sign: Sign, kind: FactKind) -> int | float | str | bool | None:
    if text is None:
        return True
    text = filled(text)
    if "${" in text or "{{" in text:
        return None
    if kind.unit == "days":
        return days(text, sign.unit or "duration", zero_counts=sign.zero_counts)
    if kind.id == DOMAIN:
        return _domain(text)
    return number(text) if kind.unit else (text.strip() or None)


@lru_cache(maxsize=4096)
def _domain(name: str) -> str | None:
    return judged(name)[0]


PLAIN = "plain-http"
"""The fact of what answers without encryption."""
DOMAIN = "served-domain"
"""The fact whose values are names of hosts that the public may reach; placeholders are none."""


def survey_shows(survey: Survey, kinds: Known[str, FactKind], replaced: Collection[str]) -> Iterator[Shown]:
    """The facts that a survey has seen: domains, and capabilities that are signs of a fact. Files that are `replaced` by
    what patches make of them name no domains.
    """
    by_capability = {
        sign.capability: kind for kind in kinds.values() for sign in kind.signs if sign.capability is not None
    }
    for each in survey.found:
        if each.aside or file_of_rehearsal(each.path):
            continue
        place = each.path, each.line, each.column
        if each.domain is not None and DOMAIN in kinds and each.path not in replaced:
            yield Shown(DOMAIN, each.domain, None, *place, each.evidence, "domain")
        for name in each.capabilities:
            if name in by_capability:
                value = each.evidence.partition(" ")[2] or each.evidence
                source = each.evidence.partition(" ")[0]
                yield Shown(by_capability[name].id, value, None, *place, each.evidence, source)
