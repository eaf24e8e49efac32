"""A whole import: the License document, what is doubtful in it, and policies for provisions that nobody judges yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.provisions.clause_readings import NOTHING_ACCEPTED, Acceptance
from pytest_icplicense.intake.provisions.matched import Match
from pytest_icplicense.intake.provisions.provisions import Special, cut_short, read_provisions, with_clauses
from pytest_icplicense.intake.read_license import read_face
from pytest_icplicense.intake.text.cleaning import Cleaned
from pytest_icplicense.library import Library
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.reading import read
from pytest_icplicense.text import Text

_ORDER = (
    *("apiVersion", "kind", "number", "holder", "legal_representative", "subsidiaries", "issued", "expires"),
    *("scope", "sites", "provisions", "changed_provisions", "quotes", "source"),
)
PROVISIONS = "特别规定事项"


class Imported(NamedTuple):
    """What an import gave."""

    tree: dict[str, Any]
    """The License document. A key whose value is missing is missing."""
    doubts: tuple[Doubt, ...]
    """What is not certain or not there, in the order of the text."""
    matches: tuple[Match, ...]
    skeletons: dict[str, str]
    """A Provision document without checks, by its id, for each provision that no policy knows."""
    where: Mapping[int, Text] = {}
    """The file, page and place of each line of a picture, whose lines nobody can count."""

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return not any(doubt.missing for doubt in self.doubts)


def import_file(file: Path, library: Library, accepted: Acceptance = NOTHING_ACCEPTED) -> Imported:
    """Import the license in a file.

    Raises:
        NotReadable: the file has no text that can be read.
        NotALicense: the text is no telecom license.
        NotAcceptable: a clause was accepted that no sentence may be judged as.
    """
    reading = read(file)
    imported = import_lines(reading.lines, library, file.name, reading.sha256, accepted)
    return imported._replace(doubts=(*reading.doubts, *imported.doubts))


def import_lines(
    lines: Iterable[Line], library: Library, file: str, sha256: str, accepted: Acceptance = NOTHING_ACCEPTED
) -> Imported:
    """Import the license that these lines are; `file` and `sha256` say where they came from.

    Raises:
        NotALicense: the text is no telecom license.
        NotAcceptable: a clause was accepted that no sentence may be judged as.
    """
    draft, sections = read_face(lines, library)
    special = read_provisions(sections.provisions, library)
    return assembled(draft, sections, special, library, {"file": file, "sha256": sha256}, accepted)


def assembled(
    draft: Draft,
    sections: Cleaned,
    special: Special,
    library: Library,
    source: Mapping[str, Any],
    accepted: Acceptance = NOTHING_ACCEPTED,
) -> Imported:
    """The document of what was read of a license; `source` says where it came from.

    Raises:
        NotAcceptable: a clause was accepted that no sentence may be judged as.
    """
    special = with_clauses(special, library, accepted)
    bound = special.listed(library)
    if bound:
        draft.tree["provisions"] = bound
    if not special.matches or not sections.provisions:
        draft.missing(PROVISIONS)
    if changed := special.changed():
        draft.tree["changed_provisions"] = changed
    if special.quotes():
        draft.tree["quotes"] = {**draft.tree.get("quotes", {}), **special.quotes()}
    draft.tree["source"] = {**source, "lines": draft.lines}
    if special.accepted:
        draft.tree["source"]["accepted"] = dict(special.accepted)
    tree = {key: draft.tree[key] for key in _ORDER if key in draft.tree}
    doubts = [*draft.doubts, *special.doubts, *cut_short(special, tree.get("scope", ()))]
    doubts.sort(key=lambda doubt: doubt.line or 0)
    return Imported(tree, tuple(doubts), special.matches, special.skeletons(library))
