"""Which files of a repository are artifacts, and which of them do not count, and why."""

from __future__ import annotations

import errno
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch, translate
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.source.syntax import language
from pytest_icplicense.expressions import expression
from pytest_icplicense.files import Files, exists, is_plain, walk
from pytest_icplicense.files.discovery import SKIPPED_FOLDERS
from pytest_icplicense.files.errors import Withheld
from pytest_icplicense.files.overlay import laid_over
from pytest_icplicense.text import Text

MAX_FILES = 500_000
"""Files that a folder without git may have; of more, nothing is looked at, and that is said."""

_TOO_MANY = Text(
    f"more than {MAX_FILES:,} files; name the folder of the services",
    f"超过 {MAX_FILES:,} 个文件；请指定服务所在的文件夹",
)

_FOLDERS = {
    Text("a test", "测试"): (
        "test tests __tests__ e2e testdata test-data fixtures __fixtures__ __mocks__ mocks cypress testing"
        " androidTest"
    ),
    Text("vendored: other people's code", "随附的第三方代码"): (
        "node_modules miniprogram_npm vendor third_party third-party thirdparty bower_components site-packages Pods"
    ),
    Text("generated", "生成的文件"): (
        "dist out target coverage generated __generated__ __pycache__ .next .nuxt .output .svelte-kit htmlcov cdk.out"
    ),
}
_REASONS = {name: reason for reason, names in _FOLDERS.items() for name in names.split()}
ASIDE = frozenset(
    "doc docs documentation example examples sample samples demo demos benchmark benchmarks".split()
)
"""Folders of what a repository shows to its readers: what is seen there is reported, whatever it is."""
_EXAMPLES = ASIDE - {"doc", "docs", "documentation"}
SHOWING = frozenset(
    "api component components demo demos example examples showcase extend extui template".split()
)
"""Folders of pages that show what a platform or a kit can do, and not what a service offers."""
_TEST = Text("a test", "测试")
_TEST_NAME = expression(r"(?:^|[.\-_])(?:tests?|testing|e2e)(?=[.\-_]|$)")
_CODE_OF_TESTS = expression(
    r"(?:^|/)(?:Test[A-Z]\w*|\w+(?:Tests?|Spec|IT|Mock|Stub))\.(?:java|kt|scala|cs|swift|php)$"
    r"|(?:^|/)[\w.-]+Tests/(?:.*/)?[^/]*\.(?:plist|swift|m|cs|csproj|fs|vb|kt|java)$"
    r"|[._-](?:spec|stories|mocks?)\.[a-z]+$|(?:^|/)conftest\.py$"
    r"|(?:^|/)(?:specs?|androidTest|unittests?|__test__|stubs|factories|seeders?)/(?:.*/)?[^/]*\.(?:rb|py|js|ts|tsx|jsx|java|kt|php|ex|exs)$"
)
"""Code that is for tests by its own name or its folder's."""
_GENERATED = Text("generated", "生成的文件")
_GENERATED_CODE = expression(
    r"\.(?:bundle|pb|gen|g|freezed|designer|generated)\.[a-z]+$|_pb2(?:_grpc)?\.py$|_pb\.(?:js|ts)$|\.d\.ts$"
)
_DEVELOPMENT = Text("for development only", "仅用于开发")
_DEVELOPMENT_NAME = expression(
    r"(?:^|(?<!^named\.conf)[.\-_])(?:dev|develop|development|devel|devcontainer|lint|ci|local)(?=[.\-_]|$)|^(?:.*[.\-_])?docs?\.txt$"
)
"""`named.conf.local` is where Debian has the zones of a machine."""
_DEBUG_NAME = expression(r"(?:^|[.\-_])(?:debug|debugging|tests?|testing|mocks?)(?=[.\-_]|$)")
_REHEARSAL_NAME = expression(
    r"(?:^|[.\-_])(?:(?:staging|stage|stg|uat|sit|qa|fat|pre|preprod|ppe|boe|non-?prod(?:uction)?|preview|sandbox|loadtest"
    r"|预发(?:布)?|测试|开发)(?=[.\-_]|$)|(?:integration|acceptance)(?=\.|$))"
)
"""`integration-service` is a service, `values-integration.yaml` is not of the one that users reach."""
PRODUCTION = ("prod", "production", "prd", "online", "live", "release", "pro")
"""What teams call the environment that users reach."""
_PRODUCTION_NAME = expression(rf"(?:^|[._-])(?:{'|'.join(PRODUCTION)})(?=[._-]|\Z)")
_UNREAD = {
    **dict.fromkeys(("c", "h"), "C"),
    **dict.fromkeys(("cc", "cpp", "cxx", "hpp"), "C++"),
    **dict.fromkeys(("pl", "pm"), "Perl"),
    **dict.fromkeys(("ml", "mli"), "OCaml"),
    **dict.fromkeys(("clj", "cljs"), "Clojure"),
    **dict.fromkeys(("fs", "fsx"), "F#"),
    **dict.fromkeys(("vb", "bas"), "Visual Basic"),
    **dict.fromkeys(("pas", "dpr"), "Pascal"),
    "erl": "Erlang",
    "hs": "Haskell",
    "lua": "Lua",
    "r": "R",
    "jl": "Julia",
    "zig": "Zig",
    "nim": "Nim",
    "cr": "Crystal",
    "d": "D",
    "groovy": "Groovy",
    "cfm": "ColdFusion",
    "asp": "ASP",
    "cbl": "COBOL",
    "ets": "ArkTS",
    "gd": "GDScript",
}
"""Endings of code that no detector reads, or reads paths and tables of alone, and the languages."""
_BELOW = expression(r"\*\*/([^*?\[/]+)/\*(?:\.(\w+))?\Z")
"""A pattern of all files of a kind in a folder, wherever it is; most patterns with a folder are so."""
EXCLUDED = Text("excluded by [tool.icplicense]", "已被 [tool.icplicense] 排除")


