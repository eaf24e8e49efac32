"""From a manifest file to its cases: reads it, holds it to its schema, and binds it to what it refers to."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_icplicense import WAIVERS
from pytest_icplicense import library as libraries
from pytest_icplicense.discovery import is_found
from pytest_icplicense.documents import Document, Problem, read
from pytest_icplicense.documents.files import DISK, Files
from pytest_icplicense.documents.remembered import Remembered
from pytest_icplicense.documents.repository import Repository, repository_root
from pytest_icplicense.engine import expand
from pytest_icplicense.engine.settle import Settler
from pytest_icplicense.faults import KINDS, faults, no_manifest, unknown_license
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.library import Library
from pytest_icplicense.model.capability import Detections
from pytest_icplicense.model.case import Case
from pytest_icplicense.model.evidence import Evidence
from pytest_icplicense.model.license import License
from pytest_icplicense.model.manifest import OPERATOR, SERVICE, Manifest
from pytest_icplicense.model.number import normal
from pytest_icplicense.model.provision import Provision
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.operators import Operators
from pytest_icplicense.settings import Settings
from pytest_icplicense.text import Text, near, plain

if TYPE_CHECKING:
    from pytest_icplicense.detect.survey import Survey


class Name(NamedTuple):
    """The name that a manifest has, and where the manifest stands."""

    kind: str
    name: str
    file: Path
    """With all links followed."""
    document: int
    """Which of the file's documents it is."""


class Expanded(NamedTuple):
    """One manifest file: the manifests in it, their cases in order, and what is wrong with the file."""

    manifests: tuple[Manifest, ...]
    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]
    names: tuple[Name, ...] = ()
    """The names that its documents claim, whether they get them or not, and whatever else is wrong with them."""
    refused: bool = False
    """Whether a name was another's already."""
    held: tuple[Name, ...] = ()
    """The names that its documents got."""
    warnings: tuple[Problem, ...] = ()
    """What the repository shows that keeps nothing from passing, but must be known."""


