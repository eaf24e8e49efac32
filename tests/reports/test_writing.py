"""A report's file is written whole or not at all, and what cannot be written is told in one line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.reports.writing import refuse, write


@pytest.fixture
def here(project, monkeypatch):
    """The example, to stand in."""
    monkeypatch.chdir(project.root)
    return project.root


def entries(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (
            "gone/report.json",
            "gone/report.json: the report cannot be written: there is no folder gone; make it first",
        ),
        ("web", "web: the report cannot be written: a folder; name a file in it"),
        ("web/index.html/x", "there is no folder web/index.html; make it first"),
        ("/dev/full", "/dev/full: the report cannot be written: no space is left on the disk"),
        ("ads-console.icp.yaml", "a file that was judged; write elsewhere"),
        ("web/index.html", "a file that was judged; write elsewhere"),
        ("r\x00", "not a file name"),
        ("x" * 300, "the name is too long"),
    ],
)
@pytest.mark.parametrize("command", [["report", "json"], ["check", "--format", "text"]])
def test_where_nothing_can_be_written(command, target, why, here, capsys):
    before = {file: file.read_bytes() for file in here.rglob("*") if file.is_file()}
    assert main([*command, "-o", target]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert why in err
    assert {file: file.read_bytes() for file in here.rglob("*") if file.is_file()} == before


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no pipes with names here")
def test_a_pipe_is_written_to_by_its_name():
    reader, writer = os.pipe()
    write(Path(f"/dev/fd/{writer}"), b"whole")
    os.close(writer)
    with open(reader, "rb") as stream:
        assert stream.read() == b"whole"


def test_a_path_that_ends_as_a_folder_s_is_none(here, capsys):
    assert main(["report", "json", "-o", "new/"]) == 2
    assert "'new/' is a folder; name a file in it" in capsys.readouterr().err
    assert not (here / "new").exists()


def test_the_same_in_chinese(here, capsys):
    assert main(["report", "json", "--lang", "zh", "-o", "gone/x"]) == 2
    assert capsys.readouterr().err == "icplicense: gone/x：无法写入报告：没有文件夹 gone；请先创建\n"


@pytest.mark.parametrize("there", [True, False])
def test_no_permission(there, here, monkeypatch):
    """Who runs the tests may be allowed everything: what the system would answer is answered here."""
    if there:
        (here / "r.json").write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(
        NoReport, match=r"r\.json: the report cannot be written: no permission to write there"
    ):
        refuse(Path("r.json"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_no_permission_for_somebody_else():
    program = (
        "import os, sys; from pathlib import Path; from pytest_icplicense.reports.writing import refuse\n"
        "os.setuid(65534)\n"
        "try: refuse(Path(sys.argv[1]))\n"
        "except Exception as error: print(error)"
    )
    with tempfile.TemporaryDirectory() as closed:
        os.chmod(closed, 0o755)
        done = subprocess.run(
            [sys.executable, "-c", program, f"{closed}/r.json"], capture_output=True, encoding="utf-8"
        )
    assert "no permission to write there" in done.stdout, done.stderr


@pytest.mark.slow
def test_a_disk_that_fills_up_leaves_the_old_report(here):
    """A limit on the size of files stands in for the disk: writing fails in the middle."""
    (here / "r.json").write_text("old", encoding="utf-8")
    before = entries(here)
    program = (
        "import resource, signal, sys; from pytest_icplicense.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "sys.exit(main(['report', 'json', '-o', 'r.json']))"
    )
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        cwd=here,
        env=unmeasured,  # what it ran could not be written down either
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert done.stderr == "icplicense: r.json: the report cannot be written: the file would be too large\n"
    assert (here / "r.json").read_text(encoding="utf-8") == "old"
    assert entries(here) == before


def test_an_interruption_leaves_nothing_behind(here, monkeypatch):
    def interrupted(*paths):
        raise KeyboardInterrupt

    before = entries(here)
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(Path("r.json"), b"{}")
    assert entries(here) == before


def test_a_link_is_written_through_and_the_mode_is_kept(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_the_standard_output_by_name(here, capsysbinary):
    assert main(["report", "json"]) == 0
    plain = capsysbinary.readouterr().out
    assert main(["report", "json", "-o", "-"]) == 0
    assert capsysbinary.readouterr().out == plain
    assert "-" not in entries(here)


def test_paths_may_follow_options(here):
    assert (
        main(["report", "json", "-o", "r.json", "ads-console.icp.yaml", "--lang", "zh", "operator.icp.yaml"])
        == 0
    )
    assert main(["report", "json", "--lang", "zh", "-o", "s.json"]) == 0
    assert (here / "r.json").read_bytes() == (here / "s.json").read_bytes()


def test_findings_and_their_exit_code_stand_beside_a_report(here, project):
    project.add_feature("web-search", "web")
    assert main(["report", "json", "-o", "r.json"]) == 1
    project.change("ads-console.icp.yaml", "kind: Service", "kind: Servce")
    assert main(["report", "json", "-o", "r.json"]) == 2
    assert b"Servce" in (here / "r.json").read_bytes()  # it tells of what cannot be judged, and is written
