"""What workers judge with, and what they do: a job travels to each, and a chunk of files comes back as results."""

from __future__ import annotations

import pickle  # nosec B403: of what this process made, for workers that it starts
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from pytest_icplicense.files import Files
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.library import Library
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.facts import Facts
from pytest_icplicense.runs.judge_file import judge_file
from pytest_icplicense.runs.report import FileResult, Wants
from pytest_icplicense.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pytest_icplicense.detect.survey import Survey


@dataclass(frozen=True, slots=True)
class Job:
    """What workers judge with: sent with each task as bytes, which a worker takes apart once."""

    token: str
    content: bytes

    @classmethod
    def of(cls, workspace: Workspace, wants: Wants) -> Job:
        """The job that judges as `workspace` does."""
        context = _Context(
            workspace.settings,
            workspace.base,
            workspace.files,
            workspace.library,
            _surveyed(workspace),
            workspace.facts,
            wants,
            workspace.snapshot.given_in,
        )
        return cls(uuid4().hex, pickle.dumps(context))


@dataclass(frozen=True, slots=True)
class _Context:
    settings: Settings
    base: Path
    files: Files
    library: Library
    survey: Survey | None
    facts: Facts
    wants: Wants
    given_in: Files


_contexts: dict[str, _Context] = {}
"""By job, what this process has taken apart; a worker of a cluster outlives a run, and what it knows of one holds for no
other."""
_MOST_CONTEXTS = 4
_lock = Lock()
"""A worker may have several threads."""


def judge_chunk(job: Job, files: Sequence[Path]) -> list[FileResult]:
    """What a worker does: each chunk has a workspace of its own, so that threads share nothing that changes."""
    with _lock:
        context = _contexts.get(job.token)
        if context is None:
            if len(_contexts) >= _MOST_CONTEXTS:
                _contexts.clear()
            context = _contexts[job.token] = pickle.loads(job.content)  # nosec B301: from whoever started this worker
    workspace = Workspace(
        context.settings,
        context.base,
        context.files,
        context.library,
        context.survey,
        context.facts,
        given_in=context.given_in,
    )
    results = [judge_file(workspace, file, None, context.wants) for file in files]
    return [replace(each, reads=frozenset()) for each in results]  # which only who judges again asks for


def _surveyed(workspace: Workspace) -> Survey | None:
    """The survey; None where it cannot be had, which every service is told of."""
    try:
        found = None if workspace.library.problems else workspace.snapshot.survey(workspace.library)
        return None if found is None else found.without_basis()
    except BadPlugin:
        return None
