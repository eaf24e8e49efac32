"""The terminal: colors only where they are wanted, nothing else changed, and Chinese counted as two cells."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pytest_icplicense.cli import main, terminal_output
from pytest_icplicense.cli.commands import COMMANDS
from pytest_icplicense.cli.terminal_output import Screen, wrapped

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def _no_wishes(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_each_problem_stands_on_a_line_of_its_own(capsys):
    terminal_output.say_problem("a.json:1:2: not judged")
    terminal_output.say_problem("b.json:1:2: not judged")
    assert capsys.readouterr().err == "a.json:1:2: not judged\nb.json:1:2: not judged\n"


@pytest.mark.parametrize(
    ("stream", "wishes", "colored"),
    [
        (Terminal, {"TERM": "xterm"}, True),
        (io.StringIO, {"TERM": "xterm"}, False),
        (Terminal, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal, {"TERM": "xterm", "NO_COLOR": ""}, True),  # set but empty means nothing: no-color.org
        (Terminal, {"TERM": "dumb"}, False),
        (io.StringIO, {"FORCE_COLOR": "1"}, True),
        (Terminal, {"FORCE_COLOR": "0"}, False),
        (io.StringIO, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_who_gets_colors(stream, wishes, colored, monkeypatch):
    for name, value in wishes.items():
        monkeypatch.setenv(name, value)
    assert Screen(stream()).colored is colored


@pytest.mark.parametrize("width", ["9" * 5000, "²", "-1", "0"])
def test_a_width_that_is_none_is_passed_over(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    assert Screen(io.StringIO()).width == terminal_output.WIDTH


def test_a_number_of_processes_that_is_none_is_one_line(capsys):
    assert main(["check", "--jobs", "9" * 5000]) == 2
    err = capsys.readouterr().err
    assert "256" in err
    assert len(err) < 400


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["todo", "detect", "facts", "trace", "timeline"])
def test_lists_break_at_the_terminals_width_between_words(project, command, lang, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    words = [command, "--lang", lang]
    main(words)
    whole = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "60")
    main(words)
    broken = capsys.readouterr().out
    lines = [line for line in broken.splitlines() if not line.startswith("      | ")]
    assert max(map(cell_len, lines)) <= 60
    assert "".join(broken.split()) == "".join(whole.split())


def test_colors_change_nothing_else(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    project.add_feature("web-search", "web")
    main(["check"])
    plain = capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check"])
    colored = capsys.readouterr().out
    assert "\x1b[1;31mcritical\x1b[0m" in colored
    assert ESCAPES.sub("", colored) == plain


def test_what_is_broken_goes_on_as_it_began(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    Screen(stream).write(
        "a.yaml:3:5: SP-02.2 critical feature\n    goes on\n    2 | x: y\n  > 3 | z: 1\n    reported: 2022-03-10\n"
    )
    written = stream.getvalue().splitlines()
    assert [line for line in written if "\x1b" not in line] == ["    goes on", "    reported: 2022-03-10"]
    assert written[2] == "\x1b[2m    2 | x: y\x1b[0m"


@pytest.mark.parametrize(
    ("said", "color"),
    [
        ("✓ inside B2-1 as of 2022-06-01 · 3 due in\n    30 days", "32"),
        ("✓ inside B2-1 as of 2022-06-01 · 1 open · 3\n    due", "33"),
        ("✓ 未超出 B2-1 的许可范围 · 1 项\n    尚无定论 · 30 日", "33"),
        ("✗ 1 problem in 1 file · outside\n    B2-1", "1;31"),
    ],
)
def test_the_last_line_has_the_color_of_its_verdict(said, color, monkeypatch):
    """What is open has none of what is in order."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    Screen(stream).write(f"{said}\n")
    assert set(re.findall(r"\x1b\[([1-9][0-9;]*)m", stream.getvalue())) == {color}


def test_hostile_text_cannot_write_escapes(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    Screen(stream).write("a[bold]b[/] \x07\n")
    assert stream.getvalue() == "a[bold]b[/] \n"


def test_width_comes_from_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "63")
    assert Screen(io.StringIO()).width == 63
    monkeypatch.setenv("COLUMNS", "many")
    assert Screen(io.StringIO()).width == terminal_output.WIDTH


