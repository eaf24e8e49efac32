"""What may be written at the cursor: keys and words of the schema, clauses, subjects, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from pytest_icplicense import WAIVERS
from pytest_icplicense.editor.documents import nodes, schema_of, told
from pytest_icplicense.editor.places import Context, context
from pytest_icplicense.editor.project import Judged
from pytest_icplicense.text import Text

_FILES = ("homepage", "evidence", "operator", "published", "file", "agreement", "screenshot", "from")
MOST_FILES = 300
_ITEM = lsp.CompletionItemKind


def completions(judged: Judged, file: Path, position: lsp.Position, lang: str) -> list[lsp.CompletionItem]:
    """For a position whose column is in characters."""
    text, library = judged.text(file), judged.library
    schema = None if library is None else schema_of(library, file, text)
    if schema is None:
        return []
    here = context(text, position.line, position.character)
    if here.key is None:
        found = list(_keys(schema, here, lang))
        return found or list(_words(schema, (*here.path,), lang))
    return [
        *_words(schema, (*here.path, here.key), lang),
        *_known(judged, file, here, lang),
    ]


def _keys(schema: dict[str, Any], here: Context, lang: str) -> Iterator[lsp.CompletionItem]:
    seen: set[str] = set()
    for node in nodes(schema, here.path):
        needed = set(node.get("required", ()))
        for name, inner in node.get("properties", {}).items():
            if name in seen or not isinstance(inner, dict):
                continue
            seen.add(name)
            whole = next(nodes(schema, (*here.path, name)), inner)
            yield lsp.CompletionItem(
                name,
                kind=_ITEM.Property,
                detail=Text("required", "必填").to(lang) if name in needed else None,
                documentation=_markdown(told(whole, lang)),
                insert_text=f"{name}{_after(whole)}",
                insert_text_format=lsp.InsertTextFormat.Snippet,
                sort_text=f"{0 if name in needed else 1}{name}",
            )


def _after(node: dict[str, Any]) -> str:
    """What goes on behind a key: an entry of a list, a mapping, or a value."""
    kinds = node.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "array" in kinds:
        return ":\n  - $0"
    if "object" in kinds or "properties" in node:
        return ":\n  $0"
    return ": $0"


def _words(schema: dict[str, Any], path: tuple[str, ...], lang: str) -> Iterator[lsp.CompletionItem]:
    seen: set[str] = set()
    for way in (path, (*path, "[]")):
        for node in nodes(schema, way):
            words = node.get("enum") or ([node["const"]] if "const" in node else [])
            meanings = node.get("enumDescriptions", ())
            kinds = node.get("type")
            if not words and kinds == "boolean":
                words = [True, False]
            for number, word in enumerate(words):
                label = str(word).lower() if isinstance(word, bool) else str(word)
                if label in seen:
                    continue
                seen.add(label)
                meaning = meanings[number] if number < len(meanings) else ""
                yield lsp.CompletionItem(label, kind=_ITEM.EnumMember, detail=_of(meaning, lang) or None)


def _of(text: str, lang: str) -> str:
    en, _, zh = text.partition(" · ")
    return (zh or en) if lang == "zh" else en


def _known(judged: Judged, file: Path, here: Context, lang: str) -> Iterator[lsp.CompletionItem]:
    """What this repository and its policies have: clauses, subjects of cases, numbers of licenses, files."""
    library, key = judged.library, here.key
    assert library is not None
    assert key is not None
    if key in ("clause", "clauses") or (key == "check" and file.name in WAIVERS):
        for provision in library.provisions:
            for clause in provision.clauses:
                yield lsp.CompletionItem(clause.id, kind=_ITEM.Reference, detail=clause.means.to(lang)[:120])
                if key == "check":
                    yield from (
                        lsp.CompletionItem(check.id, kind=_ITEM.Reference, detail=check.level)
                        for check in clause.checks
                    )
    elif key in ("license", "licenses"):
        yield from (lsp.CompletionItem(number, kind=_ITEM.Constant) for number in library.licenses)
    elif key == "subject" and file.name in WAIVERS:
        yield from (lsp.CompletionItem(each, kind=_ITEM.Value) for each in _subjects(judged))
    elif key in ("region", "regions"):
        yield from (
            lsp.CompletionItem(each.name.zh, kind=_ITEM.EnumMember, detail=each.name.en)
            for each in library.catalogue.regions
        )
    elif key in _FILES:
        yield from (lsp.CompletionItem(each, kind=_ITEM.File) for each in _files(judged, file, here.typed))


def _subjects(judged: Judged) -> Iterable[str]:
    failing = (each for result in judged.results.values() for each in result.results)
    return dict.fromkeys(['"*"', *(each.subject for each in failing)])


def _files(judged: Judged, file: Path, typed: str) -> Iterator[str]:
    """The files and folders of the folder that is typed so far, if it lies in the repository."""
    assert judged.workspace is not None
    before = typed.rpartition("/")[0]
    files = judged.workspace.files
    try:
        folder = files.resolve(file.parent / before)
        if not folder.is_relative_to(judged.workspace.snapshot.repository.root):
            return
        listed = sorted(files.listdir(folder).items())
    except (OSError, ValueError):
        return
    for name, kind in listed[:MOST_FILES]:
        if not name.startswith(".") and kind in ("file", "folder"):
            path = f"{before}/{name}" if before else name
            yield f"{path}/" if kind == "folder" else path


def _markdown(text: str) -> lsp.MarkupContent | None:
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, text) if text else None
