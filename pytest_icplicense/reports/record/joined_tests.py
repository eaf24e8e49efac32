"""What the tests of several jobs gave, put together; they must have run at one commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_icplicense.model.evidence import Evidence, together
from pytest_icplicense.text import Text


class JoinedTests:
    """The evidence of reports, one after the other."""

    def __init__(self) -> None:
        self._evidence: list[Evidence] | None = None
        self._commits: dict[str, str] = {}

    def add(self, name: str, evidence: Iterable[Evidence] | None) -> None:
        """What the report of this name has; None: nobody ran tests for it."""
        if evidence is None:
            return
        self._evidence = self._evidence or []
        for each in evidence:
            self._evidence.append(each)
            if each.commit is not None and each.refused is None:
                self._commits.setdefault(each.commit, name)

    def refusals(self) -> Iterator[Text]:
        """Why they do not belong together."""
        if len(self._commits) > 1:
            listed = ", ".join(f"{commit[:12]} ({name})" for commit, name in self._commits.items())
            yield Text(
                f"tests ran at different commits: {listed}; judge one commit in all jobs",
                f"测试运行于不同提交：{listed}；各作业应判定同一提交",
            )

    def together(self) -> tuple[Evidence, ...] | None:
        """All of it, each once; None: nobody ran tests for any."""
        return None if self._evidence is None else together(self._evidence)
