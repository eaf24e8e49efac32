"""Files that are made to cost: each is judged, or refused with its place, in 2 s of the processor and 200 MB."""

from __future__ import annotations

import re

import pytest

from pytest_icplicense.library import settings

pytestmark = pytest.mark.slow
SERVICE = "ads-console.icp.yaml"


def more(count, entry):
    return "".join(entry % index for index in range(count))


APPENDED = {
    "deep lists": "x: " + "[" * 50_000 + "]" * 50_000,
    "deep mappings": "x: " + "{a: " * 50_000,
    "deep blocks": "x:\n" + "".join(" " * level + "- \n" for level in range(1, 1300)),
    "deep keys above many entries": "x: "
    + "".join("{? " + "k" * 1000 + "\n : " for _ in range(50))
    + "["
    + "a," * 90_000
    + "]"
    + "}" * 50,
    "a key of 300,000 characters": '? "' + "键" * 300_000 + '"\n: 1\n',
    "45,000 unknown keys": more(45_000, "fea%d: 1\n"),
    "90,000 keys twice": "a: 1\n" * 90_000,
    "98,000 entries": "x: [" + "a," * 98_000 + "]\n",
    "100,001 nodes": "x: [" + "a," * 100_001 + "]\n",
    "tags": "x: [" + '!!python/object/apply:os.system ["id"], ' * 20_000 + "]\n",
    "laughs": more(20_000, "b%d: &b [*b,*b,*b]\n"),
    "an anchor of 500,000 characters": "&" + "a" * 500_000 + " x",
    "an open quote": 'x: "' + "a" * 800_000,
    "colons": "a:" * 400_000,
    "question marks": "? " * 400_000,
    "long lines": "x: " + "{a: b}, " * 100_000,
}
INSTEAD = {
    "a name of 900,000 characters": ("name: ads-console", "name: " + "a" * 900_000),
    "an amount of 300,000 digits": ('amount: "99.00"', "amount: '" + "9" * 300_000 + "'"),
    "a number of 300,000 digits": ('amount: "99.00"', "amount: " + "9" * 300_000),
    "a kind of 900,000 characters": ("kind: Service", "kind: " + "S" * 900_000),
    "a domain of 900,000 characters": ("domain: ad.oceanengine.com", "domain: " + "a" * 900_000 + ".com"),
    "a domain of 400,000 labels": ("domain: ad.oceanengine.com", "domain: " + "a." * 400_000 + "com"),
    "a path of 900,000 characters": ("homepage: web/index.html", "homepage: " + "a/" * 450_000 + "x"),
    "60,000 licenses": ("license: 京B2-20181623", "license: [" + "京B2-20181623, " * 60_000 + "]"),
    "a license of many classes": ("license: 京B2-20181623", "license: 京B2" + ".B2" * 200_000 + "-20181623"),
    "30,000 items that are mappings": (
        "items: [B25/publishing]",
        "items: [" + more(30_000, "{a: %d},") + "]",
    ),
    "45,000 items of two types": ("items: [B25/publishing]", "items: [" + more(45_000, "%d, a,") + "]"),
    "49,000 regions": ("regions: [北京市]", "regions: [" + more(49_000, "a%d,") + "]"),
    "20,000 features": ("\nfeatures:\n", "\nfeatures:\n" + more(19_800, "  - {id: a%d, kind: web-search}\n")),
    "2,000 features": ("\nfeatures:\n", "\nfeatures:\n" + more(1_990, "  - {id: a%d, kind: web-search}\n")),
    "20,000 misspelt kinds": (
        "\nfeatures:\n",
        "\nfeatures:\n" + more(19_800, "  - {id: a%d, kind: web-serch}\n"),
    ),
    "90,000 empty features": ("\nfeatures:\n", "\nfeatures:\n" + "  - {}\n" * 90_000),
    "2,000 sites": (
        "\nsites:\n",
        "\nsites:\n" + more(1_990, "  - {domain: a%d.oceanengine.com, name: x, homepage: web/index.html}\n"),
    ),
}
ALONE = {
    "documents": "---\na\n" * 90_000,
    "empty documents": "---\n" * 200_000,
    "comments": "#" * 1_000_000,
    "directives": more(30_000, "%%TAG !e%d! tag:e,2000:\n") + "---\na",
    "a version": "%YAML 1." + "1" * 400_000 + "\n---\na",
    "exclamation marks": "!" * 400_000,
    "line breaks": "\n" * 1_000_000,
    "tabs": "\t" * 1_000_000,
    "spaces": "a: |\n" + " " * 1_000_000,
    "2 MiB": "a: " + "b" * (2 << 20),
}


