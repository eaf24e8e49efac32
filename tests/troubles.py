"""A project in which every verdict that reports tell of occurs, with text that would like to be more than text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BUILD = Path(__file__).parent.parent / "build"
"""Where `make clients` installs what some tests drive."""
HOSTILE = "<script>alert(1)</script> [巨量](http://e.cn) {0} {{ insert: param, x }} \u202egnp"
BROKEN = "kind: Service\nkind: Service\n"


def trouble(project: Any) -> None:
    """Search without a license, a waived price, a hostile site name, something pending, and a broken document."""
    project.change("ads-console.icp.yaml", "kind: site-search", "kind: web-search")
    project.change("ads-console.icp.yaml", 'price: pro, amount: "99.00"', 'price: pro, amount: "98.00"')
    project.change("ads-console.icp.yaml", "    name: 巨量引擎\n", f"    name: '{HOSTILE}'\n")
    (project.root / "icp-waivers.yaml").write_text(
        f"- {{check: SP-15.5.2, subject: 'ads-console:*', reason: '{HOSTILE}', approver: 王芳, ticket: C-1,"
        " from: 2022-05-01, expires: 2022-08-15}\n"
        "- {check: SP-15.5.3, subject: '*', reason: 更名, approver: 王芳, from: 2022-05-01, expires: 2022-08-15}\n",
        encoding="utf-8",
    )
    (project.root / "broken 破.icp.yaml").write_text(BROKEN, encoding="utf-8")


def nothing_to_judge(project: Any) -> None:
    """One document, which cannot be used."""
    project.operator.unlink()
    project.service.write_text(BROKEN, encoding="utf-8")
