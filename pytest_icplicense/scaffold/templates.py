"""The texts of a new project: manifests, configuration, commit hook and CI file, from templates and a few answers.

The templates are `policies/templates/`: `string.Template`, with comments in both languages side by side (`#en`,
`#zh`), of which one is kept.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import Template

from pytest_icplicense.library import Library, shipped
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import NOBODYS_NUMBER, parse_number
from pytest_icplicense.model.site import LicensedSite
from pytest_icplicense.scaffold.installed_from import PACKAGE, Origin
from pytest_icplicense.text import Text

OPERATOR_FILE = "operator.icp.yaml"
HERE = "."
"""The folder of a project that is a repository of its own."""
_INFORMATION, _PUBLISHING = "B25", "B25/publishing"
TO_FILL_IN = Text("to be filled in", "待填写")
NO_DOMAIN = "to-be-filled-in.invalid"
"""Stands where a domain belongs; RFC 2606 keeps `.invalid` from ever being one."""

_WIDTH = 80
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][\w./-]*")
_WORDS = re.compile(r"(?i)(?:true|false|null|yes|no|on|off|y|n)\Z")


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature that the service is known to have."""

    id: str
    kind: str
    note: str = ""
    """Where it was seen."""


@dataclass(frozen=True)
class Answers:
    """What is known of the project. What is not is left open in the files, never invented."""

    name: str
    number: str | None
    company: str | None
    domains: tuple[str, ...]
    lang: str
    library: Library
    operator: str = OPERATOR_FILE
    """The file of the operator's manifest, as the service's manifest refers to it."""
    features: tuple[Feature, ...] = ()
    home_page: str | None = None
    """The file that is likely the home page of the only site, or of the only one that is served from here."""
    served: tuple[str, ...] = ()
    """Domains that the repository serves."""
    apps: tuple[str, ...] = ()
    """Names of the apps and mini programs that were found."""
    log_retention: int | None = None
    """Days, as configuration has them."""

    @cached_property
    def license(self) -> License | None:
        """The license of that number, where the library has it."""
        return self.library.licenses.get(self.number) if self.number else None

    @cached_property
    def held(self) -> tuple[License, ...]:
        """What the operator holds as far as is known: the license, and the others of the same holder."""
        holder = self.company or (self.license.holder if self.license else None)
        others = (self.library.licenses[each] for each in own_numbers(self.library))
        own = tuple(each for each in others if each.holder == holder and each is not self.license)
        return (self.license, *own) if self.license else () if self.number else own

    @property
    def sites(self) -> list[LicensedSite]:
        """The sites: those of the domains, else all of the license's annexe; what is not known of them is empty."""
        if not self.domains:
            return list(self.license.sites) if self.license else []
        sites = []
        for domain in self.domains:
            known = self.license.site(domain) if self.license else None
            sites.append(known._replace(domain=domain) if known else LicensedSite("", domain))
        return sites

    @property
    def region(self) -> str | None:
        """The one province that the license allows, where it is one."""
        if self.license is None:
            return None
        catalogue = self.library.catalogue
        covered = {name for grant in self.license.scope for name in grant.coverage or ()}
        places = [parse_number(self.license.number).place]
        named = [region for name in covered if (region := catalogue.region(name))]
        found = named if covered else [region for region in catalogue.regions if region.place in places]
        return found[0].name.zh if len(found) == 1 and len(covered) < 2 else None

    @property
    def items(self) -> list[str]:
        """The licensed telecom services that the features need, and what else the license is for.

        Of information services, publishing alone is taken for granted: the others bring duties of their own.
        """
        held, catalogue = self.license, self.library.catalogue
        needs = [need for feature in self.features for need in catalogue.features[feature.kind].needs]
        if held:
            needs += [each for grant in held.scope for each in (grant.only or (grant.category,))]
            needs = [each for each in needs if each not in self._unshown and each != _INFORMATION]
            needs.append(_PUBLISHING)
        return [
            need
            for need in dict.fromkeys(needs)
            if held and (held.refuses(need, catalogue) is None or held.unread(need, catalogue))
        ]

    @property
    def _unshown(self) -> set[str]:
        """Items of information services that no feature needs."""
        catalogue = self.library.catalogue
        needed = {need for feature in self.features for need in catalogue.features[feature.kind].needs}
        return {each for each in catalogue.services if each.startswith(f"{_INFORMATION}/")} - needed

    @property
    def licensed_besides(self) -> list[str]:
        """Items of information services that are licensed and that nothing here shows."""
        held, catalogue = self.license, self.library.catalogue
        return [
            each
            for each in sorted(self._unshown - {_PUBLISHING})
            if held and not catalogue.services[each].content and held.refuses(each, catalogue) is None
        ]


def own_numbers(library: Library) -> list[str]:
    """The numbers of the licenses that this package does not ship: those are somebody else's."""
    return sorted(
        number
        for number in library.licenses
        if not library.sources[number].file.resolve().is_relative_to(shipped().resolve())
    )


