"""`.gitmodules`: repositories inside this one, which are not looked into and which is said."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, PartPassedOver
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_PATH = expression(r"\s*path\s*=\s*(.+?)\s*\Z")
_REASON = Text("a submodule, a repository of its own", "子模块，属于另一个代码库")


def read(artifact: Artifact) -> Iterator[PartPassedOver]:
    """The folder of each submodule, passed over."""
    for number, line in enumerate(artifact.lines, 1):
        if "path" in line and (found := _PATH.match(line[:4096])):
            yield PartPassedOver(found[1].strip('"'), number, _REASON)


DETECTOR = Detector(
    name="submodules",
    files=(".gitmodules",),
    read=read,
    summary=Text("submodules of git, which are passed over", "git 子模块（不予检查）"),
)
