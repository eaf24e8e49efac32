"""Infrastructure that programs describe (AWS CDK, ROS CDK, Pulumi, CDKTF): constructs with their constant properties."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.literals import (
    builder_of,
    items_of,
    made_by,
    plain,
    properties_of,
)
from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.source.syntax import (
    CALLS,
    MAX_BYTES,
    MAX_NODES,
    Call,
    call_of,
    is_text,
    language,
    last_name,
    named,
    parsed,
    place,
    text_of,
)
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_DESCRIBES = expression(
    rb"aws-cdk|aws_cdk|ros-cdk|ros_cdk|@pulumi/|\bpulumi_\w|\bcdktf\b"
    rb"|\bawscdk\b|Amazon\.CDK|ros\.cdk|\bcom\.pulumi\b|\busing Pulumi\b|pulumi/sdk"
)
_SCRIPTS = ("typescript", "tsx", "javascript", "python")
_LANGUAGES = (*_SCRIPTS, "java", "csharp", "go")
_NEW = ("new_expression", "object_creation_expression")
_PLAIN = frozenset(
    "number integer true false unary_expression unary_operator decimal_integer_literal integer_literal int_literal "
    "boolean_literal prefix_unary_expression".split()
)
_METHODS = frozenset("addListener addRecord addLifecycleRule".split())
"""Methods that make a part of what they are called on, as a construct does."""
_ENUMERATED = expression(r"(?:\w+\.)*[A-Z][A-Za-z0-9]*[a-z]\w*?[._]([A-Z][A-Z0-9_]*)\Z")
_NOWHERE = expression(
    r"\.(?:s3|oss|acm|cas|cdn|dcdn|cloudfront|dns|alidns|route53|waf|wafv2|kms|ecr|cr|backup|hbr|iam|ram|log|sls)\Z"
)
"""Modules of Pulumi of whose resources none is a server: names, certificates, rights, and what is only kept."""
_SERVERS = expression(
    r"Instance|BastionHost\w*|AutoScalingGroup|\w*Service|\w*Function|\w*Cluster|Database\w+|\w*LoadBalancer\w*|\w*Api|"
    r"Application\w*|\w*Nodegroup|CfnInstance|CfnDBInstance"
)
"""Constructs that run something."""
_KEPT = expression(
    r"\w*Bucket|Key|\w*Vault|BackupPlan|BackupSelection|\w*Certificate\w*|\w*Zone|\w*Record|LogGroup|Repository|Topic|Alarm|"
    r"\w*WebACL\w*|\w*Policy\w*|Role|CfnOutput|Distribution|Tag"
)
"""Constructs in which something is only kept, and what stands in no region."""
_IMPORT = expression(r"import\s*\{(?P<names>[^{}]{1,500})\}\s*from\s*['\"](?P<path>\.[^'\"\n]{1,200})['\"]")
_IMPORT_PYTHON = expression(r"(?m)^from\s+(?P<path>[\w.]{1,200})\s+import\s+(?P<names>[^\n#]{1,300})")
_GIVES = frozenset(
    "variable_declarator assignment assignment_expression const_spec short_var_declaration".split()
)
_MAX_DEPTH = 60
_MAX_LEVELS = 12
_MAX_VALUES = 100_000
"""Values of a file that are looked into; those of constants count wherever they are used."""
_RETENTION = dict(
    zip(
        "ONE_DAY THREE_DAYS FIVE_DAYS ONE_WEEK TWO_WEEKS ONE_MONTH TWO_MONTHS THREE_MONTHS FOUR_MONTHS FIVE_MONTHS "
        "SIX_MONTHS ONE_YEAR THIRTEEN_MONTHS EIGHTEEN_MONTHS TWO_YEARS THREE_YEARS FIVE_YEARS SIX_YEARS SEVEN_YEARS "
        "EIGHT_YEARS NINE_YEARS TEN_YEARS".split(),
        (
            1,
            3,
            5,
            7,
            14,
            30,
            60,
            90,
            120,
            150,
            180,
            365,
            400,
            545,
            731,
            1096,
            1827,
            2192,
            2557,
            2922,
            3288,
            3653,
        ),
        strict=True,
    )
)
"""What the CDK calls the retentions that CloudWatch has, in days; INFINITE is none."""


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: by their names, constructs with their properties, written as in TypeScript. `@name` is their id,
    `@module` what they are called by, `@call` the function that gives a value. What is not constant is nothing.

    Raises:
        Unjudged: what reads it is not installed, or the file has too many parts.
    """
    name = language(artifact.path)
    if name not in _LANGUAGES or len(artifact.data) > MAX_BYTES or not _DESCRIBES.search(artifact.data):
        return
    top = parsed(artifact, name)
    root = _Program(top, name).root
    _mark_providers(root)
    _mark_stacks(root, top, artifact)
    yield root


