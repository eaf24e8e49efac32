"""What `icplicense init` must know: taken from options, asked on a terminal, else from what the folder says."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from pytest_icplicense.cli.options import WrongUse
from pytest_icplicense.documents import Document
from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.library import Library
from pytest_icplicense.model.capability import Served
from pytest_icplicense.model.number import NOBODYS_NUMBER, normal, parse_number
from pytest_icplicense.scaffold.existing import Existing
from pytest_icplicense.scaffold.plan import relative
from pytest_icplicense.scaffold.proposals import sites_of
from pytest_icplicense.scaffold.templates import (
    OPERATOR_FILE,
    TO_FILL_IN,
    Answers,
    fit_name,
    only_holder,
    own_numbers,
)
from pytest_icplicense.text import Text

SERVERS = ("github", "gitlab", "both", "none")
T = TypeVar("T")


def interview(
    options: argparse.Namespace,
    existing: Existing,
    library: Library,
    lang: str,
    served: Sequence[Served] = (),
) -> tuple[Answers, str]:
    """The answers, and the CI server: of each what an option gave, else what a person types, else the default.

    `served`: the domains that the repository answers on.

    Raises:
        WrongUse: an option cannot be used, or the input ended before all was answered.
    """
    schema = library.schema_tree("service")
    ask = partial(_answer, asked=_at_a_terminal() and not options.yes, lang=lang)
    several = own if len(own := own_numbers(library)) > 1 else []
    number = ask(
        Text(
            f"License number{' of ' * bool(several)}{', '.join(several)}, empty if not at hand",
            f"许可证编号（{'、'.join(several)}{'；' * bool(several)}暂无可留空）",
        ),
        given=options.license_number,
        default=_number_at_hand(existing, library, options.company),
        read=partial(_read_number, schema=_part(schema, "licenseNumber")),
    )
    held = library.licenses.get(number) if number else None
    at_hand = _operator(existing, number, options.company or (held.holder if held else None))
    known = _written(at_hand.tree.get("name")) if at_hand else None
    company = ask(
        Text("Company, as on the license", "公司名称（与许可证一致）"),
        given=options.company,
        default=known or (held.holder if held else None if number else only_holder(library)),
        read=partial(_read_text, schema=_part(schema, "text")),
    )
    name = ask(
        Text("Name of the service", "服务名称"),
        given=options.name,
        default=_name_at_hand(existing),
        read=partial(_read_name, schema=Schema(schema["properties"]["name"])),
    )
    domains = ask(
        Text("Domains, several with blanks between", "域名（多个以空格分隔）"),
        given=" ".join(options.domain) or None,
        default=" ".join(sites_of(held, served)) if held else None,
        read=partial(_read_domains, schema=_part(schema, "domain")),
    )
    server = ask(
        Text(f"CI ({', '.join(SERVERS)})", f"CI（{', '.join(SERVERS)}）"),
        given=options.ci,
        default=existing.ci,
        read=_read_server,
    )
    operator = OPERATOR_FILE
    if document := _operator(existing, number, company):
        inside = document in existing.operators
        operator = (
            document.file.name if inside else relative(document.file.resolve(), options.folder.resolve())
        )
    answers = Answers(name or "service", number, company, domains or (), lang, library, operator)
    return answers, server or existing.ci


def _at_a_terminal() -> bool:
    # A closed standard stream is None.
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _answer(
    question: Text,
    *,
    given: str | None,
    default: str | None,
    read: Callable[[str], T],
    asked: bool,
    lang: str,
) -> T | None:
    """The answer to one question; None: there is none, and no default."""
    if given is not None:
        return read(given)
    if not asked:
        return read(default) if default else None
    hint = f" [{default}]" if default else ""
    while True:
        try:
            typed = input(f"{question.to(lang)}{hint}{Text(': ', '：').to(lang)}").strip()
            answer = typed or default
            return read(answer) if answer else None
        except WrongUse as error:
            print(error.message.to(lang))
        except UnicodeDecodeError:
            print(Text("that is not UTF-8 text", "输入不是 UTF-8 文本").to(lang))
        except EOFError:
            print()
            raise WrongUse(
                Text("the input ended; nothing was written", "输入已结束；未写入任何文件")
            ) from None


def _operator(existing: Existing, number: str | None, company: str | None) -> Document | None:
    """The operator's manifest that is there: the one that holds the license, else the only one.

    One of this folder comes before those of others, which are left as they are: another company's is not taken.
    """
    others = _of(company, existing.elsewhere)
    for each in (*existing.operators, *others):
        if number and number in [normal(held) for held in _texts(each.tree.get("licenses"))]:
            return each
    found = existing.operators or others
    return found[0] if len(found) == 1 else None


def _of(company: str | None, operators: Sequence[Document]) -> tuple[Document, ...]:
    """Those that are the company's; the only one as well where it does not say yet whose it is."""
    known = [(each, _written(each.tree.get("name"))) for each in operators]
    alone = len(known) == 1
    return tuple(each for each, name in known if company in (None, name) or (alone and name is None))


