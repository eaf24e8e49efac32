"""What a repository shows, beside what its manifests declare of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.detect.observation import PassedOver
from pytest_icplicense.detect.survey import trimmed
from pytest_icplicense.documents import Problem
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library.settings import BadSetting, find
from pytest_icplicense.model.capability import Confidence, Detected, Served, Shown
from pytest_icplicense.model.manifest import SERVICE, Manifest
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.workspace import Workspace

DOMAIN = "domain"
"""What stands for a capability in the rows of domains."""


class Entry(NamedTuple):
    """A capability, or a domain, with every file that shows it."""

    id: str
    """The capability's; a domain's name."""
    name: Text
    kinds: tuple[str, ...]
    items: tuple[str, ...]
    confidence: Confidence
    reason: Text
    shown: tuple[Shown, ...]
    accounts: tuple[tuple[str, str | None], ...]
    """The services whose code it is in, and what accounts for it in each: a feature kind, an item, a word, or nothing."""
    is_domain: bool = False

    @property
    def declared(self) -> bool:
        """Whether every service whose code shows it accounts for it."""
        return bool(self.accounts) and all(account is not None for _, account in self.accounts)


class Inventory(NamedTuple):
    """All of it."""

    entries: tuple[Entry, ...]
    passed_over: tuple[PassedOver, ...]
    unjudged: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    """What keeps manifests from being compared: documents that cannot be used."""
    opened: int
    services: int

    @property
    def exit_code(self) -> int:
        """1 where something likely is accounted for by no manifest, though there are some; 2 where one cannot be read."""
        if self.problems:
            return 2
        undeclared = (each for each in self.entries if not each.declared)
        return 1 if self.services and any(each.confidence is not Confidence.LOW for each in undeclared) else 0


def inventory(workspace: Workspace, folder: Path) -> Inventory:
    """Take stock of what is in `folder`, which is in the workspace's repository, or of a single file.

    Raises:
        BadPlugin: a package's detectors cannot be used.
    """
    whole = workspace.snapshot.survey(workspace.library)
    root = whole.root
    inside = workspace.files.resolve(folder).relative_to(root).as_posix()
    survey = trimmed(whole, [inside])
    chosen = workspace.settings
    manifests: list[Manifest] = []
    problems: list[Problem] = []
    files = find_manifests(root, chosen.exclude, chosen.folder, workspace.files)
    own = (file for file in files if not _of_another_run(file, folder, workspace))
    for bound in workspace.bind_files(own):
        manifests += [each for each in bound.manifests if each.kind == SERVICE]
        problems += bound.problems
    everything = survey.all(workspace.show)
    entries = [_capability(each, manifests, workspace) for each in everything.capabilities]
    entries += [_domain(each, manifests) for each in everything.domains]
    return Inventory(
        tuple(entries),
        survey.passed_over,
        everything.unjudged,
        tuple(dict.fromkeys(problems)),
        survey.opened,
        len(manifests),
    )


def _of_another_run(file: Path, folder: Path, workspace: Workspace) -> bool:
    """Whether a manifest lies elsewhere and has a configuration of its own: its licenses and policies are not known here."""
    asked, file = workspace.files.resolve(folder), workspace.files.resolve(file)
    if file.is_relative_to(asked):
        return False
    try:
        own = find(file.parent, workspace.files)
        return own is not None and own != find(asked, workspace.files)
    except BadSetting:
        return False  # it is told with the manifest


def _capability(found: Detected, manifests: Iterable[Manifest], workspace: Workspace) -> Entry:
    capability = found.capability
    accounts = [
        (each.name, each.account_of(own))
        for each in manifests
        for own in each.detected.capabilities
        if own.capability.id == capability.id
    ]
    items = workspace.library.catalogue.items(capability)
    return Entry(
        capability.id,
        capability.name,
        capability.kinds,
        items,
        found.confidence,
        capability.reason,
        found.shown,
        tuple(accounts),
    )


def _domain(found: Served, manifests: Iterable[Manifest]) -> Entry:
    accounts = [
        (each.name, _served(each, found.domain))
        for each in manifests
        if any(own.domain == found.domain for own in each.detected.domains)
    ]
    reason = Text("the service answers on this domain", "服务通过该域名对外提供")
    name = Text.same(found.domain)
    return Entry(found.domain, name, (), (), found.confidence, reason, found.shown, tuple(accounts), True)


def _served(manifest: Manifest, domain: str) -> str | None:
    """What accounts for a domain: the licensed site that it is of, or an explanation."""
    if any(held.rows(domain) for held in manifest.licenses):
        return "licensed"
    return manifest.set_aside(domain)
