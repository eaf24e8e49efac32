"""What every place that files come from promises: the disk, a commit, and text laid over either or over nothing."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from pytest_icplicense.files import (
    DISK,
    Disk,
    Files,
    Overlay,
    exists,
    is_file,
    is_folder,
    is_link,
    lexists,
    memory,
    read_plain,
    size_of,
    walk,
)
from pytest_icplicense.files.commit import Commit
from pytest_icplicense.files.git import Git

NOT_UTF8 = os.fsdecode(b"\xff.txt")
CONTENTS = {
    "a.txt": b"alpha",
    "empty.txt": b"",
    NOT_UTF8: b"bytes",
    "清单/b.txt": b"beta",
    "清单/深/c.txt": b"gamma",
}
LINKS = {
    "to-file": "a.txt",
    "to-folder": "清单",
    "to-link": "to-folder/up/清单/b.txt",
    "清单/up": "..",
    "broken": "nowhere",
    "loop": "loop",
    "ping": "pong",
    "pong": "ping",
    "out": "../outside.txt",
}


@dataclass(frozen=True)
class Place:
    """The same tree at one place that files come from."""

    root: Path
    files: Files
    links: Mapping[str, str]
    sees_outside: bool
    """Whether a link out of the tree leads somewhere."""


def written(root: Path, contents: Mapping[str, bytes], links: Mapping[str, str] = LINKS) -> None:
    """Write a tree to disk."""
    for path, content in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    for path, target in links.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)
    git(root, "init", "--quiet")


def git(root: Path, *words: str) -> None:
    """Run git with an author, and without the configuration of whoever runs the tests."""
    author = ["-c", "user.name=Li Min", "-c", "user.email=limin@example.com"]
    nobodys = os.environ | dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), os.devnull)
    subprocess.run(["git", *author, *words], cwd=root, check=True, env=nobodys)


def committed(root: Path) -> Commit:
    """The tree as a commit only: nothing of it stays on disk."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "all")
    for path in root.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    repository = Git(root)
    return Commit(repository, repository.commit("HEAD"))


CHANGED = ("a.txt", "清单/深/c.txt")
"""Of what an overlay has a part of the files."""


def _disk(root: Path, stack: ExitStack) -> Files:
    written(root, CONTENTS)
    return DISK


def _commit(root: Path, stack: ExitStack) -> Files:
    written(root, CONTENTS)
    commit = committed(root)
    stack.callback(commit.close)
    return commit


def _alone(below: Callable[[Path, ExitStack], Files]) -> Callable[[Path, ExitStack], Files]:
    """Below are the links, and every file is laid over."""

    def made(root: Path, stack: ExitStack) -> Files:
        written(root, {})
        return Overlay(below(root, stack), {root / path: content for path, content in CONTENTS.items()})

    return made


def _partly(below: Callable[[Path, ExitStack], Files]) -> Callable[[Path, ExitStack], Files]:
    """Below one file has another content, one is missing, and some are there that must not be."""

    def made(root: Path, stack: ExitStack) -> Files:
        old = {path: content for path, content in CONTENTS.items() if path not in CHANGED}
        written(root, {**old, "a.txt": b"old", "gone.txt": b"old", "清单/gone.txt": b"old"})
        new: dict[Path, bytes | None] = {root / path: CONTENTS[path] for path in CHANGED}
        gone = dict.fromkeys((root / "gone.txt", root / "清单/gone.txt", root / "清单/never.txt"))
        return Overlay(below(root, stack), {**new, **gone})

    return made


def _on_disk(root: Path, stack: ExitStack) -> Files:
    return DISK


def _in_commit(root: Path, stack: ExitStack) -> Files:
    commit = committed(root)
    stack.callback(commit.close)
    return commit


def _over_both(root: Path, stack: ExitStack) -> Files:
    """An overlay over an overlay, each with its part."""
    half = _partly(_in_commit)(root, stack)
    new = {root / "清单/b.txt": CONTENTS["清单/b.txt"], root / "清单/late.txt": None}
    return Overlay(Overlay(half, {root / "清单/b.txt": b"older", root / "清单/late.txt": b"x"}), new)


def _memory(root: Path, stack: ExitStack) -> Files:
    return memory(root, CONTENTS)


