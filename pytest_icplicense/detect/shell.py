"""Commands of a shell that install packages, as far as they can be told without running them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping

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


def installed(
    pieces: Iterable[tuple[int, int, str]], depth: int = 0, known: MutableMapping[str, str] | None = None
) -> Iterator[Seen]:
    """The packages that a script installs, lists of such, and software that it fetches.

    Each piece is a part of a line, with its line and column; `depth` counts the quotes around, `known` are variables.
    """
    variables: ChainMap[str, str] = ChainMap({}, known or {})
    program: str | None = None
    started = skip = listing = False
    named = 0
    for line, column, text in pieces:
        for found in _WORD.finditer(text):
            quoted = found[0][:1] in "\"'" or '"' in found[0][1:] or "'" in found[0][1:]
            word = _unquoted(found[0])
            if word in _ENDS or word == "\n":
                program, started, skip, named = None, False, False, 0
            elif program is None and quoted and " " in word:  # the script of another shell, in quotes
                if depth < _MAX_QUOTES:
                    yield from installed([(line, column + found.start(), word)], depth + 1, variables)
            elif program is None and (assigned := _ASSIGNED.match(word)):
                if len(variables) < _MAX_VARIABLES:
                    variables[assigned[1]] = filled(assigned[2], variables)
            elif program is None:
                name = _NUMBERED.sub("", word.rpartition("/")[2])
                program = (
                    name
                    if name in _PROGRAMS or name in _SAY or name in _FETCHING or name in _RUNNING
                    else None
                )
                started = skip = False
            elif program in _SAY:
                continue
            elif program in _FETCHING:
                at = line, column + found.start()
                word = filled(word, variables)
                if fetched := repository(word):
                    yield Sighting("repository", fetched, at)
                elif program != "git" and (fetched := download(word)):
                    yield Sighting("download", fetched, at)
            elif program in _RUNNING:
                what, verbs = _RUNNING[program]
                if word.startswith("-"):
                    skip = started and "=" not in word and not _SWITCHES.match(word)
                elif not started:
                    started = word in verbs
                    program = program if started or word in ("container", "image") else None
                elif skip:
                    skip = False
                elif what == "chart" and not named:
                    named = 1  # of the release
                else:
                    program = None
                    if run := _run(what, filled(word, variables)):
                        yield Sighting(what, run, (line, column + found.start()))
            elif skip:
                if listing and _NAME.match(word.rpartition("/")[2]):
                    yield FileNeeded(word, "requirements", (line, column + found.start()))
                skip = listing = False
            else:
                what, verbs, valued = _PROGRAMS[program]
                if word.startswith("-") or word in "<>":
                    skip = word in valued or word in "<>"
                    listing = word in ("-r", "--requirement") and what == "pypi"
                elif not started and word in _OTHERS:
                    program = None
                elif not started or word in verbs:
                    started = started or word in verbs
                elif (package := _named(what, word)) is not None:
                    at = line, column + found.start()
                    if what == _PLUGIN:  # by the name that Composer knows it by
                        yield Sighting("composer", f"{WORDPRESS}{package}", at)
                    else:
                        yield Sighting(what, package, at)


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
