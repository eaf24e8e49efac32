"""Sorts policy and license documents into a library, and refuses what would judge nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest_icplicense.documents import Document, Problem, Source, read
from pytest_icplicense.documents.parse_cache import read_all
from pytest_icplicense.documents.patterns import objection
from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.files import DISK, Files, lexists
from pytest_icplicense.library import check_faults
from pytest_icplicense.library.extensions import Extensions
from pytest_icplicense.library.library import Library, files_in, schema_tree, shipped
from pytest_icplicense.library.references import Loaded, unknown_references
from pytest_icplicense.model import catalogue as catalogues
from pytest_icplicense.model.capability import capabilities_of
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.model.facts import of_facts
from pytest_icplicense.model.license import License, license_of
from pytest_icplicense.model.observable import clouds, fact_kinds
from pytest_icplicense.model.provision import Check, Provision, natural, provision_of
from pytest_icplicense.model.term import TermFault, following, joined
from pytest_icplicense.text import Text, near, short

_LASTING = {
    "holder": "holder",
    "provisions": "provisions",
    "changed": "changed_provisions",
}
"""What two documents of one number must agree in, with the name that the document has for it."""
_OF_A_PAPER = ("subsidiaries", "scope", "sites")
"""What a license may say in another way when it is renewed or changed: then each paper counts for its own days."""
_NOT_THERE = Text("no such file or folder", "没有该文件或文件夹")
_NO_POLICY = Text("no policy or license file (*.yaml) is here", "此处没有策略或许可证文件（*.yaml）")
_WITH_SCHEMA = (
    *("license", "provision", "catalogue", "approvalcatalogue", "featurecatalogue", "capabilitycatalogue"),
    *("statementcatalogue", "factcatalogue", "documentcatalogue"),
)


class LibraryLoader:
    """Sorts documents by their kind, checks what they name, and gives the library of those that can be used."""

    def __init__(self, extensions: Extensions, *, judging: bool) -> None:
        """Where nothing is to be judged, the rules that checks name are not looked for."""
        self.extensions = extensions
        self.judging = judging
        self.problems: list[Problem] = []
        self.provisions: dict[str, Provision] = {}
        self.licenses: dict[str, License] = {}
        self.catalogue = Catalogue()
        self.sources: dict[str, Document] = {}
        self.digests: dict[Path, str | None] = {}
        self.added: dict[Path, str | None] = {}
        self.schemas: dict[str, Schema] = {}
        self.features: list[Document] = []
        self.capabilities: list[Document] = []
        self.trusted: set[Document] = set()
        self.of_facts: list[tuple[Document, str, Check]] = []
        """Checks of facts, each with its place; what facts there are is known when all is read."""
        self.kinds: Mapping[str, Callable[[Document], None]] = {
            "Catalogue": self._services,
            "ApprovalCatalogue": self._approvals,
            "FeatureCatalogue": self._features,
            "RegionCatalogue": self._regions,
            "CapabilityCatalogue": self._capabilities,
            "FactCatalogue": self._facts,
            "StatementCatalogue": self._statements,
            "DocumentCatalogue": self._documents,
            "License": self._license,
            "Provision": self._provision,
        }

    def read(self, file: Path, source: Source, *, trusted: bool) -> None:
        """Take the documents of a file. Those that are trusted were held to their schemas before."""
        self.digests[file] = source.sha256
        self.problems += source.problems
        for document in source.documents:
            kind = document.kind or ""
            if kind not in self.kinds:
                hint = near(kind, self.kinds)
                text = (
                    Text(
                        f"kind '{kind}' is no policy or license{hint.en}",
                        f"kind“{kind}”不是策略或许可证{hint.zh}",
                    )
                    if kind
                    else Text(
                        "a policy or a license is a mapping with a 'kind', such as 'kind: Provision'",
                        "策略或许可证应为含 kind 的映射，例如 kind: Provision",
                    )
                )
                self.problems.append(document.problem("/kind", text))
                continue
            if not trusted and (problems := self._against_schema(document, kind.lower())):
                self.problems += problems
                continue
            if trusted:
                self.trusted.add(document)
            try:
                self.kinds[kind](document)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                text = Text(f"cannot be used: {error!r}", f"无法使用：{error!r}")
                self.problems.append(document.problem("", text))

    def _against_schema(self, document: Document, kind: str) -> list[Problem]:
        if kind not in _WITH_SCHEMA:
            return []
        if kind not in self.schemas:
            self.schemas[kind] = Schema(schema_tree(kind, self.catalogue), compared=True)
        return self.schemas[kind].problems(document)

    def _once(self, document: Document, identifier: str, pointer: str) -> bool:
        """Whether `identifier` is new; a second document with it is a problem, never a silent replacement."""
        sources = self.sources
        if identifier in sources and _as_imported(sources[identifier].tree) == _as_imported(document.tree):
            # The one that is shipped, imported anew from its text or a scan.
            again = document.kind == "License"
            if again:
                sources[identifier] = document
            return again
        if identifier in sources:
            where = sources[identifier].path
            text = Text(f"{identifier} is already defined by {where}", f"{identifier} 已由 {where} 定义")
            self.problems.append(document.problem(pointer, text))
            return False
        sources[identifier] = document
        return True

    def _new(self, document: Document, field: str, name: str, known: Iterable[str]) -> bool:
        """Whether all entries of a catalogue are new: one that is there already must not change its meaning."""
        taken = set(known)
        for index, row in enumerate(document.tree[field]):
            if row[name] in taken:
                text = Text(f"'{row[name]}' is already in the catalogue", f"目录中已有“{row[name]}”")
                self.problems.append(document.problem(f"/{field}/{index}/{name}", text))
                return False
            taken.add(row[name])
        return True

    def _services(self, document: Document) -> None:
        old = self.catalogue
        if not self._new(document, "services", "id", old.services):
            return
        services = {**old.services, **catalogues.telecom_services(document.tree)}
        classes = {**old.classes, **catalogues.classes(document.tree)}
        self.catalogue = replace(old, services=services, classes=classes)

    def _features(self, document: Document) -> None:
        old = self.catalogue
        if not self._new(document, "features", "kind", old.features):
            return
        if not self._known_approvals(document):
            return
        self.features.append(document)
        features = {**old.features, **catalogues.feature_kinds(document.tree, old.approvals)}
        self.catalogue = replace(old, features=features)

    def _known_approvals(self, document: Document) -> bool:
        """Whether each feature kind names approvals that there are; one that names another would need none."""
        known = self.catalogue.approvals
        for index, row in enumerate(document.tree["features"]):
            for place, name in enumerate(row.get("approvals", ())):
                if name not in known:
                    hint = near(name, known)
                    text = Text(f"no approval '{name}'{hint.en}", f"没有编号为“{name}”的审批{hint.zh}")
                    problem = document.problem(f"/features/{index}/approvals/{place}", text)
                    self.problems.append(problem)
                    return False
        return True

    def _approvals(self, document: Document) -> None:
        old = self.catalogue
        if self._new(document, "approvals", "id", old.approvals):
            approvals = {**old.approvals, **catalogues.approvals_of(document.tree)}
            self.catalogue = replace(old, approvals=approvals)

    def _regions(self, document: Document) -> None:
        old = self.catalogue
        if self._new(document, "regions", "code", [region.code for region in old.regions]):
            regions = (*old.regions, *catalogues.regions(document.tree))
            groups = {**old.groups, **catalogues.groups(document.tree)}
            provinces = {**old.provinces, **catalogues.provinces(document.tree)}
            self.catalogue = replace(old, regions=regions, groups=groups, provinces=provinces)

    def _statements(self, document: Document) -> None:
        old = self.catalogue
        self.catalogue = replace(old, statements=old.statements.with_more(document.tree))

    def _documents(self, document: Document) -> None:
        old = self.catalogue
        if self._new(document, "documents", "id", old.documents):
            new = catalogues.shared_documents(document.tree)
            self.sources.update((f"document/{name}", document) for name in new)
            self.catalogue = replace(old, documents={**old.documents, **new})

    def _capabilities(self, document: Document) -> None:
        old = self.catalogue
        if self._new(document, "capabilities", "capability", old.capabilities):
            self.capabilities.append(document)
            new = capabilities_of(document.tree)
            self.sources.update((f"capability/{name}", document) for name in new)
            capabilities = {**old.capabilities, **new}
            self.catalogue = replace(old, capabilities=capabilities)

    def _facts(self, document: Document) -> None:
        old = self.catalogue
        tree = document.tree
        known = {"facts": ("fact", old.facts), "clouds": ("cloud", old.clouds)}
        if not all(self._new(document, field, *entry) for field, entry in known.items() if field in tree):
            return
        if document not in self.trusted and (faults := list(self._sign_faults(document))):
            self.problems += faults
            return
        new = fact_kinds(tree)
        self.sources.update((f"fact/{name}", document) for name in new)
        self.catalogue = replace(old, facts={**old.facts, **new}, clouds={**old.clouds, **clouds(tree)})

    def _sign_faults(self, document: Document) -> Iterator[Problem]:
        """A sign of a format or a unit that there is not would show nothing."""
        from pytest_icplicense.detect.facts.formats import FORMATS
        from pytest_icplicense.detect.facts.units import UNITS

        for index, row in enumerate(document.tree.get("facts", ())):
            for place, sign in enumerate(row["seen"]):
                if "match" in sign and (against := objection(sign["match"])):
                    yield document.problem(f"/facts/{index}/seen/{place}/match", against)
                for field, known in (
                    ("in", FORMATS),
                    ("unit", UNITS),
                    ("capability", self.catalogue.capabilities),
                ):
                    if field in sign and sign[field] not in known:
                        hint = near(sign[field], known)
                        text = Text(
                            f"no {'format' if field == 'in' else field} '{sign[field]}'{hint.en}",
                            f"{field} 没有“{sign[field]}”{hint.zh}",
                        )
                        yield document.problem(f"/facts/{index}/seen/{place}/{field}", text)

    def _license(self, document: Document) -> None:
        try:
            held = license_of(document.tree)
            known = self.licenses.get(held.number)
            if known is not None and _renews(known, held):
                self._renewed(document, known, held)
                return
        except TermFault as fault:
            self.problems.append(document.problem(fault.pointer, fault.text))
            return
        if self._once(document, held.number, "/number"):
            self.licenses[held.number] = held

    def _renewed(self, document: Document, known: License, held: License) -> None:
        """Join two documents of one number, which was renewed, into one license with the terms of both.

        Raises:
            TermFault: the terms cannot be those of one license.
        """
        number = held.number
        where = self.sources[number].path
        if fields := [name for name in _LASTING if getattr(known, name) != getattr(held, name)]:
            names = ", ".join(f"'{_LASTING[name]}'" for name in fields)
            text = Text(
                f"{number} differs from {where} in {names}, though two documents of one number may differ in"
                " terms, scope, sites and subsidiaries alone; keep the document of the latest term, and list the former"
                " ones under its 'terms'",
                f"{number} 与 {where} 的 {names} 不一致，而同一编号的两份文档只能有效期、业务范围、网站和子公司不同；"
                "请只保留最近一期的文档，并在其 terms 中列出此前各期",
            )
            self.problems.append(document.problem(f"/{_LASTING[fields[0]]}", text))
            return
        following([("", term) for term in (*held.terms, *known.terms)])
        *former, current = joined((*known.terms, *held.terms))
        latest = held if held.expires >= known.expires else known
        other = known if latest is held else held
        papers = (*known.earlier, replace(other, former=(), earlier=()))
        differ = tuple(
            each
            for each in papers
            if any(getattr(each, name) != getattr(latest, name) for name in _OF_A_PAPER)
        )
        self.licenses[number] = replace(
            latest, issued=current.issued, expires=current.expires, former=tuple(former), earlier=differ
        )
        if latest is held:
            self.sources[number] = document

    def _provision(self, document: Document) -> None:
        provision = provision_of(document.tree)
        if not self._once(document, provision.id, "/id"):
            return
        self.provisions[provision.id] = provision
        for index, clause in enumerate(provision.clauses):
            if not clause.id.startswith(f"{provision.id}."):
                text = Text(
                    f"clause {clause.id} is none of {provision.id}; write {provision.id}.{index + 1}",
                    f"条款 {clause.id} 不属于 {provision.id}；请写作 {provision.id}.{index + 1}",
                )
                self.problems.append(document.problem(f"/clauses/{index}/id", text))
            if document not in self.trusted and provision.text and clause.quote:
                self._verbatim(document, f"/clauses/{index}/quote", provision, clause.quote)
            for place, check in enumerate(clause.checks):
                self._check(document, f"/clauses/{index}/checks/{place}", check)

    def _verbatim(self, document: Document, pointer: str, provision: Provision, quote: str) -> None:
        """A clause must not say what its provision does not."""
        words = provision.words_not_in_text(quote)
        if words is not None:
            shown = short(words, 60)
            text = Text(
                f"'{shown}' does not stand in the text of {provision.id}; quote it word for word, with … for what is left"
                " out",
                f"{provision.id} 的原文中没有“{shown}”；请逐字引用，省略处用 …",
            )
            self.problems.append(document.problem(pointer, text))

    def _check(self, document: Document, pointer: str, check: Check) -> None:
        if (check.rule is None) == (check.require is None):
            text = Text(
                "needs 'rule' or 'require', and only one of them", "须有 rule 或 require，且只能有其一"
            )
            self.problems.append(document.problem(pointer, text))
        for place, why in self._check_faults(check, trusted=document in self.trusted):
            self.problems.append(document.problem(f"{pointer}{place}", why))
        if of_facts(check.for_each) and document not in self.trusted:
            self.of_facts.append((document, pointer, check))

    def _check_faults(self, check: Check, *, trusted: bool) -> Iterator[check_faults.Fault]:
        if not trusted:
            yield from check_faults.schema_faults(check)
            yield from check_faults.path_faults(check, schema_tree(check.of.lower(), self.catalogue))
        if check.rule is None or not self.judging:
            return
        if (rule := self.extensions.rules.get(check.rule)) is None:
            hint = near(check.rule, self.extensions.rules)
            yield (
                "/rule",
                Text(f"no rule is named '{check.rule}'{hint.en}", f"没有名为“{check.rule}”的规则{hint.zh}"),
            )
        elif not trusted:
            yield from check_faults.parameter_faults(check, rule.parameters)

    def _checks_of_facts(self) -> None:
        sources = (name for each in self.extensions.fact_sources for name in each.facts)
        facts = (*self.catalogue.facts, *sources)
        for document, pointer, check in self.of_facts:
            for place, why in check_faults.fact_faults(check, facts):
                self.problems.append(document.problem(f"{pointer}{place}", why))

    def library(self) -> Library:
        """The library, once all files are read: what they name is checked against each other."""
        if self.of_facts:
            self._checks_of_facts()
        loaded = Loaded(
            self.provisions,
            self.licenses,
            self.catalogue,
            self.sources,
            self.features,
            self.capabilities,
            self.trusted,
        )
        self.problems += unknown_references(loaded)
        return Library(
            provisions=tuple(sorted(self.provisions.values(), key=lambda each: natural(each.id))),
            licenses=self.licenses,
            catalogue=self.catalogue,
            problems=tuple(self.problems),
            sources=self.sources,
            digests=self.digests,
            added=self.added,
            extensions=self.extensions,
        )


def _as_imported(tree: Any) -> Any:
    """A document without where it was imported from, and without spaces in a license's quotations, which scans lose."""
    if not isinstance(tree, dict) or tree.get("kind") != "License":
        return tree
    quotes = tree.get("quotes")
    if isinstance(quotes, dict):
        quotes = {key: "".join(str(text).split()) for key, text in quotes.items()}
    return {**tree, "source": None, "quotes": quotes}


