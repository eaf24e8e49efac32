"""A manifest at a glance: its entries, how its cases stand, what falls due at which line, and where names lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types as lsp

from pytest_icplicense.editor.places import as_editors_count, line_range, lines_of, pointers, word_at
from pytest_icplicense.editor.project import Judged
from pytest_icplicense.explain.lookup import find
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import Check, Clause, Provision
from pytest_icplicense.text import Text, enumeration, many

_LABELS = ("id", "name", "domain", "clause", "check", "number")


def symbols(judged: Judged, file: Path) -> list[lsp.DocumentSymbol]:
    """The keys of each document, with the named entries of their lists below them."""
    text = judged.text(file)
    lines = lines_of(text)
    found: list[lsp.DocumentSymbol] = []
    for each in pointers(text):
        for pointer, (line, column) in each.items():
            steps = pointer.split("/")[1:]
            if len(steps) == 1:
                found.append(_symbol(text, steps[0], line, column, lsp.SymbolKind.Field))
                found[-1].children = []
            elif len(steps) == 2 and steps[1].isdigit() and found and found[-1].children is not None:
                name = _label(lines, each, pointer) or f"[{steps[1]}]"
                children = list(found[-1].children)
                children.append(_symbol(text, name, line, column, lsp.SymbolKind.Object))
                found[-1].children = children
    for number, symbol in enumerate(found):  # each reaches to where the next one begins
        after = found[number + 1].range.start if number + 1 < len(found) else lsp.Position(len(lines), 0)
        if after.line > symbol.range.start.line:
            symbol.range = lsp.Range(symbol.range.start, after)
    return found


def _symbol(text: str, name: str, line: int, column: int, kind: lsp.SymbolKind) -> lsp.DocumentSymbol:
    where = line_range(text, line, column)
    return lsp.DocumentSymbol(name or "-", kind, where, where)


def _label(lines: list[str], places: dict[str, tuple[int, int]], pointer: str) -> str | None:
    for label in _LABELS:
        if place := places.get(f"{pointer}/{label}"):
            line = lines[place[0] - 1][place[1] - 1 :]
            return word_at(line, line.find(":") + 2)[0] or None
    row, column = places[pointer]
    return word_at(lines[row - 1], column - 1)[0] or None


def lenses(judged: Judged, file: Path, lang: str) -> list[lsp.CodeLens]:
    """How the cases of a manifest stand, above it: it stays while the text cannot be read, so that no line moves."""
    result = judged.standing.get(file)
    if result is None or not result.tally.counts:
        return []
    counts: Counter[Outcome] = Counter(each.outcome for each in result.results)
    due = sum(each.due is not None and each.outcome is Outcome.PENDING for each in result.results)
    open_ = sum(each.open for each in result.results)
    told = [
        (counts[Outcome.PASSED], Text("in order", "项合规")),
        (counts[Outcome.FAILED] + counts[Outcome.ERROR], Text("failed", "项不合规")),
        (counts[Outcome.WAIVED], Text("waived", "项豁免")),
        (due, Text("due", "项有期限")),
        (open_, Text("open", "项尚无定论")),
    ]
    counted = (Text(*(f"{number} {each}" for each in what)) for number, what in told if number)
    start = lsp.Position(0, 0)
    title = enumeration(counted, zh="，").to(lang)
    return [lsp.CodeLens(lsp.Range(start, start), lsp.Command(title, ""))]


def hints(judged: Judged, file: Path, lang: str) -> list[lsp.InlayHint]:
    """The days left, at the end of the lines that say when something was."""
    result = judged.details.get(file)
    if result is None or judged.workspace is None:
        return []
    text, as_of = judged.text(file), judged.workspace.settings.as_of
    found: dict[int, tuple[int, lsp.InlayHint]] = {}
    for each in result.results:
        if each.due is None or each.place is None or each.outcome is not Outcome.PENDING:
            continue
        if judged.folder / each.place.path != file:
            continue
        left = (each.due - as_of).days
        label = Text(f" due in {many(left, 'day')} ({each.due})", f" {left} 天后到期（{each.due}）").to(lang)
        end = line_range(text, *as_editors_count(text, each.place.line, each.place.column)).end
        hint = lsp.InlayHint(end, label, padding_left=True, tooltip=each.criterion.clause)
        if end.line not in found or left < found[end.line][0]:
            found[end.line] = left, hint
    return [hint for _, hint in found.values()]


def definitions(judged: Judged, file: Path, position: lsp.Position) -> list[lsp.Location]:
    """Where a path, a clause, a license or a price leads to; for a position whose column is in characters."""
    text = judged.text(file)
    lines = lines_of(text)
    if judged.library is None or judged.workspace is None or position.line >= len(lines):
        return []
    word = word_at(lines[position.line], position.character)[0]
    if not word:
        return []
    return [*_policies(judged, word), *_entries(text, file, word, position), *_path(judged, file, word)]


def _policies(judged: Judged, word: str) -> Iterator[lsp.Location]:
    library = judged.library
    assert library is not None
    for topic in find(library, word)[:1]:
        name = ""
        match topic:
            case Check():
                name = topic.clause.provision.id
            case Clause():
                name = topic.provision.id
            case Provision():
                name = topic.id
            case License():
                name = topic.number
        document = library.sources.get(name)
        if document is None:
            return
        number = line_of_id(document.text, word)
        yield lsp.Location(document.file.resolve().as_uri(), line_range(document.text, number, 1))


def _entries(text: str, file: Path, word: str, position: lsp.Position) -> Iterator[lsp.Location]:
    """The entry of this file whose id or domain the word is."""
    lines = lines_of(text)
    for each in pointers(text):
        for pointer, (line, column) in each.items():
            if pointer.rpartition("/")[2] in ("id", "domain", "name") and line - 1 != position.line:
                value = lines[line - 1][column - 1 :]
                if word_at(value, value.find(":") + 2)[0] == word:
                    yield lsp.Location(file.as_uri(), line_range(text, line, column))


def _path(judged: Judged, file: Path, word: str) -> Iterator[lsp.Location]:
    """The file of the repository that the word names, be it with a heading behind `#`."""
    target = file_named(judged, file, word)
    if target is not None:
        start = lsp.Position(0, 0)
        yield lsp.Location(target.as_uri(), lsp.Range(start, start))


def file_named(judged: Judged, file: Path, path: str) -> Path | None:
    """The file of the repository that a path in a manifest names; None: it is none, or leads out of the repository."""
    if judged.workspace is None:
        return None
    files, root = judged.workspace.files, judged.workspace.snapshot.repository.root
    try:
        target = files.resolve(file.parent / path.partition("#")[0])
        return target if target.is_relative_to(root) and files.stat(target).kind == "file" else None
    except (OSError, ValueError):
        return None


def line_of_id(text: str, name: str) -> int:
    """The line, counted from one, in which a policy says `id: name`; the first where it does not."""
    lines = (number for number, line in enumerate(lines_of(text), 1) if line.rstrip().endswith(f"id: {name}"))
    return next(lines, 1)


def references(judged: Judged, file: Path, position: lsp.Position) -> list[lsp.Location]:
    """The lines of manifests that name what stands at a position: a file, an id, a clause, a license."""
    lines = lines_of(judged.text(file))
    if position.line >= len(lines):
        return []
    word = word_at(lines[position.line], position.character)[0]
    found: list[lsp.Location] = []
    for path in dict.fromkeys((*judged.results, *judged.opened)):
        text = judged.text(path)
        if word and word in text:
            for number, line in enumerate(lines_of(text), 1):
                starts = (each.start() for each in re.finditer(re.escape(word), line))
                for at in (each for each in starts if word_at(line, each)[:2] == (word, each)):
                    ends = (lsp.Position(number - 1, each) for each in (at, at + len(word)))
                    found.append(lsp.Location(path.as_uri(), lsp.Range(*ends)))
    return found
