"""What a feature kind or a telecom service of the catalogue means, and what license it needs, as sections of text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pytest_icplicense.explain.policies import refusals, service_name
from pytest_icplicense.explain.sections import Line, Section, both, example
from pytest_icplicense.library import Library
from pytest_icplicense.model.catalogue import Approval, FeatureKind, TelecomService, part_of
from pytest_icplicense.model.license import License
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.explain.examples import Contrast


def feature(library: Library, kind: FeatureKind, contrast: Contrast | Text, lang: str) -> list[Section]:
    """What users do with it, the telecom services that it is, and which license it needs; `contrast` is the example."""
    what = Text(f"a feature kind (功能类型): {kind.name.en} ({kind.name.zh})", f"功能类型：{kind.name.zh}")
    known = [Line(what.to(lang))]
    if kind.also:
        also = Text(f"also called: {', '.join(kind.also)}", f"又称：{'、'.join(kind.also)}")
        known.append(Line(also.to(lang)))
    out = [
        Section(kind.kind, known),
        Section(Text("what it is", "含义").to(lang), [Line(kind.reason.to(lang))]),
        Section(Text("telecom services that it needs", "所需电信业务").to(lang), _needs(library, kind, lang)),
    ]
    if kind.approval:
        besides = Text(
            "Declare it under 'approvals', with 'for', 'authority', 'number', 'date' and 'added_to_license'.",
            "请在 approvals 中列明 for、authority、number、date 和 added_to_license。",
        )
        lines = [each for approval in kind.approvals for each in _approval(approval, lang)]
        lines.append(Line(besides.to(lang)))
        out.append(Section(Text("approval that it needs besides", "另需批准").to(lang), lines))
    license_lines = _license(library, kind, lang)
    out.append(Section(Text("which license it needs", "需要何种许可证").to(lang), license_lines))
    if any(each.kind in library.catalogue.features for each in kind.look_alikes):
        heading = Text("it is something else, if …", "以下情形属于其他功能")
        out.append(Section(heading.to(lang), _look_alikes(library, kind, lang)))
    out.append(Section(Text("what to do", "怎么办").to(lang), _advice(library, kind, lang)))
    applying = [
        Line(f"{each.id}  {both(each.title, lang)}")
        for each in library.provisions
        if each.applies and (each.applies.feature == kind.kind or each.applies.item in kind.needs)
    ]
    if applying:
        out.append(Section(Text("provisions that then apply", "随之适用的规定").to(lang), applying))
    if kind.basis:
        out.append(Section(Text("legal basis", "法律依据").to(lang), [Line(kind.basis.to(lang))]))
    return [*out, *example(contrast, lang), *_mistaken(kind, contrast, lang)]


def _approval(approval: Approval, lang: str) -> list[Line]:
    """What it is, how a manifest names it, how long it lasts, and the law."""
    lines = [Line(approval.name.to(lang))]
    if approval.basis is not None:
        named = Text(f"approval: {approval.id}", f"approval: {approval.id}")
        lines += [Line(named.to(lang), 2, literal=True), Line(approval.basis.to(lang), 2)]
    if approval.since is not None:
        since = Text(f"Asked for since {approval.since}.", f"自 {approval.since} 起施行。")
        lines.append(Line(since.to(lang), 2))
    if approval.term_months is not None:
        term = Text(
            f"Usually lasts {approval.term_months} months; write the day under 'expires'.",
            f"有效期通常为 {approval.term_months} 个月；请在 expires 中填写届满日期。",
        )
        lines.append(Line(term.to(lang), 2))
    return lines


def _needs(library: Library, kind: FeatureKind, lang: str) -> list[Line]:
    if not kind.needs:
        none = Text("none: it is no telecom service of its own", "无：本身不构成单独的电信业务项目")
        return [Line(none.to(lang))]
    lines = []
    for need in kind.needs:
        lines.append(Line(service_name(library, need, lang)))
        if means := library.catalogue.services[need].means:
            lines.append(Line(means.to(lang), 2))
    return lines


def _license(library: Library, kind: FeatureKind, lang: str) -> list[Line]:
    if not kind.needs:
        none = Text(
            "No telecom license has to name it. What else the service does still needs its own.",
            "许可证无须载明该功能；业务的其他内容仍须各自获得许可。",
        )
        approval = Text(
            "Without the approval above it may not be offered, whatever license there is.",
            "未取得上述批准的，无论持有何种许可证均不得提供。",
        )
        return [Line(none.to(lang)), *([Line(approval.to(lang))] if kind.approval else [])]
    colon = Text(": ", "：").to(lang)
    lines = [Line(f"{need}{colon}{library.catalogue.license_for(need).to(lang)}") for need in kind.needs]
    return [*lines, *_known(library, kind.needs, lang, kind.counts_as)]


def _known(library: Library, items: Iterable[str], lang: str, counts_as: tuple[str, ...] = ()) -> list[Line]:
    """What each known license says to telecom services: to all of them it must say yes."""
    lines = []
    for held in library.licenses.values():
        refused = refusals(held, library, items, counts_as)
        says = _says(held, refused)
        lines.append(Line(says.to(lang)))
        lines += [Line(f"“{line.text}”", 2) for line in held.scope]
    if not lines:
        lines.append(Line(Text("No license is known.", "没有已知的许可证。").to(lang)))
    return lines


def _says(held: License, refused: list[tuple[str, Text]]) -> Text:
    who = Text(f"{held.number} ({held.holder})", f"{held.number}（{held.holder}）")
    if not refused:
        return Text(f"Allowed by {who.en}.", f"{who.zh}：允许。")
    en = "; ".join(f"{item}, which it {why.en}" for item, why in refused)
    zh = "；".join(f"{item}，{why.zh}" for item, why in refused)
    return Text(f"Not allowed by {who.en}: {en}.", f"{who.zh}：不允许。{zh}。")


def _basic(item: str) -> bool:
    return item.startswith("A")


def _allowed(library: Library, needs: Iterable[str], counts_as: tuple[str, ...] = ()) -> list[str]:
    """The numbers of the known licenses that allow all of it."""
    held = library.licenses.values()
    return [each.number for each in held if not refusals(each, library, needs, counts_as)]


def _look_alikes(library: Library, kind: FeatureKind, lang: str) -> list[Line]:
    lines = []
    for each in kind.look_alikes:
        other = library.catalogue.features.get(each.kind)
        if other is None:
            continue
        if_so = Text(
            f"… {each.when.en}: then it is {other.kind}, {both(other.name, 'en')}",
            f"{each.when.zh}：应为 {other.kind}（{other.name.zh}）",
        )
        lines.append(Line(if_so.to(lang)))
        lines.append(Line(asked(library, other, lang), 2))
    return lines


def asked(library: Library, kind: FeatureKind, lang: str) -> str:
    """What a feature kind asks for, and whether there is a license for it: no yes where an approval is needed besides."""
    if not kind.needs:
        none = Text("needs no telecom service of its own", "不需要单独的电信业务许可")
        besides = Text("; an approval is needed", "；但须取得批准") if kind.approval else Text("", "")
        return f"{none.to(lang)}{besides.to(lang)}"
    named = [service_name(library, need, lang) for need in kind.needs]
    may = _allowed(library, kind.needs, kind.counts_as)
    en = f"allowed by {', '.join(may)}" if may else "allowed by no known license"
    zh = f"{'、'.join(may)} 允许" if may else "已知许可证均不允许"
    if kind.approval:
        en, zh = (
            f"{en}, {'but' if may else 'and'} an approval is needed besides",
            f"{zh}，{'但' if may else '且'}另需批准",
        )
    return Text(f"needs {', '.join(named)}; {en}", f"需要{'、'.join(named)}；{zh}").to(lang)


def _advice(library: Library, kind: FeatureKind, lang: str) -> list[Line]:
    needs, may = kind.needs, _allowed(library, kind.needs, kind.counts_as)
    lines: list[Text] = []
    if kind.approval:
        lines.append(Text("Obtain the approval first.", "请先取得批准。"))
    if any(_basic(need) for need in needs):
        lines.append(
            Text(
                "Take it out: no change of a value-added license makes it lawful.",
                "请移除该功能：增值电信业务经营许可证无论如何变更都不能涵盖它。",
            )
        )
    elif not needs:
        lines.append(
            Text(
                "Declare it under 'features'; nothing has to be added to 'items'.",
                "在 features 中申报即可，items 无须增加。",
            )
        )
    else:
        listed = ", ".join(needs)
        if may:
            lines.append(
                Text(
                    f"Under {', '.join(may)}: declare it under 'features', and {listed} under 'items'.",
                    f"持 {'、'.join(may)}：在 features 中申报该功能，并在 items 中申报 {listed}。",
                )
            )
        if len(may) < len(library.licenses):
            lines.append(
                Text(
                    "Under another license: take it out, or apply to the authority that issued the license to have"
                    f" {listed} added (增项), and offer it only once the license says so."
                    if may
                    else f"Take it out, or apply to the authority that issued the license to have {listed} added"
                    " (增项), and offer it only once the license says so.",
                    f"{'持其他许可证：' if may else ''}请移除该功能，或向原发证机关申请增加 {listed}（增项），"
                    "许可证变更后方可提供。",
                )
            )
    known = [library.catalogue.features.get(each.kind) for each in kind.look_alikes]
    fitting = [each for each in known if each and _allowed(library, each.needs, each.counts_as)]
    if fitting and not may:
        en, zh = (
            ", ".join(each.kind + (word if each.approval else "") for each in fitting)
            for word in (" (once approved)", "（须先取得批准）")
        )
        lines.append(
            Text(
                f"Or, if that is what it really is (see above), declare it as: {en}. Under a name that does not fit, it may"
                " be a service in disguise (变相经营).",
                f"或者，如其实质符合上述情形，可申报为：{zh}。名不副实的，涉嫌变相经营。",
            )
        )
    return [Line(line.to(lang)) for line in lines]


def _mistaken(kind: FeatureKind, contrast: Contrast | Text, lang: str) -> list[Section]:
    """What is wrong although no machine sees it: a kind that does not fit what the feature does."""
    if isinstance(contrast, Text) or contrast.wrong is not None or not kind.look_alikes:
        return []
    other = kind.look_alikes[0]
    comment = Text(f"# while {other.when.en}", f"# 而实际上{other.when.zh}")
    rows = (comment.to(lang), "features:", f"  - id: {kind.kind}", f"    kind: {kind.kind}")
    out = [Section(Text("wrong", "错误示例").to(lang), [Line(row, literal=True) for row in rows])]
    unseen = Text(
        f"This tool cannot see that from the manifest; the kind is then {other.kind}, and anything else may be a service in"
        " disguise (变相经营).",
        f"清单本身看不出这一点；此时应申报为 {other.kind}，否则涉嫌变相经营。",
    )
    return [*out, Section(Text("which gets", "判定结果").to(lang), [Line(unseen.to(lang))])]


def service(library: Library, explained: TelecomService, lang: str) -> list[Section]:
    """A telecom service of the catalogue: its names, what belongs to it, what needs it, and which license allows it."""
    identifier = explained.id
    catalogue = library.catalogue
    group = (
        Text("a basic telecom service (基础电信业务)", "基础电信业务")
        if _basic(identifier)
        else Text("a value-added telecom service (增值电信业务)", "增值电信业务")
    )
    heading = f"{identifier}  {both(explained.name, lang)}"
    out = [Section(heading, [Line(group.to(lang))])]
    if explained.means:
        out.append(Section(Text("what it means", "含义").to(lang), [Line(explained.means.to(lang))]))
    if explained.also:
        wordings = [Line(f"“{wording}”") for wording in explained.also]
        out.append(Section(Text("also worded as", "其他表述").to(lang), wordings))
    above = [each for each in catalogue.services if part_of(identifier, each) and each != identifier]
    below = [each for each in catalogue.services if part_of(each, identifier) and each != identifier]
    for title, ids in (
        (Text("belongs to", "所属业务"), above),
        (Text("what belongs to it", "下属项目"), below),
    ):
        if ids:
            lines = [Line(f"{each}  {both(catalogue.services[each].name, lang)}") for each in ids]
            out.append(Section(title.to(lang), lines))
    kinds = [
        Line(
            f"{kind.kind}  {both(kind.name, lang)}"
            + ("" if identifier in kind.needs else f"  [{', '.join(kind.needs)}]")
        )
        for kind in catalogue.features.values()
        if any(part_of(need, identifier) for need in kind.needs)
    ]
    none = Line(Text("none of the catalogue's", "目录中没有").to(lang))
    out.append(Section(Text("feature kinds that need it", "需要该业务的功能").to(lang), kinds or [none]))
    licenses = [
        Line(library.catalogue.license_for(identifier).to(lang)),
        *_known(library, [identifier], lang),
    ]
    out.append(Section(Text("which license it needs", "需要何种许可证").to(lang), licenses))
    applying = [
        Line(f"{each.id}  {both(each.title, lang)}" + ("" if item == identifier else f"  [{item}]"))
        for each in library.provisions
        if each.applies and (item := each.applies.item or "") and part_of(item, identifier)
    ]
    title = Text("provisions that apply only to it", "仅适用于该业务的规定")
    nothing = Line(Text("none; the others apply as to every service", "无；其他规定照常适用").to(lang))
    return [
        *out,
        Section(title.to(lang), applying or [nothing]),
        Section(Text("how to declare it", "如何申报").to(lang), _declared(library, identifier, below, lang)),
    ]


def _declared(library: Library, identifier: str, below: list[str], lang: str) -> list[Line]:
    """The line of a manifest; of a service that licenses allow only in part, the parts that they do."""
    if _allowed(library, [identifier]):
        return [Line(f"items: [{identifier}]", literal=True)]
    known = library.catalogue.services
    parts = [each for each in below if not known[each].content and _allowed(library, [each])]
    if parts:
        single = Text("# only the single items that the license allows", "# 只申报许可证允许的各个项目")
        return [Line(single.to(lang), literal=True), Line(f"items: [{', '.join(parts)}]", literal=True)]
    only = Text("# only under a license that allows it", "# 仅限许可证允许该业务时")
    return [Line(only.to(lang), literal=True), Line(f"items: [{identifier}]", literal=True)]
