"""What a lock file's packages need, one by one, from where a program starts: the rest is for development only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pytest_icplicense.expressions import expression

_DEVELOPMENT = expression(
    r"(?:^|[-_.])(?:dev|devel|develop|development|tests?|testing|e2e|ci|lint|linting|linters?|"
    r"types?|typing|typecheck|mypy|docs?|documentation|build|benchmarks?|bench|coverage|"
    r"quality|qa|profiling|pre-?commit)(?:$|[-_.])"
)
_RUNNING = expression(
    r"(?:^|[-_.])(?:main|default|prod|production|run|runtime|server|service|services|web|api|app|worker|workers|deploy|"
    r"deployment|live)(?:$|[-_.])"
)


def for_development(group: str) -> bool:
    """Whether a group of dependencies, an extra or the like is named for development."""
    return bool(_DEVELOPMENT.search(group.lower()))


def for_running(group: str) -> bool:
    """Whether a group of dependencies is named for what runs."""
    return not for_development(group) and bool(_RUNNING.search(group.lower()))


def reached(roots: Iterable[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """The roots, and whatever they need, and what that needs."""
    found = set(roots)
    waiting = list(found)
    while waiting:
        for name in needs.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
