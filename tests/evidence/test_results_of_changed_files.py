"""Results of the checked-out commit count only as long as its files are those that the tests ran on."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime

import pytest

from pytest_icplicense.evidence.freshness import Standing, changed
from pytest_icplicense.model.evidence import Evidence


@pytest.fixture
def committed(project, own_git):
    """The example in a repository of its own, all of it committed."""
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run(["git", *words], cwd=project.root, check=True)
    return project


def refusal(project):
    standing = Standing.here(project.root)
    ran = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    one = Evidence("tests/test_app.py::test_it", "SP-15.10.2", "ads-console", "passed", standing.head, ran)
    return standing.held(one).refused


def test_nothing_has_changed(committed):
    assert refusal(committed) is None


def test_code_has_changed(committed):
    (committed.root / "app/notifications.py").write_text("\n", encoding="utf-8")
    why = refusal(committed)
    assert "but app/notifications.py has changed since; commit and run it again" in why.en
    (committed.root / "app/help_center.py").unlink()
    assert "app/help_center.py and 1 more has changed" in refusal(committed).en


def test_staged_is_changed_and_touched_is_not(committed):
    os.utime(committed.root / "app/notifications.py", (1, 1))
    assert changed(committed.root) == ()
    (committed.root / "app/new.py").write_text("x = 1\n", encoding="utf-8")
    assert changed(committed.root) == ()
    subprocess.run(["git", "add", "app/new.py"], cwd=committed.root, check=True)
    assert changed(committed.root) == ("app/new.py",)


def test_manifests_and_waivers_may_change(committed):
    committed.change("operator.icp.yaml", "dedicated_staff: 8", "dedicated_staff: 9")
    assert refusal(committed) is None


@pytest.mark.parametrize("kind", ["clean", "process"])
def test_no_filter_of_the_repository_runs(committed, kind):
    """Neither for a file that was touched, nor for those that are as old as git's index, into which git looks."""
    trap = committed.root / "trap"
    for name in ("t", "a=b"):
        setting = f"filter.{name}.{kind}"
        subprocess.run(["git", "config", setting, f"touch {trap}; cat"], cwd=committed.root, check=True)
    (committed.root / ".git/info/attributes").write_text(
        "*.py filter=t\n*.html filter=a=b\n", encoding="utf-8"
    )
    later = (committed.root / ".git/index").stat().st_mtime + 1
    for file in ("app/help_center.py", "web/index.html"):
        os.utime(committed.root / file, (later, later))
    subprocess.run(["git", "-c", f"filter.t.{kind}=", "add", "-u"], cwd=committed.root, check=True)
    os.utime(committed.root / ".git/index", (later, later))
    trap.unlink(missing_ok=True)
    os.utime(committed.root / "app/notifications.py", (1, 1))
    assert changed(committed.root) == ()
    assert not trap.exists()


def test_a_file_that_lfs_keeps_is_as_it_was(committed):
    """The filter of Git LFS is no other: what it would do is known."""
    film = committed.root / "web/film.mp4"
    content = bytes(range(256)) * 9
    pointer = (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{hashlib.sha256(content).hexdigest()}\nsize {len(content)}\n"
    )
    film.write_text(pointer, encoding="utf-8", newline="\n")
    for words in (["add", "web/film.mp4"], ["commit", "-qm", "film"]):
        subprocess.run(["git", *words], cwd=committed.root, check=True)
    film.write_bytes(content)
    assert changed(committed.root) == ()
    film.write_bytes(content[:-1] + b"!")
    assert changed(committed.root) == ("web/film.mp4",)
