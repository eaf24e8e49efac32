"""The example, open in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from editor_client import Editor


@pytest.fixture
def editor(project: Any, processes: Any) -> Iterator[Editor]:
    """The example, open in an editor."""
    opened = Editor(project.root, python=processes.python)
    yield opened
    assert opened.close() == 0
