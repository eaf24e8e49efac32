"""Whether results that come from another run still say something: of which commit they are, how old, and of which files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pytest_icplicense import WAIVERS, is_manifest
from pytest_icplicense.model.evidence import Evidence
from pytest_icplicense.model.rendered import RenderedPage
from pytest_icplicense.text import Text, plain

MAX_AGE_DAYS = 7
_CLOCKS_DIFFER = timedelta(minutes=5)


def head(folder: Path) -> str | None:
    """The commit that is checked out; None where there is no repository, or no commit yet."""
    from pytest_icplicense.files.git import Git, NoCommit

    try:
        return Git(folder).commit("HEAD")
    except NoCommit:
        return None


def changed(folder: Path) -> tuple[str, ...]:
    """The tracked files of the working tree that are not what the checked-out commit has, from the repository's root.

    Manifests and waivers are left out: they are what is judged, and no test's outcome rests on them.
    """
    from pytest_icplicense.files.git import Git, NoCommit

    try:
        git = Git(folder)
    except NoCommit:
        return ()  # which is a reason of its own
    return tuple(path for path in git.changed() if not _is_judged(PurePosixPath(path).name))


def _is_judged(name: str) -> bool:
    return is_manifest(name) or name in WAIVERS


class Standing(NamedTuple):
    """What results must fit: the commit that is checked out and its files, the time that it is, and the greatest age."""

    head: str | None
    now: datetime
    most: timedelta
    changed: tuple[str, ...] = ()
    """Tracked files that are no longer what the commit has."""

    @classmethod
    def here(cls, folder: Path, days: int = MAX_AGE_DAYS) -> Standing:
        """Now, and what is checked out in `folder`."""
        return cls(head(folder), datetime.now(UTC), timedelta(days=days), changed(folder))

    def held(self, evidence: Evidence) -> Evidence:
        """The same, with the reason why it counts for nothing, if it does not."""
        return replace(evidence, refused=self._refusal(evidence))

    def held_page(self, page: RenderedPage) -> RenderedPage:
        """The same; one that came from an address, which has no digest, with the reason why it is too old."""
        if page.url is None:
            return page
        made = datetime.fromisoformat(page.time) if page.time else None
        if made is not None and self.now - self.most <= made <= self.now + _CLOCKS_DIFFER:
            return page
        when = page.time or "?"
        return replace(
            page,
            refused=Text(
                f"it was rendered at {when}, not in the last {self.most.days} days; render it again",
                f"渲染时间为 {when}，不在最近 {self.most.days} 天内；请重新渲染",
            ),
        )

    def _refusal(self, evidence: Evidence) -> Text | None:
        if self.head is None:
            return Text(
                "passed, but here is no git commit that its results could be of",
                "已通过，但此处没有可供核对的 git 提交",
            )
        if evidence.commit is None:
            return Text(
                "passed, but its results do not say of which commit they are", "已通过，但结果未注明所属提交"
            )
        if evidence.commit != self.head:
            theirs, ours = evidence.commit[:12], self.head[:12]
            return Text(
                f"passed at commit {theirs}, and {ours} is checked out; run it again",
                f"在提交 {theirs} 上通过，而当前检出的是 {ours}；请重新运行",
            )
        if self.changed:
            first, rest = plain(self.changed[0]), len(self.changed) - 1
            more = Text(f" and {rest} more", f" 等 {rest + 1} 个文件") if rest else Text("", "")
            return Text(
                f"passed at commit {self.head[:12]}, but {first}{more.en} has changed since; commit and run it again",
                f"在提交 {self.head[:12]} 上通过，但 {first}{more.zh}此后有改动；请提交后重新运行",
            )
        ran = datetime.fromisoformat(evidence.time)
        if ran > self.now + _CLOCKS_DIFFER:
            return Text(
                f"passed at {evidence.time}, which lies in the future",
                f"通过时间 {evidence.time} 晚于当前时间",
            )
        if self.now - ran > self.most:
            return Text(
                f"passed at {evidence.time}, more than {self.most.days} days ago; run it again",
                f"通过时间为 {evidence.time}，已超过 {self.most.days} 天；请重新运行",
            )
        return None
