"""Commands of a shell that install packages, as far as they can be told without running them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping

from pytest_icplicense.detect.detector import FileNeeded, Seen, Sighting
from pytest_icplicense.detect.image_references import filled, image
from pytest_icplicense.detect.purl import download, repository
from pytest_icplicense.expressions import expression

_WORD = expression(r"""(?>(?:"(?>(?:[^"\\]|\\.)*)"|'[^']*+'|\\.|[^\s;|&()<>"'\\])+)|\n|[;|&()<>]""")
_ENDS = frozenset("; | & ( ) \n then do else".split(" "))
WORDPRESS = "wpackagist-plugin/"
"""What the names of WordPress's plugins begin with where Composer installs them."""
_PLUGIN = "wordpress"
_SYSTEM = (
    "debian",
    frozenset(["install", "add", "in"]),
    frozenset("-t --target-release -o -c --virtual -p -X".split()),
)
_NPM = (
    "npm",
    frozenset(["install", "i", "add", "global"]),
    frozenset("--prefix --registry --cache -C".split()),
)
_PIP = (
    "pypi",
    frozenset(["install"]),
    frozenset(
        "-r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t --target --prefix --root "
        "--python --trusted-host --cache-dir -e --editable --proxy --timeout --platform".split()
    ),
)
_GEM = ("gem", frozenset(["install"]), frozenset("-v --version -i --install-dir --source".split()))
_PROGRAMS: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {
    **dict.fromkeys("apt-get apt aptitude apk dnf microdnf tdnf yum zypper snap".split(), _SYSTEM),
    **dict.fromkeys("npm pnpm yarn bun".split(), _NPM),
    **dict.fromkeys("pip pip3 pipx uv".split(), _PIP),
    "gem": _GEM,
    "go": ("go", frozenset(["install", "get"]), frozenset()),
    "cargo": ("cargo", frozenset(["install"]), frozenset("--version --root --features --git --tag".split())),
    "composer": ("composer", frozenset(["require", "create-project"]), frozenset()),
    "wp": (_PLUGIN, frozenset(["install"]), frozenset()),
}
"""What each program installs, the words that make it do so, and the options that another word belongs to."""
_FETCHING = frozenset("git curl wget".split())
"""Programs that fetch the code or the releases of others' software."""
_RUNNING = {
    **dict.fromkeys("docker podman nerdctl".split(), ("image", frozenset("run pull create".split()))),
    "helm": ("chart", frozenset("install upgrade template".split())),
}
"""Programs that run others' software as it is published, the kind of its name, and the words that make them do so."""
_SWITCHES = expression(
    r"-[ditPq]+\Z|--(?:rm|detach|tty|interactive|privileged|init|read-only|publish-all|quiet|install|wait|atomic|create-namespace)\Z"
)
"""Their options that no other word belongs to."""
_ASSIGNED = expression(r"([A-Za-z_]\w{0,99})=(.*)", re.DOTALL)
_MAX_VARIABLES = 500
_MAX_QUOTES = 5
_SAY = frozenset("echo printf grep".split())
"""Programs whose words are not commands."""
_NUMBERED = expression(r"(?<=pip)[0-9][0-9.]*$")
_OTHERS = frozenset("run run-script exec ci x remove purge uninstall del mod build vet test".split())
"""Words that what a program installs does not come after."""
_VERSION = {
    "debian": re.compile(r"(?<=.)[=~<>/:@].*"),
    "npm": re.compile(r"(?<=.)@.*"),
    "pypi": re.compile(r"[\[=<>!~;@ ].*"),
    "gem": re.compile(r":.*"),
    "go": re.compile(r"@.*"),
    "cargo": re.compile(r"@.*"),
    "composer": re.compile(r"[:=].*"),
    _PLUGIN: re.compile(r"=.*"),
}
_QUOTE = expression(r"""\\(["'\\$`])|["']()""")
_NAME = expression(r"@?[\w.+-]+(?:/[\w.+-]+)*\Z", re.ASCII)


Place = tuple[int, int]


class _Command:
    """A command of which nothing is to be seen: the words behind its name say something, or are another program's."""

    ended = False
    """Whether the words that follow no longer belong to it."""

    def take(self, word: str, place: Place, variables: Mapping[str, str]) -> Iterator[Seen]:
        """What one more word of it shows."""
        yield from ()


