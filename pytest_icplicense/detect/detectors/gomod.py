"""`go.mod`, read as the reference of Go modules describes it."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text, plain

_WORD = expression(r'"(?>(?:[^"\\]|\\.)*)"?|`[^`]*`|//.*$|=>|[()]|[^\s()"`]+')
_DIRECTIVES = (
    "module",
    "go",
    "toolchain",
    "godebug",
    "require",
    "exclude",
    "replace",
    "retract",
    "tool",
    "ignore",
)
_Line = tuple[int, str, list[str], bool]


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The modules that are required, and those that replace them. What only a tool needs is for development."""
    lines = list(_lines(artifact))
    tools = [words[0] for _, directive, words, _ in lines if directive == "tool"]
    required = {words[0] for _, directive, words, _ in lines if directive == "require"}
    of_tools = {module for tool in tools if (module := _module_of(tool, required))}
    for line, directive, words, indirect in lines:
        if directive in ("module", "require"):
            reason = DEVELOPMENT if indirect and words[0] in of_tools else None
            yield Sighting("go", words[0], line, reason)
        elif directive == "replace" and "=>" in words:
            new = words[words.index("=>") + 1 :]
            if new and not new[0].startswith((".", "/")):
                yield Sighting("go", new[0], line)


def _module_of(package: str, modules: set[str]) -> str | None:
    while package and package not in modules:
        package = package.rpartition("/")[0]
    return package or None


def _lines(artifact: Artifact) -> Iterator[_Line]:
    """Line, directive, arguments, and whether `// indirect` stands behind them."""
    block = ""
    for number, line in enumerate(artifact.lines, 1):
        words = _WORD.findall(line)
        comment = words.pop() if words and words[-1].startswith("//") else ""
        if not words:
            continue
        if block and words == [")"]:
            block = ""
            continue
        directive = block or words.pop(0)
        if directive not in _DIRECTIVES:
            shown = plain(directive[:40])
            raise Unjudged(
                Text(f"no go.mod: '{shown}' is no directive", f"不是有效的 go.mod：没有指令 '{shown}'"),
                number,
            )
        if not block and words == ["("]:
            block = directive
            continue
        words = [word.strip('"`') for word in words]
        if words:
            note = comment[2:].strip()
            yield number, directive, words, note == "indirect" or note.startswith("indirect;")
    if block:
        text = Text(
            f"no go.mod: the block of '{block}' has no end", f"不是有效的 go.mod：'{block}' 块没有结束"
        )
        raise Unjudged(text, len(artifact.lines))


DETECTOR = Detector(
    name="go", files=("go.mod",), read=read, summary=Text("modules of go.mod", "go.mod 中的模块")
)
