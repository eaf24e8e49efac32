"""Which manifests a run finds by itself."""

from __future__ import annotations

import pytest

from pytest_icplicense.files.discovery import find_manifests

LINKS = {
    "a link and its manifest": ({"icp.yaml": "a.icp.yaml"}, (), ["a.icp.yaml"]),
    "a chain of links": ({"icp.yaml": "b.icp.yaml", "b.icp.yaml": "a.icp.yaml"}, (), ["a.icp.yaml"]),
    "a link by a way around": ({"icp.yaml": "../here/a.icp.yaml"}, (), ["a.icp.yaml"]),
    "what is linked is excluded": ({"icp.yaml": "a.icp.yaml"}, ("a*",), ["icp.yaml"]),
    "a link to what is no manifest": ({"icp.yaml": "notes.txt"}, (), ["a.icp.yaml", "icp.yaml"]),
    "a link to another folder": ({"icp.yaml": "sub/c.icp.yaml"}, (), ["a.icp.yaml", "icp.yaml"]),
    "a link to a folder": ({"icp.yaml": "d.icp.yaml"}, (), ["a.icp.yaml"]),
    "a link to nothing": ({"icp.yaml": "gone.icp.yaml"}, (), ["a.icp.yaml", "icp.yaml"]),
    "links in a circle": (
        {"b.icp.yaml": "icp.yaml", "icp.yaml": "b.icp.yaml"},
        (),
        ["a.icp.yaml", "b.icp.yaml", "icp.yaml"],
    ),
}


@pytest.mark.parametrize("kind", LINKS)
def test_a_manifest_and_a_link_beside_it_are_one(kind, tmp_path):
    """Each is judged once; by its link only where nothing else finds it."""
    links, exclude, found = LINKS[kind]
    here = tmp_path / "here"
    for folder in ("sub", "d.icp.yaml"):
        (here / folder).mkdir(parents=True)
    for name in ("a.icp.yaml", "notes.txt", "sub/c.icp.yaml"):
        (here / name).write_text("kind: Service\n", encoding="utf-8")
    for name, target in links.items():
        (here / name).symlink_to(target)
    assert [file.name for file in find_manifests(here, exclude, here) if file.parent == here] == found
