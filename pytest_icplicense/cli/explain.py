"""`icplicense explain`: what a provision, clause, check, feature kind or telecom service means, with right and wrong."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, add_lang, add_library, settings_for, unusable
from pytest_icplicense.cli.screen import WIDTH, Screen, wrapped
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.explain.contrast import Contrast
    from pytest_icplicense.explain.lookup import Topic
    from pytest_icplicense.explain.sections import Section
    from pytest_icplicense.library import Library
    from pytest_icplicense.model.catalogue import FeatureKind
    from pytest_icplicense.model.provision import Check


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "id",
        metavar="ID",
        help="a provision (SP-02), clause (SP-02.2), check (SP-02.2/feature-inside-license), feature (web-search) or"
        " telecom service (B25/search), or its name"
        " · 规定（SP-02）、条款（SP-02.2）、检查（SP-02.2/feature-inside-license）、功能（web-search）或电信业务"
        "（B25/search），也可用其名称",
    )
    add_lang(parser)
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Print everything that is known of the id; an unknown one is wrong use."""
    from pathlib import Path

    from pytest_icplicense import library as libraries
    from pytest_icplicense.explain.lookup import find

    settings = settings_for(options, Path())
    library = libraries.load(settings.policies, settings.licenses)
    if library.problems:
        raise unusable(library)
    topics = find(library, options.id)
    if not topics:
        raise _unknown(library, options.id)
    screen = Screen(sys.stdout)
    width = screen.width if screen.interactive else WIDTH
    for number, topic in enumerate(topics):
        if number:
            screen.write(f"\n{'-' * min(width, WIDTH)}\n\n")
        _write(screen, _sections(library, topic, settings.lang), width)
    return 0


def _sections(library: Library, topic: Topic, lang: str) -> list[Section]:
    from pytest_icplicense.explain import catalogue, policies
    from pytest_icplicense.explain.lookup import Chapter
    from pytest_icplicense.model.catalogue import FeatureKind
    from pytest_icplicense.model.provision import Check, Clause, Provision

    match topic:
        case Chapter():
            return policies.chapter(library, topic.id, lang)
        case Provision():
            return policies.provision(library, topic, lang)
        case Clause():
            return policies.clause(library, topic, _contrast(library, topic.checks[0]), lang)
        case Check():
            return policies.check(library, topic, _contrast(library, topic), lang)
        case FeatureKind():
            return catalogue.feature(library, topic, _contrast(library, topic), lang)
        case _:
            return catalogue.service(library, topic, lang)


def _contrast(library: Library, topic: Check | FeatureKind) -> Contrast | Text:
    """The example of right and wrong, or why there is none."""
    from pytest_icplicense.explain import contrast
    from pytest_icplicense.model.provision import Check
    from pytest_icplicense.policytest import load_example

    try:
        example = load_example(library)
    except ValueError as error:
        return Text(f"the example cannot be used: {error}", f"示例无法使用：{error}")
    try:
        if isinstance(topic, Check):
            return contrast.of_check(library, example, topic)
        return contrast.of_feature(library, example, topic)
    except contrast.NoContrast as error:
        return error.reason


def _unknown(library: Library, word: str) -> WrongUse:
    from pytest_icplicense.documents.schema import show
    from pytest_icplicense.explain.lookup import like

    hint = like(library, word)
    quoted = show(word)
    return WrongUse(
        Text(
            f"no provision, clause, check, feature or telecom service {quoted}{hint.en or ';'}"
            f" 'icplicense trace' lists the clauses",
            f"没有名为 {quoted} 的规定、条款、检查、功能或电信业务{hint.zh}；可用 icplicense trace 列出全部条款",
        )
    )


def _write(screen: Screen, sections: Iterable[Section], width: int) -> None:
    """Wrapped to `width` cells, except what somebody may want to copy."""
    for number, section in enumerate(sections):
        blank = "\n" if number else ""
        screen.write(blank + "\n".join(wrapped(section.heading, width)) + "\n", "heading")
        for line in section.lines:
            indent = "  " * line.depth
            if line.literal:
                screen.stream.write(f"{indent}{line.text}\n")
            else:
                screen.write("\n".join(wrapped(line.text, width, indent)) + "\n")
