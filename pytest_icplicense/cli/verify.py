"""`icplicense verify`: an attestation against the files as they are now, and policies against a digest that is pinned."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path

from pytest_icplicense.cli.options import WrongUse, add_lang, add_library, add_paths, gather, usable
from pytest_icplicense.cli.parser import Parser
from pytest_icplicense.text import Text


def options(parser: Parser) -> None:
    """What the command takes."""
    parser.add_argument(
        "attestation",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="what 'report in-toto' wrote, or a DSSE envelope around it, whose signature is not looked at"
        " · report in-toto 写出的 in-toto 证明或其 DSSE 信封（不验证签名）",
    )
    parser.add_argument(
        "--gate",
        type=_digest,
        metavar="SHA256",
        help="the digest that policies and licenses must have, as reports give it (policies_sha256)"
        " · 策略和许可证应有的摘要（见报告的 policies_sha256）",
    )
    add_paths(parser)
    add_lang(parser)
    add_library(parser)
    parser.intermixed = True


def _digest(text: str) -> str:
    if re.fullmatch("[0-9a-f]{64}", text):
        return text
    raise argparse.ArgumentTypeError(
        f"'{text}' is no SHA-256 of 64 hexadecimal digits in lower case · 不是 64 位小写十六进制 SHA-256"
    )


def run(options: argparse.Namespace) -> int:
    """Say what has changed; 0 nothing, 1 something, 2 the attestation or a setting cannot be read."""
    if options.gate is None and options.attestation is None:
        raise WrongUse(
            Text(
                "name the in-toto statement to compare with, or the digest of the policies: --gate SHA256",
                "请指定要核对的 in-toto 证明，或策略的摘要：--gate SHA256",
            )
        )
    other = options.gate is not None and _judged_by_others(options)
    return max(other, _changed(options)) if options.attestation else int(other)


def _judged_by_others(options: argparse.Namespace) -> bool:
    """Say whether policies and licenses here are those that are pinned."""
    workspace, _ = gather(options)
    here, lang = usable(workspace.library).sha256, workspace.settings.lang
    if here == options.gate:
        print(Text("policies and licenses are those that are pinned", "策略和许可证与所固定的一致").to(lang))
        return False
    said = Text(
        f"policies and licenses are not those that are pinned: sha256 {here} here, {options.gate} pinned;"
        " review what changed, then pin the new digest",
        f"策略和许可证与所固定的不同：此处 sha256 {here}，固定 {options.gate}；请评审改动后固定新的摘要",
    )
    print(said.to(lang))
    return True


def _changed(options: argparse.Namespace) -> int:
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