def _is_rehearsed(name: str, properties: Mapping) -> bool:
    """Whether what is made is named for an environment that serves no users; rights hold where users are."""
    own = properties.get("@name")
    return isinstance(own, Word) and before_production(own) and not name.endswith(("Policy", "Role"))


def _mark_providers(root: Mapping) -> None:
    """Mark as `@nowhere` the providers of Pulumi that only what no server stands in asks for."""
    asked: dict[str, bool] = {}
    for name, listed in root.items():
        for each in listed if name != "ResourceOptions" else ():
            for options in (each, each.get("opts")):
                provider = options.get("provider") if isinstance(options, Mapping) else None
                own = provider.get("@name") if isinstance(provider, Mapping) else None
                if isinstance(own, Word):
                    stands = not _NOWHERE.search(str(each.get("@module")))
                    asked[own] = asked.get(own, False) or stands
    for each in root.get("Provider", ()):
        if not asked.get(each.get("@name"), True):
            each["@nowhere"] = Word("true")


def _mark_stacks(root: Mapping, top: Any, artifact: Artifact) -> None:
    """Mark the stacks of a region with what their classes make, here or in a file beside: `@stands` says whether anything
    of it stands there, and is nothing where nobody knows.
    """
    stacks = [
        (name, each)
        for name, listed in root.items()
        for each in listed
        if isinstance(env := each.get("env"), Mapping) and "region" in env
    ]
    made = {**_made_beside({name for name, _ in stacks}, artifact), **_made_here(top)} if stacks else {}
    for name, each in stacks:
        constructs = made.get(name, ())
        if any(map(_SERVERS.fullmatch, constructs)):
            each["@stands"] = Word("true")
        elif constructs and all(map(_KEPT.fullmatch, constructs)):
            each["@stands"] = Word("false")


def _made_here(top: Any) -> dict[str, list[str]]:
    """By the names of classes, the constructs that are made in each; a class that makes none is left out."""
    found: dict[str, list[str]] = {}
    for node in _walk(top):
        if node.kind() in ("class_declaration", "class_definition"):
            calls = (call_of(each) for each in _walk(node) if each.kind() in CALLS)
            if made := [call.name for call in calls if call is not None and call.name[:1].isupper()]:
                for each in named(node)[:3]:
                    if each.kind().endswith("identifier"):
                        found.setdefault(str(each.text()), made)
    return found


def _made_beside(names: Collection[str], artifact: Artifact) -> dict[str, list[str]]:
    """The same of classes with these names that are imported from files beside, each of which is parsed once."""
    found: dict[str, list[str]] = {}
    read: dict[str, dict[str, list[str]]] = {}
    for pattern, ending in ((_IMPORT, ".ts"), (_IMPORT, ".js"), (_IMPORT_PYTHON, ".py")):
        for match in pattern.finditer(artifact.text[:100_000]):
            path = match["path"] if ending != ".py" else match["path"].strip(".").replace(".", "/")
            for name in [each for each in re.findall(r"\w+", match["names"]) if each in names]:
                if path + ending not in read:
                    beside = artifact.beside(path + ending)
                    known = beside is not None and len(beside.data) <= MAX_BYTES and language(beside.path)
                    read[path + ending] = _made_here(parsed(beside, known)) if beside and known else {}
                if made := read[path + ending].get(name):
                    found.setdefault(name, made)
    return found


