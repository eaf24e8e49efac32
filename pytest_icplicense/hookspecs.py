"""What other packages may add, through pluggy: a package names its plugin under the entry point group `icplicense`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

import pluggy

from pytest_icplicense.text import IcpError, Text, plain

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_icplicense.detect.detector import Detector
    from pytest_icplicense.detect.facts.source import FactSource
    from pytest_icplicense.model.case import Rule

PROJECT = "icplicense"
_DESCRIBED = (".dist-info", ".egg-info", ".egg")
T = TypeVar("T")
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def icplicense_rules() -> list[Rule]:  # type: ignore[empty-body]
    """Domain rules that a check may name; a name may be given once."""


@hookspec
def icplicense_detectors() -> list[Detector]:  # type: ignore[empty-body]
    """Detectors: kinds of artifacts in which capabilities and domains are looked for; a name may be given once."""


@hookspec
def icplicense_facts() -> list[FactSource]:  # type: ignore[empty-body]
    """Sources of facts: who looks for what files show of duties; a name may be given once."""


@hookspec
def icplicense_reports() -> list[object]:  # type: ignore[empty-body]
    """Formats of reports (`api.Format`); a name may be given once, and none that this package has."""


@hookspec
def icplicense_policies() -> list[Path]:  # type: ignore[empty-body]
    """Absolute paths of folders or files of policies, read and checked as those of the setting `policies` are."""


class BadPlugin(IcpError):
    """A package that adds something cannot be used; the message says which and why."""

    def __init__(self, why: str) -> None:
        super().__init__(Text(f"a package cannot be used: {why}", f"某个软件包无法使用：{why}"))
        self.why = why


def plugins() -> pluggy.PluginManager:
    """The hooks, with every installed package that adds something.

    Raises:
        BadPlugin: such a package cannot be imported, or has a hook that there is not.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(sys.modules[__name__])
    if announced():
        from importlib.metadata import entry_points

        for name in sorted({each.name for each in entry_points(group=PROJECT)}):
            try:
                manager.load_setuptools_entrypoints(PROJECT, name)
                manager.check_pending()
            except (Exception, SystemExit) as error:  # whatever the import of another package raises
                raise BadPlugin(f"{name}: {_described(error)}") from error
    return manager


def added(hook: pluggy.HookCaller, kind: type[T]) -> Iterator[tuple[str, T]]:
    """What the packages add through a hook that returns a list, each with the name of its package.

    Raises:
        BadPlugin: one of them raises, or returns something else.
    """
    for implementation in hook.get_hookimpls():
        name = implementation.plugin_name
        try:
            returned = implementation.function()
        except (Exception, SystemExit) as error:  # whatever another package raises
            raise BadPlugin(f"{name}, {hook.name}: {_described(error)}") from error
        if not isinstance(returned, list) or not all(isinstance(each, kind) for each in returned):
            raise BadPlugin(f"{name}, {hook.name}: returned {returned!r:.80}, no list of {kind.__name__}")
        yield from ((name, each) for each in returned)


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def once(given: Iterable[tuple[str, N]], what: str) -> Iterator[N]:
    """What packages add, each name once.

    Raises:
        BadPlugin: two have one name.
    """
    names = set()
    for package, each in given:
        if each.name in names:
            raise BadPlugin(f"{package}: there is a {what} named '{each.name}' already")
        names.add(each.name)
        yield each


def _described(error: BaseException) -> str:
    return plain(f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")


def announced() -> bool:
    """Whether an installed package may name a plugin, seen in its files.

    `importlib.metadata`, which pluggy asks, takes longer to import than the rest of the start, and mostly to find
    nothing. It is left out only where everything that it would read has been looked at here.
    """
    own = ("BuiltinImporter", "FrozenImporter", "PathFinder")
    if any(
        hasattr(finder, "find_distributions") and getattr(finder, "__name__", "") not in own
        for finder in sys.meta_path
    ):
        return True
    for folder in sys.path:
        if folder.lower().endswith(".egg"):
            return True
        try:
            with os.scandir(folder or ".") as entries:
                names = [each.name for each in entries if each.name.lower().endswith(_DESCRIBED)]
        except FileNotFoundError:
            continue
        except OSError:  # a zip file, or a folder that may not be read
            return True
        for name in names:
            if name.lower().endswith(".egg"):
                return True
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                    if f"[{PROJECT}]".encode() in file.read():
                        return True
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
                continue  # passed over by `importlib.metadata`, too
    return False
