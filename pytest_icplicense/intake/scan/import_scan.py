"""A license from pictures: its lines into the importer of every other format, and what the recognizer may have misread."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pytest_icplicense.intake.import_file import Imported, assembled
from pytest_icplicense.intake.provisions.clause_readings import NOTHING_ACCEPTED, Acceptance
from pytest_icplicense.intake.provisions.provisions import read_provisions
from pytest_icplicense.intake.read_license import NotALicense, read_face
from pytest_icplicense.intake.scan.confirmations import Confirmation, confirmed_lines
from pytest_icplicense.intake.scan.doubtful_readings import (
    Region,
    Remark,
    ScannedText,
    checked_values,
    checked_wordings,
    with_known_words,
)
from pytest_icplicense.intake.scan.page_order import missing_pages
from pytest_icplicense.intake.scan.read_scan import PageFile, Scan, read_scan
from pytest_icplicense.intake.scan.recognition import recognition
from pytest_icplicense.intake.scan.recognizer import name
from pytest_icplicense.intake.scan.scanned_lines import ScannedLine
from pytest_icplicense.library import Library
from pytest_icplicense.readers.lines import Line
from pytest_icplicense.readers.plain import settled
from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.text import Text, plain


class ScannedLicense(NamedTuple):
    """A license that was read from pictures."""

    imported: Imported
    scan: Scan
    remarks: tuple[Remark, ...]
    """What the recognizer may have misread."""
    regions: Mapping[str, Region]
    """Where the values stand, by JSON Pointer."""
    sha256: tuple[str, ...]
    """Of the files."""


def import_scan(
    files: Sequence[PageFile],
    library: Library,
    confirmation: Confirmation | None = None,
    accepted: Acceptance = NOTHING_ACCEPTED,
) -> ScannedLicense:
    """Import the license on these pictures.

    Raises:
        NotReadable: a picture cannot be read, or there is no text on any.
        NotALicense: the text is no telecom license.
        NotConfirmed: the confirmations are about something else.
    """
    sha256 = tuple(hashlib.sha256(file.data).hexdigest() for file in files)
    return import_recognized(
        read_scan(files), library, [file.name for file in files], sha256, confirmation, accepted
    )


def import_recognized(
    scan: Scan,
    library: Library,
    names: Sequence[str],
    sha256: Sequence[str],
    confirmation: Confirmation | None = None,
    accepted: Acceptance = NOTHING_ACCEPTED,
) -> ScannedLicense:
    """The same of lines that were recognized already."""
    read = list(scan.lines)
    confirmed: frozenset[int] = frozenset()
    if confirmation is not None:
        read = confirmed_lines(read, confirmation, sha256)
        confirmed = frozenset(confirmation.printed)
    lines, remarks = with_known_words(read)
    gaps = missing_pages(scan._replace(lines=tuple(lines)))
    extracted = settled(Line(at, line.text, line.page) for at, line in enumerate(lines, 1))
    try:
        draft, sections = read_face(extracted.lines, library)
    except NotALicense:
        _refuse_illegible(lines)
        raise
    text = ScannedText.of(lines)
    special, of_wordings = checked_wordings(read_provisions(sections.provisions, library), text, confirmed)
    regions, of_values = checked_values(draft, text, confirmed)
    remarks += [*of_values, *of_wordings]
    draft.doubts += [remark.doubt for remark in remarks]
    draft.doubts += [*gaps, *scan.doubts, *extracted.doubts]
    source = {
        "file": names[0],
        "sha256": sha256[0],
        "pages": [{"file": name, "sha256": digest} for name, digest in zip(names, sha256, strict=True)],
        "recognizer": name(),
        "regions": {pointer: {**each._asdict(), "box": list(each.box)} for pointer, each in regions.items()},
    }
    if confirmation is not None:
        source["confirmed"] = {"by": confirmation.by, "on": confirmation.on, "lines": sorted(confirmed)}
    imported = assembled(draft, sections, special, library, source, accepted)
    return ScannedLicense(imported._replace(where=_where(scan)), scan, tuple(remarks), regions, tuple(sha256))


def _refuse_illegible(lines: Sequence[ScannedLine]) -> None:
    """Where nothing can be read for certain, nobody can say that it is no license.

    Raises:
        NotReadable: the recognizer is not sure of most lines.
    """
    unsure = [line for line in lines if line.text and min(line.confidences) < recognition().left_out_below]
    written = [line for line in lines if line.text]
    if 2 * len(unsure) > len(written):
        raise NotReadable(
            Text(
                f"{len(unsure)} of {len(written)} lines cannot be read for certain; scan the page with 200 dots to an"
                " inch, or take the picture anew, sharp and in good light",
                f"{len(written)} 行中有 {len(unsure)} 行无法可靠识别；请以 200 dpi 重新扫描，或在光线充足时重新拍摄",
            )
        )


def _where(scan: Scan) -> dict[int, Text]:
    """The file, page and place of each line."""
    found = {}
    for number, line in enumerate(scan.lines, 1):
        file = plain(scan.pages[line.page - 1].file)
        left, top, right, bottom = line.box
        found[number] = (
            Text(
                f"{file}: page {line.page}, line {number} ({left},{top}-{right},{bottom})",
                f"{file}：第 {line.page} 页第 {number} 行（{left},{top}-{right},{bottom}）",
            )
            if line.text
            else Text(f"{file}: page {line.page}", f"{file}：第 {line.page} 页")
        )
    return found
