"""The pages of a run's manifests, opened in a browser: evidence of what readers see, and why some could not be opened."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense.documents import Problem
from pytest_icplicense.files.repository import Repository, Unavailable
from pytest_icplicense.intake.scan.decoding import form_of
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.rendered import RenderedPage, document_path, page_path
from pytest_icplicense.pages.components import component
from pytest_icplicense.pages.page import PAGE_SUFFIXES
from pytest_icplicense.text import IcpError, Text, near, plain, short
from pytest_icplicense.workspace.workspace import Workspace

MOST_PAGES = 500


class BadAddress(IcpError):
    """An address of `--at` that cannot be used."""


class Rendered(NamedTuple):
    """What a browser showed."""

    pages: tuple[RenderedPage, ...]
    problems: tuple[Problem, ...] = ()
    """Pages that could not be opened."""
    pictures: tuple[tuple[str, bytes], ...] = ()
    """Screenshots, by the names that the pages have them under."""
    time: str = ""


class _Page(NamedTuple):
    document: str
    site: str
    named: Any
    manifest: Manifest
    pointer: str


def parse_at(texts: Iterable[str]) -> dict[str, str]:
    """The addresses of `--at DOMAIN=URL`.

    Raises:
        BadAddress: one is none.
    """
    found: dict[str, str] = {}
    for text in texts:
        domain, sign, url = text.partition("=")
        if not sign or not domain or not re.match(r"https?://[^/\s@]+(?:/\S*)?$", url):
            shown = short(text)
            raise BadAddress(
                Text(
                    f"--at {shown}: write DOMAIN=URL, such as example.cn=http://localhost:4173/",
                    f"--at {shown}：应写作 域名=网址，如 example.cn=http://localhost:4173/",
                )
            )
        found[domain.lower()] = url
    return found


def render_pages(
    workspace: Workspace, files: Iterable[Path], at: Mapping[str, str], *, pictures: bool = False
) -> Rendered:
    """Open the pages of the manifests in these files.

    Raises:
        BadAddress: an address is for a site that no manifest has.
        NoBrowser: there is no browser.
    """
    from pytest_icplicense.pages.rendering import now, render
    from pytest_icplicense.pages.tab import Target
    from pytest_icplicense.runs.recognized_pictures import recognized_pictures

    repository = workspace.snapshot.repository
    files = list(files)
    pages = list(_pages(workspace, files, at))
    _refuse_sites_of_nobody(at, {page.site.lower() for page in pages})
    time = now()
    read_pictures, problems = recognized_pictures(workspace, files, at, time)
    opened: dict[tuple[str, str], tuple[Target, _Page]] = {}
    for page in pages[:MOST_PAGES]:
        target = _target(page, at.get(page.site.lower()), repository, problems, workspace)
        if target is not None:
            opened[page.document, page.site] = target, page
    if len(pages) > MOST_PAGES:
        many = Text(
            f"more than {MOST_PAGES} pages: render the others by themselves",
            f"页面超过 {MOST_PAGES} 个：其余请另行渲染",
        )
        problems.append(Problem(pages[MOST_PAGES].document, 1, 1, many))
    found: list[RenderedPage] = []
    shots: list[tuple[str, bytes]] = []
    failed: dict[tuple[Target, Text], Problem] = {}  # told once a page, not at each size
    targets = [target for target, _ in opened.values()]
    read = partial(repository.read, repository.root)
    for seen in render(targets, read, pictures=pictures) if targets else ():
        if seen.failed is not None:
            _, page = opened[seen.target.document, seen.target.site]
            failed.setdefault((seen.target, seen.failed), _not_rendered(seen, seen.failed, page))
            # Somebody wants it judged by this address, so its file does not do.
            if seen.target.url is not None:
                url = short(seen.target.url, 100)
                seen.doubts = [Text(f"at {url} {seen.failed.en}", f"{url} {seen.failed.zh}")]
                found.append(_evidence(seen, repository, None, time))
            continue
        plain_name = re.sub(r"[^\w.-]+", "-", seen.target.site)
        name = f"{plain_name}-{seen.viewport}.png" if seen.picture else None
        if name is not None and seen.picture is not None:
            shots.append((name, seen.picture))
        found.append(replace(_evidence(seen, repository, name, time), picture=seen.picture))
    unrendered = dict.fromkeys((*problems, *failed.values()))
    return Rendered((*found, *read_pictures), tuple(unrendered), tuple(shots), time)


def _not_rendered(seen: Any, why: Text, page: _Page) -> Problem:
    site = plain(seen.target.site)
    text = Text(
        f"'{site}' was not rendered ({seen.viewport}): {why.en}",
        f"“{site}”未能渲染（{seen.viewport}）：{why.zh}",
    )
    return page.manifest.document.problem(page.pointer, text)


def _refuse_sites_of_nobody(at: Iterable[str], known: Collection[str]) -> None:
    for domain in at:
        if domain not in known:
            hint = near(domain, known)
            raise BadAddress(
                Text(
                    f"--at {short(domain)}: no manifest has such a site{hint.en}",
                    f"--at {short(domain)}：清单中没有该网站{hint.zh}",
                )
            )


def saved(found: Rendered, folder: Path) -> Rendered:
    """The same, with the screenshots written into a folder that is there, and the pages naming them there."""
    for name, png in found.pictures:
        (folder / name).write_bytes(png)
    pages = tuple(
        replace(page, screenshot=(folder / page.screenshot).as_posix()) if page.screenshot else page
        for page in found.pages
    )
    return found._replace(pages=pages)


def _pages(workspace: Workspace, files: Iterable[Path], at: Mapping[str, str]) -> Iterator[_Page]:
    root = workspace.snapshot.repository.root
    for bound in workspace.bind_files(list(files)):
        for manifest in bound.manifests:
            document = document_path(manifest.document.file, root)
            for kind, field, name in (("sites", "homepage", "domain"), ("apps", "about", "name")):
                for index, entry in enumerate(manifest.tree.get(kind, ())):
                    named, label = entry.get(field), str(entry[name])
                    if named is not None or label.lower() in at:
                        pointer = f"/{kind}/{index}" if named is None else f"/{kind}/{index}/{field}"
                        yield _Page(document, label, named, manifest, pointer)


def _target(
    page: _Page, url: str | None, repository: Repository, problems: list[Problem], workspace: Workspace
) -> Any:
    from pytest_icplicense.pages.tab import Target

    named = page.named
    if named is None:
        return Target(page.document, page.site, None, "", url)
    path = page_path(named)
    try:
        file = repository.locate(page.manifest.folder, path)
    except Unavailable as error:
        if url is None:
            problems.append(page.manifest.document.problem(page.pointer, error.message))
            return None
        return Target(page.document, page.site, None, "", url)
    inside = file.relative_to(repository.root).as_posix()
    if url is not None:
        return Target(page.document, page.site, inside, "", url)
    if page.pointer.startswith("/apps/") and _is_picture(file, repository):
        return None  # of a screen, which a recognizer reads
    source = component(path)
    if source is not None or not path.lower().endswith(tuple(PAGE_SUFFIXES)):
        at = f"icplicense render --at {page.site}="
        step = (
            source.step
            if source
            else Text(
                f"it is no HTML page; name the page's HTML, or run '{at}URL'",
                f"不是 HTML 页面；请填写 HTML 文件，或运行 {at}网址",
            )
        )
        text = Text(f"'{plain(path)}' was not rendered: {step.en}", f"“{plain(path)}”未渲染：{step.zh}")
        problems.append(page.manifest.document.problem(page.pointer, text))
        return None
    root = Path(inside).parent.as_posix()
    if isinstance(named, dict) and "root" in named:
        try:
            folder = (page.manifest.folder / named["root"]).resolve()
            root = folder.relative_to(repository.root).as_posix()
        except ValueError:
            root = Path(inside).parent.as_posix()
    root = "" if root == "." else root
    if root and not inside.startswith(f"{root}/"):
        root = Path(inside).parent.as_posix()
    return Target(page.document, page.site, inside, "" if root == "." else root, None)


def _is_picture(file: Path, repository: Repository) -> bool:
    try:
        return form_of(repository.read(file.parent, file.name)) is not None
    except Unavailable:
        return False


def _evidence(seen: Any, repository: Repository, screenshot: str | None, time: str) -> RenderedPage:
    target = seen.target
    digests = dict(seen.digests)
    if target.file is not None and target.file not in digests:
        digest = repository.sha256(repository.root / target.file)
        if digest is not None:
            digests[target.file] = digest
    return RenderedPage(
        document=target.document,
        site=target.site,
        file=target.file if target.url is None else None,
        url=target.url,
        viewport=str(seen.viewport),
        visible=tuple(seen.visible),
        hidden=tuple(seen.hidden),
        seen=seen.seen,
        doubts=tuple(seen.doubts),
        unseen=tuple(seen.unseen),
        digests=tuple(sorted(digests.items())),
        absent=tuple(seen.absent),
        screenshot=screenshot,
        time=time,
    )
