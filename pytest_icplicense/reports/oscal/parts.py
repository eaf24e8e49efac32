"""What the OSCAL documents share: identifiers, properties, metadata, and the manifests as components.

OSCAL is the Open Security Controls Assessment Language of NIST. Nothing here imports a library for it: the documents are
plain JSON, and the tests hold them against compliance-trestle. Identifiers are made of what they name (UUID version 5),
so that two runs of the same files give the same bytes, and so that the three documents name one thing alike.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from pytest_icplicense.model.manifest import OPERATOR, SERVICE
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports.closing_lines import incomplete
from pytest_icplicense.reports.prose import literal, one_line
from pytest_icplicense.reports.provenance import Provenance
from pytest_icplicense.reports.summary import NO_ADVICE
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

VERSION = "1.2.1"
"""Of OSCAL."""
NAMESPACE = "https://pytest-icplicense.invalid/ns/oscal"
"""Of the properties that OSCAL itself has no name for: an address with a host, which strict readers of URIs ask for, in a
domain that will never be anybody's (RFC 2606)."""
_IDENTIFIERS = uuid.UUID("6f1d6a53-1c2b-5d0e-9a3e-0d5f4f0c7b11")
CATALOG, PLAN = "f0db584b-2a9f-4dd0-bcc1-2b1033954bd7", "bd155580-1420-4258-8350-14cee330373e"
"""The two resources that documents refer to; random, once (version 4), since trestle looks for references to no others."""
_TYPES = {SERVICE: "service", OPERATOR: "operator"}


class Component(NamedTuple):
    """A manifest, as OSCAL has it: something that controls apply to."""

    name: str
    document: str
    kind: str
    """Service or Operator."""
    results: tuple[Result, ...]

    @property
    def id(self) -> str:
        """The same in every document."""
        return identifier("component", self.kind, self.name)

    def described(self) -> dict[str, Any]:
        """What component definitions and assessment results say of it."""
        return {
            "uuid": self.id,
            "type": _TYPES[self.kind],
            "title": literal(one_line(self.name)),
            "description": prose(
                Text(
                    f"The {self.kind.lower()} that {self.document} declares.",
                    f"{self.document} 所申报的{'服务' if self.kind == SERVICE else '经营者'}。",
                )
            ),
            "props": properties(manifest=self.document, license=self.results[0].licenses),
        }


def components(report: Report) -> list[Component]:
    """The manifests of the run that were judged, in its order."""
    of = {
        check.id: check.of
        for provision in report.library.provisions
        for clause in provision.clauses
        for check in clause.judged_by
    }
    whole = {(each.document, each.subject) for each in report.results if not each.pointer}
    found: dict[tuple[str, str], list[Result]] = {}
    for result in report.results:
        name = _manifest(result, whole)
        found.setdefault((result.document, name), []).append(result)
    return [
        Component(
            name,
            document,
            OPERATOR if any(of.get(each.criterion.check) == OPERATOR for each in results) else SERVICE,
            tuple(results),
        )
        for (document, name), results in found.items()
    ]


def _manifest(result: Result, whole: set[tuple[str, str]]) -> str:
    """The name of the manifest that a result is about: what its subject begins with, which may have a colon itself.

    Of the whole document are also cases of what was found elsewhere, which have a longer name.
    """
    parts = result.subject.split(":")
    for end in range(1, len(parts) + 1):
        if (result.document, name := ":".join(parts[:end])) in whole:
            return name
    return parts[0]


def identifier(*parts: str) -> str:
    """The identifier of what the parts name."""
    return str(uuid.uuid5(_IDENTIFIERS, "\0".join(parts).encode("utf-8", "backslashreplace").decode()))


def token(name: str) -> str:
    """A clause or check as a token, which may not have a slash."""
    return name.replace("/", "_")


def prose(text: Text) -> str:
    """Both languages as Markdown, one after the other."""
    return literal(text.en) if text.en == text.zh else f"{literal(text.zh)}\n\n{literal(text.en)}"


def title(text: Text) -> str:
    """Both languages on one line."""
    both = text.en if text.en == text.zh else f"{text.zh} · {text.en}"
    return literal(one_line(both))


def properties(**values: object) -> list[dict[str, str]]:
    """Properties in this package's namespace; those that have no value are left out."""
    return [
        {"name": name.replace("_", "-"), "ns": NAMESPACE, "value": one_line(str(value))}
        for name, value in values.items()
        if value not in (None, "", ())
    ]


def moment(day: date | datetime) -> str:
    """A time in UTC as OSCAL writes it."""
    at = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return at.strftime("%Y-%m-%dT%H:%M:%S+00:00")


_INCOMPLETE = Text(
    "Not complete: some documents cannot be used, and what they declare is not judged.",
    "内容不完整：部分文档无法使用，其所申报的内容未经判定。",
)


def metadata(facts: Provenance, name: Text, report: Report | None = None) -> dict[str, Any]:
    """The head of a document; with the `run` where it rests on files that were judged, and not on the policies alone."""
    rest: dict[str, object] = {"as_of": facts.as_of, "license": ", ".join(facts.licenses)}
    if report is not None:
        rest["complete"] = complete(report)
    made: dict[str, Any] = {
        "title": title(name),
        "last-modified": moment(facts.created),
        "version": facts.version,
        "oscal-version": VERSION,
        "props": properties(
            tool="pytest-icplicense",
            tool_version=facts.version,
            policies_sha256=facts.policies_sha256,
            **rest,
        ),
        "remarks": prose(NO_ADVICE),
    }
    if report is not None:
        lacking = [_INCOMPLETE] if report.problems else []
        if missing := incomplete(report):
            lacking.append(missing)
        made["remarks"] = "\n\n".join(map(prose, [*lacking, NO_ADVICE]))
        made["props"] += [
            {**each, "remarks": literal(one_line(given.path))}
            for given in facts.inputs
            for each in properties(input_sha256=given.sha256 or "unreadable")
        ]
    return made


def complete(report: Report) -> str:
    """yes; no where documents could not be used or cases did not run."""
    return "yes" if report.complete and not report.problems else "no"


def catalog_resource() -> dict[str, Any]:
    """The catalog, where another document refers to it."""
    return {
        "uuid": CATALOG,
        "title": title(Text("Catalog of the license's provisions", "许可证规定目录")),
        "description": prose(
            Text(
                "What `icplicense report oscal-catalog` writes.", "由 icplicense report oscal-catalog 生成。"
            )
        ),
        "rlinks": [{"href": "oscal-catalog.json", "media-type": "application/oscal.catalog+json"}],
    }


def document(kind: str, body: Mapping[str, Any]) -> str:
    """The document as text, with an identifier that is another as soon as anything in it is."""
    made = identifier(kind, json.dumps(body, ensure_ascii=True, sort_keys=True))
    return json.dumps({kind: {"uuid": made, **body}}, ensure_ascii=False, indent=2) + "\n"


def present(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object without the lists and texts that are empty, which OSCAL does not allow."""
    return {name: value for name, value in pairs if value not in (None, "", [], {})}
