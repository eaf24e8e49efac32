"""`setup.py`, which is never run: only lists that are written out in it are read; of others it says that they are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pytest_icplicense.detect.artifact import Artifact, Where
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.lock_reachability import for_development
from pytest_icplicense.detect.requirement import Requirements
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    import ast

MAX_CHARACTERS = 256 << 10
"""What a setup.py may have: Python's own parser takes much memory for more."""
_LISTS = {"install_requires": False, "tests_require": True, "setup_requires": True}
_Words = Iterator[tuple[str, Where]]


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The requirements of each call of `setup`."""
    import ast

    tree = _parsed(artifact)
    known = {
        target.id: statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    requirements = Requirements(artifact)
    unread: list[ast.expr] = []

    def written(value: ast.expr) -> _Words:
        """The texts of a list; what is not written out is put down as unread."""
        value = known.get(value.id, value) if isinstance(value, ast.Name) else value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            for line in value.value.splitlines():
                if line.strip():
                    yield line, (value.lineno, value.col_offset + 1)
        elif isinstance(value, ast.List | ast.Tuple | ast.Set):
            for each in value.elts:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value, (each.lineno, each.col_offset + 1)
                else:
                    unread.append(each)
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            yield from written(value.left)
            yield from written(value.right)
        elif not (isinstance(value, ast.Constant) and value.value is None):
            unread.append(value)

    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or _called(call.func) != "setup":
            continue
        for keyword in call.keywords:
            if keyword.arg in _LISTS:
                yield from requirements.sightings(written(keyword.value), _LISTS[keyword.arg])
            elif keyword.arg == "extras_require":
                value = keyword.value
                value = known.get(value.id, value) if isinstance(value, ast.Name) else value
                if not isinstance(value, ast.Dict):
                    unread.append(value)
                    continue
                for extra, wanted in zip(value.keys, value.values, strict=True):
                    name = extra.value if isinstance(extra, ast.Constant) else ""
                    yield from requirements.sightings(written(wanted), for_development(str(name)))
            elif keyword.arg is None:
                unread.append(keyword.value)
    requirements.finish()
    if unread:
        text = Text(
            "the requirements are computed here, and no code is run to find out which they are",
            "此处的依赖由代码计算得出，而检查不会运行代码",
        )
        raise Unjudged(text, unread[0].lineno, unread[0].col_offset + 1)


def _called(function: ast.expr) -> str:
    import ast

    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _parsed(artifact: Artifact) -> ast.Module:
    import ast
    import warnings

    code = artifact.text
    if len(code) > MAX_CHARACTERS:
        raise Unjudged(Text(f"more than {MAX_CHARACTERS:,} characters", f"超过 {MAX_CHARACTERS:,} 个字符"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code, "")  # of a name that is no file: for some messages Python opens it
    except SyntaxError as error:
        text = Text(f"no Python 3: {error.msg}", "不是有效的 Python 3 代码")
        raise Unjudged(text, error.lineno or 1, error.offset or 1) from None
    except (ValueError, MemoryError, RecursionError) as error:
        what = str(error) or "nested too deep"
        raise Unjudged(Text(f"no Python 3: {what}", f"不是有效的 Python 3 代码：{what}")) from None


DETECTOR = Detector(
    name="setup.py",
    files=("setup.py",),
    read=read,
    summary=Text("packages that setup.py lists", "setup.py 列出的软件包"),
)
