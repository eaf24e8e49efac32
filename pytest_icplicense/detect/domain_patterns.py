"""The names of hosts that a regular expression is for."""

from __future__ import annotations

from pytest_icplicense.expressions import expression

_WILD = "\0"
"""What stands in a name for anything."""
_MOST = 32
"""Names that one pattern may stand for."""
_GROUP = expression(r"\(\?(?:P?<\w+>|:)|\((?!\?)")
_REPEATED = expression(r"[+*]|\{\d*,?\d*\}")


def named_by(pattern: str) -> list[str]:
    """The names that a regular expression is for (`~^(www|m)\\.a\\.cn$` of nginx); where it leaves the beginning open,
    what stands after that. None where it says nothing certain.
    """
    text = pattern.lstrip("~*").strip()[:500]
    text = text.removeprefix("^").removesuffix("$")
    found, end = _alternatives(text, 0, 0)
    if found is None or end != len(text):
        return []
    names = []
    for name in found:
        _, wild, rest = name.rpartition(_WILD)
        if wild and not rest.startswith("."):
            continue
        names.append(rest.lstrip(".") if wild else name)
    return list(dict.fromkeys(name for name in names if "." in name))


def _alternatives(text: str, at: int, depth: int) -> tuple[list[str] | None, int]:
    """What the alternatives from here to the end of their group stand for; None: nobody can tell."""
    done: list[str] = []
    here = [""]
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            done, here, at = done + here, [""], at + 1
            continue
        piece: list[str] | None
        if group := _GROUP.match(text, at):
            piece, at = _alternatives(text, group.end(), depth + 1) if depth < 5 else (None, at)
            at += 1
        elif text[at] == "\\" and at + 1 < len(text):
            piece, at = [text[at + 1] if text[at + 1] in ".-" else _WILD], at + 2
        elif text[at] == "[" and "]" in text[at + 2 :]:
            piece, at = [_WILD], text.index("]", at + 2) + 1
        elif text[at].isalnum() or text[at] in "-.":
            piece, at = [text[at]], at + 1
        else:
            return None, at
        if piece is None:
            return None, at
        if repeated := _REPEATED.match(text, at):
            piece, at = [_WILD], repeated.end()
        if text[at : at + 1] == "?":
            at += 1
            if not repeated:
                piece = [*piece, ""]
        here = [before + each for before in here for each in piece]
        if len(here) + len(done) > _MOST:
            return None, at
    return done + here, at
