"""Mini programs of WeChat, Alipay, Douyin and others, and uni-app: their plug-ins, modules and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.listing import SHOWING
from pytest_icplicense.detect.loose_trees import mapping, mappings
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_WORDS = expression(r"\b(?:plugins|modules|requiredPlugins|pages)\b")
_PROJECTS = (
    "project.config.json",
    "mini.project.json",
    "project.tt.json",
    "project.swan.json",
    "game.json",
    "app.json",
)


def read(artifact: Artifact) -> Iterator[Sighting]:
    """Plug-ins by their name and by their provider, modules by their name, pages by their path and title."""
    if artifact.name == "package.json":
        name = mapping(artifact.json()).get("id")
        if isinstance(name, str):
            yield Sighting("plugin", f"uni_modules {name}", Needle(name, "id"))
        return
    if not _WORDS.search(artifact.text):
        return
    tree = artifact.json5()
    if not isinstance(tree, Mapping):
        return
    if artifact.name == "manifest.json":
        for platform in ("app-plus", "app-harmony", "app-android", "app-ios", "app"):
            modules = mapping(tree, platform, "modules") or mapping(tree, platform, "distribute", "modules")
            for name in modules:
                yield Sighting("plugin", f"uni-app {name}", Needle(f'"{name}"', "modules"))
    packages = [tree, *mappings(tree.get("subPackages")), *mappings(tree.get("subpackages"))]
    packages += [mapping(tree, key) for key in tree if isinstance(key, str) and key.startswith("mp-")]
    for package in packages:
        yield from _plugins(package)
        yield from _pages(package)


def _pages(package: Mapping[str, Any]) -> Iterator[Sighting]:
    pages = package.get("pages")
    root = package.get("root")
    for page in pages if isinstance(pages, list) else ():
        path = page.get("path") if isinstance(page, Mapping) else page
        if not isinstance(path, str) or not path:
            continue
        title = mapping(page, "style").get("navigationBarTitleText") if isinstance(page, Mapping) else ""
        whole = f"{root.strip('/')}/{path}" if isinstance(root, str) and root.strip("/") else path
        if SHOWING.isdisjoint(whole.lower().split("/")):
            yield Sighting("page", whole, Needle(f'"{path}"'), words=title if isinstance(title, str) else "")


def _plugins(package: Mapping[str, Any]) -> Iterator[Sighting]:
    for name, facts in mapping(package, "plugins").items():
        at = Needle(name, "plugins")
        yield Sighting("plugin", name, at)
        provider = facts.get("provider") if isinstance(facts, Mapping) else None
        if isinstance(provider, str):
            yield Sighting("plugin", provider, at)


DETECTOR = Detector(
    name="mini-program",
    files=("app.json", "pages.json", "manifest.json", "game.json", "**/uni_modules/*/package.json"),
    read=read,
    summary=Text(
        "plug-ins and pages of mini programs, modules of uni-app", "小程序的插件和页面、uni-app 模块"
    ),
)
