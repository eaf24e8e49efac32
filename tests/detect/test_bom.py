"""Components of CycloneDX and packages of SPDX."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT
from pytest_icplicense.detect.detectors.bom import read
from pytest_icplicense.detect.purl import package
from pytest_icplicense.detect.unjudged import Unjudged


def seen(tree: object) -> list[tuple[str, str, bool]]:
    artifact = Artifact("bom.json", json.dumps(tree, indent=1).encode())
    return [(each.ecosystem, each.name, each.passed_over == DEVELOPMENT) for each in read(artifact)]


@pytest.mark.parametrize(
    ("purl", "expected"),
    [
        ("pkg:npm/%40openim/client-sdk@3.8.0", ("npm", "@openim/client-sdk")),
        ("pkg:npm/@openim/client-sdk@3", ("npm", "@openim/client-sdk")),
        ("pkg:pypi/matrix-synapse@1.0?extra=x", ("pypi", "matrix-synapse")),
        ("pkg:golang/github.com/openimsdk/tools@v1#sub", ("go", "github.com/openimsdk/tools")),
        ("pkg:maven/io.agora.rtc/agora-sdk@4?type=jar", ("maven", "io.agora.rtc:agora-sdk")),
        ("pkg:composer/flarum/core@1", ("composer", "flarum/core")),
        (
            "pkg:swift/github.com/GetStream/stream-chat-swift@4",
            ("repository", "github.com/getstream/stream-chat-swift"),
        ),
        ("pkg:github/NodeBB/NodeBB@v3", ("repository", "github.com/nodebb/nodebb")),
        ("pkg:cargo/livekit@0.1", ("cargo", "livekit")),
        ("pkg:gem/discourse@1", ("gem", "discourse")),
        ("pkg:nuget/NIM@1", ("nuget", "NIM")),
        ("pkg:deb/debian/ejabberd@23?arch=amd64", ("debian", "ejabberd")),
        ("pkg:docker/openim/server@sha256%3Aabc", ("image", "openim/server")),
        (
            "pkg:oci/server@sha256%3Aabc?repository_url=ghcr.io%2Fopenimsdk%2Fserver",
            ("image", "ghcr.io/openimsdk/server"),
        ),
        ("pkg:helm/rocketchat@1", ("chart", "rocketchat")),
        ("PKG:NPM/x", ("npm", "x")),
        ("pkg:generic/x@1", None),
        ("npm/x@1", None),
        ("pkg:npm/", None),
        ("", None),
    ],
)
def test_a_package_url_names_a_package(purl: str, expected: tuple[str, str] | None) -> None:
    assert package(purl) == expected


def test_components_of_cyclonedx_at_any_depth() -> None:
    inner = {"purl": "pkg:npm/inner@1", "components": [{"purl": "pkg:npm/deepest@1"}]}
    tree = {
        "bomFormat": "CycloneDX",
        "metadata": {"component": {"purl": "pkg:npm/product@1"}},
        "components": [
            {"purl": "pkg:npm/outer@1", "components": [inner]},
            {"purl": "pkg:npm/optional@1", "scope": "optional"},
            {"purl": "pkg:npm/excluded@1", "scope": "excluded", "components": [{"purl": "pkg:npm/below@1"}]},
            {
                "purl": "pkg:npm/dev@1",
                "properties": [{"name": "cdx:npm:package:development", "value": "true"}],
            },
            {"name": "without"},
        ],
    }
    assert sorted(seen(tree)) == [
        ("npm", "below", True),
        ("npm", "deepest", False),
        ("npm", "dev", True),
        ("npm", "excluded", True),
        ("npm", "inner", False),
        ("npm", "optional", False),
        ("npm", "outer", False),
    ]


def test_packages_of_spdx_but_for_the_product_and_its_tools() -> None:
    def named(name: str) -> dict[str, object]:
        reference = {
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": f"pkg:npm/{name}@1",
        }
        return {"SPDXID": f"SPDXRef-{name}", "externalRefs": [reference]}

    def relation(one: str, kind: str, other: str) -> dict[str, str]:
        return {
            "spdxElementId": f"SPDXRef-{one}",
            "relationshipType": kind,
            "relatedSpdxElement": f"SPDXRef-{other}",
        }

    tree = {
        "spdxVersion": "SPDX-2.3",
        "packages": [named(name) for name in ("product", "chat", "tool", "both")],
        "relationships": [
            relation("DOCUMENT", "DESCRIBES", "product"),
            relation("product", "DEPENDS_ON", "chat"),
            relation("tool", "DEV_DEPENDENCY_OF", "product"),
            relation("both", "TEST_DEPENDENCY_OF", "product"),
            relation("both", "RUNTIME_DEPENDENCY_OF", "product"),
        ],
    }
    assert seen(tree) == [("npm", "chat", False), ("npm", "tool", True), ("npm", "both", False)]


def test_packages_of_the_third_spdx() -> None:
    tree = {
        "@graph": [
            {"type": "software_Sbom", "rootElement": ["urn:product"]},
            {"type": "software_Package", "spdxId": "urn:product", "software_packageUrl": "pkg:npm/product@1"},
            {"type": "software_Package", "spdxId": "urn:chat", "software_packageUrl": "pkg:npm/chat@1"},
            {"type": "software_Package", "spdxId": "urn:tool", "software_packageUrl": "pkg:npm/tool@1"},
            {
                "type": "LifecycleScopedRelationship",
                "scope": "development",
                "from": "urn:product",
                "to": ["urn:tool"],
            },
        ]
    }
    assert seen(tree) == [("npm", "chat", False), ("npm", "tool", True)]


def test_other_json_shows_nothing_and_broken_json_is_told() -> None:
    assert seen({"components": [{"purl": "pkg:npm/x"}]}) == []
    with pytest.raises(Unjudged, match="no JSON"):
        list(read(Artifact("bom.json", b'{"bomFormat": "CycloneDX", ')))


SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["CycloneDX", "pkg:npm/x", "purl"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "bomFormat components metadata component purl scope properties name value spdxVersion packages externalRefs "
                "referenceType referenceLocator relationships @graph type to documentDescribes rootElement".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@pytest.mark.slow
@given(SHAPES, st.text())
def test_any_shape_of_a_bill_is_read(tree: object, purl: str) -> None:
    seen(tree)
    package(f"pkg:{purl}")


XML = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6">
  <metadata><component type="application"><name>shop</name><purl>pkg:npm/shop@1</purl></component></metadata>
  <components>
    <component type="library">
      <purl>pkg:nuget/stream-chat-net@2.0.0</purl>
      <components><component><scope>excluded</scope><purl>pkg:npm/a@1</purl></component></components>
    </component>
    <component>
      <properties><property name="cdx:npm:package:development">true</property></properties>
      <purl>pkg:npm/b@1</purl>
    </component>
  </components>
</bom>
"""
TAGS = """SPDXVersion: SPDX-2.3
PackageName: im_lib
ExternalRef: SECURITY cpe23Type cpe:2.3:a:x:x:*:*:*:*:*:*:*:*
ExternalRef: PACKAGE-MANAGER purl pkg:maven/cn.rongcloud.sdk/im_lib@5.8.2?type=aar
"""
YAML = """spdxVersion: SPDX-2.3
packages:
- SPDXID: SPDXRef-a
  externalRefs:
  - {referenceType: purl, referenceLocator: "pkg:npm/a@1"}
"""


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "bom.xml",
            XML,
            [("stream-chat-net", 6, False), ("a", 7, True), ("b", 11, True)],
        ),
        ("bom.xml", "<project><purl>pkg:npm/a@1</purl></project>", []),
        ("app.spdx", TAGS, [("cn.rongcloud.sdk:im_lib", 4, False)]),
        ("app.spdx.yaml", YAML, [("a", 5, False)]),
        (
            "sbom.json",
            '{"sbom": {"spdxVersion": "SPDX-2.3", "packages": [{"externalRefs": [{"referenceType": "purl", '
            '"referenceLocator": "pkg:npm/a@1"}]}]}}',
            [("a", 1, False)],
        ),
        (
            "a.spdx3.json",
            '{"@graph": [{"type": "software_Package", "externalIdentifier": [{"externalIdentifierType": "packageUrl", '
            '"identifier": "pkg:npm/a@1"}, {"externalIdentifierType": "cpe23", "identifier": "cpe:2.3:a"}]}]}',
            [("a", 1, False)],
        ),
    ],
)
def test_bills_in_the_other_forms_that_tools_write_them(file, text, expected):
    artifact = Artifact(file, text.encode())
    found = [(each.name, artifact.spot(each.at)[0], each.passed_over is not None) for each in read(artifact)]
    assert sorted(found, key=lambda row: row[1]) == expected
