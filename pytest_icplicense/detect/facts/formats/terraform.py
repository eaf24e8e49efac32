"""Terraform and OpenTofu: the modules of a repository, with what variables, locals and other resources put into them.

A module is evaluated once for each of its calls in the repository, and on its own where nobody calls it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.hcl import Attribute, Block, blocks, calls
from pytest_icplicense.detect.facts.formats.hcl_expressions import MAX_STEPS, Steps
from pytest_icplicense.detect.facts.formats.hcl_functions import UNKNOWN, Value
from pytest_icplicense.detect.facts.formats.terraform_evaluation import Evaluation, Module
from pytest_icplicense.detect.facts.formats.terraform_files import VARIABLES, block_of
from pytest_icplicense.detect.listing import aside, before_production
from pytest_icplicense.detect.unjudged import Unjudged, unknown_variables
from pytest_icplicense.detect.yaml_nodes import Node
from pytest_icplicense.text import Text

_UNREAD = Text("too large, or not readable", "文件过大或无法读取")
MAX_WAYS = 16
"""Sets of values that one module is evaluated with."""


def _in_turn(path: str) -> tuple[bool, str]:
    """What sorts files as Terraform reads them: those of `*.auto.tfvars` decide over terraform.tfvars."""
    return ".auto.tfvars" in path, path


class Modules:
    """The modules of a repository, each read when something in it is asked for."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Artifact | None]) -> None:
        self._read = read
        self._folders: dict[str, list[str]] = {}
        self._grunts: list[str] = []
        self._unread: dict[str, Unjudged] = {}
        """Files of Terragrunt that cannot be read."""
        for path in paths:
            if path.endswith((".tf", ".tofu", ".tf.json", *VARIABLES)):
                self._folders.setdefault(posixpath.dirname(path), []).append(path)
            elif path.rpartition("/")[2] in _TERRAGRUNT:
                self._grunts.append(path)
        self._modules: dict[str, Module] = {}
        self._steps = Steps()
        self._ways: dict[str, list[dict[str, Value]]] = {}
        self._told: set[str] = set()
        """Files of variables that cannot be read, which is told once."""
        self._callers: dict[str, list[tuple[str, Block]]] | None = None

    def roots(self, artifact: Artifact) -> Iterator[Node]:
        """What a file declares, once for each way in which its module is used.

        Raises:
            Unjudged: it is no HCL, or too large.
        """
        module = self._module(posixpath.dirname(artifact.path))
        if why := module.broken.get(artifact.path):
            raise why
        block = module.files.get(artifact.path)
        if block is None:
            return
        for way in self._ways_of(module.folder, ()):
            yield Evaluation(module, way).root(block)
        if self._steps.left < 0:
            raise Unjudged(
                Text(
                    f"more than {MAX_STEPS:,} expressions to evaluate in the repository",
                    f"代码仓库中待求值的表达式超过 {MAX_STEPS:,} 个",
                )
            )
        for path, why in module.broken.items():
            if path.endswith(VARIABLES) and path not in self._told:
                self._told.add(path)
                raise unknown_variables(path, why)
        for path, why in self._unread.items():
            if path not in self._told:
                self._told.add(path)
                raise unknown_variables(path, why)

    def _module(self, folder: str) -> Module:
        if folder not in self._modules:
            module = self._modules[folder] = Module(
                folder, steps=self._steps, read=self._read, called=partial(self._blocks_of, folder)
            )
            named: dict[str, list[Value]] = {}
            own = sorted(self._folders.get(folder, ()), key=_in_turn)
            for path in (*own, *self._variables_below(folder)):
                artifact = self._read(path)
                if artifact is None:
                    if path.endswith(VARIABLES):
                        module.broken[path] = Unjudged(_UNREAD)
                    continue
                try:
                    block = block_of(artifact)
                except Unjudged as error:
                    module.broken[path] = error
                    continue
                if path.endswith(VARIABLES):
                    self._variables(module, path, block, named)
                else:
                    module.files[path] = block
            _override(module)
            for name, values in named.items():
                if name not in module.given:
                    module.given[name] = values[0] if all(each == values[0] for each in values) else UNKNOWN
        return self._modules[folder]

    def _blocks_of(self, caller: str, source: str) -> list[Block]:
        """The blocks of a module that another one calls, where it is in the repository."""
        return self._module(_folder_at(caller, source)).blocks if source.startswith(".") else []

    def _variables_below(self, folder: str) -> Iterator[str]:
        """Files of variables in folders of nothing else (`env/prod.tfvars`), the nearest module above which is this one."""
        for below in self._of_variables:
            above = posixpath.dirname(below) if below else ""
            while above and (above not in self._folders or above in self._of_variables):
                above = posixpath.dirname(above)
            if below and above == folder:
                yield from self._folders[below]

    @cached_property
    def _of_variables(self) -> frozenset[str]:
        """Folders that have files of variables, and no others."""
        return frozenset(
            folder
            for folder, paths in self._folders.items()
            if all(path.endswith(VARIABLES) for path in paths)
        )

    @staticmethod
    def _variables(module: Module, path: str, block: Block, named: dict[str, list[Value]]) -> None:
        """What a file of variables sets: for certain, or where somebody names the file for a deployment."""
        below = path.removeprefix(f"{module.folder}/") if module.folder else path
        name = below.removesuffix(".json")
        alone = Evaluation(module, {})
        values = {key: alone.value(each.value) for key, each in block.attributes.items()}
        if "/" not in name and (name == "terraform.tfvars" or name.endswith(".auto.tfvars")):
            module.given.update(values)
        elif not any(map(before_production, name.split("/"))):
            for key, value in values.items():
                named.setdefault(key, []).append(value)

    def _ways_of(self, folder: str, around: tuple[str, ...]) -> list[dict[str, Value]]:
        """The variables that the callers of a module set; nothing of a module that nobody calls."""
        if folder in around or len(around) > 8:
            return [{}]
        if folder not in self._ways:
            found: list[dict[str, Value]] = []
            for caller, block in self._called().get(folder, ()):
                module = self._module(caller)
                for way in self._ways_of(caller, (*around, folder)):
                    evaluation = Evaluation(module, way)
                    for own in evaluation.each(block):
                        given = {
                            name: own.value(each.value)
                            for name, each in block.attributes.items()
                            if name not in ("source", "version", "providers", "count", "for_each")
                        }
                        if given not in found and len(found) < MAX_WAYS:
                            found.append(given)
            for given in self._by_terragrunt.get(folder, ()):
                if given not in found and len(found) < MAX_WAYS:
                    found.append(given)
            called = folder in self._called() or folder in self._by_terragrunt
            self._ways[folder] = found if called or self._is_part(folder) else [{}]
        return self._ways[folder]

    def _is_part(self, folder: str) -> bool:
        """Whether a module that nobody calls is there to be called, and nothing of it is deployed as it is."""
        module = self._module(folder)
        return (
            not {"modules", "terraform-modules", "tf-modules"}.isdisjoint(folder.split("/"))
            and not module.given
            and not any(
                each.kind == "provider"
                or (
                    each.kind == "terraform"
                    and any(inner.kind in ("backend", "cloud") for inner in each.blocks)
                )
                for block in module.files.values()
                for each in block.blocks
            )
        )

    @cached_property
    def _by_terragrunt(self) -> dict[str, list[dict[str, Value]]]:
        """By modules, the variables that files of Terragrunt call them with."""
        found: dict[str, list[dict[str, Value]]] = {}
        for path in self._grunts:
            folder = posixpath.dirname(path)
            given: dict[str, Value] = {}
            source = None
            above = [
                each
                for each in self._grunts
                if not posixpath.dirname(each) or folder.startswith(f"{posixpath.dirname(each)}/")
            ]
            for each in sorted({*above, path}, key=len):
                artifact = self._read(each)
                try:
                    block = blocks(artifact) if artifact else Block("", (), 1, 1)
                except Unjudged as error:
                    self._unread[each] = error
                    given.clear()
                    continue
                own = Evaluation(Module(folder, {each: block}, steps=self._steps, read=self._read), {})
                inputs = own.value(block.attributes["inputs"].value) if "inputs" in block.attributes else {}
                given.update(inputs if isinstance(inputs, dict) else {})
                if each == path:
                    calls_ = (inner for inner in block.blocks if inner.kind == "terraform")
                    source = next((_source(folder, each) for each in calls_), None)
            if source is not None:
                found.setdefault(source, []).append(given)
        return found

    def _called(self) -> dict[str, list[tuple[str, Block]]]:
        """The calls of each module of the repository, each with the folder of the module that calls; what only examples
        call it with is deployed nowhere.
        """
        if self._callers is None:
            self._callers = {}
            for folder in self._folders:
                if aside(f"{folder}/"):
                    continue
                for block in self._module(folder).files.values():
                    for call in calls(block):
                        source = call.attributes.get("source")
                        path = Evaluation(self._module(folder), {}).value(source.value) if source else None
                        if isinstance(path, str) and path.startswith("."):
                            target = _folder_at(folder, path)
                            self._callers.setdefault(target, []).append((folder, call))
        return self._callers