class _Fetching(_Command):
    """One that fetches the code or the releases of others' software."""

    def __init__(self, program: str) -> None:
        self._releases = program != "git"

    def take(self, word: str, place: Place, variables: Mapping[str, str]) -> Iterator[Seen]:
        word = filled(word, variables)
        if fetched := repository(word):
            yield Sighting("repository", fetched, place)
        elif self._releases and (fetched := download(word)):
            yield Sighting("download", fetched, place)


class _Running(_Command):
    """One that runs others' software as it is published."""

    def __init__(self, program: str) -> None:
        self._what, self._verbs = _RUNNING[program]
        self._started = self._of_option = False
        self._unnamed = self._what == "chart"  # its release has a name first

    def take(self, word: str, place: Place, variables: Mapping[str, str]) -> Iterator[Seen]:
        if word.startswith("-"):
            self._of_option = self._started and "=" not in word and not _SWITCHES.match(word)
        elif not self._started:
            self._started = word in self._verbs
            self.ended = not self._started and word not in ("container", "image")
        elif self._of_option:
            self._of_option = False
        elif self._unnamed:
            self._unnamed = False
        else:
            self.ended = True
            if run := _run(self._what, filled(word, variables)):
                yield Sighting(self._what, run, place)


class _Installing(_Command):
    """One that installs packages, or what a list of them names."""

    def __init__(self, program: str) -> None:
        self._what, self._verbs, self._valued = _PROGRAMS[program]
        self._started = self._of_option = self._listing = False

    def take(self, word: str, place: Place, variables: Mapping[str, str]) -> Iterator[Seen]:
        if self._of_option:
            if self._listing and _NAME.match(word.rpartition("/")[2]):
                yield FileNeeded(word, "requirements", place)
            self._of_option = self._listing = False
        elif word.startswith("-") or word in "<>":
            self._of_option = word in self._valued or word in "<>"
            self._listing = word in ("-r", "--requirement") and self._what == "pypi"
        elif word in self._verbs:
            self._started = True
        elif not self._started:
            self.ended = word in _OTHERS
        elif (package := _named(self._what, word)) is not None:
            if self._what == _PLUGIN:  # by the name that Composer knows it by
                yield Sighting("composer", f"{WORDPRESS}{package}", place)
            else:
                yield Sighting(self._what, package, place)


def _command(word: str) -> _Command | None:
    """The command that begins with a word; None where it is of no interest, and what follows may begin one."""
    name = _NUMBERED.sub("", word.rpartition("/")[2])
    if name in _PROGRAMS:
        return _Installing(name)
    if name in _FETCHING:
        return _Fetching(name)
    if name in _RUNNING:
        return _Running(name)
    return _Command() if name in _SAY else None


def installed(
    pieces: Iterable[tuple[int, int, str]], depth: int = 0, known: MutableMapping[str, str] | None = None
) -> Iterator[Seen]:
    """The packages that a script installs, lists of such, and software that it fetches.

    Each piece is a part of a line, with its line and column; `depth` counts the quotes around, `known` are variables.
    """
    variables: ChainMap[str, str] = ChainMap({}, known or {})
    command: _Command | None = None
    for line, column, text in pieces:
        for found in _WORD.finditer(text):
            quoted = found[0][:1] in "\"'" or '"' in found[0][1:] or "'" in found[0][1:]
            word = _unquoted(found[0])
            place = line, column + found.start()
            if word in _ENDS or word == "\n":
                command = None
            elif command is not None:
                yield from command.take(word, place, variables)
                command = None if command.ended else command
            elif quoted and " " in word:  # the script of another shell, in quotes
                if depth < _MAX_QUOTES:
                    yield from installed([(*place, word)], depth + 1, variables)
            elif assigned := _ASSIGNED.match(word):
                if len(variables) < _MAX_VARIABLES:
                    variables[assigned[1]] = filled(assigned[2], variables)
            else:
                command = _command(word)


def _run(what: str, word: str) -> str | None:
    """The image or the chart that an argument names."""
    if what == "image":
        return image(word)
    name = word.rstrip("/").rpartition("/")[2]
    return name if "/" in word and not word.startswith((".", "/", "$")) and _NAME.match(name) else None


def _unquoted(word: str) -> str:
    """A word without its quotes, what is escaped in them no longer escaped."""
    return _QUOTE.sub(lambda match: match[1] if match[1] is not None else match[2] or "", word)


def _named(what: str, word: str) -> str | None:
    """The package that an argument names; None for a path, an address, a variable."""
    if "://" in word or "$" in word or word.startswith((".", "/", "git+", "file:")):
        return None
    name = _VERSION[what].sub("", word.removeprefix("npm:") if what == "npm" else word)
    return name if _NAME.match(name) else None
