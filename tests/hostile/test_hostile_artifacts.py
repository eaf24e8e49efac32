"""Artifacts of a repository that are made to cost or to hide: judged, or told as not judged, in time."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow
MEBIBYTE = 1 << 20
MERGED = "b: &b {" + ", ".join(f"k{index}: 1" for index in range(5000)) + "}\n"

ARTIFACTS = {
    "aliases of packages": (
        "web/package.json",
        '{"dependencies":{' + ",".join(f'"p{n}":"npm:open-im-sdk@1"' for n in range(150_000)) + "}}",
        "open-im-sdk",
    ),
    "lists": (
        "web/package.json",
        '{"a":[' + "[]," * (5 * MEBIBYTE) + "1]}",
        "not judged: more than 2,000,000",
    ),
    "nested": ("web/package.json", "[" * 15 * MEBIBYTE, "not judged: "),
    "digits": ("web/package.json", '{"a":' + "9" * MEBIBYTE + "}", "not judged: no JSON"),
    "too large": ("web/package.json", " " * (17 * MEBIBYTE), "not judged: more than 16,777,216 bytes"),
    "half a character": (
        "web/package.json",
        '{"dependencies": {"\\ud800": "1", "open-im-sdk": "1"}}',
        "open-im-sdk",
    ),
    "open quotes": ("deploy/nginx.conf", 'server_name evil.cn;\n"' + '\\"' * 400_000, "evil.cn"),
    "names in one line": ("deploy/nginx.conf", "server_name " + "evil.cn " * 100_000 + ";", "evil.cn"),
    "a large configuration": (
        "deploy/nginx.conf",
        "server_name a;" + "#" * (2 * MEBIBYTE),
        "not judged: more than 1,048,576 bytes",
    ),
    "a quotation over lines": ("deploy/nginx.conf", 'log "a\n b"; server_name evil.cn;', "evil.cn"),
}


@pytest.mark.parametrize("name", ARTIFACTS)
def test_an_artifact(name, project, bounded):
    path, content, said = ARTIFACTS[name]
    (project.root / path).write_text(content, encoding="utf-8")
    done = bounded("check", "--lang", "en")
    if said == "open-im-sdk":  # which the example explains, so that only its absence is told
        assert "nothing in the repository shows" not in done.out
        assert done.code == 0
    else:
        assert said in done.out + done.err


def test_merge_keys_are_bounded():
    from pytest_icplicense.detect.unjudged import Unjudged
    from pytest_icplicense.detect.yaml_nodes import documents

    with pytest.raises(Unjudged, match="more than 300,000 nodes"):
        list(documents(MERGED + "c:\n" + "- {<<: *b}\n" * 50_000))
