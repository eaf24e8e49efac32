"""Which files of a repository are artifacts, and which of them do not count, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch, translate
from pathlib import Path

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.discovery import SKIPPED_FOLDERS
from pytest_icplicense.documents.files import Files
from pytest_icplicense.text import Text

MAX_FILES = 500_000
"""Files that a folder without git may have; of more, nothing is looked at, and that is said."""

_FOLDERS = {
    Text("a test", "测试"): (
        "test tests __tests__ e2e testdata test-data fixtures __fixtures__ __mocks__ mocks cypress testing"
    ),
    Text("vendored: other people's code", "随附的第三方代码"): (
        "node_modules vendor third_party third-party thirdparty bower_components site-packages Pods"
    ),
    Text("generated", "生成的文件"): (
        "dist out target coverage generated __generated__ __pycache__ .next .nuxt .output .svelte-kit htmlcov"
    ),
}
_REASONS = {name: reason for reason, names in _FOLDERS.items() for name in names.split()}
ASIDE = frozenset(
    "doc docs documentation example examples sample samples demo demos benchmark benchmarks".split()
)
"""Folders of what a repository shows to its readers: what is seen there is reported, whatever it is."""
_TEST = Text("a test", "测试")
_TEST_NAME = re.compile(r"(?:^|[.\-_])(?:tests?|testing|e2e)(?=[.\-_]|$)")
_DEVELOPMENT = Text("for development only", "仅用于开发")
_DEVELOPMENT_NAME = re.compile(
    r"(?:^|[.\-_])(?:dev|develop|development|devel|lint|ci|local)(?=[.\-_]|$)|^(?:.*[.\-_])?docs?\.txt$"
)
_DEBUG_NAME = re.compile(r"(?:^|[.\-_])(?:debug|debugging|tests?|testing|mocks?)(?=[.\-_]|$)")
EXCLUDED = Text("excluded by [tool.icplicense]", "已被 [tool.icplicense] 排除")


def listed(root: Path, files: Files) -> list[str]:
    """The files of the repository, relative to its root with forward slashes: those that git has or would add.

    Without git, those in folders that are not passed over, links not followed.

    Raises:
        OSError: there are more than `MAX_FILES`.
    """
    known = files.tracked(root)
    return sorted(set(known)) if known is not None else sorted(_walked(root, files))


def _walked(root: Path, files: Files) -> Iterator[str]:
    count = 0
    for folder, folders, names in files.walk(root, links=False):
        folders[:] = [
            name
            for name in folders
            if name in (".github", ".gitlab") or not any(fnmatch(name, each) for each in SKIPPED_FOLDERS)
        ]
        count += len(names)
        if count > MAX_FILES:
            raise OSError(f"more than {MAX_FILES:,} files")
        below = Path(folder).relative_to(root).as_posix()
        prefix = "" if below == "." else f"{below}/"
        for name in names:
            yield prefix + name


class Chooser:
    """Tells for each path which detectors open the file."""

    def __init__(self, detectors: Iterable[Detector]) -> None:
        self._names: dict[str, list[Detector]] = {}
        self._endings: dict[str, list[tuple[re.Pattern[str], bool, Detector]]] = {}
        for detector in detectors:
            for pattern in detector.files:
                if "*" not in pattern and "/" not in pattern:
                    self._names.setdefault(pattern, []).append(detector)
                    continue
                # Patterns are looked at only for files that end as they do: there may be very many files.
                ending = pattern.rpartition(".")[2] if "." in pattern else ""
                ending = "" if "*" in ending else ending
                anywhere = pattern.removeprefix("**/")
                regex = translate(anywhere if pattern == anywhere else f"*/{anywhere}")
                entry = (re.compile(regex), "/" in pattern, detector)
                self._endings.setdefault(ending, []).append(entry)

    def known(self, paths: Iterable[str]) -> Iterator[str]:
        """The paths that may be worth a second look, by their names alone: the others are nearly all of them."""
        names = self._names
        endings = {ending for ending in self._endings if ending} | {
            "yaml",
            "yml",
            "YAML",
            "YML",
        }  # a manifest's
        general = "" in self._endings
        for path in paths:
            name = path[path.rfind("/") + 1 :]
            if name in names or general or name[name.rfind(".") + 1 :] in endings:
                yield path

    def detectors(self, path: str) -> Sequence[Detector]:
        """Those that open the file at `path`."""
        name = path.rpartition("/")[2]
        found = self._names.get(name, ())
        ending = name.rpartition(".")[2]
        patterns = self._endings.get(ending, ())
        if general := self._endings.get(""):
            patterns = (*patterns, *general)
        if not patterns:
            return found
        more = [
            detector
            for regex, whole, detector in patterns
            if regex.match(f"/{path}" if whole else name) and detector not in found
        ]
        return [*found, *dict.fromkeys(more)]


def why_not(path: str) -> Text | None:
    """Why the file at `path` does not count, by its name and its folders; None: it does."""
    *folders, name = path.split("/")
    for folder in folders:
        if reason := _REASONS.get(folder):
            return reason
    stem = name.lower()
    if _TEST_NAME.search(stem):
        return _TEST
    if _DEVELOPMENT_NAME.search(stem):
        return _DEVELOPMENT
    return None


def named_for_development(name: str) -> bool:
    """Whether a stage, a profile or the like is named for developers or tests."""
    name = name.lower()
    return bool(_TEST_NAME.search(name) or _DEVELOPMENT_NAME.search(name) or _DEBUG_NAME.search(name))


def aside(path: str) -> bool:
    """Whether the file is an example or documentation."""
    return not ASIDE.isdisjoint(path.split("/")[:-1])
