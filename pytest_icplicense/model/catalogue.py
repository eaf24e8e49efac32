"""The catalogue: telecom services (电信业务分类目录), what a feature needs, and the regions of the authorities."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.capability import Capability
from pytest_icplicense.model.non_answers import Statements
from pytest_icplicense.model.observable import Cloud, FactKind
from pytest_icplicense.text import Text

_INFORMATION: Final = "B25"
"""The information services, of which those on the internet are the most."""
EVERYWHERE: Final = "全国"
"""What a license or a manifest says for all regions together."""
_SECOND_PLACES: Final = {"黔": "贵", "滇": "云", "陇": "甘"}
"""The second short names that three authorities' numbers are also seen with."""
_SUFFIXES: Final = ("自治县", "林区", "地区", "市", "盟", "县")
"""What a city's name is also written without."""
_ENDS: Final = tuple("市县区州盟旗")
"""What the name of a place below a province ends in."""
_IN_SHORT: Final = re.compile("[\u4e00-\u9fff]{2,4}")
"""A county or a district in short, which stands behind its province or its city."""
_BETWEEN: Final = re.compile(r"[\s·・/-]+")
"""What may stand between a province and a city: 广东-深圳."""
NOT_OFFERED: Final = {
    "internal": Text("only the operator's own staff and systems use it", "仅供本公司人员和系统使用"),
    "third-party": Text("somebody else's service, which this one only calls", "由第三方提供，本服务仅调用"),
}
"""What something that a repository shows may be besides a feature."""


class TelecomService(NamedTuple):
    """One service of the catalogue: `B25`, or an item of it: `B25/search`."""

    id: str
    name: Text
    also: tuple[str, ...] = ()
    """Its names in the other editions of the catalogue (2003, 2015, 2019)."""
    means: Text | None = None
    within: tuple[str, ...] = ()
    """Services that it is a part of without its id saying so: e-commerce is transaction processing."""
    internet: bool = True
    """Whether it is an internet information service (互联网信息服务), where it is an information service at all."""
    content: bool = False
    """A subject matter that licenses take out (不含新闻、出版…), and no service of its own."""
    besides: bool = False
    """Counted to its service besides that one's own definition (也包括), which is whole without it."""


class Approval(NamedTuple):
    """A permit or a filing that a feature needs beyond the telecom license."""

    id: str
    name: Text
    """The document, and the authority that it comes from."""
    basis: Text | None = None
    permit: bool = True
    """Given before the activity starts (前置审批、专项审批), and then added to the license; False: a filing (备案)."""
    since: date | None = None
    """The day from which it is asked for."""
    term_months: int | None = None
    """How long it usually lasts."""
    working_days: int | None = None
    """How long after the activity's start a filing may still be made; None: it precedes the start."""
    existing_until: date | None = None
    """Until when it may follow for what was online before it was asked for, where the law says so."""


class SharedDocument(NamedTuple):
    """A document of the company that may answer several clauses, so that one attestation may name them all."""

    id: str
    name: Text
    clauses: tuple[str, ...]


class LookAlike(NamedTuple):
    """Another feature kind that is easily confused with this one, and when that one is right."""

    kind: str
    when: Text


class FeatureKind(NamedTuple):
    """Something that a user can do, and the telecom services that offering it is."""

    kind: str
    name: Text
    needs: tuple[str, ...]
    reason: Text
    approvals: tuple[Approval, ...] = ()
    """What authorities must approve, or be told, beyond the telecom license; it needs all of them."""
    basis: Text | None = None
    look_alikes: tuple[LookAlike, ...] = ()
    also: tuple[str, ...] = ()
    """Other names that people use for it; several kinds may share one."""
    counts_as: tuple[str, ...] = ()
    """What it is besides: a line of a scope that excludes any of these does not allow it either."""
    public: bool = False
    """Whether it publishes to the public by what it is (面向公众发布)."""
    publishers: bool = False
    """Whether it has public accounts or open-platform publishers by what it is (公众帐号、开放平台发布者)."""

    @property
    def approval(self) -> Text | None:
        """All that it needs beyond the telecom license, in words; None where it needs nothing."""
        if not self.approvals:
            return None
        names = [each.name for each in self.approvals]
        return Text("; and ".join(name.en for name in names), "；以及".join(name.zh for name in names))

    @property
    def in_short(self) -> Text:
        """What it is, and what it needs: `web search, needs B25/search`."""
        en, zh = self.name
        if self.needs:
            needs = ", ".join(self.needs)
            en, zh = f"{en}, needs {needs}", f"{zh}，须有 {needs}"
        if self.approval:
            en, zh = f"{en}; approval: {self.approval.en}", f"{zh}；审批：{self.approval.zh}"
        return Text(en, zh)


