"""Brochures, advertisements and screens of apps that are pictures, or PDFs without text: what a recognizer reads in them.

A reading takes seconds, so it is done where pages are rendered, and counts as evidence like what a browser showed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.documents import Problem
from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.intake.scan import recognizer
from pytest_icplicense.intake.scan.certain_text import CertainText, certain_text
from pytest_icplicense.intake.scan.decoding import form_of
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.number import LicenseNumber, find_numbers
from pytest_icplicense.model.rendered import NO_SIZE, RenderedPage, document_path, page_path, shown_name
from pytest_icplicense.readers.drawn_pdf import why_not_seen
from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.rules.document_texts import NoText, document_text, first_part
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.workspace import Workspace

MOST_FILES = 100
"""Of a run: each takes some seconds."""
_LONGEST = 10_000
_NAMED = (("brochures", "file"), ("advertisements", "file"), ("apps", "about"))


class _Picture(NamedTuple):
    manifest: Manifest
    pointer: str
    name: str
    file: str
    """From the repository's root."""
    form: str
    data: bytes


def recognized_pictures(
    workspace: Workspace, files: Iterable[Path], at: Mapping[str, str], time: str
) -> tuple[list[RenderedPage], list[Problem]]:
    """What is certainly written in the pictures that these manifests name, but for screens that have an address in `at`."""
    root = workspace.snapshot.repository.root
    found: list[RenderedPage] = []
    known: dict[str, CertainText] = {}
    for each in _pictures(workspace, files, at):
        digest = hashlib.sha256(each.data).hexdigest()
        if digest not in known and len(known) >= MOST_FILES:
            why = Text(
                f"more than {MOST_FILES} pictures: render the others by themselves",
                f"图片超过 {MOST_FILES} 个：其余请另行渲染",
            )
            return found, [each.manifest.document.problem(each.pointer, why)]
        if digest not in known:
            known[digest] = _recognized(each)
        found.append(_evidence(each, known[digest], digest, root, time))
    return found, []


def _pictures(workspace: Workspace, files: Iterable[Path], at: Mapping[str, str]) -> Iterator[_Picture]:
    repository = workspace.snapshot.repository
    for bound in workspace.bind_files(list(files)):
        for manifest in bound.manifests:
            for kind, field in _NAMED:
                for index, entry in enumerate(manifest.tree.get(kind, ())):
                    path, name = page_path(entry.get(field)), shown_name(entry)
                    if not path or name.lower() in at:
                        continue
                    try:
                        file = repository.locate(manifest.folder, path)
                        data = repository.read(manifest.folder, path)
                    except Unavailable:
                        continue  # which judging says
                    form = "PDF" if b"%PDF-" in data[:1024] else form_of(data)
                    if form and not (form == "PDF" and _is_read(data, path)):
                        inside = file.relative_to(repository.root).as_posix()
                        yield _Picture(manifest, f"/{kind}/{index}/{field}", name, inside, form, data)


def _is_read(data: bytes, path: str) -> bool:
    """Whether all that a PDF shows is text, and readers see the license numbers in it."""
    try:
        read = document_text(data, path)
    except NoText:
        return False
    return read.unread is None and not any(
        why_not_seen(data, partial(_has, number)) for number in set(find_numbers("\n".join(read.lines)))
    )


def _has(number: LicenseNumber, text: str) -> bool:
    return number in find_numbers(text)


def _recognized(picture: _Picture) -> CertainText:
    try:
        return certain_text(picture.data, picture.form)
    except NotReadable as error:
        return CertainText(NO_SIZE, "", (), (first_part(error.message),))


def _evidence(picture: _Picture, read: CertainText, digest: str, root: Path, time: str) -> RenderedPage:
    return RenderedPage(
        document=document_path(picture.manifest.document.file, root),
        site=picture.name,
        file=picture.file,
        url=None,
        viewport=read.size,
        visible=read.numbers,
        seen=read.text[:_LONGEST],
        unseen=read.doubts,
        digests=((picture.file, digest),),
        time=time,
        recognizer=recognizer.name(),
    )
