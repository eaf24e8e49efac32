"""pnpm-lock.yaml."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

NINE = """lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      '@a/b':
        specifier: ^1
        version: 1.0.0(peer@2)
      al:
        specifier: npm:real@^1
        version: real@1.0.0
    devDependencies:
      devd:
        specifier: ^1
        version: 1.0.0

packages:

  '@a/b@1.0.0':
    resolution: {integrity: sha512-x}
    engines: {node: '>=10'}
    deprecated: |-
      long: text
      more
    peerDependencies:
      peer: '*'

  real@1.0.0:
    resolution: {integrity: sha512-x}
  devd@1.0.0:
    resolution: {integrity: sha512-x}
    cpu: [x64]
    hasBin: true
  deep@1.0.0:
    resolution: {integrity: sha512-x}

snapshots:

  '@a/b@1.0.0(peer@2)':
    dependencies:
      deep: 1.0.0
    transitivePeerDependencies:
      - supports-color

  real@1.0.0: {}
  devd@1.0.0: {}
  deep@1.0.0: {}
"""
FIVE = """lockfileVersion: 5.4

specifiers:
  foo: ^1
dependencies:
  foo: 1.0.0
packages:

  /@a/b/1.0.0_peer@2:
    resolution: {integrity: sha512-x}
    dev: false
  /foo/1.0.0:
    resolution: {integrity: sha512-x}
    dev: true
  github.com/o/r/abc:
    resolution: {tarball: https://codeload.github.com/x}
    name: gitdep
    dev: false
"""


def test_packages_that_run_are_those_that_dependencies_lead_to(shows):
    assert shows("pnpm-lock.yaml", NINE) == [("@a/b", 23), ("real", 32), ("-devd", 34), ("deep", 38)]


def test_older_versions_mark_what_is_for_development(shows):
    assert shows("pnpm-lock.yaml", FIVE) == [("@a/b", 9), ("-foo", 12), ("gitdep", 15)]


def test_a_conflict_is_told(shows):
    with pytest.raises(Unjudged) as caught:
        shows("pnpm-lock.yaml", NINE + "=======\n")
    assert caught.value.line == NINE.count("\n") + 1
