"""Shards: all of the manifests, each once, evenly, and mostly where they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.library.settings import Unfit
from pytest_icplicense.runs.sharding import Shard, parse_shard, share

ROOT = Path("/r")
NAMES = st.lists(
    st.lists(st.text("abcß", min_size=1, max_size=3), min_size=1, max_size=4).map("/".join), unique=True
)


def shards(names: list[str], of: int) -> dict[str, int]:
    """The number of the shard of each name."""
    files = [ROOT / f"{name}/icp.yaml" for name in names]
    found = {}
    for number in range(1, of + 1):
        for file in share(files, Shard(number, of), ROOT):
            assert file not in found
            found[file] = number
    assert set(found) == set(files)
    return {str(file): number for file, number in found.items()}


@pytest.mark.slow
@given(NAMES, st.integers(1, 9))
def test_every_manifest_is_in_one_shard_and_sizes_differ_by_one_at_most(names, of):
    found = list(shards(names, of).values())
    sizes = [found.count(number) for number in range(1, of + 1)]
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.slow
@given(NAMES.filter(bool), st.integers(1, 9), st.data())
def test_a_manifest_that_is_added_moves_fewer_others_than_there_are_shards(names, of, data):
    added = data.draw(st.sampled_from(names))
    before, after = shards([name for name in names if name != added], of), shards(names, of)
    moved = [name for name, number in before.items() if after[name] != number]
    assert len(moved) <= of - 1


def test_of_a_thousand_manifests_a_new_one_moves_four():
    names = [f"services/s{number}" for number in range(1000)]
    before, after = shards(names, 5), shards([*names, "services/new"], 5)
    assert sum(after[name] != number for name, number in before.items()) <= 4


@pytest.mark.slow
@given(NAMES, st.integers(1, 9), st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_place_of_the_checkout_matters(names, of, random):
    files = [ROOT / f"{name}/icp.yaml" for name in names]
    other = [Path("/else/where") / f"{name}/icp.yaml" for name in names]
    random.shuffle(other)
    for number in range(1, of + 1):
        here, there = (
            share(files, Shard(number, of), ROOT),
            share(other, Shard(number, of), Path("/else/where")),
        )
        assert {file.relative_to(ROOT) for file in here} == {
            file.relative_to("/else/where") for file in there
        }
        assert here == [file for file in files if file in here]


@pytest.mark.parametrize(
    "text", ["", "2", "0/5", "6/5", "-1/5", "2/0", "1/1001", "a/b", "２/５", "1/5 ", "1/5/2"]
)
def test_what_is_no_shard(text):
    with pytest.raises(Unfit, match="not a shard such as 2/5"):
        parse_shard(text)


def test_a_shard():
    assert str(parse_shard("2/5")) == "2/5"
