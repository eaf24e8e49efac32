"""A repository of a thousand services that stays open: one manifest is edited, and judged again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import generate
from measure import Row

from pytest_icplicense.files import DISK, Overlay
from pytest_icplicense.runs.session import Session


def session(folder: Path, quick: bool) -> Iterator[Row]:
    """What an edit costs, against judging everything anew; the goal is ten milliseconds."""
    generate.project(folder, 1000)
    began = time.process_time()
    opened = Session(folder)
    results = list(opened.results())
    anew = time.process_time() - began
    file = folder / "service-0500.icp.yaml"
    texts = [file.read_text(encoding="utf-8"), generate.service(500).replace("site-search", "web-search")]
    costs = []
    for number in range(10 if quick else 40):
        text = texts[number % 2]
        began = time.process_time()
        opened.update([file], Overlay(DISK, {file: text.encode()}))
        found = list(opened.results())
        costs.append(time.process_time() - began)
        assert len(found) == len(results)
    yield Row("one manifest of 1,000 edited and judged again, cpu, s against 10 ms", min(costs), 0.010, 1.0)
    yield Row("the same against all of them anew", min(costs), anew)