def described(artifact: Artifact, names: Collection[str], keys: Collection[str]) -> Iterator[Mapping]:
    """What is made with `new`, and what calls of these names are given (`@arguments` are those without a name), as far as
    it is constant; and the literal objects that have an entry of these keys.

    Raises:
        Unjudged: what reads it is not installed, or the file has too many parts.
    """
    name = language(artifact.path)
    if name not in _SCRIPTS or len(artifact.data) > MAX_BYTES:
        return
    top = parsed(artifact, name)
    program = _Program(top, name)
    for node in _walk(top):
        kind = node.kind()
        found: Node = None
        if kind in CALLS and (call := call_of(node)) and (kind == "new_expression" or call.name in names):
            found = program.called(call, 0)
            if isinstance(found, Mapping):
                found["@arguments"] = [
                    program.value(each.node, 1) for each in call.arguments if not each.name
                ]
        elif kind in ("object", "dictionary"):
            entries = [children[0] for each in named(node) if (children := named(each))]
            if any(str(each.text())[:20].strip("\"'") in keys for each in entries):
                found = program.entries(node, 0)
        if isinstance(found, Mapping):
            yield found


class _Program:
    def __init__(self, top: Any, language: str) -> None:
        self.root, self.language = Mapping(), language
        self.left = _MAX_VALUES
        self.constants: dict[str, Any] = {}
        """Names that are given a value once in the file, and never another."""
        again: set[str] = set()
        for node in _walk(top):
            kind = node.kind()
            if kind in _GIVES:
                children = named(node)
                name = str(children[0].text()) if children else ""
                if name in self.constants or name in again:
                    self.constants.pop(name, None)
                    again.add(name)
                elif len(children) > 1:
                    self.constants[name] = children[-1]
            elif kind in CALLS and (call := call_of(node)) is not None:
                self._construct(call)

    def _construct(self, call: Call) -> None:
        name = _camel(call.name)
        new = call.node.kind() in _NEW or self._own(name) in _METHODS
        python = call.node.kind() == "call" and call.name[:1].isupper()
        go = self.language == "go" and name.startswith("New") and call.receiver is not None
        built = builder_of(call.node) if self.language == "java" and name == "build" else None
        made = made_by(built[0]) if built else ""
        if not (new or python or go or made):
            return
        properties = self._built(*built, 0) if built else self.called(call, 0)
        if name[:3] == "Add":
            name = self._own(name)
        name = made or (name.removeprefix("New") if go else name)
        if isinstance(properties, Mapping) and name.endswith("Listener"):
            self._mark_internal(properties, call)
        if isinstance(properties, Mapping) and not _is_rehearsed(name, properties):
            self.root.setdefault(name, []).append(properties)
            self.root.where.setdefault(name, place(call.node))

    def _built(self, call: Call, given: list[tuple[str, Any]], level: int) -> Node:
        """What a builder of Java makes of what it is given."""
        found = self.called(call, level)
        if isinstance(found, Mapping):
            for key, value in given:
                self._set(found, key, value, level)
            found["@call"] = _word(made_by(call), call.node)
        return found

    def _mark_internal(self, listener: Mapping, call: Call) -> None:
        """Mark a listener whose balancer the public cannot reach: one of the CDK is told if it is to face the internet."""
        balancer = listener.get("loadBalancer")
        if balancer is None and call.receiver is not None:
            given = self.constants.get(str(call.receiver.text()))
            balancer = self.value(given, 1) if given is not None else None
        if isinstance(balancer, Mapping) and str(balancer.get("@call")).endswith("ApplicationLoadBalancer"):
            facing = balancer.get("internetFacing", Word("false"))
            if facing is None or facing == "false":
                listener["@internal"] = Word("true")

    def called(self, call: Call, level: int) -> Node:
        """The properties that a call is given: its entries by name, and those of the objects among its arguments."""
        found = Mapping()
        for argument in call.arguments:
            node = plain(argument.node)
            if node.kind() in ("dictionary_splat", "spread_element"):
                return None
            if argument.name:
                self._set(found, argument.name, node, level)
            elif node.kind() in ("object", "dictionary") or properties_of(node) is not None:
                inner = self.value(node, level)
                if not isinstance(inner, Mapping):
                    return None
                found.update(inner)
                found.where.update(inner.where)
            elif is_text(node) and "@name" not in found:
                found["@name"] = _word(text_of(node), node)
        name = call.name.rpartition("_")[2] if self.language == "go" else call.name
        found["@call"] = _word(name, call.node)
        if call.receiver is not None:
            found["@module"] = _word(str(call.receiver.text())[:100], call.receiver)
        return found

    def _set(self, found: Mapping, name: str, node: Any, level: int) -> None:
        key = self._own(_camel(name))
        found[key], found.where[key] = self.value(node, level + 1), place(node)

    def _own(self, name: str) -> str:
        """The name of a property or a method as TypeScript writes it; C# and Go begin it with a capital."""
        return name[:1].lower() + name[1:] if self.language in ("csharp", "go") else name

    def value(self, node: Any, level: int) -> Node:
        """The value of an expression; None where it is not constant."""
        node = plain(node)
        kind, text = node.kind(), str(node.text())[:500]
        self.left -= 1
        if level > _MAX_LEVELS or self.left < 0:
            return None
        if is_text(node):
            said = text_of(node)
            return None if "{}" in said else _word(said, node)
        if kind in _PLAIN:
            return _word(text.lower().replace("_", ""), node)
        if kind in ("object", "dictionary"):
            return self.entries(node, level)
        if self.language == "java" and (built := builder_of(node)) is not None and made_by(built[0]):
            return self._built(*built, level + 1)
        if (properties := properties_of(node)) is not None:
            found = Mapping()
            for key, each in properties:
                self._set(found, key, each, level)
            return found
        listed = named(node) if kind in ("array", "list") else items_of(node)
        if listed is not None:
            return [self.value(each, level + 1) for each in listed[:100]]
        if kind in CALLS and (call := call_of(node)) is not None:
            amount = self.value(call.arguments[0].node, level + 1) if len(call.arguments) == 1 else None
            of, _, unit = call.name.rpartition("_")  # Duration_Days of Go
            of = of or (last_name(call.receiver) if call.receiver is not None else "")
            if of == "Duration" and isinstance(amount, Word):
                return _word(f"{amount} {unit.lower()}", node)
            return self.called(call, level + 1)
        if (enumerated := _ENUMERATED.match(text)) is not None:
            days = _RETENTION.get(enumerated[1]) if "RetentionDays" in text else None
            return _word(enumerated[1] if days is None else str(days), node)
        if kind in ("identifier", "shorthand_property_identifier") and text in self.constants:
            value = self.value(self.constants[text], level + 1)
            return _word(str(value), node) if isinstance(value, Word) else value
        return None

    def entries(self, node: Any, level: int) -> Node:
        found = Mapping()
        for each in named(node):
            children = named(each)
            if each.kind() == "shorthand_property_identifier":
                self._set(found, str(each.text()), each, level)
            elif each.kind() == "pair" and len(children) > 1:
                self._set(found, str(children[0].text()).strip("\"'"), children[-1], level)
            elif each.kind() in ("spread_element", "dictionary_splat"):
                return None  # what it brings in may be anything
        return found


def _walk(top: Any) -> Iterator[Any]:
    waiting, count = [(top, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MAX_NODES or depth > 4 * _MAX_DEPTH:
            why = Text(
                f"more than {MAX_NODES:,} parts, or nested more than {_MAX_DEPTH} levels deep",
                f"超过 {MAX_NODES:,} 个节点，或嵌套超过 {_MAX_DEPTH} 层",
            )
            raise Unjudged(why, *place(node))
        yield node
        waiting += ((each, depth + 1) for each in reversed(node.children()) if each.is_named())


def _camel(name: str) -> str:
    """A name as TypeScript writes it: `publicReadAccess` for `public_read_access`."""
    return re.sub(r"(?<=[a-z0-9])_([a-z0-9])", lambda found: found[1].upper(), name) if "_" in name else name


def _word(text: str, node: Any) -> Word:
    word = Word(text)
    word.line, word.column = place(node)
    return word
