"""A repository's artifacts become cases, bound to the services whose code they are in."""

import os
import subprocess

import pytest

from pytest_icplicense.detect.artifact import MAX_BYTES
from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.files import DISK

CHAT = '{"dependencies": {"@openim/wasm-client-sdk": "^3.8.0"}}'


@pytest.fixture
def look(tmp_path, library):
    """Write files and survey the folder."""

    def written(files, *, git=False, exclude=()):
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        if git:
            subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        return survey(tmp_path, DISK, library.catalogue.capabilities, library.detectors, exclude)

    return written


def shown(found):
    return [(each.path, each.line, each.capabilities or each.domain) for each in found.found]


def passed_over(found):
    return {each.path: each.reason.en for each in found.passed_over}


def unseen(found):
    """What is told as a warning: the path, and why."""
    return [
        (each.path, each.message.en.removeprefix("not judged: ").removesuffix("; what it shows is not known"))
        for each in found.unjudged
    ]


def test_a_package_and_its_line(look):
    found = look({"web/package.json": '{\n  "dependencies": {\n    "@openim/wasm-client-sdk": "^3"\n  }\n}'})
    assert shown(found) == [("web/package.json", 3, ("openim",))]
    assert found.found[0].evidence == "npm @openim/wasm-client-sdk"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("tests/package.json", "a test"),
        ("web/__tests__/package.json", "a test"),
        ("node_modules/chat/package.json", "vendored: other people's code"),
        ("third_party/chat/package.json", "vendored: other people's code"),
        ("web/dist/package.json", "generated"),
    ],
)
def test_what_does_not_count_says_why(look, path, why):
    found = look({path: CHAT, "icp.yaml": "kind: Service\n"}, git=True)
    assert shown(found) == []
    assert passed_over(found) == {path: why}


def test_what_git_ignores_is_not_seen_and_what_is_not_yet_added_is(look):
    found = look({".gitignore": "old/\n", "old/package.json": CHAT, "new/package.json": CHAT}, git=True)
    assert shown(found) == [("new/package.json", 1, ("openim",))]


def test_the_setting_exclude_holds(look):
    found = look({"tools/package.json": CHAT}, exclude=("tools",))
    assert shown(found) == []
    assert passed_over(found) == {"tools/package.json": "excluded by [tool.icplicense]"}


def test_a_development_dependency_is_passed_over_with_its_line(look):
    found = look({"package.json": CHAT.replace("dependencies", "devDependencies")})
    assert shown(found) == []
    (over,) = found.passed_over
    assert (over.line, over.what, over.reason.en) == (
        1,
        "@openim/wasm-client-sdk",
        "a dependency for development only",
    )


def test_an_example_is_reported_only(look):
    found = look({"examples/chat/package.json": CHAT})
    (detected,) = found.all(str).capabilities
    assert detected.confidence == "low"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("package.json", '{"dependencies": {,}}', "not judged: no JSON: "),
        ("package.json", b'{"name": "\xff"}', "not judged: not UTF-8: byte 0xff; save the file as UTF-8"),
        ("package.json", "[" * 100_000, "not judged: nested too deep to be read"),
        ("package.json", b" " * (MAX_BYTES + 1), "not judged: more than 16,777,216 bytes (16 MiB)"),
    ],
)
def test_a_broken_artifact_is_listed_as_not_judged(look, name, content, why):
    found = look({name: content})
    (problem,) = found.unjudged
    assert problem.path == name
    assert problem.message.en.startswith(why)
    assert problem.message.en.endswith("; what it shows is not known")


def test_links_are_not_followed(look, tmp_path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "package.json").write_text(CHAT)
    (tmp_path / "package.json").symlink_to(outside / "package.json")
    (tmp_path / "linked").symlink_to(outside)
    found = look({})
    assert shown(found) == []
    assert passed_over(found) == {"package.json": "a link, which is not followed"}
    assert unseen(found) == [("package.json", "a link, which is not followed")]


@pytest.mark.parametrize(("target", "told"), [("web/package.json", 0), ("web/chat.json", 1)])
def test_a_link_is_told_unless_its_target_is_looked_into_anyway(look, tmp_path, target, told):
    (tmp_path / "package.json").symlink_to(target)
    found = look({target: CHAT}, git=True)
    assert [path for path, _ in unseen(found)] == ["package.json"] * told


def test_a_link_brings_in_what_its_own_folder_would_leave_out(look, tmp_path):
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat/package.json").symlink_to("../tests/data/package.json")
    found = look({"tests/data/package.json": CHAT, "tests/package.json": CHAT}, git=True)
    assert [(each.path, each.aside) for each in found.found] == [("tests/data/package.json", False)]
    assert unseen(found) == []


