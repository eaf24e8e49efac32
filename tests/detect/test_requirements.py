"""requirements.txt."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

TEXT = """# foo comment
-r other.txt
-c constraints.txt
--index-url https://x
A.b_c[x,y] >= 1, <2 ; python_version < "3.8"  # note
d==1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
e @ https://x.example/e-1.0.zip#sha256=aa
git+https://github.com/o/repo.name.git@v1#egg=eggy
-e git+ssh://git@github.com/o/repo2.git@main
-e .
./local[extra]
https://x/f_g-1.0-py3-none-any.whl
h==1 --global-option="x"
last
"""


def test_what_pip_would_install(shows):
    assert shows("requirements/production.txt", TEXT) == [
        ("other.txt", 2),  # which it brings in
        ("A.b_c", 5),
        ("d", 6),
        ("e", 9),
        ("eggy", 10),
        ("repo2", 11),
        ("f_g", 14),
        ("h", 15),
        ("last", 16),
    ]


def test_a_broken_line_is_told_after_the_others(shows):
    with pytest.raises(Unjudged, match="'b b' is no requirement") as caught:
        shows("requirements.txt", "a\nb b\n")
    assert caught.value.line == 2


def test_constraints_require_nothing(shows):
    assert shows("requirements/constraints.txt", "a==1") == []
