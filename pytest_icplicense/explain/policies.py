"""What a provision, a clause or a check means, as sections of text: pure, without a thought of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pytest_icplicense.explain.sections import EXAMPLE, Line, Section, both, example, yaml_lines
from pytest_icplicense.library import Library
from pytest_icplicense.model.license import License
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.model.provision import ANNEXE, FACE, Check, Clause, Provision
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.explain.examples import Contrast


_HOW = {
    "declared": Text(
        "declared (申报): read from what the manifests declare; whether that is true, people must see",
        "申报：依据清单所写内容判定；内容是否属实须由人核实",
    ),
    "dated": Text(
        "dated (日期): computed from the dates that the manifests name and the day of judgement",
        "日期：由清单所列日期和判定日计算得出",
    ),
    "artefact": Text(
        "artefact (仓库文件): seen in a file of the repository, such as the home page",
        "仓库文件：直接查看代码仓库中的文件（如网站首页）",
    ),
    "attested": Text(
        "attested (声明): rests on a named owner's dated statement with evidence; the statement is checked to be there"
        " and to be recent, and proves nothing",
        "声明：以责任人署名、注明日期并附证据的声明为据；只检查声明是否存在、是否过期，本身不证明任何事实",
    ),
}
_LEVELS = {
    "critical": Text("critical (关键): it cannot be waived", "critical（关键）：不得豁免"),
    "major": Text(
        "major (重要): a waiver with approver and expiry is possible",
        "major（重要）：可豁免，须有批准人和到期日",
    ),
    "minor": Text(
        "minor (一般): a waiver with approver and expiry is possible",
        "minor（一般）：可豁免，须有批准人和到期日",
    ),
}
_KINDS = {
    "Service": Text("Service (服务)", "Service（服务）"),
    "Operator": Text("Operator (经营者)", "Operator（经营者）"),
}
_PROVISION = {
    FACE: Text("the face of a license (许可证正文)", "许可证正文"),
    ANNEXE: Text("the annex of a license (许可证附页)", "许可证附页"),
}
_SPECIAL = Text("a special provision of a license (特别规定事项)", "许可证的特别规定事项")
_MEANS = Text("what it means", "含义")
_TEXT = Text("text", "原文")
_BASIS = Text("legal basis", "法律依据")


def service_name(library: Library, item: str, lang: str) -> str:
    """`information search and enquiry services (B25/search, 信息搜索查询服务)`."""
    name = library.catalogue.name(item)
    if lang == "zh" or item not in library.catalogue.services:
        return name.to(lang)
    return f"{name.en.removesuffix(')')}, {library.catalogue.services[item].name.zh})"


def chapter(library: Library, identifier: str, lang: str) -> list[Section]:
    """A number of the license that has provisions of its own below it: SP-15 with SP-15.1 to SP-15.14."""
    below = [each for each in library.provisions if each.id.startswith(f"{identifier}.")]
    heading = Text(f"{identifier}: {len(below)} provisions", f"{identifier}：{len(below)} 项规定")
    lines = [Line(f"{each.id}  {both(each.title, lang)}") for each in below]
    more = Text(
        f"Each has an explanation of its own: icplicense explain {below[0].id}",
        f"各项另有说明，如：icplicense explain {below[0].id}",
    )
    return [Section(heading.to(lang), [*lines, Line(more.to(lang))])]


def provision(library: Library, explained: Provision, lang: str) -> list[Section]:
    """Its title, verbatim text, whom it binds, and its clauses."""
    licenses = list(library.licenses.values())
    what = _PROVISION.get(explained.id, _SPECIAL)
    out = [Section(f"{explained.id}  {both(explained.title, lang)}", [Line(what.to(lang))])]
    if explained.text is not None:
        text = [Line(f"“{explained.text}”")]
    else:
        text = [
            Line(f"{held.number}: “{row}”" if not index else f"“{row}”", 1 if not index else 2)
            for held in licenses
            for index, row in enumerate(held.quotes.get(explained.id, "").splitlines())
        ]
    out.append(Section(_TEXT.to(lang), text))
    if note := library.sources[explained.id].tree.get("note"):
        out.append(Section(Text("note", "说明").to(lang), [Line(Text.of(note).to(lang))]))
    out.append(Section(Text("what it applies to", "适用范围").to(lang), _scope(library, explained, lang)))
    clauses: list[Line] = []
    for clause in explained.clauses:
        clauses.append(Line(f"{clause.id}  “{clause.quoted(licenses)}”"))
        clauses.append(Line(clause.means.to(lang), 2))
    out.append(Section(Text("clauses", "条款").to(lang), clauses))
    return out


def _binds(library: Library, explained: Provision, held: License) -> bool:
    return any(each.id == explained.id for each in library.binding([held]))


def _scope(library: Library, explained: Provision, lang: str) -> list[Line]:
    numbers = [held.number for held in library.licenses.values() if _binds(library, explained, held)]
    listed = ", ".join(numbers) or "-"
    binds = Text(f"It binds the holder of: {listed}", f"约束以下许可证的持有者：{listed}")
    lines = [Line(binds.to(lang))]
    applies = explained.applies
    if applies is None:
        every = Text("It applies whatever the service offers.", "不论服务提供何种功能，均适用。")
        return [*lines, Line(every.to(lang))]
    if applies.feature:
        name = both(library.catalogue.features[applies.feature].name, lang)
        only = Text(
            f"It applies only to a service with the feature {applies.feature}: {name}.",
            f"仅适用于具有 {applies.feature}（{name}）功能的业务。",
        )
        return [*lines, Line(only.to(lang))]
    item = applies.item or ""
    kinds = ", ".join(kind.kind for kind in library.catalogue.features.values() if item in kind.needs)
    name = service_name(library, item, lang)
    only = Text(
        f"It applies only to a service that offers {name}: by declaring it under 'items', or by a feature that needs it.",
        f"仅适用于提供{name}的服务：在 items 中申报，或具有需要该业务的功能。",
    )
    needing = Text(f"Such features are: {kinds or '-'}", f"此类功能有：{kinds or '-'}")
    return [*lines, Line(only.to(lang)), Line(needing.to(lang))]


def clause(library: Library, explained: Clause, contrast: Contrast | Text, lang: str) -> list[Section]:
    """Its quotation, what it means, how it is judged, by which checks, and an example of the first of them."""
    own = explained.provision
    belongs = Text(f"a clause of {own.id}, {both(own.title, lang)}", f"{own.id}（{own.title.zh}）的条款")
    how = [Line(_HOW[each].to(lang) if each in _HOW else each) for each in explained.how]
    checks = []
    bases = [_basis(check, lang) for check in explained.checks]
    for check in explained.checks:
        checks.append(Line(check.id))
        checks.append(
            Line(f"{_LEVELS[check.level].to(lang)}{Text('; ', '；').to(lang)}{_looked_at(check, lang)}", 2)
        )
    if not checks:
        checks.append(Line(explained.judged_by[0].message.to(lang)))
    return [
        Section(explained.id, [Line(belongs.to(lang))]),
        Section(_TEXT.to(lang), [Line(f"“{explained.quoted(library.licenses.values())}”")]),
        Section(_MEANS.to(lang), [Line(explained.means.to(lang))]),
        Section(Text("how it is judged", "判定方式").to(lang), how),
        Section(Text("checks", "检查").to(lang), checks),
        *(_with_example(explained, bases, contrast, lang) if explained.checks else ()),
    ]


def _with_example(explained: Clause, bases: list[str], contrast: Contrast | Text, lang: str) -> list[Section]:
    return [
        Section(_BASIS.to(lang), [Line(basis) for basis in dict.fromkeys(bases)]),
        Section(EXAMPLE.to(lang), _exemplified(explained, lang)),
        *example(contrast, lang),
    ]


def _exemplified(explained: Clause, lang: str) -> list[Line]:
    first, *others = (check.id for check in explained.checks)
    of = Text(f"of {first}", f"检查 {first}")
    more = Text(
        "The other checks have theirs: icplicense explain CHECK",
        "其他检查各有示例：icplicense explain 检查编号",
    )
    return [Line(of.to(lang)), *([Line(more.to(lang))] if others else [])]


def check(library: Library, explained: Check, contrast: Contrast | Text, lang: str) -> list[Section]:
    """What it looks at and when, by what rule, what to do about a finding, and an example of right and wrong.

    `contrast` is the example, or the reason why there is none.
    """
    own = explained.clause
    title = own.provision.title
    belongs = Text(f"a check of {own.id}, {both(title, 'en')}", f"{own.id}（{title.zh}）的检查")
    out = [
        Section(explained.id, [Line(belongs.to(lang)), Line(_LEVELS[explained.level].to(lang))]),
        Section(_TEXT.to(lang), [Line(f"“{own.quoted(library.licenses.values())}”")]),
        Section(_MEANS.to(lang), [Line(own.means.to(lang))]),
        Section(Text("what it looks at", "检查对象").to(lang), [Line(_looked_at(explained, lang))]),
        Section(Text("when it applies", "适用条件").to(lang), _when(library, explained, lang)),
        Section(Text("what it requires", "要求").to(lang), _required(library, explained, lang)),
    ]
    wrong = None if isinstance(contrast, Text) else contrast.wrong
    if wrong is not None and wrong.verdict.findings:
        remedy = wrong.verdict.findings[0].remedy.to(lang)
        heading = Text("remedy (in the example below)", "改正（以下方示例为例）")
        out.append(Section(heading.to(lang), [Line(remedy)]))
    out.append(Section(_BASIS.to(lang), [Line(_basis(explained, lang))]))
    return [*out, *example(contrast, lang)]


def _basis(explained: Check, lang: str) -> str:
    own = explained.clause.id
    stated = Text(f"the license itself: clause {own}", f"许可证本身：条款 {own}")
    return (explained.basis or stated).to(lang)


def _looked_at(explained: Check, lang: str) -> str:
    kind = _KINDS.get(explained.of, Text.same(explained.of))
    path = ".".join(explained.for_each).replace(".[*]", "[*]")
    if not path:
        return Text(f"the whole manifest of kind {kind.en}", f"kind 为 {kind.zh}的整份清单").to(lang)
    return Text(
        f"each of {path} in a manifest of kind {kind.en}", f"kind 为 {kind.zh}的清单中 {path} 的每一项"
    ).to(lang)


def _when(library: Library, explained: Check, lang: str) -> list[Line]:
    lines = []
    applies = explained.clause.provision.applies
    if applies and not explained.always and explained.of == SERVICE:
        if applies.item:
            name = service_name(library, applies.item, lang)
        else:
            name = both(library.catalogue.features[applies.feature or ""].name, lang)
        offered = Text(
            f"Where the service offers {name}; else it is not applicable: the service does not offer it.",
            f"服务提供{name}时适用；否则为不适用：该服务不提供该业务或功能。",
        )
        lines.append(Line(offered.to(lang)))
    if explained.when is not None:
        fits = Text("Where the subject fits this JSON Schema:", "对象符合以下 JSON Schema 时适用：")
        lines += [Line(fits.to(lang)), *yaml_lines(explained.when, lang)]
    if explained.for_each and explained.when is None:
        what = ".".join(explained.for_each).replace(".[*]", "[]").removesuffix("[]")
        some = Text(f"Where the manifest declares some {what}.", f"清单申报了 {what} 时适用。")
        lines.append(Line(some.to(lang)))
    if explained.reason:
        reason = Text(
            f"Else it is not applicable: {explained.reason.en}.", f"否则为不适用：{explained.reason.zh}。"
        )
        lines.append(Line(reason.to(lang)))
    if explained.unclear:
        why = explained.unclear.reason
        opened = Text(
            f"It is open where the subject fits the next one: {why.en}.",
            f"对象符合以下模式时尚无定论：{why.zh}。",
        )
        lines += [Line(opened.to(lang)), *yaml_lines(explained.unclear.when, lang)]
    return lines or [Line(Text("always", "始终适用").to(lang))]


def _required(library: Library, explained: Check, lang: str) -> list[Line]:
    if explained.rule is None:
        fits = Text("The subject must fit this JSON Schema:", "对象须符合以下 JSON Schema：")
        return [Line(fits.to(lang)), *yaml_lines(explained.require, lang)]
    summary = library.rules[explained.rule].summary
    named = Text(f"rule {explained.rule}: {summary.en}", f"规则 {explained.rule}：{summary.zh}")
    if not explained.parameters:
        return [Line(named.to(lang))]
    given = Text("with these parameters:", "参数如下：")
    return [Line(named.to(lang)), Line(given.to(lang)), *yaml_lines(explained.parameters, lang)]


def refusals(
    held: License, library: Library, items: Iterable[str], counts_as: tuple[str, ...] = ()
) -> list[tuple[str, Text]]:
    """Which of the telecom services the license does not allow, and why, as the end of a sentence that begins with it."""
    answers = [(item, held.refuses(item, library.catalogue, counts_as)) for item in items]
    return [(item, why) for item, why in answers if why is not None]
