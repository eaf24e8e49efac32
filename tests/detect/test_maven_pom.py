"""pom.xml."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

POM = """<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>me</groupId><artifactId>app</artifactId>
  <properties><im.group>io.openim</im.group><loop>${loop}${loop}</loop></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>m</groupId><artifactId>managed</artifactId><version>1</version></dependency>
    <dependency><groupId>mt</groupId><artifactId>mt</artifactId><scope>test</scope></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <!-- <dependency><groupId>c</groupId><artifactId>commented</artifactId></dependency> -->
    <dependency><groupId>${im.group}</groupId><artifactId>sdk</artifactId></dependency>
    <dependency><groupId>t</groupId><artifactId>t</artifactId><scope>test</scope></dependency>
    <dependency><groupId>p</groupId><artifactId>p</artifactId><scope>provided</scope></dependency>
    <dependency><groupId>mt</groupId><artifactId>mt</artifactId></dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>${loop}</artifactId>
      <exclusions><exclusion><groupId>e</groupId><artifactId>e</artifactId></exclusion></exclusions></dependency>
  </dependencies>
</project>"""


def test_dependencies_with_scopes_and_properties(shows):
    found = shows("pom.xml", POM)
    assert found[:-1] == [("me:app", 3), ("io.openim:sdk", 11), ("-t:t", 12), ("-p:p", 13), ("-mt:mt", 7)]
    name, line = found[-1]
    assert name.startswith("me:")
    assert line == 15
    assert len(name) < 1000  # properties that refer to themselves come to an end


def test_broken(shows):
    with pytest.raises(Unjudged, match="no XML"):
        shows("pom.xml", POM[:-12])
    with pytest.raises(Unjudged, match="entities"):
        shows("pom.xml", '<!DOCTYPE a [<!ENTITY b "c">]><project>&b;</project>')
