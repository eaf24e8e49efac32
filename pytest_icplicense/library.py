"""Everything that a judgement rests on, read once: provisions, licenses, the catalogue, the schemas and the rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_icplicense.documents import Document, Problem, Source, read
from pytest_icplicense.documents.kept import read_all
from pytest_icplicense.documents.schema import Schema, with_vocabulary
from pytest_icplicense.files import DISK, Files, exists, is_folder, walk
from pytest_icplicense.files.shipped import shipped as shipped
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import Provision, natural
from pytest_icplicense.shelf import Shelf
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    import pluggy

    from pytest_icplicense.detect.detector import Detector
    from pytest_icplicense.detect.facts.source import FactSource
    from pytest_icplicense.model.case import Rule
    from pytest_icplicense.model.waiver import Waiver

SCHEMAS = (
    *("service", "operator", "license", "provision", "waivers"),
    *("catalogue", "approvalcatalogue", "featurecatalogue", "capabilitycatalogue"),
    *("statementcatalogue", "report", "rendered-pages"),
)


@dataclass(eq=False)
class Library:
    """What the policy folders and license files say. A library with problems judges nothing: it fails closed."""

    provisions: tuple[Provision, ...] = ()
    licenses: dict[str, License] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=Catalogue)
    rules: dict[str, Rule] = field(default_factory=dict)
    hooks: pluggy.PluginManager | None = None
    brought: tuple[Path, ...] = ()
    """The folders and files of policies that installed packages bring."""
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, Document] = field(default_factory=dict)
    """The document of each license (by number), provision (by id) and capability (`capability/` and its id)."""
    digests: dict[Path, str | None] = field(default_factory=dict)
    """The SHA-256 of every file of policies, licenses and catalogues, of its bytes as they were read."""
    added: dict[Path, str | None] = field(default_factory=dict)
    """The same of those that the user adds."""
    _schemas: dict[str, Schema] = field(default_factory=dict)

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

    def __getstate__(self) -> dict[str, Any]:
        """What travels to workers: rules are functions, which are found anew there as they were here, by their packages."""
        dropped: dict[str, Any] = {"rules": {}, "hooks": None, "_schemas": {}}
        return {**self.__dict__, **dropped}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if not self.problems:
            _add_rules(self)

    @cached_property
    def detectors(self) -> tuple[Detector, ...]:
        """What looks into the artifacts of a repository.

        Raises:
            BadPlugin: a package's cannot be used.
        """
        from pytest_icplicense.detect.detector import Detector
        from pytest_icplicense.hookspecs import added, once, plugins

        hooks = self.hooks or plugins()
        return tuple(once(added(hooks.hook.icplicense_detectors, Detector), "detector"))

    @cached_property
    def fact_sources(self) -> tuple[FactSource, ...]:
        """Who looks for facts in a repository.

        Raises:
            BadPlugin: a package's cannot be used.
        """
        from pytest_icplicense.hookspecs import added, once, plugins

        hooks = self.hooks or plugins()
        if not hooks.hook.icplicense_facts.get_hookimpls():
            return ()
        from pytest_icplicense.detect.facts.source import FactSource

        return tuple(once(added(hooks.hook.icplicense_facts, FactSource), "source of facts"))

    def binding(self, licenses: Iterable[License]) -> list[Provision]:
        """The provisions that bind the holder of these licenses, in order.

        A provision that no license names was added by the user for a reason, and binds everyone.
        """
        named = {name for held in licenses for name in held.provisions}
        anywhere = {name for held in self.licenses.values() for name in held.provisions}
        return [each for each in self.provisions if each.named_by(named) or not each.named_by(anywhere)]

    def waivers(self, source: Source) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
        """The waivers of a waiver file that may be used, and why the others may not."""
        from pytest_icplicense.model.waiver import objections, waiver_of

        critical = {
            name: check.id
            for provision in self.provisions
            for clause in provision.clauses
            for check in clause.judged_by
            if check.level == "critical"
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
                against = [document.problem(*objection) for objection in objections(waiver, critical)]
                problems += against
                if not against:
                    usable.append(waiver)
        return tuple(usable), tuple(problems)

    def check_ids(self) -> list[str]:
        """The whole ids of all checks, in the license's order."""
        return [check.id for each in self.provisions for clause in each.clauses for check in clause.judged_by]

    def clause_ids(self) -> list[str]:
        """The ids of all clauses, in the license's order."""
        return [clause.id for each in self.provisions for clause in each.clauses]

    def names(self) -> set[str]:
        """The ids of all clauses and checks."""
        return {*self.clause_ids(), *self.check_ids()}

    def schema(self, kind: str) -> Schema:
        """The schema of a kind of document (`service`, `license`, …), with the catalogue's words in it."""
        if kind not in self._schemas:
            self._schemas[kind] = Schema(self.schema_tree(kind), compared=True)
        return self._schemas[kind]

    def schema_tree(self, kind: str) -> dict[str, Any]:
        """The same as a JSON document."""
        published = json.loads((shipped() / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
        return with_vocabulary(published, self.catalogue.vocabulary())

    def schema_for_editors(self, kind: str) -> dict[str, Any]:
        """The same with what editors show beside it."""
        from pytest_icplicense.documents.editors import annotated

        return annotated(self.schema_tree(kind), self.catalogue.meanings())


def load(
    policies: Iterable[Path] = (),
    licenses: Iterable[Path] = (),
    show: Callable[[Path], str] = Path.as_posix,
    tree: Files = DISK,
    *,
    judging: bool = True,
) -> Library:
    """Read the shipped policies, those of installed packages, further policy folders, and further license files or
    folders of them.

    What cannot be read becomes a problem of the library, shown by `show(path)`. The documents that this package ships
    are held to their schemas by its tests, not again in every run; they are on disk, as those of installed packages
    are, and the others in `tree`.
    Where nothing is to be judged, and only what is shipped is read, the rules are left out.
    """
    from pytest_icplicense.hookspecs import announced

    library = Library()
    policies, licenses = tuple(policies), tuple(licenses)
    if (judging or policies or licenses or announced()) and not _add_what_is_installed(library):
        return library
    shelf = Shelf(library)
    files = shipped_files()
    for file, source in zip(files, read_all(shipped(), files, show), strict=True):
        library.digests[file] = source.sha256
        shelf.put(source, trusted=True)
    seen: set[Path] = set()
    added = [(path, DISK) for path in library.brought] + [(path, tree) for path in (*policies, *licenses)]
    for path, where in added:
        files = list(files_in(path, where))
        if not files:
            text = Text("no policy or license file (*.yaml) is here", "此处没有策略或许可证文件（*.yaml）")
            library.problems.append(Problem(show(path), 1, 1, text))
        for file in files:
            if (real := where.resolve(file)) in seen:
                continue  # a license's file in a folder of policies, or the other way round
            seen.add(real)
            source = read(file, show(file), where)
            library.digests[file] = source.sha256
            if where is tree and path not in library.brought:
                library.added[file] = source.sha256
            shelf.put(source, trusted=False)
    shelf.unjudged()
    shelf.unreviewed()
    shelf.nowhere()
    shelf.known_parts()
    shelf.dangling()
    library.provisions = tuple(sorted(shelf.provisions.values(), key=lambda provision: natural(provision.id)))
    return library


def _add_what_is_installed(library: Library) -> bool:
    """Put in the rules of this package and of others, and where those have policies; whether all can be used."""
    from pytest_icplicense.hookspecs import BadPlugin, added

    try:
        hooks = _add_rules(library)
        for package, path in added(hooks.hook.icplicense_policies, Path):
            if not path.is_absolute():
                raise BadPlugin(f"{package}, icplicense_policies: '{path}' is no absolute path")
            library.brought += (path,)
    except BadPlugin as error:
        text = Text(f"cannot be used: {error.why}", f"无法使用：{error.why}")
        library.problems.append(Problem("installed packages", 1, 1, text))
        return False
    return True


def _add_rules(library: Library) -> pluggy.PluginManager:
    """Put in the rules of this package and of others.

    Raises:
        BadPlugin: some cannot be used.
    """
    from pytest_icplicense.hookspecs import added, once, plugins
    from pytest_icplicense.model.case import Rule

    library.hooks = plugins()
    rules = once(added(library.hooks.hook.icplicense_rules, Rule), "rule")
    library.rules.update((rule.name, rule) for rule in rules)
    return library.hooks


def shipped_files() -> list[Path]:
    """The policies, licenses and catalogues that every run reads."""
    return [
        file
        for name in ("catalogue", "capabilities", "licenses", "provisions")
        for file in files_in(shipped() / name)
    ]


def files_in(path: Path, tree: Files = DISK) -> Iterator[Path]:
    """The YAML files of a folder of policies or licenses, in order; or the file itself."""
    if is_folder(tree, path):
        refused: list[Path] = []
        walked = walk(tree, path, links=False, refused=refused)
        found = [Path(folder, name) for folder, _, names in walked for name in names]
        yield from sorted(file for file in found if file.suffix in (".yaml", ".yml") and exists(tree, file))
        yield from refused
    elif exists(tree, path):
        yield path
