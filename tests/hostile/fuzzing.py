"""Files changed at random, what reads them, and what may not happen then: a crash, a hang, a look at anything else."""

from __future__ import annotations

import copy
import json
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pytest_icplicense import library as libraries
from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.configuration import look
from pytest_icplicense.detect.facts.tree import Tree
from pytest_icplicense.detect.listing import Chooser
from pytest_icplicense.detect.observation import observe
from pytest_icplicense.detect.signatures import signatures
from pytest_icplicense.documents import read as read_document
from pytest_icplicense.evidence import result_files
from pytest_icplicense.exports.tables import NoTable, rows
from pytest_icplicense.files import memory
from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.library.settings import load as load_settings
from pytest_icplicense.model.evidence import Unusable
from pytest_icplicense.pages import source as source_of_pages
from pytest_icplicense.pages.file_proof import proven
from pytest_icplicense.pages.page import read_page
from pytest_icplicense.pages.page_cache import PageCache
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.readers.reading import extracted
from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.reports.record.record_reading import OUT_OF_FORM
from pytest_icplicense.reports.record.record_reading import Reader as RecordReader
from pytest_icplicense.reports.record.report_files import read_report
from pytest_icplicense.reports.record.verifying import read_attestation
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.text import Text

Files = Mapping[str, bytes]
"""A small repository, by path."""
TESTS = Path(__file__).parents[1]
CRASHES = Path(__file__).with_name("crashes.yaml")
"""What fuzzing found, each tried in every run: the reader, the file that was changed, and all files, as Latin-1."""
ROOT = Path("/repository")
MOST = 60_000
"""Bytes of a changed file: what is long is tried in the tests of growth."""
LONGEST = 3000 if os.environ.get("MINUTES") else 300
"""How often a piece is repeated."""
PATIENCE = 60
"""Seconds after which a file hangs its reader."""


class Reader(NamedTuple):
    """What reads one kind of file."""

    seeds: Callable[[], list[Files]]
    read: Callable[[str, Files], object]
    """Reads the file of that path; raises what the kind allows for bad input, and nothing else."""
    names: tuple[str, ...] = ()
    """Endings of the files that are changed; all, where there are none."""


@contextmanager
def guarded(reads: tuple[Path, ...] = ()) -> Iterator[None]:
    """No file but Python's own and those in `reads` is opened here, nothing is connected to, and no program started.

    Raises:
        AssertionError: something is.
        TimeoutError: it takes longer than anything may.
    """
    seen: list[str] = []
    _watching.append((reads, seen))
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # of a module that is imported only now
    alarmed = signal.signal(signal.SIGALRM, _hangs) if hasattr(signal, "SIGALRM") else None
    if alarmed is not None:
        signal.alarm(PATIENCE)
    try:
        yield
    finally:
        if alarmed is not None:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, alarmed)
        _watching.pop()
        sys.dont_write_bytecode = kept
    assert not seen, seen


_watching: list[tuple[tuple[Path, ...], list[str]]] = []
_OUTSIDE = (
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
)
_WRITTEN = (
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "shutil.rmtree",
)
_OWN = tuple({sys.prefix, sys.base_prefix, str(libraries.shipped().parent), *filter(None, sys.path)})


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    allowed, seen = _watching[-1]
    if event == "open":
        path = str(arguments[0])
        if (
            path not in ("", os.devnull)
            and not isinstance(arguments[0], int)
            and not path.startswith((*_OWN, *map(str, allowed)))
        ):
            seen.append(f"open {path}")
    elif event in _OUTSIDE or event in _WRITTEN:
        if event == "subprocess.Popen" and str(arguments[1][-1]).endswith("trial_parser.py"):
            return
        seen.append(f"{event} {arguments}")


sys.addaudithook(_watch)


def _hangs(number: int, frame: object) -> None:
    raise TimeoutError(f"more than {PATIENCE} s for one file")


