"""All that `icplicense init` will write and leave alone: a file each, and the lines that a person has to add."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_icplicense.scaffold import templates
from pytest_icplicense.scaffold.existing import Existing, extended
from pytest_icplicense.scaffold.hooks_and_ci import GITLAB, HOOKS, WORKFLOW, Shared
from pytest_icplicense.scaffold.installed_from import installed_from
from pytest_icplicense.scaffold.new_files import FileAction, NewFile, planned
from pytest_icplicense.scaffold.templates import (
    ENTRY,
    ENTRY_WITHOUT_LICENSE,
    HERE,
    OPERATOR_FILE,
    Answers,
)
from pytest_icplicense.text import LANGUAGES

PYPROJECT = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each file, in the order in which it is told."""

    files: tuple[NewFile, ...]
    missing: tuple[Shared, ...]
    """The shared files of the repository that will not judge the project unless a person adds to them."""
    hooked: bool
    """Whether the commit hook will judge the project."""
    left_alone: frozenset[str]
    """The shared files that even `--force` does not overwrite, since there is more in them."""
    unsafe: tuple[str, ...]
    """Those that are kept and run code of each change."""


def plan(
    folder: Path,
    answers: Answers,
    server: str,
    existing: Existing,
    *,
    licenses: Sequence[Path],
    policies: Sequence[Path],
    own_policies: Sequence[Path],
    force: bool,
) -> Plan:
    """Plan the files of the folder; `licenses` and `policies` are for the table, `own_policies` all that will hold.

    Raises:
        BadSetting: no table can be added to `pyproject.toml`.
        Unwritable: what would be overwritten cannot be read.
    """
    files = _manifests(folder, answers, existing, force)
    if existing.configured_by is None:
        base = folder.resolve()
        lists = ([relative(path, base) for path in paths] for paths in (licenses, policies))
        content = extended(
            existing.pyproject or b"", templates.settings_table(answers.lang, *lists), folder / PYPROJECT
        )
        files.append(
            NewFile(
                PYPROJECT, content, FileAction.WRITTEN if existing.pyproject is None else FileAction.EXTENDED
            )
        )
    elif existing.configured_by.parent == folder.resolve():
        files.append(NewFile(PYPROJECT, b"", FileAction.KEPT))
    schemas = ["service"] if shared_operator(answers) else ["service", "operator"]
    for kind in schemas:
        content = templates.schema_file(answers.library, kind).encode()
        files += planned(folder, f".icplicense/{kind}.schema.json", content, overwrite=force, save=False)
    missing, left_alone, unsafe, hooked = [], set(), [], False
    for each in _shared(
        folder, answers.lang, server, existing, own_policies, known=answers.license is not None
    ):
        judged = each.judges
        if existing.root == folder.resolve():
            new = planned(folder, each.path, each.text.encode(), overwrite=force and each.replaceable)
            files += new
            judged = judged or new[-1].action is not FileAction.KEPT
            if force and not each.replaceable:
                left_alone.add(each.path)
        if not judged:
            missing.append(each)
        if not any(new.path == each.path and new.action is not FileAction.KEPT for new in files):
            unsafe += [each.path] if each.runs_code_of_changes else []
        hooked = hooked or (each.path == HOOKS and judged)
    return Plan(tuple(files), tuple(missing), hooked, frozenset(left_alone), tuple(unsafe))


def shared_operator(answers: Answers) -> bool:
    """Whether the operator's manifest stands in another folder, where it is left as it is."""
    return "/" in answers.operator


def relative(path: Path, base: Path) -> str:
    """The path from `base`, with forward slashes."""
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # another drive on Windows
        return path.as_posix()


def _manifests(folder: Path, answers: Answers, existing: Existing, force: bool) -> list[NewFile]:
    service = _service_file(answers, existing)
    own = {service, answers.operator} - {f"{answers.name}.icp.yaml", OPERATOR_FILE}
    if service == answers.operator:  # both in one file, which is not what would be written
        own.add(service)
    texts = {service: templates.service_manifest(answers)}
    if not shared_operator(answers):
        texts[answers.operator] = templates.operator_manifest(answers)
    return [
        file
        for path, text in texts.items()
        for file in planned(folder, path, text.encode(), overwrite=force and path not in own)
    ]


def _service_file(answers: Answers, existing: Existing) -> str:
    """The file of the service: the one that is there under this name, else one named after it."""
    for document in existing.services:
        if document.tree.get("name") == answers.name:
            return document.file.name
    return f"{answers.name}.icp.yaml"


def _shared(
    folder: Path, lang: str, server: str, existing: Existing, policies: Sequence[Path], *, known: bool
) -> list[Shared]:
    """The hook and the CI files, which judge the folder that the configuration is in."""
    root = existing.root
    project = existing.configured_by.parent if existing.configured_by else folder.resolve()
    at = relative(project, root) if project.is_relative_to(root) else HERE
    at = f"./{at}" if at.startswith("-") else at  # which would be taken for an option
    languages = (lang, *(each for each in LANGUAGES if each != lang))
    named = [relative(each, root) for each in policies]
    origin = installed_from()
    origins = [origin, *([None] if origin else [])]
    entries = [ENTRY if known else ENTRY_WITHOUT_LICENSE, ENTRY_WITHOUT_LICENSE if known else ENTRY]
    hooks = [
        templates.pre_commit_hooks(each, at, own, place, run)
        for run in entries
        for place in origins
        for own in ((named, ()) if named else ((),))
        for each in languages
    ]
    texts = {HOOKS: hooks}
    for path, name in ((WORKFLOW, "github"), (GITLAB, "gitlab")):
        if server in (name, "both"):
            texts[path] = [
                templates.ci_file(name, each, at, place) for place in origins for each in languages
            ]
    return [Shared(root, path, text, at, tuple(alike)) for path, (text, *alike) in texts.items()]
