"""The repository around a folder, as git knows it, and which commit a reference means.

Git is asked for names, listings and raw contents only: no filter, text conversion, hook, pager or monitor runs.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from pytest_icplicense.expressions import expression
from pytest_icplicense.files import lfs
from pytest_icplicense.files.files import Tracked
from pytest_icplicense.text import IcpError, Text, did_you_mean, near

_MOST_REFS = 10_000
_OWN = "-c core.fsmonitor=false -c core.hooksPath=/dev/null -c core.quotePath=false".split()
_LOCAL = (
    "GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_INDEX_FILE GIT_PREFIX GIT_NAMESPACE GIT_OBJECT_DIRECTORY"
    " GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_GRAFT_FILE GIT_SHALLOW_FILE GIT_CONFIG GIT_EXTERNAL_DIFF"
).split()
"""What git sets for its hooks; here the repository is always the one around the folder in question."""
_NAME = expression(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_STEPS = expression(r"[~^:]|@\{")
"""What ends the name that a reference begins with: main~2."""
_ABBREVIATED = expression(r"[0-9a-f]{7,64}\Z")
FORK = "..."
"""At the end of a reference: not it, but the commit where HEAD left it, as `git diff` has it."""

Relation = Literal["ancestor", "apart", "unrelated", "unknown"]
"""What a commit is to HEAD; unknown: the clone is too shallow to show it."""


class NoCommit(IcpError):
    """There is no commit to read, with the reason."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


