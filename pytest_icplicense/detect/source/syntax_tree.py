"""A text parsed by tree-sitter, if that comes to an end: over what is no program, its recovery takes time squared and more.

Nothing can stop a parser inside this process. So longer texts are first parsed in another one, which the system ends;
or at once where this process itself may be ended, since another one then does without it.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from pytest_icplicense.detect.unjudged import CODE_UNREAD, Unjudged
from pytest_icplicense.text import Text

MAX_UNTRIED = 1_000
"""Bytes of a text that is parsed here at once: whatever it is, it takes less than a second."""
MAX_SECONDS = 4
"""Of the processor for one text; the largest that people write take less than one. Halved for each that takes more."""
_TRIAL = Path(__file__).with_name("trial_parser.py")
_ENDLESS = Text(
    "its syntax cannot be told in reasonable time, so it is no program of its language; fix it, or exclude the file",
    "无法在合理时间内解析其语法，不是该语言的有效程序；请修正，或排除该文件",
)


def syntax_tree(text: str, language: str) -> Any:
    """The root of the text's tree, a node of ast-grep.

    Raises:
        Unjudged: what reads it is not installed, or it takes too long.
    """
    try:
        from ast_grep_py import SgRoot
    except ImportError:
        raise Unjudged(CODE_UNREAD) from None
    data = text.encode()
    if len(data) > MAX_UNTRIED:
        if _expendable and _end_after(MAX_SECONDS):
            root = SgRoot(text, language).root()
            _end_after(None)
            return root
        if not _TRIALS.ends(data, language):
            raise Unjudged(_ENDLESS)
    return SgRoot(text, language).root()


_expendable = False


def make_expendable() -> None:
    """From now on let the system end this process where a text takes too long, rather than try each in another one first.

    For processes whose parent does without them. Where the system cannot end them so, texts are tried as before.
    """
    global _expendable
    _expendable = True


def _end_after(seconds: int | None) -> bool:
    from pytest_icplicense.detect.source.trial_parser import end_after

    return end_after(seconds)


class _Trials:
    """Asks the other process, which is started with the first question and whenever it was ended."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.of = os.getpid()
        self.endless: set[tuple[str, bytes]] = set()

    def ends(self, data: bytes, language: str) -> bool:
        """Whether parsing a text ends in time; also where no process can be started, since then nothing is known of it."""
        if (language, data) in self.endless:
            return False
        if self.process is None or self.of != os.getpid():  # a fork must not speak into its parent's pipe
            self._start()
        seconds = max(1, MAX_SECONDS >> len(self.endless))
        process = self.process
        if process is None or process.stdin is None or process.stdout is None:
            return True
        try:
            process.stdin.write(json.dumps([language, len(data), seconds]).encode() + b"\n" + data)
            process.stdin.flush()
            answered = process.stdout.read(1) == b"."
        except OSError:
            answered = False
        if not answered:
            self.endless.add((language, data))
            self.stop()
        return answered

    def _start(self) -> None:
        self.of = os.getpid()
        pipe = subprocess.PIPE
        self.process = None
        with suppress(OSError):
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(_TRIAL)], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
            )

    def stop(self) -> None:
        """End the process; it would end by itself when this one does."""
        if self.process is not None and self.of == os.getpid():
            self.process.kill()
            self.process.communicate()
        self.process = None


_TRIALS = _Trials()
atexit.register(_TRIALS.stop)
