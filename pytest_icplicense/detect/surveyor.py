"""Takes a survey: lists a repository once, opens each artifact once, and puts together what its detectors see.

A survey can be brought up to date, too: only what changed is then opened again.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pytest_icplicense import is_manifest
from pytest_icplicense.detect.assembly import assembled
from pytest_icplicense.detect.code_folders import Claim, claim_again, claims_of, owners
from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.listing import Listing, chooser, listed, unread_languages
from pytest_icplicense.detect.observation import Observations, not_judged
from pytest_icplicense.detect.opening import Opener
from pytest_icplicense.detect.source.detectors import PARTLY_READ
from pytest_icplicense.detect.survey import Basis, Survey
from pytest_icplicense.files import Files
from pytest_icplicense.files.discovery import is_found
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.files.overlay import all_laid
from pytest_icplicense.model.capability import Capability


def survey(
    root: Path,
    files: Files,
    capabilities: Mapping[str, Capability],
    detectors: Collection[Detector],
    exclude: Collection[str] = (),
    base: Path | None = None,
    observations: Observations | None = None,
) -> Survey:
    """Look into the artifacts of the repository at `root`; `exclude` are patterns of paths relative to `base`.

    What is among the `observations` is not parsed again, and what is parsed is added to them. Never raises for what the
    files are or contain.
    """
    return _Surveyor(root, files, capabilities, detectors, exclude, base or root, observations).afresh()


def updated(
    old: Survey,
    changed: Collection[str],
    root: Path,
    files: Files,
    capabilities: Mapping[str, Capability],
    detectors: Collection[Detector],
    exclude: Collection[str] = (),
    base: Path | None = None,
    observations: Observations | None = None,
) -> Survey:
    """What `survey` gives now, if nothing but the files and folders `changed` may have changed since it gave `old`.

    They are relative to `root`: edited, created or deleted, a folder for all that is in it. `old` itself is given where it
    still says the same, digests included; of another, `old.shows_as` tells whether that matters to anybody. Where it was
    asked for something else than `old` was, all is looked into anew.
    """
    surveyor = _Surveyor(root, files, capabilities, detectors, exclude, base or root, observations)
    return surveyor.again(old, {posixpath.normpath(path) for path in changed})


class _Surveyor:
    def __init__(
        self,
        root: Path,
        files: Files,
        capabilities: Mapping[str, Capability],
        detectors: Collection[Detector],
        exclude: Collection[str],
        base: Path,
        observations: Observations | None,
    ) -> None:
        self.root, self.files, self.capabilities, self.detectors = root, files, capabilities, detectors
        self.exclude, self.base = exclude, base
        self.observations = Observations() if observations is None else observations
        self.asked = tuple(each.name for each in detectors), tuple(exclude), base

    def afresh(self) -> Survey:
        """The survey of all that is there."""
        try:
            listing = self._listing()
        except OSError as error:
            unjudged = (not_judged(".", unreadable(error)),)
            return replace(self._survey(Listing(), self._opener(Listing())), unjudged=unjudged, basis=None)
        return self._survey(listing, self._opener(listing))

    def again(self, old: Survey, paths: Collection[str]) -> Survey:
        """The survey after some files have changed."""
        basis = old.basis
        same = old.root == self.root and (old.known is self.capabilities or old.known == self.capabilities)
        if basis is None or basis.asked != self.asked or not same:
            return _either(old, self.afresh())
        listing = basis.listing
        changed: Container[str] = paths
        if all(listing.holds(path, self.root, self.files) for path in paths):
            inputs = [path for path in paths if path in old.inputs]
            if not inputs:
                return old
            if all(path in basis.claims and not basis.looked_into(path) for path in inputs):
                return self._claimed_again(old, basis, inputs)
        else:
            try:
                listing = self._listing()
            except OSError:
                return self.afresh()
            changed = _Changed(paths, listing.paths ^ basis.listing.paths)
        opener = self._opener(listing)
        for path, opened in basis.opened.items():
            if path not in changed:
                opener.know(path, opened, changed)
        claims = {path: claim for path, claim in basis.claims.items() if path not in changed}
        return _either(old, self._survey(listing, opener, claims))

    def _claimed_again(self, old: Survey, basis: Basis, manifests: Collection[str]) -> Survey:
        """The survey after nothing but the content of manifests has changed."""
        again: dict[str, Claim] = {}
        moved = False
        for path in manifests:
            before = basis.claims[path]
            claim = claim_again(self.root, self.files, path, before)
            if claim is None or claim.pairs(path) != before.pairs(path):
                moved = True
            else:
                again[path] = claim
        if not moved and all(claim.sha256 == old.inputs[path] for path, claim in again.items()):
            return old
        if moved:
            known = {path: claim for path, claim in basis.claims.items() if path not in manifests}
            claims = claims_of(self.root, self.files, basis.listing.manifests, known)
            again = {path: claims[path] for path in manifests}
        else:
            claims = {**basis.claims, **again}
        inputs = {**old.inputs, **{path: claim.sha256 for path, claim in again.items()}}
        new = replace(old, inputs=inputs, basis=replace(basis, claims=claims))
        return replace(new, claims=owners(claims)) if moved else new

    def _survey(self, listing: Listing, opener: Opener, known: Mapping[str, Claim] | None = None) -> Survey:
        shown = assembled(self.root, listing, opener, self.exclude, self.base)
        claims: dict[str, Claim] = {}
        if shown.found or shown.unjudged:
            claims = claims_of(self.root, self.files, listing.manifests, known or {})
        opener.finish()
        opened = opener.opened
        whole = any(
            opened[path].sha256
            for path, names in listing.artifacts
            if path in opened and names != (PARTLY_READ,)
        )
        unread = None if whole else unread_languages(listing.paths)
        gaps = tuple(not_judged(".", each) for each in (listing.unseen, unread) if each is not None)
        return Survey(
            self.root,
            self.capabilities,
            shown.found,
            shown.passed_over,
            (*shown.unjudged, *gaps),
            shown.opened,
            owners(claims),
            {**opener.inputs(), **{path: claim.sha256 for path, claim in claims.items()}},
            listing.paths,
            Basis(self.asked, listing, opener.opened, claims),
        )

    def _opener(self, listing: Listing) -> Opener:
        return Opener(
            self.root, self.files, listing.paths, self.capabilities, self.detectors, self.observations
        )

    def _listing(self) -> Listing:
        """
        Raises:
            OSError: there are too many files.
        """
        paths, unseen = listed(self.root, self.files)
        opens = chooser(tuple(self.detectors))
        manifests: list[str] = []
        artifacts: list[tuple[str, tuple[str, ...]]] = []
        for path in opens.known(paths):
            if is_manifest(path.rpartition("/")[2]):
                if is_found(self.root / path, self.exclude, self.base, self.root, self.files):
                    manifests.append(path)
            elif detectors := opens.detectors(path):
                artifacts.append((path, tuple(each.name for each in detectors)))
        nested = tuple(path for path in paths if path.endswith("/"))
        laid = all_laid(self.files, self.root)
        return Listing(frozenset(paths), nested, tuple(artifacts), tuple(manifests), unseen, laid)


class _Changed:
    """Files that may have changed: those named, those in a folder that is named, and those that were not listed before
    or are not now.
    """

    def __init__(self, paths: Collection[str], others: Collection[str]) -> None:
        self._paths, self._others = paths, others

    def __contains__(self, path: object) -> bool:
        return path in self._others or any(each in self._paths for each in _around(str(path)))


def _around(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield "."


def _either(old: Survey, new: Survey) -> Survey:
    """The old one, if the new one says the same."""
    return old if old == new else new
