"""Completion, tried in the shells that are there."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.cli.completion import SHELLS
from pytest_icplicense.cli.main import COMMANDS
from pytest_icplicense.library import SCHEMAS


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
        ("icplicense check --format ", {"text", "json", "github"}),
        ("icplicense diff --ba", {"--base"}),
        ("icplicense schema ", set(SCHEMAS)),
        ("icplicense check op", {"operator.icp.yaml"}),
        ("icplicense completion ", set(SHELLS)),
    ],
)
def test_bash(line, offered, completed):
    assert completed(line) == offered


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_a_script_that_names_every_command(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert [name for name in COMMANDS if name not in script] == []
    if path := shutil.which(shell):
        read = subprocess.run([path, "-n"], input=script, capture_output=True, encoding="utf-8")
        assert read.stderr == ""
