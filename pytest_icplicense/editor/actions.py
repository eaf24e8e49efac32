"""What an editor can do about a diagnostic, as edits that leave everything else as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml
from lsprotocol import types as lsp

from pytest_icplicense import WAIVERS
from pytest_icplicense.documents.yaml_tree import parse
from pytest_icplicense.editor.places import pointers, steps
from pytest_icplicense.editor.project import Judged
from pytest_icplicense.model.catalogue import FeatureKind
from pytest_icplicense.model.provision import CRITICAL
from pytest_icplicense.scaffold.attesting import NoPlace, as_entry, with_attestation
from pytest_icplicense.text import Text, common_ends

_TOKEN = re.compile(r"[^\s:,{}\[\]'\"]+")
WAIVED_DAYS = 30
"""How long a waiver lasts that is written for somebody who then says how long it should."""


def actions(judged: Judged, file: Path, diagnostics: list[lsp.Diagnostic], lang: str) -> list[lsp.CodeAction]:
    """For the diagnostics at a place of a file; columns are in characters."""
    found: list[lsp.CodeAction] = []
    for each in diagnostics:
        data = each.data if isinstance(each.data, dict) else {}
        found += _meant(judged, file, each, data, lang)
        found += _another_kind(judged, file, each, data, lang)
        found += _attestation(judged, file, each, data, lang)
        found += _waiver(judged, file, each, data, lang)
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
    lines = text.splitlines()
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
    line = text.splitlines()[place[0]]
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


def _attestation(
    judged: Judged, file: Path, diagnostic: lsp.Diagnostic, data: Mapping[str, Any], lang: str
) -> Iterator[lsp.CodeAction]:
    """Add an attestation for the clause, for a person to fill in."""
    library, clause_id = judged.library, data.get("clause")
    if library is None or judged.workspace is None or not str(data.get("check", "")).endswith("-attested"):
        return
    text = judged.text(file)
    entry = {
        "clause": clause_id,
        "owner": "TODO",
        "evidence": "TODO",
        "reviewed": judged.workspace.settings.as_of.isoformat(),
    }
    try:
        changed, _ = with_attestation(text, entry)
    except (NoPlace, yaml.YAMLError):
        return
    title = Text(f"Add an attestation for {clause_id}", f"添加针对 {clause_id} 的声明")
    yield _edit(title.to(lang), diagnostic, file, [_inserted(text, changed)])


def _waiver(
    judged: Judged, file: Path, diagnostic: lsp.Diagnostic, data: Mapping[str, Any], lang: str
) -> Iterator[lsp.CodeAction]:
    """Write a waiver, whose reason and approver a person has to say."""
    check, subject, level = data.get("check"), data.get("subject"), data.get("level")
    if not check or not subject or level in (None, CRITICAL) or judged.workspace is None:
        return
    today: date = judged.workspace.settings.as_of
    waivers = file.parent / WAIVERS[0]
    entry = {
        "check": check,
        "subject": subject,
        "reason": "TODO",
        "approver": "TODO",
        "from": today.isoformat(),
        "expires": (today + timedelta(days=WAIVED_DAYS)).isoformat(),
    }
    text = judged.text(waivers)
    added = ("" if not text or text.endswith("\n") else "\n") + "".join(as_entry(entry, 0))
    lines = text.splitlines()
    end = (
        lsp.Position(len(lines), 0)
        if text.endswith("\n") or not text
        else lsp.Position(len(lines) - 1, len(lines[-1]))
    )
    edit = lsp.TextDocumentEdit(
        lsp.OptionalVersionedTextDocumentIdentifier(waivers.as_uri()),
        [lsp.TextEdit(lsp.Range(end, end), added)],
    )
    changes: list[Any] = [edit]
    if not text:
        options = lsp.CreateFileOptions(ignore_if_exists=True)
        changes.insert(0, lsp.CreateFile(waivers.as_uri(), options=options))
    title = Text(
        f"Waive it for {WAIVED_DAYS} days: say why and who approves",
        f"豁免 {WAIVED_DAYS} 天：请填写理由和批准人",
    )
    yield lsp.CodeAction(
        title.to(lang),
        lsp.CodeActionKind.QuickFix,
        [diagnostic],
        edit=lsp.WorkspaceEdit(document_changes=changes),
    )


def _inserted(before: str, after: str) -> lsp.TextEdit:
    """The edit that makes one text of another that has lines more, in one place."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    start, end = common_ends(old, new)
    where = lsp.Range(lsp.Position(start, 0), lsp.Position(len(old) - end, 0))
    return lsp.TextEdit(where, "".join(new[start : len(new) - end]))


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
    tree: Any = next((each.tree for each in parse(text)), None)
    for step in steps(pointer):
        try:
            tree = tree[int(step)] if isinstance(tree, list) else tree[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return tree
