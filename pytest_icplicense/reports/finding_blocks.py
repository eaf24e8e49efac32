"""Failures as a compiler tells them: place, clause, message, the lines that are meant, a remedy, and what follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import LEVELS
from pytest_icplicense.model.result import Excerpt, Result
from pytest_icplicense.model.snippet import Snippet
from pytest_icplicense.reports import finding_lines
from pytest_icplicense.reports.causes import caused_by, following, said_of_any
from pytest_icplicense.text import Text, many

ROOM = 22
"""Lines that there are for blocks, those of which a line is told among them; there is always room for one in full."""
_COLUMNS = 80
"""Cells of a line, where that is counted."""
_HANGING = 6
"""Cells that a further line of a sentence leaves free, those among them that the next word does not fit into."""
_WIDE = "\u2e80"
"""Characters from here on take two cells, near enough."""
_LEAST = 10
"""Lines that there are for those of which a line is told, whatever the ones in full take."""
_IN_SHORT = 20
"""Blocks of which a line is told."""
_PLACES = 3
"""Findings of one case that are told one by one."""
_ALIKE = 3
"""Cases of one check in a file that are told one by one."""
_LISTED = 8
"""Lines that are named of the others."""
_ELSEWHERE = 4
"""Places in other files that are named."""
SNIPPET = 16
"""Lines of a snippet that is told: a part of one could not be pasted."""


@dataclass(frozen=True, slots=True)
class Block:
    """A failure, with those that have the same cause and those of the same check that are told with it."""

    result: Result
    follows: tuple[Result, ...] = ()
    alike: tuple[Result, ...] = ()
    elsewhere: tuple[Block, ...] = ()
    """Those that say the same of other manifests."""

    @property
    def count(self) -> int:
        """How many problems it is: what follows is none of its own."""
        return 1 + len(self.alike) + sum(each.count for each in self.elsewhere)


def failing(results: Iterable[Result]) -> list[Result]:
    """Those with findings that count."""
    return [each for each in results if each.findings and each.outcome in (Outcome.FAILED, Outcome.ERROR)]


def blocks(
    results: Sequence[Result], documents: Iterable[str], causes: Mapping[str, str] | None = None
) -> list[Block]:
    """The failures by cause, in the order of the files and their lines."""
    causes = caused_by(results) if causes is None else causes
    follows: dict[str, list[Result]] = {}
    for each in results:
        if (head := causes.get(each.id)) is not None:
            follows.setdefault(head, []).append(each)
    own = _in_order((each for each in failing(results) if each.id not in causes), documents)
    groups: dict[tuple[str, str], list[Result]] = {}
    for each in own:
        groups.setdefault((each.findings[0].place.path, each.criterion.check), []).append(each)
    found = []
    for each in own:
        group = groups[each.findings[0].place.path, each.criterion.check]
        if len(group) > _ALIKE and each is not group[0]:
            continue
        alike = tuple(group[1:]) if len(group) > _ALIKE else ()
        with_it = tuple(one for member in (each, *alike) for one in follows.get(member.id, ()))
        found.append(Block(each, with_it, alike))
    return found


def across_files(found: Iterable[Block]) -> list[Block]:
    """Each failure with those of other files that say the same of their manifest: a cause of many services is told once."""
    first: dict[tuple[str, str], Block] = {}
    elsewhere: dict[int, list[Block]] = {}
    told = []
    for each in found:
        said = said_of_any(each.result.findings[0].message, each.result.subject)
        head = first.setdefault((each.result.criterion.check, said), each)
        if head is each or head.result.findings[0].place.path == each.result.findings[0].place.path:
            told.append(each)
        else:
            elsewhere.setdefault(id(head), []).append(each)
    return [_with_others(each, elsewhere.get(id(each), ())) for each in told]


def _with_others(block: Block, others: Sequence[Block]) -> Block:
    follows = (*block.follows, *(one for each in others for one in each.follows))
    return replace(block, follows=follows, elsewhere=tuple(others)) if others else block


def one_by_one(results: Iterable[Result], documents: Iterable[str]) -> list[Block]:
    """The failures, none told with another one, in the same order."""
    return list(map(Block, _in_order(failing(results), documents)))


def _in_order(found: Iterable[Result], documents: Iterable[str]) -> list[Result]:
    number = {path: index for index, path in enumerate(documents)}
    return sorted(
        found,
        key=lambda each: (number.get(each.findings[0].place.path, len(number)), each.findings[0].place),
    )


def lines(
    found: Sequence[Block],
    snippets: Mapping[str, Snippet],
    lang: str,
    *,
    options: tuple[str, str],
    room: int = ROOM,
    whole: bool = False,
    quoted: bool = False,
) -> Iterator[str]:
    """The lines of all blocks: in full the first of each check in a file, the worst first, as far as there is `room` beside
    the lines of the others (`whole`: all); of others a line; then how many problems there are besides, and the `options`
    that tell all in full, and all in a line each. `quoted`: with the words of each clause.
    """
    found = found if whole else across_files(found)
    full = {
        number: [*in_full(each, snippets, lang, quoted=quoted), ""]
        for number, each in (enumerate(found) if whole else _worst_first(found)[:room])
    }
    chosen = (
        full
        if whole
        else _fitting(full, [height([in_short(each, lang)]) for each in found[:_IN_SHORT]], room)
    )
    briefly = _briefly(found, chosen, lang, max(room - sum(height(full[each]) for each in chosen), _LEAST))
    short = left = 0
    before_is_short = False
    for number, each in enumerate(found):
        if number in chosen:
            yield from ["", *full[number]] if before_is_short else full[number]
            before_is_short = False
        elif number in briefly:
            yield in_short(each, lang)
            short += 1
            before_is_short = True
        else:
            left += each.count
    in_full_option, in_lines_option = options
    if left:
        yield Text(
            f"and {left} more problems: {in_full_option} tells all in full, {in_lines_option} one a line",
            f"另有 {left} 个问题：{in_full_option} 逐项详列，{in_lines_option} 每行一项",
        ).to(lang)
    elif short:
        yield Text(
            f"{in_full_option} tells all in full, with remedies", f"{in_full_option} 逐项列出原文和改正"
        ).to(lang)
    if short:
        yield ""


def _worst_first(found: Sequence[Block]) -> list[tuple[int, Block]]:
    """The first block of each check in a file, with its number."""
    first: dict[tuple[str, str], tuple[int, Block]] = {}
    for number, each in enumerate(found):
        first.setdefault((each.result.findings[0].place.path, each.result.criterion.check), (number, each))
    return sorted(first.values(), key=lambda each: LEVELS.index(each[1].result.criterion.level))


def _fitting(full: Mapping[int, Sequence[str]], in_short: Sequence[int], room: int) -> set[int]:
    """The numbers of those for which there is room beside the lines of the others."""
    chosen: set[int] = set()
    room -= sum(in_short)
    for number, told in full.items():
        more = height(told) - (in_short[number] if number < len(in_short) else 0)
        if not chosen or more <= room:
            chosen.add(number)
            room -= more
    return chosen


def _briefly(found: Sequence[Block], chosen: Collection[int], lang: str, room: int) -> set[int]:
    """The numbers of those of which a line is told, the worst first, as far as there is room; of one there always is."""
    left = [number for number in range(len(found)) if number not in chosen]
    told: set[int] = set()
    for number in sorted(left, key=lambda each: LEVELS.index(found[each].result.criterion.level))[:_IN_SHORT]:
        takes = height([in_short(found[number], lang)])
        if not told or takes <= room:
            told.add(number)
            room -= takes
    return told


def height(lines: Iterable[str]) -> int:
    """How many lines these are on a terminal."""
    cells = (sum(1 + (char >= _WIDE) for char in line) for line in lines)
    return sum(1 + max(-(-(each - _COLUMNS) // (_COLUMNS - _HANGING)), 0) for each in cells)


def in_full(
    block: Block, snippets: Mapping[str, Snippet], lang: str, *, quoted: bool = False
) -> Iterator[str]:
    """The lines of a block."""
    result = block.result
    told = result.findings[:_PLACES]
    excerpts: set[Excerpt] = set()
    for finding in told:
        yield str(finding_lines.finding(result, finding, lang))
        if finding.excerpt and finding.excerpt not in excerpts:
            excerpts.add(finding.excerpt)
            yield from finding_lines.frame(finding.excerpt, finding.place.line)
    if more := more_places(result, _PLACES):
        yield f"  {more.to(lang)}"
    if quoted:
        yield from finding_lines.quotation(result, lang)
    if result.reason:
        yield f"  {result.reason.to(lang)}"
    for remedy in dict.fromkeys(each.remedy.to(lang) for each in result.findings):
        yield f"  {finding_lines.REMEDY.to(lang)}{remedy}"
    if (snippet := snippets.get(result.id)) is not None:
        lines = snippet.lines(lang)
        told_whole = len(lines) <= SNIPPET
        yield from (
            f"    {line}"
            for line in (lines if told_whole else [f"# icplicense explain {result.criterion.check}"])
        )
    yield from (f"  {each.to(lang)}" for each in with_it(block))


def in_short(block: Block, lang: str) -> str:
    """Its first line, with what goes with it."""
    line = str(finding_lines.finding(block.result, block.result.findings[0], lang))
    if not (more := Text("; ", "；").to(lang).join(each.to(lang) for each in with_it(block))):
        return line
    return f"{line}{Text(f' ({more})', f'（{more}）').to(lang)}"


def with_it(block: Block) -> list[Text]:
    """What goes with a failure: others of its kind, and those that follow from the same cause."""
    said: list[Text] = []
    if block.alike:
        lines = [str(each.findings[0].place.line) for each in block.alike[:_LISTED]]
        rest = " …" if len(block.alike) > _LISTED else ""
        said.append(
            Text(
                f"and {len(block.alike)} more of this kind, in lines {', '.join(lines)}{rest}",
                f"同类问题另有 {len(block.alike)} 个，见第 {'、'.join(lines)}{rest} 行",
            )
        )
    if block.elsewhere:
        places = [each.result.findings[0].place for each in block.elsewhere[:_ELSEWHERE]]
        listed = [f"{place.path}:{place.line}" for place in places]
        rest = " …" if len(block.elsewhere) > _ELSEWHERE else ""
        said.append(
            Text(
                f"and the same in {many(len(block.elsewhere), 'more place')}: {', '.join(listed)}{rest}",
                f"另有 {len(block.elsewhere)} 处相同：{'、'.join(listed)}{rest}",
            )
        )
    if block.follows:
        said.append(following([each.criterion.clause for each in block.follows]))
    return said


def more_places(result: Result, told: int) -> Text | None:
    """That a case has further findings than the first `told`; None: it has none."""
    left = len(result.findings) - told
    return Text(f"and at {left} more places", f"另有 {left} 处") if left > 0 else None
