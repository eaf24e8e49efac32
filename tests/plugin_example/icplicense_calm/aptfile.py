"""`Aptfile`: Debian packages, one a line, that some platforms install beside a service."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.api import Artifact, Detector, Sighting, Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """Each package; a comment, an option and the address of a file name none."""
    for number, line in enumerate(artifact.lines, 1):
        name = line.partition("#")[0].strip()
        if name and not name.startswith((":", "http://", "https://")):
            yield Sighting("debian", name, number)


DETECTOR = Detector(
    name="aptfile",
    files=("Aptfile",),
    read=read,
    summary=Text("Debian packages of Aptfile", "Aptfile 中的 Debian 软件包"),
)
