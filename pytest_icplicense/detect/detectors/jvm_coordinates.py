"""Coordinates of Maven where other programs name them: sbt and Bazel, whose programs are not run, and locks of Gradle that
are alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, PROVIDED, Detector, Sighting
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_COMMENT = expression(r"(?m)(?<![:\w])//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_HASHED = expression(r"(?m)^[^\S\n]*#[^\n]*")
_SBT = expression(
    r"\"([\w.-]{1,200})\"\s*%{1,3}\s*\"([\w.-]{1,200})\"\s*%\s*[\w\".-]{1,100}"
    r"(?:\s*%\s*\"?(?i:(test|it|integrationtest|provided)\b))?"
)
_BAZEL = expression(r"[\"']([\w-]{1,100}(?:\.[\w-]{1,100})*):([\w.-]{1,200}):[\w.+-]{1,100}[\"']")
_LOCKED = expression(r"([\w.-]{1,200}):([\w.-]{1,200}):[^=:\s]{1,200}=(\S{1,4000})\s*\Z")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages; those that tests alone need, or what runs them brings along, do not count."""
    if artifact.name.endswith("lockfile"):
        if artifact.beside("build.gradle") is None and artifact.beside("build.gradle.kts") is None:
            yield from _of_lock(artifact)
        return
    in_bazel = not artifact.name.endswith((".sbt", ".scala"))
    lines = artifact.blanked(_HASHED if in_bazel else _COMMENT).split("\n")
    for number, line in enumerate(lines, 1):
        for found in (_BAZEL if in_bazel else _SBT).finditer(line[:4096]):
            scope = "" if in_bazel else (found[3] or "").lower()
            aside = PROVIDED if scope == "provided" else DEVELOPMENT if scope else None
            yield Sighting("maven", f"{found[1]}:{found[2]}", (number, found.start() + 1), aside)


def _of_lock(artifact: Artifact) -> Iterator[Sighting]:
    """A package is there when the service runs, where a configuration that is not of tests or tools has it."""
    for number, line in enumerate(artifact.lines, 1):
        if (found := _LOCKED.match(line[:5000])) is None:
            continue
        runs = any(
            each.lower().endswith("classpath") and "test" not in each.lower() for each in found[3].split(",")
        )
        yield Sighting("maven", f"{found[1]}:{found[2]}", number, None if runs else DEVELOPMENT)


DETECTOR = Detector(
    name="jvm-coordinates",
    files=(
        *("*.sbt", "**/project/*.scala", "gradle.lockfile"),
        *("MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel", "*.bzl", "BUILD", "BUILD.bazel"),
    ),
    read=read,
    summary=Text(
        "packages of Maven in sbt, Bazel and locks of Gradle", "sbt、Bazel 与 Gradle 锁文件中的 Maven 软件包"
    ),
)
