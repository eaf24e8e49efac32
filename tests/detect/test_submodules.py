"""Submodules are said to be passed over."""

from __future__ import annotations

from pathlib import Path

from pytest_icplicense.detect import detectors
from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.files import DISK


def test_each_submodule_is_passed_over_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / ".gitmodules").write_text(
        '[submodule "chat"]\n\tpath = libs/chat\n\turl = https://a.cn/chat.git\n'
    )
    found = survey(tmp_path, DISK, {}, detectors.all_detectors())
    assert [(each.path, each.line, each.what) for each in found.passed_over] == [
        (".gitmodules", 2, "libs/chat")
    ]
    assert found.passed_over[0].reason.en == "a submodule, a repository of its own"
