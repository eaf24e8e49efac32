"""Where this package was installed from, so that a hook and a CI job can install it from there, too."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pytest_icplicense.files.git import Git, NoCommit

PACKAGE = "pytest-icplicense"
_REMOTE = re.compile(r"(?m)^\s*url\s*=\s*(https://\S+)")


@dataclass(frozen=True, slots=True)
class Origin:
    """A git repository and the commit of it that is installed."""

    repository: str
    """An address, or a folder of this machine."""
    revision: str

    @property
    def reachable(self) -> bool:
        """Whether other machines can clone it."""
        return "://" in self.repository and not self.repository.startswith("file:")


def installed_from() -> Origin | None:
    """The clone or repository that the package was installed from (PEP 610); None: a package index."""
    try:
        text = distribution(PACKAGE).read_text("direct_url.json")
        found = json.loads(text) if text else {}
    except (PackageNotFoundError, ValueError):
        return None
    url = found.get("url", "") if isinstance(found, dict) else ""
    if commit := found.get("vcs_info", {}).get("commit_id") if isinstance(found, dict) else None:
        return Origin(url, commit)
    if not url.startswith("file:") or "dir_info" not in found:
        return None
    folder = Path(unquote(urlsplit(url).path))
    try:
        commit = Git(folder).commit("HEAD") if (folder / ".git").exists() else None
        config = (
            (folder / ".git/config").read_text(encoding="utf-8") if (folder / ".git/config").is_file() else ""
        )
    except (NoCommit, OSError, UnicodeDecodeError):
        return None
    remote = _REMOTE.search(config)
    return Origin(remote[1] if remote else folder.as_posix(), commit) if commit else None
