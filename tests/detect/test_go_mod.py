"""go.mod."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.signatures import normal
from pytest_icplicense.detect.unjudged import Unjudged

TEXT = """module github.com/me/x // c

go 1.24
require github.com/a/one v1.0.0
require (
	// github.com/comm/ented v1
	github.com/b/two/v2 v2.0.0 // indirect
	"github.com/c/three" v1.0.0
	github.com/t/tool v1.0.0 // indirect
)
replace github.com/a/one v1.0.0 => github.com/fork/one v1.0.1
replace (
	github.com/b/two => ../two
)
exclude github.com/ex/cl v1
retract [v1.0.0, v1.9.9]
tool github.com/t/tool/cmd/t
"""


def test_modules(shows):
    assert shows("go.mod", TEXT) == [
        ("github.com/me/x", 1),
        ("github.com/a/one", 4),
        ("github.com/b/two/v2", 7),
        ("github.com/c/three", 8),
        ("-github.com/t/tool", 9),
        ("github.com/fork/one", 11),
    ]


@pytest.mark.parametrize(("text", "line"), [("module x\nrequire (\n a v1\n", 4), ("<<<<<<< HEAD\n", 1)])
def test_broken(shows, text, line):
    with pytest.raises(Unjudged, match=r"no go\.mod") as caught:
        shows("go.mod", text)
    assert caught.value.line == line


def test_a_major_version_is_part_of_no_name():
    assert normal("go", "github.com/Elastic/go-elasticsearch/v8") == "github.com/elastic/go-elasticsearch"
