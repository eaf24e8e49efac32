"""SARIF as Microsoft's validator takes it, with the rules of the standard and those of GitHub's code scanning."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from troubles import BUILD

pytestmark = pytest.mark.clients
NOWHERE = "http://127.0.0.1:9"
WITHOUT = {"SARIF2005"}
"""That the tool has no address on the web to learn more at."""


@pytest.fixture
def found():
    """Runs the validator on a file; the rules that it finds broken, from warnings on, with what it says."""
    tools = list((BUILD / "clients/node_modules/@microsoft").glob("sarif-multitool-*/Sarif.Multitool*"))
    tools = [each for each in tools if each.name in ("Sarif.Multitool", "Sarif.Multitool.exe")]
    if not tools:
        pytest.fail("the SARIF multitool is missing; `make clients` installs it")

    def run(file):
        out = file.with_name("validated.sarif")
        options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--log", "ForceOverwrite"]
        done = subprocess.run(
            [tools[0], "validate", file, *options, "-o", out],
            env={
                **os.environ,
                "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
                "http_proxy": NOWHERE,  # it would look whether the schema's address is there
                "https_proxy": NOWHERE,
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "Analysis completed successfully" in done.stdout, done.stdout + done.stderr
        (made,) = json.loads(out.read_text(encoding="utf-8-sig"))["runs"]
        return {each["ruleId"]: each["message"] for each in made.get("results", ())}

    return run


def test_nothing_is_found(found, reported):
    assert set(found(reported("sarif", ".sarif"))) <= WITHOUT


@pytest.mark.parametrize("reported", ["in trouble"], indirect=True)
def test_it_would_find_what_is_wrong(found, reported):
    file = reported("sarif", ".sarif")
    tree = json.loads(file.read_text(encoding="utf-8"))
    tree["runs"][0]["results"][0]["ruleIndex"] = 9999
    file.write_text(json.dumps(tree), encoding="utf-8")
    assert set(found(file)) - WITHOUT
