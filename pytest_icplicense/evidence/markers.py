"""What `@pytest.mark.icp_evidence(clause, subject=…)` says, held against the clauses and manifests that there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pytest_icplicense.documents import read
from pytest_icplicense.engine.expand import id_of_name
from pytest_icplicense.evidence.outcomes import Claim
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.model.evidence import MARKER
from pytest_icplicense.text import IcpError, Text, near, plain
from pytest_icplicense.workspace.manifest_faults import KINDS
from pytest_icplicense.workspace.workspace import Workspace


class Unfit(IcpError):
    """A marker that says nothing that could be proven, with the reason."""


class Known:
    """The clauses and the subjects that markers may name."""

    def __init__(self, workspace: Workspace, subjects: Iterable[str] = ()) -> None:
        self._workspace = workspace
        self._clauses = workspace.library.clause_ids()
        self._subjects = set(subjects)
        self._searched = False

    def claims(self, marks: Iterable[tuple[tuple[Any, ...], Mapping[str, Any]]]) -> list[Claim]:
        """What a test claims, its own marks last as they stand closest to it.

        Raises:
            Unfit: one of them cannot be used.
        """
        return list(dict.fromkeys(self.claim(*mark) for mark in reversed(list(marks))))

    def claim(self, arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> Claim:
        """What a marker with these arguments claims.

        Raises:
            Unfit: it is none, or names a clause or a subject that there is not.
        """
        given = {**dict(zip(("clause", "subject"), arguments, strict=False)), **keywords}
        whole = len(arguments) + len(keywords) == 2 and set(given) == {"clause", "subject"}
        if not whole or not all(isinstance(value, str) for value in given.values()):
            raise Unfit(
                Text(
                    f"write @pytest.mark.{MARKER}('SP-15.10.2', subject='name of a manifest'), with texts",
                    f"应写作 @pytest.mark.{MARKER}('SP-15.10.2', subject='清单名称')，参数均为文本",
                )
            )
        clause, subject = given["clause"], given["subject"]
        if clause not in self._clauses:
            hint, shown = near(clause, self._clauses), plain(clause)
            raise Unfit(
                Text(
                    f"{MARKER}: no clause '{shown}'{hint.en}", f"{MARKER}：没有编号为“{shown}”的条款{hint.zh}"
                )
            )
        written = id_of_name(subject)
        if written not in self._subjects and written not in (known := self._all()):
            hint, shown = near(subject, known), plain(subject)
            raise Unfit(
                Text(
                    f"{MARKER}: no manifest is named '{shown}'{hint.en}",
                    f"{MARKER}：没有名为“{shown}”的清单{hint.zh}",
                )
            )
        return Claim(clause, written)

    def _all(self) -> Collection[str]:
        """The names of all manifests of the project: a run of some tests alone has collected none."""
        if not self._searched:
            self._searched = True
            chosen = self._workspace.settings
            for folder in dict.fromkeys((self._workspace.base, chosen.folder)):
                for file in find_manifests(folder, chosen.exclude, chosen.folder):
                    for document in read(file, self._workspace.show(file)).documents:
                        name = document.tree.get("name") if document.kind in KINDS else None
                        if isinstance(name, str):
                            self._subjects.add(id_of_name(name))
        return sorted(self._subjects)
