"""Files that are no page but what a build or a server makes one of: components and templates, by their names."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_icplicense.pages.template_engines import engines
from pytest_icplicense.text import Text

_BUILT = tuple(
    ".vue .svelte .jsx .tsx .mdx .astro .marko .riot .imba .elm .cljs .coffee .js .mjs .cjs .ts .mts .cts".split()
)
_SCREENS = tuple(
    ".wxml .axml .swan .ttml .qxml .ksml .jxml .hml .qml .ux .nvue .uvue .mpx .wpy .swift .kt .dart .ets .xib .storyboard"
    " .xaml".split()
)


class Component(NamedTuple):
    """What such a file is, and what to do to have its page judged."""

    engine: str
    step: Text


def component(path: str) -> Component | None:
    """What a file is by its name; None: no component and no template."""
    lower = path.lower()
    engine = engines().of_file(path)
    if lower.endswith(_SCREENS):
        return Component(
            engine or "app",
            Text(
                "it is a screen's source: name a picture of the screen as evidence, or the page that the app shows",
                "该文件是界面源码：请提供界面截图作为证据，或填写应用所显示的网页",
            ),
        )
    if lower.endswith(_BUILT):
        return Component(
            engine or "JavaScript",
            Text(
                "build the page and name what is built (such as dist/index.html), or run 'icplicense render --at"
                " DOMAIN=URL'",
                "请构建页面并填写构建结果（如 dist/index.html），或运行 icplicense render --at 域名=网址",
            ),
        )
    if engine is not None or re.search(r"\.(?:html?|xhtml)\.[a-z0-9]+$", lower):
        return Component(
            engine or "template",
            Text(
                "it is a template: name the page as it is served, or run 'icplicense render --at DOMAIN=URL'",
                "该文件是模板：请填写渲染后的页面，或运行 icplicense render --at 域名=网址",
            ),
        )
    return None
