"""bun.lock."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

LOCK = """{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "app",
      "dependencies": { "a": "^1", "al": "npm:@r/eal@1", },
      "devDependencies": {
        "d": "^1",
      },
    },
  },
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "t": "^1" } }, "sha512-x"],
    "al": ["@r/eal@1.0.0", "", {}, "sha"],
    "a/t": ["t@1.0.0", "", {}, "x,]"],
    "d": ["d@1.0.0", "", {}, "x"],
    "w": ["w@workspace:packages/w"],
  }
}
"""


def test_packages_with_commas_that_json_does_not_allow(shows):
    assert shows("bun.lock", LOCK) == [("a", 13), ("@r/eal", 14), ("t", 15), ("-d", 16)]


def test_broken(shows):
    with pytest.raises(Unjudged, match="no JSON"):
        shows("bun.lock", LOCK[:-5])
