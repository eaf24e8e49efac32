"""Which files, and which parts of them, are deployed where users are: not for developers, tests or a rehearsal."""

from __future__ import annotations

from pytest_icplicense.detect.artifact import Artifact, Malformed
from pytest_icplicense.detect.facts.tree import DEPLOYS
from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word, words
from pytest_icplicense.expressions import expression

_DEPLOYED = tuple(
    ".tf .tofu .hcl .tfvars .json .json5 .yaml .yml .template .conf .ini .properties .env .xml".split()
)
_TASKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_BETWEEN = expression(r"[\s,|&()]+")
_NO = ("false", "False", "no")
_OF_A_BRANCH = expression(
    r"(?!.*(?:prod|==))(?:review(?:[/-]|\Z)|.*\bCI_(?:COMMIT_(?:REF|BRANCH|SHA|SHORT_SHA)|MERGE_REQUEST)"
    r"|.*\bgithub\.(?:head_ref|sha|event\.(?:number|pull_request)))"
)
"""An environment that each branch or request has one of, to be looked at before it is merged; none that some have."""
_MOST_LEVELS = 8


def file_of_rehearsal(path: str) -> bool:
    """Whether a file configures an environment that serves no users, by its folders and its name."""
    if path.endswith("/src/profile/AndroidManifest.xml"):  # Flutter's, to measure speed
        return True
    *folders, name = path.replace("usr/local/", "usr/").split("/")
    if path == DEPLOYS:
        return False  # its jobs are named for what they are for
    return name.endswith(_DEPLOYED) and any(map(before_production, (*folders, name)))


def object_of_rehearsal(root: Node) -> bool:
    """Whether an object of a cluster is suspended, or named for an environment that serves no users, or a document of
    Spring is of such a profile.
    """
    namespace, name = _word(root, "metadata", "namespace"), _word(root, "metadata", "name")
    if namespace and before_production(namespace):
        return True
    if name and "-" in name and before_production(name.rpartition("-")[2]):
        return True
    profile = _word(root, "spring", "config", "activate", "on-profile") or _word(root, "spring", "profiles")
    return (profile is not None and profiles_of_rehearsal(profile)) or _word(
        root, "spec", "suspend"
    ) == "true"


def profiles_of_rehearsal(text: str) -> bool:
    """Whether all profiles that Spring is told of serve no users: `dev | test`, `!prod`."""
    names = [name for name in _BETWEEN.split(text) if name]
    return bool(names) and all(before_production(name.lstrip("!")) != name.startswith("!") for name in names)


def in_use(node: Node) -> Node:
    """Without services of Compose that only profiles of rehearsals start, and tasks that are never done or take away."""
    if isinstance(node, list):
        return [in_use(each) for each in node if not _is_idle(each)]
    if isinstance(node, Mapping):
        if isinstance(services := node.get("services"), Mapping):
            for name in [name for name, each in services.items() if _is_rehearsed(each)]:
                del services[name]
        jobs = node.get("jobs")
        for listed in (node, jobs) if isinstance(jobs, Mapping) else (node,):
            for name in [name for name, each in listed.items() if _is_idle_job(name, each)]:
                del listed[name]
        for key in _TASKS:
            if isinstance(node.get(key), list):
                node[key] = in_use(node[key])
    return node


def started(artifact: Artifact) -> Artifact:
    """A file of Compose with blank lines for the services that only profiles of rehearsals start; others as they are."""
    if "compose" not in artifact.name or b"profiles:" not in artifact.data:
        return artifact
    try:
        root = next(iter(artifact.yaml()), None)
    except Malformed:
        return artifact  # what it is, those say who read it as YAML
    services = root.get("services") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or not isinstance(services, Mapping):
        return artifact
    lines = artifact.text.split("\n")
    begins = sorted({line for line, _ in (*root.where.values(), *services.where.values())})
    for name, each in services.items():
        if _is_rehearsed(each):
            line = services.where[name][0]
            end = next((other for other in begins if other > line), len(lines) + 1)
            lines[line - 1 : end - 1] = [""] * (end - line)
    return Artifact(artifact.path, "\n".join(lines).encode())


def switched_on(values: Node, level: int = 0) -> Node:
    """The values of a chart without the parts that say `enabled: false`."""
    if not isinstance(values, Mapping) or level >= _MOST_LEVELS:
        return values
    found = Mapping()
    found.where = values.where
    for key, each in values.items():
        if _word(each, "enabled") not in _NO:
            found[key] = switched_on(each, level + 1)
    return found


def _is_rehearsed(service: Node) -> bool:
    profiles = list(words(service.get("profiles"))) if isinstance(service, Mapping) else []
    return bool(profiles) and all(map(before_production, profiles))


def _is_idle_job(name: str, job: Node) -> bool:
    """Whether a job of GitHub or GitLab is named for an environment that serves no users, or is never done."""
    if not isinstance(job, Mapping) or not ("steps" in job or "script" in job):
        return False
    environment = job.get("environment")
    serves = environment.get("name") if isinstance(environment, Mapping) else environment
    names = [name, *words(serves)]
    if any(map(_OF_A_BRANCH.match, words(serves))):
        return True
    return any(map(before_production, names)) or job.get("if") in _NO or job.get("when") == "never"


def _is_idle(task: Node) -> bool:
    if not isinstance(task, Mapping):
        return False
    taken_away = any(_word(each, "state") == "absent" for each in task.values())
    return taken_away or task.get("when") in _NO or "never" in list(words(task.get("tags")))


def _word(node: Node, *path: str) -> Word | None:
    for step in path:
        node = node.get(step) if isinstance(node, Mapping) else None
    return node if isinstance(node, Word) else None
