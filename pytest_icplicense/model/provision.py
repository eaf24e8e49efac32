"""Provisions, their clauses, and the checks that a clause is judged by; read from `policies/provisions/*.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.model.license import License
from pytest_icplicense.text import Text

CRITICAL = "critical"
LEVELS = (CRITICAL, "major", "minor")
LEVEL_NAMES = {
    CRITICAL: Text("critical", "关键"),
    "major": Text("major", "重要"),
    "minor": Text("minor", "一般"),
}
"""The levels as people read them; programs get the ids."""
ROLES = ("developer", "operations", "legal", "customer-service")
"""Who can answer a check: `role`."""
FACE, ANNEXE = "LIC", "SITE"
"""The two provisions that every license has: its face and its annexe."""
DETECTED = "detected"
"""Where `for_each` begins that is about what the repository shows, not about what a manifest says."""
NO_CHECK = "no-check"
"""The name of what stands in for the checks of a clause that has none."""
ARTEFACT = "artefact"
"""How a clause is judged where files of the repository show it."""
TESTS = "tests"
"""How a clause is judged where the team's own tests prove it."""
BY_TESTS = "proven-by-tests"
"""The name of the check that a manifest adds to a clause with `proof: tests`."""


class Violation(NamedTuple):
    """A change to the compliant example that must turn a check to failed."""

    patches: Mapping[str, tuple[Mapping[str, Any], ...]]
    """JSON Patch (RFC 6902) by the kind of the document that it changes: Service, Operator or License."""
    as_of: date | None = None
    files: Mapping[str, str] | None = None
    """Files whose content changes, by path in the example."""


class Applies(NamedTuple):
    """What a conditional provision (适用于…) is about: a telecom service, or a kind of feature."""

    item: str | None
    feature: str | None


@dataclass(frozen=True)
class Unclear:
    """Subjects of which the words of the clause, and of what it refers to, do not say whether it is kept: they are open."""

    when: Mapping[str, Any]
    reason: Text
    before: date | None = None
    """The day from which the clause decides; None: it never does."""

    def on(self, as_of: date | None, value: Any) -> bool:
        """Whether the subject is open on that day; on days that are not named, where it is on all of them."""
        if self.before is not None and (as_of is None or as_of >= self.before):
            return False
        return self.condition.accepts(value)

    @cached_property
    def condition(self) -> Schema:
        """`when`, compiled."""
        return Schema(self.when)


@dataclass(frozen=True, eq=False)
class Check:
    """The machine form of a clause."""

    id: str
    """Whole id: `SP-02.2/feature-inside-license`."""
    clause: Clause
    level: str
    role: str | None
    """Who can answer it, one of `ROLES`; None: nobody in particular."""
    of: str
    """Service or Operator; empty: both."""
    for_each: tuple[str, ...]
    when: Mapping[str, Any] | None
    reason: Text | None
    """Why a case that the check does not apply to is not applicable."""
    require: Mapping[str, Any] | None
    rule: str | None
    parameters: Mapping[str, Any]
    message: Text
    remedy: Text
    basis: Text | None
    tries: tuple[Mapping[str, Any], ...]
    """`violations` as the policy writes them; few runs ask for them."""
    always: bool = False
    """Judged even where the service that a conditional provision is about is not offered."""
    dated: tuple[str, ...] = ()
    """Fields of the subject, or of an entry around it, that say when the act was that it is about; the first that is
    there counts. An act from before the license's first term is not judged."""
    until: str | None = None
    """A field without which an act is judged, however old it is: what should have come of it is still open."""
    begins: str | None = None
    """A field of the subject with the day by which all must be as the check asks; up to then it is pending."""
    unclear: Unclear | None = None
    """Where the clause does not decide; None: it decides everywhere."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Check {self.id}>"

    @property
    def name(self) -> str:
        """The id below the clause: `feature-inside-license`."""
        return self.id.partition("/")[2]

    @property
    def by_attestation(self) -> bool:
        """Whether an attestation of the clause answers it, and no evidence that a subject names."""
        return self.rule == "attested" and "field" not in self.parameters

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """What must turn the check to failed."""
        return tuple(_violation(self.of, row) for row in self.tries)

    @cached_property
    def condition(self) -> Schema | None:
        """`when`, compiled."""
        return None if self.when is None else Schema(self.when)

    @cached_property
    def requirement(self) -> Schema | None:
        """`require`, compiled."""
        return None if self.require is None else Schema(self.require)


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One normative sentence of a provision, with its verbatim quote."""

    id: str
    provision: Provision
    quote: str | None
    """None for the license's face and annexe, whose wording each license has of its own."""
    how: tuple[str, ...]
    """declared, dated, artefact or attested: what it is judged from."""
    means: Text
    checks: list[Check]
    stand_in: list[Check] = field(default_factory=list)
    """While nobody has written a check: one that cannot be judged, so that the clause is not passed over."""
    by_tests: list[Check] = field(default_factory=list)
    """One check, for manifests that let their team's tests prove the clause."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Clause {self.id}>"

    @property
    def judged_by(self) -> tuple[Check, ...]:
        """The checks, or what stands in for them."""
        return (*self.checks, *self.stand_in)

    def quoted(self, licenses: Iterable[License]) -> str:
        """The clause's verbatim words: those of the licenses, where they have their own, else the known ones."""
        own = dict.fromkeys(words for held in licenses if (words := held.quotes.get(self.id, self.quote)))
        return " / ".join(own) or self.quote or ""