def told(done) -> None:
    """Each refusal stands at a place, in a line that one can read."""
    lines = [line for line in done.out.splitlines() if re.match(r"\S+icp\.ya?ml:\d+:\d+: ", line)]
    assert lines or done.code == 0
    assert max(map(len, lines), default=0) < 2500
    assert len(lines) < 120 or done.code == 1


@pytest.mark.parametrize("name", APPENDED)
def test_what_is_appended_to_a_manifest(name, project, bounded):
    text = project.service.read_text(encoding="utf-8")
    project.service.write_text(text + APPENDED[name], encoding="utf-8")
    done = bounded("check", "--lang", "en")
    assert done.code == 2
    told(done)


@pytest.mark.parametrize("name", INSTEAD)
def test_what_stands_in_a_manifest(name, project, bounded):
    text = project.service.read_text(encoding="utf-8")
    old, new = INSTEAD[name]
    assert old in text
    project.service.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = bounded("check", "--lang", "en")
    assert done.code == (1 if name in ("2,000 features", "2,000 sites") else 2)
    told(done)


@pytest.mark.parametrize("name", ALONE)
def test_what_is_no_manifest(name, project, bounded):
    (project.root / "zz.icp.yaml").write_text(ALONE[name], encoding="utf-8")
    done = bounded("check", "--lang", "en")
    assert done.code == 2
    assert " passed" in done.out  # the rest of the project


@pytest.mark.parametrize(
    "pattern",
    ["*a" * 250, "[ab]" * 120 + "b", "*?*?" * 120, "[!" * 200, "[z-a]*[[:x]*" * 40, "*" * 499 + "b"],
)
def test_patterns_of_waivers_and_of_measures(pattern, project, bounded):
    (project.root / "icp-waivers.yaml").write_text(
        f"- {{check: SP-15.5.2, subject: '{pattern}', reason: 更名, approver: 王芳, from: 2022-05-01,"
        " expires: 2022-08-01}\n" * 20,
        encoding="utf-8",
    )
    covers = ", ".join([f"'{index}{pattern[:490]}'" for index in range(1000)])
    project.change("operator.icp.yaml", "covers: [ads-console", f"covers: [{covers}, ads-console")
    name = "a" * 63
    project.change("ads-console.icp.yaml", "\nname: ads-console\n", f"\nname: {name}\n")
    done = bounded("check", "--lang", "en")
    assert done.code == 1
    assert re.search("(?i)waiver", done.out), done.out[-2000:]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("x = " + "[" * 100_000, "nested too deep"),
        ("x = " + "9" * 10_000, "no TOML: "),
        ("warn_days = " + "9" * 4000, "not a number of days from 0 to 3650: 999"),
        ("licenses = ['" + "a" * 100_000 + "']", "not a path or pattern"),
        ('licenses = ["a\\u0000b"]', "not a path or pattern"),
        ('policies = ["/dev/zero"]', "not a regular file"),
        ("as_of = 0001-01-01", "not a day such as"),
        ("exclude = ['" + "[ab]*" * 300_000 + "']", "1 MiB"),
        ("exclude = ['" + "*a" * 600 + "']", "not a path or pattern"),
        (f"exclude = {['a'] * 1001}", "more than 1,000 entries"),
        ("#" * (2 << 20), "1 MiB"),
        ("lang = '" + "x" * 100_000 + "'", "not one of en, zh: 'xxx"),
        ("'" + "k" * 100_000 + "' = 1", "unknown setting 'kkk"),
    ],
)
def test_settings(table, message, project, bounded):
    (project.root / "pyproject.toml").write_text(f"[tool.icplicense]\n{table}\n", encoding="utf-8")
    done = bounded("check", "--lang", "en")
    assert done.code == 2
    (line,) = [each for each in (done.out + done.err).splitlines() if message in each]
    assert len(line) < 1200


def test_as_many_patterns_as_a_setting_may_have(project, bounded):
    patterns = ", ".join(f"'*a{index}*a*b*'" for index in range(settings.MAX_PATTERNS))
    (project.root / "pyproject.toml").write_text(
        f"[tool.icplicense]\nas_of = '2022-06-01'\nexclude = [{patterns}]\n", encoding="utf-8"
    )
    assert bounded("check").code == 0


def test_settings_in_utf_16_are_not_passed_over(project, bounded):
    file = project.root / "pyproject.toml"
    file.write_bytes(file.read_text(encoding="utf-8").encode("utf-16"))
    done = bounded("check", "--lang", "en")
    assert done.code == 2
    assert "pyproject.toml:1:1: the file is UTF-16" in done.err
