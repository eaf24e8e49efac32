"""What the benchmarks measure on: manifests with the example's content, and bare pytest items to hold them against."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "example_project"
ARTEFACTS = ("ads", "brochures", "deploy", "evidence", "web")
_FEATURES = re.compile(r"(?m)^features:\n((?:  .*\n)+)")
_PROOFS = re.compile(r"(?m)^proofs:\n(?:  .*\n)+\n?")
"""They wait for tests, of which there are none here."""

CONFTEST = """\
import pytest


class BareItem(pytest.Item):
    def runtest(self):
        pass


class SkippedItem(BareItem):
    def setup(self):
        pytest.skip("not applicable")


class BareFile(pytest.File):
    def collect(self):
        for index, letter in enumerate(self.path.read_text()):
            kind = SkippedItem if letter == "s" else BareItem
            yield kind.from_parent(self, name=f"case-{index}")


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".bare":
        return BareFile.from_parent(parent, path=file_path)
"""


def service(number: int = 0, times: int = 3) -> str:
    """The example's service under a name of its own, its features `times` times: 4 KB, as manifests of some size are."""
    text = (EXAMPLE / "ads-console.icp.yaml").read_text(encoding="utf-8")
    text = _PROOFS.sub("", text.replace("\nname: ads-console\n", f"\nname: ads-console-{number:04}\n"))
    more = [
        re.sub(r"(?m)^(  - id: .+)$", rf"\1-{copy}", block)
        for block in _FEATURES.findall(text)
        for copy in range(1, times)
    ]
    return _FEATURES.sub(lambda features: features[0] + "".join(more), text)


def own_service(number: int) -> str:
    """The same with ids, amounts, days and home pages of its own: nothing that could be taken from another service."""
    text = re.sub(r"(?m)^(  - id: \S+|  - \{id: [^,]+)", rf"\1-{number:04}", service(number))
    text = re.sub(r"(price: [^,}]+)", rf"\1-{number:04}", text)
    text = text.replace("99.00", f"{number + 9}.00")
    text = re.sub(r"2022-0([23])-\d\d", lambda day: f"2022-0{day[1]}-{number % 20 + 1:02}", text)
    return re.sub(r"homepage: web/(\w+)\.html", rf"homepage: pages/{number:04}-\1.html", text)


def pages(folder: Path, number: int) -> None:
    """The home pages of such a service."""
    for page in (EXAMPLE / "web").glob("*.html"):
        text = page.read_text(encoding="utf-8").replace("<body>", f"<body><p>{number}</p>")
        (folder / f"{number:04}-{page.stem}.html").write_text(text, encoding="utf-8")


def project(folder: Path, services: int, *, own: bool = False) -> None:
    """The example in `folder`: its operator and artefacts as they are, and so many services, `own` ones or alike."""
    folder.mkdir(exist_ok=True)
    for name in ARTEFACTS:
        shutil.copytree(EXAMPLE / name, folder / name, dirs_exist_ok=True)
    shutil.copy(EXAMPLE / "pyproject.toml", folder)
    operator = (EXAMPLE / "operator.icp.yaml").read_text(encoding="utf-8")
    operator = operator.replace("covers: [ads-console,", "covers: [ads-console-*,")
    (folder / "operator.icp.yaml").write_text(operator, encoding="utf-8")
    (folder / "pages").mkdir(exist_ok=True)
    for number in range(services):
        text = own_service(number) if own else service(number)
        (folder / f"service-{number:04}.icp.yaml").write_text(text, encoding="utf-8")
        if own:
            pages(folder / "pages", number)


def bare(folder: Path, files: Iterable[str]) -> None:
    """Bare items in `folder`: a file for each text, an item for each letter in it, skipped where that is an `s`."""
    folder.mkdir()
    shutil.copy(EXAMPLE / "pyproject.toml", folder)
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    for number, letters in enumerate(files):
        (folder / f"file-{number:04}.bare").write_text(letters, encoding="utf-8")
