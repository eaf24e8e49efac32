"""`stated-unless`: the manifest states what a clause asks for, unless it says that there is nothing the clause is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.rules.states import shortfall
from pytest_icplicense.text import Text

_TRAITS = {
    "public": Text("publishes to the public by what it is", "本身即面向公众发布"),
    "publishers": Text(
        "has public accounts or platform publishers by what it is", "本身即有公众帐号或开放平台发布者"
    ),
}
"""What the catalogue says of feature kinds."""


def judge(case: Case, as_of: date) -> Ruling:
    """Judge a whole manifest.

    Each field of `fields` must be true, or hold a text that says something.
    Where the field `unless` is false there is nothing to judge, but
    for a feature whose kind has the `trait`: it contradicts that.
    """
    tree, unless = case.manifest.tree, case.parameters["unless"]
    if dotted(tree, unless) is False:
        contrary = [
            Breach("/" + unless.replace(".", "/"), why) for why in _contrary(case, case.parameters["trait"])
        ]
        if contrary:
            return Ruling.of(contrary)
        return Ruling.not_applicable(
            Text(f"the service declares '{unless}' as false", f"该服务将 {unless} 申报为 false")
        )
    found = [lacking for path in case.parameters["fields"] if (lacking := _missing(case, path))]
    breaches = [breach for breach, is_open in dict.fromkeys(found) if not is_open]
    return Ruling.open(found[0][0].why) if found and not breaches else Ruling.of(breaches)


def _contrary(case: Case, trait: str) -> Iterator[Text]:
    for feature in case.manifest.tree.get("features", ()):
        kind = case.manifest.catalogue.features[feature["kind"]]
        if getattr(kind, trait):
            what = _TRAITS[trait]
            yield Text(
                f"it is false, but feature '{feature['id']}' ({kind.kind}) {what.en}",
                f"填写为 false，但功能“{feature['id']}”（{kind.kind}）{what.zh}",
            )


def _missing(case: Case, path: str) -> tuple[Breach, bool] | None:
    """Why a field does not say what it must, and whether people must decide; the place is the deepest that is there."""
    tree: object = case.manifest.tree
    pointer = ""
    for step in path.split("."):
        if not isinstance(tree, dict) or step not in tree:
            lacking = ".".join((*pointer.split("/")[1:], step))
            return Breach(pointer, Text(f"'{lacking}' is missing", f"缺少 {lacking}"), unsaid=True), False
        tree, pointer = tree[step], f"{pointer}/{step}"
    if isinstance(tree, str):
        empty = shortfall(case, path.rpartition(".")[2], tree, "statement")
        return (Breach(pointer, empty.why), empty.open) if empty else None
    return (
        None
        if tree is True
        else (Breach(pointer, Text(f"'{path}' must be true", f"{path} 须为 true")), False)
    )


RULE = Rule(
    name="stated-unless",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["fields", "unless", "trait"],
        "additionalProperties": False,
        "properties": {
            "fields": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "unless": {"type": "string"},
            "trait": {"enum": list(_TRAITS)},
        },
    },
    summary=Text(
        "the fields state what the clause asks for, unless another says that there is nothing of the kind and no feature"
        " contradicts it",
        "各字段写明条款所要求的内容；另一字段申报为没有此类情形、且无功能与之矛盾的除外",
    ),
    turns=never,
)
