"""Ansible: what variables put into playbooks, the tasks of roles, and templates (`*.j2`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Known

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.listing import PRODUCTION
from pytest_icplicense.detect.unjudged import Unjudged, unknown_variables
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, rewritten
from pytest_icplicense.expressions import expression

_USE = expression(
    r"\{\{-?\s*([A-Za-z_]\w*)\s*(?:\|\s*default\(\s*['\"]?([\w.-]*)['\"]?\s*(?:,\s*true\s*)?\)\s*)?"
    r"(?:\|\s*(?:int|string|trim)\s*)*-?\}\}",
    re.IGNORECASE,
)
_ANY = expression(r"\{\{[^{}]{0,500}\}\}")
_BLOCK = expression(r"\{%[^%]{0,2000}%\}|\{#[^#]{0,10000}#\}")
OPEN = "\u2047"
"""What stands in a text for what is known only where it is deployed."""
_EXTENSIONS = ("yml", "yaml")
_FORMS = ("{}", "{}/main", "{}/vars")
_GROUPS = tuple(
    f"{folder}group_vars/{form.format(group)}.{extension}"
    for folder, groups in (
        ("", ("all", *PRODUCTION)),
        *(
            (f"{kept}/{name}/", ("all", name))
            for kept in ("inventories", "inventory", "environments")
            for name in PRODUCTION
        ),
        ("inventory/", ("all", *PRODUCTION)),
    )
    for group in groups
    for form in _FORMS
    for extension in _EXTENSIONS
)
"""Variables of groups, by the path from a folder above; those of production prevail."""


def playbook(artifact: Artifact, root: Node) -> Node:
    """A playbook or a role's tasks with variables; what is not known becomes nothing."""
    known = dict(_variables(artifact)) if isinstance(root, list) else {}
    for play in root if isinstance(root, list) else ():
        if isinstance(play, Mapping):
            files = play.get("vars_files")
            for name in files if isinstance(files, list) else ():
                known.update(_of_file(artifact, name) if isinstance(name, Word) else ())
            known.update(_texts(play.get("vars")))
    return rewritten(root, lambda word: _put(word, known))


def filled(artifact: Artifact) -> Artifact:
    """A template with variables; what is not known is marked, and conditions are taken for fulfilled."""
    known = dict(_variables(artifact))
    text = _BLOCK.sub(lambda found: "\n" * found[0].count("\n"), artifact.text)
    return Artifact(artifact.path.removesuffix(".j2"), _with(text, known).encode())


def _variables(artifact: Artifact) -> Iterator[tuple[str, Word]]:
    """Variables by the files that set them, what prevails last: defaults of the role, groups, variables of the role."""
    *folders, _ = artifact.path.split("/")
    within = next((at for at, each in enumerate(reversed(folders), 1) if each in ("templates", "tasks")), 1)
    role = "../" * within
    for extension in _EXTENSIONS:
        yield from _of_file(artifact, f"{role}defaults/main.{extension}")
    above = ["../" * level for level in range(artifact.path.count("/"), -1, -1)]
    for name in _GROUPS:
        for folder in above:
            yield from _of_file(artifact, f"{folder}{name}")
    for extension in _EXTENSIONS:
        yield from _of_file(artifact, f"vars.{extension}")
        yield from _of_file(artifact, f"{role}vars/main.{extension}")


def _of_file(artifact: Artifact, name: str) -> Iterator[tuple[str, Word]]:
    if (beside := artifact.beside(name)) is not None:
        try:
            yield from _texts(next(iter(beside.yaml()), None))
        except Unjudged as error:
            raise unknown_variables(beside.path, error) from None


def _texts(node: Node) -> Iterator[tuple[str, Word]]:
    for key, each in node.items() if isinstance(node, Mapping) else ():
        if isinstance(each, Word) and "{{" not in each:
            yield key, each


def _with(text: str, known: Known[str, Word]) -> str:
    def said(found: re.Match[str]) -> str:
        return str(known.get(found[1], found[2] or OPEN))

    return _ANY.sub(OPEN, _USE.sub(said, text))


def _put(word: Word, known: Known[str, Word]) -> Node:
    if "{{" not in word:
        return word
    text = Word(_with(word, known))
    text.line, text.column = word.line, word.column
    return None if OPEN in text and "\n" not in text else text