def only_holder(library: Library) -> str | None:
    """Who holds all licenses that this package does not ship; None: there are none, or those of several holders."""
    holders = {library.licenses[each].holder for each in own_numbers(library)}
    return holders.pop() if len(holders) == 1 else None


def service_manifest(answers: Answers) -> str:
    """The text of the service's manifest."""
    todo = TO_FILL_IN.to(answers.lang)
    sites = answers.sites or [LicensedSite("", NO_DOMAIN)]
    features = [_feature(each) for each in answers.features]
    return _filled(
        "service.yaml",
        answers.lang,
        name=scalar(answers.name),
        operator=scalar(answers.operator),
        license_note=_license_note(answers),
        license=answers.number or NOBODYS_NUMBER,
        sites="\n".join(line for site in sites for line in _site(site, todo, _page_of(site, sites, answers))),
        apps=_apps(answers),
        items=_flow(answers.items),
        regions=_flow([answers.region or todo]),
        features=_block(features),
    )


def _apps(answers: Answers) -> str:
    """The apps, with a comment before them; nothing where there are none."""
    if not answers.apps:
        return ""
    note = Text(
        "# Apps and mini programs by which users reach it; in 'about', a file of theirs,\n"
        "# the license number is visible (SP-02.4).",
        "# 用户使用本服务的应用程序和小程序；about 为其中能看到经营许可证编号的页面文件\n# （SP-02.4）。",
    )
    rows = "".join(f"\n  - {_pair('name', name, 4)}\n    # about:" for name in answers.apps)
    return f"\n{note.to(answers.lang)}\napps:{rows}\n"


def _page_of(site: LicensedSite, sites: Sequence[LicensedSite], answers: Answers) -> str | None:
    """The home page that was found, where it is clear whose it is."""
    served = [each for each in sites if each.domain in answers.served] if len(sites) > 1 else sites
    return answers.home_page if [each.domain for each in served] == [site.domain] else None


def _feature(feature: Feature) -> str:
    if not feature.note:
        return f"\n  - {{id: {scalar(feature.id)}, kind: {feature.kind}}}"
    note = scalar(feature.note, len("    note: "))
    return f"\n  - id: {scalar(feature.id)}\n    kind: {feature.kind}\n    note: {note}"


def operator_manifest(answers: Answers) -> str:
    """The text of the operator's manifest."""
    held = answers.held
    numbers = [each.number for each in held] or [answers.number or NOBODYS_NUMBER]
    sites = [site for each in held for site in each.sites]
    providers = dict.fromkeys(name for site in sites for name in site.access_providers)
    known = []
    if providers:
        rows = "".join(f"\n    - {_pair('provider', name, 6)}\n      kind: access" for name in providers)
        note = Text(
            "# Of whom it buys access (SP-03.2), as in the annex; add each one's 'license'.",
            "# 网络接入的来源（SP-03.2），与附页一致；请补充各单位的 license。",
        )
        known.append(f"{note.to(answers.lang)}\nnetwork:\n  upstreams:{rows}")
    if answers.log_retention is not None:
        note = Text("# As configuration has it (SP-09.2).", "# 与配置一致（SP-09.2）。")
        known.append(f"{note.to(answers.lang)}\nlogs: {{retention_days: {answers.log_retention}}}")
    return (
        _filled(
            "operator.yaml",
            answers.lang,
            company=scalar(
                answers.company or (held[0].holder if held else TO_FILL_IN.to(answers.lang)), len("name: ")
            ),
            license_note="" if held else _license_note(answers),
            licenses=", ".join(numbers),
            known="\n".join(known),
        ).rstrip("\n")
        + "\n"
    )


def schema_file(library: Library, kind: str) -> str:
    """The JSON Schema of a kind of manifest, for editors that work offline."""
    return json.dumps(library.schema_for_editors(kind), ensure_ascii=False, indent=2) + "\n"


def settings_table(lang: str, licenses: Sequence[str], policies: Sequence[str]) -> str:
    """The table `[tool.icplicense]`; `licenses` and `policies` are paths relative to its file."""
    lists = {
        "licenses": f"licenses = {_toml(licenses)}" if licenses else '# licenses = ["licenses"]',
        "policies": f"policies = {_toml(policies)}" if policies else '# policies = ["policies"]',
    }
    return _filled("tool-table.toml", lang, lang=lang, **lists)


ENTRY, ENTRY_WITHOUT_LICENSE = "icplicense check --role developer", "icplicense diff"
"""What a commit hook runs: what a developer can change; where the license is not known, what a change newly fails."""


