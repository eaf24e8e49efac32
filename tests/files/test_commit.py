"""The files of a commit: read through git, with the same answers as a clean checkout on disk gives."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from pytest_icplicense.compare.judged_state import judge_files
from pytest_icplicense.documents import read
from pytest_icplicense.files import DISK, Files, exists, is_folder, lexists, size_of, walk
from pytest_icplicense.files.commit import Commit
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.files.git import Git, NoCommit, _settings
from pytest_icplicense.files.repository import Repository, Unavailable, repository_root
from pytest_icplicense.library import settings, shipped
from pytest_icplicense.workspace.workspace import Workspace

SCENARIOS = shipped("example_project") / "scenarios"
HALF_MIB = 1 << 19

pytestmark = pytest.mark.usefixtures("own_git")


def git(folder: Path, *arguments: str) -> None:
    """Run git in `folder`."""
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def committed(root: Path) -> Commit:
    """Everything in the folder as a commit."""
    git(root, "init", "--quiet")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "all")
    repository = Git(root)
    return Commit(repository, repository.commit("HEAD"))


@pytest.fixture
def tree(tmp_path):
    """A folder with files, links and what git does not keep, and its commit."""
    root = tmp_path / "tree"
    (root / "清单/深").mkdir(parents=True)
    (root / "empty").mkdir()
    (root / "icp.yaml").write_text("a: 1\n", encoding="utf-8")
    (root / "清单/x.icp.yaml").write_text("b: 2\n", encoding="utf-8")
    (root / "清单/深/y.icp.yaml").write_text("c: 3\n", encoding="utf-8")
    (root / "清单/linked.icp.yaml").symlink_to("../icp.yaml")
    (root / "folder").symlink_to("清单")
    (root / "清单/round").symlink_to("..")
    (root / "loop").symlink_to("loop")
    (root / "ping").symlink_to("pong")
    (root / "pong").symlink_to("ping")
    (root / "broken.icp.yaml").symlink_to("nowhere")
    (root / "out").symlink_to("/etc/hostname")
    (root / "through").symlink_to("folder/深/../x.icp.yaml")
    commit = committed(root)
    yield root, commit
    commit.close()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("icp.yaml", b"a: 1\n"),
        ("清单/x.icp.yaml", b"b: 2\n"),
        ("清单/../icp.yaml", b"a: 1\n"),
        ("清单/linked.icp.yaml", b"a: 1\n"),
        ("folder/深/y.icp.yaml", b"c: 3\n"),
        ("folder/../icp.yaml", b"a: 1\n"),
        ("清单/round/icp.yaml", b"a: 1\n"),
        ("through", b"b: 2\n"),
    ],
)
def test_files_are_read_through_links(tree, path, content):
    root, commit = tree
    (root / "icp.yaml").write_text("changed on disk\n", encoding="utf-8")
    file = root / path
    assert commit.read(file) == content
    assert size_of(commit, file) == len(content)
    assert exists(commit, file)
    assert lexists(commit, file)
    assert not is_folder(commit, file)
    assert commit.resolve(file) == file.resolve()


@pytest.mark.parametrize(
    "path", ["gone", "icp.yaml/x", "empty", "broken.icp.yaml", "loop", "ping", "out", ".git/HEAD"]
)
def test_what_a_commit_does_not_have(tree, path):
    root, commit = tree
    assert not exists(commit, root / path)
    assert not is_folder(commit, root / path)
    for ask in (commit.stat, commit.read):
        with pytest.raises(OSError, match=r"file or directory|symbolic links"):
            ask(root / path)
    (problem,) = read(root / path, path, commit).problems
    assert problem.message.en in ("no such file", "a symbolic link that leads back to itself")


def test_links_themselves_are_there(tree):
    root, commit = tree
    assert all(
        lexists(commit, root / name) for name in ("loop", "broken.icp.yaml", "out", "folder", "清单/round")
    )
    assert not lexists(commit, root / "gone")
    assert not lexists(commit, root / "loop/x")


def test_folders(tree):
    root, commit = tree
    assert all(
        is_folder(commit, root / name) for name in (".", "清单", "folder", "清单/round/清单", "清单/..")
    )
    assert size_of(commit, root / "folder") is None
    with pytest.raises(IsADirectoryError):
        commit.read(root / "清单")


@pytest.mark.slow
def test_manifests_are_found_as_on_disk(tree):
    root, commit = tree
    for start in (root, root / "清单", root / "folder", root / "icp.yaml"):
        assert list(find_manifests(start, files=commit)) == list(find_manifests(start)), start
    (root / "new.icp.yaml").write_text("a: 1\n", encoding="utf-8")
    assert root / "new.icp.yaml" not in list(find_manifests(root, files=commit))


def test_the_repository_ends_where_it_does_on_disk(tree):
    root, commit = tree
    assert repository_root(root / "清单", commit) == root
    assert settings.find(root / "清单", commit) is None


def test_what_is_outside_is_read_from_disk(tree, tmp_path):
    _, commit = tree
    (tmp_path / "outside.yaml").write_text("a: 1\n", encoding="utf-8")
    assert commit.read(tmp_path / "outside.yaml") == b"a: 1\n"
    assert commit.read(tmp_path / "tree/../outside.yaml") == b"a: 1\n"
    assert list(walk(commit, tmp_path / "nothing")) == []


def test_a_link_from_outside_leads_in(tree, tmp_path):
    _, commit = tree
    (tmp_path / "in").symlink_to("tree")
    (tmp_path / "tree/icp.yaml").unlink()
    assert commit.read(tmp_path / "in/icp.yaml") == b"a: 1\n"


@pytest.mark.parametrize("path", ["out", "../outside", "loop", "gone", "清单"])
def test_a_repository_refuses_as_on_disk(tree, path):
    root, commit = tree
    answers = []
    for files in (DISK, commit):
        with pytest.raises(Unavailable) as refused:
            Repository(root, files).read(root, path)
        answers.append(refused.value.reason.en)
    assert answers[1] == answers[0]


@pytest.mark.slow
def test_a_large_file_is_refused_by_its_size(tmp_path, monkeypatch):
    (tmp_path / "icp.yaml").write_bytes(b"# " + b"x" * 3 * HALF_MIB)
    (tmp_path / "page.html").write_bytes(b" " * 17 * HALF_MIB)
    commit = committed(tmp_path)
    monkeypatch.setattr(Commit, "_content", lambda *_: pytest.fail("the content was asked for"))
    (problem,) = read(tmp_path / "icp.yaml", "icp.yaml", commit).problems
    assert problem.message.en.startswith("the file has 1,572,866 bytes; ")
    with pytest.raises(Unavailable, match="has more than 8 MiB"):
        Repository(tmp_path, commit).read(tmp_path, "page.html")
    commit.close()


def test_names_with_any_character(tmp_path):
    names = [
        'a "b"\t\nc.icp.yaml',
        "-x.icp.yaml",
        ":(top)x.icp.yaml",
        "清单.icp.yaml",
        os.fsdecode(b"\xff.icp.yaml"),
    ]
    for name in names:
        (tmp_path / name).write_text(f"# {len(name)}\n", encoding="utf-8")
    commit = committed(tmp_path)
    assert {file.name for file in find_manifests(tmp_path, files=commit)} == set(names)
    assert all(commit.read(tmp_path / name) == f"# {len(name)}\n".encode() for name in names)
    with pytest.raises(ValueError, match="null byte"):
        size_of(commit, tmp_path / "a\0b")
    commit.close()


def test_a_submodule_is_no_file(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "icp.yaml").write_text("a: 1\n", encoding="utf-8")
    committed(inner).close()
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(inner), "part")
    commit = committed(outer)
    assert not exists(commit, outer / "part")
    assert list(find_manifests(outer, files=commit)) == []
    # Not: there is no such file; nobody knows what it was.
    with pytest.raises(OSError, match="in a submodule"):
        size_of(commit, outer / "part/icp.yaml")
    assert list(commit.lost) == [outer / "part/icp.yaml"]
    commit.close()


def test_a_file_that_git_lfs_keeps(tmp_path):
    content = "增值电信业务经营许可证".encode()
    name = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(content)}\n"
    (tmp_path / "scan.txt").write_text(pointer, encoding="utf-8")
    commit = committed(tmp_path)
    assert size_of(commit, tmp_path / "scan.txt") == len(content)
    with pytest.raises(OSError, match="kept by Git LFS and not fetched"):
        commit.read(tmp_path / "scan.txt")
    kept = tmp_path / ".git/lfs/objects" / name[:2] / name[2:4] / name
    kept.parent.mkdir(parents=True)
    kept.write_bytes(content)
    assert commit.read(tmp_path / "scan.txt") == content
    commit.close()


def test_a_lost_object_is_a_problem_of_its_file(tmp_path):
    (tmp_path / "icp.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "x.icp.yaml").write_text("b: 2\n", encoding="utf-8")
    commit = committed(tmp_path)
    lost = subprocess.run(
        ["git", "rev-parse", "HEAD:icp.yaml"], cwd=tmp_path, check=True, capture_output=True, encoding="ascii"
    ).stdout.strip()
    (tmp_path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    (problem,) = read(tmp_path / "icp.yaml", "icp.yaml", commit).problems
    assert problem.message.en == f"git does not have the object {lost[:12]}"
    assert commit.read(tmp_path / "x.icp.yaml") == b"b: 2\n"
    commit.close()


def test_no_commit_has_no_files(tmp_path):
    git(tmp_path, "init", "--quiet")
    (tmp_path / "icp.yaml").write_text("a: 1\n", encoding="utf-8")
    commit = Commit(Git(tmp_path), None)
    assert is_folder(commit, tmp_path)
    assert list(find_manifests(tmp_path, files=commit)) == []


def test_a_tree_that_is_lost_says_so(tmp_path):
    (tmp_path / "icp.yaml").write_text("a: 1\n", encoding="utf-8")
    commit = committed(tmp_path)
    tree = subprocess.run(
        ["git", "rev-parse", "HEAD^{tree}"], cwd=tmp_path, check=True, capture_output=True, encoding="ascii"
    ).stdout.strip()
    (tmp_path / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(NoCommit, match="git: "):
        Commit(Git(tmp_path), commit.name)


def judged(root: Path, files: Files) -> list[tuple[object, ...]]:
    """Every verdict with its findings and their places, and every problem."""
    chosen = settings.load(root, files)
    workspace = Workspace(chosen, root, files)
    judgement = judge_files(workspace, find_manifests(root, chosen.exclude, chosen.folder, files))
    told: list[tuple[object, ...]] = [(problem,) for problem in judgement.problems]
    for verdict in judgement.verdicts:
        findings = [(each.place, each.message) for each in verdict.findings]
        told.append((verdict.case.id, verdict.outcome, verdict.reason, verdict.due, findings))
    return told


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario", [None, *sorted(patch.parent.name for patch in SCENARIOS.glob("*/change.patch"))]
)
def test_a_clean_checkout_and_its_commit_are_judged_alike(project, scenario):
    if scenario:
        git(project.root, "apply", "--unsafe-paths", str(SCENARIOS / scenario / "change.patch"))
    commit = committed(project.root)
    on_disk = judged(project.root, DISK)
    for file in list(project.root.iterdir()):  # what the commit says must not come from the disk
        if file.name != ".git":
            file.rename(project.root.parent / f"moved {file.name}")
    in_commit = judged(project.root, commit)
    commit.close()
    assert in_commit == on_disk
    assert len(on_disk) > 100
    assert any(outcome == "failed" for _, outcome, *_ in on_disk) == (scenario is not None)


@pytest.mark.parametrize("count", ["many", "-1", "1e3", "٣", "9" * 20])
def test_a_count_of_settings_that_is_none_counts_nothing(count, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_COUNT", count)
    assert _settings(["a.b=c"]) == {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "a.b",
        "GIT_CONFIG_VALUE_0": "c",
    }
