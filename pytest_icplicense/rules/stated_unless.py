"""`stated-unless`: the manifest states what a clause asks for, unless it says that there is nothing the clause is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling, Sees
from pytest_icplicense.rules.fields import dotted, first
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

    Each field of `fields` must be true, or hold a text. Where the field `unless` is false there is nothing to judge, but
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
            Text(f"the service declares '{unless}' as false", f"该业务将 {unless} 申报为 false")
        )
    missing = [_missing(case, path) for path in case.parameters["fields"]]
    return Ruling.of([breach for breach in dict.fromkeys(missing) if breach is not None])


def _contrary(case: Case, trait: str) -> Iterator[Text]:
    for feature in case.manifest.tree.get("features", ()):
        kind = case.manifest.catalogue.features[feature["kind"]]
        if getattr(kind, trait):
            what = _TRAITS[trait]
            yield Text(
                f"it is false, but feature '{feature['id']}' ({kind.kind}) {what.en}",
                f"填写为 false，但功能“{feature['id']}”（{kind.kind}）{what.zh}",
            )


def _missing(case: Case, path: str) -> Breach | None:
    """Why a field does not say what it must; the place is the deepest that is there."""
    tree: object = case.manifest.tree
    pointer = ""
    for step in path.split("."):
        if not isinstance(tree, dict) or step not in tree:
            lacking = ".".join((*pointer.split("/")[1:], step))
            return Breach(pointer, Text(f"'{lacking}' is missing", f"缺少 {lacking}"))
        tree, pointer = tree[step], f"{pointer}/{step}"
    if tree is True or (isinstance(tree, str) and tree.strip()):
        return None
    return Breach(pointer, Text(f"'{path}' must be true", f"{path} 须为 true"))


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
    sees=lambda parameters: Sees((), ("features", *first(parameters["unless"], *parameters["fields"]))),
)