# What is done to a file.
PIECES = (
    *(
        b"\0 \xff \xed\xa0\x80 \xef\xbb\xbf \xe2\x80\xae \xe2\x80\xa8 \xc2\x85 \t \r \n \r\n \x0c \x1b[2J".split(
            b" "
        )
    ),
    *(b"{ } [ ] ( ) < > ' \" ` \\ / : = , ; # | & * ? ! % @ $ ~ - + . _ ^".split()),
    *(
        b"${ {{ }} {% %} <!-- --> </ /> // /* */ << >> && || :: .. ... --- ''' \"\"\" $( ``` <![CDATA[ ]]> <?".split()
    ),
    *(
        b"0 -1 1.5 1e999 -0 .nan .inf 0x7f 1_000 99999999999999999999 null true false None ~ \\u0000 \\ud800 \\x".split()
    ),
    *(b"&a *a <<: !!python/name:os.system !x %YAML \\Q \\E (?: [^]] )+ *a*a".split()),
    *(
        b"../../../etc/passwd /etc/passwd /dev/zero C:\\x file:///etc/passwd https://x.cn/ data:text/html,x".split()
    ),
    *(each.encode() for each in "京：，０ВﬀİßⅣ\U0001f600²①٣\u200b\u3000\xa0"),
)
VALUES = (
    *(None, True, -1, 10**30, 1.5, float("inf"), "", [], {}, [[]], {"": None}, {"en": 1}, [None] * 3),
    *(
        "0",
        "9999-99-99",
        "0001-01-01T00:00:00-23:59",
        "京B2-1\n::error::owned",
        "\x1b[31m\u202e",
        "../" * 30,
        "\ud800",
    ),
    *("*", "[", "http://[", "https://x:99999999/", "npm:@/", "^", "@", "a" * 5000, "a." * 300, "\0", "²"),
)


