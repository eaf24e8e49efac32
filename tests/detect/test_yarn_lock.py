"""yarn.lock of yarn 1 and of its successors."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

CLASSIC = """# yarn lockfile v1


"@a/b@^1.0.0", "@a/b@^1.1.0":
  version "1.1.0"
  resolved "x"
  dependencies:
    "@c/d" "^1"
    dd "^2"

"@c/d@^1":
  version "1"

al@npm:real@^1:
  version "1.0"

"al2@npm:@s/real@^1":
  version "1.0"

dd@^2:
  version "2"
  optionalDependencies:
    ee "1"
ee@1:
  version "1"

devd@^1, devd@^2:
  version "2"
  dependencies:
    devt "^1"
devt@^1:
  version "1"
"""
NEWER = """__metadata:
  version: 8
  cacheKey: 10c0

"@a/b@npm:^1.0.0, @a/b@npm:^1.1.0":
  version: 1.1.0
  resolution: "@a/b@npm:1.1.0"
  dependencies:
    "@c/d": "npm:^1"
    dd: "npm:^2"
  checksum: 10c0/abc
  languageName: node
  linkType: hard

"@c/d@npm:^1":
  version: 1
  resolution: "@c/d@npm:1"

"al@npm:real@^1":
  version: 1
  resolution: "real@npm:1"

"dd@npm:^2, dd@patch:dd@npm%3A^2#./x":
  version: 2
  resolution: "dd@npm:2"
  peerDependencies:
    zz: 1
"app@workspace:packages/app":
  version: 0.0.0-use.local
  resolution: "app@workspace:packages/app"
  dependencies:
    "@a/b": "npm:^1.0.0"
    al: "npm:real@^1"
    devd: "npm:^1"
  languageName: unknown
  linkType: soft
"devd@npm:^1":
  version: 1
  resolution: "devd@npm:1"
"""


def test_packages_of_yarn_1(shows):
    package = '{"dependencies": {"@a/b": "^1", "al": "1", "al2": "x"}, "devDependencies": {"devd": "^1"}}'
    assert shows("yarn.lock", CLASSIC, {"package.json": package}) == [
        ("@a/b", 4),
        ("@c/d", 11),
        ("real", 14),
        ("@s/real", 17),
        ("dd", 20),
        ("ee", 24),
        ("-devd", 27),
        ("-devt", 31),
    ]


def test_everything_counts_where_nothing_says_what_is_for_development(shows):
    assert not any(name.startswith("-") for name, _ in shows("yarn.lock", CLASSIC))
    assert ("devd", 27) in shows("yarn.lock", CLASSIC, {"package.json": "{"})


def test_what_only_other_workspaces_ask_for_counts(shows):
    package = '{"workspaces": ["packages/*"], "devDependencies": {"devd": "^1"}}'
    found = dict(shows("yarn.lock", CLASSIC, {"package.json": package}))
    assert {"@a/b", "real", "-devd", "-devt"} <= set(found)


def test_packages_of_newer_versions(shows):
    package = '{"dependencies": {"@a/b": "^1", "al": "1"}, "devDependencies": {"devd": "^1"}}'
    found = shows("yarn.lock", NEWER, {"packages/app/package.json": package})
    assert found == [("@a/b", 5), ("@c/d", 15), ("real", 19), ("dd", 23), ("-devd", 37)]


def test_a_conflict_is_told(shows):
    with pytest.raises(Unjudged, match="does not write") as caught:
        shows("yarn.lock", 'a@^1:\n<<<<<<< HEAD\n  version "1"\n')
    assert caught.value.line == 2