class Region(NamedTuple):
    """A provincial region with a communications administration (通信管理局)."""

    code: str
    place: str
    name: Text
    short: str
    authority: str
    cities: tuple[tuple[str, str], ...] = ()
    """Its cities and prefectures (地级行政区, and those that the province governs itself), each with its short name."""

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called: 北京市, 北京, Beijing, 京, 110000, 11."""
        return self.name.zh, self.short, self.name.en, self.place, self.code, self.code[:2]


class Place(NamedTuple):
    """A region, or one city of it."""

    region: Region
    city: str = ""
    """Without what kind of place it is (广州); empty: all of the region."""
    listed: bool = True
    """Whether the catalogue has it; of another place, nobody knows here which city it belongs to."""

    def within(self, other: Place) -> bool:
        """Whether all of it lies in the other one."""
        return self.region.code == other.region.code and other.city in ("", self.city)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it; other packages may add services and feature kinds."""

    services: Mapping[str, TelecomService] = field(default_factory=dict)
    features: Mapping[str, FeatureKind] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names for several regions together (京津冀), each with the names of these."""
    provinces: Mapping[str, str] = field(default_factory=dict)
    """The province of places below its cities that go by their own name: 江苏省 of 昆山市."""
    capabilities: Mapping[str, Capability] = field(default_factory=dict)
    facts: Mapping[str, FactKind] = field(default_factory=dict)
    clouds: Mapping[str, Cloud] = field(default_factory=dict)
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    classes: Mapping[str, Text] = field(default_factory=dict)
    """The license that services whose ids so begin ask for, in words."""
    statements: Statements = field(default_factory=Statements)
    """What is no answer to a clause."""
    documents: Mapping[str, SharedDocument] = field(default_factory=dict)
    """Documents that may answer several clauses together."""

    def document_for(self, clauses: Collection[str]) -> SharedDocument | None:
        """A document that may answer all of these clauses; None: the catalogue has none."""
        return next((each for each in self.documents.values() if {*clauses} <= {*each.clauses}), None)

    def license_for(self, item: str) -> Text:
        """The kind of license that a telecom service asks for, by its class; its id where no class is known."""
        known = [begin for begin in self.classes if item.startswith(begin)]
        return self.classes[max(known, key=len)] if known else Text.same(item)

    def covers(self, service: str, item: str) -> bool:
        """Whether `item` is the service, belongs to it by its id, or is a part of it that the catalogue names (`within`)."""
        known = self.services.get(item)
        return part_of(item, service) or any(
            self.covers(service, each) for each in (known.within if known else ())
        )

    def parts(self, item: str) -> list[str]:
        """The services that a service falls into; none for one that the catalogue does not divide."""
        below = [
            each
            for each in self.services.values()
            if part_of(each.id, item) and each.id != item and not each.content
        ]
        return [each.id for each in below]

    def part_called(self, service: str, name: str) -> str | None:
        """The part of a service that a license calls `name`: B14/site-access for 网站接入; None: there is none."""
        for part in self.parts(service):
            if name in (self.services[part].name.zh, *self.services[part].also):
                return part
        return None

    def on_internet(self, item: str) -> bool:
        """Whether an information service is an internet information service (互联网信息服务)."""
        return item not in self.services or self.services[item].internet

    def internet_information(self, item: str) -> bool:
        """Whether a telecom service is one of information on the internet (互联网信息服务).

        The annexe of a license lists the sites of these alone; and these alone reach beyond the province that licensed
        them: they are run where their servers stand, whoever reads them.
        """
        return part_of(item, _INFORMATION) and self.on_internet(item)

    def items(self, capability: Capability) -> tuple[str, ...]:
        """The telecom services that a capability points to: all that one of its kinds needs."""
        return tuple(dict.fromkeys(need for kind in capability.kinds for need in self.features[kind].needs))

    def name(self, item: str) -> Text:
        """The service's name with its id, as a sentence has it: `information search services (B25/search)`."""
        service = self.services.get(item)
        if service is None:
            return Text.same(item)
        en = service.name.en
        en = en[:1].lower() + en[1:] if en[1:2].islower() else en
        return Text(f"{en} ({item})", f"{service.name.zh}（{item}）")

    def region(self, text: str) -> Region | None:
        """The region that a name (北京市, 北京) or a code (110000, 11) means."""
        for region in self.regions:
            if text.casefold() in map(str.casefold, region.names):
                return region
        return None

    def region_of_place(self, place: str) -> Region | None:
        """The region whose authority's numbers begin with `place` (京); None: the ministry's do."""
        wanted = _SECOND_PLACES.get(place, place)
        return next((region for region in self.regions if region.place == wanted), None)

    def place(self, text: str) -> Place | None:
        """What a name means: a region (广东省, 广东, 440000), a city of one (广州市, 广州), or any place that stands behind
        its province (江苏省昆山市, 广东深圳)."""
        if region := self.region(text):
            return Place(region)
        text = _BETWEEN.sub("", text)
        if province := self.provinces.get(text):
            return self.place(f"{province}{text}")
        for region in self.regions:
            for names in region.cities:
                if text in names:
                    return Place(region, names[-1])
        for region in self.regions:
            for name in region.names[:2]:
                if (bare := text.removeprefix(name)) == text:
                    continue
                if (city := self._city(bare, region)) or bare.endswith(_ENDS):
                    return Place(region, city or _short(bare), listed=city is not None)
        cities = ((region, city) for region in self.regions if (city := self._city(text, region)))
        return next((Place(*found) for found in cities), None)

    @staticmethod
    def _city(text: str, region: Region) -> str | None:
        """The city of a region that a name means, or a place that stands behind it: 广州市, 广州市天河区."""
        for names in region.cities:
            if text in names or (text.startswith(names[0]) and text.endswith(_ENDS)):
                return names[-1]
        return None

    def may_be_place(self, text: str) -> bool:
        """Whether a name that the catalogue does not have may be a county's or a district's: 昆山市, 海淀区, 北京朝阳."""
        if text.endswith(_ENDS):
            return len(text) > 1 and not text.endswith("特别行政区")
        cities = (name for region in self.regions for names in region.cities for name in names)
        behind = {text.removeprefix(name) for name in (*self.place_names(), *cities)} - {text}
        return any(_IN_SHORT.fullmatch(rest) and self.region(rest) is None for rest in behind)

    def place_names(self) -> list[str]:
        """The names of all regions and cities."""
        return [
            name
            for region in self.regions
            for name in (*region.names[:2], *(city for city, _ in region.cities))
        ]

    def places(self, names: Iterable[str]) -> tuple[Place, ...]:
        """The places that the names of a coverage mean; 全国 means each region, 京津冀 those three."""
        found: list[Place] = []
        for name in names:
            if name == EVERYWHERE:
                found += map(Place, self.regions)
            elif name in self.groups:
                found += self.places(self.groups[name])
            elif place := self.place(name):
                found.append(place)
        return tuple(found)

    def place_of_address(self, address: str) -> Place | None:
        """The region that an address (北京市朝阳区…, 广州市…) begins with, and its city; None where it says no region.

        A city is known without its region by its full name alone: 朝阳 is a district, too, and 海南 a prefecture.
        """
        text = "".join(address.split()).removeprefix("中国").removeprefix("中华人民共和国")
        cities = [
            Place(region, short)
            for region in self.regions
            for city, short in region.cities
            if text.startswith(city)
        ]
        for region in self.regions:
            if text.startswith(region.name.zh):
                return Place(region, _city_ahead(text.removeprefix(region.name.zh), region))
        if cities:
            return max(cities, key=lambda found: len(found.city))
        for region in self.regions:
            if text.startswith(region.short):
                return Place(region, _city_ahead(text.removeprefix(region.short), region))
        return None

    def vocabulary(self) -> dict[str, Iterable[str]]:
        """The words that the catalogue decides, by the name of the schema definition that lists them."""
        return {
            "featureKind": self.features,
            "item": self.services,
            "approvalKind": self.approvals,
            "explanation": (*self.features, *NOT_OFFERED),
        }

    def other_names(self) -> dict[str, tuple[str, ...]]:
        """What people call the kinds of features and the services besides."""
        kinds = {word: (*each.name, *each.also) for word, each in self.features.items()}
        return kinds | {word: (*each.name, *each.also) for word, each in self.services.items()}

    def meanings(self) -> dict[str, dict[str, Text]]:
        """What each of these words means, in a few of them, as an editor shows it beside the word."""
        features = {kind: feature.in_short for kind, feature in self.features.items()}
        return {
            "featureKind": features,
            "explanation": {**features, **NOT_OFFERED},
            "item": {item: service.name for item, service in self.services.items()},
            "approvalKind": {name: approval.name for name, approval in self.approvals.items()},
        }


