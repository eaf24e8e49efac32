"""What is wrong with a manifest that its schema cannot say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pytest_icplicense.documents import Document, Problem
from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.documents.positions import escape
from pytest_icplicense.model.attestation import clauses_of
from pytest_icplicense.model.catalogue import EVERYWHERE, Catalogue
from pytest_icplicense.model.license import fold_domain
from pytest_icplicense.model.manifest import OPERATOR, SERVICE
from pytest_icplicense.model.number import NOBODYS_NUMBER, normal
from pytest_icplicense.text import Text, and_then, near, short

KINDS = (SERVICE, OPERATOR)


def no_manifest(document: Document) -> Problem:
    """That a document is none, and what it is."""
    if not isinstance(document.tree, dict):
        what = Text("a list", "列表") if isinstance(document.tree, list) else Text("a single value", "单个值")
        text = Text(
            f"a manifest is a mapping with 'kind: Service' or 'kind: Operator'; this is {what.en}",
            f"清单应为含有 kind: Service 或 kind: Operator 的映射；此处是{what.zh}",
        )
        return document.problem("", text)
    if "kind" not in document.tree:
        text = Text(
            "'kind' is missing; write 'kind: Service' or 'kind: Operator'",
            "缺少 kind；请写 kind: Service 或 kind: Operator",
        )
        return document.problem("", text)
    kind = short(document.kind or str(document.tree["kind"]), 40)
    hint = near(kind, KINDS)
    if not hint.en:
        hint = Text(
            "; another document needs a name that does not end in icp.yaml",
            "；其他文档的文件名不得以 icp.yaml 结尾",
        )
    text = Text(
        f"kind '{kind}' is no manifest; write Service or Operator{hint.en}",
        f"kind“{kind}”不是清单；应为 Service 或 Operator{hint.zh}",
    )
    return document.problem("/kind", text)


def unknown_clauses(document: Document, known: Collection[str]) -> list[Problem]:
    """An attestation or a proof of a clause that there is not would be counted by nobody; two of one, twice."""
    problems = []
    for field in ("attestations", "proofs"):
        for index, row in enumerate(document.tree.get(field, ())):
            for clause, below in clauses_of(row).items():
                if clause in known:
                    continue
                hint = near(clause, known)
                name = below.replace("/clauses/", ".clauses[") + "]" if below != "/clause" else ".clause"
                text = Text(
                    f"{field}[{index}]{name}: no clause '{clause}'{hint.en}",
                    f"{field}[{index}]{name}：没有编号为“{clause}”的条款{hint.zh}",
                )
                problems.append(document.problem(f"/{field}/{index}{below}", text))
    seen: set[str] = set()
    for index, row in enumerate(document.tree.get("proofs", ())):
        if (clause := row["clause"]) in seen:
            text = Text(
                f"proofs[{index}].clause: '{clause}' stands in this list twice; keep one entry",
                f"proofs[{index}].clause：列表中重复出现“{clause}”；请只保留一条",
            )
            problems.append(document.problem(f"/proofs/{index}/clause", text))
        seen.add(clause)
    return problems


def nowhere_to_be_found(document: Document) -> list[Problem]:
    """A service that users reach neither on a site nor by an app would have nothing to show its license on."""
    if document.kind != SERVICE or document.tree.get("sites") or document.tree.get("apps"):
        return []
    text = Text(
        "sites must not be empty: list the service's sites, or under 'apps' the apps by which users reach it",
        "sites 不能为空：请列出本服务的网站，或在 apps 中列出用户使用本服务的应用程序",
    )
    return [document.problem("/sites" if "sites" in document.tree else "", text)]


def unknown_sites(document: Document) -> list[Problem]:
    """A feature on a site that the service does not have would be judged for nothing."""
    if document.kind != SERVICE:
        return []
    known = {fold_domain(site["domain"]): site["domain"] for site in document.tree.get("sites", ())}
    problems = []
    for index, feature in enumerate(document.tree["features"]):
        for place, domain in enumerate(feature.get("sites", ())):
            if fold_domain(domain) not in known:
                hint = near(domain, known.values())
                text = Text(
                    f"features[{index}].sites[{place}]: the service has no site '{domain}'{hint.en}",
                    f"features[{index}].sites[{place}]：本服务没有网站“{domain}”{hint.zh}",
                )
                problems.append(document.problem(f"/features/{index}/sites/{place}", text))
    return problems


def renewals_of_nobody(document: Document) -> list[Problem]:
    """An application for a license that the operator does not hold would renew nothing."""
    if document.kind != OPERATOR:
        return []
    own = [normal(number) for number in document.tree["licenses"]]
    problems = []
    for index, row in enumerate(document.tree.get("renewals", ())):
        number = normal(row["license"])
        if number not in own:
            hint = near(number, own)
            text = Text(
                f"renewals[{index}].license: '{number}' is not among the operator's licenses ({', '.join(own)}){hint.en}",
                f"renewals[{index}].license：“{number}”不在 licenses 之列（{'、'.join(own)}）{hint.zh}",
            )
            problems.append(document.problem(f"/renewals/{index}/license", text))
    return problems


def unknown_license(number: str, known: Collection[str], elsewhere: str | None = None) -> Text:
    """What to do about a license that there is no file of; `known` are those of the same operator.

    `elsewhere` is a configuration nearer to the manifest than the run's.
    """
    if number == NOBODYS_NUMBER:
        return _NO_NUMBER_YET
    add = _ADD_LICENSE
    if elsewhere is not None:
        add = Text(
            f"{elsewhere} has settings of its own, which this run does not use: run in that folder, or list its"
            " 'licenses' in the configuration here, too",
            f"{elsewhere} 另有设置，本次运行未采用：请在该文件夹中运行，或将其中的 licenses 也列入此处的配置",
        )
    way = and_then(near(number, known), add)
    listed = ", ".join(known)
    of_operator = Text(f" (known: {listed})", f"（已知：{listed}）") if listed else Text("", "")
    return Text(
        f"license '{number}' is not known{of_operator.en}{way.en}",
        f"未知的许可证“{number}”{of_operator.zh}{way.zh}",
    )


_NO_NUMBER_YET = Text(
    f"the license is still to be filled in ('{NOBODYS_NUMBER}' is nobody's number): write the number on its face, such as"
    " 京B2-20181623",
    f"许可证编号尚未填写（“{NOBODYS_NUMBER}”不是任何人的编号）：请填写许可证正文上的编号，例如 京B2-20181623",
)
_ADD_LICENSE = Text(
    "add its file to 'licenses' in [tool.icplicense] ('icplicense import' makes one from a license's text)",
    "请将其文件加入 [tool.icplicense] 的 licenses（icplicense import 可由许可证文本生成）",
)


_REGIONS: tuple[tuple[str, ...], ...] = (("local_offices",), ("security", "filed"))
"""Lists whose entries are of a region."""


def unknown_regions(document: Document, catalogue: Catalogue) -> list[Problem]:
    """What an operator says of a region that there is not would be said of none."""
    if document.kind != OPERATOR:
        return []
    problems = []
    for path in _REGIONS:
        rows: Any = document.tree
        for step in path:
            rows = rows.get(step, {})
        for index, row in enumerate(rows or ()):
            name = row["region"]
            if (name == EVERYWHERE or catalogue.place(name)) or catalogue.may_be_place(name):
                continue  # a name for several regions has no authority to report to
            where, hint = f"{'.'.join(path)}[{index}].region", near(name, catalogue.place_names())
            text = Text(
                f"{where}: '{name}' is not the name or code of a region{hint.en or '; '}"
                f"{' ' if hint.en else ''}write each by itself: 北京市, 北京 or 110000",
                f"{where}：“{name}”不是行政区的名称或代码{hint.zh or '；'}请逐一填写：北京市、北京或 110000",
            )
            problems.append(document.problem(f"/{'/'.join(path)}/{index}/region", text))
    return problems


def faults(document: Document, clauses: Collection[str], catalogue: Catalogue) -> list[Problem]:
    """All of them, but for its licenses."""
    return [
        *unknown_clauses(document, clauses),
        *repeated_names(document),
        *nowhere_to_be_found(document),
        *unknown_sites(document),
        *renewals_of_nobody(document),
        *unknown_regions(document, catalogue),
        *backwards(document),
    ]


_FROM_TO = (
    (("network", "upstreams"), "from", "to"),
    (("advertisements",), "published", "ended"),
)
"""Lists whose entries have a first and a last day."""


def backwards(document: Document) -> list[Problem]:
    """What ends before it begins would be judged by whichever of the two days is wrong."""
    problems = []
    for path, first, last in _FROM_TO:
        rows: Any = document.tree
        for step in path:
            rows = rows.get(step, {})
        for index, row in enumerate(rows or ()):
            if first in row and last in row and parse_date(row[last]) < parse_date(row[first]):
                place = f"/{'/'.join(path)}/{index}/{last}"
                name = f"{'.'.join(path)}[{index}].{last}"
                text = Text(
                    f"{name}: {row[last]} is before '{first}' {row[first]}; correct one of the two",
                    f"{name}：{row[last]} 早于 {first} {row[first]}；请更正其一",
                )
                problems.append(document.problem(place, text))
    return problems


def repeated_names(document: Document) -> list[Problem]:
    """Each `id` or `domain` that an earlier entry of the same list has: waivers and case ids could mean either."""
    return [document.problem(_pointer(path), _twice(name)) for path, name in _repeated(document.tree, (), [])]


_Path = tuple["_Path", str | int] | tuple[()]


def _repeated(node: Any, path: _Path, found: list[tuple[_Path, str]]) -> list[tuple[_Path, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, dict | list):
                _repeated(value, (path, key), found)
        return found
    seen: set[str] = set()
    for index, entry in enumerate(node):
        if not isinstance(entry, dict | list):
            continue
        _repeated(entry, (path, index), found)
        for field in ("id", "domain"):
            if field in entry and isinstance(entry, dict):
                name = fold_domain(entry[field]) if field == "domain" else entry[field]
                if name in seen:
                    found.append((((path, index), field), entry[field]))
                seen.add(name)
    return found


def _pointer(path: _Path) -> str:
    return f"{_pointer(path[0])}/{escape(str(path[1]))}" if path else ""


def _twice(name: str) -> Text:
    return Text(
        f"'{name}' stands in this list twice; give each entry its own", f"列表中重复出现“{name}”；请分别命名"
    )
