"""JSON reports of several jobs to one run: what they cannot agree on, or leave out, is an error that names the files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType

from pytest_icplicense.documents import Problem
from pytest_icplicense.files.repository import repository_root
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.evidence import Unusable
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.model.rendered import RenderedPage
from pytest_icplicense.reports.record.joined_tests import JoinedTests
from pytest_icplicense.reports.record.record_reading import OUT_OF_FORM, Reader
from pytest_icplicense.reports.record.report_files import Part, damaged, read_report
from pytest_icplicense.reports.record.unchanged import with_what_was_judged
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.reports.summary import count
from pytest_icplicense.runs.collect_report import collect_report
from pytest_icplicense.runs.report import LINES_ONLY, FileResult, Report, WaiverFile, Wants
from pytest_icplicense.text import Text, plain
from pytest_icplicense.workspace.rendered_pages import rendered_pages
from pytest_icplicense.workspace.workspace import Workspace

_NAMED = 5
"""Manifests that one error lists."""


def read_all(paths: Iterable[Path]) -> list[Part]:
    """The reports in these files, each file once.

    Raises:
        NoReport: some cannot be read; it names all of them.
    """
    parts, refusals = [], []
    for path in dict.fromkeys(paths):
        try:
            parts.append(read_report(path))
        except NoReport as error:
            refusals.append(error.message)
    _refuse(refusals)
    return parts


def joined(
    parts: list[Part],
    settings: Settings,
    here: Path,
    expected: Sequence[str],
    found: Iterable[Path] = (),
    wants: Wants = LINES_ONLY,
    pages: Mapping[Path, Sequence[RenderedPage]] = MappingProxyType({}),
) -> Report:
    """The run that the reports tell of together; their records are used up, since a hundred of them are large.

    `expected` are patterns of manifests, which must all be among them: those that are `found` here, and at least one.
    `pages` is what a browser showed of the sites of these manifests, by file: it is shown, and decides nothing anew.

    Raises:
        NoReport: they do not belong together, or something is missing, or what the format `wants` besides is not here as
            it was judged.
    """
    _refuse([*_disagreements(parts), *_unfinished(parts)])
    bases = {each.base for each in parts}
    moved = {each.base: _mover(each.base) if len(bases) > 1 else _stay for each in parts}
    base, below = (repository_root(here), ".") if len(bases) > 1 else (here, parts[0].base)
    inputs, clashes = _inputs(parts, moved)
    _refuse(clashes)
    first = parts[0]
    version = _oldest(each.version for each in parts)
    warn_days = max(each.warn_days for each in parts)
    chosen = replace(settings, as_of=first.as_of, warn_days=warn_days)
    asked = dict.fromkeys(moved[each.base](path) for each in parts for path in each.asked)
    apart: tuple[list[Problem], list[Problem]] = [], []
    tests = JoinedTests()
    files, waiver_files = _files(parts, Reader(base, first.as_of), moved, apart, tests)
    in_order = sorted(files, key=_walked)
    workspace = Workspace(chosen, base)
    workspace = workspace.with_facts(workspace.facts.with_tests(tests.together()))
    shown = [workspace.show(path) for path in found]
    _refuse(_missing(asked, in_order, Text("its shards split", "分片时")))
    _refuse(_unexpected(expected, shown, in_order))
    rooted = _mover(below)
    _refuse(
        _foreign_pages(pages, set(map(rooted, in_order)), {rooted(each.path): each.sha256 for each in inputs})
    )
    report = collect_report(workspace, [files[path] for path in in_order], replace(wants, policies=False))
    report = replace(
        report,
        problems=tuple(dict.fromkeys((*report.problems, *apart[0]))),
        warnings=tuple(dict.fromkeys((*report.warnings, *apart[1]))),
        waiver_files=tuple(replace(each, whole=files.keys() >= set(each.inside)) for each in waiver_files),
        inputs=inputs,
        policies_sha256=first.policies_sha256,
        version=version,
        below_root=below,
        pages=(*_configured_pages(workspace, inputs), *(page for shown in pages.values() for page in shown)),
    )
    return with_what_was_judged(report, workspace, [files[path].path for path in in_order], wants)


def _refuse(reasons: Iterable[Text]) -> None:
    if listed := list(dict.fromkeys(reasons)):
        en, zh = ("\n".join(plain(each.to(lang)) for each in listed) for lang in ("en", "zh"))
        raise NoReport(Text(en, zh))


def _disagreements(parts: list[Part]) -> Iterator[Text]:
    """As-of dates and policies that differ."""
    asked: tuple[tuple[Callable[[Part], Hashable], Text, Text], ...] = (
        (
            lambda each: str(each.as_of),
            Text("as-of dates differ", "判定日不同"),
            Text("judge for one day in all jobs (--as-of)", "各作业应以同一日判定（--as-of）"),
        ),
        (
            lambda each: f"sha256 {each.policies_sha256[:12]}…",
            Text("policies differ", "策略不同"),
            Text(
                "use one version, policies and licenses in all jobs", "各作业应使用相同的版本、策略和许可证"
            ),
        ),
    )
    for value, what, remedy in asked:
        groups = _grouped(parts, value)
        if len(groups) > 1:
            listed = "; ".join(f"{key} ({', '.join(names)})" for key, names in groups.items())
            yield Text(f"{what.en}: {listed}; {remedy.en}", f"{what.zh}：{listed}；{remedy.zh}")


def _grouped(parts: Iterable[Part], value: Callable[[Part], Hashable]) -> dict[Hashable, list[str]]:
    groups: dict[Hashable, list[str]] = {}
    for each in parts:
        groups.setdefault(value(each), []).append(each.name)
    return groups


def _unfinished(parts: list[Part]) -> Iterator[Text]:
    """Reports that leave cases out, and shards that are not there."""
    for each in parts:
        whole = each.complete or (each.shard is not None and each.not_run == 0)
        if not whole:
            left = each.not_run
            cases = (
                Text(f"{left} cases did not run", f"{left} 个用例未运行")
                if left
                else Text("cases are missing", "缺少用例")
            )
            yield Text(
                f"{each.name}: says that it is incomplete: {cases.en}; run its job to the end, without -k, -m or -x",
                f"{each.name}：报告自述不完整：{cases.zh}；请完整运行该作业（不带 -k、-m 或 -x）",
            )
    shards = [each for each in parts if each.shard]
    groups = _grouped(shards, lambda each: each.shard.of if each.shard else 0)
    if len(groups) > 1:
        listed = "; ".join(f"of {key} ({', '.join(names)})" for key, names in groups.items())
        yield Text(f"shards of different splits: {listed}", f"分片总数不一致：{listed}")
    elif shards:
        there = {each.shard.number for each in shards if each.shard}
        of = next(each.shard.of for each in shards if each.shard)
        if lacking := [f"{number}/{of}" for number in range(1, of + 1) if number not in there]:
            names = ", ".join(each.name for each in shards[:_NAMED])
            listed = ", ".join(lacking[:_NAMED]) + (" …" if len(lacking) > _NAMED else "")
            yield Text(
                f"shard {listed} is missing beside {names}; name its report, too",
                f"除 {names} 外缺少分片 {listed}；请一并给出其报告",
            )


def _stay(path: str) -> str:
    return path


def _mover(base: str) -> Callable[[str], str]:
    return lambda path: posixpath.normpath(posixpath.join(base, path))


def _inputs(
    parts: list[Part], moved: dict[str, Callable[[str], str]]
) -> tuple[tuple[Input, ...], list[Text]]:
    """All files that were read, and those of which the reports saw different states."""
    seen: dict[str, tuple[str | None, str]] = {}
    clashes = []
    for part in parts:
        for each in part.inputs:
            path = moved[part.base](each.path)
            digest, name = seen.setdefault(path, (each.sha256, part.name))
            if digest != each.sha256:
                clashes.append(
                    Text(
                        f"{path} is not the same file in {name} and {part.name}; judge one commit in all jobs",
                        f"{name} 与 {part.name} 中的 {path} 内容不同；各作业应判定同一提交",
                    )
                )
    return tuple(Input(path, seen[path][0]) for path in sorted(seen)), clashes


def _files(
    parts: list[Part],
    reader: Reader,
    moved: dict[str, Callable[[str], str]],
    apart: tuple[list[Problem], list[Problem]],
    tests: JoinedTests,
) -> tuple[dict[str, FileResult], list[WaiverFile]]:
    """The manifests by path as it is shown, and the waiver files.

    Problems and warnings of no file go `apart`, and what the reports' `tests` gave is put together.
    """
    files: dict[str, FileResult] = {}
    waiver_files: dict[str, WaiverFile] = {}
    whose: dict[str, str] = {}
    names: dict[tuple[str, str], str] = {}
    refusals: list[Text] = []
    while parts:
        part = parts.pop(0)
        try:
            read, waived, problems, warnings, evidence = reader.read(part.record, moved[part.base])
        except OUT_OF_FORM:
            raise damaged(part.name) from None
        if count(result.outcome for each in read for result in each.results) != part.summary:
            raise damaged(part.name)
        apart[0].extend(problems)
        apart[1].extend(warnings)
        tests.add(part.name, evidence)
        for one in read:
            shown = one.shown
            if (known := files.get(shown)) is None:
                files[shown], whose[shown] = one, part.name
            elif known != one:
                refusals.append(_differ(shown, (whose[shown], known), (part.name, one)))
            for held in one.held:
                other = names.setdefault((held.kind, held.name), shown)
                if other != shown:
                    refusals.append(
                        Text(
                            f"the name '{held.name}' is used by {other} ({whose[other]}) and by {shown} ({part.name});"
                            " give each manifest its own",
                            f"名称“{held.name}”同时用于 {other}（{whose[other]}）和 {shown}（{part.name}）；"
                            "请为每份清单单独命名",
                        )
                    )
        for file in waived:
            known_file = waiver_files.setdefault(file.path, file)
            inside, binds = (
                tuple(dict.fromkeys((*one, *other)))
                for one, other in ((known_file.inside, file.inside), (known_file.binds, file.binds))
            )
            names_of = known_file.names | file.names
            waiver_files[file.path] = replace(known_file, inside=inside, binds=binds, names=names_of)
    _refuse([*refusals, *tests.refusals()])
    return files, list(waiver_files.values())


def _differ(path: str, first: tuple[str, FileResult], second: tuple[str, FileResult]) -> Text:
    before = {each.id: each.outcome for each in first[1].results}
    after = {each.id: each.outcome for each in second[1].results}
    for name in before | after:
        if before.get(name) != after.get(name):
            one, two = (found.get(name) for found in (before, after))
            said = Text(
                f"{name} is {one or 'missing'} in {first[0]} and {two or 'missing'} in {second[0]}",
                f"{name} 在 {first[0]} 中为 {one or '缺失'}，在 {second[0]} 中为 {two or '缺失'}",
            )
            return Text(f"{path}: different verdicts: {said.en}", f"{path}：判定不同：{said.zh}")
    return Text(
        f"{path}: {first[0]} and {second[0]} agree on its verdicts, but not on what they say of it",
        f"{path}：{first[0]} 与 {second[0]} 的判定相同，但说明不同",
    )


def _configured_pages(workspace: Workspace, inputs: Iterable[Input]) -> Iterator[RenderedPage]:
    """The pages that every run counts, of the files that are here as the runs saw them."""
    judged = {each.path: each.sha256 for each in inputs}
    for file in workspace.settings.rendered:
        digest = judged.get(workspace.show(file))
        if digest is not None and digest == workspace.sha256(file):
            with suppress(Unusable):  # which the reports say
                yield from rendered_pages(file, workspace.files)


def _foreign_pages(
    pages: Mapping[Path, Sequence[RenderedPage]], manifests: Collection[str], judged: Mapping[str, str | None]
) -> Iterator[Text]:
    """Pages of manifests that no report tells of, and of files that are not what was judged."""
    for file, shown in pages.items():
        name = plain(str(file))
        for page in shown:
            if page.document not in manifests:
                document = plain(page.document)
                yield Text(
                    f"{name}: no report tells of {document}, whose '{plain(page.site)}' was rendered",
                    f"{name}：{document} 不在任何报告中，却渲染了其“{plain(page.site)}”",
                )
            for path, digest in page.digests:
                if judged.get(path, digest) != digest:
                    yield Text(
                        f"{name}: {plain(path)} is not the file that was judged; render and judge one commit",
                        f"{name}：{plain(path)} 与所判定的文件不同；渲染和判定应为同一提交",
                    )


def _walked(path: str) -> list[tuple[int, str]]:
    """A key that sorts paths as a run comes across them: the files of a folder, and then its folders."""
    *folders, name = path.split("/")
    return [*((1, folder) for folder in folders), (0, name)]


def _missing(wanted: Iterable[str], there: Iterable[str], who: Text) -> Iterator[Text]:
    known = set(there)
    if lacking := [path for path in wanted if path not in known]:
        listed = ", ".join(lacking[:_NAMED]) + (" …" if len(lacking) > _NAMED else "")
        yield Text(
            f"no report tells of {len(lacking)} manifests that {who.en}: {listed}",
            f"{who.zh}的 {len(lacking)} 份清单不在任何报告中：{listed}",
        )


def _unexpected(patterns: Sequence[str], found: list[str], there: list[str]) -> Iterator[Text]:
    for pattern in patterns:
        here = [path for path in found if matches(path, pattern)]
        yield from _missing(here, there, Text(f"--expect {pattern} asks for", f"--expect {pattern} 所要求"))
        if not here and not any(matches(path, pattern) for path in there):
            yield Text(
                f"--expect {pattern}: no report tells of such a manifest, and none is here",
                f"--expect {pattern}：没有报告包含此类清单，此处也没有",
            )


def matches(path: str, pattern: str) -> bool:
    """Whether a pattern as the shell writes them is for a path; `*` reaches into folders, and `**/` may be none."""
    plainly = pattern.removeprefix("./")
    return any(fnmatchcase(path, each) for each in (plainly, plainly.replace("**/", "")))


def _oldest(versions: Iterable[str]) -> str:
    """The oldest version of those that judged: the report promises no more than that one knew."""
    known = dict.fromkeys(versions)
    if len(known) == 1:
        return next(iter(known))
    from packaging.version import InvalidVersion, Version

    try:
        return min(known, key=Version)
    except InvalidVersion:
        return min(known)
