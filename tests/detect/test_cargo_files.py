"""Cargo.toml and Cargo.lock."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged


def test_what_a_crate_needs(shows):
    text = """[package]
name = "me"
[dependencies]
anyhow = "1"
b = {package = "real"}
[dev-dependencies]
mockall = "1"
[build-dependencies]
cc = "1"
[target."cfg(unix)".dependencies]
libc = "1"
[workspace.dependencies]
unused = "1"
renamed = {package = "z"}
"""
    assert shows("Cargo.toml", text) == [
        ("me", 2),
        ("anyhow", 4),
        ("real", 5),
        ("-mockall", 7),
        ("-cc", 9),
        ("libc", 11),
        ("z", 14),
    ]


LOCK = """version = 3

[[package]]
name = "me"
version = "0.1"
dependencies = [
 "a",
 "d 1.0",
]

[[package]]
name = "a"
source = "r"

[[package]]
name = "d"
source = "r"
dependencies = ["e"]

[[package]]
name = "e"
source = "r"
"""


def test_crates_that_only_tests_need(shows):
    own = '[package]\nname = "me"\n[dependencies]\na = "1"\n[dev-dependencies]\nd = "1"'
    for place in ("Cargo.toml", "me/Cargo.toml", "crates/me/Cargo.toml"):
        assert shows("Cargo.lock", LOCK, {place: own}) == [("me", 3), ("a", 11), ("-d", 15), ("-e", 20)]
    assert [name for name, _ in shows("Cargo.lock", LOCK)] == ["me", "a", "d", "e"]


@pytest.mark.parametrize("path", ["Cargo.toml", "Cargo.lock"])
def test_broken(shows, path):
    with pytest.raises(Unjudged, match="no TOML"):
        shows(path, LOCK + "=======\n")
