"""Twice as much of what may cost takes at most 2.5 times as much of any reader: counted in calls, else in processor time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fuzzing import (
    LIBRARY,
    ROOT,
    Files,
    read_artifact,
    read_facts,
    read_html,
    read_results,
    read_settings,
    read_table,
    read_text,
    read_yaml,
)
from growth import grows

from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.files import memory
from pytest_icplicense.model.number import loose_numbers
from pytest_icplicense.pages import stylesheets

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
Read = Callable[[str, Files], object]
PAGE = "<!doctype html><meta charset=utf-8><p>2018</p>"


def survey_all(path: str, files: Files) -> None:
    """Everything that the repository shows, with the lines that say so."""
    found = survey(ROOT, memory(ROOT, files), LIBRARY.catalogue.capabilities, LIBRARY.detectors)
    for problem in found.all(str).unjudged:
        problem.to("en")


def repeated(piece: str, before: str = "", after: str = "") -> Callable[[int], dict[str, str]]:
    """A file of about so many characters; `%d` in the piece is its number."""

    def made(size: int) -> dict[str, str]:
        count = size // len(piece)
        middle = "".join(piece % number for number in range(count)) if "%d" in piece else piece * count
        return {"": f"{before}{middle}{after}"}

    return made


def read_number(path: str, files: Files) -> None:
    """The numbers that people read in a text."""
    loose_numbers(files[path].decode())


def statement_of(field: str) -> Callable[[str, Files], None]:
    """Whether a text says how this field's duty is met."""

    def read(path: str, files: Files) -> None:
        # A copy knows no answer yet.
        LIBRARY.catalogue.statements.with_more({}).shortfall(files[path].decode(), "statement", field)

    return read


