"""Every format in three ways with the same bytes: `report`, `check --format`, and pytest, also with workers."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from sessions import session

from pytest_icplicense.cli.main import main
from pytest_icplicense.reports.formats import SHIPPED, Format, _installed
from pytest_icplicense.reports.pages.pdf import chinese_font
from pytest_icplicense.reports.refusal import NoReport


def can_be_had(form: Format) -> bool:
    """Whether what the format needs is here, of the system too."""
    if not all(map(_installed, form.needs)):
        return False
    if form.name == "pdf":
        try:
            chinese_font()
        except NoReport:
            return False
    return True


@cache
def names() -> tuple[str, ...]:
    """The formats that can be had; asked when a test runs, since some of them take long to look at."""
    return tuple(form.name for form in SHIPPED if can_be_had(form))


def quick() -> tuple[str, ...]:
    """All but PDF, which takes as long as the others together."""
    return tuple(name for name in names() if name != "pdf")


@pytest.fixture
def by_pytest(pytester, monkeypatch):
    """These formats of one run of pytest in a folder; `apart`, in a process of its own."""

    def made(
        folder: Path, out: Path, formats: Sequence[str], *words: str, apart: bool = False
    ) -> dict[str, bytes]:
        out.mkdir()
        monkeypatch.chdir(folder)
        asked = [f"--icp-report={name}:{out / name}" for name in formats]
        plain = ("-q", "-p", "no:cacheprovider", f"--rootdir={folder}")
        done = session(pytester, *plain, *asked, *words, apart=apart)
        assert "INCOMPLETE" not in done.stdout.str()
        return {name: (out / name).read_bytes() for name in formats if (out / name).exists()}

    return made


@pytest.fixture
def rich(project):
    """The example with something of everything, in several folders, inside of a larger repository."""
    project.add_feature("web-search", "web")
    text = project.service.read_text(encoding="utf-8")
    project.service.write_text(text.partition("\nproofs:\n")[0], encoding="utf-8")
    (project.root / "tests/test_app.py").unlink()  # what tests prove has a time, which no command can know
    project.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", "name: 巨量")
    waiver = "{check: SITE.2, subject: '*', reason: 更名, approver: 王芳, ticket: t, from: 2022-01-01, expires: 2022-07-01}"
    unneeded = waiver.replace("SITE.2", "SP-05.4")
    (project.root / "icp-waivers.yaml").write_text(f"- {waiver}\n- {unneeded}\n", encoding="utf-8")
    text = project.service.read_text(encoding="utf-8")
    for place in ("zoo/b.icp.yaml", "apps/z/icp.yaml", "apps/y.icp.yaml", "Apps/x.icp.yaml"):
        file = project.root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        name = place.replace("/", "-").removesuffix(".icp.yaml").removesuffix(".yaml")
        own = text.replace("name: ads-console", f"name: {name}").replace(
            "operator: operator.icp.yaml", f"operator: {os.path.relpath(project.operator, file.parent)}"
        )
        file.write_text(own, encoding="utf-8")
    (project.root / "apps/broken.icp.yaml").write_text("kind: Service\nname: [\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=project.root.parent, check=True)
    # What is written beside the project is no part of what is judged: reports are long to look into.
    (project.root.parent / ".git/info/exclude").write_text("/*\n!/project/\n", encoding="utf-8")
    return project.root


@pytest.fixture
def commands(monkeypatch, capsysbinary):
    """The formats, one command each."""

    def said(folder: Path, way: tuple[str, ...], formats: Sequence[str], *words: str) -> dict[str, bytes]:
        monkeypatch.chdir(folder)
        found = {}
        for name in formats:
            main([*way, name, *words])
            found[name], errors = capsysbinary.readouterr()
            assert errors == b""
        return found

    return said


@pytest.mark.slow
def test_the_same_bytes(rich, commands, by_pytest, tmp_path):
    first = commands(rich, ("report",), quick())
    assert set(first) == set(quick())
    assert all(first.values())
    some = ("json", "html", "sarif")  # `check` hands all of them to the same function
    checked = commands(rich, ("check", "--format"), some, ".", "-j", "2")
    assert checked == {name: first[name] for name in some}
    assert by_pytest(rich, tmp_path / "one", quick()) == first
    assert by_pytest(rich, tmp_path / "two", quick(), "-n", "2", apart=True) == first
    assert not [each for each in first.values() if str(tmp_path).encode() in each]


@pytest.mark.slow
def test_the_same_bytes_of_chosen_paths_and_in_chinese(rich, commands, by_pytest, tmp_path):
    words = ("zoo", "operator.icp.yaml")
    first = commands(rich, ("report",), quick(), *words, "--lang", "zh")
    assert by_pytest(rich, tmp_path / "one", quick(), *words, "--icp-lang", "zh") == first


@pytest.mark.slow
def test_another_copy_at_another_time_gives_the_same_bytes(project, by_pytest, tmp_path, monkeypatch):
    """Neither the clock nor the place of the checkout nor the zone of the machine is in a report."""
    (project.root / "tests/test_app.py").unlink()  # what tests prove has a time
    first = by_pytest(project.root, tmp_path / "one", names())
    moved = tmp_path / "elsewhere" / "project"
    moved.parent.mkdir()
    project.root.rename(moved)
    for file in moved.rglob("*"):
        os.utime(file, (1, 1))
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert by_pytest(moved, tmp_path / "two", names(), apart=True) == first


@pytest.mark.slow
def test_a_fresh_clone_gives_every_report(by_pytest, tmp_path):
    """With the package as it lies in the checkout, and nothing that git does not keep."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        pytest.skip("not a checkout")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listed, cwd=root, check=True, capture_output=True, encoding="utf-8").stdout
    for name in filter(None, found.split("\0")):
        if (root / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, tmp_path / name)
    made = by_pytest(tmp_path, tmp_path / "out", quick(), "example_project", apart=True)
    assert set(made) == set(quick())
    assert all(data.strip() for data in made.values())
