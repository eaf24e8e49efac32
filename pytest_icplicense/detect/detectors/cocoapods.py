"""`Podfile`, `Podfile.lock` and `*.podspec` of CocoaPods. The first and the last are programs in Ruby, which are not run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.listing import named_for_development
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_COMMENT = expression(r"""("(?>(?:[^"\\]|\\.)*)"?|'(?>(?:[^'\\]|\\.)*)'?)|#.*""")
_POD = expression(r"""\s*pod[\s(]\s*["']([^"'\s]+)["']""")
_TARGET = expression(r"""\s*(?:abstract_)?target[\s(]\s*["']?([^"'\s]+)["']?.*\bdo\b""")
_DO = expression(r"\bdo\s*+(?:\|[^|]*+\|)?\s*+$|^\s*(?:if|unless|def|case|begin)\b")
_NEEDS = expression(r"""\.(?:ios\.|osx\.)?dependency[\s(]\s*["']([^"'\s]+)["']""")
_OWN = expression(r"""\w\.name\s*=\s*["']([\w+.-]+)["']""")
_LOCKED = expression(r"  - \"?([\w+.-]+(?:/[\w+.-]+)*)")
_DEBUG = expression(r":configurations?\s*=>\s*\[?\s*['\":]Debug['\"]?\s*\]?\s*$")
_TESTS = expression(r"(?i)tests?$")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The pods; those of the targets of tests do not count."""
    if artifact.name.endswith(".lock"):
        yield from _locked(artifact)
        return
    blocks: list[bool] = []
    for number, line in enumerate(artifact.lines, 1):
        words = _COMMENT.sub(lambda match: match[1] or "", line[:4096]) if "#" in line else line[:4096]
        if not artifact.name.startswith("Podfile"):  # which may be a copy of a known one itself
            for name in (*_OWN.findall(words), *_NEEDS.findall(words)):
                yield Sighting("pod", name, number)
        if pod := _POD.match(words):
            aside = any(blocks) or bool(_DEBUG.search(words))
            yield Sighting("pod", pod[1], number, DEVELOPMENT if aside else None)
        elif target := _TARGET.match(words):
            blocks.append(bool(_TESTS.search(target[1])) or named_for_development(target[1]))
        elif _DO.search(words):
            blocks.append(False)
        elif re.match(r"\s*end\b", words) and blocks:
            blocks.pop()


def _locked(artifact: Artifact) -> Iterator[Sighting]:
    """The pods that are installed: which of them tests alone need, the lock file does not say."""
    section = ""
    for number, line in enumerate(artifact.lines, 1):
        if line and not line.startswith(" "):
            section = line.strip().rstrip(":")
        elif section == "DEPENDENCIES" and (found := _LOCKED.match(line)):
            beside = artifact.beside("Podfile")
            if beside is None:
                yield Sighting("pod", found[1], number)


DETECTOR = Detector(
    name="cocoapods",
    files=("Podfile", "Podfile.lock", "*.podspec"),
    read=read,
    summary=Text("pods of CocoaPods", "CocoaPods 组件"),
)
