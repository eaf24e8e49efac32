"""Makes the pictures of the READMEs: the HTML report of the example to which a team has added a search, in Chromium.

python docs/picture.py [FOLDER]     writes report.png and report.zh.png, into docs/images unless told otherwise
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from pytest_icplicense.pages.chromium import find_chromium

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "example_project"
PATCH = EXAMPLE / "scenarios/adds-search/change.patch"
NAMES = {"en": "report.png", "zh": "report.zh.png"}
WIDTH, HEIGHT = 1180, 860
"""Of the window, in CSS pixels."""


def report(folder: Path, lang: str) -> Path:
    """The report of the example with a search, in a folder.

    Raises:
        subprocess.CalledProcessError: the scenario's patch does not apply any more.
        SystemExit: the run is none with findings.
    """
    project = folder / lang
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("scenarios", "__pycache__"))
    subprocess.run(["git", "apply", "--unsafe-paths", str(PATCH)], cwd=project, check=True)
    page = folder / f"{lang}.html"
    command = [sys.executable, "-m", "pytest_icplicense", "report", "html", "--lang", lang, "-o", str(page)]
    judged = subprocess.run([*command, "ads-console.icp.yaml"], cwd=project, check=False)
    if judged.returncode != 1:
        raise SystemExit(f"the example with a search ends with {judged.returncode}, not with findings")
    return page


def take(folder: Path) -> None:
    """Write a picture for each language.

    Raises:
        NoBrowser: there is no Chromium; the message says what to install.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium())
        for lang, name in NAMES.items():
            page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
            page.goto(report(Path(place), lang).as_uri())
            shot = Image.open(io.BytesIO(page.screenshot()))
            # A page has few colors; with a palette it is a third of the size.
            shot.quantize(dither=Image.Dither.NONE).save(folder / name, optimize=True)
        chromium.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs/images")
