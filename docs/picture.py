"""Makes the pictures of the READMEs: the HTML report of the example to which a team has added a search, in Chromium.

python docs/picture.py [FOLDER]     writes report.png and report.zh.png, into docs/images unless told otherwise
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "example_project"
PATCH = EXAMPLE / "scenarios/adds-search/change.patch"
NAMES = {"en": "report.png", "zh": "report.zh.png"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZE = "1180,860"
"""Width and height of the window, in CSS pixels."""


def browser() -> str:
    """The system's Chromium.

    Raises:
        SystemExit: there is none; the message says what to install.
    """
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("no Chromium is installed: apt-get install chromium fonts-noto-cjk")
    return found


def take(folder: Path) -> None:
    """Write a picture for each language.

    Raises:
        subprocess.CalledProcessError: the patch does not apply any more, or Chromium fails.
        SystemExit: no picture came out, or the report is none of a run with findings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for lang, name in NAMES.items():
        with tempfile.TemporaryDirectory() as place:
            project = Path(place) / "example"
            shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("scenarios", "__pycache__"))
            subprocess.run(["git", "apply", "--unsafe-paths", str(PATCH)], cwd=project, check=True)
            page, picture = Path(place) / "report.html", Path(place) / name
            command = [sys.executable, "-m", "pytest_icplicense", "report", "html", "--lang", lang]
            judged = subprocess.run(
                [*command, "-o", str(page), "ads-console.icp.yaml"], cwd=project, check=False
            )
            if judged.returncode != 1:
                raise SystemExit(
                    f"the example with a search ends with {judged.returncode}, not with findings"
                )
            shot = [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--window-size={SIZE}",
            ]
            shot += [
                f"--lang={lang}",
                f"--user-data-dir={place}/profile",
                f"--screenshot={picture}",
                page.as_uri(),
            ]
            subprocess.run([browser(), *shot], cwd=place, check=True, capture_output=True)
            if not picture.is_file():
                raise SystemExit("Chromium made no picture")
            shutil.copyfile(picture, folder / name)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs/images")
