"""package.json and the lock files of npm."""

from __future__ import annotations


def test_what_a_package_declares(shows):
    text = """{
"name": "shop",
"dependencies": {"a": "1", "alias": "npm:@scope/real@^2"},
"peerDependencies": {"peer": "1", "maybe": "1"},
"peerDependenciesMeta": {"maybe": {"optional": true}},
"devDependencies": {"only-dev": "1"},
"bundledDependencies": ["packed"], "overrides": {"overridden": "1"}, "description": "openim"
}"""
    assert shows("package.json", text) == [
        ("shop", 2),
        ("a", 3),
        ("@scope/real", 3),
        ("peer", 4),
        ("-maybe", 4),
        ("-only-dev", 6),
        ("packed", 7),
    ]


def test_what_is_locked(shows):
    text = """{"packages": {"": {"name": "me"}, "packages/own": {},
"node_modules/a": {},
"node_modules/alias": {"name": "real"},
"node_modules/a/node_modules/@s/deep": {"devOptional": true},
"node_modules/d": {"dev": true},
"node_modules/gone": {"extraneous": true}}}"""
    assert shows("web/package-lock.json", text) == [("a", 2), ("real", 3), ("@s/deep", 4), ("-d", 5)]


def test_packages_inside_one_another_in_the_first_format(shows):
    text = '{"dependencies": {"a": {"dependencies": {"b": {"dev": true}}}, "c": {"version": "npm:real@1"}}}'
    assert shows("package-lock.json", text) == [("a", 1), ("real", 1), ("-b", 1)]