@pytest.mark.parametrize("width", [20, 31, 80])
def test_lines_are_no_wider_than_asked(width):
    text = "不得经营或变相经营未经许可的其他电信业务 without a license B25/search，违反者依法处理。" * 3
    lines = wrapped(text, width, "  ")
    assert max(map(cell_len, lines)) <= width
    assert max(map(cell_len, lines)) > width - 15  # the longest word that may have to go to the next line
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("申请许可证明，并公示。", ["申请许可证", "明，并公示。"]),  # rich alone: 申请许可证明 / ，并公示。
        ("应当公示：“证”", ["应当公示：", "“证”"]),
        ("依据条款 SP-15.7.3", ["依据条款", "SP-15.7.3"]),
        ("该业务属B25/search", ["该业务属", "B25/search"]),
        ("持粤B2-20150001者", ["持", "粤", "B2-20150001", "者"]),  # wider than a line
        ("许可证京B2-2018号", ["许可证京", "B2-2018号"]),
        ("a license (or two)", ["a license", "(or two)"]),
        ("license of '北京公司'?", ["license of", "'北京公司'?"]),
        ("known to: '北京'", ["known to:", "'北京'"]),
        ("two\nlines", ["two", "lines"]),
        ("abcdefghijklmnop", ["abcdefghijkl", "mnop"]),
        ("", [""]),
    ],
)
def test_lines_break_where_a_typesetter_would(text, lines):
    assert wrapped(text, 12) == lines


IDS = ("SP-15.7.3", "B25/search", "web-search", "京B2-20181623", "SITE")
PIECES = st.sampled_from(
    [*"、。，：；？！）》」”’", *"（《「“", *"不得经营", *IDS, "a", "it.", " ", "  ", "👍", "☺️"]
)
SENTENCES = st.lists(PIECES, max_size=60).map("".join)


@pytest.mark.slow
@given(text=SENTENCES | st.text(st.characters(exclude_categories=("Cc", "Cs"))), width=st.integers(2, 40))
def test_nothing_is_too_wide_and_nothing_lost(text, width):
    lines = wrapped(text, width)
    assert max(map(cell_len, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())


CLAUSES = st.lists(
    st.tuples(
        st.sampled_from(["", "“", "（", "《"]),
        st.sampled_from([*"不得经营", *IDS]),
        st.sampled_from("、。，”）》 "),
    )
)


@pytest.mark.slow
@given(clauses=CLAUSES, width=st.integers(20, 40))
def test_punctuation_stays_with_what_it_belongs_to_and_ids_are_whole(clauses, width):
    lines = wrapped("".join(map("".join, clauses)), width)
    assert [line for line in lines if line[:1] in tuple("、。，”）》") or line[-1:] in tuple("“（《")] == []
    whole = re.compile("|".join(map(re.escape, IDS)))
    text = "".join(map("".join, clauses))
    assert sum(len(whole.findall(line)) for line in lines) == len(whole.findall(text))


@pytest.mark.slow
@pytest.mark.timeout(120)  # takes 1 second; were it quadratic, hours
def test_a_long_text_takes_no_longer_than_it_must():
    for text in ("不得经营、“许可”", "。", "x", "（", "京B2-20181623、", "1"):
        wrapped(text * 100_000, 40)


def test_trace_cuts_quotations_to_the_terminal(project, monkeypatch):
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["trace", "--lang", "zh"]) == 0
    assert max(map(cell_len, stream.getvalue().splitlines())) <= 100
    assert "…" in stream.getvalue()


