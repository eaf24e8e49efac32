"""What is no answer: words that say nothing, texts that are not finished, templates that nobody has filled in.

The one place that decides it, for fields of manifests and for files of evidence. What counts is data: documents of kind
StatementCatalogue (`policies/catalogue/statements.yaml`). Where a text says too little, it is lacking; where it says
something and people must look whether that is enough, it is open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import starmap
from typing import Any, NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.model.contacts import contact_shortfall
from pytest_icplicense.model.denials import Denials
from pytest_icplicense.model.shortfall import Shortfall, lacking
from pytest_icplicense.model.words import any_of, fold, letters_of, longest_first, weight
from pytest_icplicense.text import Text

_MOST = 20_000
"""So many answers are kept."""
_OTHER_WORDS = 12
"""What a text may have besides words against the clause and still say nothing else (明文 HTTP 传输); as floors count."""
LITTLE = 8
"""What may be left of a text that says it is not there yet and still be its title alone (应急预案)."""
_SHORTEST_NAME = 3
"""What may be left of a name that is not sure yet and still be none: 王芳 counts as four."""
_EXAMPLES = 4
"""So many words of those that a field is looked through for are told."""
_ENDS = " ,;。"
_UNDONE = expression(r"(?<![淹沉出埋])没(?![有收])")
"""What was not done, or by nobody: 一直没拦过."""
_GOES_ON = "的才不就能"
"""Behind it these make of that a condition of what follows: 没通过检测的不上架."""
_WAITS = expression(r"等(?![保级待于]).{1,12}再")
"""What waits for something else: 等客户提了再做."""
_TOOL = expression(r"[a-z][A-Z]|[\u4e00-\u9fff] ?[A-Z][A-Za-z]{2}")
"""The name of a product, as it is written: ModSecurity, 部署 Wazuh."""
_NARROWED = expression(
    r"[只仅](?![有能要读支允接走开准可用限需剩复工保留通经])(?!.{0,6}(?:tls|https|ssl|ssh|sftp|vpn|加密|密文|专线|国密))[^,;。]*"
    r"|(?<=[a-z] )(?<!tls )(?<!https )(?<!sftp )(?<!ssh )(?<!vpn )only\b(?! (?:after|once|if|then|over|by|via))[^,;。]*"
)
"""What leaves the rest out: 只看标题; but 只有检测合格的才上架, published only after review."""
_OF_EVERYTHING = (
    *("transmission", "destruction", "monitoring", "automatic", "human"),
    *("pre_listing_check", "inspection", "complaint_channel"),
)
"""What is to be done with everything or for everybody, so that it is not met where it is done for a part."""
_BY_TOOLS = ("automatic", "monitoring", "pre_listing_check")
"""What is done with products, so that naming one says with what."""
_CLAUSES = expression(r"[。；;，,！!？?\n]")
PARTS = expression(r"[。；;，,、！!？?\n]")
_BRACKETS = (("【", "】"), ("[", "]"), ("〔", "〕"), ("<", ">"), ("《", "》"), ("{", "}"))
_LAW = expression(r"《[^》]{1,60}(?:法|条例|办法|规定|细则|标准|规范)》")
"""The title of a law, which is kept by saying how and not by naming it."""
_TELLING = expression(
    r"(?<![0-9])(?:[0-9]{1,3}|[一二两三四五六七八九十百半]{1,4}"
    r"|\b(?:one|two|three|four|five|six|seven|ten|thirty|ninety)) ?个?"
    r"(?:工作日|日|天|周|月|年|小时|分钟|秒|days?|weeks?|months?|years?|hours?|minutes?|seconds?)"
    r"|(?:[0-9]{1,4}|[二两三四五六七八九十百]{1,4}) ?(?:人|名|位|款|次|道|班|级|重|套|台|%)"
    r"|第[0-9一二三四五六七八九十百]{1,5}[条章节款]|§|[0-9]{3,4}[- ]?[0-9]{4}|[^\s@]@[^\s@]"
)
"""What says something in every field: a period, a number of people, an article, a telephone number, a mailbox."""
_NUMBER = expression(r"[1-9一二三四五六七八九十]")
_YEAR = expression(r"[〔\[(【（][0-9]{4}[〕\])】）]|(?:19|20)[0-9]{2}年")
"""The year of a document, which is no number of it."""
_HAVE_BLANKS = {
    "permit": expression(r"(?<![0-9a-z])[x×*]{2,}|(?<![0-9])20[x×*]{2}|…|\.{3,}|_{2,}|[?？]{2,}|□|○{2,}"),
    "name": expression(
        r"^.{1,2}某{1,2}$|^.{1,2}[x×*○]{1,2}$|^(?:某{1,2}|[x×]{1,3})(?:人|员工|部门?|组|中心|团队|单位|机构)$"
    ),
    "authority": expression(r"^(?:某{1,2}|[x×]{1,3})(?:局|部|委|厅|办|机关|部门)$"),
}
"""What stands for the part of a number or a name that nobody has written: XXXX号, 张某, 王XX."""
_NAMES = ("name", "authority")
_NO_PERSON = expression(
    r"^(?:小|老|阿)[\u4e00-\u9fff]$|^[\u4e00-\u9fff](?:先生|女士|小姐|总|工|经理|主管|老师|同学|律师)$"
    r"|^(?:姓名|人员|员工|用户|责任人|负责人|联系人|user|person|employee|staff|name|owner) ?[0-9a-z一二三四五甲乙丙丁]{1,2}$"
)
"""A surname, or a number in a list, of which nobody outside knows whose it is: 王女士, 小王, 员工1."""
_NO_PLACE = expression(
    r"^(?:当地|本地|所在地|属地|地方|省级?|市级?(?!场)|区级?|县级?)[^省市区县]{0,10}(?:局|厅|委|办|院|部门|机关|机构)$"
    r"|^[^省市区县国家]{2,8}(?:主管|行政|监管|管理)?部门$"
)
"""An authority that is not told apart from that of another place: 省通信管理局, 文化部门."""
_SOME_AUTHORITY = ("有关部门", "相关部门", "有关单位", "相关单位", "有关机关", "相关机关")
_COMPANY = expression(r"(?:公司|集团)(?:\S{1,12}(?:[部处室科组]|中心))?$| (?:co\.,? ?ltd|ltd|inc|llc)\.?$")
"""How the name of a company ends, or of a part of one."""


class Floor(NamedTuple):
    """The least that says anything; a Chinese character counts as two."""

    least: int
    reason: Text


class Deferral(NamedTuple):
    """How a text begins and ends that only says that the thing is still to come: 待法务部确认, 正在编写."""

    begin: tuple[str, ...]
    end: tuple[str, ...]
    between: int
    """The most letters between the two."""

    def says(self, letters: str) -> bool:
        """Whether a text is nothing else."""
        return any(
            len(first) + len(last) <= len(letters) <= len(first) + len(last) + self.between
            for first in self.begin
            if letters.startswith(first)
            for last in self.end
            if letters.endswith(last)
        )


class Against(NamedTuple):
    """Words by which a text says that a thing is not protected or not done."""

    words: tuple[str, ...]
    beside: tuple[str, ...]
    alone: tuple[str, ...] = ()
    """Words that say it only where the text has nothing else: HTTP, but not HTTP 跳转 HTTPS."""
    denied: tuple[str, ...] = ()
    """Words that say it behind a denial: 不加密, 未做加密."""


@dataclass(frozen=True, eq=False)
class Statements:
    """All documents of kind StatementCatalogue together."""

    nothing: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    under_way: tuple[str, ...] = ()
    filler: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    no_authority: tuple[str, ...] = ()
    not_in_force: tuple[str, ...] = ()
    dummy: tuple[str, ...] = ()
    private_domains: tuple[str, ...] = ()
    unread_mailboxes: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    bans: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    ceased: tuple[str, ...] = ()
    ceasing: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    excuses: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    kindred: tuple[tuple[str, ...], ...] = ()
    """Fields of which the words of one say how it is done in the others, too."""
    units: tuple[tuple[str, ...], ...] = ()
    currencies: tuple[tuple[str, ...], ...] = ()
    deferred: tuple[Deferral, ...] = ()
    against: Mapping[str, Against] = field(default_factory=dict)
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By field, words that say how it is done."""
    floors: Mapping[str, Floor] = field(default_factory=dict)

    @property
    def most_clauses(self) -> Floor | None:
        """So many clauses may rest on one piece of evidence without a word."""
        return self.floors.get("clauses_of_one_evidence")

    def with_more(self, tree: Mapping[str, Any]) -> Statements:
        """These and those of one more document; a floor or a field of it stands in the place of an earlier one."""
        more = _of(tree)
        merged: dict[str, Any] = {
            each.name: {**getattr(self, each.name), **getattr(more, each.name)}
            if each.name in ("against", "means", "floors")
            else (*getattr(self, each.name), *getattr(more, each.name))
            for each in fields(self)
        }
        return Statements(**merged)

    def shortfall(self, text: str, kind: str, name: str = "") -> Shortfall | None:
        """What a field's text lacks; None: it is an answer.

        `kind` is statement, name, authority, permit, email, phone or web; `name` is the field, for what its text says
        against it.
        """
        asked = text, kind, name
        if asked not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[asked] = self._shortfall(text, kind, name)
        return self._known[asked]

    def _shortfall(self, text: str, kind: str, name: str) -> Shortfall | None:
        contact = kind in ("phone", "email", "web")
        if contact and (
            unreachable := contact_shortfall(text, kind, self.private_domains, self.unread_mailboxes)
        ):
            return unreachable
        folded = fold(text)
        if self._says_nothing(folded, kind):
            return lacking(text, Text("is no answer", "不构成回答"))
        if self.blank(folded) or (kind in _HAVE_BLANKS and _HAVE_BLANKS[kind].search(folded)):
            return lacking(text, Text("has blanks that nobody has filled in", "含有未填写的空白项"))
        if kind == "name" and name and self.names_nobody(text):
            why = Text("names no person and no unit", "未指明具体人员或部门")
            return lacking(text, why)._replace(open=True)
        if not_there := self._not_there(text, folded, kind):
            return not_there
        if kind == "authority" and (none := self._no_authority(text, folded)):
            return none
        floor = None if contact else self.floors.get("name" if kind in _NAMES else "statement")
        if floor is not None and weight(folded) < floor.least:
            why = floor.reason
            return lacking(text, Text(f"is too short: {why.en}", f"过短：{why.zh}"))
        if kind == "permit" and not _NUMBER.search(_YEAR.sub(" ", folded)):
            why = Text(
                "names no number, so people must look which document it is", "没有编号，须由人核对是哪份文件"
            )
            return lacking(text, why)._replace(open=True)
        if against := self.spoken_against(text, folded, name):
            return against
        if kind == "statement" and (general := self.not_said_how(folded)):
            return lacking(text, general)._replace(open=True)
        if name in self.means and not self.names_means(text, folded, name):
            return lacking(text, self._without_means(folded, name))._replace(open=True)
        return None

    def _without_means(self, folded: str, name: str) -> Text:
        """Why a field does not say how it is done: the words that take it back, or what it might say."""
        if words := self._taken_back(folded, name):
            return Text(
                f"takes back what it says, or makes light of it ('{words}')", f"含有打折扣的说法（“{words}”）"
            )
        examples = self.means.get(name, ())
        chinese = [word for word in examples if not word.isascii()][:_EXAMPLES]
        english = [word for word in examples if word.isascii()][:_EXAMPLES]
        return Text(
            "names nothing by which it is done: say who does it, with what, how often or for how long"
            f" (words such as {', '.join(english or chinese)})",
            f"未写明靠什么做到：请写明由谁、用什么、多久一次或保留多久（如“{'”“'.join(chinese or english)}”等）",
        )

    def names_means(self, text: str, folded: str, name: str) -> bool:
        """Whether a field says how it is done, or denies the contrary, and neither scorns it nor leaves it open."""
        if self._taken_back(folded, name):
            return False
        if name in self.against and any(starmap(self._denials.turned, self._contradictions(folded, name))):
            return True
        means = any_of(longest_first(self._means_of(name)), folded)
        loose = any_of(longest_first(self.loose), folded)
        gone = any_of(longest_first(self.ceased), folded)
        sure = [part for part in self._parts_of_today(folded) if not loose.search(part)]
        tool = name in _BY_TOOLS and _TOOL.search(text) is not None and not gone.search(folded)
        return (
            (tool and bool(sure))
            or any(self.paths(text))
            or any(
                (_TELLING.search(part) and not gone.search(part))
                or not all(
                    self._denials.denies(each) or self._denials.ends(each) for each in means.finditer(part)
                )
                for part in sure
            )
        )

    def _means_of(self, name: str) -> tuple[str, ...]:
        """The words that say how a field's duty is met."""
        alike = (each for group in self.kindred if name in group for each in group)
        names = dict.fromkeys(("every_field", name, *alike))
        return tuple(word for each in names for word in self.means.get(each, ()))

    def _taken_back(self, folded: str, name: str) -> str | None:
        """The words by which a text takes back what it says, or makes light of it."""
        if said := any_of(longest_first(self.excuses), folded).search(folded):
            return said[0].strip(_ENDS)
        if name in _OF_EVERYTHING and (narrowed := _NARROWED.search(folded)):
            return narrowed[0].strip()
        return next((part.strip() for part in PARTS.split(folded) if _is_put_off(part)), None)

    def not_said_how(self, folded: str) -> Text | None:
        """Of a text that refers to rules in general, or speaks of what is planned, and says nothing else: so it is."""
        there = self._parts_of_today(folded)
        rest = _LAW.sub(" ", " ".join(there))
        if letters_of(any_of(self._says_how, rest).sub(" ", rest)):
            return None
        if not there:
            return Text("speaks of what is planned, and not of what is there", "只是计划，并非现有做法")
        return Text(
            "does not say how: it only refers to rules, or repeats what is asked",
            "未说明做法：只是泛指依规办理，或重复所问事项",
        )

    def _parts_of_today(self, folded: str) -> list[str]:
        """The parts of a text that say anything, and do not begin as what is only planned does."""
        planned = any_of(longest_first(self.planned), folded)
        parts = (part for part in PARTS.split(folded) if letters_of(part))
        return [part for part in parts if not planned.match(part.strip())]

    def says_nothing(self, text: str, kind: str = "statement") -> bool:
        """Whether a text is a word for nothing, or a blank that nobody has filled in."""
        folded = fold(text)
        return self._says_nothing(folded, kind) or self.blank(folded) == folded

    def _says_nothing(self, folded: str, kind: str) -> bool:
        """Whether a text has nothing but words for nothing, one letter again and again, or what is still to come."""
        letters = letters_of(folded)
        if len(set(letters)) == 1 or letters in self._spelled:
            return True
        rest = letters_of(any_of(self._empty, folded).sub(" ", folded))
        nothing = any_of(longest_first(self.nothing), folded)
        said = nothing.search(folded)  # 暂无负责人 is nobody, 负责人 is told
        if not rest or (said is not None and kind in _NAMES and rest in self._nobody):
            return True
        if kind in _NAMES and letters.isdecimal():
            return True
        parts = [part for part in PARTS.split(folded) if letters_of(part)]
        return bool(parts) and all(map(self._is_deferred, parts))

    def _is_deferred(self, part: str) -> bool:
        """Whether a part of a text says nothing, or only that the thing is still to come."""
        if not letters_of(any_of(self._empty, part).sub(" ", part)):
            return True
        bare = letters_of(any_of(self._fillers, part).sub(" ", part))
        return any(each.says(text) for each in self.deferred for text in {letters_of(part), bare})

    def _no_authority(self, text: str, folded: str) -> Shortfall | None:
        """A name that says of no authority which one it is, or that is a company's."""
        letters = letters_of(folded)
        if letters in self._authorities or letters.endswith(_SOME_AUTHORITY):
            return lacking(text, Text("does not say which authority", "未写明是哪一机关"))
        if _NO_PLACE.search(folded):
            return lacking(
                text, Text("does not say of which place it is", "未写明是哪一地区的机关")
            )._replace(open=True)
        if _COMPANY.search(folded):
            why = Text("is a company, and no authority", "是公司，不是审批机关")
            return lacking(text, why)._replace(open=True)
        return None

    def _not_there(self, text: str, folded: str, kind: str) -> Shortfall | None:
        """A text that says itself that the thing is not there yet."""
        found = any_of(self.missing, folded).search(folded)
        said = found or any_of(self._applied, folded).search(folded)
        if said is None:
            return None
        words = said[0]
        why = Text(f"says itself that it is not there yet ('{words}')", f"自称尚未具备（“{words}”）")
        if weight(self.rest(folded)) < (_SHORTEST_NAME if kind in _NAMES else LITTLE):
            return lacking(text, why)
        if found or kind in (*_NAMES, "permit"):
            return lacking(text, why)._replace(open=True)
        return None

    def spoken_against(self, text: str, folded: str, name: str) -> Shortfall | None:
        """What a text says itself against its clause, by the name of its field; files are `evidence`."""
        against = self.against.get(name)
        if against is None:
            return None
        alone = any_of(longest_first(against.alone), folded)
        if said := alone.search(folded):
            rest = alone.sub(" ", " ".join(self._parts_of_today(folded)))
            if not letters_of(any_of(self._says_how, rest).sub(" ", rest)):
                return lacking(text, Text(f"says itself '{said[0]}' and nothing else", f"仅称“{said[0]}”"))
        denied = any_of(self._denied, folded)
        for match, following in self._contradictions(folded, name):
            before = denied.search(match.string)
            if (before and before.end() <= match.start()) or self._denials.turned(match, following):
                continue
            why = Text(f"says itself '{match[0]}'", f"自称“{match[0]}”")
            others = weight(match.re.sub(" ", folded))
            beside = any_of(longest_first(against.beside), folded)
            unsure = others > _OTHER_WORDS or beside.search(folded) is not None
            return lacking(text, why)._replace(open=unsure)
        return None

    def _contradictions(self, folded: str, name: str) -> Iterator[tuple[re.Match[str], str]]:
        """What speaks against a field's clause, and the part of the sentence that follows."""
        against = self.against[name]
        contrary = self._denials.contrary(against.words, against.denied, folded)
        parts = _CLAUSES.split(folded)
        for part, following in zip(parts, [*parts[1:], ""], strict=True):
            yield from ((match, following) for match in contrary.finditer(part))

    def names_nobody(self, owner: str) -> bool:
        """Whether an owner is no person and no unit."""
        folded = fold(owner)
        return letters_of(folded) in self._nobody or _NO_PERSON.search(folded) is not None

    def same(self, one: str, other: str, what: str) -> bool | None:
        """Whether two `units` or `currencies` mean the same; None: one of the units is a word that nobody knows here.

        Currencies are ISO 4217 codes by their schema, so that those without a row of their own are known as well.
        """
        first, second = (self._row_of(word, what) for word in (one, other))
        if first == second:
            return True
        known = what == "currencies" or (len(first) > 1 and len(second) > 1)
        return False if known else None

    def _row_of(self, word: str, what: str) -> tuple[str, ...]:
        """The row of words that mean the same; the word alone where there is none."""
        sought = letters_of(fold(word)) or fold(word)
        rows = ([letters_of(fold(each)) or fold(each) for each in row] for row in getattr(self, what))
        return next((tuple(row) for row in rows if sought in row), (sought,))

    def paths(self, text: str) -> Iterator[str]:
        """What looks in a text like the path of a file in the repository; words before it may still stick to it."""
        if "." not in text and "/" not in text:
            return
        for match in self._path.finditer(unicodedata.normalize("NFKC", text)):
            path = match[0]
            first = path.partition("/")[0]
            address = "/" in path and "." in first.strip(".") and first.strip(".")[:1] != "."
            if not address and "//" not in path:
                yield path

    def blank(self, folded: str) -> str | None:
        """Something between brackets that a template asks for, or a row of underscores or crosses in its place."""
        match = self._blanks.search(folded)
        return match[0] if match else None

    def rest(self, folded: str) -> str:
        """What a text has besides words that say nothing, or that the thing is not there yet."""
        return any_of(self._all, folded).sub(" ", folded)

    @cached_property
    def _known(self) -> dict[tuple[str, str, str], Shortfall | None]:
        return {}

    @cached_property
    def _spelled(self) -> frozenset[str]:
        """The words for nothing by their letters alone: T.B.D. and N A are among them."""
        return frozenset(letters_of(fold(word)) for word in self.nothing)

    @cached_property
    def _fillers(self) -> tuple[str, ...]:
        return longest_first(self.filler)

    @cached_property
    def _empty(self) -> tuple[str, ...]:
        return longest_first((*self.nothing, *self.filler))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Words for what is not there yet."""
        return longest_first(self.unfinished)

    @cached_property
    def _applied(self) -> tuple[str, ...]:
        return longest_first(self.under_way)

    @cached_property
    def _all(self) -> tuple[str, ...]:
        return longest_first((*self.nothing, *self.unfinished, *self.under_way, *self.filler))

    @cached_property
    def _denied(self) -> tuple[str, ...]:
        return longest_first(self.unless)

    @cached_property
    def _denials(self) -> Denials:
        return Denials(**{each.name: getattr(self, each.name) for each in fields(Denials)})

    @cached_property
    def _says_how(self) -> tuple[str, ...]:
        return longest_first((*self.vague, *self.nothing, *self.filler))

    @cached_property
    def lapsed(self) -> tuple[str, ...]:
        """Words for what is not in force."""
        return longest_first(self.not_in_force)

    @cached_property
    def dummies(self) -> tuple[str, ...]:
        """Words of texts that stand in for one: lorem ipsum."""
        return longest_first(self.dummy)

    @cached_property
    def _authorities(self) -> frozenset[str]:
        return frozenset(letters_of(fold(word)) for word in self.no_authority)

    @cached_property
    def _nobody(self) -> frozenset[str]:
        return frozenset(letters_of(fold(word)) for word in self.nobody)

    @cached_property
    def folded_templates(self) -> tuple[str, ...]:
        """How the titles of templates end."""
        return tuple(fold(word) for word in self.templates)

    @cached_property
    def _blanks(self) -> re.Pattern[str]:
        words = "|".join(sorted((re.escape(fold(word)) for word in self.blanks), key=len, reverse=True))
        opened, closed = (re.escape("".join(dict.fromkeys(pair[at] for pair in _BRACKETS))) for at in (0, 1))
        asked = rf"[{opened}]{{1,3}}\s?(?:{words})\s?[{closed}]{{1,3}}" if words else r"(?!)"
        of = "公司|单位|部门|年|月|日|省|市|有限|制度|办法|规定|预案"
        crossed = rf"(?<![0-9a-z])[x×]{{2,}}\s?(?:{of})|某某(?:公司|单位)|_{{3,}}"
        # {{ use }}, ${USE}, <use>, [填写…]: nothing but a name between brackets.
        whole = rf"^\$?[{opened}]{{1,3}}[^{opened}{closed}]{{1,60}}[{closed}]{{1,3}}$"
        return re.compile(f"{asked}|{crossed}|{whole}")

    @cached_property
    def _path(self) -> re.Pattern[str]:
        endings = "|".join(sorted(map(re.escape, self.endings), key=len, reverse=True))
        folders = "|".join(sorted(map(re.escape, self.folders), key=len, reverse=True))
        name = r"[^\s/\\:*?\"'<>|，。；、：！？（）()【】《》“”,;]"
        return re.compile(
            rf"(?<![\w/:@.-])(?:{name}{{1,80}}/){{0,12}}{name}{{1,120}}\.(?:{endings})(?![\w/-])"
            rf"|(?<![\w/:@.-])(?:\.{{1,2}}/|(?:{folders})/){name}{{1,120}}(?:/{name}{{1,120}}){{0,12}}",
            re.IGNORECASE,
        )


def _is_put_off(part: str) -> bool:
    """Whether a part of a sentence says that nothing was done, or that something else comes first."""
    behind = 1 + max(map(part.rfind, _GOES_ON))
    return _UNDONE.search(part, behind) is not None or _WAITS.search(part) is not None


def _of(tree: Mapping[str, Any]) -> Statements:
    both = (
        *("nothing", "unfinished", "under_way", "filler", "blanks", "templates", "nobody"),
        *("vague", "planned", "no_authority", "not_in_force", "dummy"),
    )
    words = {name: _in_both(tree.get(name, {})) for name in both}
    single = (
        *("unless", "loose", "excuses", *(each.name for each in fields(Denials))),
        *("folders", "endings", "private_domains", "unread_mailboxes"),
    )
    plain = {name: tuple(tree.get(name, ())) for name in single}
    rows = {
        name: tuple(tuple(row) for row in tree.get(name, ())) for name in ("kindred", "units", "currencies")
    }
    against = {
        name: Against(*(tuple(row.get(each, ())) for each in ("words", "beside", "alone", "denied")))
        for name, row in tree.get("against", {}).items()
    }
    floors = {
        name: Floor(row["least"], Text.of(row["reason"])) for name, row in tree.get("floors", {}).items()
    }
    deferred = tuple(
        Deferral(
            tuple(fold(each) for each in row["begin"]),
            tuple(fold(each) for each in row["end"]),
            row["between"],
        )
        for row in tree.get("deferred", ())
    )
    fields_of = {**words, **plain, **rows}
    means = {name: _in_both(row) for name, row in tree.get("means", {}).items()}
    return Statements(**fields_of, deferred=deferred, against=against, means=means, floors=floors)


def _in_both(words: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(word for each in words.values() for word in each)
