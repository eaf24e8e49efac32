"""What a report rests on: the day, licenses, policies, version and files, the same for every format and every run.

Nothing here is the time at which a report was written: two runs of the same files give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense import __version__
from pytest_icplicense.files import DISK, Files, size_of
from pytest_icplicense.library import files_in, shipped_files
from pytest_icplicense.recorded import Input
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.run import Run
from pytest_icplicense.settings import Settings, find
from pytest_icplicense.text import Text

EPOCH = "SOURCE_DATE_EPOCH"


class Provenance(NamedTuple):
    """The facts that every report names."""

    as_of: date
    licenses: tuple[str, ...]
    policies_sha256: str
    """Of all policies, licenses and catalogues, shipped, brought by other packages and added, whatever they are called
    and wherever they lie."""
    version: str
    created: datetime
    """For formats that demand a time: `SOURCE_DATE_EPOCH`, else the as-of date's midnight; in UTC."""
    inputs: tuple[Input, ...]
    """The configuration, further policies and licenses, manifests, waivers and the files that manifests refer to, by
    path."""


def provenance(run: Run) -> Provenance:
    """The facts of a run.

    Raises:
        NoReport: `SOURCE_DATE_EPOCH` is no number of seconds.
    """
    workspace = run.workspace
    settings, files = workspace.settings, workspace.files
    if known := run.recorded:
        time = created(known.as_of)
        return Provenance(known.as_of, run.licenses, known.policies_sha256, known.version, time, known.inputs)
    shown = {os.path.realpath(file): file for file in reversed(files_read(run))}
    return Provenance(
        settings.as_of,
        run.licenses,
        policies(settings, files, workspace.library.brought),
        __version__,
        created(settings.as_of),
        tuple(
            sorted(
                (Input(workspace.show(file), sha256(file, files)) for file in shown.values()),
                key=lambda each: each.path,
            )
        ),
    )


def files_read(run: Run) -> list[Path]:
    """The files that a run read, those of this package left out: configuration, manifests, waivers, policies and
    licenses that the user adds, and what manifests refer to; one may be named twice."""
    workspace = run.workspace
    settings, files = workspace.settings, workspace.files
    configuration = find(settings.folder, files)
    return [
        *([configuration] if configuration else []),
        *(run.asked or run.paths),  # a shard looks into those of others for their names
        *(file for manifest in run.paths for file in workspace.waiver_files(manifest)),
        *(file for path in (*settings.policies, *settings.licenses) for file in files_in(path, files)),
        *run.used,
    ]


def created(as_of: date) -> datetime:
    """The time that a report says it is of.

    Raises:
        NoReport: `SOURCE_DATE_EPOCH` is no number of seconds.
    """
    given = os.environ.get(EPOCH)
    if not given:
        return datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    try:
        if given.isascii() and given.isdigit():
            return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise NoReport(
        Text(
            f"{EPOCH} is no number of seconds since 1970: {given[:40]!r}; set it to one, or unset it",
            f"{EPOCH} 不是自 1970 年起的秒数：{given[:40]!r}；请改正或取消该环境变量",
        )
    )


def license_digests(run: Run) -> list[Input]:
    """The documents of the licenses that the manifests run under, by number."""
    library, files = run.workspace.library, run.workspace.files
    shipped = set(shipped_files())
    documents = {number: library.sources[number] for number in run.licenses if number in library.sources}
    return [
        Input(number, sha256(held.file, DISK if held.file in shipped else files))
        for number, held in documents.items()
    ]


def policies(settings: Settings, files: Files = DISK, brought: Iterable[Path] = ()) -> str:
    """The digest of all policies, licenses and catalogues that are judged by, `brought` by packages included."""
    added = [file for path in (*settings.policies, *settings.licenses) for file in files_in(path, files)]
    installed = [*shipped_files(), *(file for path in brought for file in files_in(path))]
    digests = {sha256(file, DISK) for file in installed} | {sha256(file, files) for file in added}
    return hashlib.sha256("\n".join(sorted(each or "" for each in digests)).encode()).hexdigest()


def sha256(file: Path, files: Files = DISK) -> str | None:
    """The digest of a file's bytes; None where it cannot be read."""
    try:
        if size_of(files, file) is None:
            return None
        if files is not DISK:
            return hashlib.sha256(files.read(file)).hexdigest()
        with open(file, "rb") as stream:  # evidence may be large
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
