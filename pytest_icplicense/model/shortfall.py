"""What a text lacks to be an answer."""

from __future__ import annotations

from typing import NamedTuple

from pytest_icplicense.text import Text, short


class Shortfall(NamedTuple):
    """What a text lacks to be an answer."""

    why: Text
    open: bool = False
    """Whether people must look, since the text alone does not settle it."""

    def called(self, name: Text) -> Shortfall:
        """The same, begun with what the text is: `owner '待定' is no answer`."""
        return self._replace(why=Text(f"{name.en} {self.why.en}", f"{name.zh}{self.why.zh}"))


def lacking(text: str, why: Text) -> Shortfall:
    """The same, begun with the text itself: `'待定' is no answer`."""
    quoted = short(text, 60)
    return Shortfall(Text(f"'{quoted}' {why.en}", f"“{quoted}”{why.zh}"))
