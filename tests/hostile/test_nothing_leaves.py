"""No command opens a connection, runs another program than git and Python itself, or reads outside the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from pytest_icplicense.cli import main

WATCHED = """
import json, os, sys
seen = []
def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")):
        seen.append(f"{event} {arguments!r}")
        raise OSError("no connection is allowed")
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        seen.append(f"{event} {os.path.basename(os.fsdecode(arguments[0]))}")
sys.addaudithook(watch)
words = sys.argv[2:]
if words[0] == "pytest":
    import pytest
    code = int(pytest.main(words[1:]))
else:
    from pytest_icplicense.cli import main
    code = main(words)
with open(sys.argv[1], "w") as file:
    json.dump([code, seen], file)
"""
COMMANDS = [
    *("check", "check -j 2", "report sarif", "report oscal", "report junit", "report markdown", "report csv"),
    *(
        "report gitlab",
        "trace",
        "explain SP-02.2",
        "explain web-search",
        "init new",
        "diff --base HEAD",
        "detect",
    ),
    *(
        "calendar",
        "timeline",
        "test",
        "schema service",
        "completion bash",
        "import license.txt",
        "import license.html",
    ),
    *(
        f"pytest -q -p no:cacheprovider -p no:rerunfailures {words}"  # which has a socket of its own
        for words in ("", "-n 2 --icp-report json:out.json")
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_opens_a_connection(command, project, tmp_path, own_git, processes):
    """What is imported by the first, too; the others begin where it is imported already."""
    page = '<p>许可证编号：京B2-20181623</p><img src="https://example.com/x.png"><script src="//example.com/x.js"></script>'
    (project.root / "license.html").write_text(page, encoding="utf-8")
    (project.root / "license.txt").write_text(
        "经营许可证编号：京B2-20181623\nhttps://example.com/\n", encoding="utf-8"
    )
    evidence = "evidence: https://example.com/duty.html"
    project.change("operator.icp.yaml", "evidence: evidence/duty.md", evidence)
    for words in ("init -q", "add -A", "commit -qm a"):
        subprocess.run(["git", *words.split()], cwd=project.root, check=True)
    told = tmp_path / "told.json"
    done = subprocess.run(
        [
            sys.executable
            if command in COMMANDS[:1] or "-n" in command or "-j" in command
            else processes.python,
            *("-c", WATCHED, str(told), *command.split()),
        ],
        cwd=project.root,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""},
    )
    assert told.exists(), done.stderr
    code, seen = json.loads(told.read_text())
    assert code in (0, 1, 2)
    assert "Traceback" not in done.stderr
    programs = {each.split()[-1] for each in seen if each.startswith(("subprocess", "os."))}
    # Python for workers, and to parse code.
    assert programs <= {"git", os.path.basename(sys.executable)}, seen
    assert [each for each in seen if not each.startswith(("subprocess", "os."))] == []


OUTSIDE = [
    *(
        "../secret.html",
        "web/../../secret.html",
        "/etc/hostname",
        "~/.profile",
        "..\\secret.html",
        "C:\\x.html",
        "C:/x.html",
    ),
    *(
        "\\\\host\\share\\x.html",
        "//host/share/x.html",
        "file:///etc/hostname",
        "web/link.html",
        "web/folder/secret.html",
    ),
    *("/dev/zero", "web/pipe.html", "web/index.html\\0.png", "CON", "web"),
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_in_a_manifest_does_not_leave_the_repository(path, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    (project.root / ".git").mkdir()
    page = (project.root / "web/index.html").read_bytes()
    (project.root.parent / "secret.html").write_bytes(page)  # which would pass
    (project.root / "web/link.html").symlink_to("../../secret.html")
    (project.root / "web/folder").symlink_to("../..")
    os.mkfifo(project.root / "web/pipe.html")
    project.change(
        "ads-console.icp.yaml",
        "homepage: web/index.html",
        f'homepage: "{path}"' if "\\0" in path else f"homepage: '{path}'",
    )
    assert main(["check", "--lang", "en"]) in (1, 2)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    lines = [line for line in out.splitlines() if line.startswith("ads-console.icp.yaml:")]
    assert any("SP-02.4" in line or "homepage" in line or "control character" in line for line in lines), out
    for other in ("operator", "evidence"):
        assert f"{other}: 京B2" not in out


def test_nor_does_a_folder_that_is_a_link_by_now(project, monkeypatch, capsys, own_git):
    """The index still has the files that were in it."""
    monkeypatch.chdir(project.root)
    package = '{"dependencies": {"@rongcloud/imlib-next": "5"}}'
    for folder in (project.root / "chat/app", project.root.parent / "outside/app"):
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(package, encoding="utf-8")
    for words in (["init", "--quiet"], ["add", "-A"]):
        subprocess.run(["git", *words], check=True)
    assert main(["check", "--lang", "en"]) == 1
    assert "chat/app/package.json:1:19: SP-02.2" in capsys.readouterr().out
    shutil.rmtree(project.root / "chat")
    (project.root / "chat").symlink_to("../outside")
    assert main(["check", "--lang", "en"]) == 0
    assert "imlib" not in capsys.readouterr().out


@pytest.mark.parametrize("path", ["../operator.icp.yaml", "/etc/passwd", "link.icp.yaml"])
def test_nor_does_the_path_of_the_operator(path, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    (project.root / ".git").mkdir()
    (project.root.parent / "operator.icp.yaml").write_bytes(project.operator.read_bytes())
    (project.root / "link.icp.yaml").symlink_to("../operator.icp.yaml")
    project.change("ads-console.icp.yaml", "operator: operator.icp.yaml", f"operator: {path}")
    assert main(["check", "ads-console.icp.yaml", "--lang", "en"]) == 2
    assert "ads-console.icp.yaml:5:1: op" in capsys.readouterr().out


@pytest.mark.parametrize("value", ["operator.icp.yam\u202e", "x\u2066y", "\x9b31m", "a\u2028b", "\ufff9"])
def test_what_turns_a_line_around_is_not_printed_raw(value, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    project.change("ads-console.icp.yaml", "operator: operator.icp.yaml", f'operator: "{value}"')
    for form in ("text", "github", "json"):
        assert main(["check", "--lang", "en", "--format", form]) == 2
        out = capsys.readouterr().out
        assert not set(value) & {*"\u202e\u2066\x9b\u2028\ufff9"} & set(out)


def test_no_module_of_the_repository_is_imported(project):
    """Where Python itself would look for it first, since it is run there."""
    for name in ("yaml", "pluggy", "argparse"):
        (project.root / f"{name}.py").write_text("open('run', 'w')\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest_icplicense", "check"]
    done = subprocess.run(command, cwd=project.root, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert not (project.root / "run").exists()


BEGIN = """\
import multiprocessing, sys
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    from pytest_icplicense.cli.main import main
    sys.exit(main(["check", "-j", "2"]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="begins processes in one way alone")
@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_no_module_of_the_repository_is_imported_by_workers(start, project, tmp_path):
    """Of macOS, Windows and Python 3.14, where a worker is a Python that is begun anew in the same folder."""
    (project.root / "multiprocessing").mkdir()
    (project.root / "multiprocessing/__init__.py").write_text("open('run', 'w')\n", encoding="utf-8")
    (tmp_path / "begin.py").write_text(BEGIN, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "begin.py"), start]
    done = subprocess.run(command, cwd=project.root, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert not (project.root / "run").exists()
