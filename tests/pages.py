"""Pages of documentation as they are tried: every command is run, and its output compared.

    python tests/pages.py docs/start.md …    write down what the commands say now

A page begins in a copy of the example project. A block `yaml` with a title is a file, which is written there; a block
`console` has commands, each after `$ `, and what they say; a line of three dots stands for any lines. Of
a command below which nothing is shown, only the exit code counts.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from pytest_icplicense.cli import main

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "example_project"
TITLE = re.compile(r'title="([^"]+)"')
CALL = re.compile(r"""icplicense((?:\\?\s+(?:[\w@%+=:,./-]+|'[^']*'|"[^"$`\\]*"))*)(?=\s*$|\s*[|;]|\s+>)""")
"""A command whose words its shell would leave as they are, with what is done with its output."""


class Block(NamedTuple):
    """A fenced block."""

    language: str
    info: str
    text: str
    line: int
    """Of its fence, counted from one."""


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, also those inside lists and notes."""
    from markdown_it import MarkdownIt

    text = page.read_text(encoding="utf-8")
    found = []
    for token in MarkdownIt().parse(text):
        if token.type == "fence" and token.map:
            language, _, info = token.info.strip().partition(" ")
            found.append(Block(language, info, token.content, token.map[0] + 1))
    return found


def commands(text: str) -> list[tuple[str, str]]:
    """Each command of a block `console`, and what is shown below it."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    found = []
    for part in parts[1:]:
        lines = part.split("\n")
        last = next(number for number, line in enumerate(lines) if not line.endswith("\\"))
        found.append(("\n".join(lines[: last + 1]), "\n".join(lines[last + 1 :]).strip("\n")))
    return found


class Place:
    """Where the commands of a page run."""

    def __init__(self, folder: Path, page: Path, programs: Path | None = None) -> None:
        self.root = folder / "ads"
        shutil.copytree(
            EXAMPLE, self.root, ignore=shutil.ignore_patterns("scenarios", "__pycache__", ".pytest_cache")
        )
        if ".zh" in page.name:
            settings = self.root / "pyproject.toml"
            settings.write_text(settings.read_text("utf-8").replace('lang = "en"', 'lang = "zh"'), "utf-8")
        os.symlink(ROOT / "examples", folder / "examples")
        os.symlink(ROOT / "tests/plugin_example", folder / "icplicense-calm")
        dropped = ("PYTEST", "COV", "CI", "FORCE_COLOR", "GIT_", "BUILD_NUMBER")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
        self.environment = {
            **kept,
            "PATH": ":".join(
                str(each) for each in (programs, Path(sys.executable).parent, kept["PATH"]) if each
            ),
            "COLUMNS": "110",
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_ADDOPTS": "-p no:cacheprovider -p no:hypothesispytest -p no:randomly",  # two that take long to import
            "GIT_CONFIG_GLOBAL": os.devnull,
            **{
                f"GIT_{who}_{what}": "li@example.com"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
        }
        self.said("git init -q -b main && git add -A && git commit -qm start")

    def write(self, path: str, text: str) -> None:
        """Put a file there."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def said(self, command: str) -> tuple[int, str]:
        """The exit code of a command and what it says; times and the names of commits are left out.

        `icplicense` is called in this process, and its shell gets what it says: starting it is most of what it costs.
        """
        piped = {"COLUMNS": ""} if "|" in command else {}  # which no terminal breaks
        environment = {**self.environment, **piped}
        called = CALL.match(command)
        before = self._called(shlex.split(called[1]), environment) if called else ""
        done = subprocess.run(
            ["bash", "-c", before + command],
            cwd=self.root,
            env=environment,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said = re.sub(r" in \d+\.\d+s", " in TIME", done.stdout)
        said = re.sub(r"([(（])[0-9a-f]{7,40}([)）])", r"\1COMMIT\2", said)
        return done.returncode, "\n".join(line.rstrip() for line in said.strip("\n").split("\n"))

    def _called(self, words: list[str], environment: dict[str, str]) -> str:
        """A function of the shell that says what the command says, ends as it ends, and is called as it is."""
        out, err = (io.TextIOWrapper(io.BytesIO(), write_through=True) for _ in "12")
        with (
            mock.patch.dict(os.environ, environment, clear=True),
            mock.patch.object(sys, "stdin", io.StringIO()),
            redirect_stdout(out),
            redirect_stderr(err),
            chdir(self.root),
        ):
            code = main(words)
        said, told = (self.root.with_name(name) for name in ("out", "err"))
        said.write_bytes(out.buffer.getvalue())
        told.write_bytes(err.buffer.getvalue())
        return f"icplicense() {{ cat {shlex.quote(str(said))}; cat {shlex.quote(str(told))} >&2; return {int(code)}; }}\n"


def fits(shown: str, said: str) -> bool:
    """Whether a page shows what was said; lines of three dots stand for any lines."""
    pattern = r"\n".join(re.escape(line) if line != "..." else r"(?:.*\n)*.*" for line in shown.split("\n"))
    return re.fullmatch(pattern, said) is not None


def tried(
    page: Path, folder: Path, programs: Path | None = None
) -> Iterator[tuple[Block, str, str, int, str]]:
    """Each command of a page with its block, what is shown, its exit code, and what it says; `programs` come first."""
    place = Place(folder, page, programs)
    for block in blocks(page):
        if block.language in ("yaml", "toml", "python", "dockerfile", "json") and (
            title := TITLE.search(block.info)
        ):
            place.write(title[1], block.text)
        elif block.language == "console":
            for command, shown in commands(block.text):
                yield block, command, shown, *place.said(command)


def write_down() -> int:
    """Write down what the commands of the pages say."""
    for name in sys.argv[1:]:
        page = Path(name)
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            written: dict[Block, str] = {}
            for block, command, shown, _, said in tried(page, Path(folder)):
                now = shown if fits(shown, said) and shown else said
                written[block] = written.get(block, "") + f"$ {command}\n" + (f"{now}\n" if now else "")
        for block, body in written.items():
            text = text.replace(f"```console\n{block.text}```", f"```console\n{body}```", 1)
        page.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(write_down())