def _renews(known: License, held: License) -> bool:
    """Whether two documents of one number state different terms; two with one first day contradict each other."""
    first_days = {term.issued: term for term in known.terms}
    return known.terms != held.terms and all(first_days.get(term.issued, term) == term for term in held.terms)


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
    from pytest_icplicense.hookspecs import BadPlugin, announced

    extensions = Extensions()
    policies, licenses = tuple(policies), tuple(licenses)
    judging = judging or bool(policies or licenses) or announced()
    try:
        brought = extensions.policies if judging and extensions.rules else ()
    except BadPlugin as error:
        text = Text(f"cannot be used: {error.why}", f"无法使用：{error.why}")
        return Library(problems=(Problem("installed packages", 1, 1, text),))
    loader = LibraryLoader(extensions, judging=judging)
    files = shipped_files()
    for file, source in zip(files, read_all(shipped(), files, show), strict=True):
        loader.read(file, source, trusted=True)
    seen: set[Path] = set()
    added = [(path, DISK) for path in brought] + [(path, tree) for path in (*policies, *licenses)]
    for path, where in added:
        files = list(files_in(path, where))
        if not files:
            text = _NO_POLICY if lexists(where, path) else _NOT_THERE
            loader.problems.append(Problem(show(path), 1, 1, text))
        for file in files:
            if (real := where.resolve(file)) in seen:
                continue  # a license's file in a folder of policies, or the other way round
            seen.add(real)
            source = read(file, show(file), where)
            if where is tree and path not in brought:
                loader.added[file] = source.sha256
            loader.read(file, source, trusted=False)
    return loader.library()


def shipped_files() -> list[Path]:
    """The policies, licenses and catalogues that every run reads."""
    return [
        file
        for name in ("catalogue", "capabilities", "facts", "licenses", "provisions")
        for file in files_in(shipped() / name)
    ]