def pre_commit_hooks(
    lang: str,
    folder: str = HERE,
    policies: Sequence[str] = (),
    origin: Origin | None = None,
    entry: str = ENTRY,
) -> str:
    """The configuration of pre-commit for a project in the `folder` of a repository; with policies of one's own also
    the hook that proves them. All paths are relative to the repository's root, where hooks run. `origin`: the repository
    that the hooks are taken from; None: a package index.
    """
    if origin is not None:
        arguments = [folder] if folder != HERE else []
        text = _filled(
            "pre-commit-from-repository.yaml",
            lang,
            repository=scalar(origin.repository),
            revision=scalar(origin.revision),
            entry=entry,
            args=_arguments(arguments),
        )
        hook = f"      - id: icplicense-test-policies\n{_arguments(policies if arguments else [])}"
        return text + hook if policies else text
    check, test = Text("judge manifests", "判定清单"), Text("prove policies", "验证策略")
    below = folder != HERE
    text = _filled(
        "pre-commit-config.yaml",
        lang,
        check_name=check.to(lang),
        entry=entry,
        args=_arguments([folder] if below else []),
    )
    if not policies:
        return text
    return text + _filled(
        "pre-commit-policies.yaml", lang, test_name=test.to(lang), args=_arguments(policies if below else [])
    )


def ci_file(server: str, lang: str, folder: str = HERE, origin: Origin | None = None) -> str:
    """The CI file for `github` or `gitlab`, for a project in the `folder` of a repository.

    The package is installed from a package index, or from the repository that is its `origin`, if others can reach that.
    """
    package = PACKAGE
    if origin is not None and origin.reachable:
        package = f'"{PACKAGE} @ git+{origin.repository}@{origin.revision}"'
    template = {"github": "github-workflow.yml", "gitlab": "gitlab-ci.yml"}[server]
    if folder == HERE:
        return _filled(template, lang, folder=f" {HERE}", rootdir=HERE, package=package)
    quoted = shlex.quote(folder)
    indent = {"github": 10, "gitlab": 6}[server]
    # Below --rootdir pytest finds the settings of the project, not those at the repository's root.
    where = {"folder": f"\n{' ' * indent}{quoted}", "rootdir": quoted}
    return _filled(template, lang, package=package, **where)


def fit_name(text: str) -> str:
    """A service name made of a folder's or a project's name; `service` where nothing of it can be kept."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")[:64].rstrip("-._") or "service"
    return f"{kept}-service" if kept.lower() in ("operator", "icp") else kept


def _filled(template: str, lang: str, /, **values: str) -> str:
    text = (shipped() / "templates" / template).read_text(encoding="utf-8")
    other = "#en " if lang == "zh" else "#zh "
    lines = [
        line.replace(f"#{lang} ", "# ", 1)
        for line in text.splitlines(keepends=True)
        if not line.lstrip().startswith(other)
    ]
    return Template("".join(lines)).substitute(values)


def _license_note(answers: Answers) -> str:
    if answers.number:
        return ""
    return Text(
        f"# TO BE FILLED IN: {NOBODYS_NUMBER} is nobody's number.\n",
        f"# 待填写：{NOBODYS_NUMBER} 不是任何人的编号。\n",
    ).to(answers.lang)


def _site(site: LicensedSite, todo: str, page: str | None) -> Iterator[str]:
    yield f"  - {_pair('domain', site.domain, 4)}"
    yield f"    {_pair('name', site.name or todo, 4)}"
    for key, values in (
        ("server_location", site.server_locations),
        ("access_provider", site.access_providers),
    ):
        yield f"    {_pair(key, '；'.join(values), 4)}" if values else f"    # {key}:"
    yield f"    {_pair('homepage', page, 4)}" if page else "    # homepage:"


def _block(entries: Iterable[str]) -> str:
    """The entries, each with its own line breaks, below their key; `[]` where there are none."""
    return "".join(entries) or " []"


def _arguments(values: Sequence[str]) -> str:
    return f"        args: {_flow(values)}\n" if values else ""


def _flow(values: Iterable[str]) -> str:
    return f"[{', '.join(scalar(value) for value in values)}]"


def _pair(key: str, value: str, indent: int) -> str:
    return f"{key}: {scalar(value, indent + len(key) + 2)}"


def scalar(value: str, column: int = 0) -> str:
    """A text as a YAML scalar that begins at `column`: plain where nobody could read it otherwise, else in quotes."""
    if _PLAIN.fullmatch(value) and not _WORDS.match(value) and column + len(value) <= _WIDTH:
        return value
    quoted = json.dumps(value, ensure_ascii=not value.isprintable())
    room = _WIDTH - column - 3
    if column + len(quoted) <= _WIDTH or room < 10:
        return quoted
    lines = [""]
    for char in value:
        escaped = json.dumps(char, ensure_ascii=not char.isprintable())[1:-1]
        if len(lines[-1]) + len(escaped) > room:
            # a backslash ends a line that goes on; another keeps the blank that the next one begins with
            lines.append("\\" if char == " " else "")
        lines[-1] += escaped
    return '"' + f"\\\n{' ' * column}".join(lines) + '"'


def _toml(paths: Sequence[str]) -> str:
    return "[" + ", ".join(json.dumps(path, ensure_ascii=False) for path in paths) + "]"