HAN = re.compile("[一-鿿]")
ENGLISH = re.compile(r"\b[a-z]{3,} [a-z]{2,} [a-z]{2,}\b")
"""Words that make a sentence, as those of commands and formats do not."""


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_one_language_and_fits(command, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    for lang in ("en", "zh"):
        assert main(["--lang", lang, *command.split(), "--help"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(cell_len, lines)) <= 80
        usage, *told = [line for line in lines if "icplicense " not in line or line == lines[0]]
        if lang == "en":
            assert usage.startswith("usage: icplicense")
            assert not HAN.search("".join(lines).replace("京", "").replace("法务部王芳", ""))
        else:
            assert usage.startswith("用法：icplicense")
            assert not [line for line in told if ENGLISH.search(line)]
            assert not [line for line in told if line.endswith(":")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--lang", "zh", "attest"],
            "icplicense attest: 缺少参数：--owner, --evidence；见 icplicense attest --help",
        ),
        (["--lang", "en", "report"], "arguments are required: FORMAT; see icplicense report --help"),
        (["check", "--lang", "zh", "-j", "0"], "-j/--jobs：应为 auto 或 1 至 256 的整数，而非 '0'；"),
        (["--lang=zh", "chek"], "icplicense: COMMAND：'chek' 不是可选的值（可选："),
        (["--lang", "zh", "check", "--shard", "3/2"], "icplicense check: --shard：应为"),
        (
            ["--lang", "zh", "check", "--as-of"],
            "icplicense check: --as-of：须有一个值；见 icplicense check --help",
        ),
        (["--lang", "zh", "check", "nowhere"], "icplicense: nowhere：没有该文件或文件夹"),
        (["--lang", "en", "check", "--shard", "3/2"], "icplicense check: argument --shard: "),
    ],
)
def test_wrong_use_is_told_in_the_language_that_is_asked_for(words, said, capsys):
    assert main(words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_help_follows_the_locale(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["check", "--help"]) == 0
    assert "依许可证判定清单" in capsys.readouterr().out
    assert main(["--lang", "en", "check", "--help"]) == 0
    assert "judge manifests against their licenses" in capsys.readouterr().out


def test_the_language_before_a_command_is_the_command_s(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["--lang", "zh", "check"]) == 0
    assert "未超出 京B2-20181623 的许可范围" in capsys.readouterr().out
    assert main(["--lang", "zh", "check", "--lang", "en"]) == 0
    assert "✓ inside 京B2-20181623" in capsys.readouterr().out


def terminal_session(command: str, folder: Path, seconds: float, end: int | None = None) -> tuple[int, str]:
    """Exit code and output of a command on a real pseudo-terminal; after `seconds` it gets the signal `end`."""
    control, line = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-c", command], stdin=line, stdout=line, stderr=line, cwd=folder, env=environment
    )
    os.close(line)
    if end is not None:
        time.sleep(seconds)
        process.send_signal(end)
    output = b""
    while True:
        try:
            chunk = os.read(control, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        output += chunk
    os.close(control)
    return process.wait(), output.decode()


@pytest.mark.slow
@pytest.mark.parametrize("module", ["pytest_icplicense", "pytest"])
def test_a_dumb_terminal_of_code_page_936_gets_no_escapes_and_no_question_marks(project, module):
    project.add_feature("web-search", "web")
    words = (
        ["check", "--lang", "zh"]
        if module != "pytest"
        else ["-q", "--icp-lang", "zh", "ads-console.icp.yaml"]
    )
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=project.root,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONIOENCODING": "cp936",
            "TERM": "dumb",
            "PYTEST_ADDOPTS": "",
        },
        capture_output=True,
    )
    text = done.stdout.decode("cp936")
    assert done.returncode == 1, text
    assert re.search(r"(?m)^× 1 个文件中有 1 个问题（关键 1 个） [-·] 超出 京B2-20181623 的许可范围", text)
    assert "\x1b" not in text
    assert not re.search(r"\\u[0-9a-f]{4}|\?\?", text)


SLOW = """\
import sys, time
from pytest_icplicense.cli import main, terminal_output
from pytest_icplicense.workspace.workspace import Workspace
real = Workspace.bind
def bind(self, file, *more):
    time.sleep(PAUSE)
    return real(self, file, *more)
Workspace.bind = bind
terminal_output.PATIENCE = 0.2
sys.exit(main(["check"]))
"""


@pytest.mark.slow
def test_a_bar_appears_when_it_takes_long(project):
    code, output = terminal_session(SLOW.replace("PAUSE", "0.3"), project.root, 0)
    assert code == 0
    assert "1/2" in output
    assert "━" in output
    assert "legal advice." in output


@pytest.mark.slow
def test_no_bar_when_it_does_not(project):
    patient = SLOW.replace("PAUSE", "0").replace("PATIENCE = 0.2", "PATIENCE = 60")
    code, output = terminal_session(patient, project.root, 0)
    assert code == 0
    assert "━" not in output


@pytest.mark.slow
def test_ctrl_c_leaves_cleanly(project):
    code, output = terminal_session(SLOW.replace("PAUSE", "20"), project.root, 3, signal.SIGINT)
    assert code == 130
    assert "Traceback" not in output