def _folder_at(folder: str, path: str) -> str:
    """The folder that a path leads to from another one."""
    target = posixpath.normpath(posixpath.join(folder or ".", path))
    return "" if target == "." else target


_TERRAGRUNT = ("terragrunt.hcl", "root.hcl")


def _source(folder: str, block: Block) -> str | None:
    """The folder that Terragrunt takes a module from, if that is in the repository."""
    source = block.attributes.get("source")
    text = str(source.value.text()).strip('"') if source else ""
    if text.startswith("."):
        return _folder_at(folder, text)
    return _folder_at("", f"./{text[len(_ROOT) :]}") if text.startswith(_ROOT) else None


_ROOT = "${get_repo_root()}"


_OVERRIDES = re.compile(r"(?:.*_)?override\.(?:tf|tofu)(?:\.json)?")


def _override(module: Module) -> None:
    """Put what files of overrides say into the blocks that they override, as Terraform does: they stand where those do."""
    names = [path for path in module.files if _OVERRIDES.fullmatch(path.rpartition("/")[2])]
    blocks = [each for path in module.files if path not in names for each in module.files[path].blocks]
    for path in sorted(names):
        left: list[Block] = []
        for block in module.files[path].blocks:
            same = [each for each in blocks if (each.kind, each.labels) == (block.kind, block.labels)]
            if block.kind == "locals":
                same = [each for each in same if not block.attributes.keys().isdisjoint(each.attributes)]
            if not same:
                left.append(block)
            for own in same:
                for name, each in block.attributes.items():
                    at = own.attributes.get(name, own)
                    own.attributes[name] = Attribute(each.value, at.line, at.column)
                kinds = {inner.kind for inner in block.blocks}
                own.blocks[:] = [inner for inner in own.blocks if inner.kind not in kinds]
                own.blocks += [_moved(inner, own) for inner in block.blocks]
        module.files[path] = replace(module.files[path], blocks=left)


def _moved(block: Block, to: Block) -> Block:
    """The block as if all of it stood where another one does."""
    attributes = {name: Attribute(each.value, to.line, to.column) for name, each in block.attributes.items()}
    inner = [_moved(each, to) for each in block.blocks]
    return replace(block, line=to.line, column=to.column, attributes=attributes, blocks=inner)
