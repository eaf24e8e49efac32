"""Playbooks of Ansible, and what cloud-init is told: the packages, images and software of others that a machine is given."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Known

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Detector, Seen, Sighting
from pytest_icplicense.detect.image_references import filled, image
from pytest_icplicense.detect.purl import download, repository
from pytest_icplicense.detect.shell import installed
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, words
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_PACKAGES = {
    **dict.fromkeys("apt yum dnf dnf5 package apk zypper".split(), "debian"),
    "pip": "pypi",
    "npm": "npm",
    "gem": "gem",
}
"""By what installs them, the names that signatures have them by."""
_IMAGES = ("docker_container", "podman_container", "docker_image", "podman_image")
_COMMANDS = ("shell", "command", "raw")
_FETCHING = {"git": ("repo",), "get_url": ("url",), "unarchive": ("src",), "apt": ("deb",)}
"""What fetches software of others, and where that says from where."""
_LISTS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_VARIABLE = expression(r"\{\{\s*(\w{1,100})\s*\}\}\Z")
_VERSION = expression(r"(?<=\w)(?:[=<>~:].*|-\d[\w.-]*)\Z")
_INLINE = expression(r"\b(name|pkg|state|image|repo|url|src|deb)=(\"[^\"]*\"|'[^']*'|\S+)")
_MAX_DEPTH = 20


def read(artifact: Artifact) -> Iterator[Seen]:
    """What tasks install and run; what they remove is none."""
    if artifact.text.startswith("#cloud-config"):
        for root in artifact.yaml():
            if isinstance(root, Mapping):
                for name in words(root.get("packages")):
                    yield _sighting("debian", name, name)
                commands = root.get("runcmd")
                for each in commands if isinstance(commands, list) else ():
                    said = list(words(each))
                    if said:
                        line = [(said[0].line, said[0].column, " ".join(said))]
                        yield from installed(line)
        return
    if not any(
        f"{each}:" in artifact.text for each in (*_PACKAGES, *_IMAGES, *_COMMANDS, *_FETCHING, "helm")
    ):
        return
    for root in artifact.yaml():
        if isinstance(root, list):
            known = _variables(artifact)
            for task in root:
                yield from _tasks(task, known, 0)


def _variables(artifact: Artifact) -> dict[str, Node]:
    """Variables of a role."""
    found: dict[str, Node] = {}
    for name in ("../defaults/main.yml", "../vars/main.yml"):
        if (beside := artifact.beside(name)) is not None:
            try:
                root = next(iter(beside.yaml()), None)
            except Unjudged:
                continue  # what is wrong with it, those say who read it for itself
            found |= root if isinstance(root, Mapping) else {}
    return found


def _tasks(task: Node, known: Known[str, Node], depth: int) -> Iterator[Seen]:
    if not isinstance(task, Mapping) or depth > _MAX_DEPTH:
        return
    if isinstance(own := task.get("vars"), Mapping):
        known = {**known, **own}
    for key, value in task.items():
        module = key.rpartition(".")[2]
        if key in _LISTS and isinstance(value, list):
            for each in value:
                yield from _tasks(each, known, depth + 1)
        elif module in _PACKAGES or module in _FETCHING or module in _IMAGES:
            said = value if isinstance(value, Mapping) else _inline(value)
            if said.get("state") not in ("absent", "removed"):
                yield from _told(module, said, task, known)
        elif module == "helm" and isinstance(value, Mapping) and value.get("state") != "absent":
            for chart in words(value.get("chart_ref")):
                yield Sighting("chart", chart.rstrip("/").rpartition("/")[2], (chart.line, chart.column))
        elif module in _COMMANDS:
            text = value.get("cmd") if isinstance(value, Mapping) else value
            if isinstance(text, Word):
                yield from installed([(text.line, text.column, str(text))])


def _told(module: str, said: Mapping, task: Mapping, known: Known[str, Node]) -> Iterator[Seen]:
    if module in _IMAGES:
        for reference in words(said.get("image", said.get("name"))):
            if name := image(filled(reference)):
                yield Sighting("image", name, (reference.line, reference.column))
    for key in _FETCHING.get(module, ()):
        for address in words(said.get(key)):
            at = address.line, address.column
            if fetched := repository(address):
                yield Sighting("repository", fetched, at)
            elif fetched := download(address):
                yield Sighting("download", fetched, at)
    for key in ("name", "pkg") if module in _PACKAGES else ():
        for name in words(said.get(key)):
            for each in _resolved(name, task, known, 0):
                yield _sighting(_PACKAGES[module], each, name)


def _resolved(name: Word, task: Mapping, known: Known[str, Node], depth: int) -> Iterator[Word]:
    """The names behind a variable, as the loop of the task or its variables have them."""
    found = _VARIABLE.match(name)
    if found is None:
        for each in name.split(","):  # `name: a,b`, as it was once written
            yield Word(each.strip())
    elif depth < 5:
        items = task.get("loop", task.get("with_items")) if found[1] == "item" else known.get(found[1])
        for each in words(items):
            yield from _resolved(each, task, known, depth + 1)


def _inline(value: Node) -> Mapping:
    """`name=a state=latest` as a mapping."""
    found = Mapping()
    if isinstance(value, Word):
        for each in _INLINE.finditer(value):
            word = Word(each[2].strip("\"'"))
            word.line, word.column = value.line, value.column
            found[each[1]] = word
    return found


def _sighting(what: str, name: str, at: Word) -> Sighting:
    return Sighting(what, _VERSION.sub("", name.partition(" ")[0].partition("@")[0]), (at.line, at.column))


_NAMES = (
    *("**/tasks/*", "**/handlers/*", "**/playbooks/*", "**/ansible/*", "*playbook*", "site", "provision"),
    *("*cloud-init*", "*cloud-config*", "*cloudinit*", "user-data", "userdata"),
)
DETECTOR = Detector(
    name="ansible",
    files=("user-data", *(f"{name}.{ending}" for name in _NAMES for ending in ("yml", "yaml"))),
    read=read,
    summary=Text("software that Ansible and cloud-init install", "Ansible 与 cloud-init 安装的软件"),
)
