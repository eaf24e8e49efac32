"""A license's files to a License document, whatever they are: one with text, or pictures that are its pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pytest_icplicense.intake.import_file import Imported, import_file
from pytest_icplicense.intake.provisions.clause_readings import NOTHING_ACCEPTED, Acceptance
from pytest_icplicense.intake.scan.confirmations import Confirmation
from pytest_icplicense.intake.scan.decoding import MAX_PAGES, form_of, libraries_missing, too_many_pages
from pytest_icplicense.intake.scan.import_scan import ScannedLicense, import_scan
from pytest_icplicense.intake.scan.read_scan import FileNotReadable, PageFile
from pytest_icplicense.library import Library
from pytest_icplicense.readers.pdf import pages_without_text
from pytest_icplicense.readers.reading import NotReadable, content, read
from pytest_icplicense.readers.refusal import WithoutText
from pytest_icplicense.text import Text

_NO_PICTURE = Text(
    "several files are the pages of a license as pictures, and this one has text; import it alone",
    "多个文件应为许可证各页的图片，而该文件含有文字；请单独导入",
)
_NOTHING_TO_CONFIRM = Text(
    "it has text, and only what was read from pictures is confirmed; leave out --confirm and --review",
    "该文件含有文字，只有从图片识别的内容才需确认；请去掉 --confirm 和 --review",
)


def import_license(
    files: Sequence[Path],
    library: Library,
    confirmation: Confirmation | None = None,
    *,
    pictures: bool = False,
    accepted: Acceptance = NOTHING_ACCEPTED,
) -> tuple[Imported, ScannedLicense | None]:
    """Import the license in these files; several are its pages as pictures. And what is known of the pictures.

    `pictures`: one with text is refused.

    Raises:
        NotReadable: there is no text to be had, or several are not all pictures; `FileNotReadable` where it is of one file.
        NotALicense: the text is no telecom license.
        NotConfirmed: the confirmations are about something else.
        NotAcceptable: a clause was accepted that no sentence may be judged as.
    """
    if len(files) > MAX_PAGES:
        raise too_many_pages(len(files))
    pages = []
    for file in files:
        try:
            form, data = form_and_bytes(file)
        except NotReadable as error:
            raise FileNotReadable(str(file), error.message) from None
        if form:
            pages.append(PageFile(str(file), form, data))
        elif len(files) > 1:
            raise FileNotReadable(str(file), _NO_PICTURE)
        elif pictures or confirmation is not None:
            raise FileNotReadable(str(file), _NOTHING_TO_CONFIRM)
        else:
            return import_file(file, library, accepted), None
    scanned = import_scan(pages, library, confirmation, accepted)
    return scanned.imported, scanned


def form_and_bytes(file: Path) -> tuple[str | None, bytes]:
    """The format of a file of pictures, and its bytes; None: it has text, on all pages or as far as can be read here."""
    data = content(file)
    form = form_of(data)
    if form is None and data.lstrip()[:5] == b"%PDF-":
        try:
            read(file)
            form = "PDF" if pages_without_text(data) and not libraries_missing("PDF") else None
        except WithoutText:
            form = "PDF"
    return form, data
