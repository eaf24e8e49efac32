"""A real git repository for the tests of `icplicense diff`, and short forms of what it reports."""

from __future__ import annotations

import subprocess
from pathlib import Path

WEB = "SP-02.2/feature-inside-license[ads-console:web]"
HOMEPAGE = "SP-02.4/homepage-shows-number[ads-console:ad.oceanengine.com]"
NUMBER = "京B2-20181623"


def git(*arguments: str, folder: Path | None = None) -> str:
    """What git prints, run in `folder`."""
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def commit(root: Path) -> None:
    """Commit everything that is in the folder."""
    git("add", "--all", folder=root)
    git("commit", "--quiet", "--allow-empty", "--message", "change", folder=root)


def ids(cases) -> list[str]:
    """The ids of reported cases."""
    return [case["id"] for case in cases]


def scope(manifest) -> list[tuple[str, str, str]]:
    """What changed in the scope of a manifest, in short."""
    return [(entry["change"], entry["field"], entry["name"]) for entry in manifest["scope"]]
