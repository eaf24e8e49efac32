"""What would mend a finding, written into the manifest: what a person has to say stays TODO, which passes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pytest_icplicense.editor.project import Judged, value_at
from pytest_icplicense.explain.snippets import TODO
from pytest_icplicense.model.attestation import clauses_of
from pytest_icplicense.model.capability import Confidence, Detected
from pytest_icplicense.model.catalogue import NOT_OFFERED, FeatureKind
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import Check
from pytest_icplicense.model.site import LicensedSite
from pytest_icplicense.scaffold.attesting import KEY as ATTESTATIONS
from pytest_icplicense.scaffold.entries import NoPlace, with_entry, with_field, without_entry
from pytest_icplicense.text import Text


class Remedy(NamedTuple):
    """A change of one file."""

    title: Text
    file: Path
    after: str
    """The whole text."""


class _Case(NamedTuple):
    judged: Judged
    manifest: Manifest
    check: Check | None
    """None: it is a sign that is too faint for a finding."""
    pointer: str
    subject: str
    """Without the manifest's name."""
    text: str

    @property
    def document(self) -> int:
        return self.manifest.document.index

    @property
    def entry(self) -> tuple[str, str]:
        """The list that the pointer leads into, and the number of the entry in it as a pointer has it."""
        step, _, below = self.pointer[1:].partition("/")
        return step, below.partition("/")[0]

    def changed(self, title: Text, after: str) -> Remedy:
        return Remedy(title, self.manifest.document.file, after)

    def allows(self, kind: FeatureKind) -> bool:
        """Whether licenses of the manifest allow all that a feature of the kind needs."""
        return all(
            any(
                held.refuses(need, self.manifest.catalogue, kind.counts_as) is None
                for held in self.manifest.licenses
            )
            for need in kind.needs
        )


def remedies(judged: Judged, file: Path, data: Mapping[str, Any]) -> Iterator[Remedy]:
    """For a diagnostic, by what it carries with it."""
    yield from _missing_fields(judged, file, data)
    library, subject = judged.library, str(data.get("subject", ""))
    check = None if library is None else library.checks().get(str(data.get("check")))
    where = judged.folder / str(data.get("manifest", ""))
    manifest = judged.manifest(where, subject.partition(":")[0])
    if manifest is None:
        return
    case = _Case(
        judged,
        manifest,
        check,
        str(data.get("pointer") or ""),
        subject.partition(":")[2],
        judged.text(manifest.document.file),
    )
    by_rule = _capability if check is None else _BY_RULE.get(check.rule or "")
    for propose in (by_rule, _required):
        proposed = iter(()) if propose is None else propose(case)
        while True:
            try:
                yield next(proposed)
            except StopIteration:
                break
            except (NoPlace, yaml.YAMLError):  # a shape that is left to the person; the generator is over
                break


def _missing_fields(judged: Judged, file: Path, data: Mapping[str, Any]) -> Iterator[Remedy]:
    """A key that the schema asks for."""
    field, pointer = data.get("missing"), data.get("pointer")
    if isinstance(field, str) and isinstance(pointer, str):
        try:
            after = with_field(judged.text(file), pointer, field, TODO, int(data.get("document", 0)))
        except (NoPlace, yaml.YAMLError):
            return
        yield Remedy(_fill_in(field), file, after)


def _fill_in(field: str) -> Text:
    return Text(f"Add '{field}', to be filled in", f"补充 {field}（内容待填写）")


def _capability(case: _Case) -> Iterator[Remedy]:
    """Declare what users do with it, or explain what it is."""
    seen = next(
        (each for each in case.manifest.detected.capabilities if each.capability.id == case.subject), None
    )
    if seen is None:
        return
    features = case.manifest.catalogue.features
    for kind in (features[each] for each in seen.capability.kinds):
        if case.allows(kind):
            entry = {"id": _free_id(case, kind.kind), "kind": kind.kind}
            title = Text(
                f"Declare the feature: {kind.name.en} ({kind.kind})",
                f"申报功能：{kind.name.zh}（{kind.kind}）",
            )
            yield case.changed(title, with_entry(case.text, "features", entry, case.document)[0])
    for word in explanations(case.manifest, seen):
        yield _explained(case, seen.capability.id, word, seen.capability.name)


def explanations(manifest: Manifest, seen: Detected) -> list[str]:
    """The words by which a manifest may explain a capability: of what is certain, declared features that it serves."""
    if seen.confidence is Confidence.HIGH:
        return [each for each in seen.capability.instead if each in manifest.declared]
    free = [kind for kind in seen.capability.instead if not manifest.catalogue.features[kind].needs]
    return [*free, *NOT_OFFERED]


def _explained(case: _Case, detected: str, word: str, name: Text) -> Remedy:
    title = Text(f"Explain {name.en} as {word}: say why", f"说明{name.zh}的用途为 {word}（请填写理由）")
    for number, row in enumerate(case.manifest.tree.get("capabilities", ())):
        if row["detected"].lower() == detected:
            after = with_field(case.text, f"/capabilities/{number}", "is", word, case.document)
            return case.changed(title, after)
    entry = {"detected": detected, "is": word, "reason": TODO}
    return case.changed(title, with_entry(case.text, "capabilities", entry, case.document)[0])


def _free_id(case: _Case, wanted: str) -> str:
    taken = {str(feature["id"]) for feature in case.manifest.tree.get("features", ())}
    return next(
        name
        for number in range(1, len(taken) + 2)
        if (name := wanted if number == 1 else f"{wanted}-{number}") not in taken
    )


