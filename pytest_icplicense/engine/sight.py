"""What a check looks at. Its rule gets nothing else, so that what looks alike to a check may be judged once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

from pytest_icplicense.documents.repository import Repository
from pytest_icplicense.model.case import Case, Rule, Sees
from pytest_icplicense.model.manifest import Manifest, nothing_detected
from pytest_icplicense.model.provision import BY_TESTS, DETECTED, Check
from pytest_icplicense.rules.fields import first

_PLAIN = frozenset(("type", "properties", "required", "title", "description", "$comment"))
_ONE, _SEVERAL = frozenset(("not", "if", "then", "else")), frozenset(("allOf", "anyOf", "oneOf"))
"""Keywords whose schemas look at the subject, too."""
_SIGHTS: WeakKeyDictionary[Check, Sees | None] = WeakKeyDictionary()
_VIEWS: WeakKeyDictionary[Manifest, dict[Sees, Manifest]] = WeakKeyDictionary()


def looked_at(check: Check, rules: Mapping[str, Rule]) -> Sees | None:
    """All that a check looks at, its condition, requirement and rule; None: it may be anything."""
    if check.rule == BY_TESTS or not check.clause.checks or check.for_each[:1] == (DETECTED,):
        return None
    sees = rule_sees(check, rules[check.rule]) if check.rule else Sees()
    fields = [fields_seen(each) for each in (check.when, check.require) if each is not None]
    if sees is None or None in fields:
        return None
    dated = (*check.dated, *((check.until,) if check.until else ()))
    if dated and check.for_each.count("[*]") > 1:
        return None  # what says when the act was may stand in an entry around the subject
    more = dict.fromkeys((*(field for each in fields if each for field in each), *first(*dated)))
    return sees._replace(fields=tuple(dict.fromkeys((*sees.fields, *more))))


def rule_sees(check: Check, rule: Rule) -> Sees | None:
    """What the rule looks at with the check's parameters; None: it may be anything."""
    if rule.sees is None or check.for_each[:1] == (DETECTED,):
        return None
    if check not in _SIGHTS:
        _SIGHTS[check] = rule.sees(check.parameters)
    return _SIGHTS[check]


def narrowed(case: Case, rule: Rule) -> Case:
    """The case as its rule gets it: without all that the rule does not say it looks at."""
    sees = rule_sees(case.check, rule)
    if sees is None:
        return case
    value = case.value
    if isinstance(value, dict):
        value = {field: value[field] for field in sees.fields if field in value}
    return replace(case, value=value, manifest=_view(case.manifest, sees))


def _view(manifest: Manifest, sees: Sees) -> Manifest:
    views = _VIEWS.setdefault(manifest, {})
    around = sees._replace(fields=())
    if around not in views:
        tree = {field: manifest.tree[field] for field in ("license", *sees.beside) if field in manifest.tree}
        views[around] = replace(
            manifest,
            document=replace(manifest.document, tree=tree),
            name="",
            operator=manifest.operator if sees.operator else None,
            repository=_Sealed(manifest.repository.root),
            waivers=(),
            look=nothing_detected,
        )
    return views[around]


class _Sealed(Repository):
    """For rules that say what they look at: what they read in files would not be among it."""

    def __init__(self, root: Any) -> None:
        self.root = root

    def locate(self, folder: object, path: str) -> NoReturn:
        """Raises RuntimeError."""
        raise RuntimeError(f"it says what it looks at (sees), so it may not read files such as '{path}'")


def fields_seen(schema: Mapping[str, Any] | bool) -> tuple[str, ...] | None:
    """The fields of a subject that a schema looks at; None: it may be others besides."""
    if isinstance(schema, bool) or not schema.keys() <= _PLAIN | _ONE | _SEVERAL:
        return None
    below = [schema[word] for word in _ONE & schema.keys()]
    below += [each for word in _SEVERAL & schema.keys() for each in schema[word]]
    found = [fields_seen(each) for each in below if not isinstance(each, bool)]
    if None in found:
        return None
    further = (field for each in found if each for field in each)
    return tuple(sorted({*schema.get("properties", ()), *schema.get("required", ()), *further}))
