"""Records of zones that programs put into DNS: files of octoDNS, and the `dnsconfig.js` of DNSControl."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.yaml_nodes import Mapping, words
from pytest_icplicense.expressions import expression

PROGRAM = "dnsconfig.js"
_STATEMENT = expression(
    r"//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/"
    r"|\b(?P<name>D|D_EXTEND|A|AAAA|CNAME|ALIAS)\(\s*(?P<quote>[\"'])(?P<label>[^\"'\n]{0,253})(?P=quote)\s*,\s*"
    r"(?:[\"'](?P<said>[^\"'\n]{0,253})[\"'])?"
    r"|\"(?>(?:[^\"\\\n]|\\.)*)\"|'(?>(?:[^'\\\n]|\\.)*)'"
)
_ZONES = ("D", "D_EXTEND")

Row = tuple[str, str, str, str, tuple[int, int]]
"""A record: its zone, its name in it, its type, what it says, and its line and column."""


def of_octodns(artifact: Artifact) -> Iterator[Row]:
    """The file is named for its zone, and each of its entries has one record or a list of them."""
    zone = artifact.name.rpartition(".")[0]
    root = None if "{{" in artifact.text else next(iter(artifact.yaml()), None)
    if not isinstance(root, Mapping):
        return  # a template of something else, or a list
    for label, said in root.items():
        for each in said if isinstance(said, list) else [said]:
            if not isinstance(each, Mapping):
                continue
            settings = each.get("octodns")
            if isinstance(settings, Mapping) and settings.get("ignored") == "true":
                continue
            for type_ in words(each.get("type")):
                for value in (*words(each.get("value")), *words(each.get("values"))):
                    yield zone, label or "@", type_.upper(), str(value), root.where[label]


def of_dnscontrol(artifact: Artifact) -> Iterator[Row]:
    """Calls of `A`, `AAAA`, `CNAME` and `ALIAS` after the call of `D` for their zone; `name!tag` is one view of several."""
    zone = ""
    text = artifact.text
    for each in _STATEMENT.finditer(text):
        if each["name"] in _ZONES:
            zone = "" if "!" in each["label"] else each["label"]
        elif each["name"] and each["said"] and zone:
            line = text.count("\n", 0, each.start()) + 1
            at = line, each.start() - text.rfind("\n", 0, each.start())
            yield zone, each["label"], each["name"], each["said"], at
