"""Chromium as the system has it, with an eye on everything that a page asks for or complains of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_icplicense.pages.chromium import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "build/clients/node_modules/axe-core/axe.min.js"
SCREENSHOTS = ROOT / "build/screenshots"
A4 = {"width": 794, "height": 1123}
"""In CSS pixels."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, for as long as the context lasts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser, file: Path, width: int = 1280, fragment: str = "", **context: Any
) -> Iterator[Page]:
    """The page of a file at a fragment. It must ask for nothing but itself, open no dialog, and leave the console empty."""
    complaints: list[str] = []
    within = browser.new_context(viewport={"width": width, "height": 900}, **context)
    page = within.new_page()
    page.on("console", lambda message: complaints.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("request", lambda request: complaints.append(f"request: {request.url}"))
    page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.goto(file.as_uri() + fragment)
    yield page
    within.close()
    assert set(complaints) == {f"request: {file.as_uri()}"}


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and its own best practices; also what it cannot decide about contrast."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing; `make clients` installs it")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {preload: false})")
    assert len(found["passes"]) > 20
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
