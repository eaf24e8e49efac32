"""`icplicense verify`: an attestation against the files as they are now."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from pytest_icplicense.cli.options import Parser, WrongUse, add_lang, add_library, add_paths, gather
from pytest_icplicense.text import Text


def options(parser: Parser) -> None:
    """What the command takes."""
    parser.add_argument(
        "attestation",
        type=Path,
        metavar="FILE",
        help="what 'report in-toto' wrote, or a DSSE envelope around it, whose signature is not looked at"
        " · report in-toto 写出的声明或其 DSSE 信封（不验证签名）",
    )
    add_paths(parser)
    add_lang(parser)
    add_library(parser)
    parser.intermixed = True


def run(options: argparse.Namespace) -> int:
    """Say what has changed; 0 nothing, 1 something, 2 the attestation or a setting cannot be read."""
    from pytest_icplicense.reports.record.verifying import changes, digests, read_attestation
    from pytest_icplicense.reports.refusal import NoReport
    from pytest_icplicense.runs.collect_report import collect_report
    from pytest_icplicense.runs.judge_files import judge_files
    from pytest_icplicense.runs.report import Wants
    from pytest_icplicense.workspace.workspace import Workspace

    try:
        attested = read_attestation(options.attestation)
        workspace, files = gather(options)
        # Judged anew, since only judging shows which files a verdict rests on: one that was added may be in none of these.
        workspace = Workspace(replace(workspace.settings, as_of=attested.as_of), workspace.base)
        lang = workspace.settings.lang
        wants = Wants(cases=False)
        report = collect_report(workspace, judge_files(workspace, files, wants=wants), wants)
        here = digests(report, workspace, attested.digests)
    except NoReport as error:
        raise WrongUse(error.message) from None
    found = list(changes(attested.digests, here))
    for each in found:
        print(each.to(lang))
    total = len(attested.digests)
    said = Text(
        f"changed since it was attested: {len(found)} (digests: {total}, as of {attested.as_of})"
        if found
        else f"unchanged: {total} digests, as of {attested.as_of}",
        f"自声明以来变化 {len(found)} 项（声明的摘要 {total} 项，判定日 {attested.as_of}）"
        if found
        else f"未变化：摘要 {total} 项，判定日 {attested.as_of}",
    )
    print(said.to(lang))
    if attested.signed:
        note = Text(
            "the signature of the envelope was not looked at; let the signer's own tool verify it",
            "未验证信封的签名；请使用签名工具验证",
        )
        print(f"icplicense: {note.to(lang)}", file=sys.stderr)
    return 1 if found else 0
