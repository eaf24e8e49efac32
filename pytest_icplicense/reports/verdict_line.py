"""The line that a run ends with: how many problems there are and what that means for the license, or that all is well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pytest_icplicense.documents import Problem
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import CRITICAL
from pytest_icplicense.model.result import KEPT, Result
from pytest_icplicense.reports.causes import caused_by
from pytest_icplicense.reports.finding_blocks import failing
from pytest_icplicense.reports.finding_lines import unjudged_cases
from pytest_icplicense.reports.summary import Total, attested_alone, licenses_of, passed_clauses
from pytest_icplicense.text import Text, enumeration, many

GOOD, BAD = "✓", "✗"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a run comes to, in figures."""

    licenses: str
    as_of: date
    problems: int = 0
    """Causes of failures, each counted once, and documents that cannot be used."""
    critical: int = 0
    files: int = 0
    """In which they are."""
    open: int = 0
    open_critical: int = 0
    waived: int = 0
    due: int = 0
    """What falls due in the next `warn_days` days; a tally keeps no more than `KEPT`."""
    warn_days: int = 30
    attested: int = 0
    """Clauses that pass on an attestation alone."""
    clauses: int = 0
    """Clauses that pass."""
    whole: bool = True
    """Whether everything was judged and counts."""

    @property
    def good(self) -> bool:
        """Whether nothing failed."""
        return not self.problems

    def counting(
        self,
        results: Sequence[Result],
        unusable: Sequence[Problem],
        roles: Sequence[str] = (),
        causes: Mapping[str, str] | None = None,
    ) -> Verdict:
        """The verdict with the problems that these come to: failures that count where only `roles` are held to theirs,
        by cause, and cases that cannot be judged, by manifest and reason.

        `causes`: which failures have the cause of another one (`caused_by`), where that is known already.
        """
        enforced = [each for each in results if each.criterion.is_enforced_for(roles)]
        causes = caused_by(enforced) if causes is None else causes
        own = [each for each in failing(enforced) if each.id not in causes]
        unjudged = unjudged_cases(enforced)
        open_ = [each for each in results if each.open]
        files = {
            *(each.findings[0].place.path for each in own),
            *(document for document, _ in unjudged),
            *(each.path for each in unusable),
        }
        return replace(
            self,
            problems=len(own) + len(unjudged) + len(unusable),
            critical=sum(each.criterion.level == CRITICAL for each in own),
            files=len(files),
            open=len(open_),
            open_critical=sum(each.criterion.level == CRITICAL for each in open_),
            waived=sum(each.outcome is Outcome.WAIVED for each in results),
        )

    def text(self) -> Text:
        """`✗ 6 problems (2 critical) in 2 files · outside 京B2-20181623`."""
        if not (self.problems or self.licenses):
            return self.words()
        sign = BAD if self.problems else GOOD
        said = enumeration((self.words(), *self._besides()), " · ", " · ")
        return Text(*(f"{sign} {each}" for each in said))

    def words(self) -> Text:
        """What it means for the license, without the sign and without what is told besides of a run that is in order."""
        return self._bad() if self.problems else self._good()

    def _bad(self) -> Text:
        critical = (
            Text(f" ({self.critical} critical)", f"（关键 {self.critical} 个）")
            if self.critical
            else Text("", "")
        )
        where = Text(f" in {many(self.files, 'file')}", f"{self.files} 个文件中有 ")
        if not self.licenses:
            means = Text("", "")
        elif self.critical:
            means = Text(f" · outside {self.licenses}", f" · 超出 {self.licenses} 的许可范围")
        else:
            means = Text(f" · not in order under {self.licenses}", f" · 未符合 {self.licenses} 的规定")
        return Text(
            f"{many(self.problems, 'problem')}{critical.en}{where.en}{means.en}",
            f"{where.zh}{self.problems} 个问题{critical.zh}{means.zh}",
        )

    def _good(self) -> Text:
        if not self.licenses:
            return Text(f"nothing is judged as of {self.as_of}", f"没有可判定的清单，判定日 {self.as_of}")
        if self.whole and not self.open_critical:
            return Text(
                f"inside {self.licenses} as of {self.as_of}",
                f"未超出 {self.licenses} 的许可范围，判定日 {self.as_of}",
            )
        return Text(
            f"nothing failed under {self.licenses} as of {self.as_of}",
            f"依 {self.licenses} 未见不合规，判定日 {self.as_of}",
        )

    def _besides(self) -> Iterator[Text]:
        if self.problems:
            return
        if self.open:
            yield Text(f"{self.open} open", f"{self.open} 项尚无定论")
        if self.waived:
            yield Text(f"{self.waived} waived", f"{self.waived} 项已豁免")
        if self.due:
            more = Text(" or more", "不少于 ") if self.due == KEPT else Text("", " ")
            yield Text(
                f"{self.due}{more.en} due in {many(self.warn_days, 'day')}",
                f"{self.warn_days} 日内到期{more.zh}{self.due} 项",
            )
        if self.attested:
            yield Text(
                f"{self.attested} of {many(self.clauses, 'clause')} only attested",
                f"{self.clauses} 条条款中 {self.attested} 条仅凭声明",
            )


def of_total(total: Total, settings: Settings, *, whole: bool) -> Verdict:
    """The verdict of a run that comes to this, its problems not counted yet; `whole`: everything was judged and counts."""
    return Verdict(
        licenses=licenses_of(total),
        as_of=settings.as_of,
        due=due_within(total.due, settings.as_of, settings.warn_days),
        warn_days=settings.warn_days,
        attested=len(attested_alone(total)),
        clauses=len(passed_clauses(total)),
        whole=whole,
    )


def due_within(due: Iterable[tuple[date, str]], as_of: date, days: int) -> int:
    """How many of these fall due in the next days."""
    return sum(as_of <= day <= as_of + timedelta(days=days) for day, _ in due)
