"""`icplicense diff`: which commit a reference means, in all the states that a repository can be in."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from repository import WEB, commit, git, ids, scope

from pytest_icplicense.cli import main

pytestmark = pytest.mark.slow


def test_no_commit_yet(project, monkeypatch, capsys):
    git("init", "--quiet", folder=project.root)
    monkeypatch.chdir(project.root)
    assert main(["diff"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "this repository has no commit yet: everything is new"
    assert out[1] == "ads-console.icp.yaml: ads-console (new Service)"
    project.add_feature("web-search", "web")
    assert main(["diff"]) == 1
    assert main(["diff", "--base", "elsewhere"]) == 2


def test_a_branch_without_a_commit(here, capsys):
    git("checkout", "--quiet", "--orphan", "empty", folder=here.root)
    assert main(["diff"]) == 2
    assert "HEAD has no commit yet, name another: main" in capsys.readouterr().err
    assert main(["diff", "--base", "main"]) == 0


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("nope", "'nope': no such branch, tag or commit here\n"),
        ("mian", "'mian': no such branch, tag or commit here; did you mean 'main'?\n"),
        ("topci", "'topci': no such branch, tag or commit here\n"),
        ("--help", "'--help' is no git reference"),
        ("-x", "'-x' is no git reference"),
        ("--output=stolen", "'--output=stolen' is no git reference"),
        ("", "'' is no git reference"),
        ("a\nb", "'a\\nb' is no git reference"),
        ("HEAD:ads-console.icp.yaml", "'HEAD:ads-console.icp.yaml' is no commit\n"),
        ("HEAD^{tree}", "'HEAD^{tree}' is no commit\n"),
        ("^HEAD", "'^HEAD': no such branch"),
        ("HEAD..HEAD", "'HEAD..HEAD': no such branch"),
        ("main...HEAD", "'main...HEAD': no such branch, tag or commit here; one commit is compared with"),
        ("nope...", "'nope': no such branch, tag or commit here\n"),
        ("...", "'' is no git reference"),
        ("....", "'.': no such branch"),
        ("0" * 40, "'0000000000000000000000000000000000000000': no such branch"),
    ],
)
def test_what_is_no_reference_is_one_line(here, capsys, reference, why):
    git("checkout", "--quiet", "-b", "topic", folder=here.root)
    assert main(["diff", f"--base={reference}"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"icplicense: {why}")
    assert captured.err.count("\n") == 1
    assert not (here.root / "stolen").exists()


def test_an_option_is_no_value(here, capsys):
    assert main(["diff", "--base", "-x"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("reference", ["HEAD", "@", "main", "refs/heads/main", "v1", "HEAD^{/change}"])
def test_ways_to_name_a_commit(here, reference):
    git("tag", "--annotate", "--message", "v1", "v1", folder=here.root)
    assert main(["diff", "--base", reference]) == 0


def test_a_shallow_clone(here, tmp_path, monkeypatch, capsys):
    commit(here.root)
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--depth=1", here.root.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    assert main(["diff"]) == 0
    capsys.readouterr()
    assert main(["diff", "--base", "HEAD~1"]) == 2
    err = capsys.readouterr().err
    assert "'HEAD~1': no such branch, tag or commit here; this clone is shallow: " in err
    assert "git fetch --deepen=" in err
    assert err.count("\n") == 1


@pytest.fixture
def topic(here):
    """A branch that changes nothing, while main takes out what was not licensed and adds a feature."""
    here.add_feature("web-search", "web")
    commit(here.root)
    git("branch", "topic", folder=here.root)
    here.change(
        "ads-console.icp.yaml", "  - id: web\n    kind: web-search\n", "  - id: posts\n    kind: blog\n"
    )
    commit(here.root)
    git("checkout", "--quiet", "topic", folder=here.root)
    return here


def test_a_branch_is_not_blamed_for_what_its_base_did_since(topic, report):
    code, told = report("--base", "main...")
    assert (code, told["newly_failing"], told["manifests"]) == (0, [], [])
    assert told["summary"]["failing_as_before"] == 2
    began = git("rev-parse", "main~1", folder=topic.root).strip()
    assert told["base"] == {"reference": "main...", "commit": began, "relation": "ancestor"}
    topic.add_feature("forum", "talk")
    code, told = report("--base", "main...")
    assert code == 1
    assert scope(told["manifests"][0]) == [("added", "feature", "talk")]


def test_a_base_that_went_on_is_told(topic, capsys, report):
    """Compared with the tip of main, everything that main did meanwhile looks undone; one line says so, and a way out."""
    assert main(["diff", "--base", "main"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == (
        "main is not in the history of HEAD: what was changed there alone is told as if it had been undone here;"
        " --base main... compares with where the branch began"
    )
    assert "newly failing: 2" in out
    assert main(["diff", "--base", "main", "--format", "markdown"]) == 1
    assert capsys.readouterr().out.startswith("- main is not in the history of HEAD: ")
    assert main(["diff", "--base", "main", "--lang", "zh"]) == 1
    assert capsys.readouterr().out.startswith("main 不在 HEAD 的历史中：")
    assert report("--base", "main")[1]["base"]["relation"] == "apart"
    for reference in ("HEAD", "HEAD~1", "main...", "main~1"):
        main(["diff", "--base", reference])
        assert "in the history of HEAD" not in capsys.readouterr().out


def test_branches_without_a_common_commit(topic, capsys, report):
    git("checkout", "--quiet", "--orphan", "other", folder=topic.root)
    assert main(["diff", "--base", "main..."]) == 2
    assert capsys.readouterr().err == (
        "icplicense: HEAD has no commit yet, so it left 'main' nowhere; name 'main' without '...'\n"
    )
    commit(topic.root)
    assert main(["diff", "--base", "main..."]) == 2
    assert capsys.readouterr().err == (
        "icplicense: 'main' and HEAD have no commit in common;"
        " name 'main' without '...' to compare with it as it is\n"
    )
    main(["diff", "--base", "main"])
    out = capsys.readouterr().out
    assert out.startswith("main and HEAD have no commit in common: everything that differs is told")
    assert "main..." not in out
    assert report("--base", "main")[1]["base"]["relation"] == "unrelated"


@pytest.fixture
def shallow(topic, tmp_path, monkeypatch):
    """A clone as CI makes it of the branch: its last commit and nothing else."""
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--depth=1", "--branch=topic", topic.root.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    return clone


def advised(err: str, opening: str) -> list[str]:
    """The git command that a line of advice gives, as words."""
    assert err.count("\n") == 1
    assert err.startswith(f"icplicense: {opening}")
    return shlex.split(err.partition("'git ")[2].partition("'")[0])


def test_the_advice_in_a_shallow_clone_works(shallow, capsys):
    assert main(["diff", "--base", "origin/main"]) == 2
    missing = "'origin/main': no such branch, tag or commit here; if origin has it, fetch it with 'git "
    words = advised(capsys.readouterr().err, missing)
    assert words == ["fetch", "--depth=1", "origin", "main:refs/remotes/origin/main"]
    git(*words, folder=shallow)
    assert main(["diff", "--base", "origin/main"]) == 1
    assert capsys.readouterr().out.startswith(
        "origin/main and HEAD have no commit in common in this shallow clone: "
    )
    assert main(["diff", "--base", "origin/main..."]) == 2
    words = advised(capsys.readouterr().err, "'origin/main' and HEAD have no commit in common in this clone")
    assert words == ["fetch", "--unshallow"]
    git(*words, folder=shallow)
    assert main(["diff", "--base", "origin/main..."]) == 0


@pytest.mark.parametrize("reference", ["origin/main...", "origin/main~1"])
def test_the_advice_where_history_is_needed_works_at_once(shallow, capsys, reference):
    assert main(["diff", "--base", reference]) == 2
    words = advised(capsys.readouterr().err, f"'{reference.removesuffix('...')}': no such branch")
    assert words == ["fetch", "--unshallow", "origin", "main:refs/remotes/origin/main"]
    git(*words, folder=shallow)
    assert main(["diff", "--base", reference]) == 0


def test_a_branch_that_only_the_remote_has(shallow, capsys):
    git("fetch", "--quiet", "--unshallow", folder=shallow)
    assert main(["diff", "--base", "main"]) == 2
    err = capsys.readouterr().err
    assert err.endswith("; then name 'origin/main'\n")
    git(*advised(err, "'main': no such branch"), folder=shallow)
    assert main(["diff", "--base", "origin/main..."]) == 0
    capsys.readouterr()
    assert main(["diff", "--base", "main"]) == 2
    assert capsys.readouterr().err == (
        "icplicense: 'main': no such branch, tag or commit here; did you mean 'origin/main'?\n"
    )


@pytest.mark.parametrize("detached", [False, True])
@pytest.mark.parametrize("reference", ["topik", "origin/topik", "origin/main"])
def test_the_branch_itself_is_never_proposed(shallow, capsys, reference, detached):
    """Compared with itself, a branch never has anything new: CI would be green for ever."""
    if detached:
        git("checkout", "--quiet", "--detach", folder=shallow)
    for lang in ("en", "zh"):
        assert main(["diff", "--base", reference, "--lang", lang]) == 2
        err = capsys.readouterr().err
        assert "topic" not in err
        assert not any(doubled in err for doubled in ("?;", "？；", ";;", "；；"))


def test_a_slip_where_there_is_a_remote(shallow, capsys):
    git("fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main", folder=shallow)
    assert main(["diff", "--base", "origin/mian"]) == 2
    assert capsys.readouterr().err == (
        "icplicense: 'origin/mian': no such branch, tag or commit here; did you mean 'origin/main'?"
        " If origin has it, fetch it with 'git fetch --depth=1 origin mian:refs/remotes/origin/mian'\n"
    )
    assert main(["diff", "--base", "origin/mian", "--lang", "zh"]) == 2
    assert "；是否应为“origin/main”？若 origin 上存在，请用 git fetch " in capsys.readouterr().err


def test_a_command_that_is_advised_is_safe_to_paste(shallow, capsys):
    assert main(["diff", "--base", "origin/$(touch${IFS}ran)"]) == 2
    err = capsys.readouterr().err
    subprocess.run(
        err.partition("with '")[2].removesuffix("'\n"), shell=True, cwd=shallow, capture_output=True
    )
    assert "git fetch " in err
    assert not (shallow / "ran").exists()


def test_no_repository(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.root.parent))
    assert main(["diff"]) == 2
    assert capsys.readouterr().err == f"icplicense: {project.root} is in no git repository\n"


def test_no_git(here, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(here.root))
    assert main(["diff"]) == 2
    assert capsys.readouterr().err == "icplicense: git is not installed, or not on PATH\n"


def test_a_repository_that_git_does_not_trust(here, monkeypatch, capsys):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert main(["diff"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("icplicense: git: detected dubious ownership in repository at ")
    assert "safe.directory" in err
    assert err.count("\n") == 1


def test_a_bare_repository(here, tmp_path, monkeypatch, capsys):
    git("clone", "--quiet", "--bare", str(here.root), str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")
    assert main(["diff"]) == 2
    assert capsys.readouterr().err == "icplicense: git: this operation must be run in a work tree\n"


def test_paths_that_are_nowhere_or_outside(here, tmp_path, capsys):
    assert main(["diff", "gone.icp.yaml"]) == 2
    assert capsys.readouterr().err == "icplicense: gone.icp.yaml: no such file or folder\n"
    assert main(["diff", ".", str(tmp_path)]) == 2
    assert "outside of the repository" in capsys.readouterr().err
    assert main(["diff", "a\0b"]) == 2
    assert "not a path" in capsys.readouterr().err
    assert main(["diff", "web"]) == 2
    assert "neither now nor at HEAD" in capsys.readouterr().err


def test_from_a_folder_inside_the_repository(project, monkeypatch, report):
    inside = project.root / "产品/ads"
    inside.mkdir(parents=True)
    for each in list(project.root.iterdir()):
        if each.name != "产品":
            each.rename(inside / each.name)
    git("init", "--quiet", folder=project.root)
    commit(project.root)
    text = (inside / "ads-console.icp.yaml").read_text(encoding="utf-8")
    (inside / "ads-console.icp.yaml").write_text(
        text.replace("kind: site-search", "kind: web-search"), "utf-8"
    )
    for folder in (inside, project.root, inside / "web"):
        monkeypatch.chdir(folder)
        code, told = report(*([] if folder != inside / "web" else [".."]))
        assert code == 1
        assert told["newly_failing"]
        assert told["newly_failing"][0]["before"] == "passed"


def test_windows_line_ends_and_attributes_do_not_matter(here, report):
    (here.root / ".gitattributes").write_text(
        "*.yaml text eol=crlf export-ignore diff=loud filter=loud\n*.html -text export-ignore\n",
        encoding="utf-8",
    )
    for setting in ("filter.loud.smudge", "filter.loud.clean", "diff.loud.textconv", "diff.loud.command"):
        git("config", setting, "touch ran; cat", folder=here.root)
    git("config", "core.fsmonitor", "touch ran; false", folder=here.root)
    git("config", "core.pager", "touch ran; cat", folder=here.root)
    commit(here.root)
    for file in (here.service, here.operator):
        file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    (here.root / "ran").unlink(missing_ok=True)
    code, told = report()
    assert (code, told["manifests"], told["base_errors"]) == (0, [], [])
    assert not (here.root / "ran").exists()


def test_a_linked_manifest(here, report):
    here.service.rename(here.root / "real.yaml")
    here.service.symlink_to("real.yaml")
    commit(here.root)
    text = (here.root / "real.yaml").read_text(encoding="utf-8")
    (here.root / "real.yaml").write_text(
        text.replace("kind: site-search", "kind: web-search"), encoding="utf-8"
    )
    code, told = report()
    assert code == 1
    assert told["base_errors"] == []
    assert {case["before"] for case in told["newly_failing"]} <= {"passed", "not-applicable"}


def test_a_second_worktree(here, tmp_path, monkeypatch, report):
    tree = tmp_path / "tree"
    git("worktree", "add", "--quiet", str(tree), folder=here.root)
    assert (tree / ".git").is_file()
    monkeypatch.chdir(tree)
    here.add_feature("web-search", "web")  # in the first one
    code, told = report()
    assert (code, told["manifests"]) == (0, [])
    (tree / "ads-console.icp.yaml").write_bytes(here.service.read_bytes())
    code, told = report()
    assert (code, WEB in ids(told["newly_failing"])) == (1, True)


def test_inside_a_hook_the_repository_is_the_one_around(here, tmp_path, monkeypatch, report):
    git("init", "--quiet", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere")
    code, told = report()
    assert (code, told["manifests"]) == (0, [])
    assert told["base"]["commit"] is not None