class Git:
    """The repository around a folder."""

    def __init__(self, folder: Path) -> None:
        """
        Raises:
            NoCommit: git is not there, `folder` is in no repository, or git refuses to read it.
        """
        program = shutil.which("git")
        if program is None:
            raise NoCommit(
                Text("git is not installed, or not on PATH", "未安装 git，或 git 不在 PATH 中"),
            )
        self._command = [program, "--no-pager", *_OWN]
        self._environment = _environment()
        self._folder = folder
        done = self.ask("rev-parse", "--show-toplevel")
        if done.returncode:
            raise NoCommit(refusal(done.stderr, folder))
        self.root = Path(os.fsdecode(done.stdout.removesuffix(b"\n"))).resolve()
        """The folder that the working tree is in."""
        self._folder = self.root

    @property
    def shared(self) -> Path:
        """The folder of what all working trees of the repository have in common."""
        done = self.ask("rev-parse", "--git-common-dir")
        return self.root / os.fsdecode(done.stdout.removesuffix(b"\n"))

    def ask(
        self, *arguments: str, configured: Sequence[str] = (), given: str = ""
    ) -> subprocess.CompletedProcess[bytes]:
        """What git answers to what it is `given`; an exit code other than 0 is an answer, too.

        `configured` are settings (`name=value`) beside those of the repository and of the user.
        """
        return subprocess.run(
            [*self._command, "-C", str(self._folder), *arguments],
            input=given.encode("ascii"),
            capture_output=True,
            env=self._environment | _settings(configured),
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A git that is asked and answers as long as its input is open."""
        return subprocess.Popen(
            [*self._command, "-C", str(self._folder), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )

    def commit(self, reference: str) -> str | None:
        """The name of the commit that `reference` means; None where the repository has no commit yet.

        `main...` means the commit where HEAD left main: the merge base of the two.

        Raises:
            NoCommit: it means none.
        """
        forked = reference.endswith(FORK)
        reference = reference.removesuffix(FORK)
        commit = self._commit(reference, forked)
        return self._fork(reference, commit) if forked and commit else commit

    def changed(self, commit: str = "HEAD") -> Iterator[str]:
        """The tracked files that are not what the commit has, from the root; none where HEAD has no commit yet.

        Git lists what may have changed by its times, and looks into what is as old as its index without the filters that
        are configured, which are programs: files whose bytes are those of the commit are left out here.
        """
        done = self.ask(
            "diff-index", "-z", "--no-abbrev", "--no-renames", commit, "--", configured=self._no_filters()
        )
        fields = done.stdout.split(b"\0")[:-1] if done.returncode == 0 else []
        touched: dict[str, str] = {}
        for header, path in zip(fields[::2], fields[1::2], strict=False):
            before, after, old, new, _ = header.removeprefix(b":").split(b" ", 4)
            name = os.fsdecode(path)
            if before == after and not new.strip(b"0") and before.startswith(b"100"):
                touched[name] = old.decode()
            else:
                yield name
        pointers = self._pointers(touched.values())
        for name, blob in touched.items():
            if not _is_as_in(self.root / name, blob, pointers.get(blob)):
                yield name

    def _no_filters(self) -> list[str]:
        """Settings by which no filter that is configured, here or for the user, is a program any more."""
        listed = self.ask("config", "-z", "--name-only", "--get-regexp", r"^filter\.").stdout
        keys = os.fsdecode(listed).split("\0")[:-1]
        names = dict.fromkeys(key.removeprefix("filter.").rpartition(".")[0] for key in keys)
        emptied = ("clean=", "process=", "required=false")
        return [f"filter.{name}.{setting}" for name in names for setting in emptied]

    def _pointers(self, blobs: Iterable[str]) -> dict[str, lfs.Pointer]:
        """Those of the blobs that Git LFS has put in the place of a file."""
        sizes = self.ask("cat-file", "--batch-check", given="".join(f"{blob}\n" for blob in blobs)).stdout
        rows = [line.split() for line in sizes.decode("ascii", "replace").splitlines()]
        small = [row[0] for row in rows if len(row) == 3 and int(row[2]) <= lfs.MOST_BYTES]
        rest = self.ask("cat-file", "--batch", given="".join(f"{blob}\n" for blob in small)).stdout
        found: dict[str, lfs.Pointer] = {}
        for blob in small:
            head, _, rest = rest.partition(b"\n")
            size = int(head.rpartition(b" ")[2])
            if (pointer := lfs.pointer_in(rest[:size])) is not None:
                found[blob] = pointer
            rest = rest[size + 1 :]
        return found

    def relation(self, commit: str) -> Relation | None:
        """What `commit` is to HEAD; None where HEAD has no commit yet."""
        if self._verified("HEAD") is None:
            return None
        if base := self._merge_base(commit):
            return "ancestor" if base == commit else "apart"
        return "unknown" if self._shallow else "unrelated"

    def _commit(self, reference: str, forked: bool) -> str | None:
        if not reference or reference.startswith("-") or not reference.isprintable():
            raise NoCommit(
                Text(
                    f"{reference!r} is no git reference; name a branch, a tag or a commit",
                    f"{reference!r} 不是 git 引用；请填写分支、标签或提交",
                )
            )
        if (found := self._verified(reference)) and (commit := self._verified(f"{found}^{{commit}}")):
            self._refuse_namesakes(reference)
            return commit
        if found and self.ask("cat-file", "-e", found).returncode == 0:
            raise NoCommit(Text(f"'{reference}' is no commit", f"“{reference}”不是提交"))
        refs = self._refs()
        if not refs and reference in ("HEAD", "@", self._branch):
            return None
        raise NoCommit(self._missing(reference, refs, forked))

    def _refuse_namesakes(self, reference: str) -> None:
        """Whoever may name a branch or a tag could else bring one that git takes for another: a branch `origin/main`."""
        name = _STEPS.split(reference, 1)[0]
        if name in ("", "HEAD"):
            return
        wanted = [f"refs/{kind}/{name}" for kind in ("tags", "heads", "remotes")]
        listed = self.ask("for-each-ref", "--format=%(refname)", *wanted).stdout.decode("utf-8", "replace")
        there = [each for each in wanted if each in listed.split("\n")]
        if len({self._verified(f"{each}^{{commit}}") for each in there}) > 1:
            names = ", ".join(there)
            raise NoCommit(
                Text(
                    f"'{name}' is the name of several: {names}; write the one that is meant in full",
                    f"“{name}”有多个同名引用：{names}；请写出完整名称",
                )
            )

    def _fork(self, reference: str, commit: str) -> str:
        """The commit where HEAD left `commit`."""
        if self._verified("HEAD") is None:
            raise NoCommit(
                Text(
                    f"HEAD has no commit yet, so it left '{reference}' nowhere; name '{reference}' without '...'",
                    f"HEAD 尚无提交，与“{reference}”没有分叉点；请去掉“...”，直接填写“{reference}”",
                )
            )
        if base := self._merge_base(commit):
            return base
        if self._shallow:
            raise NoCommit(
                Text(
                    f"'{reference}' and HEAD have no commit in common in this clone, which is shallow:"
                    " 'git fetch --unshallow' fetches the rest (in CI: fetch-depth: 0)",
                    f"当前为浅克隆，其中“{reference}”与 HEAD 没有共同的提交："
                    "请用 git fetch --unshallow 获取其余历史（CI 中设 fetch-depth: 0）",
                )
            )
        raise NoCommit(
            Text(
                f"'{reference}' and HEAD have no commit in common; name '{reference}' without '...'"
                " to compare with it as it is",
                f"“{reference}”与 HEAD 没有共同的提交；如需直接与其比较，请去掉“...”",
            )
        )

    def _merge_base(self, commit: str) -> str | None:
        done = self.ask("merge-base", commit, "HEAD")
        return done.stdout.decode("ascii", "replace").strip() or None

    def _verified(self, name: str) -> str | None:
        done = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        found = done.stdout.decode("ascii", "replace").strip()
        return found if done.returncode == 0 and _NAME.match(found) else None

    def _refs(self, *which: str) -> list[str]:
        """Branches and tags by their short names, without those that stand for another."""
        words = ("for-each-ref", f"--count={_MOST_REFS}", "--format=%(refname:short) %(symref)", *which)
        lines = self.ask(*words).stdout.decode("utf-8", "replace").split("\n")
        return [line.removesuffix(" ") for line in lines if line.endswith(" ")]

    def _line(self, *arguments: str) -> str:
        return self.ask(*arguments).stdout.decode("utf-8", "replace").strip()

    @property
    def _branch(self) -> str:
        """The branch that HEAD is on, or that the first commit will be on; empty where HEAD is on none."""
        return self._line("symbolic-ref", "--quiet", "--short", "HEAD")

    @property
    def _shallow(self) -> bool:
        return self._line("rev-parse", "--is-shallow-repository") == "true"

    def _missing(self, reference: str, refs: list[str], forked: bool) -> Text:
        hint = self._meant(reference, refs)
        way = Text("", "")
        if reference in ("HEAD", "@"):
            known = ", ".join(refs[:5])
            hint = Text(
                f"; HEAD has no commit yet, name another: {known}", f"；HEAD 尚无提交，请另选：{known}"
            )
        elif ".." in reference:
            one = reference.partition("..")[0] or "main"
            way = Text(
                f"one commit is compared with the working tree: {one}, or {one}... for where HEAD left it",
                f"工作区只与一个提交比较：{one}，或用 {one}... 表示 HEAD 与其分叉之处",
            )
        else:
            way = self._fetching(reference, refs, forked)
        if way.en:
            asked = hint.en.endswith("?")
            en = f" {way.en[0].upper()}{way.en[1:]}" if asked else f"; {way.en}"
            hint = Text(f"{hint.en}{en}", f"{hint.zh}{'' if asked else '；'}{way.zh}")
        return Text(
            f"'{reference}': no such branch, tag or commit here{hint.en}",
            f"“{reference}”：此处没有该分支、标签或提交{hint.zh}",
        )

    def _meant(self, reference: str, refs: list[str]) -> Text:
        """The references that look alike; never one that HEAD is on, since nothing would ever differ from it."""
        own = self._own(refs)
        others = [ref for ref in refs if ref not in own]
        tracked = [ref for ref in others if ref.endswith(f"/{reference}")][:3]
        return did_you_mean(tracked) if tracked else near(reference, others)

    def _own(self, refs: list[str]) -> set[str]:
        """The current branch and what a remote has of it; without a branch, all that stands where HEAD does."""
        branch = self._branch
        if not branch:
            return set(self._refs("--points-at", "HEAD"))
        upstream = self._line("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
        return {branch, upstream, *(f"{remote}/{branch}" for remote in self._remotes)}

    @property
    def _remotes(self) -> list[str]:
        return self._line("remote").splitlines()

    def _fetching(self, reference: str, refs: list[str], forked: bool) -> Text:
        """How to fetch what is not there; empty where there is no way to know one."""
        shallow = self._shallow
        stem = re.split("[~^]", reference)[0]
        if not self._verified(stem) and (tracking := self._tracking(stem, refs)):
            remote, branch = tracking
            depth = "" if not shallow else "--unshallow " if forked or stem != reference else "--depth=1 "
            refspec = shlex.quote(f"{branch}:refs/remotes/{remote}/{branch}")
            command = f"git fetch {depth}{shlex.quote(remote)} {refspec}"
            name = "" if stem.startswith(f"{remote}/") else f"{remote}/{branch}"
            then = Text(f"; then name '{name}'", f"，然后改用“{name}”") if name else Text("", "")
            return Text(
                f"if {remote} has it, fetch it with '{command}'{then.en}",
                f"若 {remote} 上存在，请用 {command} 获取{then.zh}",
            )
        if not shallow:
            return Text("", "")
        return Text(
            "this clone is shallow: fetch more of it with 'git fetch --deepen=100' (in CI: fetch-depth: 0)",
            "当前为浅克隆：请用 git fetch --deepen=100 获取更多历史（CI 中设 fetch-depth: 0）",
        )

    def _tracking(self, reference: str, refs: list[str]) -> tuple[str, str] | None:
        """The remote and its branch that a reference without a commit can mean."""
        remotes = self._remotes
        if not remotes or _ABBREVIATED.match(reference):
            return None
        name = reference.removeprefix("refs/").removeprefix("remotes/").removeprefix("heads/")
        within = [remote for remote in remotes if name.startswith(f"{remote}/")]
        remote = max(within, key=len) if within else "origin" if "origin" in remotes else remotes[0]
        branch = name.removeprefix(f"{remote}/")
        known = f"{remote}/{branch}"
        if known in refs or known in self._own(refs) or branch == self._branch:
            return None
        if self.ask("check-ref-format", f"refs/heads/{branch}").returncode:
            return None
        return remote, branch


def _settings(configured: Sequence[str]) -> dict[str, str]:
    """Variables by which git has these settings; a name may have any character in it, a value has no `=`."""
    said = os.environ.get("GIT_CONFIG_COUNT", "") if configured else ""
    first = int(said) if re.fullmatch("[0-9]{1,6}", said) else 0  # of anything else git makes nothing either
    variables = {"GIT_CONFIG_COUNT": str(first + len(configured))} if configured else {}
    for number, setting in enumerate(configured, first):
        name, _, value = setting.rpartition("=")
        variables |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return variables


def _is_as_in(file: Path, blob: str, pointer: lfs.Pointer | None) -> bool:
    """Whether a file is what a commit has in its place, itself or as Git LFS keeps it."""
    try:
        data = file.read_bytes()
    except OSError:
        return False
    if pointer is not None and pointer.size == len(data):
        return pointer.sha256 == hashlib.sha256(data).hexdigest()
    return _blob(data, len(blob)) == blob


def _blob(data: bytes, length: int) -> str:
    """The name that git has for a file's bytes, in as many digits as its names have."""
    digest = hashlib.sha1(usedforsecurity=False) if length == 40 else hashlib.sha256()
    digest.update(b"blob %d\0" % len(data) + data)
    return digest.hexdigest()


def _environment() -> dict[str, str]:
    """For a git that sees what is here, as it is, and asks nobody."""
    kept = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    kept |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    return kept | {"GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1"}


def tracked(root: Path) -> Tracked | None:
    """The files of the working tree at `root` that git has, or would add since nothing ignores them.

    None: git is not there, or refuses to list them.
    """
    program = shutil.which("git")
    if program is None:
        return None
    words = ["ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(
        [program, "--no-pager", *_OWN, "-C", str(root), *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=_environment(),
    )
    if done.returncode:
        return None
    paths: list[str] = []
    absent = 0
    links: dict[str, bool] = {"": False}  # of folders, whether one is in their path
    for entry in os.fsdecode(done.stdout).split("\0")[:-1]:
        if entry.startswith("? "):
            paths.append(entry[2:])
            continue
        kept, _, path = entry.partition("\t")
        if _below_link(root, path.rpartition("/")[0], links):
            continue  # the index has a folder there that is a link by now: what it leads to is not git's
        if kept.startswith("S ") and not os.path.lexists(root / path):
            absent += 1
        else:
            paths.append(f"{path}/" if kept[2:].startswith("160000 ") else path)
    return Tracked(paths, absent)


def _below_link(root: Path, folder: str, known: dict[str, bool]) -> bool:
    new = []
    while folder not in known:
        new.append(folder)
        folder = folder.rpartition("/")[0]
    inside = known[folder]
    for each in reversed(new):
        inside = known[each] = inside or os.path.islink(root / each)
    return inside


def refusal(stderr: bytes, folder: Path) -> Text:
    """Why git would not answer: its own reason, in one line."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    fatal = next(
        (line for line in lines if line.startswith("fatal: ")), lines[0] if lines else "no reason given"
    )
    if fatal.startswith("fatal: not a git repository"):
        return Text(f"{folder.resolve()} is in no git repository", f"{folder.resolve()} 不在任何 git 仓库中")
    way_out = next((f"; {line}" for line in lines if line.startswith("git config ")), "")
    return Text.same(f"git: {fatal.removeprefix('fatal: ')}{way_out}")
