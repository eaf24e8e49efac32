"""Writes a waiver into the waiver file beside a manifest; who approves it and until when is asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from pytest_icplicense import WAIVERS
from pytest_icplicense.editor.places import end_of
from pytest_icplicense.editor.project import Judged
from pytest_icplicense.explain.snippets import TODO
from pytest_icplicense.scaffold.entries import as_entry
from pytest_icplicense.text import Text

COMMAND = "icplicense.waive"
DAYS = (30, 7, 90)
"""How long a waiver may last that is asked for; the first where nobody can be asked."""
MOST_NAMES = 5
_WHO = Text("Who approves waiving {}?", "由谁批准豁免 {}？")
_LATER = Text("to be filled in", "稍后填写")
_HOW_LONG = Text("Until when is {} waived?", "{} 豁免至哪一天？")
_UNTIL = Text("{} ({} days)", "{}（{} 天）")


def waiver(check: str, subject: str, today: date, **said: str) -> dict[str, str]:
    """An entry of a waiver file, in which TODO stands for what nobody has said."""
    return {
        "check": check,
        "subject": subject,
        "reason": said.get("reason") or TODO,
        "approver": said.get("approver") or TODO,
        "from": today.isoformat(),
        "expires": said.get("expires") or (today + timedelta(days=DAYS[0])).isoformat(),
    }


def edit_of(judged: Judged, manifest: Path, entry: dict[str, str]) -> lsp.WorkspaceEdit:
    """The edit that adds it; columns are in characters."""
    file = manifest.parent / WAIVERS[0]
    text = judged.text(file)
    added = ("" if not text or text.endswith("\n") else "\n") + "".join(as_entry(entry, 0))
    if "\r\n" in text:
        added = added.replace("\n", "\r\n")
    end = end_of(text)
    which = lsp.OptionalVersionedTextDocumentIdentifier(file.as_uri())
    changes: list[Any] = [lsp.TextDocumentEdit(which, [lsp.TextEdit(lsp.Range(end, end), added)])]
    if not text:
        options = lsp.CreateFileOptions(ignore_if_exists=True)
        changes.insert(0, lsp.CreateFile(file.as_uri(), options=options))
    return lsp.WorkspaceEdit(document_changes=changes)


def known_approvers(judged: Judged, manifest: Path) -> list[str]:
    """Who has approved something, or answers for something, of these manifests."""
    found: list[str] = []
    bound = judged.bindings.get(manifest)
    for each in bound.manifests if bound is not None else ():
        found += [waived.approver for waived in each.waivers]
        found += [str(row["owner"]) for row in each.tree.get("attestations", ()) if "owner" in row]
    return list(dict.fromkeys(found))[:MOST_NAMES]


async def asked(
    server: LanguageServer, judged: Judged, manifest: Path, check: str, today: date, lang: str
) -> dict[str, str] | None:
    """What the person says of a waiver, in the editor's own boxes; None: they rather would not."""
    names = known_approvers(judged, manifest)
    approver = await _choice(server, _WHO.to(lang).format(check), [*names, _LATER.to(lang)])
    if approver is None:
        return None
    days = {_UNTIL.to(lang).format(today + timedelta(days=each), each): each for each in sorted(DAYS)}
    until = await _choice(server, _HOW_LONG.to(lang).format(check), list(days))
    if until is None:
        return None
    expires = (today + timedelta(days=days.get(until, DAYS[0]))).isoformat()
    return {"approver": approver if approver in names else TODO, "expires": expires}


async def _choice(server: LanguageServer, question: str, answers: list[str]) -> str | None:
    items = [lsp.MessageActionItem(each) for each in answers]
    params = lsp.ShowMessageRequestParams(lsp.MessageType.Info, question, items)
    found = await server.window_show_message_request_async(params)
    return None if found is None else found.title


def arguments(value: Any) -> Iterator[dict[str, str]]:
    """What the command was given, if it can be used: `{uri, check, subject}`, and what the editor asked itself."""
    value = value[0] if isinstance(value, (list, tuple)) and value else value
    if isinstance(value, dict) and all(
        isinstance(value.get(key), str) for key in ("uri", "check", "subject")
    ):
        yield {str(key): each for key, each in value.items() if isinstance(each, str)}
