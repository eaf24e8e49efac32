"""Judging from Python: what `icplicense check` does, with a report as its answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pytest_icplicense.files import is_folder, lexists
from pytest_icplicense.files.discovery import NoManifest, manifests_in
from pytest_icplicense.files.disk import DISK
from pytest_icplicense.files.files import Files
from pytest_icplicense.library import settings as configuration
from pytest_icplicense.runs.collect_report import collect_report
from pytest_icplicense.runs.judge_files import judge_files
from pytest_icplicense.runs.report import Report, Wants
from pytest_icplicense.text import Text, short
from pytest_icplicense.workspace.workspace import Workspace


def judge(
    paths: Iterable[Path | str] = (".",),
    *,
    as_of: date | None = None,
    licenses: Sequence[Path | str] = (),
    policies: Sequence[Path | str] = (),
    lang: str | None = None,
    strict_open: bool = False,
    wants: Wants | None = None,
    files: Files = DISK,
) -> Report:
    """Judge the manifests in these paths by `[tool.icplicense]`, as `icplicense check` does; paths are shown from here.

    `as_of`, `lang` (`en` or `zh`) and `strict_open` override the configuration; `licenses` and `policies` add to it.
    `wants` says what the report is to have besides what every report has; by default a result for each case, and the files
    that were read with their digests. `files` is where everything is read.

    Raises:
        IcpError: a path is not there, none is given, `as_of` is no date, there is no manifest, or the configuration cannot
            be used. What is wrong with a
            document is a problem of the report instead.
    """
    given = [Path(path) for path in paths]
    if not given:
        raise NoManifest(Text("no path is given, so nothing is judged", "未给出路径，没有可判定的内容"))
    if as_of is not None and type(as_of) is not date:  # nor a moment, which no day is compared with
        said = short(repr(as_of), 80)
        raise configuration.Unfit(
            Text(f"as_of: no datetime.date: {said}", f"as_of：应为 datetime.date，而非 {said}")
        )
    for path in given:
        if not lexists(files, path):
            raise NoManifest(Text(f"{path}: no such file or folder", f"{path}：没有该文件或文件夹"))
    first = given[0]
    found = configuration.load(first if is_folder(files, first) else first.parent, files)
    chosen = replace(
        found,
        as_of=as_of or found.as_of,
        lang=configuration.parse_lang(lang) if lang else found.lang,
        licenses=(*found.licenses, *(files.resolve(Path(path)) for path in licenses)),
        policies=(*found.policies, *(files.resolve(Path(path)) for path in policies)),
        strict_open=strict_open,
    )
    manifests, outside = manifests_in(given, chosen.exclude, chosen.folder, files)
    if not manifests:
        listed = ", ".join(str(path) for path in given)
        raise NoManifest(
            Text(
                f"no manifest (icp.yaml or *.icp.yaml) in {listed}",
                f"{listed} 中没有清单（icp.yaml 或 *.icp.yaml）",
            )
        )
    workspace = Workspace(chosen, Path.cwd(), files, outside=outside)
    wanted = wants or Wants()
    return collect_report(workspace, judge_files(workspace, manifests, wants=wanted), wanted)
