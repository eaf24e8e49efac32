"""The operators that services name. Each file is read once, however many services name it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.documents import Document, Problem, Source, read
from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.files import Files
from pytest_icplicense.files.repository import Repository, Unavailable
from pytest_icplicense.model.manifest import OPERATOR
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.workspace.snapshot import Snapshot


class Operators:
    """The operators' files of one run."""

    def __init__(self, files: Files, show: Callable[[Path], str], is_found: Callable[[Path], bool]) -> None:
        """`show` gives a path as messages show it; `is_found` says whether a run that is given no paths judges a file."""
        self._files = files
        self._show = show
        self._is_found = is_found
        self._operators: dict[Path, Source] = {}
        self._kept: dict[str, Source] = {}
        """The files as they are, by the path that is shown."""

    def of(
        self, service: Document, repository: Repository, schema: Schema
    ) -> tuple[Document | None, list[Problem]]:
        """The operator's document that a service names, or why it cannot be used."""
        path = service.tree["operator"]
        try:
            file = repository.locate(service.file.parent, path)
        except Unavailable as error:
            text = Text(
                f"operator document {error.reason.en}; write the path of the file of kind Operator",
                f"经营者清单{error.reason.zh}；请填写 kind 为 Operator 的文件路径",
            )
            return None, [service.problem("/operator", text)]
        if not self._is_found(file):
            text = Text(
                f"operator document '{path}' is never judged itself: name it 'NAME.icp.yaml', in a folder that is"
                " searched and not excluded",
                f"经营者清单“{path}”本身不会被判定：请命名为“NAME.icp.yaml”，并放在会被搜索且未排除的文件夹中",
            )
            return None, [service.problem("/operator", text)]
        if file not in self._operators:
            self._operators[file] = self._read_operator(file, schema)
        source = self._operators[file]
        if source.problems:
            why = source.problems[0]
            text = Text(
                f"operator document '{path}' cannot be used: {why.to('en')}",
                f"经营者清单“{path}”无法使用：{why.to('zh')}",
            )
            return None, [service.problem("/operator", text)]
        return source.documents[0], []

    def read(self, file: Path) -> Source:
        """A manifest file's documents, which may have been read for services already."""
        path = self._show(file)
        return self._kept.get(path) or read(file, path, self._files)

    def updated(self, changed: Collection[Path], files: Files, snapshot: Snapshot) -> Operators:
        """The same in a state in which only the files in `changed` are others."""
        other = Operators(files, snapshot.show, snapshot.is_found)
        other._operators = {file: source for file, source in self._operators.items() if file not in changed}
        for shown in map(self._show, other._operators):
            other._kept[shown] = self._kept[shown]
        return other

    def sha256(self, file: Path) -> str | None:
        """The digest of a file that was read for services; None: none was, or it could not be read."""
        source = self._kept.get(self._show(file))
        return source.sha256 if source else None

    def _read_operator(self, file: Path, schema: Schema) -> Source:
        path = self._show(file)
        source = self._kept[path] = read(file, path, self._files)
        operators = [document for document in source.documents if document.kind == OPERATOR]
        problems = list(source.problems)
        for document in operators:
            problems += schema.problems(document)
        if not problems and len(operators) != 1:
            text = Text(
                f"has {len(operators)} documents of kind Operator, needs one",
                f"含有 {len(operators)} 份 kind 为 Operator 的文档，应为一份",
            )
            problems.append(Problem(self._show(file), 1, 1, text))
        return Source(tuple(operators), tuple(problems))
