"""Build the site from src/ into site/: the modules in one file, in the order in which they import each other."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
IMPORT = re.compile(r'^import .* from "\./(.+)";\n+', re.M)


def bundled(name: str, done: dict[str, None]) -> str:
    """A module after those that it imports, each once."""
    if name in done:
        return ""
    done[name] = None
    text = (HERE / "src" / name).read_text(encoding="utf-8")
    before = "".join(bundled(each, done) for each in IMPORT.findall(text))
    return before + re.sub(r"^export ", "", IMPORT.sub("", text), flags=re.M)


def main() -> None:
    """Write site/."""
    site = HERE / "site"
    site.mkdir(exist_ok=True)
    for name in ("index.html", "app.css"):
        (site / name).write_bytes((HERE / "src" / name).read_bytes())
    (site / "app.js").write_text(bundled("main.js", {}), encoding="utf-8")


if __name__ == "__main__":
    main()
