"""Everything that a judgement rests on, read once: provisions, licenses, the catalogue, the schemas and the rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_icplicense.documents import Document, Problem, Source
from pytest_icplicense.documents.schema import Schema, with_vocabulary
from pytest_icplicense.files import DISK, Files, exists, is_folder, walk
from pytest_icplicense.files.shipped import shipped as shipped
from pytest_icplicense.library.extensions import Extensions
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import CRITICAL, Check, Provision

if TYPE_CHECKING:
    from pytest_icplicense.detect.detector import Detector
    from pytest_icplicense.detect.facts.source import FactSource
    from pytest_icplicense.model.case import Rule
    from pytest_icplicense.model.waiver import Waiver

SCHEMAS = (
    *("service", "operator", "license", "provision", "waivers"),
    *("catalogue", "approvalcatalogue", "featurecatalogue", "capabilitycatalogue"),
    *(
        "factcatalogue",
        "statementcatalogue",
        "documentcatalogue",
        "report",
        "rendered-pages",
        "scanconfirmation",
    ),
)


def schema_tree(kind: str, catalogue: Catalogue) -> dict[str, Any]:
    """The schema of a kind of document as a JSON document, with the catalogue's words in it."""
    published = json.loads((shipped() / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return with_vocabulary(published, catalogue.vocabulary())


@dataclass(frozen=True, eq=False, kw_only=True)
class Library:
    """What the policy folders and license files say. A library with problems judges nothing: it fails closed."""

    provisions: tuple[Provision, ...] = ()
    licenses: Mapping[str, License] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=Catalogue)
    problems: tuple[Problem, ...] = ()
    sources: Mapping[str, Document] = field(default_factory=dict)
    """The document of each license (by number), provision (by id) capability and fact (`capability/…`, `fact/…`)."""
    digests: Mapping[Path, str | None] = field(default_factory=dict)
    """The SHA-256 of every file of policies, licenses and catalogues, of its bytes as they were read."""
    added: Mapping[Path, str | None] = field(default_factory=dict)
    """The same of those that the user adds."""
    extensions: Extensions = field(default_factory=Extensions)
    _schemas: dict[str, Schema] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Library of {len(self.provisions)} provisions, {len(self.licenses)} licenses>"

    @cached_property
    def sha256(self) -> str:
        """The digest of everything that is judged by, whatever the files are called and wherever they lie."""
        digests = {digest or "" for digest in self.digests.values()}
        digests |= {
            hashlib.sha256(file.read_bytes()).hexdigest() for file in (shipped() / "pages").glob("*.yaml")
        }
        return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()

    def digest_of(self, source: str) -> str | None:
        """The digest of the file that a license (by number) or a provision (by id) comes from."""
        return self.digests.get(self.sources[source].file)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules that a check may name."""
        return self.extensions.rules

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """What looks into the artifacts of a repository.

        Raises:
            BadPlugin: a package's cannot be used.
        """
        return self.extensions.detectors

    @property
    def fact_sources(self) -> tuple[FactSource, ...]:
        """Who looks for facts in a repository.

        Raises:
            BadPlugin: a package's cannot be used.
        """
        return self.extensions.fact_sources

    def __getstate__(self) -> dict[str, Any]:
        """What travels to workers: rules are functions, which are found anew there as they were here, by their packages."""
        return {**self.__dict__, "extensions": Extensions(), "_schemas": {}}

    def facts(self) -> list[str]:
        """The ids of all facts that something may show."""
        return [*self.catalogue.facts, *(fact for source in self.fact_sources for fact in source.facts)]

    def binding(self, licenses: Iterable[License]) -> list[Provision]:
        """The provisions that bind the holder of these licenses, in order, each with those of its clauses that do.

        A provision that no license names was added by the user for a reason, and binds everyone.
        """
        held = list(licenses)
        anywhere = {name for each in self.licenses.values() for name in each.provisions}
        found = []
        for provision in self.provisions:
            clauses = {clause.id for each in held for clause in provision.bound_by(each)}
            if len(clauses) == len(provision.clauses) or not provision.named_anywhere(anywhere):
                found.append(provision)
            elif clauses:
                bound = [each for each in provision.clauses if each.id in clauses]
                found.append(replace(provision, clauses=bound))
        return found

    def waivers(self, source: Source) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
        """The waivers of a waiver file that may be used, and why the others may not."""
        from pytest_icplicense.model.waiver import objections, waiver_of

        critical = {
            name: check.id
            for provision in self.provisions
            for clause in provision.clauses
            for check in clause.judged_by
            if check.level == CRITICAL
            for name in (check.id, clause.id)
        }
        usable: list[Waiver] = []
        problems = list(source.problems)
        for document in source.documents:
            faults = self.schema("waivers").problems(document)
            problems += faults
            if not isinstance(document.tree, list):
                continue
            broken = {fault.pointer.split("/")[1] for fault in faults if fault.pointer}
            for index, row in enumerate(document.tree):
                if str(index) in broken:
                    continue
                waiver = waiver_of(document, index, row)
                found = objections(waiver, critical, self.catalogue.statements)
                against = [document.problem(*objection) for objection in found]
                problems += against
                if not against:
                    usable.append(waiver)
        return tuple(usable), tuple(problems)

    def checks(self) -> dict[str, Check]:
        """All checks by their whole ids, in the license's order."""
        return {
            check.id: check
            for provision in self.provisions
            for clause in provision.clauses
            for check in clause.judged_by
        }

    def check_ids(self) -> list[str]:
        """The whole ids of all checks, in the license's order."""
        return list(self.checks())

    def clause_ids(self) -> list[str]:
        """The ids of all clauses, in the license's order."""
        return [clause.id for each in self.provisions for clause in each.clauses]

    def names(self) -> set[str]:
        """The ids of all clauses and checks."""
        return {*self.clause_ids(), *self.check_ids()}

    def schema(self, kind: str) -> Schema:
        """The schema of a kind of document (`service`, `license`, …), with the catalogue's words in it."""
        if kind not in self._schemas:
            self._schemas[kind] = Schema(
                self.schema_tree(kind), compared=True, names=self.catalogue.other_names()
            )
        return self._schemas[kind]

    def schema_tree(self, kind: str) -> dict[str, Any]:
        """The same as a JSON document."""
        return schema_tree(kind, self.catalogue)

    def schema_for_editors(self, kind: str) -> dict[str, Any]:
        """The same with what editors show beside it."""
        from pytest_icplicense.documents.editor_hints import annotated

        return annotated(self.schema_tree(kind), self.catalogue.meanings())


def files_in(path: Path, tree: Files = DISK) -> Iterator[Path]:
    """The YAML files of a folder of policies or licenses, in order; or the file itself, with the provisions beside it."""
    if is_folder(tree, path):
        refused: list[Path] = []
        walked = walk(tree, path, links=False, refused=refused)
        found = [Path(folder, name) for folder, _, names in walked for name in names]
        yield from sorted(file for file in found if file.suffix in (".yaml", ".yml") and exists(tree, file))
        yield from refused
    elif exists(tree, path):
        yield path
        yield from _beside(path, tree)


def _beside(path: Path, tree: Files) -> Iterator[Path]:
    """The provisions that `icplicense import` wrote beside a license: `own.SP-16.yaml` beside `own.yaml`."""
    try:
        names = [name for name, kind in tree.listdir(path.parent).items() if kind == "file"]
    except OSError:
        return
    yield from (path.with_name(name) for name in sorted(names) if _is_draft_of(name, path))


def _is_draft_of(name: str, path: Path) -> bool:
    return name.startswith(f"{path.stem}.SP-") and name.endswith(".yaml")
