"""Completion, tried in the shells that are there."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.cli.commands import COMMANDS
from pytest_icplicense.cli.completion import SHELLS
from pytest_icplicense.library import SCHEMAS
from pytest_icplicense.reports.formats import names


@pytest.fixture
def completed(project, tmp_path, capsys):
    """What bash would offer for a line, at its end."""
    script = tmp_path / "completion.bash"
    assert main(["completion", "bash"]) == 0
    script.write_text(capsys.readouterr().out, encoding="utf-8")

    def ask(line: str) -> set[str]:
        words = line.split(" ")
        quoted = " ".join(f"'{word}'" for word in words)
        asked = f"source '{script}'; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _shtab_icplicense"
        done = subprocess.run(
            ["bash", "-c", asked + '; printf "%s\\n" "${COMPREPLY[@]}"'],
            cwd=project.root,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.stderr == ""
        return set(done.stdout.split())

    return ask


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("icplicense ", set(COMMANDS)),
        ("icplicense ch", {"check"}),
        ("icplicense check --for", {"--format"}),
        ("icplicense check --format ", set(names())),
        ("icplicense report git", {"github", "gitlab"}),
        ("icplicense diff --ba", {"--base"}),
        ("icplicense schema ", set(SCHEMAS)),
        ("icplicense check op", {"operator.icp.yaml"}),
        ("icplicense completion ", set(SHELLS)),
        ("icplicense explain web", {"web-search", "web-directory"}),
        (
            "icplicense explain SP-02.1",
            {"SP-02.1", "SP-02.1/services-licensed", "SP-02.1/services-and-regions-declared"},
        ),
        ("icplicense explain B25/s", {"B25/search"}),
        ("icplicense explain 京", {"京B2-20181623"}),
        ("icplicense explain fe", {"features"}),
        ("icplicense explain --la", {"--lang"}),
    ],
)
def test_bash(line, offered, completed):
    assert completed(line) == offered


def test_everything_that_can_be_explained_is_offered(completed, library):
    offered = completed("icplicense explain ")
    assert offered >= set(library.catalogue.features) | set(library.catalogue.services) | set(
        library.check_ids()
    )
    assert not any(" " in word for word in offered)


def test_branches_and_tags_are_offered_for_a_base(completed, project):
    def git(*words):
        told = ("-c", "user.name=a", "-c", "user.email=a@example.org", *words)
        subprocess.run(["git", *told], cwd=project.root, check=True, capture_output=True)

    assert completed("icplicense diff --base ma") == set()  # no repository: nothing, and no complaint
    git("init", "-b", "main")
    git("commit", "--allow-empty", "-m", "a")
    git("branch", "matrix")
    git("tag", "v1.0")
    assert completed("icplicense diff --base ma") == {"main", "matrix"}
    assert completed("icplicense diff --base v") == {"v1.0"}


def test_hidden_folders_are_offered_only_where_a_dot_asks_for_them(completed, project):
    for name in (".git", ".venv", "services/.cache", "services/ads"):
        (project.root / name).mkdir(parents=True, exist_ok=True)
    offered = completed("icplicense check ")
    assert "services" in offered
    assert not any(name.startswith(".") for name in offered)
    assert {".git", ".venv"} <= completed("icplicense check .")
    assert completed("icplicense check services/") == {"services/ads"}
    assert "services/.cache" in completed("icplicense check services/.")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_a_script_that_names_every_command(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert [name for name in COMMANDS if name not in script] == []
    assert "web-search" in script
    assert "git for-each-ref" in script or shell in ("tcsh", "powershell")
    if path := shutil.which(shell):
        read = subprocess.run([path, "-n"], input=script, capture_output=True, encoding="utf-8")
        assert read.stderr == ""