WITH_LINKS = {
    "disk": _disk,
    "commit": _commit,
    "overlay alone over the disk": _alone(_on_disk),
    "overlay alone over a commit": _alone(_in_commit),
    "overlay partly over the disk": _partly(_on_disk),
    "overlay partly over a commit": _partly(_in_commit),
    "overlay over an overlay": _over_both,
}
PLACES = {**WITH_LINKS, "memory": _memory}


def placed(name: str, tmp_path: Path, stack: ExitStack) -> Place:
    """The tree at the place of that name."""
    root = tmp_path / "tree"
    root.mkdir()
    (tmp_path / "outside.txt").write_bytes(b"outside")
    links = LINKS if name in WITH_LINKS else {}
    return Place(root, PLACES[name](root, stack), links, name.endswith("disk"))


@pytest.fixture(scope="module", params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The tree at each place."""
    with ExitStack() as stack:
        yield placed(request.param, tmp_path_factory.mktemp("place"), stack)


@pytest.fixture(scope="module", params=WITH_LINKS)
def linked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The tree at each place that can have links."""
    with ExitStack() as stack:
        yield placed(request.param, tmp_path_factory.mktemp("place"), stack)


@pytest.mark.parametrize("path", CONTENTS)
def test_a_file(place: Place, path: str) -> None:
    file, content = place.root / path, CONTENTS[path]
    assert place.files.read(file) == content
    assert place.files.read(file, len(content), links=False) == content
    for links in (True, False):
        status = place.files.stat(file, links=links)
        assert (status.kind, status.size) == ("file", len(content))
        assert status == place.files.stat(file, links=links)
    assert size_of(place.files, file) == len(content)
    assert exists(place.files, file)
    assert lexists(place.files, file)
    assert is_file(place.files, file)
    assert not is_folder(place.files, file)
    assert not is_link(place.files, file)
    assert place.files.resolve(file) == file
    assert place.files.listdir(file.parent)[file.name] == "file"
    with pytest.raises(NotADirectoryError):
        place.files.listdir(file)


def test_no_more_is_read_than_asked_for(place: Place) -> None:
    file = place.root / "a.txt"
    with pytest.raises(OSError, match="too large") as refused:
        place.files.read(file, 4)
    assert refused.value.errno == errno.EFBIG
    assert read_plain(place.files, file, 4) is None
    assert read_plain(place.files, file, 5) == b"alpha"
    assert read_plain(place.files, place.root / "empty.txt", 0) == b""


@pytest.mark.parametrize("path", [".", "清单", "清单/深", "清单/..", "清单/深/.."])
def test_a_folder(place: Place, path: str) -> None:
    folder = place.root / path
    for links in (True, False):
        status = place.files.stat(folder, links=links)
        assert (status.kind, status.size) == ("folder", None)
    assert exists(place.files, folder)
    assert lexists(place.files, folder)
    assert is_folder(place.files, folder)
    assert not is_file(place.files, folder)
    assert size_of(place.files, folder) is None
    with pytest.raises(IsADirectoryError):
        place.files.read(folder)


def test_what_is_in_a_folder(place: Place) -> None:
    links = dict.fromkeys((path for path in place.links if "/" not in path), "link")
    found = {name: kind for name, kind in place.files.listdir(place.root).items() if name != ".git"}
    assert found == {"a.txt": "file", "empty.txt": "file", NOT_UTF8: "file", "清单": "folder", **links}
    up = {"up": "link"} if place.links else {}
    assert place.files.listdir(place.root / "清单") == {"b.txt": "file", "深": "folder", **up}
    assert place.files.listdir(place.root / "清单/深") == {"c.txt": "file"}
    assert place.files.listdir(place.root / "清单/深/..") == place.files.listdir(place.root / "清单")
    assert place.files.listdir(place.root.parent)["tree"] == "folder"


@pytest.mark.parametrize(
    "path", ["gone.txt", "清单/gone.txt", "清单/never.txt", "清单/late.txt", "none/x.txt", "a.txt/x.txt"]
)
def test_what_is_not_there(place: Place, path: str) -> None:
    file = place.root / path
    for ask in (place.files.stat, place.files.read, place.files.listdir):
        with pytest.raises((FileNotFoundError, NotADirectoryError)):
            ask(file)
    with pytest.raises((FileNotFoundError, NotADirectoryError)):
        place.files.stat(file, links=False)
    with pytest.raises((FileNotFoundError, NotADirectoryError)):
        read_plain(place.files, file, 100)
    for says in (exists, lexists, is_file, is_folder, is_link):
        assert not says(place.files, file)
    assert place.files.resolve(file) == file


def test_no_name_contains_nul(place: Place) -> None:
    file = place.root / "a\0.txt"
    for ask in (place.files.stat, place.files.read, place.files.listdir, place.files.resolve):
        with pytest.raises(ValueError, match="null"):
            ask(file)
    for says in (exists, lexists, is_file, is_folder, is_link):
        assert not says(place.files, file)


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("清单/../a.txt", "a.txt"),
        ("清单/深/../b.txt", "清单/b.txt"),
        ("清单/深/../../a.txt", "a.txt"),
        ("./清单/./b.txt", "清单/b.txt"),
    ],
)
def test_ways_back(place: Place, path: str, real: str) -> None:
    assert place.files.read(place.root / path) == CONTENTS[real]
    assert place.files.resolve(place.root / path) == place.root / real
    assert is_file(place.files, place.root / path)
    assert lexists(place.files, place.root / path)


