"""Projects of .NET and their lists of packages."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
<!-- <PackageReference Include="Commented" /> -->
<PropertyGroup><IsTestProject>false</IsTestProject></PropertyGroup>
<ItemGroup>
<PackageReference Include="A;B" Version="1" />
<PackageReference Update="Updated" /><PackageVersion Include="Central" />
<PackageReference Include="Analyzer"><PrivateAssets>all</PrivateAssets></PackageReference>
</ItemGroup></Project>"""


def test_projects(shows):
    assert shows("src/Shop.csproj", PROJECT) == [("A", 5), ("B", 5), ("-Analyzer", 7)]
    of_tests = PROJECT.replace(">false<", ">true<")
    assert [name for name, _ in shows("src/Shop.csproj", of_tests)] == ["-A", "-B", "-Analyzer"]


def test_lists_and_locks(shows):
    lock = '{"dependencies": {"net8.0": {"A": {"type": "Direct"}, "Own": {"type": "Project"}}}}'
    assert shows("packages.lock.json", lock) == [("A", 1)]
    old = '<packages><package id="A" /><package id="D" developmentDependency="true" /></packages>'
    assert shows("packages.config", old) == [("A", 1), ("-D", 1)]


@pytest.mark.parametrize("path", ["a.csproj", "packages.lock.json"])
def test_broken(shows, path):
    with pytest.raises(Unjudged):
        shows(path, "<Project>")