class Listed(NamedTuple):
    """The files of a repository."""

    paths: list[str]
    """Relative to its root with forward slashes, sorted; a repository inside this one ends with a slash."""
    unseen: Text | None = None
    """What there may be besides."""


def listed(root: Path, files: Files) -> Listed:
    """The files of the repository: those that git has or would add.

    Without git, those in folders that are not passed over, links not followed.

    Raises:
        OSError: there are more than `MAX_FILES`.
    """
    known = files.tracked(root)
    if known is None:
        return Listed(sorted(_walked(root, files)), _UNLISTED if exists(files, root / ".git") else None)
    return Listed(sorted(set(known.paths)), _sparse(known.absent) if known.absent else None)


_UNLISTED = Text(
    "git is not installed, or refuses to list the files here ('git status' says why): what is in hidden folders is not seen",
    "未安装 git，或 git 拒绝列出此处的文件（原因见 git status）：看不到隐藏文件夹中的内容",
)


def _sparse(absent: int) -> Text:
    return Text(
        f"a sparse checkout, which leaves out {absent:,} files: what they show is not seen",
        f"稀疏检出，缺少 {absent:,} 个文件：看不到其中的内容",
    )


def _walked(root: Path, files: Files) -> Iterator[str]:
    count = 0
    for folder, folders, names in walk(files, root, links=False):
        folders[:] = [
            name
            for name in folders
            if name in (".github", ".gitlab") or not any(fnmatch(name, each) for each in SKIPPED_FOLDERS)
        ]
        count += len(names)
        if count > MAX_FILES:
            raise Withheld(errno.E2BIG, _TOO_MANY)
        below = Path(folder).relative_to(root).as_posix()
        prefix = "" if below == "." else f"{below}/"
        for name in names:
            yield prefix + name


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a repository, and which of them are worth a look; paths are relative to its root."""

    paths: frozenset[str] = frozenset()
    """All of them; a repository inside this one ends with a slash."""
    nested: tuple[str, ...] = ()
    """Repositories inside this one."""
    artifacts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Files that detectors open, each with their names."""
    manifests: tuple[str, ...] = ()
    unseen: Text | None = None
    """What there is besides, and is not listed."""
    laid: frozenset[str] = frozenset()
    """Files that may be listed only because a content is laid over them (`files/overlay.py`)."""

    def holds(self, path: str, root: Path, files: Files) -> bool:
        """Whether the same files are listed after the content of `path` may have changed, as far as that is certain."""
        folders = path.split("/")
        if ".git" in folders or folders[-1] == ".gitignore" or path not in self.paths:
            return False
        if not is_plain(files, root / path):
            return False
        return path not in self.laid or laid_over(files, root / path)


