"""Packages that add rules are found as `importlib.metadata` finds them, though it is rarely asked."""

from __future__ import annotations

import sys
import zipfile

import pytest

from pytest_icplicense.hookspecs import added, plugins
from pytest_icplicense.library import load
from pytest_icplicense.model.case import Rule

MODULE = """\
from pytest_icplicense.hookspecs import hookimpl
from pytest_icplicense.model.case import Rule, Ruling
from pytest_icplicense.text import Text


@hookimpl
def icplicense_rules():
    return [Rule("own-rule", lambda case, as_of: Ruling(), {}, Text.same("own"))]
"""
BRINGS = """\
from pathlib import Path
from pytest_icplicense.hookspecs import hookimpl


@hookimpl
def icplicense_policies():
    return [Path({!r})]
"""
METADATA = "Metadata-Version: 2.1\nName: own\nVersion: 1\n"
ENTRY = "[icplicense]\nown = own_rules\n"


def rules() -> set[str]:
    """The names of all rules."""
    return {rule.name for _, rule in added(plugins().hook.icplicense_rules, Rule)}


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch):
    monkeypatch.delitem(sys.modules, "own_rules", raising=False)


@pytest.mark.parametrize("info", ["own-1.dist-info", "own.egg-info", "own-1.EGG-INFO"])
def test_a_package_in_a_folder(info, tmp_path, monkeypatch):
    assert "own-rule" not in rules()
    (tmp_path / info).mkdir()
    (tmp_path / info / "METADATA").write_text(METADATA, encoding="utf-8")
    (tmp_path / info / "PKG-INFO").write_text(METADATA, encoding="utf-8")
    (tmp_path / info / "entry_points.txt").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "own_rules.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert "own-rule" in rules()


def test_a_package_in_a_zip_file(tmp_path, monkeypatch):
    archive = tmp_path / "own.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("own-1.dist-info/METADATA", METADATA)
        packed.writestr("own-1.dist-info/entry_points.txt", ENTRY)
        packed.writestr("own_rules.py", MODULE)
    monkeypatch.syspath_prepend(archive)
    assert "own-rule" in rules()


def test_a_package_that_its_own_finder_brings(monkeypatch):
    from importlib.metadata import Distribution

    class Own(Distribution):
        def read_text(self, filename):
            return {"METADATA": METADATA, "entry_points.txt": ENTRY}.get(filename)

        def locate_file(self, path):
            return path

    class Finder:
        @staticmethod
        def find_spec(*_):
            return None

        @staticmethod
        def find_distributions(*_):
            return [Own()]

    module = type(sys)("own_rules")
    exec(MODULE, module.__dict__)
    monkeypatch.setitem(sys.modules, "own_rules", module)
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    assert "own-rule" in rules()


def test_without_one_metadata_is_not_even_imported(pytester):
    code = (
        "import sys; from pytest_icplicense.hookspecs import plugins; plugins(); print(sorted(sys.modules))"
    )
    (modules,) = pytester.run(sys.executable, "-c", code).outlines
    assert "'pluggy'" in modules
    assert "'importlib.metadata'" not in modules


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a package with this module."""

    def install(module: str) -> None:
        (tmp_path / "own-1.dist-info").mkdir()
        (tmp_path / "own-1.dist-info/METADATA").write_text(METADATA, encoding="utf-8")
        (tmp_path / "own-1.dist-info/entry_points.txt").write_text(ENTRY, encoding="utf-8")
        (tmp_path / "own_rules.py").write_text(module, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

    return install


def test_an_unpacked_egg(tmp_path, monkeypatch):
    egg = tmp_path / "own.egg"
    (egg / "EGG-INFO").mkdir(parents=True)
    (egg / "EGG-INFO/PKG-INFO").write_text(METADATA, encoding="utf-8")
    (egg / "EGG-INFO/entry_points.txt").write_text(ENTRY, encoding="utf-8")
    (egg / "own_rules.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(egg)
    assert "own-rule" in rules()


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("raise ValueError('boom')", "own: ValueError: boom"),
        ("raise SystemExit(0)", "own: SystemExit: 0"),
        (MODULE.replace("return [", "raise SystemExit(0); ["), "own, icplicense_rules: SystemExit: 0"),
        ("raise ValueError('a\\x1b[2Jb')", "own: ValueError: a"),
        ("import gone_for_good", "own: ModuleNotFoundError: No module named 'gone_for_good'"),
        (
            MODULE.replace("return [", "return None and ["),
            "own, icplicense_rules: returned None, no list of Rule",
        ),
        (MODULE.replace("return [Rule(", "return [str("), "TypeError"),
        (MODULE.replace('"own-rule"', '"within-scope"'), "there is a rule named 'within-scope' already"),
        (MODULE.replace("def icplicense_rules", "def icplicense_ruels"), "icplicense_ruels"),
        (BRINGS.format("policies"), "own, icplicense_policies: 'policies' is no absolute path"),
    ],
)
def test_a_package_that_cannot_be_used_is_one_line_and_nothing_is_judged(module, told, installed):
    installed(module)
    (problem,) = load().problems
    assert problem.to("en").startswith("installed packages:1:1: cannot be used: ")
    assert told in problem.to("en")
    assert problem.to("en").isprintable()


def test_an_unreadable_description_is_passed_over(tmp_path, monkeypatch):
    (tmp_path / "own-1.dist-info/entry_points.txt").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path)
    assert "own-rule" not in rules()


def test_policies_that_are_not_there(installed, tmp_path):
    installed(BRINGS.format(str(tmp_path / "gone")))
    (problem,) = load().problems
    assert problem.to("en").endswith("gone:1:1: no such file or folder")