@dataclass(frozen=True, slots=True, eq=False)
class Provision:
    """One numbered item of the license's special provisions (特别规定事项), its face or its annexe."""

    id: str
    title: Text
    text: str | None
    applies: Applies | None
    clauses: list[Clause]
    heading: str | None = None
    """Of an item, the sentence above the items."""
    only_listed: bool = False
    """Whether it binds only under its own id: it was cut from one license, and SP-15 of another does not name it."""
    example: tuple[Mapping[str, Any], ...] = ()
    """What the compliant example needs so that it complies with this provision, too: patches by the kind of document."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Provision {self.id}>"

    @property
    def condition(self) -> str:
        """The telecom service or kind of feature that a conditional provision is about; empty for the others."""
        return (self.applies.item or self.applies.feature or "") if self.applies else ""

    def words_not_in_text(self, quote: str) -> str | None:
        """The first piece of a quotation that does not stand in the provision, after those before it; None: all do.

        Widths and spaces, which printing and scanning vary, make no difference; … stands for words left out.
        """
        whole, at = _one_width(f"{self.heading or ''}{self.text or ''}"), 0
        for piece in quote.split("…"):
            words = _one_width(piece)
            found = whole.find(words, at)
            if found < 0:
                return piece.strip()
            at = found + len(words)
        return None

    def named_by(self, provisions: Iterable[str]) -> bool:
        """Whether a license that lists `provisions` is bound by this one: SP-15 names SP-15.8 too."""
        own = self.id in (FACE, ANNEXE)
        below = not self.only_listed
        return own or any(
            self.id == bound or (below and self.id.startswith(f"{bound}.")) for bound in provisions
        )

    def bound_by(self, held: License) -> list[Clause]:
        """The clauses that bind the holder of a license: all, or those that it lists, but for those that it does not say."""
        whole = self.named_by(held.provisions)
        return [
            each
            for each in self.clauses
            if (whole or each.id in held.provisions) and each.id not in held.unbound
        ]

    def named_anywhere(self, provisions: Collection[str]) -> bool:
        """Whether any of the licenses that list `provisions` names it, or a clause of it."""
        return self.named_by(provisions) or any(each.id in provisions for each in self.clauses)


def _one_width(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def natural(identifier: str) -> list[tuple[int, str]]:
    """The order of ids as a license numbers them: the face, the annexe, then SP-02 before SP-15.2 before SP-15.10."""
    rank = 0 if identifier.startswith(FACE) else 1 if identifier.startswith(ANNEXE) else 2
    return [(rank, "")] + [
        (int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", identifier) if part
    ]


def provision_of(tree: Mapping[str, Any]) -> Provision:
    """The provision that a document of kind Provision states; the document has passed the schema."""
    applies = tree.get("applies_to")
    provision = Provision(
        id=tree["id"],
        title=Text.of(tree["title"]),
        text=tree.get("text"),
        applies=Applies(applies.get("item"), applies.get("feature")) if applies else None,
        clauses=[],
        heading=tree.get("heading"),
        only_listed=tree.get("only_listed", False),
        example=tuple(tree.get("example", ())),
    )
    for row in tree["clauses"]:
        clause = Clause(
            row["id"], provision, row.get("quote"), tuple(row["how"]), Text.of(row["means"]), checks=[]
        )
        clause.checks.extend(_check(clause, check) for check in row["checks"])
        if not clause.checks:
            clause.stand_in.append(_no_check(clause))
        clause.by_tests.append(_by_tests(clause))
        provision.clauses.append(clause)
    return provision


def _no_check(clause: Clause) -> Check:
    return Check(
        id=f"{clause.id}/{NO_CHECK}",
        clause=clause,
        level="critical",
        role=None,
        of="",
        for_each=(),
        when=None,
        reason=None,
        require=None,
        rule=None,
        parameters={},
        message=_UNWRITTEN,
        remedy=_WRITE,
        basis=None,
        tries=(),
    )


_UNWRITTEN = Text(
    "this clause has no check yet, so nobody can say whether it is kept", "该条款尚无检查，无法判定是否遵守"
)
_WRITE = Text(
    "write a check for it; 'icplicense test' proves that it can fail",
    "请编写检查；icplicense test 可证明其会失败",
)


def _by_tests(clause: Clause) -> Check:
    return Check(
        id=f"{clause.id}/{BY_TESTS}",
        clause=clause,
        level="major",
        role="developer",
        of="",
        for_each=(),
        when=None,
        reason=None,
        require=None,
        rule=BY_TESTS,
        parameters={},
        message=_UNPROVEN,
        remedy=_PROVE,
        basis=None,
        tries=(),
    )


_UNPROVEN = Text("not proven by tests: {why}", "未经测试证明：{why}")
_PROVE = Text(
    "Let a test pass that is marked @pytest.mark.icp_evidence(clause, subject=…), in the same run of pytest or in a file"
    " of results for 'icplicense check --evidence'; see docs/proof.md.",
    "请让标有 @pytest.mark.icp_evidence(条款, subject=…) 的测试通过：在同一次 pytest 运行中，或"
    "把结果文件交给 icplicense check --evidence；"
    "参见 docs/proof.md。",
)


def _check(clause: Clause, row: Mapping[str, Any]) -> Check:
    return Check(
        id=f"{clause.id}/{row['id']}",
        clause=clause,
        level=row["level"],
        role=row.get("role"),
        of=row["of"],
        for_each=tuple(row["for_each"].replace("[*]", ".[*]").split(".")) if "for_each" in row else (),
        when=row.get("when"),
        reason=Text.of(row["reason"]) if "reason" in row else None,
        require=row.get("require"),
        rule=row.get("rule"),
        parameters=row.get("with", {}),
        message=Text.of(row["message"]),
        remedy=Text.of(row["remedy"]),
        basis=Text.of(row["basis"]) if "basis" in row else None,
        tries=tuple(row.get("violations", ())),
        always=row.get("always", False),
        dated=(dated,) if isinstance(dated := row.get("dated", ()), str) else tuple(dated),
        until=row.get("until"),
        begins=row.get("begins"),
        unclear=_unclear(row["unclear"]) if "unclear" in row else None,
    )


def _unclear(row: Mapping[str, Any]) -> Unclear:
    before = parse_date(row["before"]) if "before" in row else None
    return Unclear(row["when"], Text.of(row["reason"]), before)


def _violation(of: str, row: Mapping[str, Any]) -> Violation:
    as_of = row.get("as_of")
    patches = {row.get("on", of): row.get("patch", ()), **row.get("patches", {})}
    return Violation(
        patches={kind: tuple(patch) for kind, patch in patches.items() if patch},
        as_of=parse_date(as_of) if as_of else None,
        files=row.get("files"),
    )
