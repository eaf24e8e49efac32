"""The workspace of a run that was read back: what reports recorded, and the files where they are still the same."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pytest_icplicense.documents import Problem
from pytest_icplicense.library import Library
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.recorded import Recorded
from pytest_icplicense.reports.provenance import policies, sha256
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.settings import Settings
from pytest_icplicense.text import Text
from pytest_icplicense.workspace import Workspace

_NAMED = 3
"""Files of those that differ."""


class RecordedWorkspace(Workspace):
    """Answers from what was recorded. What a format asks of policies or manifests besides is answered where these are what
    the reports judged, and else refused: a page of other policies than the verdicts' would be worse than none."""

    def __init__(self, settings: Settings, base: Path, recorded: Recorded) -> None:
        """`base` is the folder that recorded paths are looked for in."""
        super().__init__(settings, base)
        self.recorded = recorded
        self._same: bool | None = None

    def from_root(self, path: str) -> str:
        """A path told from the repository's root."""
        self.__dict__.setdefault("_below_root", self.recorded.below_root)
        return super().from_root(path)

    @cached_property
    def library(self) -> Library:
        """The policies, if they are those that were judged by.

        Raises:
            NoReport: they are not.
        """
        library = super().library
        here = policies(self.settings, self.files, library.brought)
        if here != self.recorded.policies_sha256:
            raise NoReport(
                Text(
                    "this format quotes the policies, and those here are not what the reports were judged by"
                    f" (sha256 {here[:12]}… here, {self.recorded.policies_sha256[:12]}… there); use the same version,"
                    " --policies and --license, or a format that needs none: json, junit, csv, markdown, github, gitlab",
                    f"此格式需引用策略，而此处的策略与报告判定所用的不同（此处 sha256 {here[:12]}…，报告"
                    f" {self.recorded.policies_sha256[:12]}…）；请使用相同版本、--policies 和 --license，"
                    "或改用不需要策略的格式：json、junit、csv、markdown、github、gitlab",
                )
            )
        return library

    def bound(self, file: Path) -> tuple[list[Manifest], list[Problem]]:
        """The manifests of a file, if everything that the reports were made of is here as it was.

        Raises:
            NoReport: it is not.
        """
        if self._same is None:
            self._compare()
            self._same = True
        return super().bound(file)

    def _compare(self) -> None:
        other = [
            each.path
            for each in self.recorded.inputs
            if sha256(self.base / each.path, self.files) != each.sha256
        ]
        if other:
            more = Text(
                f" and {len(other) - _NAMED} more" if len(other) > _NAMED else "",
                f" 等 {len(other)} 个文件" if len(other) > _NAMED else "",
            )
            listed = ", ".join(other[:_NAMED])
            raise NoReport(
                Text(
                    f"this format looks into the manifests, and here {listed}{more.en} are missing or not what was judged;"
                    " join in a checkout of the same commit, in the same folder, or choose another format (json, junit, csv,"
                    " sarif, markdown, …)",
                    f"此格式需读取清单，而此处 {listed}{more.zh} 缺失或与所判定的不同；"
                    "请在同一提交的检出目录中合并，或改用其他格式（json、junit、csv、sarif、markdown 等）",
                )
            )