def changed(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """The bytes with up to six places cut out, repeated, taken from another file, or with something else in them."""
    for _ in range(draw.choice((1, 1, 2, 3, 6))):
        at = draw.randrange(len(data) + 1)
        if draw.random() < 0.4:  # between words
            at = max(data.rfind(b" ", 0, at), data.rfind(b"\n", 0, at), 0)
        end = min(len(data), at + draw.choice((0, 0, 1, 1, 2, 5, 40, 400)))
        how = draw.randrange(8)
        if how == 0:
            new = b""
        elif how == 1:
            new = data[at:end] * draw.choice((2, 3, 50))
        elif how == 2:
            start = draw.randrange(len(other) + 1)
            new = other[start : start + draw.choice((1, 10, 100, 1000))]
        elif how == 3:
            new = draw.choice(PIECES) * draw.choice((2, 10, 100, LONGEST))
        elif how == 4:
            new = draw.randbytes(draw.choice((1, 2, 4)))
        elif how == 5:
            lines = data.split(b"\n")
            draw.shuffle(lines)
            data = b"\n".join(lines)
            continue
        else:
            new = draw.choice(PIECES)
        data = data[:at] + new + data[end:]
    return data[:MOST]


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a tree, as what holds it and the key there."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield tree, key
        yield from places(tree[key])


def tree_changed(data: bytes, draw: random.Random) -> bytes | None:
    """A JSON file with up to three values replaced by others; None: it is none."""
    try:
        tree = json.loads(data)
    except ValueError:
        return None
    for _ in range(draw.randint(1, 3)):
        if there := list(places(tree)):
            holder, key = draw.choice(there)
            here = holder[key]
            if isinstance(holder, dict) and draw.random() < 0.2:
                holder[draw.choice([each for each in VALUES if isinstance(each, str)])] = holder.pop(key)
            else:
                holder[key] = copy.deepcopy(
                    draw.choice((draw.choice(VALUES), [here], {"a": here}, draw.choice(there)[0]))
                )
            if draw.random() < 0.1:
                there[0][0].clear()
    return json.dumps(tree, ensure_ascii=draw.random() < 0.5).encode("utf-8", "surrogatepass")


def inputs(reader: Reader, draw: random.Random) -> Iterator[tuple[str, Files]]:
    """Changed files without an end, each with those beside it."""
    seeds = [
        (path, files)
        for files in reader.seeds()
        for path in files
        if not reader.names or path.endswith(reader.names)
    ]
    while True:
        path, files = draw.choice(seeds)
        other_path, others = draw.choice(seeds)
        tree = tree_changed(files[path], draw) if draw.random() < 0.6 else None
        yield path, {**files, path: tree or changed(files[path], others[other_path], draw)}


# What there is to read.
LIBRARY = libraries.load()
CHOOSER = Chooser(LIBRARY.detectors)
CLAUSES = frozenset(LIBRARY.clause_ids())
SIGNATURES = signatures(LIBRARY.catalogue.capabilities)


@cache
def repositories() -> list[Files]:
    """The small repositories that the tests of detection have, and a few for what they leave out."""
    found = []
    for file in (
        "detect/own_code.yaml",
        "detect/repositories.yaml",
        "detect/facts/cases.yaml",
        "hostile/seeds.yaml",
    ):
        for row in yaml.load((TESTS / file).read_bytes(), yaml.CSafeLoader):
            files = {path: str(text).encode() for path, text in row["files"].items()}
            found.append(files)
    return found


def read_artifact(path: str, files: Files) -> None:
    """What each detector sees in it; one that raises something else than `Unjudged` says so in its problem."""
    artifact = Artifact(path, files[path], files.get)
    for detector in CHOOSER.detectors(path):
        for problem in observe(artifact, detector, SIGNATURES).unjudged:
            assert f"{detector.name} raised " not in problem.message.en, problem
            assert problem.to("en").isprintable(), problem


def read_facts(path: str, files: Files) -> None:
    """What configuration shows."""
    tree = Tree(ROOT, memory(ROOT, files), lambda path: False, str, files)
    for problem in look(tree, LIBRARY.catalogue.facts.values()).unjudged:
        assert problem.to("en").isprintable(), problem


def read_yaml(path: str, files: Files) -> None:
    """A document that this package's own readers of YAML take."""
    source = read_document(ROOT / path, path, memory(ROOT, files))
    for problem in source.problems:
        assert problem.to("en").replace("\u3000", "").replace("\xa0", "").isprintable(), problem
        assert problem.line >= 1
        assert len(problem.to("en")) < 2500


def read_html(path: str, files: Files) -> None:
    """A page: what its text is, and what of it is surely seen."""

    def beside(name: str) -> bytes:
        if name in files:
            return files[name]
        raise Unavailable(Text.same("gone"))

    source_of_pages._CACHE = PageCache()  # the same page costs as much each time
    try:
        read_page(files[path], path)
        proven(read_source(files[path], path, beside), lambda text: "2018" in text)
    except Unavailable:
        pass


def read_text(path: str, files: Files) -> None:
    """The text of a license."""
    with suppress(NotReadable):
        extracted(files[path], Path(path).suffix)


def read_table(path: str, files: Files) -> None:
    """Rows of an export."""
    try:
        for row in rows(files[path], path, None, ("日期", "when")):
            assert row.line >= 1
    except NoTable:
        pass


def read_results(path: str, files: Files) -> None:
    """Results of tests, or what a browser showed."""
    try:
        if result_files.rendered_pages(files[path], ROOT) is None:
            result_files.read(files[path], CLAUSES)
    except Unusable:
        pass


def read_settings(path: str, files: Files) -> None:
    """The table of settings."""
    with suppress(BadSetting):
        load_settings(ROOT, memory(ROOT, files))


@cache
def scratch() -> Path:
    """A file for what is read from a disk alone."""
    return Path(tempfile.mkdtemp()) / "part.json"


def read_report_file(path: str, files: Files) -> None:
    """A report that another run wrote."""
    scratch().write_bytes(files[path])
    try:
        part = read_report(scratch())
        with suppress(*OUT_OF_FORM):
            RecordReader(ROOT, part.as_of).read(part.record, str)
    except NoReport:
        pass


def read_statement(path: str, files: Files) -> None:
    """An attestation that another run wrote."""
    scratch().write_bytes(files[path])
    with suppress(NoReport):
        read_attestation(scratch())


def texts(folder: str, *endings: str) -> Callable[[], list[Files]]:
    """The files of a folder of the tests' data, each by itself."""

    def found() -> list[Files]:
        there = sorted((TESTS / "data" / folder).iterdir())
        return [{each.name: each.read_bytes()} for each in there if each.name.endswith(endings)]

    return found


def seeds(kind: str) -> Callable[[], list[Files]]:
    """The files that are kept for one kind of reader."""

    def found() -> list[Files]:
        rows = yaml.load((TESTS / "hostile/seeds.yaml").read_bytes(), yaml.CSafeLoader)
        return [
            {path: text.encode() for path, text in row["files"].items()} for row in rows if row["for"] == kind
        ]

    return found


def example(*names: str) -> Callable[[], list[Files]]:
    """Files of the example, each by itself."""
    root = libraries.shipped("example_project")
    return lambda: [{name: (root / name).read_bytes()} for name in names]


@cache
def of_example(*words: str) -> bytes:
    """What a report of the example is."""
    from pytest_icplicense.cli import main

    target, here = scratch().with_name("written"), Path.cwd()
    os.chdir(libraries.shipped("example_project"))
    try:
        assert main([*words, "-o", str(target)]) == 0
    finally:
        os.chdir(here)
    return target.read_bytes()


_SOURCE = tuple(
    ".js .ts .tsx .jsx .mjs .py .java .go .php .rb .cs .kt .scala .rs .ex .swift .sql .proto .graphql .prisma .dart".split()
)
_LOCKS = (
    "lock",
    "lock.json",
    ".toml",
    ".txt",
    "lock.yaml",
    ".resolved",
    "Pipfile",
    "go.mod",
    ".lockfile",
    "lockb",
)
_SERVERS = (".conf", "Caddyfile", ".caddy", "Dockerfile", ".dockerfile", "Containerfile", ".sh")
_MARKED = (".yaml", ".yml", ".json", ".json5", ".xml", ".csproj", ".html", ".htm", ".vue")

READERS = {
    "manifests": Reader(example("ads-console.icp.yaml", "operator.icp.yaml"), read_yaml),
    "pages": Reader(seeds("pages"), read_html),
    "licenses": Reader(texts("licenses", ".txt", ".md", ".html"), read_text),
    "lock files": Reader(repositories, read_artifact, _LOCKS),
    "servers and images": Reader(repositories, read_artifact, _SERVERS),
    "YAML, JSON and XML": Reader(repositories, read_artifact, _MARKED),
    "code": Reader(repositories, read_artifact, _SOURCE),
    "other artifacts": Reader(repositories, read_artifact),
    "HCL": Reader(repositories, read_facts, (".tf", ".tfvars", ".hcl", ".tofu")),
    "facts": Reader(repositories, read_facts),
    "tables": Reader(seeds("tables"), read_table),
    "results": Reader(seeds("results"), read_results),
    "settings": Reader(example("pyproject.toml"), read_settings),
    "reports": Reader(lambda: [{"report.json": of_example("report", "json")}], read_report_file),
    "statements": Reader(lambda: [{"statement.json": of_example("report", "in-toto")}], read_statement),
}
SHARE = dict.fromkeys(READERS, 500) | {
    "manifests": 3_000,
    "licenses": 6_000,
    "lock files": 7_000,
    "servers and images": 8_000,
    "YAML, JSON and XML": 9_000,
    "other artifacts": 2_000,
    "tables": 4_000,
    "results": 4_000,
    "settings": 4_000,
}
"""Of the inputs that CI tries, how many a reader gets."""


def tried(name: str, path: str, files: Files) -> None:
    """Read one file, in the bounds."""
    with guarded((scratch().parent,)):
        READERS[name].read(path, files)
