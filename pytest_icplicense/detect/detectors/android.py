"""`AndroidManifest.xml`: the components of SDKs, by the names of their classes, and what an app shows."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.text import Text

_ANDROID = "{http://schemas.android.com/apk/res/android}"
_REMOVED = "{http://schemas.android.com/tools}node"
_COMPONENTS = frozenset("activity service receiver provider meta-data".split())


def read(artifact: Artifact) -> Iterator[Sighting]:
    """Services, receivers, providers, activities and the keys of SDKs, but for those that are taken out again."""
    for element in artifact.xml().iter():
        name = element.get(f"{_ANDROID}name")
        if element.tag in _COMPONENTS and name and element.get(_REMOVED) != "remove":
            yield Sighting("import", name, Needle(f'"{name}"'))
            if element.tag == "activity":
                yield Sighting("page", name.rpartition(".")[2], Needle(f'"{name}"'))


DETECTOR = Detector(
    name="android",
    files=("AndroidManifest.xml",),
    read=read,
    summary=Text(
        "components of SDKs and activities in Android manifests", "Android 清单中的 SDK 组件与活动页"
    ),
)
