"""The ids of policies for what matching found: free ones for what is unknown, and those that a license lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pytest_icplicense.intake.provisions.cutting import Piece
from pytest_icplicense.intake.provisions.duties import asks_itself
from pytest_icplicense.intake.provisions.matched import Match, State
from pytest_icplicense.model.provision import Provision, natural
from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.text import Text


def numbered(found: Sequence[Match], provisions: Iterable[Provision]) -> list[Match]:
    """The next free ids for the unknown pieces; an item gets one of the provision that its neighbors belong to.

    A sentence above unknown items gives them its number, and needs a provision of its own only for what it asks itself.
    """
    last: Counter[str] = Counter()
    for provision in provisions:
        for known in (provision.id, *(clause.id for clause in provision.clauses)):
            _note(last, known)
    named: list[Match] = []
    for group in _groups(found):
        parent = _parent(group)
        for each in group:
            piece = each.piece
            if piece is None or each.state is not State.UNKNOWN:
                named.append(each)
                continue
            if parent is None:
                parent = _top(last)
            name: str | None = parent
            if len(piece.path) > 1 and parent:
                name = f"{parent}.{last[parent] + 1}"
            elif piece.items:
                name = f"{parent}.0" if parent and asks_itself(piece.words) else None
            if name:
                _note(last, name)
            refused = () if parent else (_no_number(piece),)
            named.append(each._replace(id=name, doubts=(*each.doubts, *refused)))
    return named


def numbered_rest(found: Sequence[Match], provisions: Iterable[Provision]) -> list[Match]:
    """The next free ids for what is left of changed provisions: an item of the same provision, or a provision."""
    last: Counter[str] = Counter()
    for provision in provisions:
        for known in (provision.id, *(clause.id for clause in provision.clauses)):
            _note(last, known)
    for each in found:
        if each.id:
            _note(last, each.id)
    named: list[Match] = []
    for each in found:
        if each.piece is not None and each.state is State.UNKNOWN and each.id is None and each.clauses:
            above = named[-1].id or ""
            parent = above.rpartition(".")[0] if len(each.piece.path) > 1 else ""
            name = f"{parent}.{last[parent] + 1}" if parent else _top(last)
            if name:
                _note(last, name)
            refused = () if name else (_no_number(each.piece),)
            each = each._replace(id=name, doubts=(*each.doubts, *refused))
        named.append(each)
    return named


def _groups(found: Iterable[Match]) -> list[list[Match]]:
    """Each provision with its items."""
    groups: list[list[Match]] = []
    for each in found:
        if each.piece is None or len(each.piece.path) == 1 or not groups:
            groups.append([])
        groups[-1].append(each)
    return groups


def _parent(group: Sequence[Match]) -> str | None:
    """The known provision that items belong to: that of the sentence above them, else of half of themselves."""
    first, *items = group
    if items and first.id and first.state in (State.SAME, State.CHANGED):
        return first.id
    return mostly((each.id.rpartition(".")[0] for each in items if each.id), len(items))


def mostly(names: Iterable[str], number: int) -> str | None:
    """The name that at least half of the `number` have."""
    ((name, times),) = Counter(names).most_common(1) or [("", 0)]
    return name if name and 2 * times >= number else None


def _note(last: Counter[str], name: str) -> None:
    """Remember the highest number at each level: a clause's number is as good as taken by a provision."""
    if name.startswith("SP-"):
        top, *rest = name.removeprefix("SP-").split(".")
        last["SP"] = max(last["SP"], int(top))
        if rest:
            last[f"SP-{top}"] = max(last[f"SP-{top}"], int(rest[0]))


def _top(last: Counter[str]) -> str | None:
    """The next free provision; None where two digits do not suffice."""
    if last["SP"] >= 99:
        return None
    last["SP"] += 1
    return f"SP-{last['SP']:02}"


def bound(found: Iterable[Match], provisions: Iterable[Provision]) -> list[str]:
    """The ids for a license's `provisions`: those bound and those yet to be written, in order.

    SP-15 stands for all items that are known below it; where the license has not all of them, each is named.
    """
    provisions = list(provisions)
    ids = {each.id for each in found if each.id and each.state in (State.SAME, State.CHANGED)}
    ids |= {each.id for each in found if each.id and each.state is State.UNKNOWN and each.to_be_written}
    known = {each.id for each in provisions}
    of_clauses = {clause.id: each.id for each in provisions for clause in each.clauses}
    judged_as = {each.nearest for match in found for each in match.clauses if each.bound and each.nearest}
    ids |= {name for name in judged_as if of_clauses[name] not in ids}
    for above in [name for name in ids if "." not in name]:
        below = {name for name in known if name.startswith(f"{above}.")}
        if below <= ids:
            ids -= below
        elif above not in known:
            ids.discard(above)
    return sorted(ids, key=natural)


def _no_number(piece: Piece) -> Doubt:
    return Doubt(
        piece.line,
        Text(
            "this is no known provision, and no number is free for a new one: the highest is SP-99",
            "此项未知，且没有可用的新编号：最大为 SP-99",
        ),
        missing=True,
    )
