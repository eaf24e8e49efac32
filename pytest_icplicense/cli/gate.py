"""`check --gate REF`: what a service is judged by comes from a git reference, where its change cannot write."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, existing, settings_for
from pytest_icplicense.files import DISK
from pytest_icplicense.text import Text, many, plain

if TYPE_CHECKING:
    from pytest_icplicense.compare.gate import Differences
    from pytest_icplicense.workspace.workspace import Workspace

HELP = (
    "take policies, licenses, waivers and settings from this git reference, and say where the working tree's differ;"
    " main...: where the branch left main"
    " · 策略、许可证、豁免和设置取自该 git 引用，并列出工作区的不同之处；main... 表示与 main 的分叉点"
)

FAIL = (
    "with --gate, end with 1 where policies, licenses, waivers, settings or manifests are not what they are there"
    " · 与 --gate 同用：策略、许可证、豁免、设置或清单与该引用处不同时退出码为 1"
)


def changed_too_much(number: int, ref: str) -> Text:
    """Why `--fail-on-gate-change` fails: in so many ways the working tree is judged otherwise than by the reference."""
    shown = plain(ref)
    return Text(
        f"--fail-on-gate-change: {many(number, 'difference')} from {shown}, told above",
        f"--fail-on-gate-change：与 {shown} 有 {number} 处不同，见上文",
    )


def gather_by_gate(options: argparse.Namespace) -> tuple[Workspace, list[Path], Differences]:
    """The manifests of the working tree in a workspace that judges them by the reference, and where the two differ.

    Raises:
        WrongUse: there is no such commit, or no manifest, or a setting of the reference cannot be used.
    """
    from pytest_icplicense.compare.gate import Gate
    from pytest_icplicense.files.discovery import manifests_in
    from pytest_icplicense.files.git import NoCommit
    from pytest_icplicense.library.settings import BadSetting

    paths: list[Path] = options.paths or [Path()]
    for path in paths:
        existing(path)
    start = (paths[0] if paths[0].is_dir() else paths[0].parent).absolute()
    try:
        with closing(Gate.at(options.gate, start, Path.cwd())) as gate:
            chosen = settings_for(options, start, gate.commit)
            found, outside = manifests_in(paths, chosen.exclude, chosen.folder)
            workspace = gate.workspace(chosen, Path.cwd(), outside)
            differing = gate.differences(workspace, start, paths)
            found = list(dict.fromkeys([*found, *gate.left_out(workspace, paths)]))
            if options.paths:
                known = {DISK.resolve(file) for file in found}
                found += [file for file in gate.changed(workspace) if DISK.resolve(file) not in known]
    except NoCommit as error:
        raise WrongUse(Text(f"--gate: {error.reason.en}", f"--gate：{error.reason.zh}")) from None
    except BadSetting as error:
        raise WrongUse(Text(error.problem.to("en"), error.problem.to("zh"))) from None
    if not found:
        raise WrongUse(
            Text("no manifest (icp.yaml or *.icp.yaml) is here", "此处没有清单（icp.yaml 或 *.icp.yaml）")
        )
    return workspace, found, differing
