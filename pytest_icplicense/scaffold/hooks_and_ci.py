"""The commit hook and CI files of a repository: whether they judge a project already, and the lines to add where not.

They belong to everyone who works in the repository, so what is in them is looked at and never changed.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

import yaml

from pytest_icplicense.scaffold.templates import HERE, scalar
from pytest_icplicense.text import Text

HOOKS, WORKFLOW, GITLAB = ".pre-commit-config.yaml", ".github/workflows/license.yml", ".gitlab-ci.yml"

_HOOK_ID = "icplicense-check"
_JOB, _OTHER_JOB = "license", "telecom-license"
_TEMPLATE_COLUMNS = (2, 4, 6, 8)
"""Where an entry of 'repos', its keys, an entry of 'hooks' and its keys begin in the template."""

_GATE, _SAFE = "--icp-gate", "--noconftest"
WITHOUT_CODE = f"--config-file=/dev/null {_SAFE} -pno:python"
"""By which pytest reads nothing of the change but manifests."""

Node = yaml.Node


@dataclass(frozen=True)
class Shared:
    """One such file."""

    root: Path
    path: str
    """Relative to the root, with forward slashes."""
    text: str
    """All that `icplicense init` writes where there is nothing."""
    folder: str = HERE
    """The project that it is to judge, relative to the root."""
    alike: tuple[str, ...] = ()
    """What `icplicense init` writes in the other language, and where there are no policies of one's own."""

    @cached_property
    def there(self) -> bytes | None:
        """What is there; None: nothing that can be read."""
        try:
            return (self.root / self.path).read_bytes()
        except OSError:
            return None

    @cached_property
    def _top(self) -> Node | None:
        """What the file says, with every tag that it may use; None where it is no single YAML document."""
        try:
            documents = [each for each in yaml.compose_all(self.there or b"", yaml.SafeLoader) if each]
        except (yaml.YAMLError, RecursionError):
            return None
        return documents[0] if len(documents) == 1 else None

    @property
    def replaceable(self) -> bool:
        """Whether nothing is in it but what `icplicense init` writes, in whichever language, or nothing at all."""
        there = self.there or b""
        return not _said(there) or there.decode("utf-8", "replace").replace("\r\n", "\n") in (
            self.text,
            *self.alike,
        )

    @property
    def judges(self) -> bool:
        """Whether a hook or a job that is there judges the project already, with the configuration of its folder."""
        if self._top is None:
            return False
        if self.path == HOOKS:
            hooks = [each for each in _hooks(_fields(self._top)) if _text(each.get("id")) == _HOOK_ID]
            runs = [[_text(word) for word in _entries(hook.get("args"))] for hook in hooks]
        else:
            texts = list(_texts(self._top))
            named = any("icplicense" in text for text in texts)
            runs = [run for text in texts if named for run in _judging(text)]
        return any(self._first_folder(run) == PurePosixPath(self.folder) for run in runs)

    @property
    def runs_code_of_changes(self) -> bool:
        """Whether a job that is there gives pytest a gate, and lets it read settings and code of the change all the same."""
        return any(
            _GATE in line and _SAFE not in line
            for text in (_texts(self._top) if self._top is not None else ())
            for line in text.replace("\\\n", " ").splitlines()
        )

    def _first_folder(self, words: Iterable[str]) -> PurePosixPath:
        """The folder whose configuration counts for a command with these words: the first that it names."""
        given = [word for word in words if word and not word.startswith("-")]
        return PurePosixPath(next((word for word in given if os.path.isdir(self.root / word)), HERE))

    def addition(self, shown: str) -> Text:
        """What to add to the file, `shown` so: the place, and the lines exactly as they are to stand there."""
        if not os.path.lexists(self.root / self.path):
            return _with(Text(f"write {shown}", f"请新建 {shown}"), self.text)
        if not _said(self.there or b""):
            return _with(_at_end(shown), self.text.removeprefix("---\n"))
        return self._hook_addition(shown) if self.path == HOOKS else self._job_addition(shown)

    def _hook_addition(self, shown: str) -> Text:
        listed = _fields(self._top).get("repos")
        whole = self.text[self.text.index("repos:\n") :]
        lines = whole.partition("\n")[2]
        if listed is None:
            return _with(_at_end(shown), whole)
        if not _entries(listed):  # [] or nothing
            return _with(self._in_place_of(listed, shown), whole)
        if isinstance(listed, yaml.SequenceNode) and listed.flow_style:
            (entry,) = yaml.safe_load(whole)["repos"]
            return _with(
                Text(f"add to the list 'repos' in {shown}", f"请加入 {shown} 的 repos 列表"),
                f"{json.dumps(entry, ensure_ascii=False)}\n",
            )
        return _with(self._after(listed, shown), _moved(lines, _columns(listed)))

    def _job_addition(self, shown: str) -> Text:
        first = f"\n{_JOB}:" if self.path == GITLAB else "\njobs:"
        lines, at = self.text[self.text.index(first) + 1 :], _at_end(shown)
        jobs = top = _fields(self._top)
        if self.path == WORKFLOW and (listed := top.get("jobs")):
            jobs = _fields(listed)
            if not jobs or not isinstance(listed, yaml.MappingNode):  # {} or nothing
                at = self._in_place_of(listed, shown)
            elif listed.flow_style:
                at = Text(f"add to the mapping 'jobs' in {shown}", f"请加入 {shown} 的 jobs 映射")
                lines = json.dumps(yaml.safe_load(lines)["jobs"], ensure_ascii=False)[1:-1]
                lines = lines.replace(f'"{_JOB}":', f"{_JOB}:", 1)
            else:
                at = self._after(listed, shown)
                lines = _shifted(lines.partition("\n")[2], listed.start_mark.column - 2)
        names = (_JOB, _OTHER_JOB, *(f"{_OTHER_JOB}-{number}" for number in range(2, len(jobs) + 2)))
        name = next(each for each in names if each not in jobs)
        lines = lines.replace(f"{_JOB}:", f"{name}:", 1).replace(f"name: {_JOB}\n", f"name: {name}\n")
        stages = [_text(each) for each in _entries(top.get("stages"))] if self.path == GITLAB else []
        if stages and "test" not in stages:  # where GitLab puts a job that names none
            head, _, rest = lines.partition("\n")
            lines = f"{head}\n  stage: {scalar(stages[0])}\n{rest}"
        return _with(at, lines)

    def _in_place_of(self, nothing: Node, shown: str) -> Text:
        line = nothing.start_mark.line + 1
        return Text(f"write in {shown}, in place of line {line}", f"请用以下内容替换 {shown} 第 {line} 行")

    def _after(self, listed: Node, shown: str) -> Text:
        """Behind the last line of a list or mapping, as far as it is not a comment on what follows."""
        text = (self.there or b"").decode("utf-8", "replace")[: listed.end_mark.index]
        lines = text.replace("\r\n", "\n").split("\n")
        while lines and re.fullmatch(r"\s*(#.*)?", lines[-1]):
            lines.pop()
        return Text(f"add to {shown}, after line {len(lines)}", f"请加入 {shown}，置于第 {len(lines)} 行之后")


