"""`--history`: the page draws earlier reports, the same from `report` and `combine`; no other format takes it."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from pytest_icplicense.cli import main

pytest.importorskip("jinja2")


@pytest.fixture
def history(project, tmp_path, monkeypatch, capsys):
    """A folder with two earlier reports."""
    monkeypatch.chdir(project.root)
    folder = tmp_path / "history"
    folder.mkdir()
    for day in ("2022-04-15", "2022-05-15"):
        main(["report", "json", "--as-of", day, "-o", str(folder / f"{day}.json")])
    capsys.readouterr()
    return folder


@pytest.mark.slow
def test_the_page_draws_earlier_runs_in_figures_too(history, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert main(["report", "html", "--history", str(history), "-o", str(page)]) == 0
    drawn = LexborHTMLParser(page.read_text(encoding="utf-8")).css_first("#history")
    assert len(drawn.css(".chart")) == 3
    assert all(len(chart.css("g")) == 3 for chart in drawn.css(".chart"))
    days = [row.css_first("th").text().split()[0] for row in drawn.css("tbody tr")]
    assert days == ["2022-06-01", "2022-05-15", "2022-04-15"]
    whole = tmp_path / "whole.json"
    main(["report", "json", "-o", str(whole)])
    joined = tmp_path / "joined.html"
    words = ["combine", str(whole), "--format", "html", "--history", str(history), "-o", str(joined)]
    assert main(words) == 0
    assert joined.read_bytes() == page.read_bytes()
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_without_the_option_nothing_is_drawn(history, tmp_path):
    main(["report", "html", "-o", str(tmp_path / "page.html")])
    assert 'id="history"' not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_what_cannot_be_read_leaves_no_page(history, tmp_path, capsys):
    (history / "bad.json").write_text("{}", encoding="utf-8")
    words = ["report", "html", "--history", str(history), "-o", str(tmp_path / "page.html"), "--lang", "zh"]
    assert main(words) == 2
    assert capsys.readouterr().err.startswith(f"icplicense: {history / 'bad.json'}：不是本工具的报告")
    assert not (tmp_path / "page.html").exists()


def test_a_file_is_no_folder(history, capsys):
    words = ["report", "html", "--history", str(history / "2022-04-15.json"), "--lang", "en"]
    assert main(words) == 2
    assert "2022-04-15.json: a file; name the folder with the earlier reports" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["report", "json"], ["check"], ["check", "--format", "pdf"]])
def test_other_formats_do_not_draw_it(words, history, capsys):
    assert main([*words, "--history", str(history)]) == 2
    assert "--history is drawn by the format 'html', not by" in capsys.readouterr().err