def _scope(case: _Case) -> Iterator[Remedy]:
    """Take out what no license allows, or declare the service that a feature is."""
    step, number = case.entry
    if step == "features" and number.isdigit():
        feature = case.manifest.tree["features"][int(number)]
        kind = case.manifest.catalogue.features[feature["kind"]]
        if case.allows(kind):
            for need in kind.needs:
                if not case.manifest.declares(need):
                    name = case.manifest.catalogue.name(need)
                    title = Text(
                        f"Declare {name.en} ({need}) under 'items'", f"在 items 中申报{name.zh}（{need}）"
                    )
                    yield case.changed(title, with_entry(case.text, "items", need, case.document)[0])
        title = Text(f"Take the feature '{feature['id']}' out", f"移除功能“{feature['id']}”")
        yield case.changed(title, without_entry(case.text, f"/features/{number}", case.document))
    elif step == "items" and number.isdigit():
        item = case.manifest.tree["items"][int(number)]
        title = Text(f"Take {item} out of 'items'", f"从 items 中删除 {item}")
        yield case.changed(title, without_entry(case.text, f"/items/{number}", case.document))


def _approval(case: _Case) -> Iterator[Remedy]:
    """An entry for each approval that the feature lacks, for whoever has it in hand."""
    step, number = case.entry
    if step != "features" or not number.isdigit():
        return
    kind = case.manifest.catalogue.features[case.manifest.tree["features"][int(number)]["kind"]]
    named = [{"approval": each.id} for each in kind.approvals] if len(kind.approvals) > 1 else [{}]
    for which in named:
        entry = {"for": kind.kind, **which, "authority": TODO, "number": TODO, "date": TODO}
        of = next(iter(which.values()), kind.kind)
        title = Text(f"Name the approval of {of}, to be filled in", f"列明 {of} 的批准（内容待填写）")
        yield case.changed(title, with_entry(case.text, "approvals", entry, case.document)[0])


def _site(case: _Case) -> Iterator[Remedy]:
    """Write a site as the annex has it, list one that is served, or explain a domain that serves nobody."""
    step, number = case.entry
    if step == "sites" and number.isdigit():
        field = str(case.check.parameters.get("field", "")) if case.check is not None else ""
        site = case.manifest.tree["sites"][int(number)]
        wanted = {value for row in _rows(case, site["domain"]) for value in _values(row, field)}
        for value in sorted(wanted) if field in _ANNEXED else ():
            title = Text(f"Write '{value}', as the annex has it", f"改为附页所载的“{value}”")
            yield case.changed(title, with_field(case.text, f"/sites/{number}", field, value, case.document))
        return
    domain = case.subject
    if domain not in {each.domain for each in case.manifest.served}:
        return
    for row in _rows(case, domain)[:3]:
        entry = {"domain": domain, "name": row.name}
        entry |= {field: values[0] for field in _ANNEXED[1:] if (values := _values(row, field))}
        title = Text(f"List {domain} as a site, as the annex has it", f"将 {domain} 列入 sites（按附页填写）")
        yield case.changed(title, with_entry(case.text, "sites", entry, case.document)[0])
    for word in NOT_OFFERED:
        yield _explained(case, domain, word, Text.same(domain))


_ANNEXED = ("name", "server_location", "access_provider")


def _rows(case: _Case, domain: str) -> list[LicensedSite]:
    return [row for held in case.manifest.licenses for row in held.rows(domain)]


def _values(row: LicensedSite, field: str) -> tuple[str, ...]:
    if field == "name":
        return (row.name,)
    return row.server_locations if field == "server_location" else row.access_providers


def _explanation(case: _Case) -> Iterator[Remedy]:
    """Take out what explains something that the repository does not show."""
    step, number = case.entry
    if step == "capabilities" and case.pointer.endswith("/detected"):
        title = Text("Take the explanation out: nothing shows it", "删除该说明：代码仓库中未检测到此项")
        yield case.changed(title, without_entry(case.text, f"/capabilities/{number}", case.document))


def _attestation(case: _Case) -> Iterator[Remedy]:
    """A statement for the clause, for the person who makes it."""
    if case.judged.workspace is None or case.check is None:
        return
    if any(case.check.clause.id in clauses_of(row) for row in case.manifest.tree.get(ATTESTATIONS, ())):
        return
    reviewed = case.judged.workspace.settings.as_of.isoformat()
    entry = {"clause": case.check.clause.id, "owner": TODO, "evidence": TODO, "reviewed": reviewed}
    title = Text(f"Add an attestation for {entry['clause']}", f"添加针对 {entry['clause']} 的声明")
    yield case.changed(title, with_entry(case.text, ATTESTATIONS, entry, case.document)[0])


def _required(case: _Case) -> Iterator[Remedy]:
    """The fields that the check asks for and the entry lacks."""
    pointer, value = case.pointer, value_at(case.manifest.tree, case.pointer)
    if not isinstance(value, dict):  # a field of the entry: the day that others are counted from, say
        pointer = pointer.rpartition("/")[0]
        value = value_at(case.manifest.tree, pointer)
    for field in _asked_for(case.check) if isinstance(value, dict) and case.check is not None else ():
        if field not in value:
            yield case.changed(_fill_in(field), with_field(case.text, pointer, field, TODO, case.document))


def _asked_for(check: Check) -> Iterator[str]:
    """The names of fields, none that stand deeper."""
    done = check.parameters.get("to") if check.rule == "due-within" else None
    named = (
        *(check.require or {}).get("required", ()),
        *(check.parameters.get("fields", ()) if check.rule == "states" else ()),
        *([done] if isinstance(done, str) else done or ())[:1],
    )
    yield from (field for field in named if "." not in field)


_BY_RULE: Mapping[str, Callable[[_Case], Iterator[Remedy]]] = {
    "accounted-for": _capability,
    "within-scope": _scope,
    "approved": _approval,
    "matches-annexe": _site,
    "listed-site": _site,
    "explains": _explanation,
    "attested": _attestation,
}
