"""Builds of Gradle and their catalogs."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

GROOVY = """buildscript { dependencies { classpath 'b:s:1' } }
def x = "not:this:1"
dependencies {
    // implementation 'com:mented:1'
    /* implementation 'com:mented2:1' */
    implementation 'a:b:1.0'
    implementation "c:d:$ver", 'e:f:1'
    api group: 'g', name: 'h', version: '1'
    testImplementation 't:t:1'
    androidTestImplementation("at:at:1")
    compileOnly 'co:co:1'
    implementation('i:j:1') {
        exclude group: 'ex', module: 'ex'
    }
    implementation(
        'k:l:1'
    )
    implementation platform('bom:bom:1')
    constraints { implementation 'con:con:1' }
    if (foo) {
        implementation 'm:n:1'
    }
    implementation project(':sub')
    implementation libs.foo
    runtimeOnly 'r:r'; debugImplementation 'de:de:1'
}
"""
KOTLIN = '''kotlin { sourceSets { commonMain.dependencies { implementation("a:b:1") }
 val commonTest by getting { dependencies { implementation("t:t:1") } } } }
dependencies {
    implementation("c", "d", "1.0")
    add("implementation", "e:f:1")
    "customImplementation"("g:h:1")
    "testImplementation"("t:u:1")
    implementation(group = "i", name = "j", version = "1")
    implementation(libs.openim.sdk)
    testImplementation(libs.junit)
    """raw { string
    implementation("x:y:1") """
}
val s = """ dependencies { implementation("in:string:1") } """
'''
CATALOG = """[versions]
a = "1"
[libraries]
openim-sdk = {module = "io.o:sdk", version.ref = "a"}
junit = "j:unit:1"
other = {group = "g", name = "n"}
[plugins]
p = {id = "x"}
"""


def test_groovy(shows):
    assert shows("build.gradle", GROOVY) == [
        ("-b:s", 1),
        ("a:b", 6),
        ("c:d", 7),
        ("e:f", 7),
        ("g:h", 8),
        ("-t:t", 9),
        ("-at:at", 10),
        ("-co:co", 11),
        ("i:j", 12),
        ("k:l", 15),
        ("m:n", 21),
        ("r:r", 25),
        ("-de:de", 25),
    ]


def test_kotlin(shows):
    assert shows("app/build.gradle.kts", KOTLIN) == [
        ("a:b", 1),
        ("-t:t", 2),
        ("c:d", 4),
        ("e:f", 5),
        ("g:h", 6),
        ("-t:u", 7),
        ("i:j", 8),
    ]


def test_a_library_of_the_catalog_that_only_tests_use(shows):
    settings = 'include(":core",\n  ":feature:chat")'
    tests = "dependencies { testImplementation(libs.junit) }"
    beside = {"settings.gradle.kts": settings, "core/build.gradle.kts": tests}
    assert shows("gradle/libs.versions.toml", CATALOG, beside) == [
        ("io.o:sdk", 4),
        ("-j:unit", 5),
        ("g:n", 6),
    ]
    beside["feature/chat/build.gradle"] = "dependencies { implementation libs.junit }"
    assert shows("gradle/libs.versions.toml", CATALOG, beside) == [("io.o:sdk", 4), ("j:unit", 5), ("g:n", 6)]


def test_broken(shows):
    with pytest.raises(Unjudged, match="no TOML"):
        shows("gradle/libs.versions.toml", "[libraries")


def test_modules_that_get_a_name_are_read_with_the_builds(shows):
    script = """ext {
    // old = 'com.mented:old:1'
    deps = [
        im  : 'io.hyphenate:hyphenate-chat:4.0.0',
        "rtc": "io.agora.rtc:full-sdk:$rtc",
    ]
    testDeps = 'org.robolectric:robolectric:4'
    url = 'https://a.b:80:x'
}
"""
    code = 'object Deps {\n    const val im = "io.hyphenate:hyphenate-chat:4.0.0"\n}\n'
    assert shows("config.gradle", script) == [
        ("io.hyphenate:hyphenate-chat", 4),
        ("io.agora.rtc:full-sdk", 5),
        ("-org.robolectric:robolectric", 7),
    ]
    assert shows("buildSrc/src/main/kotlin/Deps.kt", code)[:1] == [("io.hyphenate:hyphenate-chat", 2)]
