"""A comparison with a git reference: what the scope gained and lost, and which cases newly fail or no longer do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pytest_icplicense.compare.case_changes import CaseChange
from pytest_icplicense.compare.comparison import Change, Comparison, Entry, Pair
from pytest_icplicense.documents import Place
from pytest_icplicense.engine.results import record
from pytest_icplicense.library.settings import FILE
from pytest_icplicense.model.case import Verdict as CaseVerdict
from pytest_icplicense.reports import finding_blocks
from pytest_icplicense.reports.finding_blocks import Block, blocks
from pytest_icplicense.reports.finding_lines import PlacedLine, finding, grouped, unjudged
from pytest_icplicense.reports.record.json import finding_object, problem_object
from pytest_icplicense.reports.summary import each_number
from pytest_icplicense.reports.terminal import CONCISE, FULL, OPTIONS, lines_of_result
from pytest_icplicense.reports.verdict_line import Verdict, due_within
from pytest_icplicense.text import Text, many, printable

_FIELDS = {
    "operator": Text("operator", "经营者"),
    "license": Text("license", "许可证"),
    "feature": Text("feature", "功能"),
    "item": Text("item", "业务"),
    "region": Text("region", "地区"),
    "domain": Text("domain", "域名"),
    "provider": Text("provider", "接入或资源提供者"),
}
_COLON = Text(": ", "：")
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
TITLES = {
    "failing": Text("newly failing", "新增不合规"),
    "worse": Text("failing for more reasons", "不合规原因增加"),
    "fixed": Text("newly fixed", "新近改正"),
    "waived": Text("newly waived", "新获豁免"),
    "unwaived": Text("no longer waived", "不再豁免"),
    "due": Text("newly due", "新的期限"),
}
GATE = Text("judged otherwise than before", "判定依据的变化")
_APART = {
    "apart": Text(
        "{reference} is not in the history of HEAD: what was changed there alone is told as if it had been undone here;"
        " --base {reference}... compares with where the branch began",
        "{reference} 不在 HEAD 的历史中：仅在该处所作的改动会显示为在此被撤销；"
        "如需与分支的起点比较，请用 --base {reference}...",
    ),
    "unrelated": Text(
        "{reference} and HEAD have no commit in common: everything that differs is told, whoever changed it",
        "{reference} 与 HEAD 没有共同的提交：一切差异均会列出，不论由谁改动",
    ),
    "unknown": Text(
        "{reference} and HEAD have no commit in common in this shallow clone: what was changed there alone may be told as"
        " if it had been undone here; after 'git fetch --unshallow', --base {reference}... compares with where the branch"
        " began",
        "当前为浅克隆，其中 {reference} 与 HEAD 没有共同的提交：仅在该处所作的改动可能显示为在此被撤销；"
        "请先执行 git fetch --unshallow，再用 --base {reference}... 与分支的起点比较",
    ),
}


def as_text(comparison: Comparison, lang: str, style: str = FULL, *, verbose: bool = False) -> str:
    """The report, with a final newline; `verbose` tells each failure in full."""
    parts: Iterable[str]
    if style == FULL:
        parts = _full(comparison, lang, verbose)
    elif style == CONCISE:  # for programs that look for `path:line:column:`
        parts = (*map(str, _lines(comparison, lang, ids=True)), *_relation(comparison, lang))
    else:
        parts = (*grouped(_lines(comparison, lang), _paths(comparison)), *_relation(comparison, lang))
    whole = (*parts, closing(comparison).to(lang), verdict_of(comparison).text().to(lang))
    return "".join(f"{printable(line)}\n" for line in whole)


def _full(comparison: Comparison, lang: str, verbose: bool) -> Iterator[str]:
    yield from (problem.to(lang) for problem in comparison.after.problems)
    yield from at_reference(comparison, lang)
    for pair in pairs_told(comparison):
        yield _heading(pair, comparison, lang)
        yield from (f"  {change_line(change, lang)}" for change in pair.changes)
    for name, title in TITLES.items():
        if turns := turns_under(comparison, name):
            yield f"{title.to(lang)}{_COLON.to(lang)}{len(turns)}"
            if failing := [record(verdict) for turn in turns if (verdict := _failing(turn, name))]:
                yield from finding_blocks.lines(
                    list(map(Block, failing)) if verbose else blocks(failing, _paths(comparison)),
                    {},
                    lang,
                    options=OPTIONS,
                    whole=verbose,
                )
            else:
                yield from (_line(turn, name, lang) for turn in turns)
    if comparison.gate:
        yield f"{GATE.to(lang)}{_COLON.to(lang)}{len(comparison.gate)}"
        yield from (f"  {each.text().to(lang)}" for each in comparison.gate)


def _lines(comparison: Comparison, lang: str, *, ids: bool = False) -> Iterator[PlacedLine]:
    """A line for everything, where it is now; of what is gone, at the first line of its file.

    `ids`: with levels as programs read them.
    """
    for problem in comparison.after.problems:
        yield PlacedLine(problem.place, problem.message.to(lang))
    for problem in comparison.before.problems:
        yield PlacedLine(problem.place, _not_judged_there(comparison, problem.message.to(lang)).to(lang))
    for pair in pairs_told(comparison):
        start = Place(pair.manifest.document.path, 1, 1)
        if pair.word != "changed" or pair.unjudged:
            yield PlacedLine(start, _heading(pair, comparison, lang).removeprefix(f"{start.path}: "))
        for change in pair.changes:
            place = change.entry.document.place(change.entry.pointer) if change.after else start
            yield PlacedLine(place, change_line(change, lang).removesuffix(f" {place}"))
    for name, title in TITLES.items():
        for turn in turns_under(comparison, name):
            said = f"{title.to(lang)}{_COLON.to(lang)}"
            if verdict := _failing(turn, name):
                result = record(verdict)
                yield from (finding(result, each, lang, ids=ids) for each in result.findings)
                yield from unjudged([result], lang, ids=ids)
            else:
                case = _now(turn).case
                document = case.manifest.document
                at = document.place(case.pointer) if turn.after else Place(document.path, 1, 1)
                yield PlacedLine(at, f"{said}{_line(turn, name, lang).strip()}")
    for each in comparison.gate:
        yield PlacedLine(
            Place(each.path or FILE, 1, 1), f"{GATE.to(lang)}{_COLON.to(lang)}{each.text().to(lang)}"
        )


def _paths(comparison: Comparison) -> list[str]:
    """The manifests, in the order in which they were judged."""
    after = comparison.after
    return [after.workspace.show(path) for path in after.paths]


def verdict_of(comparison: Comparison) -> Verdict:
    """What the working tree comes to as a whole."""
    after = comparison.after
    results = [record(each) for each in after.verdicts]
    settings = after.workspace.settings
    due = [(each.due, each.id) for each in results if each.due]
    verdict = Verdict(
        licenses=each_number(each.licenses for each in results),
        as_of=settings.as_of,
        due=due_within(due, settings.as_of, settings.warn_days),
        warn_days=settings.warn_days,
    )
    return verdict.counting(results, after.problems)


def as_markdown(comparison: Comparison, lang: str) -> str:
    """The same for a merge request."""
    out = [f"- {_escaped(problem.to(lang))}" for problem in comparison.after.problems]
    out += [f"- {_escaped(line)}" for line in at_reference(comparison, lang)]
    for pair in pairs_told(comparison):
        out += ["", f"### {_escaped(_heading(pair, comparison, lang))}", ""]
        out += [f"- `{_SIGNS[each.word]}` {_escaped(change_line(each, lang)[2:])}" for each in pair.changes]
    for name, title in TITLES.items():
        if turns := turns_under(comparison, name):
            out += ["", f"### {title.to(lang)} ({len(turns)})", ""]
            for turn in turns:
                if lines := _failing_lines(turn, name, lang):
                    first, *more = lines
                    out += [f"- {_escaped(first)}", *(f"  {_escaped(line.strip())}" for line in more)]
                else:
                    out.append(f"- {_escaped(_line(turn, name, lang).strip())}")
    if comparison.gate:
        out += ["", f"### {GATE.to(lang)} ({len(comparison.gate)})", ""]
        out += [f"- {_escaped(printable(each.text().to(lang)))}" for each in comparison.gate]
    out += ["", _escaped(closing(comparison).to(lang))]
    return "\n".join(out).lstrip("\n") + "\n"


def as_json(comparison: Comparison, lang: str) -> str:
    """One object, `schema_version` 1; the keys are fixed.

    `base` has the `reference` asked for, its `commit` (null: none yet) and that commit's `relation` to HEAD (ancestor;
    apart: it is not one; unrelated: they have no commit in common; unknown: a shallow clone shows none; null: no commit
    yet). Each of `manifests` has a `change` (added,
    removed, moved, renamed, changed; unknown: it could not be judged at the base; passed-over: it is there and no longer
    judged), what it `was`, and in `scope` the
    declared things of each `field` that were added, removed or changed. A case has its verdict `before` and `after`,
    null where there is no such case; of one that fails for more reasons, `findings` are those that are new.
    """
    after = comparison.after
    report: dict[str, Any] = {
        "schema_version": 1,
        "base": {
            "reference": comparison.reference,
            "commit": comparison.commit,
            "relation": comparison.relation,
        },
        "as_of": after.workspace.settings.as_of.isoformat(),
        "summary": {
            **{TITLES[name].en.replace(" ", "_"): len(turns_under(comparison, name)) for name in TITLES},
            "failing_as_before": len(turns_under(comparison, "as_before")),
        },
        "manifests": [_pair(pair) for pair in pairs_told(comparison)],
    }
    for name, title in TITLES.items():
        report[title.en.replace(" ", "_")] = [
            _turn(turn, name, lang) for turn in turns_under(comparison, name)
        ]
    report["gate"] = [
        {"what": each.what, "name": each.name, "change": each.change.to(lang), "path": each.path}
        for each in comparison.gate
    ]
    for name, judgement in (("errors", after), ("base_errors", comparison.before)):
        report[name] = [problem_object(problem, lang) for problem in judgement.problems]
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def turns_under(comparison: Comparison, name: str) -> list[CaseChange]:
    return [turn for turn in comparison.turns if getattr(turn, name)]


def pairs_told(comparison: Comparison) -> list[Pair]:
    """The manifests of which there is something to say."""
    return [pair for pair in comparison.pairs if pair.word]


def at_reference(comparison: Comparison, lang: str) -> Iterator[str]:
    """What could not be read at the reference, and that it is no commit yet, or none that HEAD comes from."""
    yield from _relation(comparison, lang)
    for problem in comparison.before.problems:
        yield _not_judged_there(comparison, problem.to(lang)).to(lang)


def _not_judged_there(comparison: Comparison, line: str) -> Text:
    reference = comparison.reference
    return Text(f"at {reference}, not judged there: {line}", f"在 {reference} 处无法判定：{line}")


def _relation(comparison: Comparison, lang: str) -> Iterator[str]:
    if comparison.commit is None:
        yield Text(
            "this repository has no commit yet: everything is new", "此仓库尚无提交：一切内容均视为新增"
        ).to(lang)
    reference = comparison.reference
    if apart := _APART.get(comparison.relation or ""):
        yield apart.to(lang).replace("{reference}", reference)


def _heading(pair: Pair, comparison: Comparison, lang: str) -> str:
    """`ads-console.icp.yaml: ads-console`, and what happened to the manifest as a whole."""
    manifest = pair.manifest
    what = Text("", "")
    if pair.unjudged:
        reference = comparison.reference
        what = Text(f" (could not be judged at {reference})", f"（在 {reference} 处无法判定）")
    elif pair.before is None:
        what = Text(f" (new {manifest.kind})", f"（新增 {manifest.kind}）")
    elif pair.passed_over:
        what = Text(
            f" (this {manifest.kind} is still there, but no longer judged: it is excluded, or where no run looks)",
            f"（该 {manifest.kind} 仍在，但不再被判定：已被排除，或位于不会搜索之处）",
        )
    elif pair.after is None:
        what = Text(f" (removed {manifest.kind})", f"（已移除 {manifest.kind}）")
    elif was := [
        old
        for old, new in (
            (pair.before.document.path, pair.after.document.path),
            (pair.before.name, pair.after.name),
        )
        if old != new
    ]:
        what = Text(f" (was {': '.join(was)})", f"（原为 {': '.join(was)}）")
    return f"{manifest.document.path}: {_plain(manifest.name)}{what.to(lang)}"


def change_line(change: Change, lang: str) -> str:
    """`+ feature web (web-search) ads-console.icp.yaml:25:5`; what is gone has no place any more."""
    entry = change.entry
    parts = [_SIGNS[change.word], _FIELDS[entry.field].to(lang), _plain(entry.name)]
    if entry.kind:
        was = f"{change.before.kind} → " if change.before and change.after else ""
        parts.append(f"({was}{entry.kind})")
    if change.after:
        parts.append(str(entry.document.place(entry.pointer)))
    return " ".join(parts)


def _failing_lines(turn: CaseChange, name: str, lang: str) -> list[str]:
    """The lines that `check` prints of the case, or of what is new of it; none where that is not asked."""
    verdict = _failing(turn, name)
    return lines_of_result(record(verdict), lang) if verdict else []


def _failing(turn: CaseChange, name: str) -> CaseVerdict | None:
    """The verdict with the findings to tell under a title."""
    return {"failing": turn.after, "worse": turn.more}.get(name)


def _line(turn: CaseChange, name: str, lang: str) -> str:
    verdict = _now(turn)
    reason = f": {verdict.reason.to(lang)}" if verdict.reason and name in ("waived", "due") else ""
    day = f"{verdict.due}  " if name == "due" else ""
    gone = "" if turn.after else Text(" (no longer there)", "（已不存在）").to(lang)
    return f"  {day}{verdict.case.id}{gone}{reason}"


def _now(turn: CaseChange) -> CaseVerdict:
    verdict = turn.after or turn.before
    assert verdict is not None
    return verdict


def closing(comparison: Comparison) -> Text:
    """One sentence that says what it comes to."""
    since = Text.same(comparison.reference)
    if comparison.commit and not comparison.commit.startswith(since.en):
        short = comparison.commit[:7]
        since = Text(f"{since.en} ({short})", f" {since.zh}（{short}）")
    else:
        since = Text(since.en, f" {since.zh} ")
    day = comparison.after.workspace.settings.as_of
    names = ("failing", "worse", "fixed", "as_before")
    failing, worse, fixed, still = (len(turns_under(comparison, name)) for name in names)
    more = (
        Text(f", {worse} failing for more reasons", f"，不合规原因增加 {worse} 项") if worse else Text("", "")
    )
    as_before = (
        Text(f", {still} failing as before", f"，{still} 项不合规与此前相同") if still else Text("", "")
    )
    unread = len(comparison.after.problems)
    errors = (
        Text(
            f"; documents that cannot be used: {many(unread, 'problem')}",
            f"；无法使用的文档：{unread} 处问题",
        )
        if unread
        else Text("", "")
    )
    changed = (
        comparison.gate or pairs_told(comparison) or any(turns_under(comparison, name) for name in TITLES)
    )
    if not changed and not unread:
        return Text(
            f"nothing has changed since {since.en}, as of {day}{as_before.en}",
            f"自{since.zh}以来没有变化，判定日 {day}{as_before.zh}",
        )
    return Text(
        f"since {since.en}, as of {day}: {failing} newly failing{more.en}, {fixed} newly fixed{as_before.en}{errors.en}",
        f"自{since.zh}以来，判定日 {day}：新增不合规 {failing} 项{more.zh}，新近改正 {fixed} 项{as_before.zh}{errors.zh}",
    )


def _pair(pair: Pair) -> dict[str, Any]:
    manifest = pair.manifest
    was = None
    if pair.before and pair.after and pair.word in ("renamed", "moved"):
        was = {"name": pair.before.name, "path": pair.before.document.path}
    return {
        "kind": manifest.kind,
        "name": manifest.name,
        "path": manifest.document.path,
        "change": "unknown" if pair.unjudged else "passed-over" if pair.passed_over else pair.word,
        "was": was,
        "scope": [_change(change) for change in pair.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    entry: Entry = change.entry
    place = entry.document.place(entry.pointer) if change.after else None
    return {
        "field": entry.field,
        "change": change.word,
        "name": entry.name,
        "kind": entry.kind,
        "was": change.before.kind if change.word == "changed" and change.before else None,
        "path": place.path if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _turn(turn: CaseChange, name: str, lang: str) -> dict[str, Any]:
    verdict = _now(turn)
    shown = _failing(turn, name) or turn.after
    case = verdict.case
    return {
        "id": case.id,
        "clause": case.check.clause.id,
        "level": case.check.level,
        "before": turn.before.outcome.value if turn.before else None,
        "after": turn.after.outcome.value if turn.after else None,
        "reason": verdict.reason.to(lang) if turn.after and verdict.reason else None,
        "due": verdict.due.isoformat() if turn.after and verdict.due else None,
        "findings": [finding_object(finding, lang) for finding in (record(shown).findings if shown else ())],
    }


def _plain(name: str) -> str:
    return " ".join(name.split())


def _escaped(line: str) -> str:
    """The line as Markdown shows it: word for word."""
    for sign in "\\`*_<>[]|":
        line = line.replace(sign, f"\\{sign}")
    return line
