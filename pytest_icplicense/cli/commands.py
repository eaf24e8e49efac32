"""The commands: their names, their options, and the one that is asked for, which alone is imported."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache, partial
from itertools import pairwise
from typing import Any

from pytest_icplicense import __version__
from pytest_icplicense.cli.refusals import refuse
from pytest_icplicense.text import LANGUAGES

COMMANDS = {
    "check": "judge manifests against their licenses · 依许可证判定清单",
    "report": "write the verdicts as a report in a format · 以指定格式输出判定结果",
    "combine": "join the JSON reports of several jobs · 合并多个作业的 JSON 报告",
    "verify": "say what has changed since an in-toto statement was written · 列出 in-toto 证明写出以来的变化",
    "render": "open the named pages in a browser and write what readers see · 在浏览器中打开页面，记录用户所见",
    "explain": "say what a provision, clause, check, feature or telecom service means · 解释规定、条款、检查、功能、业务",
    "init": "write manifests, configuration, commit hook and CI file · 生成清单、配置、提交钩子和 CI 文件",
    "diff": "show how scope and verdicts changed since a git reference · 与某个 git 引用相比，申报范围和判定的变化",
    "import": "read a license, from its text or pictures, into a License document · 由许可证的文本或图片生成许可证文档",
    "detect": "show what the repository lets a service do, beside what is declared · 列出代码仓库显示的能力及其申报情况",
    "facts": "list what configuration and code show of duties · 列出配置和代码显示的、与义务有关的事实",
    "trace": "show each clause with its checks and verdicts · 逐条列出条款及其检查和判定",
    "todo": "list what is open or failed, by who can answer it · 按负责角色列出尚无定论和不合规的事项",
    "attest": "write an attestation of clauses into a manifest · 在清单中写入条款的声明",
    "timeline": "list the days on which some verdict changes · 列出判定发生变化的日期",
    "calendar": "list what falls due, for a calendar program · 以日历格式列出到期事项",
    "test": "prove that every check of the policies can fail · 验证策略中的每项检查都能判出不合规",
    "lsp": "serve editors: verdicts while you type · 编辑器语言服务：边输入边判定",
    "schema": "print the JSON Schema of a kind of document · 打印某类文档的 JSON Schema",
    "completion": "print a completion script for a shell · 打印 shell 补全脚本",
}
EXAMPLES = {
    "check": "icplicense check services/ads --as-of +90d",
    "report": "icplicense report html -o license.html",
    "combine": "icplicense combine shard-*.json --format sarif -o license.sarif",
    "verify": "icplicense verify license.intoto.json",
    "render": "icplicense render -o seen.json --screenshots shots",
    "explain": "icplicense explain web-search",
    "init": "icplicense init --license-number 京B2-20181623 --ci github",
    "diff": "icplicense diff --base origin/main...",
    "import": "icplicense import license.docx -o licenses/NAME.yaml",
    "detect": "icplicense detect --verbose",
    "facts": "icplicense facts infra --format json",
    "trace": "icplicense trace --format markdown",
    "todo": "icplicense todo --role legal --format markdown",
    "attest": "icplicense attest SP-01.2 SP-07.1 --owner 法务部王芳 --evidence docs/rules.md",
    "timeline": "icplicense timeline --from 2026-01-01 --to 2026-12-31",
    "calendar": "icplicense calendar --lang zh > license.ics",
    "test": "icplicense test --policies policies policies",
    "lsp": "icplicense lsp --log lsp.log",
    "schema": "icplicense schema service",
    "completion": "icplicense completion bash",
}
"""What stands at the end of each command's help."""
EXIT_CODES = "Exit codes: 0 nothing failed, 1 findings, 2 wrong use or a document that cannot be read."
EXIT_CODES_ZH = "退出码：0 无不合规，1 有不合规，2 用法错误或文档无法读取。"
_MODULES = {"import": "importing"}
"""The modules of commands whose names are words of Python."""


def run(words: list[str]) -> int:
    """Run the command that the words ask for; the result is its exit code.

    Raises:
        SystemExit: argparse has answered, or the words are wrong.
    """
    from pytest_icplicense.cli.options import WrongUse, language
    from pytest_icplicense.cli.parser import Parser

    # argparse asks for each option.
    own_parser: Any = partial(Parser, lang=cache(partial(language_of, words)))
    parser = own_parser(
        prog="icplicense",
        description="Is a service inside its Chinese telecom license? · 服务是否在增值电信业务经营许可证的许可范围之内？",
        epilog=f"{EXIT_CODES} No legal advice. · {EXIT_CODES_ZH}本工具不提供法律意见。",
    )
    parser.add_argument(
        "--lang",
        dest="lang_before",
        choices=LANGUAGES,
        help="language of messages and of help · 消息和帮助的语言",
    )
    parser.add_argument(
        "-V",
        "--version",
        action="version",
        version=f"icplicense {__version__}",
        help="print the version · 打印版本",
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=own_parser, prog=parser.prog
    )
    asked = _asked(words)
    chosen = parser
    alone = asked in COMMANDS and asked == words[0] and asked != "completion"
    for name, text in COMMANDS.items():
        if alone and name != asked:
            continue  # nobody sees the others, and each takes time
        command = commands.add_parser(name, help=text, description=text, epilog=_epilog(name))
        if asked in (name, "completion"):
            module = importlib.import_module(f"pytest_icplicense.cli.{_MODULES.get(name, name)}")
            module.options(command)
            command.set_defaults(run=module.run, parser=parser)
            chosen = command if asked == name else chosen
    options, unknown = parser.parse_known_args(words)
    if unknown:
        chosen.error(f"unrecognized arguments: {' '.join(unknown)}")
    options.lang = getattr(options, "lang", None) or options.lang_before
    try:
        code: int = options.run(options)
    except WrongUse as error:
        return refuse(error.message, language(options))
    return code


def _asked(words: Sequence[str]) -> str | None:
    """The command: the first word that is no option, nor the language before it."""
    given = iter(words)
    for word in given:
        if word == "--lang":
            next(given, None)
        elif not word.startswith("-"):
            return word
    return None


def language_of(words: Sequence[str]) -> str:
    """That of `--lang`, wherever it stands, else what the command would speak without."""
    from argparse import Namespace

    from pytest_icplicense.cli.options import language

    chosen = [after for word, after in pairwise(words) if word == "--lang"]
    chosen += [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    said = next((each for each in chosen if each in LANGUAGES), None)
    return language(Namespace(lang=said))


def _epilog(name: str) -> str:
    """An example, and for what judges, what its exit code means."""
    example = f"Example: {EXAMPLES[name]} · 示例：{EXAMPLES[name]}"
    if name in ("check", "report", "combine"):
        return f"{example}\n{EXIT_CODES} · {EXIT_CODES_ZH}"
    if name == "diff":
        return f"{example}\nExit code 1 only for what newly fails. · 仅在有新增不合规时退出码为 1。"
    return example
