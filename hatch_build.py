"""What a wheel has and a checkout has not: the trees of the shipped documents, a quarter of a commit hook to parse."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ParsedDocuments(BuildHookInterface):
    """Parses the policies and puts what that gives beside them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is packed; an editable installation keeps its own."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from pytest_icplicense.documents.document import read
        from pytest_icplicense.documents.parse_cache import NAME, written

        self.made = TemporaryDirectory()
        trees = Path(self.made.name, NAME)
        files = sorted(Path(self.root, "policies").rglob("*.yaml"))
        trees.write_text(written([read(file) for file in files]), encoding="utf-8")
        build_data["force_include"][str(trees)] = f"pytest_icplicense/policies/{NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """After it is packed."""
        if version != "editable":
            self.made.cleanup()
