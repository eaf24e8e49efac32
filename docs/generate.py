"""Puts the documentation together in `build/docs`: the pages of this folder, and the reference made from the package.

    python docs/generate.py

The reference says what the schemas, options and catalogues say, since it is made of them each time.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pytest_icplicense import library as libraries
from pytest_icplicense.cli.commands import _MODULES, COMMANDS
from pytest_icplicense.editor.documents import told
from pytest_icplicense.model.provision import LEVEL_NAMES
from pytest_icplicense.reports.proof import HOW
from pytest_icplicense.text import LANGUAGES

DOCS = Path(__file__).resolve().parent
OUT = DOCS.parent / "build/docs"
KINDS = ("service", "operator", "license", "waivers", "provision", "capabilitycatalogue")
HEADS = {
    "en": {
        "manifests": "Fields of documents",
        "commands": "Commands and options",
        "catalogue": "Telecom services and features",
        "decisions": "Which scope allows which feature",
        "clauses": "Clauses and checks",
        "hooks": "Rules, detectors and formats",
        "field": "| field | must | what it says |\n|---|---|---|",
        "service": "| id | telecom service | what it is |\n|---|---|---|",
        "feature": "| kind | needs | name |\n|---|---|---|",
        "approval": "| approval | since | what it is |\n|---|---|---|",
        "scope": "| scope | wording |\n|---|---|",
        "cells": "✓ allowed · ＋ allowed once another authority has approved it or been told · – refused.",
        "kind": "feature",
        "allowed": "Allowed: ",
        "refused": "Refused: ",
        "decided": "As of {day}. People decided these cells by the catalogue; a test holds the program to each.",
        "check": "| check | level | rests on | what the clause asks |\n|---|---|---|---|",
        "bounds": "Bounds",
        "bound": "| bound | at most | of what |\n|---|---|---|",
        "and": ", ",
        "made": "Made from the package when the documentation is built.",
    },
    "zh": {
        "manifests": "文档字段",
        "commands": "命令与选项",
        "catalogue": "电信业务与功能",
        "decisions": "各许可范围允许的功能",
        "clauses": "条款与检查",
        "hooks": "规则、检测器与格式",
        "field": "| 字段 | 必填 | 含义 |\n|---|---|---|",
        "service": "| 编号 | 电信业务 | 含义 |\n|---|---|---|",
        "feature": "| 种类 | 所需业务 | 名称 |\n|---|---|---|",
        "approval": "| 审批 | 施行 | 含义 |\n|---|---|---|",
        "scope": "| 许可范围 | 原文 |\n|---|---|",
        "cells": "✓ 允许 · ＋ 经其他主管部门批准或备案后允许 · – 不允许。",
        "kind": "功能",
        "allowed": "允许：",
        "refused": "不允许：",
        "decided": "判定日 {day}。各格由人工依据目录定义判定，测试要求程序逐格一致。",
        "check": "| 检查 | 级别 | 依据 | 条款要求 |\n|---|---|---|---|",
        "bounds": "上限",
        "bound": "| 上限 | 至多 | 说明 |\n|---|---|---|",
        "and": "、",
        "made": "本页在构建文档时由软件包自动生成。",
    },
}


def cell(text: object) -> str:
    """Text that stays in one cell of a table, and is no markup."""
    plain = " ".join(str(text).split())
    return plain.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def half(text: str, lang: str) -> str:
    """The English or Chinese part of a description that has both."""
    if " · " in text:
        return text.split(" · ")[0 if lang == "en" else 1]
    return told({"description": text}, lang)


def fields(node: Mapping[str, Any], whole: Mapping[str, Any], lang: str, path: str = "") -> Iterator[str]:
    """A row for each field of a schema, those inside after it."""
    if "$ref" in node:
        node = {**whole["$defs"][node["$ref"].rpartition("/")[2]], **node}
    for name, child in node.get("properties", {}).items():
        if "$ref" in child:
            child = {**whole["$defs"][child["$ref"].rpartition("/")[2]], **child}
        own = f"{path}{name}"
        must = "✓" if name in node.get("required", ()) else ""
        yield f"| `{own}` | {must} | {cell(half(child.get('description', child.get('title', '')), lang))} |"
        if path.count(".") < 4:
            yield from fields(child, whole, lang, f"{own}.")
            if isinstance(child.get("items"), dict):
                yield from fields(child["items"], whole, lang, f"{own}[].")


def manifests(lang: str) -> Iterator[str]:
    """What each kind of document may say."""
    library = libraries.load()
    for kind in KINDS:
        tree = library.schema_tree(kind)
        yield f"\n## {half(tree.get('title', kind), lang)} (`{kind}`)\n"
        yield f"{cell(half(tree.get('description', ''), lang))}\n"
        yield HEADS[lang]["field"]
        yield from fields(tree.get("items", tree), tree, lang)


def commands(lang: str) -> Iterator[str]:
    """What the command line takes, command by command, and what pytest takes."""
    for name, summary in COMMANDS.items():
        command = argparse.ArgumentParser(prog=f"icplicense {name}", add_help=False)
        importlib.import_module(f"pytest_icplicense.cli.{_MODULES.get(name, name)}").options(command)
        yield f"\n## icplicense {name}\n\n{cell(half(summary, lang))}\n"
        yield "| | |\n|---|---|"
        for action in command._actions:
            if action.help == argparse.SUPPRESS:
                continue
            shown = ", ".join(action.option_strings) or action.metavar or action.dest
            yield f"| `{cell(shown)}` | {cell(half((action.help or '').replace('%%', '%'), lang))} |"
    yield "\n## pytest\n"
    yield "| | |\n|---|---|"
    for name, text in pytest_options(lang):
        yield f"| `{cell(name)}` | {cell(text)} |"


def pytest_options(lang: str) -> list[tuple[str, str]]:
    """The options that the plugin adds."""
    from pytest_icplicense.plugin import add_options

    class Group:
        def __init__(self) -> None:
            self.added: list[tuple[str, str]] = []

        def addoption(self, name: str, **more: Any) -> None:
            self.added.append((name, more["help"]))

    asked = Group()
    add_options(asked, lang)  # type: ignore[arg-type]
    return asked.added


def catalogue(lang: str) -> Iterator[str]:
    """The telecom services, and the kinds of features with what they need."""
    known = libraries.load().catalogue
    yield HEADS[lang]["service"]
    for service in known.services.values():
        yield f"| `{service.id}` | {cell(service.name.to(lang))} | {cell(service.means.to(lang))} |"
    yield f"\n{HEADS[lang]['feature']}"
    for feature in known.features.values():
        needs = ", ".join(f"`{each}`" for each in feature.needs) or "–"
        besides = "".join(f"<br>＋ `{each.id}`" for each in feature.approvals)
        yield f"| `{feature.kind}` | {needs}{besides} | {cell(feature.name.to(lang))} |"
    yield f"\n{HEADS[lang]['approval']}"
    for approval in known.approvals.values():
        said = cell(
            f"{approval.name.to(lang)}. {approval.basis.to(lang)}"
            if approval.basis
            else approval.name.to(lang)
        )
        yield f"| `{approval.id}` | {approval.since or '–'} | {said} |"


def decisions(lang: str) -> Iterator[str]:
    """Each feature kind under each scope, with the reason: the table that the tests hold the program to."""
    import yaml

    table = yaml.safe_load((DOCS.parent / "tests/data/decisions.yaml").read_text(encoding="utf-8"))
    head, scopes = HEADS[lang], [scope["id"] for scope in table["scopes"]]
    yield f"{head['decided'].format(day=table['as_of'])}\n\n{head['cells']}\n"
    yield head["scope"]
    for scope in table["scopes"]:
        yield f"| `{scope['id']}` | {cell(scope['words'])} |"
    for group in table["groups"]:
        yield f"\n## {group['id']}\n"
        if group["allowed"]:
            yield f"{head['allowed']}{cell(group['because'][lang])}\n"
        if group["allowed"] != "all":
            yield f"{head['refused']}{cell(group['otherwise'][lang])}\n"
        allowed = scopes if group["allowed"] == "all" else group["allowed"]
        yes = "＋" if group.get("approval") else "✓"
        yield f"| {head['kind']} | {' | '.join(f'`{scope}`' for scope in scopes)} |"
        yield "|---" * (len(scopes) + 1) + "|"
        for kind in group["kinds"]:
            yield f"| `{kind}` | {' | '.join(yes if scope in allowed else '–' for scope in scopes)} |"


def clauses(lang: str) -> Iterator[str]:
    """Every clause with its checks."""
    for provision in libraries.load().provisions:
        yield f"\n## {provision.id} {cell(provision.title.to(lang))}\n"
        yield HEADS[lang]["check"]
        for clause in provision.clauses:
            for number, check in enumerate(clause.judged_by):
                anchor = "" if number else f'<a id="{clause.id}"></a>'
                means = "" if number else cell(clause.means.to(lang))  # once a clause
                how = HEADS[lang]["and"].join(HOW[each].to(lang) for each in clause.how)
                yield f"| {anchor}`{check.id}` | {LEVEL_NAMES[check.level].to(lang)} | {how} | {means} |"


def hooks(lang: str) -> Iterator[str]:
    """What a policy may name, what is looked into, and what is written."""
    from pytest_icplicense.reports.formats import SHIPPED

    library = libraries.load()
    for title, named in (
        ("rules · 规则", library.rules.values()),
        ("detectors · 检测器", library.detectors),
        ("report formats · 报告格式", SHIPPED),
    ):
        yield f"\n## {half(title, lang)}\n\n| | |\n|---|---|"
        for each in named:
            yield f"| `{each.name}` | {cell(each.summary.to(lang))} |"


BOUND = re.compile(r"_*(?:MAX|MOST|LONGEST|DEEPEST)(?:_[A-Z0-9]+)*\Z")
"""What the package calls a bound."""


def bounds(lang: str) -> Iterator[str]:
    """Every bound of the package, as its modules have them."""
    package = DOCS.parent / "pytest_icplicense"
    if lang == "zh":
        yield "\n说明取自源代码，为英文。"
    yield f"\n{HEADS[lang]['bound']}"
    for file in sorted(package.rglob("*.py")):
        body = ast.parse(file.read_text(encoding="utf-8")).body
        for statement, after in zip(body, [*body[1:], None], strict=True):
            for name, value in _numbers(statement):
                said = ast.get_docstring(ast.Module([after], [])) if isinstance(after, ast.Expr) else None
                where = file.relative_to(package).with_suffix("").as_posix()
                yield f"| `{where}` `{name.strip('_')}` | {value:,} | {cell((said or '').partition(chr(10))[0])} |"


def _numbers(statement: ast.stmt) -> Iterator[tuple[str, float]]:
    """The bounds that a statement of a module gives, with their values."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    values = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
    for name, value in zip(names, values, strict=False):
        if isinstance(name, ast.Name) and BOUND.match(name.id):
            code = compile(ast.Expression(value), "", "eval")
            if not code.co_names and isinstance(found := eval(code, {"__builtins__": {}}), int | float):
                yield name.id, found


PAGES = {
    "manifests": manifests,
    "commands": commands,
    "catalogue": catalogue,
    "decisions": decisions,
    "clauses": clauses,
    "hooks": hooks,
    "bounds": bounds,
}


def for_site(text: str) -> str:
    """A page as the site has it: one address for both languages, and no links to what is beside the documentation."""
    text = re.sub(r"\]\(([a-z-]+)\.zh\.md", r"](\1.md", text)
    return re.sub(r"\[([^]]*)\]\(\.\./[^)]*\)", r"\1", text)


def main() -> int:
    """Write everything anew."""
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.copytree(DOCS, OUT, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for page in OUT.glob("*.md"):
        page.write_text(for_site(page.read_text(encoding="utf-8")), encoding="utf-8")
    (OUT / "reference").mkdir()
    for name, make in PAGES.items():
        for lang in LANGUAGES:
            suffix = "" if lang == "en" else f".{lang}"
            head = f"# {HEADS[lang][name]}\n\n{HEADS[lang]['made']}\n"
            (OUT / "reference" / f"{name}{suffix}.md").write_text(
                "\n".join([head, *make(lang), ""]), encoding="utf-8"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
