"""`.gitmodules`: repositories inside this one: which they are; they are not looked into, which is said."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, PartPassedOver, Seen, Sighting
from pytest_icplicense.detect.purl import repository
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_ADDRESS = expression(r"\s*url\s*=\s*(\S+)\s*\Z")
_PATH = expression(r"\s*path\s*=\s*(.+?)\s*\Z")
_REASON = Text("a submodule, a repository of its own", "子模块，属于另一个代码仓库")


def read(artifact: Artifact) -> Iterator[Seen]:
    """The folder of each submodule, passed over, and the repository that it is."""
    for number, line in enumerate(artifact.lines, 1):
        if "path" in line and (found := _PATH.match(line[:4096])):
            yield PartPassedOver(found[1].strip('"'), number, _REASON)
        elif "url" in line and (found := _ADDRESS.match(line[:4096])) and (name := repository(found[1])):
            yield Sighting("repository", name, number)


DETECTOR = Detector(
    name="submodules",
    files=(".gitmodules",),
    read=read,
    summary=Text("submodules of git, which are passed over", "git 子模块（不予检查）"),
)
