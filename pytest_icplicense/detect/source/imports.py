"""What code brings in: modules by name, files of the same repository, constants of other classes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.source.syntax import Node, is_text, language, named, text_of
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression

_CONSTANT = expression(
    r"\b(?:String|val|const|string)\s+(?:val\s+)?([A-Za-z_]\w*)\s*(?::\s*String\s*)?=\s*([^;\n]{1,300})"
)
_PIECE = expression(r"\"([^\"\n]*)\"|([A-Za-z_][\w.]*)")
_FILLED = expression(r"\$\{?([A-Za-z_][\w.]*)\}?")
"""A constant within a text of Kotlin."""
_GO_FILES = "routes router routers handler handlers register const consts constants".split()
"""Files of a package of Go that say its paths by custom, beside the one that is called like it."""
_ABOVE = 4
"""Folders above a file in which the root of its modules may be."""


def imported(node: Node, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The modules of an import, each with the names that it gives."""
    words = str(node.text())[:2000]
    if name in ("javascript", "typescript", "tsx"):
        if words.startswith("import type"):
            return
        source = next((text_of(each) for each in named(node) if is_text(each)), "")
        clause = words.partition("from")[0]
        if source:
            yield source, tuple(re.findall(r"[A-Za-z_$][\w$]*", clause.removeprefix("import")))
    elif name == "python":
        if words.startswith("from"):
            module, _, names = words.removeprefix("from").partition(" import ")
            found = re.findall(r"(\w+)(?:\s+as\s+(\w+))?", names)
            for one, alias in found[:50]:
                yield f"{module.strip()}:{one}", (alias or one,)
        else:
            for module, alias in re.findall(r"([\w.]+)(?:\s+as\s+(\w+))?", words.removeprefix("import"))[:50]:
                yield module, (alias or module.partition(".")[0],)
    elif name == "go":
        for each in re.findall(r"\"([^\"\n]+)\"", words)[:200]:
            yield each, (each.rpartition("/")[2],)
    else:
        for module in re.findall(
            r"(?:import|use|using|require)\s+(?:static\s+|func\s+|class\s+)?([\w.\\:*]+)", words
        )[:50]:
            yield module.rstrip(";."), (re.split(r"[.\\:]+", module.rstrip(";.*"))[-1],)


def modules(artifact: Artifact, module: str, name: str, wanted: str) -> Iterator[tuple[Artifact, str]]:
    """The files of the repository that a module may be, nearest first."""
    for path in _paths(module, name, wanted):
        found = artifact.beside(path)
        kind = language(path)
        if found is not None and kind is not None and found.path != artifact.path:
            yield found, kind


def _paths(module: str, name: str, wanted: str) -> Iterator[str]:
    if name in ("javascript", "typescript", "tsx"):
        if not module.startswith((".", "@/", "~/")):
            return
        base = module.replace("@/", "../", 1).replace("~/", "../", 1)
        stems = [base, base.rpartition(".")[0]] if base.endswith((".js", ".ts", ".mjs")) else [base]
        if base.endswith((".js", ".ts", ".mjs", ".cjs")):
            yield base
        for stem in stems:
            for ending in ("ts", "js", "mjs", "cjs", "tsx"):
                yield f"{stem}.{ending}"
            for ending in ("ts", "js", "mjs"):
                yield f"{stem}/index.{ending}"
    elif name == "python":
        whole, _, one = module.partition(":")
        dots = len(whole) - len(whole.lstrip("."))
        stem = whole.lstrip(".").replace(".", "/")
        ups = ["../" * (dots - 1)] if dots else ["../" * number for number in range(_ABOVE + 1)]
        for up in ups:
            for path in ([f"{stem}/{one}" if stem else one] if one else []) + ([stem] if stem else []):
                yield f"{up}{path}.py"
                yield f"{up}{path}/__init__.py"
    elif name == "go":
        parts = module.split("/")
        for tail in ("/".join(parts[-count:]) for count in range(1, min(len(parts), 4))):
            for up in ("", "../", "../../"):
                yield from (f"{up}{tail}/{stem}.go" for stem in dict.fromkeys((parts[-1], *_GO_FILES)))
    elif name == "rust" and _MODULE.match(module):
        stem = module.removeprefix("crate::").removeprefix("self::").replace("::", "/")
        for up in ("../" * number for number in range(_ABOVE + 1)):
            yield f"{up}{stem}.rs"
            yield f"{up}{stem}/mod.rs"


def constant(artifact: Artifact, owner: str, name: str) -> str | None:
    """A text that a file of Go, Python, JavaScript or TypeScript gives this name, also an entry of what is enumerated."""
    try:
        text = artifact.text[:200_000]
    except Unjudged:
        return None
    start = re.search(rf"\b{re.escape(owner)}\b[^={{}}]{{0,80}}=?\s*\{{", text) if owner else None
    after = text[start.end() if start else 0 :]
    found = re.search(
        rf"(?:^|[\s{{,.]){re.escape(name)}\s*(?:string\s*)?[:=]\s*[\"'`]([^\"'`\n]{{1,400}})[\"'`]", after
    )
    return found[1] if found and (start or not owner) else None


_MODULE = expression(r"\w+(?:::\w+){0,8}\Z")


def constants_of_class(
    artifact: Artifact, owner: str, known: Mapping[str, str], package: str
) -> dict[str, str]:
    """The constants of text that a class of Java, Kotlin or C# has, in the same package or where it is imported from."""
    for path in class_paths(owner, known.get(owner, ""), package):
        found = artifact.beside(path)
        if found is None:
            continue
        try:
            return _constants(found.text)
        except Unjudged:
            return {}
    return {}


def class_paths(owner: str, module: str, package: str) -> Iterator[str]:
    """Where the file of a class may be: in its package, or where it is imported from; in C# in this or the next folder."""
    for ending in ("java", "kt"):
        yield f"{owner}.{ending}"
        if module and package:
            up = "../" * len(package.split("."))
            parts = module.split(".")
            yield f"{up}{'/'.join(parts)}.{ending}"
            yield f"{up}{'/'.join(parts[:-1])}.{ending}"
    yield from (f"{up}{owner}.cs" for up in ("", "../", "../Constants/", "../Common/"))


def _constants(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _CONSTANT.finditer(text[:200_000]):
        pieces = [
            _FILLED.sub(lambda filled: found.get(filled[1].rpartition(".")[2], "{}"), one)
            if one or not name
            else found.get(name.rpartition(".")[2], "{}")
            for one, name in _PIECE.findall(match[2])
        ]
        found[match[1]] = "".join(pieces)[:400]
    return found
