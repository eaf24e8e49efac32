"""Whose the facts of a file are, and what manifests say of them."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import MAX_BYTES
from pytest_icplicense.detect.code_folders import below, claims_of, folder_of, owners
from pytest_icplicense.detect.survey import Survey
from pytest_icplicense.documents import Document, read
from pytest_icplicense.files import Files, read_plain
from pytest_icplicense.model.facts import Explanation


class Owners:
    """The services of a repository, by the folders that they claim."""

    def __init__(self, survey: Survey, files: Files) -> None:
        self.root, self.files = survey.root, files
        self.manifests = survey.basis.listing.manifests if survey.basis else ()
        self.claims = survey.claims or owners(claims_of(self.root, files, self.manifests, {}))
        self._documents: dict[str, tuple[Document, ...]] = {}

    def of(self, path: str) -> tuple[str | None, ...]:
        """The names of the services that claim the nearest folder around a file; None: nobody's, so it counts for all."""
        folder = folder_of(path)
        while folder and folder not in self.claims:
            folder = folder_of(folder)
        named = {self._name(owner) for owner in self.claims.get(folder, ())} - {None}
        return tuple(sorted(str(name) for name in named)) or (None,)

    def _name(self, owner: str) -> str | None:
        path, _, index = owner.rpartition("#")
        for document in self._read(path):
            if document.index == int(index) and isinstance(document.tree, dict):
                name = document.tree.get("name")
                return name if isinstance(name, str) else None
        return None

    def _read(self, path: str) -> tuple[Document, ...]:
        if path not in self._documents:
            self._documents[path] = tuple(read(self.root / path, path, self.files).documents)
        return self._documents[path]

    def explanations(self) -> Iterator[Explanation]:
        """What the manifests say under `observed`. A path starts from the manifest's folder, or else from the root."""
        for path in self.manifests:
            try:
                data = read_plain(self.files, self.root / path, MAX_BYTES)
            except OSError:
                continue
            if data is None or b"observed" not in data:
                continue
            for document in self._read(path):
                tree = document.tree if isinstance(document.tree, dict) else {}
                rows = tree.get("observed")
                for row in rows if isinstance(rows, list) else ():
                    if isinstance(row, dict) and {"fact", "path", "is"} <= row.keys():
                        for place in dict.fromkeys((below(folder_of(path), row["path"]), str(row["path"]))):
                            value = str(row["value"]) if "value" in row else None
                            name = str(tree.get("name"))
                            yield Explanation(
                                fact=str(row["fact"]),
                                path=place,
                                value=value,
                                stated=str(row["is"]),
                                manifest=name,
                            )
