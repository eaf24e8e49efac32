"""Whose code is where: the folders that the services of a repository's manifests claim."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pytest_icplicense.detect.artifact import MAX_BYTES
from pytest_icplicense.expressions import expression
from pytest_icplicense.files import Files, read_plain

_MORE = expression(rb"^(---|\.\.\.)", re.MULTILINE)
"""What may divide a file into several documents."""
_SERVICE = expression(rb"^kind:[ \t]*[\"']?Service\b", re.MULTILINE)

Pairs = tuple[tuple[str, str], ...]
"""Folders, each with a service that claims it: a manifest with the number of its document, `a/icp.yaml#0`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one manifest file claims."""

    sha256: str | None
    """Of its content; None where it cannot be read."""
    alone: bool = False
    """Whether it is of one document that cannot name another folder than its own.

    It is then taken at its word, unread, where services claim that folder already: one that only looks like a service
    takes nothing from them.
    """
    taken: bool = False
    """Whether it was."""
    read: Pairs | None = None
    """What its documents say; None: they were not read."""
    explains: bool = False
    """Whether a word in it may begin what it says of observed facts (`observed`)."""

    def pairs(self, path: str) -> Pairs:
        """What the file, which is at `path`, claims."""
        return ((folder_of(path), f"{path}#0"),) if self.taken else self.read or ()


def folder_of(path: str) -> str:
    """The folder that a file stands in, relative to the root; empty for the root itself."""
    return path.rpartition("/")[0]


def claim_of(root: Path, files: Files, path: str) -> Claim:
    """A manifest as its text alone shows it, its documents not read unless there can be none of a service."""
    try:
        data = read_plain(files, root / path, MAX_BYTES)
    except OSError:
        data = None
    if data is None:
        return Claim(None, read=())
    sha256 = hashlib.sha256(data).hexdigest()
    explains = b"observed" in data
    if not _SERVICE.search(data):
        return Claim(sha256, read=(), explains=explains)
    alone = b"code" not in data and b"\\" not in data and not _MORE.search(data)
    return Claim(sha256, alone, explains=explains)


def read_claim(root: Path, files: Files, path: str, claim: Claim) -> Claim:
    """The same with what the documents say: the folders that `code` names, else the one that the file stands in."""
    return replace(
        claim, taken=False, read=tuple(_read(root, files, path)) if claim.read is None else claim.read
    )


def _read(root: Path, files: Files, path: str) -> Iterator[tuple[str, str]]:
    from pytest_icplicense.documents import read

    own = folder_of(path)
    for document in read(root / path, path, files).documents:
        if document.kind == "Service":
            code = document.tree.get("code")
            for folder in code if isinstance(code, list) else [None]:
                yield below(own, folder), f"{path}#{document.index}"


def claims_of(
    root: Path, files: Files, manifests: Iterable[str], known: Mapping[str, Claim]
) -> dict[str, Claim]:
    """What each manifest claims, in their order; of those that are `known`, no more is read than is needed."""
    claims: dict[str, Claim] = {}
    claimed: set[str] = set()
    for path in manifests:
        claim = known.get(path) or claim_of(root, files, path)
        if claim.alone and folder_of(path) in claimed:
            claim = claim if claim.taken else replace(claim, taken=True)
        elif claim.taken or claim.read is None:
            claim = read_claim(root, files, path, claim)
        claims[path] = claim
        claimed.update(folder for folder, _ in claim.pairs(path))
    return claims


def claim_again(root: Path, files: Files, path: str, before: Claim) -> Claim | None:
    """The claim of a manifest whose content changed, while all others stay; None: it depends on the others."""
    claim = claim_of(root, files, path)
    if claim.sha256 == before.sha256:
        return before
    if not claim.alone:
        return read_claim(root, files, path, claim)
    if not before.alone:
        return None
    return replace(claim, taken=True) if before.taken else read_claim(root, files, path, claim)


def owners(claims: Mapping[str, Claim]) -> dict[str, frozenset[str]]:
    """Folders, and the services that claim them."""
    found: dict[str, set[str]] = {}
    for path, claim in claims.items():
        for folder, owner in claim.pairs(path):
            found.setdefault(folder, set()).add(owner)
    return {folder: frozenset(names) for folder, names in found.items()}


def below(folder: str, path: Any) -> str:
    """The folder `path` as seen from `folder`, relative to the root; `folder` itself where it is none."""
    if not isinstance(path, str):
        return folder
    parts: list[str] = folder.split("/") if folder else []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
