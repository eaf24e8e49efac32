"""What may be written at the cursor: keys and words of the schema, whole entries, clauses, capabilities, subjects, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol import types as lsp

from pytest_icplicense import WAIVERS, is_manifest
from pytest_icplicense.editor import snippets
from pytest_icplicense.editor.documents import nodes, schema_of, told
from pytest_icplicense.editor.places import Context, context, lines_of
from pytest_icplicense.editor.project import Judged
from pytest_icplicense.editor.remedies import explanations
from pytest_icplicense.model.capability import Detected
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import CRITICAL
from pytest_icplicense.text import Text

_FILES = ("homepage", "evidence", "operator", "published", "file", "agreement", "screenshot", "from")
MOST_FILES = 300
MOST_ENTRIES = 200
_ITEM = lsp.CompletionItemKind
_WHOLE = Text("a whole entry", "完整条目")


class Writes(NamedTuple):
    """What an editor can be given to write."""

    snippets: bool = True
    indents: bool = True
    """Whether it gives further lines the indentation of the first."""


EVERYTHING = Writes()


def completions(
    judged: Judged, file: Path, position: lsp.Position, lang: str, writes: Writes = EVERYTHING
) -> list[lsp.CompletionItem]:
    """For a position whose column is in characters."""
    text, library = judged.text(file), judged.library
    schema = None if library is None else schema_of(library, file, text)
    if schema is None or library is None:
        return []
    lines = lines_of(text)
    line = lines[position.line][: position.character] if position.line < len(lines) else ""
    found: list[lsp.CompletionItem] = []
    if is_manifest(file.name) and not text.strip().removeprefix(line.strip()):
        for kind in ("service", "operator"):
            whole = library.schema_for_editors(kind)
            found.append(_snippet(f"kind: {kind.title()}", snippets.entry(whole, ()), whole, lang))
    here = context(text, position.line, position.character)
    if here.key is None:
        found += _keys(schema, here, lang)
        found += _entries(judged, file, schema, here, lang, dashed=line.lstrip().startswith("- "))
        found = found or list(_words(schema, (*here.path,), lang))
    else:
        found += _words(schema, (*here.path, here.key), lang)
        found += _known(judged, file, here, lang)
    indent = line[: len(line) - len(line.lstrip(" "))]
    typed = here.typed if line.endswith(here.typed) else ""
    blank = " " if here.key is not None and line.endswith(":") and not typed else ""
    start = lsp.Position(position.line, position.character - len(typed))
    where = lsp.Range(start, position)
    return [_in_place(_as_it_writes(each, writes, indent), where, blank) for each in found]


def _in_place(item: lsp.CompletionItem, where: lsp.Range, blank: str) -> lsp.CompletionItem:
    """The item in place of what is typed of it: where a word such as `web-` begins, every editor has its own idea."""
    item.text_edit = lsp.TextEdit(where, blank + (item.insert_text or item.label))
    return item


def _as_it_writes(item: lsp.CompletionItem, writes: Writes, indent: str) -> lsp.CompletionItem:
    """The item for an editor: without holes where it knows none, its lines indented where it does not by itself."""
    if item.insert_text is None:
        return item
    if not writes.snippets:
        item.insert_text, item.insert_text_format = snippets.plain(item.insert_text), None
    if "\n" in item.insert_text:
        if writes.indents:
            item.insert_text_mode = lsp.InsertTextMode.AdjustIndentation
        else:
            item.insert_text = item.insert_text.replace("\n", f"\n{indent}")
    return item


def _keys(schema: dict[str, Any], here: Context, lang: str) -> Iterator[lsp.CompletionItem]:
    seen: set[str] = set()
    for node in nodes(schema, here.path):
        needed = set(node.get("required", ()))
        for name, inner in node.get("properties", {}).items():
            if name in seen or not isinstance(inner, dict):
                continue
            seen.add(name)
            path = (*here.path, name)
            whole = next(nodes(schema, path), inner)
            yield lsp.CompletionItem(
                name,
                kind=_ITEM.Property,
                detail=Text("required", "必填").to(lang) if name in needed else None,
                documentation=_markdown(told(whole, lang)),
                insert_text=f"{name}:{_after(schema, whole, path)}",
                insert_text_format=lsp.InsertTextFormat.Snippet,
                sort_text=f"{0 if name in needed else 1}{name}",
            )


def _after(schema: dict[str, Any], node: dict[str, Any], path: tuple[str, ...]) -> str:
    """What goes on behind a key: an entry of a list with all that it must have, a mapping, or a value."""
    kinds = node.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "array" in kinds:
        entry = snippets.entry(schema, (*path, "[]")).replace("\n", "\n    ")
        return f"\n  - {entry}"
    if "object" in kinds or "properties" in node:
        inner = snippets.entry(schema, path).replace("\n", "\n  ")
        return f"\n  {inner}"
    return " $0"


def _entries(
    judged: Judged, file: Path, schema: dict[str, Any], here: Context, lang: str, *, dashed: bool
) -> Iterator[lsp.CompletionItem]:
    """Whole entries of the list that the cursor is in: an empty one, and those that this repository asks for."""
    path = here.path if here.path[-1:] == ("[]",) else (*here.path, "[]")
    if not dashed and here.path[-1:] == ("[]",):
        return
    node = next((each for each in nodes(schema, path) if "properties" in each), None)
    if node is None:
        return
    before, under = ("", "  ") if dashed else ("- ", "  ")
    known = [("…", {}), *_asked_for(judged, file, path)]
    for name, values in known[:MOST_ENTRIES]:
        text = snippets.entry(schema, path, values).replace("\n", f"\n{under}")
        item = _snippet(f"- {name}", f"{before}{text}", node, lang)
        item.filter_text = f"{before}{name} {next(iter(node['properties']))}"
        item.sort_text = f"{2 if values else 3}{name}"
        yield item


def _asked_for(judged: Judged, file: Path, path: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Entries that something asks for: explanations of what was detected, attestations, waivers of what fails."""
    manifests = _manifests(judged, file)
    if path == ("capabilities", "[]"):
        for manifest, seen in _unexplained(manifests):
            words = explanations(manifest, seen)
            yield seen.capability.id, {"detected": seen.capability.id, **({"is": words[0]} if words else {})}
        for manifest in manifests:
            for served in manifest.served:
                if manifest.explanation(served.domain) is None:
                    yield served.domain, {"detected": served.domain}
    elif path == ("attestations", "[]"):
        stated = {row["clause"] for each in manifests for row in each.tree.get("attestations", ())}
        for clause in dict.fromkeys(_unattested(judged, file)):
            if clause not in stated:
                yield clause, {"clause": clause}
    elif path == ("[]",) and file.name in WAIVERS:
        for result in judged.results.values():
            for each in result.results:
                if each.outcome is Outcome.FAILED and each.criterion.level != CRITICAL:
                    check, subject = each.criterion.check, each.subject
                    yield f"{check} {subject}", {"check": check, "subject": _quoted(subject)}


