"""`icplicense explain`: what a provision, check, feature kind, telecom service or license means, and which there are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, add_judging, library_for, settings_for
from pytest_icplicense.cli.terminal_output import WIDTH, Screen, wrapped
from pytest_icplicense.text import Text, and_then

if TYPE_CHECKING:
    from datetime import date

    from pytest_icplicense.explain.examples import Contrast
    from pytest_icplicense.explain.lookup import Topic
    from pytest_icplicense.explain.sections import Line, Section
    from pytest_icplicense.library import Library
    from pytest_icplicense.model.catalogue import FeatureKind
    from pytest_icplicense.model.provision import Check


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "id",
        nargs="?",
        metavar="ID",
        help="a provision (SP-02), clause (SP-02.2), check (SP-02.2/feature-inside-license), feature (web-search),"
        " telecom service (B25/search) or license (京B2-20181623), or its name; features, services, provisions or"
        " licenses to list them; nothing to list all"
        " · 规定（SP-02）、条款（SP-02.2）、检查（SP-02.2/feature-inside-license）、功能（web-search）、电信业务"
        "（B25/search）或许可证（京B2-20181623），也可用其名称；features、services、provisions、licenses 分别列出各类；"
        "不填则全部列出",
    )
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Print everything that is known of the id, or what there is; an unknown one is wrong use."""
    from pathlib import Path

    settings = settings_for(options, Path())
    library = library_for(settings)
    screen = Screen(sys.stdout)
    width = screen.width if screen.interactive else WIDTH
    for number, sections in enumerate(_explanations(library, options.id, settings.lang, settings.as_of)):
        if number:
            screen.write(f"\n{'-' * min(width, WIDTH)}\n\n")
        _write(screen, sections, width)
    return 0


def _explanations(library: Library, word: str | None, lang: str, as_of: date) -> Iterable[list[Section]]:
    """What to say of a word, each topic apart from the other."""
    from pytest_icplicense.explain import listing
    from pytest_icplicense.explain.lookup import find
    from pytest_icplicense.model.catalogue import FeatureKind

    if word is None:
        return [listing.everything(library, lang)]
    if listed := listing.LISTS.get(word.strip().casefold()):
        return [listed(library, lang)]
    topics = find(library, word)
    if not topics:
        raise _unknown(library, word)
    kinds = [topic for topic in topics if isinstance(topic, FeatureKind)]
    if len(kinds) == len(topics) > 1:
        return [listing.choice(library, word.strip(), kinds, lang)]
    return (_sections(library, topic, lang, as_of) for topic in topics)


def _sections(library: Library, topic: Topic, lang: str, as_of: date) -> list[Section]:
    from pytest_icplicense.explain import catalogue, licenses, policies
    from pytest_icplicense.explain.lookup import Chapter
    from pytest_icplicense.model.catalogue import FeatureKind
    from pytest_icplicense.model.license import License
    from pytest_icplicense.model.provision import Check, Clause, Provision

    match topic:
        case Chapter():
            return policies.chapter(library, topic.id, lang)
        case Provision():
            return policies.provision(library, topic, lang)
        case Clause():
            first = topic.judged_by[0]
            return policies.clause(
                library, topic, _contrast(library, first) if topic.checks else first.message, lang
            )
        case Check():
            return policies.check(library, topic, _contrast(library, topic), lang)
        case FeatureKind():
            return catalogue.feature(library, topic, _contrast(library, topic), lang)
        case License():
            return licenses.license(library, topic, as_of, lang)
        case _:
            return catalogue.service(library, topic, lang)


def _contrast(library: Library, topic: Check | FeatureKind) -> Contrast | Text:
    """The example of right and wrong, or why there is none."""
    from pytest_icplicense.explain import examples as contrast
    from pytest_icplicense.model.provision import Check
    from pytest_icplicense.workspace.policy_proof import load_example

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
    from pytest_icplicense.documents.breaches import show
    from pytest_icplicense.explain.lookup import like

    way = and_then(
        like(library, word),
        Text("'icplicense explain' lists what there is", "可用 icplicense explain 列出全部"),
    )
    quoted = show(word)
    return WrongUse(
        Text(
            f"no provision, clause, check, feature, telecom service or license {quoted}{way.en}",
            f"没有名为 {quoted} 的规定、条款、检查、功能、电信业务或许可证{way.zh}",
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
            elif line.hang and not screen.interactive:  # a line each, for whatever reads on
                screen.write(f"{indent}{line.text}\n")
            else:
                screen.write("\n".join(_broken(line, width, indent)) + "\n")


def _broken(line: Line, width: int, indent: str) -> list[str]:
    """The line at `width`; of a row of a table that does not fit, what follows the second column goes below that."""
    import re

    whole = wrapped(line.text, width, indent)
    columns = re.fullmatch(r"(\S+ {2,}.*?) {2,}(.*)", line.text) if line.hang else None
    if columns is None or len(whole) == 1:
        return whole
    return [*wrapped(columns[1], width, indent), *wrapped(columns[2], width, indent + " " * line.hang)]