def test_a_path_may_begin_where_one_works(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.root)
    assert place.files.read(Path("清单/b.txt")) == b"beta"
    assert place.files.resolve(Path("清单")) == place.root / "清单"
    assert sorted(place.files.listdir(Path("清单/深"))) == ["c.txt"]
    assert next(iter(walk(place.files, Path("清单/深")))) == ("清单/深", [], ["c.txt"])


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("to-file", "a.txt"),
        ("to-link", "清单/b.txt"),
        ("to-folder/b.txt", "清单/b.txt"),
        ("to-folder/深/c.txt", "清单/深/c.txt"),
        ("to-folder/../a.txt", "a.txt"),
        ("清单/up/a.txt", "a.txt"),
        ("清单/up/to-folder/up/to-file", "a.txt"),
    ],
)
def test_links_are_followed(linked: Place, path: str, real: str) -> None:
    file = linked.root / path
    assert linked.files.read(file) == CONTENTS[real]
    assert size_of(linked.files, file) == len(CONTENTS[real])
    assert is_file(linked.files, file)
    assert exists(linked.files, file)
    assert lexists(linked.files, file)
    assert linked.files.resolve(file) == linked.root / real


def test_linked_folders(linked: Place) -> None:
    for path in ("to-folder", "清单/up/to-folder"):
        assert is_folder(linked.files, linked.root / path)
        assert linked.files.listdir(linked.root / path) == linked.files.listdir(linked.root / "清单")
        assert linked.files.resolve(linked.root / path) == linked.root / "清单"
    assert linked.files.resolve(linked.root / "清单/up") == linked.root


@pytest.mark.parametrize("path", LINKS)
def test_a_link_itself(linked: Place, path: str) -> None:
    link = linked.root / path
    assert linked.files.stat(link, links=False).kind == "link"
    assert linked.files.stat(link, links=False).size is None
    assert is_link(linked.files, link)
    assert lexists(linked.files, link)
    assert linked.files.listdir(link.parent)[link.name] == "link"
    with pytest.raises(OSError, match="symbolic links"):
        linked.files.read(link, links=False)
    with pytest.raises(OSError, match="symbolic links"):
        read_plain(linked.files, link, 100)


def test_only_the_last_link_is_not_followed(linked: Place) -> None:
    assert linked.files.stat(linked.root / "to-folder/b.txt", links=False).kind == "file"
    assert read_plain(linked.files, linked.root / "to-folder/深/c.txt", 100) == b"gamma"
    assert linked.files.stat(linked.root / "to-folder/up", links=False).kind == "link"


@pytest.mark.parametrize("path", ["loop", "ping", "pong", "loop/x", "清单/up/loop"])
def test_links_in_circles_lead_nowhere(linked: Place, path: str) -> None:
    link = linked.root / path
    for ask in (linked.files.stat, linked.files.read, linked.files.listdir):
        with pytest.raises(OSError, match="symbolic links") as refused:
            ask(link)
        assert refused.value.errno == errno.ELOOP
    for says in (exists, is_file, is_folder):
        assert not says(linked.files, link)
    assert linked.files.resolve(link).is_absolute()


