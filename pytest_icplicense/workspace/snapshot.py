"""The files of a repository at one moment: how they are shown, which of them belong together, and what they show."""

from __future__ import annotations

import os
import posixpath
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense import WAIVERS
from pytest_icplicense.documents import Document
from pytest_icplicense.files import DISK, Files, is_plain, lexists
from pytest_icplicense.files.discovery import is_found
from pytest_icplicense.files.memo import Memo
from pytest_icplicense.files.repository import Repository, repository_root, root_around
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.capability import Detections
from pytest_icplicense.text import plain

if TYPE_CHECKING:
    from pytest_icplicense.detect.observation import Observations
    from pytest_icplicense.detect.observation_cache import ObservationCache
    from pytest_icplicense.detect.survey import Survey
    from pytest_icplicense.library import Library


class Snapshot:
    """One state of the files that a run judges. What was found out about them is kept; nothing of it is ever changed."""

    def __init__(
        self,
        settings: Settings,
        base: Path,
        files: Files = DISK,
        survey: Survey | None = None,
        given_in: Files | None = None,
    ) -> None:
        """`base` is the folder that shown paths are relative to; a `survey` that is given must be of these files.

        `given_in` is where waiver files are, if not among `files`, and where what a browser showed is looked for first.
        """
        self.settings = settings
        self.base = base
        self.files = files
        self.given_in = given_in or files
        self.resolve = Memo(files.resolve)
        self._shown_folder = Memo(self._folder_shown)
        self._waiver_candidates = Memo(self._waiver_candidates_of)
        self._waiver_files = Memo(self._waiver_files_of)
        self._surveys: dict[Path, Survey] = {}
        self._observations: Observations | None = None
        if survey is not None:
            self._surveys[survey.root] = survey

    @cached_property
    def repository(self) -> Repository:
        """The repository that manifests may refer to files in."""
        folder = self.files.resolve(self.settings.folder)
        return Repository(root_around(folder, self.base, self.files), self.files)

    def is_found(self, file: Path) -> bool:
        """Whether a run that is given no paths judges the manifest `file`."""
        return is_found(file, self.settings.exclude, self.settings.folder, self.repository.root, self.files)

    def rendered_in(self, file: Path) -> Files:
        """Where a file of what a browser showed is read: one that only a run of CI has is nowhere else."""
        return self.given_in if lexists(self.given_in, file) else self.files

    def waiver_candidates(self, file: Path) -> tuple[Path, ...]:
        """Where waivers of a manifest may stand: beside it, in the configuration's folder, at the repository's root."""
        return self._waiver_candidates(file.parent)

    def _waiver_candidates_of(self, folder: Path) -> tuple[Path, ...]:
        above = (self.resolve(each) for each in (folder, self.settings.folder))
        folders = dict.fromkeys((*above, self.repository.root))
        return tuple(folder / name for folder in folders for name in WAIVERS)

    def waiver_files(self, file: Path) -> tuple[Path, ...]:
        """The waiver files for a manifest."""
        return self._waiver_files(file.parent)

    def _waiver_files_of(self, folder: Path) -> tuple[Path, ...]:
        return tuple(path for path in self._waiver_candidates(folder) if lexists(self.given_in, path))

    def survey(self, library: Library, root: Path | None = None) -> Survey:
        """What the repository shows, or the folder `root`; looked into when it is first asked for.

        Raises:
            BadPlugin: a package's detectors cannot be used.
        """
        root = root or self.surveyed
        if root not in self._surveys:
            from pytest_icplicense.detect.observation import Observations
            from pytest_icplicense.detect.surveyor import survey

            chosen, known = self.settings, library.catalogue.capabilities
            if self._observations is None:
                kept = partial(_kept, root, library) if chosen.cache else None
                self._observations = Observations(kept, chosen.jobs)
            self._surveys[root] = survey(
                root,
                self.files,
                known,
                library.detectors,
                chosen.exclude,
                chosen.folder,
                self._observations,
            )
        return self._surveys[root]

    def updated(self, changed: frozenset[Path], files: Files, library: Library) -> Snapshot:
        """The state in which only the files in `changed` are others, read from `files` now."""
        other = Snapshot(self.settings, self.base, files)
        other._observations = self._observations
        if all(is_plain(each, path) for path in changed for each in (self.files, files)):
            other.repository = self.repository.edited(changed, files)
        chosen, known = self.settings, library.catalogue.capabilities
        for root, survey in self._surveys.items():
            from pytest_icplicense.detect.surveyor import updated

            below = [path.relative_to(root).as_posix() for path in changed if path.is_relative_to(root)]
            other._surveys[root] = updated(
                survey,
                below,
                root,
                files,
                known,
                library.detectors,
                chosen.exclude,
                chosen.folder,
                self._observations,
            )
        return other

    def shows_the_same_as(self, other: Snapshot) -> bool:
        """Whether nothing that the repository shows is another than in an earlier state."""
        return all(
            root in self._surveys and self._surveys[root].shows_as(survey)
            for root, survey in other._surveys.items()
        )

    @cached_property
    def surveyed(self) -> Path:
        """The repository; without git, the folder that the run is configured for: what is around it is nobody's."""
        root = self.repository.root
        return root if lexists(self.files, root / ".git") else self.files.resolve(self.settings.folder)

    def detections(self, document: Document, library: Library) -> tuple[Detections, list[Path]]:
        """What the repository shows of the service that a document declares, and the files that it is seen in.

        Raises:
            BadPlugin: a package's detectors cannot be used.
        """
        file = self.resolve(document.file)
        found = self.survey(library)
        if not file.is_relative_to(found.root):  # another folder that a run without git was given
            found = self.survey(library, file.parent)
        path = file.relative_to(found.root).as_posix()
        return found.of(path, document.index, self.show), found.files_of(path, document.index)

    def owner(self, document: Document) -> str:
        """The service that a document declares, as what claims code: the file, and the document's number."""
        file = self.resolve(document.file)
        root = self.surveyed
        path = file.relative_to(root) if file.is_relative_to(root) else file
        return f"{path.as_posix()}#{document.index}"

    def show(self, file: Path) -> str:
        """A path as messages show it: relative to the base, with forward slashes."""
        above = self._shown_folder(file.parent)
        if above is not None and file.name not in ("", ".."):
            return plain(f"{above}{file.name}")
        return plain(self._relative(file))

    def _folder_shown(self, folder: Path) -> str | None:
        """What stands before the files of a folder at or below the base; None elsewhere."""
        shown = self._relative(folder)
        if shown == ".":
            return ""
        return None if shown.startswith(("..", "/")) or ":" in shown else f"{shown}/"

    def _relative(self, file: Path) -> str:
        try:
            return Path(os.path.relpath(file, self.base)).as_posix()
        except ValueError:  # another drive on Windows
            return file.as_posix()

    @cached_property
    def below_root(self) -> str:
        """The base, as seen from the repository's root."""
        base = self.files.resolve(self.base)
        return base.relative_to(repository_root(base, self.files)).as_posix()


def _kept(root: Path, library: Library) -> ObservationCache | None:
    from pytest_icplicense.detect.observation_cache import ObservationCache

    return ObservationCache.beside(root, library.sha256)


def from_root(below_root: str, path: str) -> str:
    """A shown path, told from the repository's root: where services that show code look for it."""
    return posixpath.normpath(posixpath.join(below_root, path))