def _with(place: Text, lines: str) -> Text:
    return Text(f"{place.en}:\n\n{lines.rstrip()}", f"{place.zh}：\n\n{lines.rstrip()}")


def _said(content: bytes) -> bool:
    """Whether there is more in a file than comments."""
    return re.search(rb"(?m)^\s*[^#\s]", content.removeprefix(b"---")) is not None


def _at_end(shown: str) -> Text:
    return Text(f"add to the end of {shown}", f"请加入 {shown} 末尾")


def _columns(repositories: Node) -> tuple[int, ...]:
    """Where an entry of 'repos', its keys, an entry of 'hooks' and its keys begin in a file."""
    entry = repositories.start_mark.column
    for repository in _entries(repositories):
        hooks = _fields(repository).get("hooks")
        if _entries(hooks) and isinstance(hooks, yaml.SequenceNode) and not hooks.flow_style:
            keys = repository.start_mark.column
            return entry, keys, hooks.start_mark.column, _entries(hooks)[0].start_mark.column
    return entry, entry + 2, 2 * entry + 2, 2 * entry + 4  # a list within is indented as this one is


def _moved(lines: str, columns: tuple[int, ...]) -> str:
    """Lines of the template with each level of indentation where `columns` has it."""
    new = dict(zip(_TEMPLATE_COLUMNS, columns, strict=True))
    return "".join(_line(line, new) for line in lines.splitlines(keepends=True))


def _line(line: str, new: dict[int, int]) -> str:
    rest = line.lstrip(" ")
    column = new[len(line) - len(rest)]
    if rest.startswith("- "):  # the blanks behind the dash lead up to the next level
        following = new[len(line) - len(rest) + 2]
        rest = f"-{' ' * (following - column - 1)}{rest[2:]}"
    return " " * column + rest


def _shifted(lines: str, by: int) -> str:
    return "".join(" " * by + line if by >= 0 else line[-by:] for line in lines.splitlines(keepends=True))


def _judging(text: str) -> Iterator[list[str]]:
    """The words behind each command of a script that judges manifests, or the folder that it is run in."""
    for line in text.replace("\\\n", " ").splitlines():
        inside: list[str] = []
        for command in re.split(r"&&|\|\||[;|]", line):
            words = _words(command)
            behind = next((n for n in range(1, len(words) + 1) if _judges(words[:n])), None)
            if words[:1] == ["cd"]:
                inside = words[1:2]
            elif behind and "install" not in words:
                yield inside or words[behind:]


def _judges(words: list[str]) -> bool:
    return words[-1] == "pytest" or words[-2:] == ["icplicense", "check"]


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # a quotation mark that is not closed here
        return command.split()


def _hooks(fields: dict[str, Node]) -> list[dict[str, Node]]:
    repositories = [_fields(each) for each in _entries(fields.get("repos"))]
    return [_fields(hook) for each in repositories for hook in _entries(each.get("hooks"))]


def _fields(node: Node | None) -> dict[str, Node]:
    return {_text(key): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _entries(node: Node | None) -> list[Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _text(node: Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _texts(top: Node) -> Iterator[str]:
    """Every text below a node, each once, however often an alias repeats it."""
    rest, seen = [top], set()
    while rest:
        node = rest.pop()
        if id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, yaml.ScalarNode):
                yield node.value
            elif isinstance(node, yaml.MappingNode):
                rest += [each for pair in node.value for each in pair]
            else:
                rest += node.value
