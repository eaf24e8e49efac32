"""`icplicense completion`: a script that completes commands, options, paths, ids and git references, for five shells."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from pytest_icplicense.cli.options import language
from pytest_icplicense.text import Text

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")

_REFS = "git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes 2>/dev/null"
_PREAMBLES = {
    "bash": f"""\
# Files and folders; hidden ones where a dot asks for them.
_icplicense_files() {{
  local entry
  compgen -f -- "$1" | while IFS= read -r entry; do
    if [[ "${{1##*/}}" == .* || "${{entry##*/}}" != .* ]]; then printf '%s\\n' "$entry"; fi
  done
}}

# Branches and tags.
_icplicense_refs() {{
  compgen -W "$({_REFS})" -- "$1"
}}
""",
    "zsh": f"""\
# Branches and tags.
_icplicense_refs() {{
  local -a refs
  refs=(${{(f)"$({_REFS})"}})
  compadd -a refs
}}
""",
    "fish": f"""\
# Branches and tags.
function _icplicense_refs
  {_REFS}
end
""",
}
"""Functions of the script, by shell; what zsh and fish themselves offer as files leaves hidden ones out."""
_REFERENCES = {"bash": "_icplicense_refs", "zsh": "_icplicense_refs", "fish": "(_icplicense_refs)"}


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def run(options: argparse.Namespace) -> int:
    """Print the script: `icplicense completion bash > …/bash-completion/completions/icplicense`."""
    import shtab

    paths = {**shtab.FILE, "bash": "_icplicense_files"}
    completed = {"PATH": paths, "POLICY": paths, "FILE": paths, "DIR": shtab.DIRECTORY, "REF": _REFERENCES}
    lang = language(options)
    for action in _actions(options.parser):
        if action.help:
            action.help = Text.parsed(action.help).to(lang)
        if action.metavar == "ID":
            action.choices = _explained()
        elif action.metavar == "FORMAT":
            action.choices = _formats()
        elif isinstance(action.metavar, str) and action.metavar in completed:
            action.complete = completed[action.metavar]  # type: ignore[attr-defined]
    sys.stdout.write(
        shtab.complete(options.parser, options.shell, preamble=_PREAMBLES.get(options.shell, "")) + "\n"
    )
    return 0


def _explained() -> list[str]:
    """What `icplicense explain` can be asked for: the lists, and the ids of the policies."""
    from pytest_icplicense import library as libraries
    from pytest_icplicense.explain.listing import LISTS
    from pytest_icplicense.explain.lookup import ids

    return [*LISTS, *ids(libraries.load())]


def _formats() -> list[str]:
    """What `--format` and `report` know, also of other packages."""
    from pytest_icplicense.cli.options import WrongUse
    from pytest_icplicense.reports.formats import names
    from pytest_icplicense.reports.refusal import NoReport

    try:
        return names()
    except NoReport as error:
        raise WrongUse(error.message) from None


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every option and argument of the parser and its commands."""
    for action in parser._actions:  # there is no public way to list them
        yield action
        if isinstance(action, argparse._SubParsersAction):
            yield from action._choices_actions
            for command in action.choices.values():
                yield from _actions(command)