class Chooser:
    """Tells for each path which detectors open the file; capitals are no way out, but of a program's source.

    Patterns are looked at only where they may fit: there may be very many files.
    """

    def __init__(self, detectors: Iterable[Detector]) -> None:
        self._names: dict[str, list[Detector]] = {}
        self._folders: dict[str, dict[str, list[Detector]]] = {}
        self._endings: dict[str, list[tuple[re.Pattern[str], bool, Detector]]] = {}
        beginnings: set[str] = set()
        for detector in detectors:
            for pattern in map(str.lower, detector.files):
                if "*" not in pattern and "/" not in pattern:
                    self._names.setdefault(pattern, []).append(detector)
                    continue
                if below := _BELOW.match(pattern):
                    self._folders.setdefault(below[2] or "", {}).setdefault(below[1], []).append(detector)
                    continue
                ending = pattern.rpartition(".")[2] if "." in pattern else ""
                ending = "" if "*" in ending else ending
                if not ending:
                    last = pattern.rpartition("/")[2]
                    beginnings.add(re.split(r"[*?\[]", last, maxsplit=1)[0])
                anywhere = pattern.removeprefix("**/")
                regex = translate(anywhere if pattern == anywhere else f"*/{anywhere}")
                entry = (expression(regex), "/" in pattern, detector)
                self._endings.setdefault(ending, []).append(entry)
        self._beginnings = tuple(beginnings)

    def known(self, paths: Iterable[str]) -> Iterator[str]:
        """The paths that may be worth a second look, by their names alone: the others are nearly all of them."""
        names, beginnings = self._names, self._beginnings
        endings = {*self._endings, *self._folders, "yaml", "yml"} - {""}  # a manifest's, too
        folders = [f"{folder}/" for folder in self._folders.get("", ())]
        for path in paths:
            lower = path.lower()
            name = lower[lower.rfind("/") + 1 :]
            if (
                name in names
                or name[name.rfind(".") + 1 :] in endings
                or name.startswith(beginnings)
                or (folders and any(folder in lower for folder in folders))
            ):
                yield path

    def detectors(self, path: str) -> Sequence[Detector]:
        """Those that open the file at `path`."""
        lower = path.lower()
        *folders, name = lower.split("/")
        # caddyfile.go reads what Caddyfile.go may be.
        program = language(lower) is not None and path.endswith(name)
        found = list(self._names.get(name, ()))
        for ending in (name.rpartition(".")[2], ""):
            if below := self._folders.get(ending):
                for folder in folders:
                    found += below.get(folder, ())
            for regex, whole, detector in self._endings.get(ending, ()):
                if program and not ending and not whole:
                    continue
                if regex.match(f"/{lower}" if whole else name):
                    found.append(detector)
        return list(dict.fromkeys(found))


@lru_cache(maxsize=8)
def chooser(detectors: tuple[Detector, ...]) -> Chooser:
    """The same for the same detectors: many surveys may ask."""
    return Chooser(detectors)


def unread_languages(paths: Iterable[str]) -> Text | None:
    """That all code of a repository is in languages that nothing here reads, and which; None where it is not so."""
    counted = Counter(path.rpartition(".")[2].lower() for path in paths if why_not(path) is None)
    names = sorted({_UNREAD[ending] for ending in counted if ending in _UNREAD})
    if not names:
        return None
    listed = ", ".join(names)
    return Text(
        f"no package list, interface or configuration that is read, and no code in a language that is read whole: {listed}",
        f"没有可读取的软件包清单、接口或配置，代码语言（{listed}）也无法完整读取",
    )


def _reason(folder: str) -> Text | None:
    """Why nothing in a folder of this name counts."""
    return _REASONS.get(folder) or (_TEST if folder.endswith(("-tests", "_tests")) else None)


@lru_cache(maxsize=50_000)
def why_not(path: str) -> Text | None:
    """Why the file at `path` does not count, by its name and its folders; None: it does."""
    *folders, name = path.split("/")
    for folder in folders:
        if reason := _reason(folder):
            return reason
    stem = name.lower()
    if _TEST_NAME.search(stem):
        return _TEST
    if _DEVELOPMENT_NAME.search(stem):
        return _DEVELOPMENT
    if _CODE_OF_TESTS.search(path):
        return _TEST
    return _GENERATED if _GENERATED_CODE.search(stem) else None


def passed_over(path: str) -> tuple[str, Text] | None:
    """The folder of others' or of generated code that a file is in, or the file that is generated by its name, and why it
    does not count; None: it does, or is for developers."""
    folders = path.split("/")[:-1]
    for depth, folder in enumerate(folders, 1):
        if (reason := _reason(folder)) and reason != _TEST:
            return "/".join(folders[:depth]) + "/", reason
    reason = why_not(path)
    return (path, reason) if reason == _GENERATED else None


def named_for_development(name: str) -> bool:
    """Whether a stage, a profile or the like is named for developers or tests."""
    name = name.lower()
    return bool(_TEST_NAME.search(name) or _DEVELOPMENT_NAME.search(name) or _DEBUG_NAME.search(name))


@lru_cache(maxsize=4096)
def before_production(name: str) -> bool:
    """Whether an environment is named for developers, tests or a rehearsal: what runs there serves no users."""
    return named_for_development(name) or bool(_REHEARSAL_NAME.search(name.lower()))


def in_production(name: str) -> bool:
    """Whether an environment is named for what users reach: `prod`, `shop-prod.cn`; not `non-prod`."""
    name = name.lower()
    return _PRODUCTION_NAME.search(name) is not None and not before_production(name)


def aside(path: str) -> bool:
    """Whether the file is an example or documentation; a schema among the documents is a schema."""
    folders = path.split("/")[:-1]
    return not (_EXAMPLES if path.endswith(".sql") else ASIDE).isdisjoint(folders)
