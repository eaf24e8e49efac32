"""The sites of a license's annexe (附页)."""

from __future__ import annotations

from pytest_icplicense.documents.schema import Schema
from pytest_icplicense.intake.cleaning import folded
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face import Segment, official
from pytest_icplicense.library import Library
from pytest_icplicense.text import Text

SITE = "site."
"""What the names of a site's fields begin with."""
SITE_FIELDS = ("name", "domain", "server_location", "access_provider")


def _domain(said: str, line: int, domains: Schema, draft: Draft) -> str | None:
    """A domain as the schema has it, or none: a list of two, or an address, is for a person to take apart."""
    domain = folded(said).rstrip("。").lower()
    if not domains.accepts(domain):
        text = Text(f"'{said[:80]}' is not one domain", f"“{said[:80]}”不是单个域名")
        draft.doubt(line, [text], missing=True)
        return None
    if len(said.split()) > 1:
        text = Text(f"'{said}' has spaces in it; read as '{domain}'", f"“{said}”中有空格；读作“{domain}”")
        draft.doubt(line, [text])
    return domain


def read_sites(found: list[Segment], library: Library, draft: Draft) -> None:
    """The sites of the annexe: one begins with its name, or with any field that the one before has already."""
    sites: list[dict[str, Segment]] = []
    for segment in found:
        if segment.field is None or not segment.field.startswith(SITE):
            continue
        name = segment.field.removeprefix(SITE)
        if not sites or name in sites[-1]:
            sites.append({})
        sites[-1][name] = segment
    listed: list[dict[str, str]] = []
    domains = Schema(library.schema_tree("license")["$defs"]["domain"])
    for site in sites:
        first = min(segment.line for segment in site.values())
        written = {
            name: site[name].value.text for name in SITE_FIELDS if name in site and site[name].value.text
        }
        for name in SITE_FIELDS:
            if name not in written:
                draft.missing(official(f"{SITE}{name}"), first)
        if "domain" in written:
            domain = _domain(written["domain"], site["domain"].line, domains, draft)
            written = {name: (domain or "") if name == "domain" else text for name, text in written.items()}
            written = {name: text for name, text in written.items() if text}
        index = len(listed)
        listed.append(written)
        for name in written:
            draft.lines[f"/sites/{index}/{name}"] = site[name].line
    draft.tree["sites"] = listed
