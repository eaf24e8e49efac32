"""The documentation says what is so: every command is run, every block of YAML is read, and no link is dead."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pages import ROOT, TITLE, blocks, commands, fits, tried

from pytest_icplicense.cli.commands import COMMANDS

DOCS = ROOT / "docs"
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = sorted(page for page in DOCS.glob("*.md") if page.name != "architecture.md")
ENGLISH = [page for page in PAGES if ".zh" not in page.name]
WRITTEN = [*PAGES, *READMES]


def name(page: Path) -> str:
    """A page's own name."""
    return page.name


@pytest.mark.slow
@pytest.mark.parametrize("page", WRITTEN, ids=name)
def test_every_command_says_what_is_shown(page, tmp_path, processes):
    for block, command, shown, code, said in tried(page, tmp_path, processes.programs):
        where = f"{page.name}:{block.line}: $ {command}"
        if shown:
            assert fits(shown, said), f"{where}\nshown:\n{shown}\nsaid:\n{said}"
        else:
            assert code == 0, f"{where}\nended with {code} and said:\n{said}"


@pytest.mark.parametrize("page", WRITTEN, ids=name)
def test_every_block_of_yaml_and_python_can_be_read(page, library):
    for block in blocks(page):
        where = f"{page.name}:{block.line}"
        if block.language == "python":
            ast.parse(block.text)
        if block.language != "yaml":
            continue
        tree = yaml.safe_load(block.text)
        assert tree, where
        if isinstance(tree, list) and "approver" in tree[0]:
            kind = "waivers"
        elif isinstance(tree, dict) and ("kind" in tree or set(tree) <= {"capabilities"}):
            kind = str(tree.get("kind", "service")).lower()
        else:
            continue  # of another tool: a workflow, hooks
        schema = library.schema_tree(kind)
        if not TITLE.search(block.info):  # a part of a document
            schema.pop("required", None)
        from jsonschema import Draft202012Validator

        plain = _days_as_text(tree)
        faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(plain)]
        assert not faults, f"{where}: {faults}"


def _days_as_text(tree):
    if isinstance(tree, dict):
        return {key: _days_as_text(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_days_as_text(each) for each in tree]
    return tree if tree is None or isinstance(tree, bool | int | float | str) else str(tree)


@pytest.mark.parametrize("page", WRITTEN, ids=name)
def test_commands_in_text_and_in_shell_blocks_are_there(page):
    text = page.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for word in re.findall(r"(?:`|^|\$ )icplicense ([a-z]+)", text, re.MULTILINE):
        assert word in COMMANDS, word
    for target in re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE):
        assert f"\n{target}:" in makefile, target


def test_both_languages_have_the_same_pages_with_the_same_commands():
    chinese = {page.name.removesuffix(".zh.md") for page in PAGES if page not in ENGLISH}
    assert {page.stem for page in ENGLISH} == chinese
    for page in ENGLISH:
        other = page.with_suffix(".zh.md")
        pairs = [
            [
                command
                for block in blocks(each)
                if block.language == "console"
                for command, _ in commands(block.text)
            ]
            for each in (page, other)
        ]
        assert [each.replace(" --lang zh", "") for each in pairs[1]] == pairs[0], page.name


LINK = re.compile(r"\]\(([^)#\s]*)(#[^)]*)?\)")
LINKING = [*WRITTEN, DOCS / "architecture.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]


@pytest.mark.parametrize("page", LINKING, ids=name)
def test_no_link_is_dead_in_the_repository(page):
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        file = page.parent / target if target else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            text = file.read_text(encoding="utf-8")
            headings = [_anchor(each) for each in re.findall(r"^#+ (.*)$", text, re.MULTILINE)]
            assert anchor[1:] in headings, f"{page.name}: {target}{anchor}"


def _anchor(heading: str) -> str:
    """The anchor of a heading, as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", [page for page in LINKING if "zh" in page.name], ids=name)
def test_chinese_pages_link_chinese_pages(page):
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        file = page.parent / target
        for chinese in (file.with_suffix(".zh.md"), file.with_suffix(".zh-CN.md")):
            named = target.endswith(".md") and "zh" not in file.name and file.name != "README.md"
            assert not (named and chinese.exists()), f"{page.name}: {target}"


def test_each_title_of_the_navigation_is_translated():
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    translated = yaml.safe_load(re.search(r"nav_translations:\n((?: {12}.*\n)+)", text)[1])
    assert set(translated) == set(re.findall(r"(?m)^ +- ([^:\n]+):", text.partition("\nnav:\n")[2]))


def test_each_promise_of_security_names_tests_that_there_are():
    rows = [
        row for row in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if row.startswith("| ")
    ]
    for row in rows[1:]:
        named = re.findall(r"`(tests/[^`]+)`", row.rpartition(" | ")[2])
        assert named or "`make audit`" in row, row
        assert all((ROOT / each).exists() for each in named), row


@pytest.mark.slow
def test_the_reference_has_every_bound_as_the_code_has_it():
    """As modules that are imported say, which the page does not ask."""
    from importlib import import_module, util
    from pkgutil import walk_packages

    import pytest_icplicense

    found = util.spec_from_file_location("generate", DOCS / "generate.py")
    assert found is not None
    assert found.loader is not None
    generate = util.module_from_spec(found)
    found.loader.exec_module(generate)
    rows = dict(
        re.findall(r"^\| `(\S+` `\S+)` \| ([\d.,]+) \|", "\n".join(generate.bounds("zh")), re.MULTILINE)
    )
    assert len(rows) > 100
    for module in walk_packages(pytest_icplicense.__path__, "pytest_icplicense."):
        if module.ispkg or module.name.endswith(("__main__", "_child", "trial_parser")):
            continue
        where = module.name.removeprefix("pytest_icplicense.").replace(".", "/")
        own = (ROOT / "pytest_icplicense" / f"{where}.py").read_text(encoding="utf-8")
        for name, value in vars(import_module(module.name)).items():
            given = re.search(rf"(?m)^(?:[A-Z_, ]+, )?{name}\b[^=\n(]* = [\d(]", own)
            if generate.BOUND.match(name) and isinstance(value, int | float) and given:
                assert rows.get(f"{where}` `{name.strip('_')}") == f"{value:,}", f"{where} {name}"


def test_output_that_differs_in_one_word_does_not_fit():
    assert fits("a\n...\nd", "a\nb\nc\nd")
    assert fits("a\n...", "a\nb")
    assert not fits("a\n...\nd", "a\nb\nc\ne")
    assert not fits("a.c", "abc")


@pytest.mark.slow
def test_it_is_built_without_a_warning_and_the_reference_is_made(tmp_path):
    subprocess.run([sys.executable, DOCS / "generate.py"], check=True)
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert (built.returncode, built.stderr.strip()) == (0, "")
    for lang in ("", "zh/"):
        reference = tmp_path / lang / "reference"
        assert "B25/instant-interaction" in (reference / "catalogue.html").read_text(encoding="utf-8")
        assert "--icp-strict-waivers" in (reference / "commands.html").read_text(encoding="utf-8")
        assert "publishers_verified" in (reference / "manifests.html").read_text(encoding="utf-8")
        assert "SP-02.2/feature-inside-license" in (reference / "clauses.html").read_text(encoding="utf-8")
