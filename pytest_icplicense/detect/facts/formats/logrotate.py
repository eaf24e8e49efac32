"""logrotate: for how many days rotated logs are kept, where rotation is by time."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word

_PERIODS = {"hourly": 1 / 24, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}
_BY_SIZE = ("size", "maxsize")


def nodes(artifact: Artifact) -> Iterator[Node]:
    """One mapping: `logs` lists the blocks, each with its `path`, and `days` where they are certain."""
    root = Mapping()
    blocks: list[Node] = []
    whole: dict[str, Word] = {}
    here: dict[str, Word] | None = None
    path, script = "", False
    for number, line in enumerate(artifact.lines, 1):
        words = line.strip()
        if script:
            script = words != "endscript"
            continue
        if not words or words[0] == "#":
            continue
        if words.split()[0] in ("postrotate", "prerotate", "firstaction", "lastaction", "preremove"):
            script = True
        elif words.endswith("{"):
            here, path = dict(whole), f"{path} {words[:-1]}".strip()
        elif words[0] == "}" and here is not None:
            blocks.append(_block(path, here))
            here, path = None, ""
        elif here is None and words[0] in "/\"'~":
            path = f"{path} {words}".strip()
        else:
            name, _, value = words.replace("=", " ").partition(" ")
            word = Word(value.strip())
            word.line, word.column = number, len(line) - len(line.lstrip()) + 1
            known = whole if here is None else here
            if name in (*_PERIODS, *_BY_SIZE):
                for other in (*_PERIODS, "size"):
                    known.pop(other, None)
            known[name] = word
    root["logs"] = blocks
    yield root


def _block(path: str, said: dict[str, Word]) -> Mapping:
    found = Mapping()
    found["path"] = Word(path)
    period = next((name for name in _PERIODS if name in said), None)
    kept: list[tuple[float, Word]] = []
    if (
        period
        and "rotate" in said
        and said["rotate"].isdigit()
        and not any(name in said for name in (*_BY_SIZE, "minsize"))
    ):
        kept.append((int(said["rotate"][:9]) * _PERIODS[period], said["rotate"]))
    if "maxage" in said and said["maxage"].isdigit():
        kept.append((int(said["maxage"][:9]), said["maxage"]))
    if kept and "rotate" in said and (period or "maxage" in said):
        days, at = min(kept, key=lambda each: each[0])
        word = Word(f"{days:.6g}")
        word.line, word.column = at.line, at.column
        found["days"], found.where["days"] = word, (at.line, at.column)
    return found