def _written(value: object) -> str | None:
    """A text of a manifest that somebody has filled in."""
    return value if isinstance(value, str) and value not in (*TO_FILL_IN, NOBODYS_NUMBER) else None


def _number_at_hand(existing: Existing, library: Library, company: str | None) -> str | None:
    """The operator's own license, where it has one; else the one that is configured, where it is one.

    Never one that this package ships: that is somebody else's.
    """
    operators = existing.operators or _of(company, existing.elsewhere)
    held = [normal(number) for each in operators for number in _texts(each.tree.get("licenses"))]
    if len(operators) == 1 and len(held) == 1:
        return held[0]
    own = own_numbers(library)
    return own[0] if len(own) == 1 else None


def _name_at_hand(existing: Existing) -> str:
    if len(existing.services) == 1 and isinstance(name := existing.services[0].tree.get("name"), str):
        return name
    return fit_name(existing.name)


def _texts(value: object) -> list[str]:
    return [each for each in map(_written, value) if each] if isinstance(value, list) else []


def _part(schema: dict[str, dict[str, dict[str, object]]], name: str) -> Schema:
    return Schema(schema["$defs"][name])


def _read_number(text: str, schema: Schema) -> str:
    try:
        number = str(parse_number(text))
    except ValueError:
        number = ""
    if not schema.accepts(number):
        raise WrongUse(
            Text(
                f"license number: {_shown(text)} is none; one looks like 京B2-20181623 (京ICP备… is a filing number)",
                f"许可证编号：{_shown(text)} 不是许可证编号；应形如 京B2-20181623（京ICP备…是备案号）",
            )
        )
    return number


def _read_text(text: str, schema: Schema) -> str:
    if not (text.isprintable() and schema.accepts(text)):
        raise WrongUse(
            Text(
                f"company: {_shown(text)} is no name: one line of at most 500 characters, without blanks at its ends",
                f"公司名称：{_shown(text)} 不可用；应为一行文字，不超过 500 字，首尾无空白",
            )
        )
    return text


def _read_name(text: str, schema: Schema) -> str:
    fit = fit_name(text)
    if not schema.accepts(text) or text.lower() == "operator":
        raise WrongUse(
            Text(
                f"service name: {_shown(text)} cannot be used: letters, digits, dot, underscore and hyphen, beginning"
                f" with a letter or digit, at most 64, and not 'operator'; for example '{fit}'",
                f"服务名称：{_shown(text)} 不可用；请用字母、数字、点、下划线和连字符，以字母或数字开头，不超过 64 个字符，"
                f"且不为 operator；例如 {fit}",
            )
        )
    return text


def _read_domains(text: str, schema: Schema) -> tuple[str, ...]:
    domains = [part.lower().removesuffix(".") for part in re.split(r"[\s,;，、；]+", text) if part]
    for domain in domains:
        if not (domain.isprintable() and schema.accepts(domain)):
            raise WrongUse(
                Text(
                    f"domain: {_shown(domain)} is none; write the host name alone, for example ad.oceanengine.com",
                    f"域名：{_shown(domain)} 不是域名；请只写主机名，例如 ad.oceanengine.com",
                )
            )
    return tuple(dict.fromkeys(domains))


def _read_server(text: str) -> str:
    if text not in SERVERS:
        raise WrongUse(
            Text(
                f"CI: {_shown(text)} is none of {', '.join(SERVERS)}",
                f"CI：{_shown(text)} 不在可选值之内：{', '.join(SERVERS)}",
            )
        )
    return text


def _shown(text: str) -> str:
    """What was given, as a message quotes it: short, and without what would confuse a terminal."""
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return f"'{clean if len(clean) <= 60 else clean[:57] + '…'}'"