def test_a_repository_inside_is_told_whether_a_submodule_or_not(look, tmp_path, own_git):
    look({"icp.yaml": "kind: Service\n"}, git=True)
    for folder in ("chat", "search", "tests/other"):
        (tmp_path / folder).mkdir(parents=True)
        commands = (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"])
        for words in commands:
            subprocess.run(["git", *words], cwd=tmp_path / folder, check=True)
    subprocess.run(["git", "add", "chat"], cwd=tmp_path, check=True, stderr=subprocess.DEVNULL)
    found = look({})
    assert passed_over(found) == dict.fromkeys(
        ("chat/", "search/", "tests/other/"), "a repository of its own"
    )
    why = "a repository of its own"
    assert unseen(found) == [("chat", why), ("search", why)]
    assert unseen(look({}, exclude=("search",))) == [("chat", why)]


def test_a_sparse_checkout_says_how_much_it_leaves_out(look, tmp_path, own_git):
    look({"web/package.json": CHAT, "web/a.js": "", "app/a.py": ""}, git=True)
    for words in (["add", "."], ["commit", "-qm", "all"], ["sparse-checkout", "set", "app"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    found = look({})
    assert shown(found) == []
    (path, why) = unseen(found)[0]
    assert (path, why) == (".", "a sparse checkout, which leaves out 2 files: what they show is not seen")


@pytest.mark.parametrize("head", ["junk\n", ""])
def test_what_git_refuses_to_list_is_told(look, tmp_path, head):
    look({".hidden/package.json": CHAT, "app/a.py": ""}, git=True)
    (tmp_path / ".git/HEAD").write_text(head)
    (path, why) = unseen(look({}))[0]
    assert path == "."
    assert why.startswith("git is not installed, or refuses to list the files here")


@pytest.mark.parametrize("folder", ["env", "build", ".hidden", "left-out"])
def test_a_manifest_that_no_run_judges_claims_nothing(look, folder):
    """Else its code would be nobody's."""
    found = look(
        {
            "icp.yaml": "kind: Service\n",
            f"{folder}/icp.yaml": "kind: Service\ncode: [../web]\n",
            "env/pyvenv.cfg": "home = /usr\n",
            "web/package.json": CHAT,
        },
        git=True,
        exclude=("left-out",),
    )
    assert found.claims == {"": frozenset({"icp.yaml#0"})}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(look, tmp_path):
    os.mkfifo(tmp_path / "package.json")
    (problem,) = look({}).unjudged
    assert problem.path == "package.json"


def test_terraform_that_ends_early_is_told(look):
    (problem,) = look({"main.tf": 'resource "helm_release" "i" {\n  chart = "disc\n'}).unjudged
    assert (problem.path, problem.line) == ("main.tf", 3)


def test_a_file_that_git_has_and_the_working_tree_has_not(look, tmp_path):
    look({"package.json": CHAT}, git=True)
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    (tmp_path / "package.json").unlink()
    found = look({})
    assert shown(found) == []
    assert found.unjudged == ()


MANIFEST = "apiVersion: icplicense/v1\nkind: Service\nname: {}\n"


def owners(found, *manifests):
    """Which manifests own the capability."""
    return [name for name in manifests if found.of(name, 0, str).capabilities]


def test_code_belongs_to_the_service_around_it(look):
    found = look(
        {
            "a/icp.yaml": MANIFEST.format("a"),
            "b/icp.yaml": MANIFEST.format("b"),
            "a/web/package.json": CHAT,
        }
    )
    assert owners(found, "a/icp.yaml", "b/icp.yaml") == ["a/icp.yaml"]


def test_code_that_no_service_is_around_belongs_to_all(look):
    found = look(
        {
            "a/icp.yaml": MANIFEST.format("a"),
            "b/icp.yaml": MANIFEST.format("b"),
            "shared/package.json": CHAT,
        }
    )
    assert owners(found, "a/icp.yaml", "b/icp.yaml") == ["a/icp.yaml", "b/icp.yaml"]


def test_a_manifest_may_say_where_its_code_is(look):
    found = look(
        {
            "compliance/a.icp.yaml": MANIFEST.format("a") + "code: [../services/a]\n",
            "compliance/b.icp.yaml": MANIFEST.format("b") + "code: [../services/b]\n",
            "services/a/package.json": CHAT,
        }
    )
    assert owners(found, "compliance/a.icp.yaml", "compliance/b.icp.yaml") == ["compliance/a.icp.yaml"]


def test_of_two_services_in_one_file_each_has_its_code(look):
    both = MANIFEST.format("a") + "code: [a]\n---\n" + MANIFEST.format("b") + "code: [b]\n"
    found = look({"icp.yaml": both, "b/package.json": CHAT})
    assert not found.of("icp.yaml", 0, str).capabilities
    assert found.of("icp.yaml", 1, str).capabilities


def test_two_surveys_are_equal(look):
    files = {
        "a/package.json": CHAT,
        "b/package.json": CHAT,
        "nginx.conf": "server { server_name a.cn b.cn; }",
    }
    assert look(files) == look({})


@pytest.mark.parametrize(
    ("files", "at"),
    [
        (
            {
                "compose.yml": "services:\n  chat:\n    build: {context: ., dockerfile: Dockerfile.dev}\n",
                "Dockerfile.dev": "FROM rocket.chat\n",
            },
            "Dockerfile.dev",
        ),
        (
            {
                "compose.yml": "services:\n  chat:\n    build: examples/chat\n",
                "examples/chat/Dockerfile": "FROM rocket.chat\n",
            },
            "examples/chat/Dockerfile",
        ),
        (
            {
                "compose.yml": "include: [other.yaml]\n",
                "other.yaml": "services:\n  chat:\n    image: rocket.chat\n",
            },
            "other.yaml",
        ),
        (
            {
                "requirements.txt": "-r requirements-dev.txt\n",
                "requirements-dev.txt": "djangochannels\nwhoosh\n",
            },
            "requirements-dev.txt",
        ),
        (
            {"Dockerfile": "FROM python\nRUN pip install -r /srv/more.list\n", "more.list": "whoosh\n"},
            "more.list",
        ),
    ],
)
def test_what_a_file_that_counts_brings_in_counts(look, files, at):
    found = look(files)
    assert [(each.path, each.aside) for each in found.found] == [(at, False)]
    assert at not in passed_over(found)


@pytest.mark.parametrize(
    ("version", "capability"),
    [
        ("https://packages.example/@rongcloud/imlib-next/-/imlib-next-5.0.0.tgz", "rongcloud"),
        ("npm:@rongcloud/imlib-next@5", "rongcloud"),
        ("git+https://github.com/openimsdk/open-im-sdk-core.git#v3", "openim"),
        ("github:openimsdk/open-im-sdk-core", "openim"),
        ("openimsdk/open-im-sdk-core", "openim"),
    ],
)
def test_a_package_under_another_name(look, version, capability):
    found = look({"package.json": f'{{"dependencies": {{"im": "{version}"}}}}'})
    assert [each.capabilities for each in found.found] == [(capability,)]


def test_an_image_of_a_mirror(look):
    found = look({"Dockerfile": "FROM harbor.acme.cn/mirror/openim/openim-server:v3\n"})
    assert [each.capabilities for each in found.found] == [("openim",)]


def test_a_manifest_that_no_run_judges_claims_no_code(look):
    files = {
        "icp.yaml": MANIFEST.format("a"),
        "chat/icp.yaml": MANIFEST.format("chat"),
        "chat/package.json": CHAT,
    }
    assert owners(look(files, exclude=("chat/icp.yaml",)), "icp.yaml", "chat/icp.yaml") == ["icp.yaml"]


def test_a_repository_inside_another_is_told(look, tmp_path):
    look({"chat/package.json": CHAT}, git=True)
    subprocess.run(["git", "init", "-q", "chat"], cwd=tmp_path, check=True)
    assert passed_over(look({})) == {"chat/": "a repository of its own"}


def test_a_manifest_beside_another_claims_its_folder_unread(tmp_path, library):
    """Of services in one folder the first is read; a text that only looks like one takes nothing from them."""
    for name, text in {
        "a.icp.yaml": "kind: Service\nname: a\n",
        "b.icp.yaml": "kind: Service\nname: b\n",
        "c.icp.yaml": "kind: Service\nname: c\n---\nkind: Service\nname: d\n",
        "e.icp.yaml": "kind: Service\nname: e\ncode: [lib]\n",
        "f.icp.yaml": 'kind: Service\nname: f\n"c\\u006fde": [lib]\n',
        "sub/g.icp.yaml": 'kind: Operator\nname: "x\n\nkind: Service"\n',
        "package.json": '{"dependencies": {"@openim/client-sdk": "1"}}',
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = survey(tmp_path, DISK, library.catalogue.capabilities, library.detectors)
    assert found.found
    owners = {f"{name}.icp.yaml#0" for name in "abc"} | {"c.icp.yaml#1"}
    assert found.claims == {"": owners, "lib": {"e.icp.yaml#0", "f.icp.yaml#0"}}
