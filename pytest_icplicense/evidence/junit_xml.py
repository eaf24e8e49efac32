"""JUnit XML of pytest, in which the marker's properties say what a test proves. Entities are refused (defusedxml)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_icplicense.documents.syntax_errors import in_chinese
from pytest_icplicense.evidence.entries import Entries, entry
from pytest_icplicense.evidence.outcomes import COMMIT, NODE, TIME, TOTAL, Claim
from pytest_icplicense.model.evidence import MARKER, Evidence, Unusable, worse
from pytest_icplicense.text import Text, plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Claimed = tuple[str, str, str | None]
"""Clause, subject and commit."""
_ROOTS = ("testsuites", "testsuite")
_NOT_COLLECTED = "collection failure"
"""What pytest calls the error of a file or a class that it could not collect."""
_OUTCOMES = {"failure": "failed", "error": "error", "skipped": "skipped"}


def entries(data: bytes) -> Entries:
    """What the file says. A test that stands there more than once counts with its worst outcome.

    Raises:
        Unusable: it is not whole, or no JUnit XML, or has entities.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        why = plain(str(error).partition(":")[0])
        text = Text(
            f"not whole XML: {why}; if the run that wrote it was interrupted, run it again",
            f"不是完整的 XML{in_chinese(why)}；如写入时运行中断，请重新运行",
        )
        raise Unusable(text, line, column + 1) from None
    except DefusedXmlException:
        raise Unusable(
            Text(
                "XML with a DTD or entities, which no results of tests need; nothing of it is read",
                "XML 含有 DTD 或实体，测试结果无需此类内容；未读取",
            )
        ) from None
    except (ValueError, LookupError) as error:  # an encoding that is none
        why = plain(str(error)[:120])
        raise Unusable(Text(f"not XML: {why}", f"不是 XML：{why}")) from None
    if root.tag not in _ROOTS:
        name = plain(root.tag[:40])
        raise Unusable(
            Text(
                f"no JUnit XML: its root is <{name}>, not <testsuites>",
                f"不是 JUnit XML：根元素为 <{name}>，而非 <testsuites>",
            )
        )
    found: dict[tuple[str, str, str, str | None, str], Evidence] = {}
    totals: dict[Claimed, int] = {}
    broken: list[str] = []
    for case in root.iter("testcase"):
        if any(each.get("message") == _NOT_COLLECTED for each in case.iterfind("error")):
            broken.append(plain(case.get("name", "")[:200]))
        for one in _of(case, totals):
            key = (one.node, one.clause, one.subject, one.commit, one.time)
            known = found.get(key)
            found[key] = replace(one, outcome=worse(one.outcome, known.outcome)) if known else one
    return Entries([*found.values(), *_not_told(found.values(), totals)], tuple(broken))


def _not_told(evidence: Iterable[Evidence], totals: Mapping[Claimed, int]) -> Iterator[Evidence]:
    """An entry for the tests of a claim that the file does not tell of: the run was stopped, or they were deselected."""
    nodes: dict[Claimed, dict[str, Evidence]] = {}
    for each in evidence:
        nodes.setdefault((each.clause, each.subject, each.commit), {})[each.node] = each
    for claimed, there in nodes.items():
        if (missing := totals[claimed] - len(there)) > 0:
            yield replace(next(iter(there.values())), node=f"+{missing} tests", outcome="not-run")


def _of(case: Element, totals: dict[Claimed, int]) -> list[Evidence]:
    properties = [(each.get("name"), each.get("value", "")) for each in case.iterfind("properties/property")]
    claims = dict.fromkeys(value for name, value in properties if name == MARKER)
    if not claims:
        return []
    last = dict(properties)
    counted: dict[str, list[str]] = {}
    for name, value in properties:
        if name == TOTAL:
            counted_claim, _, number = value.rpartition(" ")
            counted.setdefault(counted_claim, []).append(number)
    node = last.get(NODE, "")
    if not node or not all(all(map(_is_count, counted.get(claim, [""]))) for claim in claims):
        shown = plain(f"{case.get('classname', '')}::{case.get('name', '')}"[:200])
        raise Unusable(
            Text(
                f"{shown} has {MARKER} without {NODE} or {TOTAL}, so this plugin did not write it",
                f"{shown} 有 {MARKER} 却缺少 {NODE} 或 {TOTAL}，并非由本插件写出",
            )
        )
    outcome = "passed"
    for child in case:
        if child.tag in _OUTCOMES:
            outcome = worse(outcome, _OUTCOMES[child.tag])
    found = []
    for written in claims:
        claim = Claim.parse(written)
        if claim is None:
            shown = plain(written[:80])
            raise Unusable(
                Text(
                    f"{plain(node[:200])}: the property {MARKER} is '{shown}', not CLAUSE[SUBJECT]",
                    f"{plain(node[:200])}：属性 {MARKER} 为“{shown}”，应为 条款[对象]",
                )
            )
        one = entry(node, claim.clause, claim.subject, outcome, last.get(COMMIT), last.get(TIME, ""))
        key = one.clause, one.subject, one.commit
        totals[key] = max(totals.get(key, 0), *map(int, counted[written]))
        found.append(one)
    return found


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 8