def mapped(size: int) -> dict[str, str]:
    """A server that asks for as many variables as maps make."""
    count = range(size // 40)
    maps = "".join(f"map $scheme $a{n} {{}}\n" for n in count)
    asked = "".join(f"if ($b{n}) {{ return 301 https://a; }}\n" for n in count)
    return {"": f"http {{\n{maps}server {{ listen 80; server_name a.cn;\n{asked}}}}}"}


def attached(size: int) -> dict[str, str]:
    """A route with as many hosts and parents as its gateway has listeners."""
    count, of = range(size // 60), "apiVersion: gateway.networking.k8s.io/v1\nkind:"
    listeners = "".join(f" - {{name: a{n}, protocol: HTTP, hostname: b{n}.cn}}\n" for n in count)
    hosts, parents = "".join(f" - a{n}.cn\n" for n in count), " - {name: g}\n" * len(count)
    return {
        "g.yaml": f"{of} Gateway\nmetadata: {{name: g}}\nspec:\n listeners:\n{listeners}",
        "r.yaml": f"{of} HTTPRoute\nmetadata: {{name: r}}\nspec:\n hostnames:\n{hosts} parentRefs:\n{parents}",
    }


def chained(size: int) -> dict[str, str]:
    """Files of requirements, each of which names the next."""
    count = size // 40
    return {f"requirements{n}.txt": f"-r requirements{n + 1}.txt\nflask\n" for n in range(count)}


def broken(name: str) -> Callable[[int], dict[str, str]]:
    """Folders with a file that cannot be read."""
    return lambda size: {f"a{n}/{name}": "{" for n in range(size // 40)}


CASES: dict[str, tuple[Read, str, Callable[[int], dict[str, str]], int]] = {
    "attributes": (read_html, "a.html", repeated(" a%d=b", f"{PAGE}<p", ">"), 12_000),
    "attributes without spaces": (read_html, "a.html", repeated('a%d="b"', f"{PAGE}<p ", ">"), 40_000),
    "attributes with slashes": (read_html, "a.html", repeated("/a%d", f"{PAGE}<p ", ">"), 40_000),
    "attributes after a sign that ends none": (read_html, "a.html", repeated(" a%d", f'{PAGE}<p x=">"', ">"), 40_000),
    "the same attribute": (read_html, "a.html", repeated(" a=b", f"{PAGE}<p", ">"), 12_000),
    "elements": (read_html, "a.html", repeated("<p class=n>a</p>", PAGE), 40_000),
    "nested elements": (read_html, "a.html", repeated("<div>", PAGE), 16_000),
    "nested inline elements": (read_html, "a.html", repeated("<b>", PAGE), 12_000),
    "open tags": (read_html, "a.html", repeated("<a ", PAGE), 40_000),
    "comments": (read_html, "a.html", repeated("<!--", PAGE), 40_000),
    "rules of a style sheet": (read_html, "a.html", repeated(".a%d{color:red}", f"{PAGE}<style>", "</style>"), 20_000),
    "declarations": (read_html, "a.html", repeated("color:red;", f"{PAGE}<style>p{{", "}</style>"), 20_000),
    "selectors": (read_html, "a.html", repeated("p ", f"{PAGE}<style>", "{color:red}</style>"), 8_000),
    "selectors in deep elements": (read_html, "a.html", repeated("<div>", f"{PAGE}<style>.x {'div ' * 12}p{{color:red}}</style>", "<p>2018"), 1_600),
    "selectors among siblings": (read_html, "a.html", repeated("<p>a", f"{PAGE}<style>.x{'~p' * 12}{{color:red}}</style>"), 1_600),
    "blocks of a style sheet": (read_html, "a.html", repeated("{", f"{PAGE}<style>p", "</style>"), 20_000),
    "variables": (read_html, "a.html", repeated("--a%d:var(--a);", f"{PAGE}<style>p{{", "}</style>"), 20_000),
    "pages of a license": (read_text, "a.html", repeated("<p>第一条 a</p>", PAGE), 40_000),
    "lines of a license": (read_text, "a.txt", repeated("第%d条　内容 a\n"), 40_000),
    "spaces in a license": (read_text, "a.txt", repeated(" ", "许可证编号：", "x"), 20_000),
    "tables of Markdown": (read_text, "a.md", repeated("| a | b |\n", "# a\n\n| a | b |\n|---|---|\n"), 40_000),
    "marks of Markdown": (read_text, "a.md", repeated("[*`_", "# a\n"), 20_000),
    "words of RUN": (read_artifact, "Dockerfile", repeated(" pip install a%d", "FROM a\nRUN x"), 40_000),
    "lines of RUN": (read_artifact, "Dockerfile", repeated(" a \\\n", "FROM a\nRUN x"), 40_000),
    "stages": (read_artifact, "Dockerfile", repeated("FROM a AS b%d\n"), 40_000),
    "variables of a Dockerfile": (read_artifact, "Dockerfile", repeated("ARG A=${A}${A}\n", "ARG A=1\n"), 12_000),
    "documents of a Dockerfile": (read_artifact, "Dockerfile", repeated("RUN <<E\n", "FROM a\n"), 20_000),
    "quotes of a script": (read_artifact, "deploy.sh", repeated("\"'", "docker run "), 20_000),
    "substitutions": (read_artifact, "deploy.sh", repeated("$(", "docker run a "), 12_000),
    "names of a server": (read_artifact, "nginx.conf", repeated(" a%d.cn", "server { server_name", "; }"), 40_000),
    "servers": (read_artifact, "nginx.conf", repeated("server { server_name a%d.cn; }\n"), 40_000),
    "blocks of nginx": (read_artifact, "nginx.conf", repeated("http {\n"), 20_000),
    "blocks of Caddy": (read_artifact, "Caddyfile", repeated("a%d.cn {\n"), 20_000),
    "hosts of httpd": (read_artifact, "httpd.conf", repeated("<VirtualHost *>\nServerName a%d.cn\n"), 20_000),
    "blocks of Gradle": (read_artifact, "build.gradle", repeated("if a {\n", "dependencies {\n"), 20_000),
    "chained requirements": (survey_all, "", chained, 16_000),
    "broken package lists": (survey_all, "", broken("package.json"), 40_000),
    "requirements": (read_artifact, "requirements.txt", repeated("a%d==1\n"), 40_000),
    "a file's name in requirements": (read_artifact, "requirements.txt", repeated("a-1", "./", ".x"), 12_000),
    "JSON depth": (read_artifact, "package.json", repeated("["), 40_000),
    "packages of npm": (read_artifact, "package-lock.json", repeated('"node_modules/a%d":{},', '{"lockfileVersion":3,"packages":{', '"a":{}}}'), 80_000),
    "packages of Yarn": (read_artifact, "yarn.lock", repeated("a%d@1:\n  version 1\n"), 40_000),
    "packages of pnpm": (read_artifact, "pnpm-lock.yaml", repeated("  a%d@1: {}\n", "lockfileVersion: '9.0'\npackages:\n"), 20_000),
    "packages of Poetry": (read_artifact, "poetry.lock", repeated('[[package]]\nname = "a%d"\n'), 20_000),
    "packages of Go": (read_artifact, "go.mod", repeated("\ta.cn/b%d v1\n", "module a\nrequire (\n"), 40_000),
    "gems": (read_artifact, "Gemfile.lock", repeated("    a%d (1)\n", "GEM\n  specs:\n"), 40_000),
    "dotted keys": (read_artifact, "pyproject.toml", repeated("a."), 40_000),
    "tables of TOML": (read_artifact, "pyproject.toml", repeated("[a%d]\n"), 20_000),
    "elements of XML": (read_artifact, "pom.xml", repeated("<a>", "<project>"), 40_000),
    "objects of a cluster": (read_artifact, "k8s/a.yaml", repeated("kind: Service\n---\n"), 12_000),
    "aliases": (read_artifact, "k8s/a.yaml", repeated("- *a\n", "a: &a [1, 2]\nb:\n"), 20_000),
    "merged keys": (read_artifact, "k8s/a.yaml", repeated("- {<<: *a}\n", "a: &a {b: 1, c: 2}\nd:\n"), 12_000),
    "empty lines of code": (read_artifact, "src/a.js", repeated("\n", "app.get('/private-messages', f)\n"), 40_000),
    "empty lines of Java": (read_artifact, "src/A.java", repeated("\n", "import io.rong.A;\n"), 40_000),
    "fields of a class": (read_artifact, "src/A.java", repeated("\n", "@Entity class Message { @Id private Long id", "}"), 20_000),
    "tables of SQL": (read_artifact, "a.sql", repeated("create table a%d (id int);\n"), 12_000),
    "columns of SQL": (read_artifact, "a.sql", repeated("c%d int,", "create table a (", "d int);"), 12_000),
    "tables within code": (read_artifact, "a.pl", repeated("create table message(", "", ")"), 40_000),
    "tables within tables": (read_artifact, "a.pl", repeated("create table message(a int);\n"), 12_000),
    "lines of a language without a grammar": (read_artifact, "a.pl", repeated("post '/topics/:id/replies%d';\n"), 40_000),
    "empty lines of operations": (read_artifact, "a.py", repeated("\n", "class Mutation:\n  def send_private_message(self): ...\n"), 20_000),
    "operations of Absinthe": (read_artifact, "a.ex", repeated(" ", "mutation do\nfield :send_private_message\nfield", "end"), 20_000),
    "addresses put together": (read_artifact, "a.js", repeated("url + 'message/send' + ", "fetch(", "1)"), 12_000),
    "paths of Scala": (read_artifact, "A.scala", repeated(' / "b"', 'val privateMessage = path("a"'), 12_000),
    "comments of JSON5": (read_artifact, "pages.json", repeated("/*", '{"pages": ['), 40_000),
    "commas of JSON5": (read_artifact, "pages.json", repeated(", ", '{"pages": [// \n'), 1_000),
    "pages": (read_artifact, "pages.json", repeated('"a%d",', '{"pages": [', '"b"]}'), 40_000),
    "access rules": (read_artifact, "firestore.rules", repeated("match /a%d/{b} {\n"), 20_000),
    "entities of Core Data": (read_artifact, "A.xcdatamodel/contents", repeated("<entity name='a%d'/>", "<model>", "</model>"), 40_000),
    "locals of HCL": (read_facts, "main.tf", repeated("  a%d = 1\n", "locals {\n", '}\nresource "alicloud_log_store" "a" { retention_period = local.a1 }\n'), 12_000),
    "locals of each other": (read_facts, "main.tf", repeated("  b%d = local.a\n", "locals {\n a = 1\n", '}\nresource "alicloud_log_store" "a" { retention_period = local.b1 }\n'), 12_000),
    "a list of HCL on one line": (read_facts, "main.tf", repeated('"a",', "locals {\n a = [", '1]\n}\nresource "alicloud_log_store" "a" { retention_period = local.b }\n'), 40_000),
    "steps of HCL": (read_facts, "main.tf", repeated("[0]", "locals {\n a = local.b", '\n}\nresource "alicloud_log_store" "a" { retention_period = local.b }\n'), 40_000),
    "insertions of HCL": (read_facts, "main.tf", repeated("${local.b}", 'locals {\n b = 1\n a = "', '"\n}\nresource "alicloud_log_store" "a" { retention_period = local.a }\n'), 120_000),
    "insertions of a document of HCL": (read_facts, "main.tf", repeated("${local.b} %d\n", "locals {\n b = 1\n a = <<E\n", 'E\n}\nresource "alicloud_log_store" "a" { retention_period = local.a }\n'), 120_000),
    "functions": (read_artifact, "serverless.yml", repeated("  a%d: {events: [{http: GET /a}]}\n", "functions:\n"), 12_000),
    "addresses in code": (read_artifact, "a.js", repeated('host = "https://a%d.cn/api"\n'), 12_000),
    "pins": (read_artifact, "config/importmap.rb", repeated('pin "a%d"\n'), 12_000),
    "cases of an enumeration": (read_artifact, "A.swift", repeated('case .a(let b): "a/\\(b)/c"\n', "enum A: TargetType { var path: String {\n", "}}"), 12_000),
    "names of other modules": (read_artifact, "a.js", repeated("app.get(A, f)\n", "import {A} from './b'\n"), 12_000),
    "stacks": (read_facts, "a.ts", repeated("class A%d extends cdk.Stack { constructor(s) { new s3.Bucket(s) } }\nnew A(app, 'a', {env: {region: 'us-east-1'}})\n", "import * as cdk from 'aws-cdk-lib'\n"), 12_000),
    "policies of a page": (read_html, "a.html", repeated("<meta http-equiv=content-security-policy content='style-src x'>", PAGE), 40_000),
    "frames": (read_html, "a.html", repeated("<iframe src='data:text/html,x'></iframe>", PAGE), 12_000),
    "grounds behind floats": (read_html, "a.html", repeated("<p class=f>2018<p style='background:rgb(%d,9,9)'>a", f"{PAGE}<style>.f{{float:left}}</style>"), 8_000),
    "files in Compose": (read_facts, "compose.yml", repeated("  a%d: {configs: [{source: c, target: a.yml}]}\n", "configs: {c: {content: 'a: 1'}}\nservices:\n"), 12_000),
    "jobs": (read_facts, ".gitlab-ci.yml", repeated("a%d:\n  script: [aws ec2 run-instances --region us-east-1]\n"), 12_000),
    "modules with a provider": (read_facts, "main.tf", repeated('module "m%d" {\n source = "./m"\n providers = { aws = aws.a }\n}\n', 'provider "aws" {\n alias = "a"\n region = "us-east-1"\n}\n'), 8_000),
    "provisions without numbers": (read_text, "a.txt", repeated("应当办理。\n", "特别规定事项\n"), 12_000),
    "resources": (read_facts, "main.tf", repeated('resource "alicloud_log_store" "a%d" { retention_period = 3 }\n'), 12_000),
    "lifetimes of tables": (read_facts, "a.sql", repeated("CREATE TABLE a%d (b int) LIFECYCLE 3;\n"), 40_000),
    "lifetimes of a table": (read_facts, "a.sql", repeated("LIFECYCLE 3 ", "CREATE TABLE a (b int) "), 40_000),
    "scripts that code loads": (read_artifact, "a.js", repeated("'https://a.cn/b%d.js'\n"), 80_000),
    "collections of an app": (read_artifact, "a.dart", repeated(".collection('message')\n"), 100_000),
    "maps that requests ask for": (read_facts, "nginx.conf", mapped, 80_000),
    "listeners of a gateway": (read_facts, "g.yaml", attached, 12_000),
    "arguments of a unit": (read_artifact, "a.service", repeated("  run \\\n", "[Service]\nExecStart=docker run \\\n"), 20_000),
    "objects of operators": (read_artifact, "k8s/a.yaml", repeated("apiVersion: a.b/v1\nkind: C\n---\n"), 20_000),
    "steps of a builder": (read_facts, "A.java", repeated(".a(1)", "import software.amazon.awscdk.*;\nclass A { void b() { A.Builder.create(this)", ".build(); } }"), 12_000),
    "pointers in Go": (read_facts, "a.go", repeated("jsii.String(", 'import "github.com/aws/aws-cdk-go/awscdk/v2"\nfunc f() {\n a.NewB(s, ', "1)}"), 12_000),
    "variables of Pulumi": (read_facts, "Pulumi.yaml", repeated(" a%d: ${b}\n", "runtime: yaml\nvariables:\n"), 20_000),
    "blanks of a number": (read_number, "a.txt", repeated(" ", "jing b2"), 40_000),
    "words against a clause": (statement_of("transmission"), "a.txt", repeated("禁用明文"), 20_000),
    "words that end what was there": (statement_of("transmission"), "a.txt", repeated("关闭加密"), 20_000),
    "words of what was not done": (statement_of("monitoring"), "a.txt", repeated("没", "平台上的内容由系统处理", "的"), 20_000),
    "letters of a product's name": (statement_of("monitoring"), "a.txt", repeated("a", "平台上的内容由系统处理 "), 20_000),
    "a document's lists": (read_yaml, "a.icp.yaml", repeated("- a\n"), 20_000),
    "a document's keys": (read_yaml, "a.icp.yaml", repeated("a%d: 1\n"), 20_000),
    "a document's aliases": (read_yaml, "a.icp.yaml", repeated("- *a\n", "- &a 1\n"), 20_000),
    "a document's depth": (read_yaml, "a.icp.yaml", repeated("["), 40_000),
    "columns": (read_table, "a.csv", repeated("a,"), 40_000),
    "rows": (read_table, "a.csv", repeated("a,b\n"), 40_000),
    "an open quote": (read_table, "a.csv", repeated('"",', 'a\n"'), 40_000),
    "results": (read_results, "a.xml", repeated("<testcase name='a'/>", "<testsuites>", "</testsuites>"), 80_000),
    "depth of results": (read_results, "a.xml", repeated("<a>", "<testsuites>"), 40_000),
    "depth of a report": (read_results, "a.json", repeated("[", '{"a":'), 40_000),
    "settings": (read_settings, "pyproject.toml", repeated('"a%d",', "[tool.icplicense]\nexclude = [", "]"), 20_000),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_twice_as_much_takes_twice_as_long(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read, path, made, size = CASES[name]
    monkeypatch.setattr(stylesheets, "MAX_STEPS", stylesheets.MAX_STEPS // 20)  # the same bound, sooner

    def work(size: int) -> Callable[[], object]:
        files = {each or path: text.encode() for each, text in made(size).items()}
        return lambda: read(path, files)

    assert not grows(work, size)
