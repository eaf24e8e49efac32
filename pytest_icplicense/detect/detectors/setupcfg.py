"""`setup.cfg`, as setuptools reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pytest_icplicense.detect.artifact import Artifact, Needle, Where
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.lock_reachability import for_development
from pytest_icplicense.detect.requirement import Requirements
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.text import Text, plain

if TYPE_CHECKING:
    import configparser

MAX_CHARACTERS = 256 << 10
"""What a setup.cfg may have: Python's own parser takes the square of the number of broken lines."""


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The requirements of the package; its extras count unless they are named for development."""
    if "[options" not in artifact.text:
        return
    import configparser

    if len(artifact.text) > MAX_CHARACTERS:
        raise Unjudged(Text(f"more than {MAX_CHARACTERS:,} characters", f"超过 {MAX_CHARACTERS:,} 个字符"))
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(artifact.text)
    except configparser.Error as error:
        errors = getattr(error, "errors", None)
        line = errors[0][0] if errors else getattr(error, "lineno", None) or 1
        why = plain(error.message.partition(" file:")[0].partition(": '<string>'")[0].split("\n")[0][:120])
        raise Unjudged(Text(f"no configuration file: {why}", "不是有效的配置文件"), line) from None
    requirements = Requirements(artifact)
    for section, option in _places(parser):
        if section == "options":
            development, after = option != "install_requires", option
        else:
            development, after = for_development(option), f"[{section}]"
        yield from requirements.sightings(_split(parser.get(section, option), after), development)
    requirements.finish()


def _places(parser: configparser.RawConfigParser) -> Iterator[tuple[str, str]]:
    for option in ("install_requires", "tests_require", "setup_requires"):
        if parser.has_option("options", option):
            yield "options", option
    if parser.has_section("options.extras_require"):
        for option in parser.options("options.extras_require"):
            yield "options.extras_require", option


def _split(value: str, after: str) -> Iterator[tuple[str, Where]]:
    """Requirements stand on lines of their own, or are divided by semicolons on one line."""
    for line in value.splitlines() if "\n" in value else value.split(";"):
        words = line.partition(" #")[0].strip()
        if words and not words.startswith(("file:", "#")):
            yield words, Needle(words, after)


DETECTOR = Detector(
    name="setup.cfg",
    files=("setup.cfg",),
    read=read,
    summary=Text("packages of setup.cfg", "setup.cfg 中的软件包"),
)
