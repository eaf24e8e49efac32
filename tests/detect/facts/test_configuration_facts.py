"""What configuration shows of duties: small repositories of every kind, and the facts that are right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from pytest_icplicense import library as libraries
from pytest_icplicense.detect.facts.formats import terraform
from pytest_icplicense.files import memory
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.facts import Facts
from pytest_icplicense.workspace.workspace import Workspace

ROOT = Path("/repository")
CASES = yaml.load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
LIBRARY = libraries.load()


def facts_of(files: dict[str, str | bytes]) -> Facts:
    return Workspace(Settings(folder=ROOT), ROOT, memory(ROOT, files), LIBRARY).facts


def values(found: Facts, fact: str) -> list[object]:
    return [each.value for each in found.observations if each.fact == fact]


@pytest.mark.parametrize("case", CASES, ids=[each["what"] for each in CASES])
def test_all_facts_of_a_kind_are_seen_and_no_others(case):
    found = facts_of(case["files"])
    assert not found.problems
    assert not found.unjudged
    for fact, wanted in case["facts"].items():
        assert Counter(map(str, values(found, fact))) == Counter(map(str, wanted)), fact


def test_a_fact_says_where_it_stands_and_whose_it_is():
    manifest = "apiVersion: icplicense/v1\nkind: Service\nname: {}\n"
    found = facts_of(
        {
            "a/icp.yaml": manifest.format("shop"),
            "b/icp.yaml": manifest.format("forum"),
            "a/logs.tf": 'resource "alicloud_log_store" "a" {\n  retention_period = 30\n}\n',
            "infra/logs.tf": 'resource "alicloud_log_store" "b" {\n\n  retention_period = 60\n}\n',
        }
    )
    own, shared = (each for each in found.observations if each.fact == "log-retention")
    assert (str(own.place), own.owners, own.value, own.unit) == (
        "a/logs.tf:2:3",
        {"a/icp.yaml#0"},
        30,
        "days",
    )
    assert (str(shared.place), shared.owners) == ("infra/logs.tf:3:3", None)
    assert own.evidence == "alicloud_log_store retention_period: 30"
    forum = found.of_service("forum", "b/icp.yaml#0")
    assert [each.value for each in forum.observed("log-retention")] == [60]


@pytest.mark.parametrize(
    ("file", "text", "place", "why"),
    [
        (
            "logs.tf",
            'resource "alicloud_log_store" "a" {\n  retention_period = = 3\n}\n',
            "logs.tf:",
            "no HCL",
        ),
        (
            "k8s/topic.yaml",
            "kind: KafkaTopic\nmetadata: [name\nspec: {config: {retention.ms: 1}}\n",
            "k8s/topic.yaml:3",
            "no YAML",
        ),
        (
            "app/src/main/AndroidManifest.xml",
            '<!DOCTYPE m [<!ENTITY a "b">]><manifest><uses-permission name="&a;"/></manifest>',
            "app/src/main/AndroidManifest.xml:",
            "XML entities",
        ),
        (
            "logs.tf",
            'resource "alicloud_log_store" "a" { x = ' + "[" * 400 + "]" * 400 + "}\n",
            "logs.tf:",
            "levels deep",
        ),
        (
            "nginx.conf",
            "server { server_name a; location / {" + "if (a) {" * 40 + "}" * 42,
            "nginx.conf:1",
            "levels deep",
        ),
    ],
)
def test_a_file_that_cannot_be_looked_into_is_told_with_its_place(file, text, place, why):
    found = facts_of({file: text, "other.tf": 'resource "alicloud_log_store" "o" { retention_period = 9 }\n'})
    (problem,) = found.unjudged
    assert str(problem.place if hasattr(problem, "place") else problem.to("en")).startswith(place)
    assert why in problem.message.en
    assert values(found, "log-retention") == [9]


def test_configuration_that_is_too_large_is_told_and_what_is_large_for_other_reasons_is_not():
    padding = "# a remark\n" * 220_000
    found = facts_of(
        {
            "logs.tf": f'{padding}resource "alicloud_log_store" "a" {{ retention_period = 3 }}\n',
            "nginx/mime.conf": f"{padding}types {{}}\n",
            "package-lock.json": f'{{"kind": "", "metadata": "{padding}"}}'.replace("\n", ""),
            "bundle.js": f"// TimedRotatingFileHandler dateFile\n{padding}",
        }
    )
    (problem,) = found.unjudged
    assert problem.to("en").startswith("logs.tf:1:1: not judged: more than 2 MiB")


def test_configuration_of_which_nothing_is_read_because_of_its_size_is_told_too():
    huge = b"# a remark\n" * 1_600_000
    found = facts_of({"logs.tf": huge, "bundle.js": huge, "data.json": huge})
    (problem,) = found.unjudged
    assert problem.to("en").startswith("logs.tf:1:1: not judged: more than 2 MiB")


def test_variables_in_a_file_that_is_too_large_are_not_known():
    found = facts_of(
        {
            "logs.tf": 'variable "keep" { default = 180 }\n'
            'resource "alicloud_log_store" "a" { retention_period = var.keep }\n',
            "terraform.tfvars": "keep = 7\n" + "# a remark\n" * 220_000,
        }
    )
    assert values(found, "log-retention") == []
    (problem,) = found.unjudged
    assert "terraform.tfvars" in problem.to("en")


def test_broken_json_is_told_as_json_by_whoever_reads_it():
    found = facts_of(
        {"elastic/ilm.json": '{"policy": {"phases": {"delete": {"min_age": "7d" "8d", "actions": {}}}}}\n'}
    )
    (problem,) = found.unjudged
    assert str(problem.place if hasattr(problem, "place") else problem.to("en")).startswith(
        "elastic/ilm.json:1:51"
    )
    assert "no JSON: Expecting ',' delimiter" in problem.message.en


@pytest.mark.parametrize("name", ["terraform.tfvars", "terraform.tfvars.json"])
def test_variables_that_cannot_be_read_are_told_once_and_nothing_is_guessed(name):
    log = 'variable "days" { default = 7 }\nresource "aws_cloudwatch_log_group" "NAME" { retention_in_days = var.days }\n'
    files = {
        "a.tf": log.replace("NAME", "a"),
        "b.tf": log.replace("NAME", "b"),
        name: "{",
    }
    found = facts_of(files)
    assert values(found, "log-retention") == []
    (problem,) = found.unjudged
    assert f"what variables are is not known: {name}:" in problem.message.en


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {
                "a.yaml": "Parameters: {K: {Default: 7}}\nResources:\n"
                "  A: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: !Ref K}}\n",
                "parameters.json": "[{",
            },
            "parameters.json:",
        ),
        (
            {
                "site.yml": "- hosts: a\n  tasks:\n"
                "    - community.aws.cloudwatchlogs_log_group: {log_group_name: a, retention: '{{ k | default(7) }}'}\n",
                "group_vars/all.yml": "k: [\n",
            },
            "group_vars/all.yml:",
        ),
        (
            {
                "modules/a/main.tf": 'variable "k" { default = 7 }\n'
                'resource "alicloud_log_store" "a" { retention_period = var.k }\n',
                "live/terragrunt.hcl": "terraform { source = = }\n",
            },
            "live/terragrunt.hcl:",
        ),
        (
            {
                "base/kustomization.yaml": "resources: [a.yaml]\n",
                "base/a.yaml": "kind: KafkaTopic\nmetadata: {name: orders}\nspec: {config: {retention.ms: 1}}\n",
                "prod/kustomization.yaml": "resources: [../base\n",
            },
            "prod/kustomization.yaml:",
        ),
        (
            {
                "loki/values.yaml": "limits_config: {retention_period: 7d}\ncompactor: {retention_enabled: true}\n",
                "loki/values-prod.yaml": "limits_config: {\n",
            },
            "loki/values-prod.yaml:",
        ),
    ],
    ids=["stack", "playbook", "terragrunt", "kustomize", "values"],
)
def test_what_may_change_a_value_and_cannot_be_read_is_told_and_nothing_is_guessed(files, told):
    found = facts_of(files)
    assert values(found, "log-retention") == []
    assert any(told in each.to("en") for each in found.unjudged), [each.to("en") for each in found.unjudged]


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("file", "text"),
    [
        (
            "a.tf",
            'locals {\n  a = local.b\n  b = local.a\n}\nresource "alicloud_log_store" "x" { retention_period = local.a }\n',
        ),
        (
            "a.tf",
            'module "a" { source = "." }\nresource "alicloud_log_store" "x" { retention_period = var.x }\n',
        ),
        ("a.tf", "alicloud_log_store " + "x {" * 5000),
        ("a.tf", 'resource "alicloud_log_store" "x" { retention_period = ' + "1 + " * 3000 + "1 }\n"),
        ("db.sql", "CREATE TABLE a_log TTL " + "a" * 200_000 + "\n" + "TTL a + " * 20_000),
        ("init.js", "db.a_log.createIndex({" * 5_000),
        (
            "a.yaml",
            "actions: &a {action: delete_indices, filters: {unit: days, unit_count: 3}}\n" + "b: *a\n" * 1000,
        ),
        ("nginx.conf", "server_name " + "a" * 500_000 + "; server {" + "listen 80;" * 20_000 + "}"),
        ("etc/logrotate.d/a", "/var/log/" + "a" * 100_000 + " {\n" + "rotate 3\n" * 50_000),
        ("a.json5", "{" * 5_000 + "module requestPermissions"),
        ("module.json5", "module requestPermissions name " + "'" * 100_000),
        ("CNAME", "a.cn\n" * 12_000),
        ("a.sh", "cat > /etc/logrotate.d/x <<EOF\n" * 20_000),
        ("a.sh", "".join(f"cat > /etc/logrotate.d/x <<E{n}\nx\n" for n in range(10_000))),
        ("a.sh", "curl /_ilm/policy/a -d '{" * 10_000),
        ("a.sh", "find " + "/log" * 20_000 + " -mtime +7 x\n"),
        ("a.js", "new Schema({ type: Date " * 10_000 + " expireAfterSeconds"),
        ("roles/a/templates/logrotate.j2", "{% " * 50_000 + "{{ " * 50_000 + "/var/log/a {\n}\n"),
    ],
)
def test_what_is_made_to_last_ends(file, text):
    facts_of({file: text})


GROWING = {
    "lists": ("[1]", "concat({0}, {0}, {0}, {0}, {0}, {0}, {0}, {0})"),
    "nested lists": ("[1]", "[{0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}]"),
    "texts": ('"xxxxxxxxxx"', 'format("%s%s%s%s%s%s%s%s", {0}, {0}, {0}, {0}, {0}, {0}, {0}, {0})'),
    "templates": ('"xxxxxxxxxx"', '"${{{0}}}${{{0}}}${{{0}}}${{{0}}}${{{0}}}${{{0}}}${{{0}}}${{{0}}}"'),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("what", GROWING)
def test_values_that_grow_with_each_reference_are_not_known(what):
    first, then = GROWING[what]
    lines = [f"  a0 = {first}", *(f"  a{n} = {then.format(f'local.a{n - 1}')}" for n in range(1, 14))]
    store = 'resource "alicloud_log_store" "x" { retention_period = local.a13 }\n'
    found = facts_of({"a.tf": "locals {\n" + "\n".join(lines) + "\n}\n" + store})
    assert not found.observations


@pytest.mark.timeout(60)
def test_expressions_are_counted_over_the_whole_repository(monkeypatch):
    monkeypatch.setattr(terraform.Steps, "__init__", lambda self: setattr(self, "left", 2_000))
    loops = "[for a in local.l : [for b in local.l : [for c in local.l : c]]]"
    text = f"locals {{\n  l = [{', '.join(map(str, range(100)))}]\n  a = {loops}\n}}\n"
    found = facts_of(
        {"a.tf": f'{text}resource "alicloud_log_store" "x" {{ retention_period = local.a[0][0][0] }}\n'}
    )
    assert not found.observations
    assert "expressions to evaluate" in found.unjudged[0].message.en


@pytest.mark.timeout(60)
def test_bases_that_build_on_one_another_are_put_together_only_so_often():
    files = {
        f"k{level}/kustomization.yaml": f"resources: [{', '.join([f'../k{level + 1}'] * 30)}]\n"
        for level in range(7)
    }
    topic = "kind: KafkaTopic\nmetadata: {name: a-log}\nspec: {config: {retention.ms: 86400000}}\n"
    found = facts_of({**files, "k7/kustomization.yaml": "resources: [a.yaml, ../k0]\n", "k7/a.yaml": topic})
    assert values(found, "log-retention") == [1]


@pytest.mark.timeout(60)
def test_conditions_of_a_stack_are_settled_once():
    rows = "\n".join(f"  A{n}: !And [!Condition A{n - 1}, !Condition A{n - 1}]" for n in range(1, 60))
    group = "  X: {Type: 'AWS::Logs::LogGroup', Condition: A59, Properties: {RetentionInDays: 3}}\n"
    found = facts_of({"a.yaml": f"Conditions:\n  A0: !Equals [a, a]\n{rows}\nResources:\n{group}"})
    assert values(found, "log-retention") == [3]
    around = "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\nResources:\n"
    assert not facts_of({"a.yaml": around + group.replace("A59", "A")}).observations


@pytest.mark.parametrize(
    ("kustomization", "seen"),
    [
        ("patches: [{target: {kind: KafkaTopic}, patch: '[{op: remove, path: /spec/config}]'}]", []),
        ("patches: [{target: {kind: KafkaTopic}, patch: '[{op: add, path: \"\", value: 1}]'}]", [1]),
        ("patches: [{target: {kind: KafkaTopic}, patch: '[{op: test, path: /a, value: 1}]'}]", []),
        ("patches: [{target: {labelSelector: a=b}, patch: '{spec: {config: {retention.ms: 1}}}'}]", []),
        ("patches: [{patch: '{kind: KafkaTopic, metadata: {name: a-log}, $patch: delete}'}]", []),
        (
            "patches: [{patch: '{kind: KafkaTopic, metadata: {name: other}, $patch: delete}'}, 3, {path: gone.yaml}]",
            [1],
        ),
        ("patches: {a: b}", [1]),
    ],
)
def test_a_patch_does_what_kustomize_does_or_leaves_it_open(kustomization, seen):
    topic = "kind: KafkaTopic\nmetadata: {name: a-log}\nspec: {config: {retention.ms: 86400000}}\n"
    found = facts_of({"kustomization.yaml": f"resources: [a.yaml]\n{kustomization}\n", "a.yaml": topic})
    assert values(found, "log-retention") == seen


def test_a_fact_of_files_laid_over_one_another_stands_where_its_value_is_written():
    found = facts_of(
        {
            "loki/values.yaml": "loki:\n  limits_config:\n    retention_period: 168h\n",
            "loki/values-prod.yaml": "loki:\n  compactor: {retention_enabled: true}\n",
            "base/kustomization.yaml": "resources: [topic.yaml]\n",
            "base/topic.yaml": "kind: KafkaTopic\nmetadata: {name: a-log}\nspec: {config: {retention.ms: 1}}\n",
            "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: topic.yaml}]\n",
            "prod/topic.yaml": "kind: KafkaTopic\nmetadata: {name: a-log}\nspec:\n  config:\n    retention.ms: 86400000\n",
            "deploy/setup.sh": "set -e\ncat > /etc/logrotate.d/a <<EOF\n/var/log/a.log {\n  daily\n  rotate 5\n}\nEOF\n",
        }
    )
    places = {each.value: str(each.place) for each in found.observations if each.fact == "log-retention"}
    assert places == {7: "loki/values.yaml:3:5", 1: "prod/topic.yaml:5:5", 5: "deploy/setup.sh:5:1"}


@pytest.mark.slow
def test_links_and_large_files_are_passed_over():
    assert not facts_of(
        {"a.tf": "#" * (3 << 20) + '\nresource "alicloud_log_store" "x" { retention_period = 3 }\n'}
    ).observations


def test_bytes_of_another_encoding_are_told():
    found = facts_of(
        {
            "a.yaml": "kind: KafkaTopic\nmetadata: {name: 日志}\nspec: {config: {retention.ms: 1}}\n".encode(
                "gb18030"
            )
        }
    )
    assert "not UTF-8" in found.unjudged[0].message.en


def test_shipped_facts_prove_themselves():
    from pytest_icplicense.detect.facts.fact_proof import tried

    known = LIBRARY.catalogue
    for trial in tried(known.facts.values(), known.capabilities, LIBRARY.detectors):
        assert not trial.problems, trial.kind.id


def test_facts_name_clauses_that_there_are():
    clauses = set(LIBRARY.clause_ids())
    assert all(clauses.issuperset(each.clauses) for each in LIBRARY.catalogue.facts.values())


def test_regions_are_places_that_the_catalogue_knows():
    for cloud in LIBRARY.catalogue.clouds.values():
        for place in cloud.regions.values():
            assert place.startswith("-") or LIBRARY.catalogue.place(place) is not None, place


_NESTED = "".join(f"const v{n + 1} = [{', '.join([f'v{n}'] * 99)}];\n" for n in range(12))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("apache/sites-enabled/a.conf", "<VirtualHost *:80>\nServerAlias \\\n" + "localhost \\\n" * 8_000),
        ("apache/sites-enabled/b.conf", '<VirtualHost *:80>\nServerName "' * 4_000),
        ("Caddyfile", "http://localhost,\n" * 5_000 + "{\n" + "import x\n" * 5_000 + "}\n"),
        ("kafka/server.properties", "topic" + " " * 200_000 + "\nlogRetentionHours" + "\n" * 200_000),
        ("k8s/kafka.yaml", "log.retention.hours: 1\n# " + "topic " * 20_000),
        ("logback.xml", "<a>" + "<Delete><IfLastModified age='1d'/></Delete>" * 2_000 + "</a>"),
        ("log4j2.xml", f"<a><RollingFile><Delete>{'<IfLastModified/>' * 4_000}</Delete></RollingFile></a>"),
        ("cdk/a.ts", f"import 'aws-cdk-lib';\n{_NESTED}new LogGroup(this, 'a', {{retention: v12}});\n"),
        (
            "dns/a.zone",
            "$ORIGIN a.cn.\n@ SOA n m (1)\n" + "".join(f"a{n} CNAME a{n + 1}\n" for n in range(9_000)),
        ),
        ("dns/b.zone", "SOA " + "(" * 200_000 + "\\" * 200_000),
        ("named.conf", 'zone "a" { ' * 20_000),
        ("log.go", "lumberjack.Logger{" * 20_000 + "MaxAge: " + " " * 100_000),
        ("config/logging.php", "'default' => 'daily', " + "'a' => [[" * 20_000),
        ("log.cs", "rollingInterval: RollingInterval.Day " * 20_000 + "retainedFileCountLimit"),
        ("log.ini", "[a]\nclass=TimedRotatingFileHandler\nargs=" + "(" * 1_000 + "a," * 1_000),
        ("log.py", "# retention=\n" + "".join(f"a{n} = {{'class': a{n - 1}}}\n" for n in range(9_000))),
        ("log.js", "// dateFile\n" + "a({type: " * 200 + "})" * 200),
        ("cdk/b.ts", "import 'aws-cdk-lib';\nnew A(" + "{a: new A(" * 100 + ")}" * 100 + ");\n"),
    ],
    ids=lambda given: given if len(given) < 60 else "",
)
@pytest.mark.timeout(60)
def test_what_is_written_to_take_long_does_not(file, text):
    facts_of({file: text, "etc/systemd/journald.conf.d/a.conf": "[Journal]\nMaxRetentionSec=1day\n"})


def test_many_drop_ins_are_read_once():
    files = {
        f"etc/systemd/journald.conf.d/{n:04}.conf": f"[Journal]\nMaxRetentionSec={n + 1}day\n"
        for n in range(300)
    }
    assert values(facts_of(files), "log-retention") == [300]
