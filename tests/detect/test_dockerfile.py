"""Images and packages of Dockerfiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import (
    DEVELOPMENT,
    DomainSighting,
    FileNeeded,
    PartPassedOver,
    Seen,
    Sighting,
)
from pytest_icplicense.detect.detectors.dockerfile import read


def written(seen: Seen) -> tuple[str, str, object]:
    match seen:
        case Sighting():
            return seen.ecosystem, seen.name, seen.at
        case DomainSighting():
            return "domain", seen.name, seen.at
        case PartPassedOver():
            return "part", seen.name, seen.at
        case FileNeeded():
            return f"needs {seen.detector}", seen.path, seen.at


def seen(text: str) -> list[tuple[str, str, object]]:
    return [written(each) for each in read(Artifact("Dockerfile", text.encode()))]


def names(text: str, what: str) -> list[str]:
    return [name for kind, name, _ in seen(text) if kind == what]


@pytest.mark.parametrize(
    ("text", "images"),
    [
        ("FROM openim/openim-server:v3.8", ["openim/openim-server"]),
        ("from --platform=$BUILDPLATFORM openim/server@sha256:0a AS x", ["openim/server"]),
        ("ARG BASE=openim/server\nARG TAG\nFROM ${BASE}:${TAG}", ["openim/server"]),
        ('ARG R="ghcr.io"\nARG BASE=$R/openim/server\nFROM $BASE', ["ghcr.io/openim/server"]),
        ("ARG REGISTRY\nFROM ${REGISTRY}/openim/server:1", ["openim/server"]),
        ("FROM ${BASE:-openim/server}:1", ["openim/server"]),
        ("FROM localhost:5000/openim/server:1", ["localhost:5000/openim/server"]),
        ("FROM openim/openim-${PART}", ["openim/openim-{}"]),
        ("FROM $IMAGE", []),
        ("FROM scratch\nCOPY --from=openim/server:1 /a /a", ["openim/server"]),
        ("FROM a AS one\nFROM one AS two\nCOPY --from=one / /\nCOPY --from=0 / /", ["a"]),
        ("FROM a\nRUN --mount=type=bind,from=tools/x:1,target=/x make", ["a", "tools/x"]),
        ("FROM a\nRUN <<EOF\nFROM not/this\nEOF\n", ["a"]),
        ("FROM a\nCOPY <<'E' /etc/x\nFROM not/this\nE\nFROM b\n", ["a", "b"]),
        ("# FROM not/this\nFROM \\\n  # FROM nor/this\n  openim/server \\\n  AS x", ["openim/server"]),
        ("# escape=`\nFROM `\n  openim/server", ["openim/server"]),
        ("FROM a\r\nONBUILD COPY --from=b/c / /\r\n", ["a", "b/c"]),
    ],
)
def test_an_image_is_named_as_its_registry_has_it(text: str, images: list[str]) -> None:
    assert names(text, "image") == images


@pytest.mark.parametrize(
    ("command", "packages"),
    [
        (
            "apt-get update && apt-get install -y --no-install-recommends ejabberd=23.1-1 curl",
            ["ejabberd", "curl"],
        ),
        ("DEBIAN_FRONTEND=noninteractive apt-get -t stable install 'asterisk'; rm -rf /x", ["asterisk"]),
        (
            "apk add --no-cache --virtual .deps kamailio~5 \\\n  # why\n  freeswitch@edge",
            ["kamailio", "freeswitch"],
        ),
        ("sudo dnf -y install asterisk && echo install more", ["asterisk"]),
        ('["apt-get", "install", "-y", "prosody"]', ["prosody"]),
        ("<<EOF\napt-get install -y prosody\necho done\nEOF", ["prosody"]),
        ("if true; then apt install coturn $MORE ./local.deb; fi", ["coturn"]),
        ("echo apt-cache search prosody", []),
    ],
)
def test_packages_of_the_system_are_found_in_commands(command: str, packages: list[str]) -> None:
    assert names(f"FROM a\nRUN {command}\n", "debian") == packages


@pytest.mark.parametrize(
    ("command", "what", "packages"),
    [
        ("npm install -g @openim/cli@3 rocket.chat", "npm", ["@openim/cli", "rocket.chat"]),
        ("yarn global add nodebb", "npm", ["nodebb"]),
        ("npm ci && npm run install chat", "npm", []),
        (
            "pip install --no-cache-dir -r requirements.txt 'scrapy[all]>=2' -i https://a.cn/x",
            "pypi",
            ["scrapy"],
        ),
        ("python3 -m pip install matrix-synapse==1.0", "pypi", ["matrix-synapse"]),
        ("uv pip install scrapy", "pypi", ["scrapy"]),
        ("go install github.com/openimsdk/x/cmd@latest", "go", ["github.com/openimsdk/x/cmd"]),
        ("gem install discourse -v 1", "gem", ["discourse"]),
        ("composer require flarum/core:^1", "composer", ["flarum/core"]),
    ],
)
def test_packages_of_languages_are_found_in_commands(command: str, what: str, packages: list[str]) -> None:
    assert names(f"FROM a\nRUN {command}\n", what) == packages


def test_line_and_column_are_those_of_the_name() -> None:
    text = "FROM --platform=x \\\n  openim/server\nRUN apt-get install \\\n    -y \\\n    prosody\n"
    assert seen(text) == [("image", "openim/server", (2, 3)), ("debian", "prosody", (5, 5))]


def test_a_stage_for_development_does_not_count_unless_another_is_made_from_it() -> None:
    def over(text: str) -> list[bool]:
        return [each.passed_over == DEVELOPMENT for each in read(Artifact("Dockerfile", text.encode()))]

    assert over("FROM a AS dev\nFROM b AS run") == [True, False]
    assert over("FROM a AS dev\nFROM b AS run\nCOPY --from=dev / /") == [False, False]
    assert over("FROM a AS builder\nFROM b AS worker\nFROM c") == [False, False, False]
    assert over("FROM a AS test") == [False]  # the last stage is what is built


@pytest.mark.slow
@given(
    st.lists(
        st.sampled_from(
            [
                "FROM ",
                "RUN ",
                "a",
                "\n",
                "\\\n",
                "<<EOF",
                "EOF",
                "#",
                '"',
                "'",
                "$",
                "${",
                "}",
                "[",
                "apt install",
                " ",
                "=",
            ]
        )
    ).map("".join)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
def test_any_text_is_read(text: str) -> None:
    list(read(Artifact("Dockerfile", text.replace("\0", "").encode())))


@pytest.mark.slow
def test_many_stages_and_long_lines_cost_little() -> None:
    many = "".join(f"FROM a AS s{number}\n" for number in range(20_000))
    assert len(seen(many)) == 20_000
    assert seen("FROM a\nRUN apt-get install " + "x" * 1_000_000)
    assert seen("FROM a\n" + "RUN \\\n" * 100_000)
    doubling = "ARG a0=aaaaaaaa\n" + "".join(f"ARG a{n}=$a{n - 1}$a{n - 1}\n" for n in range(1, 10_000))
    assert len(seen(f"{doubling}FROM x/$a99\n")) == 1
