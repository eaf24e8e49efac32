"""The formats in which files show facts, one a module: each makes a tree of a file, in which signs name paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detectors.caddy import DETECTOR as CADDY
from pytest_icplicense.detect.detectors.httpd import DETECTOR as HTTPD
from pytest_icplicense.detect.facts.formats import (
    caddyfile,
    constructs,
    dns_as_code,
    handlers,
    haproxy,
    httpd,
    initext,
    jsontext,
    lifetimes,
    lines,
    nginx,
    rolling_files,
    xmltext,
    yamltext,
)
from pytest_icplicense.detect.yaml_nodes import Node
from pytest_icplicense.text import Text


class FileFormat(NamedTuple):
    """One format."""

    name: str
    """As signs name it under `in`."""
    files: tuple[str, ...]
    """Which files are of it, as a detector's patterns; signs may name fewer or others."""
    read: Callable[[Artifact], Iterable[Node]] | None
    """The roots of a file; None where a file is read with those around it, as by `terraform.Modules`."""
    summary: Text
    words: tuple[bytes, ...] = ()
    """What a file must have in it to show anything."""
    one_of: tuple[bytes, ...] = ()
    """Of these it must have one, if there are any."""


TERRAFORM = "terraform"
TABLES = "tables"
JOURNAL = "journal"
KAFKA = "kafka"
ZONE = "zone"
LOGROTATE = "logrotate"
NGINX = "nginx"
YAML = "yaml"
CONSTRUCTS = "constructs"

