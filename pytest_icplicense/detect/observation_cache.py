"""Observations of earlier runs, kept by content in a folder of the user, so that a large repository is not parsed anew.

The repository has no say in them: they lie outside of it, in a folder that is the user's alone, and count only for the same
bytes in the same place, read by the same detectors and libraries with the same policies. They are JSON, so that reading
them can go wrong in one way only, and then the file is parsed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pytest_icplicense import __version__
from pytest_icplicense.detect.observation import Found, Key, Needed, Observed, PassedOver
from pytest_icplicense.detect.vocabulary import Meaning
from pytest_icplicense.documents import Problem
from pytest_icplicense.text import Text

FOLDER, OFF = "ICPLICENSE_CACHE_DIR", "ICPLICENSE_NO_CACHE"
"""Variables of the environment: another folder, and whether there is none."""
MOST = 500_000
"""Observations that are kept; of more, all are forgotten."""
_LIBRARIES = ("ast_grep_py", "sqlglot", "json5", "selectolax", "packaging", "defusedxml", "yaml")
"""Modules that parse. Asking for their metadata would import the machinery for mail, which takes longer than all of it."""
_AT_ONCE = 500
"""Keys that one query asks for; SQLite knows at least 999."""
_TABLE = "CREATE TABLE IF NOT EXISTS observed (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"


def user_folder() -> Path | None:
    """Where this user's observations are; None where they are switched off, or nobody says where the user is at home."""
    if os.environ.get(OFF):
        return None
    if chosen := os.environ.get(FOLDER):
        return Path(chosen)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local", "icplicense", "Cache")
    if sys.platform == "darwin":
        return home / "Library/Caches/icplicense"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache", "icplicense")


class ObservationCache:
    """The observations that were made with the same policies, detectors and libraries."""

    def __init__(self, file: Path, policies: str) -> None:
        self._file = file
        self._made_with = f"{policies}\0{_made_with()}\0".encode()

    @classmethod
    def beside(cls, root: Path, policies: str) -> ObservationCache | None:
        """That of the user, to be used for the repository at `root`; None where there is none that can be trusted.

        `policies` is their digest.
        """
        folder = user_folder()
        try:
            if folder is None or folder.resolve().is_relative_to(root.resolve()):
                return None
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_of_the_user_alone(folder):
                return None
        except OSError:
            return None
        return cls(folder / "observations.db", policies)

    def get(self, keys: Iterable[Key]) -> dict[Key, Observed]:
        """Those that are known of these."""
        found: dict[Key, Observed] = {}
        known = {self._id(key): key for key in keys}
        ids = list(known)
        with self._as_far_as_possible(), closing(self._database()) as database:
            for start in range(0, len(ids), _AT_ONCE):
                some = ids[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                asked = f"SELECT key, value FROM observed WHERE key IN ({marks})"  # nosec B608: question marks alone
                for own, value in database.execute(asked, some):
                    if (observed := _read(value)) is not None:
                        found[known[own]] = observed
        return found

    def put(self, observed: Mapping[Key, Observed]) -> None:
        """Keep these for later runs, if that can be done."""
        rows = [(self._id(key), _written(each)) for key, each in observed.items()]
        with self._as_far_as_possible(), closing(self._database()) as database:
            if database.execute("SELECT count(*) FROM observed").fetchone()[0] + len(rows) > MOST:
                database.execute("DELETE FROM observed")
            database.executemany("INSERT OR REPLACE INTO observed VALUES (?, ?)", rows)
            database.commit()

    def _database(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=0.5)
        database.execute(_TABLE)
        return database

    @contextmanager
    def _as_far_as_possible(self) -> Iterator[None]:
        """What is damaged is begun anew; what is in use elsewhere, or cannot be written, is done without."""
        try:
            yield
        except sqlite3.OperationalError:
            pass
        except sqlite3.DatabaseError:
            with suppress(OSError):
                self._file.unlink()

    def _id(self, key: Key) -> bytes:
        said = self._made_with + "\0".join(key).encode("utf-8", "surrogateescape")
        return hashlib.blake2b(said, digest_size=16).digest()


def _is_of_the_user_alone(folder: Path) -> bool:
    status = folder.stat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    return sys.platform == "win32" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


@cache
def _made_with() -> str:
    """What reads: this package's own code, and the libraries that parse."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for file in sorted((*package.glob("detect/**/*.py"), *package.glob("documents/*.py"))):
        digest.update(file.read_bytes())
    versions = [__version__, sys.version, *(f"{name} {_installed(name)}" for name in _LIBRARIES)]
    return f"{digest.hexdigest()}\0{versions}"


def _installed(module: str) -> str:
    """What tells an installed module from every other version of it."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return "is missing"
    status = os.stat(spec.origin)
    return f"{spec.origin} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _written(each: Observed) -> str:
    if each == Observed():
        return ""
    rows = {
        "found": each.found,
        "passed_over": [(*over[:3], over.reason.en, over.reason.zh) for over in each.passed_over],
        "unjudged": [(*one[:3], one.message.en, one.message.zh) for one in each.unjudged],
        "needed": each.needed,
        "beside": each.beside,
    }
    return json.dumps(rows)


def _read(written: str) -> Observed | None:
    """What was written so; None where it was written by nobody here."""
    if not written:
        return Observed()
    try:
        rows: dict[str, Any] = json.loads(written)
        return Observed(
            tuple(_found(row) for row in rows["found"]),
            tuple(
                PassedOver(path, line, what, Text(en, zh)) for path, line, what, en, zh in rows["passed_over"]
            ),
            tuple(
                Problem(path, line, column, Text(en, zh)) for path, line, column, en, zh in rows["unjudged"]
            ),
            tuple(Needed(*row) for row in rows["needed"]),
            tuple((path, sha256) for path, sha256 in rows["beside"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _found(row: list[Any]) -> Found:
    path, line, column, evidence, domain, capabilities, aside, meanings = row
    said = tuple(Meaning(*each) for each in meanings)
    return Found(path, line, column, evidence, domain, tuple(capabilities), aside, said)
