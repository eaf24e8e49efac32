"""A manifest as a page shows it: who states what in it, where each case stands, and what falls due around the as-of date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pytest_icplicense.documents import Document, Place
from pytest_icplicense.engine.expand import id_of
from pytest_icplicense.engine.timeline import obligations
from pytest_icplicense.model.attestation import clauses_of
from pytest_icplicense.model.case import Case, Outcome
from pytest_icplicense.model.manifest import Manifest

BEFORE, AFTER = timedelta(days=90), timedelta(days=365)
"""How much of the time around the as-of date the obligations are taken from."""
_READ_FILES: Final = ("attested", "displays")
"""The rules whose `field` names a file or an address."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An attestation: somebody's word, with what it rests on."""

    document: str
    place: str
    owner: str
    evidence: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a case stands, and the file or address that its check looks at."""

    place: Place
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """That a case falls due on a day, and what its verdict is until then."""

    day: date
    case: str
    clause: str
    subject: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that is shown of a manifest besides its verdicts."""

    name: str
    subject: str
    """The name as case ids write it."""
    kind: str
    document: str
    documents: tuple[str, ...]
    """Its own file, and its operator's: where statements for it may stand."""
    statements: tuple[tuple[str, Statement], ...]
    """Each with its clause."""
    cases: Mapping[str, Stand]
    due: tuple[Due, ...]


def overview(manifest: Manifest, cases: Iterable[Case], as_of: date) -> Overview:
    """What a page shows of a manifest; its cases are judged for the days around `as_of`, too."""
    own = list(cases)
    documents = [each for each in (manifest.document, manifest.operator) if each is not None]
    return Overview(
        name=manifest.name,
        subject=id_of(manifest),
        kind=manifest.kind,
        document=manifest.document.path,
        documents=tuple(dict.fromkeys(each.path for each in documents)),
        statements=tuple(each for document in documents for each in _statements(document)),
        cases={case.id: _stand(case) for case in own},
        due=tuple(
            Due(
                verdict.due or as_of,
                verdict.case.id,
                verdict.case.check.clause.id,
                verdict.case.subject,
                verdict.outcome,
            )
            for verdict in obligations(own, as_of - BEFORE, as_of + AFTER)
        ),
    )


def _stand(case: Case) -> Stand:
    field = case.parameters.get("field") if case.check.rule in _READ_FILES else None
    value = case.value.get(field) if isinstance(field, str) and isinstance(case.value, dict) else None
    return Stand(case.manifest.document.place(case.pointer), value if isinstance(value, str) else None)


def _statements(document: Document) -> Iterable[tuple[str, Statement]]:
    rows = document.tree.get("attestations", ())
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        place = str(document.place(f"/attestations/{index}"))
        said = [str(row.get(name, "–")) for name in ("owner", "evidence", "reviewed")]
        yield from ((clause, Statement(document.path, place, *said)) for clause in clauses_of(row))
