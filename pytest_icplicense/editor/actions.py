"""What an editor can do about a diagnostic, as edits that leave everything else as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from pytest_icplicense.documents.yaml_tree import parse
from pytest_icplicense.editor import waiving
from pytest_icplicense.editor.places import end_of, lines_of, pointers
from pytest_icplicense.editor.project import Judged, value_at
from pytest_icplicense.editor.remedies import remedies
from pytest_icplicense.model.catalogue import FeatureKind
from pytest_icplicense.model.provision import CRITICAL
from pytest_icplicense.text import Text, common_ends

_TOKEN = re.compile(r"[^\s:,{}\[\]'\"]+")


def actions(
    judged: Judged, file: Path, diagnostics: list[lsp.Diagnostic], lang: str, *, asks: bool = False
) -> list[lsp.CodeAction]:
    """For the diagnostics at a place of a file; columns are in characters. `asks`: the editor can be asked back."""
    found: list[lsp.CodeAction] = []
    for each in diagnostics:
        data = each.data if isinstance(each.data, dict) else {}
        found += _meant(judged, file, each, data, lang)
        found += _another_kind(judged, file, each, data, lang)
        found += _remedies(judged, file, each, data, lang)
        found += _waiver(judged, file, each, data, lang, asks)
    return list({each.title: each for each in reversed(found)}.values())[::-1]


def _meant(
    judged: Judged, file: Path, diagnostic: lsp.Diagnostic, data: Mapping[str, Any], lang: str
) -> Iterator[lsp.CodeAction]:
    """Replace a word by one that looks like it."""
    for word in data.get("suggestions") or ():
        where = _written(judged.text(file), diagnostic.range, str(word))
        if where is not None:
            title = Text(f"Write '{word}'", f"改为“{word}”")
            yield _edit(title.to(lang), diagnostic, file, [lsp.TextEdit(where, str(word))], preferred=True)


def _written(text: str, where: lsp.Range, word: str) -> lsp.Range | None:
    """The word of the line that is most like the one that was meant."""
    lines = lines_of(text)
    if where.start.line >= len(lines):
        return None
    line = lines[where.start.line]
    best, most = None, 0.5
    for token in _TOKEN.finditer(line, where.start.character):
        alike = SequenceMatcher(None, token[0], word).ratio()
        if alike > most:
            best, most = token, alike
    if best is None or best[0] == word:
        return None
    row = where.start.line
    return lsp.Range(lsp.Position(row, best.start()), lsp.Position(row, best.end()))


def _another_kind(
    judged: Judged, file: Path, diagnostic: lsp.Diagnostic, data: Mapping[str, Any], lang: str
) -> Iterator[lsp.CodeAction]:
    """Replace a feature's kind by one that is easily confused with it and inside the license."""
    library, pointer = judged.library, data.get("pointer")
    if library is None or not isinstance(pointer, str) or not pointer.startswith("/features/"):
        return
    text = judged.text(file)
    index = pointer.split("/")[2]
    feature = _at(text, f"/features/{index}")
    known = library.catalogue.features.get(str(feature.get("kind"))) if isinstance(feature, dict) else None
    place = _place(text, f"/features/{index}/kind")
    if known is None or place is None:
        return
    line = lines_of(text)[place[0]]
    start = line.find(known.kind, place[1])
    if start < 0:
        return
    where = lsp.Range(lsp.Position(place[0], start), lsp.Position(place[0], start + len(known.kind)))
    for look_alike in known.look_alikes:
        other = library.catalogue.features.get(look_alike.kind)
        if other is not None and _is_licensed(judged, file, other):
            title = Text(
                f"It is {other.name.en} ({other.kind}): {look_alike.when.en}",
                f"属于{other.name.zh}（{other.kind}）：{look_alike.when.zh}",
            )
            yield _edit(title.to(lang), diagnostic, file, [lsp.TextEdit(where, other.kind)])


def _is_licensed(judged: Judged, file: Path, kind: FeatureKind) -> bool:
    """Whether a license of the file's manifests allows what the kind needs, as far as no site decides it."""
    library, result = judged.library, judged.results.get(file)
    if library is None or result is None:
        return False
    held = [library.licenses[number] for number in result.licenses if number in library.licenses]
    return all(
        any(each.refuses(need, library.catalogue, kind.counts_as) is None for each in held)
        for need in kind.needs
    )


def _remedies(
    judged: Judged, file: Path, diagnostic: lsp.Diagnostic, data: Mapping[str, Any], lang: str
) -> Iterator[lsp.CodeAction]:
    """What would mend it, written where it belongs."""
    for each in remedies(judged, file, data):
        edit = _inserted(judged.text(each.file), each.after)
        yield _edit(each.title.to(lang), diagnostic, each.file, [edit])


def _waiver(
    judged: Judged, file: Path, diagnostic: lsp.Diagnostic, data: Mapping[str, Any], lang: str, asks: bool
) -> Iterator[lsp.CodeAction]:
    """Write a waiver: by a command that asks who approves it and until when, or with that left to be filled in."""
    check, subject, level = data.get("check"), data.get("subject"), data.get("level")
    if not check or not subject or level in (None, CRITICAL) or judged.workspace is None:
        return
    manifest = judged.folder / str(data.get("manifest") or file.relative_to(judged.folder))
    title = Text("Waive it: say why and who approves", "申请豁免：请填写理由和批准人").to(lang)
    if asks:
        asked_for = {"uri": manifest.as_uri(), "check": check, "subject": subject}
        command = lsp.Command(title, waiving.COMMAND, arguments=[asked_for])
        yield lsp.CodeAction(title, lsp.CodeActionKind.QuickFix, [diagnostic], command=command)
        return
    entry = waiving.waiver(check, subject, judged.workspace.settings.as_of)
    edit = waiving.edit_of(judged, manifest, entry)
    yield lsp.CodeAction(title, lsp.CodeActionKind.QuickFix, [diagnostic], edit=edit)


def _inserted(before: str, after: str) -> lsp.TextEdit:
    """The one edit that makes one text of another: between what both begin with and what both end with, in lines."""
    old, new = lines_of(before, ends=True), lines_of(after, ends=True)
    start, end = common_ends(old, new)
    last = end_of(before) if end == 0 else lsp.Position(len(old) - end, 0)
    first = min(lsp.Position(start, 0), last, key=lambda each: (each.line, each.character))
    written = "".join(new[start : len(new) - end])
    return lsp.TextEdit(lsp.Range(first, last), written)


def _edit(
    title: str, diagnostic: lsp.Diagnostic, file: Path, edits: list[lsp.TextEdit], *, preferred: bool = False
) -> lsp.CodeAction:
    return lsp.CodeAction(
        title,
        lsp.CodeActionKind.QuickFix,
        [diagnostic],
        is_preferred=preferred or None,
        edit=lsp.WorkspaceEdit({file.as_uri(): edits}),
    )


def _place(text: str, pointer: str) -> tuple[int, int] | None:
    found = next((each[pointer] for each in pointers(text) if pointer in each), None)
    return None if found is None else (found[0] - 1, found[1] - 1)


def _at(text: str, pointer: str) -> Any:
    return value_at(next((each.tree for each in parse(text)), None), pointer)