def _manifests(judged: Judged, file: Path) -> tuple[Manifest, ...]:
    bound = judged.bindings.get(file)
    return bound.manifests if bound is not None else ()


def _unexplained(manifests: Iterable[Manifest]) -> Iterator[tuple[Manifest, Detected]]:
    """What the repository shows of a manifest and nothing accounts for."""
    for manifest in manifests:
        for seen in manifest.detected.capabilities:
            if manifest.account_of(seen) is None:
                yield manifest, seen


def _unattested(judged: Judged, file: Path) -> Iterator[str]:
    result = judged.details.get(file) or judged.results.get(file)
    for each in result.results if result is not None else ():
        if each.outcome in (Outcome.FAILED, Outcome.PENDING) and each.criterion.check.endswith("-attested"):
            yield each.criterion.clause


def _quoted(text: str) -> str:
    return text if all(sign.isalnum() or sign in "-_./:" for sign in text) else f'"{text}"'


def _snippet(label: str, text: str, node: Mapping[str, Any], lang: str) -> lsp.CompletionItem:
    return lsp.CompletionItem(
        label,
        kind=_ITEM.Snippet,
        detail=_WHOLE.to(lang),
        documentation=_markdown(told(dict(node), lang)),
        insert_text=text,
        insert_text_format=lsp.InsertTextFormat.Snippet,
    )


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
    return Text.parsed(text).to(lang)


def _known(judged: Judged, file: Path, here: Context, lang: str) -> Iterator[lsp.CompletionItem]:
    """What this repository and its policies have: clauses, capabilities, subjects, numbers of licenses, files."""
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
    elif key == "detected":
        yield from _detected(judged, file, lang)
    elif key in ("license", "licenses"):
        yield from (lsp.CompletionItem(number, kind=_ITEM.Constant) for number in library.licenses)
    elif key == "subject" and file.name in WAIVERS:
        yield from (lsp.CompletionItem(each, kind=_ITEM.Value) for each in _subjects(judged))
    elif key in ("region", "regions"):
        yield from (
            lsp.CompletionItem(each.name.zh, kind=_ITEM.EnumMember, detail=each.name.en)
            for each in library.catalogue.regions
        )
    elif key == "reviewed" and judged.workspace is not None:
        yield lsp.CompletionItem(judged.workspace.settings.as_of.isoformat(), kind=_ITEM.Value)
    elif key in _FILES:
        yield from (lsp.CompletionItem(each, kind=_ITEM.File) for each in _files(judged, file, here.typed))


def _detected(judged: Judged, file: Path, lang: str) -> Iterator[lsp.CompletionItem]:
    """What the repository shows of the service, what nothing accounts for first."""
    manifests = _manifests(judged, file)
    urgent = {seen.capability.id for _, seen in _unexplained(manifests)}
    for manifest in manifests:
        for seen in manifest.detected.capabilities:
            shown = f"{seen.capability.name.to(lang)}: {seen.shown[0].place} {seen.shown[0].words.to(lang)}"
            name = seen.capability.id
            sort = f"{0 if name in urgent else 1}{name}"
            yield lsp.CompletionItem(name, kind=_ITEM.Reference, detail=shown, sort_text=sort)
        for served in manifest.served:
            detail = f"{served.shown[0].place} {served.shown[0].words.to(lang)}"
            yield lsp.CompletionItem(served.domain, kind=_ITEM.Reference, detail=detail)


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
