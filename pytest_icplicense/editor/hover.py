"""What is known of the place under the cursor: verdicts with the clause, days left, the meaning of words and fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from lsprotocol import types as lsp

from pytest_icplicense.editor.documents import nodes, schema_of, told
from pytest_icplicense.editor.places import lines_of, pointer_at, steps, word_at
from pytest_icplicense.editor.project import Judged
from pytest_icplicense.explain import catalogue, licenses, policies
from pytest_icplicense.explain.lookup import Topic, find
from pytest_icplicense.explain.sections import EXAMPLE, Section
from pytest_icplicense.library import Library
from pytest_icplicense.model.case import OUTCOME_NAMES, Outcome
from pytest_icplicense.model.catalogue import FeatureKind, TelecomService
from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import Check, Clause
from pytest_icplicense.model.result import Result
from pytest_icplicense.text import Text, many

MOST_LINES = 60
MOST_PLACES = 10
_NO_EXAMPLE = Text("", "")
_TOLD = (Outcome.FAILED, Outcome.ERROR, Outcome.WAIVED, Outcome.PENDING)


def hover(judged: Judged, file: Path, position: lsp.Position, lang: str) -> lsp.Hover | None:
    """Markdown for a position whose column is in characters; None where there is nothing to say."""
    text, library = judged.text(file), judged.library
    lines = lines_of(text)
    if library is None or position.line >= len(lines):
        return None
    word, start, end = word_at(lines[position.line], position.character)
    at = pointer_at(text, position.line, position.character)
    parts: list[str] = []
    if at is not None:
        parts += _verdicts(judged, file, at.pointer, lang)
    parts += _meaning(library, judged, word, lang)
    parts += _here(judged, file, word, lang)
    if at is not None and (schema := schema_of(library, file, text)) is not None:
        said = [told(each, lang) for each in nodes(schema, list(steps(at.pointer)))]
        parts += [each for each in said[:1] if each]
    if not parts:
        return None
    where = lsp.Range(lsp.Position(position.line, start), lsp.Position(position.line, end))
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n\n---\n\n".join(parts)), where)


def _verdicts(judged: Judged, file: Path, pointer: str, lang: str) -> Iterator[str]:
    result = judged.details.get(file) or judged.results.get(file)
    for each in result.results if result is not None else ():
        places = {each.pointer, *(finding.pointer for finding in each.findings)}
        if pointer in places and each.outcome in _TOLD:
            yield _verdict(judged, each, lang)


def _verdict(judged: Judged, result: Result, lang: str) -> str:
    criterion = result.criterion
    lines = [f"**{criterion.clause}** {OUTCOME_NAMES[result.outcome].to(lang)}"]
    lines += [f"> {criterion.quote}"]
    lines += [f"{each.message.to(lang)}\n\n{each.remedy.to(lang)}" for each in result.findings]
    if result.reason is not None:
        lines.append(result.reason.to(lang))
    if result.due is not None and judged.workspace is not None:
        left = (result.due - judged.workspace.settings.as_of).days
        lines.append(
            Text(f"due {result.due}, {many(left, 'day')} left", f"{result.due} 到期，剩余 {left} 天").to(lang)
        )
    if criterion.basis is not None:
        lines.append(Text(f"Basis: {criterion.basis.en}", f"依据：{criterion.basis.zh}").to(lang))
    return "\n\n".join(lines)


def _meaning(library: Library, judged: Judged, word: str, lang: str) -> Iterator[str]:
    if len(word) < 2 or judged.workspace is None:
        return
    for topic in find(library, word)[:1]:
        if _is_named(topic, word, library):
            yield as_markdown(_sections(library, topic, judged, lang), word, lang)


def _here(judged: Judged, file: Path, word: str, lang: str) -> Iterator[str]:
    """Whether the licenses of these manifests allow a kind, and what showed a capability or a domain."""
    bound = judged.bindings.get(file)
    for manifest in bound.manifests if bound is not None else ():
        catalogue = manifest.catalogue
        kind, service = catalogue.features.get(word), catalogue.services.get(word)
        needs = kind.needs if kind is not None else (service.id,) if service is not None else ()
        counts_as = kind.counts_as if kind is not None else ()
        for held in manifest.licenses:
            for need in needs:
                name, why = catalogue.name(need), held.refuses(need, catalogue, counts_as)
                if why is None:
                    told = Text(f"{held.number} allows {name.en}", f"{held.number} 许可经营{name.zh}")
                else:
                    told = Text(f"{held.number} {why.en} {name.en}", f"{held.number} {why.zh}：{name.zh}")
                yield told.to(lang)
        shown = [
            (each.capability.name, each.shown)
            for each in manifest.detected.capabilities
            if each.capability.id == word
        ]
        shown += [(Text.same(each.domain), each.shown) for each in manifest.served if each.domain == word]
        for name, places in shown:
            yield Text(f"**{name.en}** was seen here:", f"**{name.zh}** 的检测位置：").to(lang) + "".join(
                f"\n- `{each.place}` {each.words.to(lang)}" for each in places[:MOST_PLACES]
            )


def _is_named(topic: Topic, word: str, library: Library) -> bool:
    """Whether the word is the id of the topic: what looks like a name may be a word of a sentence."""
    return word in (getattr(topic, "id", None), getattr(topic, "kind", None), getattr(topic, "number", None))


def _sections(library: Library, topic: Topic, judged: Judged, lang: str) -> list[Section]:
    assert judged.workspace is not None
    match topic:
        case FeatureKind():
            return catalogue.feature(library, topic, _NO_EXAMPLE, lang)
        case TelecomService():
            return catalogue.service(library, topic, lang)
        case License():
            return licenses.license(library, topic, judged.workspace.settings.as_of, lang)
        case Clause():
            return policies.clause(library, topic, _NO_EXAMPLE, lang)
        case Check():
            return policies.check(library, topic, _NO_EXAMPLE, lang)
        case _:
            return []


def as_markdown(sections: Iterable[Section], word: str, lang: str) -> str:
    """Sections of the explanation of a word, but for what is empty and for examples, as Markdown of a bounded length."""
    out: list[str] = []
    for section in sections:
        lines = [line for line in section.lines if line.text.strip()]
        if not lines or section.heading == EXAMPLE.to(lang):
            continue
        shown = lines[: MOST_LINES - len(out)]
        if shown:
            out.append(f"**{section.heading}**")
            out += [f"- {line.text}" if line.depth > 1 else f"\n{line.text}" for line in shown]
            out.append("")
        if len(shown) < len(lines):
            out.append(
                Text(f"… all of it: `icplicense explain {word}`", f"…… 全文：`icplicense explain {word}`").to(
                    lang
                )
            )
            break
    return "\n".join(out).strip()