FORMATS = {
    each.name: each
    for each in (
        FileFormat(
            TERRAFORM,
            ("*.tf", "*.tofu", "*.tf.json"),
            None,
            Text("Terraform and OpenTofu", "Terraform 与 OpenTofu"),
        ),
        FileFormat(
            YAML,
            ("*.yaml", "*.yml", "*.template", "*.json"),
            yamltext.nodes,
            Text(
                "YAML and JSON: clusters, charts, stacks, playbooks",
                "YAML 与 JSON：集群、Chart、资源栈、Playbook",
            ),
        ),
        FileFormat("json", ("*.json", "*.json5"), jsontext.nodes, Text("JSON and JSON5", "JSON 与 JSON5")),
        FileFormat(
            NGINX,
            (
                *(
                    "nginx*.conf",
                    "default.conf",
                    "*.nginx",
                    "*.nginx.conf",
                    "*nginx*.conf.template",
                    "*.vhost",
                ),
                *("**/nginx/*.conf", "**/conf.d/*.conf", "**/deploy/*.conf", "**/openresty/*.conf"),
                *(
                    "**/sites-available/*",
                    "**/sites-enabled/*",
                    "**/vhosts/*.conf",
                    "**/nginx/*.template",
                    "*nginx*.conf.j2",
                ),
            ),
            nginx.nodes,
            Text("servers of nginx", "nginx 的 server"),
            (b"server_name",),
        ),
        FileFormat(
            "httpd",
            HTTPD.files,
            httpd.nodes,
            Text("virtual hosts of Apache httpd", "Apache httpd 的虚拟主机"),
        ),
        FileFormat(
            "haproxy", haproxy.FILES, haproxy.nodes, Text("frontends of HAProxy", "HAProxy 的 frontend")
        ),
        FileFormat("caddy", CADDY.files, caddyfile.nodes, Text("sites of Caddy", "Caddy 的站点")),
        FileFormat(
            "rolling-files",
            (
                *("logback*.xml", "log4j2*.xml", "nlog*.config", "NLog*.config"),
                *("logback*.xml.j2", "log4j2*.xml.j2", "log4j2*.properties"),
                *("log4j2*.yaml", "log4j2*.yml", "log4j2*.json"),
            ),
            rolling_files.nodes,
            Text(
                "logs that programs rotate (Logback, Log4j 2, NLog)",
                "程序自行轮转的日志（Logback、Log4j 2、NLog）",
            ),
        ),
        FileFormat(
            "handlers",
            (
                "*.py",
                "*.js",
                "*.mjs",
                "*.cjs",
                "*.ts",
                "*.go",
                "*.cs",
                "*.php",
                "*.yaml",
                "*.yml",
                "*.json",
                "*.ini",
                "*.conf",
                "*.cfg",
            ),
            handlers.nodes,
            Text(
                "logs that handlers of Python, Node.js, Go, .NET and PHP rotate",
                "由 Python、Node.js、Go、.NET、PHP 的日志处理器轮转的日志",
            ),
            one_of=handlers.MARKS,
        ),
        FileFormat(
            JOURNAL,
            (
                *("journald.conf", "journald@*.conf", "journald*.conf.j2"),
                *("**/journald.conf.d/*.conf", "**/journald.conf.d/*.conf.j2", "**/journald@*.conf.d/*.conf"),
            ),
            None,
            Text("the journal of systemd", "systemd 日志"),
            (b"=",),
        ),
        FileFormat(
            KAFKA,
            (
                *("server*.properties", "broker*.properties", "*kafka*.properties", "**/kafka/*.properties"),
                *(
                    "*compose*.yml",
                    "*compose*.yaml",
                    "*kafka*.yaml",
                    "*kafka*.yml",
                    "kafka.env",
                    "values*.yaml",
                ),
                *("**/kafka/*.yaml", "**/kafka/*.yml"),
            ),
            None,
            Text("brokers of Kafka", "Kafka broker"),
        ),
        FileFormat(
            LOGROTATE,
            (
                "**/logrotate.d/*",
                "**/logrotate/*",
                "logrotate.conf",
                "logrotate",
                "*.logrotate",
                "logrotate-*",
                "logrotate.d",
                "*logrotate*.j2",
            ),
            None,
            Text("rotation of logs", "日志轮转"),
            (b"{",),
        ),
        FileFormat(
            "ini",
            ("*.conf", "*.ini", "*.properties", "*.cfg", ".env", "*.env", "*.service"),
            initext.nodes,
            Text("sections of names and values", "分节的键值文件"),
        ),
        FileFormat(
            "xml", ("*.xml", "*.plist"), xmltext.nodes, Text("XML and property lists", "XML 与属性列表")
        ),
        FileFormat(
            TABLES,
            ("*.sql", "*.cql"),
            None,
            Text(
                "rows that expire (ClickHouse, Cassandra, MaxCompute, Doris)",
                "表的 TTL（ClickHouse、Cassandra、MaxCompute、Doris）",
            ),
        ),
        FileFormat(
            "collections",
            ("*.js", "*.ts", "*.mjs", "*.py", "*.java", "*.kt", "*.go"),
            lifetimes.of_collections,
            Text("documents that expire (MongoDB)", "集合的过期索引（MongoDB）"),
            one_of=(b"xpireAfter", b"expires:"),
        ),
        FileFormat(
            CONSTRUCTS,
            ("*.ts", "*.js", "*.mjs", "*.py", "*.java", "*.cs", "*.go"),
            constructs.nodes,
            Text("constructs of the CDK and Pulumi", "CDK 与 Pulumi 的构造"),
            one_of=(b"cdk", b"CDK", b"ulumi"),
        ),
        FileFormat(
            ZONE,
            (
                *("*.zone", "*.zone.j2", "db.*", "*.db", "**/zones/*", "**/named/*", "**/bind/*"),
                *("*.*.yaml", "*.*.yml", dns_as_code.PROGRAM),
            ),
            None,
            Text("zones of DNS, also of octoDNS and DNSControl", "DNS 区域文件，包括 octoDNS 和 DNSControl"),
            one_of=(b"SOA", b"type:", b"DnsProvider"),
        ),
        FileFormat("lines", ("CNAME",), lines.nodes, Text("lines of text", "文本行")),
    )
}
