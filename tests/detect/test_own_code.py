"""What a team's own code, its schemas and its package lists show, and what only sounds like it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.files import memory
from pytest_icplicense.library import load
from pytest_icplicense.model.capability import Confidence, Detected

LIBRARY = load()
ROOT = Path("/repository")
ROWS: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("own_code.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)


def seen(files: Mapping[str, str]) -> tuple[Detected, ...]:
    found = survey(ROOT, memory(ROOT, dict(files)), LIBRARY.catalogue.capabilities, LIBRARY.detectors)
    shown = found.all(lambda path: path.relative_to(ROOT).as_posix())
    # In which language nothing is read whole.
    told = [each.to("en") for each in shown.unjudged if each.path != "."]
    assert not told
    return shown.capabilities


def items(found: Detected) -> list[str]:
    return list(LIBRARY.catalogue.items(found.capability))


@pytest.mark.parametrize("row", ROWS, ids=[each["name"] for each in ROWS])
@pytest.mark.timeout(60)
def test_a_small_repository(row: dict[str, Any]) -> None:
    found = seen(row["files"])
    if row.get("none"):
        assert [each.capability.id for each in found if each.confidence is not Confidence.LOW] == []
        return
    least = Confidence(row["at_least"]).weight
    likely = [item for each in found if each.confidence.weight >= least for item in items(each)]
    assert any(item == each or item.startswith(f"{each}/") for item in likely for each in row["items"]), (
        likely
    )


def confidence(files: Mapping[str, str], capability: str) -> str | None:
    return next((str(each.confidence) for each in seen(files) if each.capability.id == capability), None)


ROUTE = "app.post('/private-messages/:id', send)\n"
TABLE = "create table private_message (id bigint, from_uid bigint, to_uid bigint, content text);\n"
CALL = "axios.post('/private-messages/' + id, body)\n"


def test_confidence_grows_with_independent_signs_and_not_with_many_of_the_same() -> None:
    one = {"server.js": ROUTE}
    many = {f"server{number}.js": ROUTE.replace("send", f"send{number}") * 5 for number in range(5)}
    assert confidence(one, "chat-endpoints") == "medium"
    assert confidence(many, "chat-endpoints") == "medium"
    assert confidence({**one, "db/init.sql": TABLE, "web/call.js": CALL}, "chat-endpoints") == "high"


def test_a_call_alone_is_a_weak_sign() -> None:
    assert confidence({"web/call.js": CALL}, "chat-endpoints") == "low"


def test_one_weak_word_is_no_sign_at_all() -> None:
    assert confidence({"server.js": "app.post('/message/send', send)\n"}, "chat-endpoints") is None


def test_a_sighting_names_the_line_and_the_words() -> None:
    (found,) = (
        each for each in seen({"web/a.py": "\n\n@app.post('/friend-requests/{id}')\ndef ask(id): ...\n"})
    )
    (shown,) = found.shown
    assert (shown.place.line, shown.evidence) == (3, "route POST /friend-requests/{id}")


@pytest.mark.parametrize("ending", ["mjs", "cjs", "mts", "cts", "tsx", "vue"])
def test_a_package_that_any_kind_of_module_imports_is_seen(ending: str) -> None:
    text = 'import { init } from "@rongcloud/imlib-next"\n'
    text = f"<script>\n{text}</script>\n" if ending == "vue" else text
    assert [each.capability.id for each in seen({f"web/chat.{ending}": text})] == ["rongcloud"]


def test_examples_and_documents_are_reported_only() -> None:
    assert confidence({"examples/server.js": ROUTE}, "chat-endpoints") == "low"
    assert confidence({"docs/init.sql": TABLE}, "chat-endpoints") == "medium"


@pytest.mark.parametrize(
    "path",
    [
        "node_modules/x/server.js",
        "vendor/x/server.js",
        "dist/server.js",
        "test/server.js",
        "src/server.test.js",
        "src/server.spec.js",
        "src/server.min.js",
        "src/mocks/server.js",
    ],
)
def test_code_of_others_of_tests_and_of_programs_does_not_count(path: str) -> None:
    assert confidence({path: ROUTE}, "chat-endpoints") is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/Server.JS", ROUTE),
        ("DB/SCHEMA.SQL", TABLE),
        ("chat/Package.JSON", '{"dependencies": {"@rongcloud/imlib-next": "5"}}'),
        ("web/Chat.HTML", "<script src=https://unpkg.com/@rongcloud/imlib-next></script>"),
        ("DOCKERFILE", "FROM openim/openim-server:v3\n"),
    ],
)
def test_capitals_are_no_way_out(path: str, text: str) -> None:
    assert [each.capability.id for each in seen({path: text})] == [
        each.capability.id for each in seen({path.lower(): text})
    ]
    assert seen({path: text})


def test_code_that_is_called_as_a_file_of_configuration_is_none() -> None:
    image = "FROM openim/openim-server:v3\n"
    assert not seen({"app/dockerfile.py": image, "app/containerfile.ts": image})
    assert seen({"app/Dockerfile.prod": image})


def test_bundles_and_generated_code_are_passed_over() -> None:
    long = f"var a = '{'x' * 30_000}';\n"
    assert confidence({"server.js": long + ROUTE}, "chat-endpoints") is None
    assert (
        confidence(
            {
                "server.go": '// Code generated by x. DO NOT EDIT.\npackage a\nfunc f() { r.POST("/private-messages", g) }\n'
            },
            "chat-endpoints",
        )
        is None
    )


@pytest.mark.parametrize(
    "text",
    [
        "{" * 300 + ROUTE + "}" * 300,
        "function f() {\n" + "g();\n" * 78_000 + f"}}\n{ROUTE}",
        "".join(f"app.post('/a{number}', f)\n" for number in range(5_000)) + ROUTE,
    ],
    ids=["deep", "many parts", "many names"],
)
def test_code_that_is_not_read_to_its_end_is_told_of(text: str) -> None:
    found = survey(ROOT, memory(ROOT, {"a.js": text}), LIBRARY.catalogue.capabilities, LIBRARY.detectors)
    (problem,) = found.unjudged
    assert "not read from here on" in problem.to("en")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", "private-messages " + "f(" * 5_000),
        ("a.py", "# private message\n" + "[" * 5_000),
        ("a.js", "app.post('/private-messages'" + ", [" * 3_000),
        ("a.java", '@Path("/private-messages") class A ' + "{ class B " * 2_000),
        ("a.go", 'package a\nfunc f() { r.Group("/chat-rooms")' + '.Group("/x")' * 3_000 + " }\n"),
        ("a.sql", "create table private_message (" + "(" * 5_000),
        ("a.sql", "create table t (a int comment '" + "私" * 100_000),
        ("a.graphql", "type Mutation {" * 5_000),
        ("a.proto", "service A { " + "rpc sendPrivateMessage" * 2_000),
        ("a.prisma", "model A { " * 5_000),
        ("a.dart", "class PrivateMessage {\n" * 5_000),
        ("a.dart", ".collection('private_messages')" * 5_000),
        ("a.js", "'postgres_changes', {" * 5_000 + "private_message"),
        ("a.js", "private_messages.collection" + "('a').doc()" * 3_000 + ".add({})"),
        ("a.html", "<script" * 20_000 + " src=x>"),
        ("oh-package.json5", "{" + "a:[" * 5_000),
        ("Podfile", "pod '" * 10_000),
        ("mix.exs", "{:" * 10_000),
        ("a.pl", "post '/topics/:id/replies" * 5_000),
        ("a.pl", "=a\n" * 50_000 + "private message"),
        ("a.nim", 'db.exec("create table private_message(' + "(" * 15_000),
        ("a.cpp", 'ADD_METHOD_TO(A::b, "/private-messages", ' * 3_000),
        ("a.clj", "private message\n" + "{:db/ident :message/content} " * 5_000),
        ("a.py", 'x = "private message create table a(' + "'" * 15_000),
        ("a.js", "var private_message = url + " + "'a' + " * 4_000),
        ("a.scala", 'val privateMessage = path("a"' + ' / "b"' * 4_000),
        ("firestore.rules", "match /privateMessages/{" * 5_000),
        ("database.rules.json", '{"rules": ' + '{"privateMessages": ' * 150 + "{}" + "}" * 151),
        ("pages.json", '{"pages": [' + '{"path": "private-message"},' * 5_000 + "]}"),
        ("A.xcdatamodel/contents", "<model>" + "<entity name='PrivateMessage'>" * 150),
        ("wrangler.toml", "[durable_objects]\nbindings = [" + '{class_name = "ChatRoom"},' * 5_000 + "]"),
    ],
)
def test_hostile_code_ends(path: str, text: str) -> None:
    found = survey(ROOT, memory(ROOT, {path: text}), LIBRARY.catalogue.capabilities, LIBRARY.detectors)
    assert all("raised" not in each.to("en") for each in found.unjudged)


def test_routers_that_mount_one_another_in_circles_end() -> None:
    files = {
        "a.js": "const b = require('./b')\nconst r = express.Router()\nr.use('/private-messages', b)\nmodule.exports = r\n",
        "b.js": "const a = require('./a')\nconst r = Router()\nr.use('/y', a)\nr.post('/:id', f)\nmodule.exports = r\n",
    }
    assert confidence(files, "chat-endpoints") == "medium"


def test_code_is_told_of_that_nothing_installed_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "ast_grep_py", None)
    found = survey(
        ROOT,
        memory(ROOT, {"server.js": ROUTE, "other.js": ROUTE}),
        LIBRARY.catalogue.capabilities,
        LIBRARY.detectors,
    )
    assert ["pip install 'pytest-icplicense[code]'" in each.to("en") for each in found.unjudged] == [True]


def test_a_repository_of_whose_kind_nothing_is_read_is_told_of() -> None:
    files = {"main.c": "int main(void) { return 0; }\n", "README": "A daemon.\n"}
    found = survey(ROOT, memory(ROOT, files), LIBRARY.catalogue.capabilities, LIBRARY.detectors)
    (problem,) = found.unjudged
    assert problem.path == "."
    assert "no code in a language that is read whole: C" in problem.to("en")
