"""Builds site from src as a bundler does: one script without imports, its name made of its content."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

HERE = Path(__file__).parent
SOURCE, TARGET = HERE / "src", HERE / "site"


def bundle() -> str:
    """The modules in one script; what others import comes first."""
    texts = [(SOURCE / name).read_text(encoding="utf-8") for name in ("footer.js", "main.js")]
    joined = "\n".join(re.sub(r"(?m)^import .*\n|^export ", "", text) for text in texts)
    return f"(() => {{\n{joined}}})();\n"


def main() -> None:
    """Write site anew."""
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "assets").mkdir(parents=True)
    script = bundle()
    name = f"index-{hashlib.sha256(script.encode()).hexdigest()[:8]}.js"
    (TARGET / "assets" / name).write_text(script, encoding="utf-8")
    page = (SOURCE / "index.html").read_text(encoding="utf-8").replace("/assets/index.js", f"/assets/{name}")
    (TARGET / "index.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