def part_of(item: str, service: str) -> bool:
    """Whether `item` is the service or belongs to it: B25/search and B25 to B25, B24-1 to B24."""
    return item == service or item.startswith((f"{service}/", f"{service}-"))


def telecom_services(tree: Mapping[str, Any]) -> dict[str, TelecomService]:
    """The services of a document of kind Catalogue."""
    return {
        row["id"]: TelecomService(
            row["id"],
            Text.of(row["name"]),
            tuple(row.get("also", ())),
            Text.of(row["means"]),
            tuple(row.get("within", ())),
            row.get("internet", True),
            row.get("content", False),
            row.get("besides", False),
        )
        for row in tree["services"]
    }


def classes(tree: Mapping[str, Any]) -> dict[str, Text]:
    """The classes of a document of kind Catalogue."""
    return {row["id"]: Text.of(row["license"]) for row in tree.get("classes", ())}


def approvals_of(tree: Mapping[str, Any]) -> dict[str, Approval]:
    """The approvals of a document of kind ApprovalCatalogue."""
    return {
        row["id"]: Approval(
            row["id"],
            Text.of(row["name"]),
            Text.of(row["basis"]),
            row["permit"],
            parse_date(row["since"]) if "since" in row else None,
            row.get("term_months"),
            row.get("working_days"),
            parse_date(row["existing_until"]) if "existing_until" in row else None,
        )
        for row in tree["approvals"]
    }


