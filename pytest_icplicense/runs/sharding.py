"""Which manifests of a run a shard judges (`2/5`): as many as any other, and mostly the same ones when some are added."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.library.settings import Unfit
from pytest_icplicense.text import Text

MOST = 1000
"""Shards; more jobs than that nobody has."""


class Shard(NamedTuple):
    """One of so many parts, counted from one."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse_shard(text: str) -> Shard:
    """`2/5`.

    Raises:
        Unfit: it is no such thing.
    """
    if found := re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text):
        shard = Shard(int(found[1]), int(found[2]))
        if 1 <= shard.number <= shard.of <= MOST:
            return shard
    raise Unfit(
        Text(
            f"not a shard such as 2/5, the second of five (of {MOST} at most): {text[:40]!r}",
            f"应为 2/5 这样的分片（即五片中的第二片，最多 {MOST} 片），而非 {text[:40]!r}",
        )
    )


def share(files: Sequence[Path], shard: Shard, root: Path) -> list[Path]:
    """The files that are the shard's, in the order in which they come.

    Every job must be given the same files, below the same `root`. They are sorted by a digest of their path, which
    spreads what lies together, and cut into parts whose sizes differ by one at most. Where a file is added or taken away,
    each of the cuts moves by one file at most: so many of the others change their shard as there are cuts, however many
    files there are.
    """
    names = {file: os.path.relpath(file, root).replace(os.sep, "/") for file in files}
    ranked = sorted(names, key=lambda file: (_digest(names[file]), names[file]))
    first, last = (-(-number * len(ranked) // shard.of) for number in (shard.number - 1, shard.number))
    mine = set(ranked[first:last])
    return [file for file in names if file in mine]


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()
