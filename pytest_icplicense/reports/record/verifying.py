"""An attestation held against the files as they are now: what was added, changed, or is gone since it was made."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense.files import lexists
from pytest_icplicense.files.disk import opened
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.reports.record.in_toto import (
    FILE,
    LICENSE,
    MANIFEST,
    POLICIES,
    PREDICATE,
    STATEMENT,
    TOOL,
)
from pytest_icplicense.reports.record.record_reading import OUT_OF_FORM
from pytest_icplicense.reports.record.report_files import at_most, refused
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, plain
from pytest_icplicense.workspace.workspace import Workspace

_ENVELOPE = "application/vnd.in-toto+json"
_SHA256 = re.compile("[0-9a-f]{64}")
Digests = Mapping[tuple[str, str], str | None]
"""By kind and name; None: could not be read."""
_FOREIGN = Text(
    "no statement of 'icplicense report in-toto', nor an envelope around one",
    "不是 icplicense report in-toto 写出的证明，也不是其签名信封",
)


class Attested(NamedTuple):
    """What an attestation says."""

    as_of: date
    digests: Digests
    signed: bool
    """Whether it came in an envelope; nobody has looked at its signature."""


class Change(NamedTuple):
    """One thing that is not as it was attested."""

    what: str
    """added, changed or gone."""
    kind: str
    name: str

    def to(self, lang: str) -> str:
        """The line that a terminal shows."""
        word = _WORDS[self.what].to(lang)
        kind = _KINDS[self.kind].to(lang)
        return f"{word} {kind}{plain(self.name)}"


_WORDS = {
    "added": Text("added  ", "新增"),
    "changed": Text("changed", "变更"),
    "gone": Text("gone   ", "消失"),
}
_KINDS = {
    MANIFEST: Text("", ""),
    FILE: Text("", ""),
    LICENSE: Text("license ", "许可证 "),
    POLICIES: Text("", ""),
}


def read_attestation(path: Path) -> Attested:
    """The statement in a file, or in the DSSE envelope that a signer put around it.

    Raises:
        NoReport: it cannot be read, or is something else.
    """
    name = plain(str(path))
    try:
        with opened(path) as stream:
            data = at_most(stream)
        tree = json.loads(data)
    except OSError as error:
        raise refused(name, unreadable(error)) from None
    except (ValueError, RecursionError):
        raise refused(name, Text("no JSON; is it cut off?", "不是 JSON；文件是否不完整？")) from None
    signed = isinstance(tree, dict) and "payload" in tree
    try:
        if signed:
            if tree.get("payloadType") != _ENVELOPE:
                raise refused(name, _FOREIGN)
            tree = json.loads(base64.b64decode(tree["payload"], validate=True))
        if tree["_type"] != STATEMENT or tree["predicateType"] != PREDICATE:
            raise refused(name, _FOREIGN)
        return _attested(tree, signed)
    except OUT_OF_FORM:
        raise refused(name, _FOREIGN) from None


def _attested(tree: dict[str, Any], signed: bool) -> Attested:
    found: dict[tuple[str, str], str | None] = {}
    days = []
    for each in (*tree["subject"], *tree["predicate"]["configuration"]):
        kind = each["annotations"]["kind"]
        if kind == TOOL:
            days.append(date.fromisoformat(each["annotations"]["as_of"]))
        elif kind not in _KINDS:
            raise ValueError("another kind")
        else:
            digest = each.get("digest", {}).get("sha256")
            if digest is not None and not _SHA256.fullmatch(digest):
                raise ValueError("no digest")
            if (kind, str(each["name"])) in found:
                raise ValueError("named twice")
            found[kind, str(each["name"])] = digest
    (as_of,) = days
    if not any(kind == POLICIES for kind, _ in found):
        raise ValueError("no policies")
    return Attested(as_of, found, signed)


def digests(report: Report, workspace: Workspace, attested: Digests) -> Digests:
    """The same of what is here now: of the files that a run reads, and of others that were attested, such as results of
    tests. What a verdict rested on and no longer does has changed in the file that named it."""
    manifests = set(report.paths)
    found = {
        (MANIFEST if each.path in manifests and each.sha256 else FILE, each.path): each.sha256
        for each in report.inputs
    }
    for kind, name in attested:
        if kind == FILE and not {(FILE, name), (MANIFEST, name)} & found.keys():
            file = workspace.base / name
            if lexists(workspace.files, file):
                found[kind, name] = workspace.sha256(file)
    found |= {(LICENSE, each.path): each.sha256 for each in report.license_inputs}
    return {**found, (POLICIES, "policies"): report.policies_sha256}


def changes(attested: Digests, here: Digests) -> Iterator[Change]:
    """What differs, by name."""
    for kind, name in sorted({*attested, *here}, key=lambda each: (each[1], each[0])):
        key = kind, name
        if key not in here:
            if not _other(key, here):
                yield Change("gone", kind, name)
        elif key not in attested:
            yield Change("changed" if _other(key, attested) else "added", kind, name)
        elif attested[key] != here[key]:
            yield Change("changed", kind, name)


def _other(key: tuple[str, str], among: Digests) -> bool:
    """Whether a file is there as the other kind: a manifest that could not be read is no subject."""
    kinds = {MANIFEST: FILE, FILE: MANIFEST}
    return (kinds.get(key[0], ""), key[1]) in among
