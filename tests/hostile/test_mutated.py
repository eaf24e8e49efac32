"""Manifests with something changed at random: each gets verdicts, or an error with its place, and no rule stumbles."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from effort import TIMES
from hypothesis import HealthCheck, Phase, example, given, seed, settings
from hypothesis import strategies as st

from pytest_icplicense import library as libraries
from pytest_icplicense.documents import read
from pytest_icplicense.library import settings as configured
from pytest_icplicense.runs.judge_file import judge_file
from pytest_icplicense.runs.report import Wants
from pytest_icplicense.workspace.workspace import Workspace

EXAMPLE = libraries.shipped("example_project")
MANIFESTS = ("ads-console.icp.yaml", "operator.icp.yaml")
TEXTS = {name: (EXAMPLE / name).read_bytes() for name in MANIFESTS}
TREES = {name: read(EXAMPLE / name).documents[0].tree for name in MANIFESTS}
EACH = 150 * TIMES
"""Of eight tests; each has a seed of its own, so that a run can be repeated."""


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A copy of the example, and what its runs share."""
    root = tmp_path_factory.mktemp("mutated") / "project"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("scenarios", "__pycache__"))
    library = libraries.load()
    first = Workspace(configured.load(root), root, library=library)
    return root, library, first.snapshot.survey(library), first.facts


def judged(ground, name: str, data: bytes) -> None:
    """The mutated file is judged within the bounds, and nothing is passed over."""
    root, library, survey, facts = ground
    file: Path = root / name
    file.write_bytes(data)
    try:
        workspace = Workspace(configured.load(root), root, library=library, survey=survey, facts=facts)
        run = judge_file(workspace, file, wants=Wants())
    finally:
        file.write_bytes(TEXTS[name])
    lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\xe2\x80\xa8") + data.count(b"\xc2\x85") + 2
    assert run.results or run.problems
    for problem in run.problems:
        shown = problem.to("en")
        assert re.match(r"\S+\.icp\.yaml:\d+:\d+: \S", shown), shown
        assert "".join(shown.split("\u3000")).replace("\xa0", "").isprintable(), shown
        assert 1 <= problem.line <= lines
        assert len(shown) < 2500
    for result in run.results:
        assert result.outcome.value in ("passed", "failed", "not-applicable", "waived", "pending", "error")
        reason = result.reason.en if result.reason else ""
        assert " raised " not in reason, (result.id, reason)
        assert result.outcome.value != "failed" or result.findings


PIECES = [
    *(
        b"\x00",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xae",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        b"\t",
        b"\r",
    ),
    *(
        b"&a ",
        b"*a",
        b"<<: *a\n",
        b"!!python/name:os.system ",
        b"!x ",
        b"%YAML 1.1\n",
        b"---\n",
        b"...\n",
        b"{",
        b"}",
    ),
    *(
        b"[",
        b"]",
        b": ",
        b"- ",
        b"? ",
        b"|\n",
        b">-\n",
        b"'",
        b'"',
        b"\\",
        b"#",
        b"\n",
        b"  ",
        b"~",
        b"null",
        b"true",
    ),
    *(
        b"0123",
        b"1e999",
        b".nan",
        b"-1",
        b"1.5",
        b"9" * 30,
        b"2022-02-30",
        b"0000-01-01",
        b"9999-12-31T23:59-12:00",
    ),
    *(
        "０".encode(),
        "Ｂ2".encode(),
        "В".encode(),
        "：".encode(),
        "，".encode(),
        "京".encode(),
        "\U0001f600".encode(),
    ),
    *(
        b"../../../etc/passwd",
        b"/etc/passwd",
        b"C:\\x",
        b"//host/x",
        b"https://x.cn/",
        b"a" * 3000,
        b"kind: Service\n",
    ),
]


@st.composite
def bytes_changed(draw, text: bytes) -> bytes:
    """Up to six places of `text` cut out, doubled, or with something else in them."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.sampled_from([0, 0, 1, 1, 2, 5, 40, 400])))
        new = draw(st.sampled_from([b"", text[at:end] * 2, *PIECES]) | st.binary(max_size=6))
        text = text[:at] + new + text[end:]
    return text


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from([piece.decode() for piece in PIECES if piece.isascii() or b"\xef\xbc" in piece]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(tree, path=()):
    """Every place in a tree."""
    yield path
    if isinstance(tree, dict | list):
        for step, inner in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(inner, (*path, step))


PLACES = {name: list(places(tree)) for name, tree in TREES.items()}


@st.composite
def tree_changed(draw, name: str) -> bytes:
    """Up to four values replaced by others, taken from elsewhere in the tree, left out or written twice."""
    tree = json.loads(json.dumps(TREES[name]))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(PLACES[name]))
        above = tree
        try:
            for step in path[:-1]:
                above = above[step]
            here = above[path[-1]] if path else tree
        except (KeyError, IndexError, TypeError):
            continue
        how = draw(st.sampled_from(["other", "other", "moved", "gone", "twice", "unknown"]))
        if how == "gone" and path:
            del above[path[-1]]
        elif how == "twice" and isinstance(here, list):
            here += json.loads(json.dumps(here))
        elif how == "unknown" and isinstance(here, dict):
            here[draw(st.text(max_size=10))] = draw(VALUES)
        elif path and isinstance(above, dict | list):
            found = TREES[name]
            for step in draw(st.sampled_from(PLACES[name])):
                found = found[step]
            above[path[-1]] = json.loads(json.dumps(found)) if how == "moved" else draw(VALUES)
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


LIMITS = settings(
    max_examples=EACH,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # What fails is small enough to be read, and shrinking would take minutes.
    phases=[Phase.explicit, Phase.generate],
    database=None,
)


@pytest.mark.slow
@pytest.mark.parametrize("name", MANIFESTS)
@pytest.mark.parametrize("part", range(2))
def test_changed_bytes(name, part, ground):
    @seed(part)
    @LIMITS
    @given(bytes_changed(TEXTS[name]))
    @example(TEXTS[name] + b"\n" * part)
    def check(data):
        judged(ground, name, data)

    check()


@pytest.mark.slow
@pytest.mark.parametrize("name", MANIFESTS)
@pytest.mark.parametrize("part", range(2))
def test_changed_values(name, part, ground):
    @seed(part)
    @LIMITS
    @given(tree_changed(name))
    @example(json.dumps(TREES[name]).encode() + b"\n" * part)
    def check(data):
        judged(ground, name, data)

    check()