def test_a_link_to_nothing(linked: Place) -> None:
    link = linked.root / "broken"
    assert linked.files.resolve(link) == linked.root / "nowhere"
    assert not exists(linked.files, link)
    with pytest.raises(FileNotFoundError):
        linked.files.read(link)


def test_a_link_out_of_the_tree(linked: Place) -> None:
    link = linked.root / "out"
    assert linked.files.resolve(link) == linked.root.parent / "outside.txt"
    if linked.sees_outside:
        assert linked.files.read(link) == b"outside"
    else:  # the commit has no such file, whatever stands there today
        assert not exists(linked.files, link)
        with pytest.raises(FileNotFoundError):
            linked.files.read(link)


def test_a_walk_goes_down_in_order_and_may_be_pruned(place: Place) -> None:
    root = str(place.root)
    walked = []
    for here, folders, names in walk(place.files, place.root):
        folders[:] = [name for name in folders if name not in (".git", "up", "to-folder")]
        walked.append((here, list(folders), names))
    links = {path for path in place.links if path not in ("to-folder", "清单/up")}
    assert walked == [
        (root, ["清单"], sorted({"a.txt", "empty.txt", NOT_UTF8, *links})),
        (f"{root}/清单", ["深"], ["b.txt"]),
        (f"{root}/清单/深", [], ["c.txt"]),
    ]
    first = next(walk(place.files, place.root / "清单"))
    assert first[1] == (["up", "深"] if place.links else ["深"])
    refused: list[Path] = []
    assert list(walk(place.files, place.root / "none", refused=refused)) == []
    assert refused == [place.root / "none"]


def test_a_walk_enters_linked_folders_unless_told_otherwise(linked: Place) -> None:
    entered = {
        os.path.relpath(here, linked.root) for here, *_ in walk(linked.files, linked.root, links=False)
    }
    assert {each for each in entered if not each.startswith(".git")} == {".", "清单", "清单/深"}
    followed = []
    for here, folders, _ in walk(linked.files, linked.root):
        folders[:] = [name for name in folders if name not in (".git", "up")]
        followed.append(os.path.relpath(here, linked.root))
    assert followed == [".", "to-folder", "to-folder/深", "清单", "清单/深"]


def test_what_the_repository_tracks(place: Place) -> None:
    tracked = place.files.tracked(place.root)
    assert tracked is not None
    assert sorted(tracked.paths) == sorted([*CONTENTS, *place.links])


def test_a_stamp_of_a_file_that_changes_is_another(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"one")
    before = DISK.stat(file)
    file.write_bytes(b"three")
    assert DISK.stat(file).stamp != before.stamp


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("laid_over", [False, True])
def test_a_pipe_is_not_waited_for(tmp_path: Path, laid_over: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    files: Files = Overlay(DISK, {tmp_path / "a.txt": b"a"}) if laid_over else DISK
    assert files.stat(tmp_path / "pipe").kind == "other"
    assert files.listdir(tmp_path)["pipe"] == "other"
    assert size_of(files, tmp_path / "pipe") is None
    for links in (True, False):
        with pytest.raises(OSError, match="not a regular file"):
            files.read(tmp_path / "pipe", links=links)


@pytest.mark.parametrize("laid_over", [False, True])
def test_a_folder_that_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, laid_over: bool
) -> None:
    """Also where something is laid over a file in it: nobody knows what else is there."""
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "open").mkdir()
    files: Files = Overlay(DISK, {closed / "a.txt": b"a"}) if laid_over else DISK
    if os.geteuid() == 0:  # who may read everything
        real = Disk.listdir

        def listdir(self: Disk, folder: Path) -> Mapping[str, str]:
            if folder == closed:
                raise PermissionError(errno.EACCES, "Permission denied", str(folder))
            return real(self, folder)

        monkeypatch.setattr(Disk, "listdir", listdir)
    else:
        closed.chmod(0o000)
    refused: list[Path] = []
    walked = [os.path.relpath(here, tmp_path) for here, *_ in walk(files, tmp_path, refused=refused)]
    closed.chmod(0o755)
    assert walked == [".", "open"]
    assert refused == [closed]
