"""Writes an attestation into a manifest, below those that are there, and leaves everything else as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from pytest_icplicense.scaffold.entries import NoPlace as NoPlace
from pytest_icplicense.scaffold.entries import with_entry
from pytest_icplicense.text import Text

KEY = "attestations"


def with_attestation(text: str, attestation: Mapping[str, Any]) -> tuple[str, int]:
    """The manifest's text with one more attestation, and the line, counted from one, at which it begins.

    Raises:
        NoPlace: the list stands on one line, or the file has several documents.
    """
    documents = [each for each in yaml.compose_all(text, yaml.SafeLoader) if each]
    if len(documents) != 1 or not isinstance(documents[0], yaml.MappingNode):
        raise NoPlace(
            Text(
                "the file has several documents; add the entry to the one that is meant",
                "文件含有多个文档；请在相应文档中自行添加该条目",
            )
        )
    found = next((value for key, value in documents[0].value if key.value == KEY), None)
    if isinstance(found, yaml.SequenceNode) and found.value and found.flow_style:
        raise NoPlace(
            Text(
                f"'{KEY}' stands on one line; write it line by line first",
                f"{KEY} 写在一行内；请先改为逐行书写",
            )
        )
    return with_entry(text, KEY, attestation)
