"""The repository around a folder, as git knows it, and which commit a reference means.

Git is asked for names, listings and raw contents only: no filter, text conversion, hook, pager or monitor runs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from pytest_icplicense.text import Text, near

_MOST_REFS = 10_000
_OWN = "-c core.fsmonitor=false -c core.hooksPath=/dev/null -c core.quotePath=false".split()
_LOCAL = (
    "GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_INDEX_FILE GIT_PREFIX GIT_NAMESPACE GIT_OBJECT_DIRECTORY"
    " GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_GRAFT_FILE GIT_SHALLOW_FILE GIT_CONFIG GIT_EXTERNAL_DIFF"
).split()
"""What git sets for its hooks; here the repository is always the one around the folder in question."""
_NAME = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")


class NoCommit(Exception):
    """There is no commit to read, with the reason."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Git:
    """The repository around a folder."""

    def __init__(self, folder: Path) -> None:
        """
        Raises:
            NoCommit: git is not there, `folder` is in no repository, or git refuses to read it.
        """
        program = shutil.which("git")
        if program is None:
            raise NoCommit(
                Text("git is not installed, or not on PATH", "未安装 git，或 git 不在 PATH 中"),
            )
        self._command = [program, "--no-pager", *_OWN]
        self._environment = {name: value for name, value in os.environ.items() if name not in _LOCAL}
        self._environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
        self._folder = folder
        done = self.ask("rev-parse", "--show-toplevel")
        if done.returncode:
            raise NoCommit(refusal(done.stderr, folder))
        self.root = Path(os.fsdecode(done.stdout.removesuffix(b"\n"))).resolve()
        """The folder that the working tree is in."""
        self._folder = self.root

    @property
    def shared(self) -> Path:
        """The folder of what all working trees of the repository have in common."""
        done = self.ask("rev-parse", "--git-common-dir")
        return self.root / os.fsdecode(done.stdout.removesuffix(b"\n"))

    def ask(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """What git answers; an exit code other than 0 is an answer, too."""
        return subprocess.run(
            [*self._command, "-C", str(self._folder), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=self._environment,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A git that is asked and answers as long as its input is open."""
        return subprocess.Popen(
            [*self._command, "-C", str(self._folder), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )

    def commit(self, reference: str) -> str | None:
        """The name of the commit that `reference` means; None where the repository has no commit yet.

        Raises:
            NoCommit: it means none.
        """
        if not reference or reference.startswith("-") or not reference.isprintable():
            raise NoCommit(
                Text(
                    f"{reference!r} is no git reference; name a branch, a tag or a commit",
                    f"{reference!r} 不是 git 引用；请填写分支、标签或提交",
                )
            )
        if (found := self._verified(reference)) and (commit := self._verified(f"{found}^{{commit}}")):
            return commit
        if found and self.ask("cat-file", "-e", found).returncode == 0:
            raise NoCommit(Text(f"'{reference}' is no commit", f"“{reference}”不是提交"))
        refs = self._refs()
        if not refs and reference in ("HEAD", "@", self._unborn()):
            return None
        raise NoCommit(self._missing(reference, refs))

    def _verified(self, name: str) -> str | None:
        done = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        found = done.stdout.decode("ascii", "replace").strip()
        return found if done.returncode == 0 and _NAME.match(found) else None

    def _refs(self) -> list[str]:
        done = self.ask("for-each-ref", f"--count={_MOST_REFS}", "--format=%(refname:short)")
        return done.stdout.decode("utf-8", "replace").split()

    def _unborn(self) -> str:
        """The branch that the first commit will be on."""
        return (
            self.ask("symbolic-ref", "--quiet", "--short", "HEAD").stdout.decode("utf-8", "replace").strip()
        )

    def _missing(self, reference: str, refs: list[str]) -> Text:
        hint = near(reference, refs)
        if reference in ("HEAD", "@"):
            known = ", ".join(refs[:5])
            hint = Text(
                f"; HEAD has no commit yet, name another: {known}", f"；HEAD 尚无提交，请另选：{known}"
            )
        shallow = Text("", "")
        if self.ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            shallow = Text(
                "; this clone is shallow: fetch more of it with 'git fetch --deepen=100' (in CI: fetch-depth: 0)",
                "；当前为浅克隆：请用 git fetch --deepen=100 获取更多历史（CI 中设 fetch-depth: 0）",
            )
        return Text(
            f"'{reference}': no such branch, tag or commit here{hint.en}{shallow.en}",
            f"“{reference}”：此处没有该分支、标签或提交{hint.zh}{shallow.zh}",
        )


def refusal(stderr: bytes, folder: Path) -> Text:
    """Why git would not answer: its own reason, in one line."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    fatal = next(
        (line for line in lines if line.startswith("fatal: ")), lines[0] if lines else "no reason given"
    )
    if fatal.startswith("fatal: not a git repository"):
        return Text(f"{folder.resolve()} is in no git repository", f"{folder.resolve()} 不在任何 git 仓库中")
    way_out = next((f"; {line}" for line in lines if line.startswith("git config ")), "")
    return Text.same(f"git: {fatal.removeprefix('fatal: ')}{way_out}")
