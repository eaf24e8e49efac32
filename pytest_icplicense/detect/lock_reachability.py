"""What a lock file's packages need, one by one, from where a program starts: the rest is for development only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

OF_THEME = Text(
    "brought along by a theme, which the site switches on or not", "由主题附带，是否启用取决于站点配置"
)
"""Why a package does not count that nothing but the theme of a static site leads to."""
_THEME = expression(
    r"(?:@[^/]+/)?(?:vuepress|vitepress|hexo|gatsby|gridsome|valaxy|eleventy|docusaurus)-theme-.|@docusaurus/theme-."
)

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


def brought_by_themes(roots: Collection[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """What of that nothing but the themes of static sites lead to."""
    own = {name: wanted for name, wanted in needs.items() if not _THEME.match(name)}
    return set() if len(own) == len(needs) else reached(roots, needs) - reached(roots, own)
