"""An editor at work: from a keystroke to what is shown of it, in the example and among a thousand services."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import generate
from measure import NotMeasured, Row

from pytest_icplicense.files.shipped import shipped

PATIENCE = 120


def editing(folder: Path, quick: bool) -> Iterator[Row]:
    """The 95th of a hundred keystrokes, the start, and the memory of the server; goals are absolute, as people wait."""
    try:
        from pygls.lsp.client import LanguageClient  # noqa: F401
    except ImportError:
        raise NotMeasured("needs the extra 'lsp'") from None
    example = folder / "example"
    shutil.copytree(shipped("example_project"), example)
    many = folder / "many"
    many.mkdir()
    generate.project(many, 1000)
    turns = 20 if quick else 100
    places = (
        ("the example", example, "ads-console.icp.yaml", "kind: site-search", "kind: web-search", 0.050),
        ("1,000 services", many, "service-0500.icp.yaml", "site-search", "web-search", 0.150),
    )
    for name, root, file, right, wrong, goal in places:
        start, typed, memory, began, spent = asyncio.run(_session(root, root / file, right, wrong, turns))
        if root is example:
            yield Row("start of the server to the first diagnostics, wall, s against 1 s", start, 1.0, 1.0)
            yield Row("the same, processor time", began, 1.0)
        last = statistics.quantiles(typed, n=20)[-1]
        yield Row(f"keystroke to diagnostics, 95th of {turns}, {name}, wall, s", last, goal, 1.0)
        yield Row(f"a keystroke, {name}, processor time, mean", spent / turns, goal)
        yield Row(f"memory of the server, {name}, MB against 250", memory, 250.0, 1.0, "MB")


async def _session(
    root: Path, file: Path, right: str, wrong: str, turns: int
) -> tuple[float, list[float], float, float, float]:
    """The start and each keystroke by the clock, the memory, and the processor time of the start and of all keystrokes."""
    from lsprotocol import types as lsp
    from pygls.lsp.client import LanguageClient

    client, came = LanguageClient("benchmark", "1"), asyncio.Event()

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(params: lsp.PublishDiagnosticsParams) -> None:
        if params.uri == file.as_uri():
            came.set()

    began = time.perf_counter()
    await client.start_io(sys.executable, "-m", "pytest_icplicense", "lsp", env=dict(os.environ))
    where = [lsp.WorkspaceFolder(root.as_uri(), "root")]
    await client.initialize_async(
        lsp.InitializeParams(lsp.ClientCapabilities(), root_uri=root.as_uri(), workspace_folders=where)
    )
    client.initialized(lsp.InitializedParams())
    text = file.read_text(encoding="utf-8")
    texts = [text.replace(right, wrong), text]
    opened = lsp.TextDocumentItem(file.as_uri(), "yaml", 0, texts[0])
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(opened))
    await asyncio.wait_for(came.wait(), PATIENCE)
    start = time.perf_counter() - began
    process = client._server
    at_start = _processor(process.pid) if process is not None else 0.0
    await asyncio.sleep(1)
    before = _processor(process.pid) if process is not None else 0.0
    typed: list[float] = []
    for turn in range(1, turns + 1):
        came.clear()
        now = time.perf_counter()
        which = lsp.VersionedTextDocumentIdentifier(uri=file.as_uri(), version=turn)
        change = lsp.TextDocumentContentChangeWholeDocument(texts[turn % 2])
        client.text_document_did_change(lsp.DidChangeTextDocumentParams(which, [change]))
        await asyncio.wait_for(came.wait(), PATIENCE)
        typed.append(time.perf_counter() - now)
        await asyncio.sleep(0.05)
    spent = _processor(process.pid) - before if process is not None else 0.0
    memory = _resident(process.pid) if process is not None else 0.0
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return start, typed, memory, at_start, spent


def _processor(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    """Megabytes that a process had at most."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1000