class Workspace:
    """One run: its settings, the policies that it judges by, and the repository that it judges."""

    def __init__(
        self,
        settings: Settings,
        base: Path,
        files: Files = DISK,
        library: Library | None = None,
        survey: Survey | None = None,
        settler: Settler | None = None,
        evidence: tuple[Evidence, ...] | None = None,
    ) -> None:
        """`base` is the folder that shown paths are relative to; `files` is where everything is read.

        A `library`, a `survey` and a `settler` that are given must be what the settings would have led to. `evidence` is
        what the team's tests gave; None: nobody ran any.
        """
        self.settings = settings
        self.base = base
        self.files = files
        self.evidence = evidence
        self._names: dict[tuple[str, str], Name] = {}
        self._waivers: dict[Path, tuple[tuple[Waiver, ...], tuple[Problem, ...]]] = {}
        self._binding: dict[tuple[str, ...], list[Provision]] = {}
        self._shown_folder = Remembered(self._folder_shown)
        self._operators = Operators(files, self.show, Remembered(self._is_found))
        self._real = Remembered(files.resolve)
        self._waiver_files = Remembered(self._waiver_files_of)
        self._library = library
        self._survey = survey
        self._surveys: dict[Path, Survey] = {}
        self._settler = settler
        self._claims: list[Name] = []
        self._refused = False
        """Of the file that is being expanded, and whether one of them was another's."""

    @cached_property
    def library(self) -> Library:
        """The policies, read when the first manifest is."""
        if self._library is not None:
            return self._library
        return libraries.load(self.settings.policies, self.settings.licenses, self.show, self.files)

    @cached_property
    def repository(self) -> Repository:
        """The repository that manifests may refer to files in."""
        folder, base = (self.files.resolve(each) for each in (self.settings.folder, self.base))
        root = repository_root(base if folder.is_relative_to(base) else folder, self.files)
        return Repository(root, self.files)

    @cached_property
    def survey(self) -> Survey:
        """What the repository shows, looked into when the first service is.

        Raises:
            BadPlugin: a package's detectors cannot be used.
        """
        return self._look_into(self._surveyed) if self._survey is None else self._survey

    @cached_property
    def _surveyed(self) -> Path:
        """The repository; without git, the folder that the run is configured for: what is around it is nobody's."""
        root = self.repository.root
        return root if self.files.lexists(root / ".git") else self.files.resolve(self.settings.folder)

    def _look_into(self, root: Path) -> Survey:
        from pytest_icplicense.detect.surveyor import survey

        chosen, library = self.settings, self.library
        known = library.catalogue.capabilities
        return survey(root, self.files, known, library.detectors, chosen.exclude, chosen.folder)

    @cached_property
    def _clauses(self) -> Mapping[str, None]:
        return dict.fromkeys(self.library.clause_ids())

    def binding(self, licenses: tuple[License, ...]) -> list[Provision]:
        """The provisions that bind the holder of these licenses."""
        numbers = tuple(held.number for held in licenses)
        if numbers not in self._binding:
            self._binding[numbers] = self.library.binding(licenses)
        return self._binding[numbers]

    @cached_property
    def settler(self) -> Settler:
        """What settles manifests whose cases nobody asks for one by one."""
        return self._settler or Settler(self.library.rules, self.settings.as_of)

    def detections(self, document: Document) -> Detections:
        """What the repository shows of the service that a document declares."""
        file = self._real(document.file)
        found = self.survey
        if not file.is_relative_to(found.root):  # another folder that a run without git was given
            if file.parent not in self._surveys:
                self._surveys[file.parent] = self._look_into(file.parent)
            found = self._surveys[file.parent]
        path = file.relative_to(found.root).as_posix()
        self.repository.note(found.files_of(path, document.index))
        return found.of(path, document.index, self.show)

    def show(self, file: Path) -> str:
        """A path as messages show it: relative to the base, with forward slashes."""
        above = self._shown_folder(file.parent)
        if above is not None and file.name not in ("", ".."):
            return plain(f"{above}{file.name}")
        return plain(self._relative(file))

    def _folder_shown(self, folder: Path) -> str | None:
        """What stands before the files of a folder at or below the base; None elsewhere."""
        shown = self._relative(folder)
        if shown == ".":
            return ""
        return None if shown.startswith(("..", "/")) or ":" in shown else f"{shown}/"

    def _relative(self, file: Path) -> str:
        try:
            return Path(os.path.relpath(file, self.base)).as_posix()
        except ValueError:  # another drive on Windows
            return file.as_posix()

    def from_root(self, path: str) -> str:
        """A path as it is shown, told from the repository's root: where services that show code look for it."""
        return posixpath.normpath(posixpath.join(self._below_root, path))

    @cached_property
    def _below_root(self) -> str:
        base = self.files.resolve(self.base)
        return base.relative_to(repository_root(base, self.files)).as_posix()

    def expand(self, file: Path, *, cases: bool = True) -> Expanded:
        """The cases of one manifest file, or all but those. Never raises for what the file contains."""
        manifests, problems = self.bound(file)
        expanded = [
            case
            for manifest in (manifests if cases else ())
            for case in expand(manifest, self.binding(manifest.licenses), self.library.rules)
        ]
        warnings = [warning for manifest in manifests for warning in manifest.warnings]
        return Expanded(
            tuple(manifests),
            tuple(expanded),
            tuple(problems),
            tuple(self._claims),
            self._refused,
            tuple(name for name in self._claims if self.claim(name) is None),
            tuple(warnings),
        )

    def bound(self, file: Path) -> tuple[list[Manifest], list[Problem]]:
        """The manifests of one file, and what is wrong with it. Never raises for what the file contains."""
        self._claims, self._refused = [], False
        if self.library.problems:
            return [], list(self.library.problems)
        source = self._operators.read(file)
        problems = list(source.problems)
        manifests: list[Manifest] = []
        waivers: list[Waiver] = []
        for waiver_file in self.waiver_files(file):
            usable, faults = self.waivers(waiver_file)
            waivers += usable
            problems += faults
        for document in source.documents:
            manifest, found = self._bind(document, tuple(waivers))
            problems += found
            if manifest is not None:
                manifests.append(manifest)
        return manifests, problems

    def no_case(self, wanted: str | None, files: Iterable[Path]) -> Text:
        """Why there is no case of the provision, clause or check `wanted` in these files, as a finding says it."""
        known = [
            name
            for provision in self.library.provisions
            for name in (provision.id, *(clause.id for clause in provision.clauses))
        ]
        shown = ", ".join(self.show(file) for file in files)
        if wanted is None or wanted in known:
            what = Text(wanted, wanted) if wanted else Text("any provision", "任何规定")
            return Text(f"{shown} has no case of {what.en}", f"{shown} 中没有{what.zh}的用例")
        hint = near(wanted, known)
        return Text(
            f"no provision or clause '{wanted}'{hint.en}", f"没有编号为“{wanted}”的规定或条款{hint.zh}"
        )

    def waiver_files(self, file: Path) -> list[Path]:
        """The waiver files for a manifest: beside it, in the configuration's folder, and at the repository's root."""
        return self._waiver_files(file.parent)

    def _waiver_files_of(self, folder: Path) -> list[Path]:
        above = (self.files.resolve(each) for each in (folder, self.settings.folder))
        folders = dict.fromkeys((*above, self.repository.root))
        return [path for folder in folders for name in WAIVERS if self.files.lexists(path := folder / name)]

    def waivers(self, file: Path) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
        """The waivers of a file that may be used, and why the others may not."""
        if file not in self._waivers:
            self._waivers[file] = self.library.waivers(read(file, self.show(file), self.files))
        return self._waivers[file]

    def _bind(self, document: Document, waivers: tuple[Waiver, ...]) -> tuple[Manifest | None, list[Problem]]:
        kind = document.kind
        if kind not in KINDS:
            return None, [no_manifest(document)]
        problems = self.library.schema(kind.lower()).problems(document)
        if problems or (problems := self._taken(document)):
            return None, problems
        problems += faults(document, self._clauses)
        licenses: list[License] = []
        for pointer, number in _license_numbers(document.tree, kind):
            held = self.library.licenses.get(number)
            if held is None:
                problems.append(document.problem(pointer, unknown_license(number, self.library.licenses)))
            else:
                licenses.append(held)
        if not licenses:
            return None, problems
        operator: Document | None = document
        if kind == SERVICE:
            operator, found = self._operators.of(document, self.repository, self.library.schema("operator"))
            problems += found
            try:
                _ = self.survey
            except BadPlugin as error:
                problems.append(document.problem("", error.told))
                return None, problems
        return (
            Manifest(
                document,
                kind,
                document.tree["name"],
                tuple(licenses),
                operator,
                self.library.catalogue,
                self.repository,
                waivers,
                self.detections,
                self.evidence,
            ),
            problems,
        )

    def name_of(self, document: Document) -> Name:
        """The name of a manifest that its schema accepts."""
        return Name(document.kind or "", document.tree["name"], self._real(document.file), document.index)

    def claim(self, name: Name) -> Path | None:
        """Case ids name the manifest, so no two of one run may have one name: the file that has it already, if one has."""
        first = self._names.setdefault((name.kind, name.name), name)
        return None if first == name else first.file

    def know(self, files: Iterable[Path]) -> None:
        """Let manifests have their names, in their order, without judging them: another shard does that."""
        if self.library.problems:
            return
        for file in files:
            for document in self._operators.read(file).documents:
                kind = document.kind
                if kind in KINDS and not self.library.schema(kind.lower()).problems(document):
                    self.claim(self.name_of(document))

    def _taken(self, document: Document) -> list[Problem]:
        name = self.name_of(document)
        self._claims.append(name)
        first = self.claim(name)
        if first is None:
            return []
        self._refused = True
        where = self.show(first)
        if name.kind == OPERATOR:  # whose name is the company's, and no other will do
            remedy = Text(
                "keep one file for the company, and write its path under 'operator' of each of its services",
                "同一公司请只保留一份经营者清单，并在其每项服务的 operator 中填写该文件的路径",
            )
        else:
            remedy = Text("give each manifest its own", "请为每份清单单独命名")
        text = Text(
            f"the name '{name.name}' is already used by {where}; {remedy.en}",
            f"名称“{name.name}”已被 {where} 使用；{remedy.zh}",
        )
        return [document.problem("/name", text)]

    def _is_found(self, file: Path) -> bool:
        return is_found(file, self.settings.exclude, self.settings.folder, self.repository.root, self.files)


def _license_numbers(tree: Any, kind: str) -> list[tuple[str, str]]:
    """The pointer and the number of each license that a manifest names."""
    field = "license" if kind == SERVICE else "licenses"
    value = tree[field]
    if isinstance(value, str):
        return [(f"/{field}", normal(value))]
    return [(f"/{field}/{index}", normal(number)) for index, number in enumerate(value)]