def shared_documents(tree: Mapping[str, Any]) -> dict[str, SharedDocument]:
    """The documents of a document of kind DocumentCatalogue."""
    return {
        row["id"]: SharedDocument(row["id"], Text.of(row["name"]), tuple(row["clauses"]))
        for row in tree["documents"]
    }


def feature_kinds(tree: Mapping[str, Any], approvals: Mapping[str, Approval]) -> dict[str, FeatureKind]:
    """The kinds of a document of kind FeatureCatalogue, with the approvals that they name.

    Raises:
        KeyError: there is no such approval.
    """
    return {
        row["kind"]: FeatureKind(
            row["kind"],
            Text.of(row["name"]),
            tuple(row["needs"]),
            Text.of(row["reason"]),
            (
                *([Approval(row["kind"], Text.of(row["approval"]))] if "approval" in row else ()),
                *(approvals[each] for each in row.get("approvals", ())),
            ),
            Text.of(row["basis"]) if "basis" in row else None,
            tuple(LookAlike(other["kind"], Text.of(other["when"])) for other in row.get("not", ())),
            tuple(row.get("also", ())),
            tuple(row.get("counts_as", ())),
            row.get("public", False),
            row.get("publishers", False),
        )
        for row in tree["features"]
    }


def regions(tree: Mapping[str, Any]) -> tuple[Region, ...]:
    """The regions of a document of kind RegionCatalogue."""
    return tuple(
        Region(
            row["code"],
            row["place"],
            Text(row["en"], row["name"]),
            row["short"],
            row["authority"],
            (
                *((name, _short(name)) for name in row.get("cities", ())),
                *((name, short) for short, name in row.get("prefectures", {}).items()),
            ),
        )
        for row in tree["regions"]
    )


def provinces(tree: Mapping[str, Any]) -> dict[str, str]:
    """The province of each place that a document of kind RegionCatalogue lists below it."""
    return {name: province for province, names in tree.get("below", {}).items() for name in names}


def groups(tree: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The names for several regions together of a document of kind RegionCatalogue."""
    return {name: tuple(names) for name, names in tree.get("groups", {}).items()}


def _city_ahead(text: str, region: Region) -> str:
    """The city of a region that a text begins with, in short; empty: none of them."""
    return next((short for _, short in region.cities if text.startswith(short)), "")


def _short(city: str) -> str:
    """A city's name as licenses often write it: 广州 for 广州市."""
    suffix = next((each for each in _SUFFIXES if city.endswith(each)), "")
    return city.removesuffix(suffix)
