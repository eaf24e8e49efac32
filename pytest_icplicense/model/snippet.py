"""YAML that can be pasted into a manifest, and what to know before one does."""

from __future__ import annotations

from typing import NamedTuple

from pytest_icplicense.text import Text


class Snippet(NamedTuple):
    """What a report shows below a remedy."""

    above: Text
    """A comment: whose values these are, and where they belong if not at the top of the manifest that the finding is in."""
    yaml: str

    def lines(self, lang: str) -> list[str]:
        """The comment and the YAML."""
        return [self.above.to(lang), *self.yaml.splitlines()]
