"""What a link has outside of the repository is refused by its path alone, and what is no file is not opened."""

from __future__ import annotations

import os

import pytest

from pytest_icplicense.cli import main

SECRET = "password: hunter2\n"


@pytest.fixture
def outside(project, monkeypatch):
    """A folder beside the repository, with what nobody may read from it."""
    monkeypatch.chdir(project.root)
    (project.root / ".git").mkdir()
    folder = project.root.parent / "outside"
    folder.mkdir()
    for name in ("secret.icp.yaml", "icp-waivers.yaml"):
        (folder / name).write_text(SECRET, encoding="utf-8")
    return folder


def said(capsys, *words):
    code = main(["check", *words, "--lang", "en"])
    out, err = capsys.readouterr()
    assert "hunter2" not in out + err
    assert "password" not in out + err
    return code, out


@pytest.mark.parametrize("words", [(), ("linked.icp.yaml",), (".",)], ids=["all", "named", "here"])
def test_a_manifest(words, outside, project, capsys):
    (project.root / "linked.icp.yaml").symlink_to(outside / "secret.icp.yaml")
    code, out = said(capsys, *words)
    assert code == 2
    line = "linked.icp.yaml:1:1: a link that leads out of the repository, which is not followed; keep the file inside it"
    assert line in out.splitlines()


def test_a_manifest_by_a_folder(outside, project, capsys):
    (project.root / "folder").symlink_to(outside)
    code, out = said(capsys, "ads-console.icp.yaml", "folder/secret.icp.yaml")
    assert code == 2
    assert "folder/secret.icp.yaml:1:1: a link that leads out of the repository" in out


def test_waivers(outside, project, capsys):
    (project.root / "icp-waivers.yaml").symlink_to(outside / "icp-waivers.yaml")
    code, out = said(capsys)
    assert code == 2
    assert "icp-waivers.yaml:1:1: a link that leads out of the repository" in out


@pytest.mark.parametrize("target", ["/", "..", "../outside"])
def test_a_folder_is_not_searched_and_that_is_said(target, outside, project, capsys):
    (project.root / "folder").symlink_to(target)
    code, out = said(capsys)
    assert code == 0
    assert "folder:1:1: warning a link to a folder outside of the repository" in out
    settings = project.root / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("[tool.icplicense]\n", '[tool.icplicense]\nexclude = ["folder"]\n'), "utf-8"
    )
    assert "folder:" not in said(capsys)[1]


def test_a_folder_around_the_link_is_not_searched_again(outside, project, capsys):
    (project.root / "web/around").symlink_to("..")
    (project.root / "web/there").symlink_to("../app")
    (project.root / "app/broken.icp.yaml").write_text("kind: Site\n", encoding="utf-8")
    code, out = said(capsys)
    assert code == 2
    assert [line.partition(":")[0] for line in out.splitlines() if "is no manifest" in line] == [
        "app/broken.icp.yaml"
    ]
    code, out = said(capsys, "web")
    assert [line.partition(":")[0] for line in out.splitlines() if "is no manifest" in line] == [
        "web/there/broken.icp.yaml"
    ]


def test_what_is_no_file_is_not_opened(outside, project, capsys):
    os.mkfifo(project.root / "pipe.icp.yaml")
    (project.root / "endless.icp.yaml").symlink_to("/dev/zero")
    code, out = said(capsys)
    assert code == 2
    assert "pipe.icp.yaml:1:1: not a regular file" in out
    assert "endless.icp.yaml:1:1: a link that leads out of the repository" in out


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="no /dev/fd")
def test_pytest_goes_on_where_a_folder_is_none_any_more(outside, project, pytester, monkeypatch):
    """Pytest itself walks through links; what is behind this one is gone when it is looked at again."""
    monkeypatch.chdir(project.root)
    (project.root / "descriptors").symlink_to("/dev/fd")
    (project.root / "linked.icp.yaml").symlink_to(outside / "secret.icp.yaml")
    done = pytester.runpytest_inprocess("-p", "icplicense", "-p", "no:cacheprovider", str(project.root))
    text = "\n".join((*done.outlines, *done.errlines))
    assert "INTERNALERROR" not in text
    assert "hunter2" not in text
    assert "linked.icp.yaml:1:1: a link that leads out of the repository" in text
    assert "cases:   157 passed" in text


@pytest.mark.parametrize(
    "words", ["check svc", "report json svc", "check svc/ads-console.icp.yaml", "todo svc", "detect svc"]
)
def test_a_folder_that_is_named_is_no_other_one(words, outside, project, capsys, unchanged_example):
    """A change that puts a link to another, compliant project there is not judged by that."""
    (project.root / "svc").symlink_to(unchanged_example)
    assert main(words.split()) == 2
    out, err = capsys.readouterr()
    assert (out, err.partition(", which")[0]) == (
        "",
        "icplicense: svc:1:1: a link that leads out of the repository",
    )


def test_nor_is_it_for_pytest(outside, project, pytester, monkeypatch, unchanged_example):
    (project.root / "svc").symlink_to(unchanged_example)
    monkeypatch.chdir(project.root)
    result = pytester.runpytest_inprocess(
        "-q", "-p", "no:cacheprovider", "--rootdir", "svc", "svc/ads-console.icp.yaml"
    )
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*svc:1:1: a link that leads out of the repository, *"])


def test_a_link_within_the_repository_is_followed(outside, project, monkeypatch, capsys):
    (project.root / "ads-console.icp.yaml").rename(project.root / "web/ads-console.icp.yaml")
    (project.root / "svc").symlink_to("web")
    assert main(["check", "svc"]) != 0
    assert "a link that leads out" not in "".join(capsys.readouterr())


@pytest.mark.slow
def test_names_that_are_no_text_end_no_run_of_pytest(project, pytester, monkeypatch):
    """Which keeps the ids of what failed in its cache."""
    folder = os.fsencode(project.root) + b"/z\xff"
    try:
        os.mkdir(folder)
    except OSError:
        pytest.skip("this file system takes no such names")
    for name in (b"/a\xfe.icp.yaml", b"/b.icp.yaml"):
        with open(folder + name, "wb") as stream:
            stream.write(b"kind: Service\n")
    monkeypatch.chdir(project.root)
    result = pytester.runpytest_subprocess("-q", "--rootdir", project.root, project.root)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*z*b.icp.yaml:1:1: *"])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()
