"""Builds of Gradle, the scripts and constants that name their dependencies, and the catalog of versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, PROVIDED, Detector, Sighting
from pytest_icplicense.detect.gradle_words import Statement, Token, statements
from pytest_icplicense.detect.loose_trees import mapping, texts
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_DEVELOPMENT = expression(
    r"^test|Test|^(?:debug|kapt|ksp|annotationProcessor|classpath|developmentOnly|lint|detekt|ktlint|jmh|benchmark|"
    r"checkstyle|spotbugs|pmd|errorprone|jacoco|coreLibraryDesugaring)"
)
_COORDINATES = expression(r"([\w.\-${}]+):([\w.\-${}]+)(?::|@|$)")
_CONSTANT = expression(
    r"[:=]\s{0,20}[\"']([\w-]{1,60}(?:\.[\w-]{1,60}){1,8}:[\w.-]{1,80}):[\w.$+{}-]{1,80}[\"']"
)
"""A name that is given a module: `im: 'g.h:a:1'` in a list, `const val im = "g.h:a:1"`."""
_NAMED = expression(r"([\w-]{1,60})[\"'\]]?\s{0,20}\Z")
_COMMENT = expression(r"//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_MODULE = expression(r"\binclude\b((?:[^\n]*,\s*\n)*[^\n]*)")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The modules that a build depends on, versions that it only manages left out."""
    if artifact.name.endswith(".toml"):
        yield from _catalog(artifact)
        return
    text = artifact.text
    if artifact.name.startswith("settings."):
        for words in _MODULE.finditer(text):
            for path in re.findall(r"[\"']:?([\w\-.:]+)[\"']", words[1]):
                yield Sighting("module", path.rpartition(":")[2], text.count("\n", 0, words.start()) + 1)
        return
    yield from _constants(artifact)
    if not artifact.name.endswith((".gradle", ".gradle.kts")):
        return
    line, before = 1, 0
    for statement in statements(text):
        start = statement.tokens[0].offset
        line += text.count("\n", before, start)
        before = start
        reason = _reason(statement)
        for name in _modules(statement):
            yield Sighting("maven", name, (line, start - text.rfind("\n", 0, start)), reason)


def _constants(artifact: Artifact) -> Iterator[Sighting]:
    """Modules that get a name, by which builds depend on them."""
    text = artifact.blanked(_COMMENT)
    for found in _CONSTANT.finditer(text):
        start = found.start(1)
        place = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        name = _NAMED.search(text[max(0, found.start() - 100) : found.start()])
        reason = DEVELOPMENT if name and _DEVELOPMENT.search(name[1]) else None
        yield Sighting("maven", found[1], place, reason)


def _configuration(statement: Statement) -> str:
    first = statement.tokens[0]
    if first.words == "add":  # add("implementation", …)
        return next((each.words for each in statement.tokens if each.kind == "text"), "")
    return first.words


def _reason(statement: Statement) -> Text | None:
    for block in statement.blocks:
        if block.name == "buildscript" or any(
            re.search(r"^test(?![a-z])|Test(?![a-z])", each) for each in block.words
        ):
            return DEVELOPMENT
    configuration = _configuration(statement)
    if configuration.startswith(("compileOnly", "provided")):
        return PROVIDED
    return DEVELOPMENT if _DEVELOPMENT.search(configuration) else None


def _modules(statement: Statement) -> Iterator[str]:
    tokens = statement.tokens
    words = {each.words for each in tokens if each.kind == "word"}
    if words & {"platform", "enforcedPlatform", "mavenBom", "exclude", "def", "val", "var"}:
        return
    quoted = [each for each in tokens[1:] if each.kind == "text"]
    if tokens[0].words == "add":
        quoted = quoted[1:]
    found = [match for each in quoted if (match := _COORDINATES.match(each.words))]
    yield from (f"{match[1]}:{match[2]}" for match in found)
    named = _named(tokens)
    if "group" in named and "name" in named:
        yield f"{named['group']}:{named['name']}"
    elif not found and len(quoted) > 1 and not words - {tokens[0].words}:
        yield f"{quoted[0].words}:{quoted[1].words}"


def _named(tokens: tuple[Token, ...]) -> dict[str, str]:
    """Arguments with names: `group: "a"` in Groovy, `group = "a"` in Kotlin."""
    return {
        name.words: value.words
        for name, sign, value in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if name.kind == "word" and sign.words in (":", "=") and value.kind == "text"
    }


def _catalog(artifact: Artifact) -> Iterator[Sighting]:
    """The libraries of a catalog; those that builds use for development only do not count."""
    tree = artifact.toml()
    used = _used(artifact)
    bundled = {each for bundle in mapping(tree, "bundles").values() for each in texts(bundle)}
    for alias, facts in mapping(tree, "libraries").items():
        name = _catalogued(facts)
        if name is None:
            continue
        dotted = re.sub(r"[-_]", ".", alias)
        development = alias not in bundled and used.get(dotted) is False
        yield Sighting("maven", name, Needle(alias, "[libraries]"), DEVELOPMENT if development else None)


def _catalogued(facts: Any) -> str | None:
    if isinstance(facts, str):
        match = _COORDINATES.match(facts)
        return f"{match[1]}:{match[2]}" if match else None
    table = mapping(facts)
    if isinstance(module := table.get("module"), str):
        return module
    group, name = table.get("group"), table.get("name")
    return f"{group}:{name}" if isinstance(group, str) and isinstance(name, str) else None


def _used(artifact: Artifact) -> dict[str, bool]:
    """The aliases that the builds of the repository use, and whether any of them does so for more than development."""
    prefix = re.sub(r"\.versions\.toml$", "", artifact.name) + "."
    used: dict[str, bool] = {}
    folders = ["..", "../app"]
    for name in ("settings.gradle", "settings.gradle.kts"):
        for words in _MODULE.findall(_content(artifact.beside(f"../{name}"))):
            paths = re.findall(r"[\"']:?([\w\-.:]+)[\"']", words)
            folders += [f"../{path.replace(':', '/')}" for path in paths]
    for folder in dict.fromkeys(folders[:1000]):
        for name in ("build.gradle", "build.gradle.kts"):
            for statement in statements(_content(artifact.beside(f"{folder}/{name}"))):
                running = _reason(statement) is None
                for token in statement.tokens:
                    if token.kind == "word" and token.words.startswith(prefix):
                        alias = token.words.removeprefix(prefix).removesuffix(".get")
                        used[alias] = used.get(alias, False) or running
    return used


def _content(found: Artifact | None) -> str:
    """A build file's text; one that cannot be read is told when it is opened for itself."""
    try:
        return found.text if found else ""
    except Unjudged:
        return ""


DETECTOR = Detector(
    name="gradle",
    files=(
        *("*.gradle", "*.gradle.kts", "*.versions.toml"),
        *(
            f"**/{folder}/*.{ending}"
            for folder in ("buildSrc", "build-logic")
            for ending in ("kt", "java", "groovy")
        ),
    ),
    read=read,
    summary=Text("dependencies of Gradle builds", "Gradle 构建中的依赖"),
)
