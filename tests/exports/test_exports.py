"""Records from exports: rows become records, findings stand at their rows, and bad rows are told one by one."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from pytest_icplicense.api import judge
from pytest_icplicense.documents.formats import CHINA
from pytest_icplicense.exports.expanding import _moment
from pytest_icplicense.library import shipped

TYPED = """complaints:
  - {id: c-0412, received: 2022-04-01, answered: 2022-04-08}
  - {id: c-0528, received: 2022-05-28}
"""
FROM = """complaints:
  from: exports/tickets.csv
  columns: {id: 工单号, received: 创建时间, answered: 首次答复}
"""
HEADER = "工单号,创建时间,首次答复\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = tmp_path / "example"
    shutil.copytree(shipped("example_project"), root)
    (root / "exports").mkdir()
    monkeypatch.chdir(root)
    manifest = root / "operator.icp.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(TYPED, FROM), encoding="utf-8")

    def write(data: str | bytes, name: str = "tickets.csv") -> Path:
        (root / "exports" / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return root

    return write


def outcome(root: Path, check: str = "complaint-answered-in-time"):
    report = judge(["operator.icp.yaml"], as_of=date(2022, 6, 1))
    results = [each for each in report.results if each.criterion.name == check]
    return {each.id.partition("[")[2].rpartition(":")[2].rstrip("]"): each for each in results}, report


def change(root: Path, old: str, new: str) -> None:
    manifest = root / "operator.icp.yaml"
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new), encoding="utf-8")


def problems(report) -> list[str]:
    return [each.to("en") for each in report.problems]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        *(("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t")),
        *(("utf-16-le", "\t"), ("utf-16-be", ",")),  # without a mark
    ],
)
def test_each_row_is_judged_and_a_finding_stands_at_it(project, encoding, delimiter):
    text = (
        f'{HEADER}GD-1,2022/4/1 9:10,2022-04-08 10:00:00\nGD-2,2022-04-01,"2022-04-20"\nGD-3,2022年5月28日,\n'
    )
    root = project(text.replace(",", delimiter).encode(encoding))
    found, report = outcome(root)
    assert {name: each.outcome for name, each in found.items()} == {
        "GD-1": "passed",
        "GD-2": "failed",
        "GD-3": "pending",
    }
    assert str(found["GD-2"].place) == "exports/tickets.csv:3:3"
    assert not report.problems


def test_the_header_may_stand_below_a_title_and_cells_may_have_several_lines(project):
    root = project(
        f'工单导出,,\n,,\n{HEADER}GD-1,2022-04-01,"2022-04-08"\n"GD-2","2022-04-01\n","2022-04-30"\n'
    )
    found, _ = outcome(root)
    assert str(found["GD-2"].place) == "exports/tickets.csv:5:3"


@pytest.mark.parametrize(
    "text",
    [
        "工单号\t创建时间\t首次答复\t内容\nGD-1\t2022-04-01\t2022-04-30\ta, b, c, d, e, f, g, h\n",
        "工单号;创建时间;首次答复;内容\nGD-1;2022-04-01;2022-04-30;a, b, c, d, e, f, g, h\n",
        '"工单号", "创建时间", "首次答复"\n"GD-1", "2022-04-01", "2022-04-30"\n',
        f"\ufeff\ufeff{HEADER}GD-1,2022-04-01,2022-04-30\n",
        f'"工单号","创建\n时间","首次答复"\nGD-1,2022-04-01,2022-04-30\n{HEADER}',
    ],
    ids=[
        "tabs",
        "semicolons",
        "spaces before quotes",
        "two marks of UTF-8",
        "a title in lines, a header again",
    ],
)
def test_columns_are_found_as_programs_write_them(project, text):
    found, report = outcome(project(text))
    assert {name: each.outcome for name, each in found.items()} == {"GD-1": "failed"}
    assert not report.problems


@pytest.mark.parametrize(
    ("zone", "received", "answered", "outcome_"),
    [
        ("", "2022-04-01 23:30", "2022-04-16 10:00", "passed"),
        # 23:30 in London is the next day in China, so one day more.
        ('  time_zone: "+00:00"\n', "2022-04-01 23:30", "2022-04-16 23:30", "passed"),
        ('  time_zone: "+00:00"\n', "2022-04-01 12:00", "2022-04-16 16:30", "failed"),
        ("", "2022-04-01T16:30:00Z", "2022-04-17T08:00+08:00", "passed"),
        # As PostgreSQL, Zendesk and log4j write them.
        ("", "2022-04-01 09:10:00.123+08", "2022-04-17 00:30:00+08", "failed"),
        ("", "2022-04-01 09:10:00 UTC", "2022-04-16 15:59:00 UTC", "passed"),
        ("", '"2022-04-01 09:10:00,123"', '"2022-04-17 09:10:00,123"', "failed"),
        ("", "2022-04-01 09：10", "2022-04-17 09：10", "failed"),
    ],
)
def test_times_are_days_in_china(project, zone, received, answered, outcome_):
    root = project(f"{HEADER}GD-1,{received},{answered}\n")
    change(root, "  columns:", f"{zone}  columns:")
    found, _ = outcome(root)
    assert found["GD-1"].outcome == outcome_


@pytest.mark.parametrize(
    ("answered", "outcome_"),
    [
        ("2022年4月16日 下午3点", "passed"),
        ("2022年4月17日（星期日） 上午9:30", "failed"),
        ("2022.4.16 下午15:30", "passed"),
        ("2022/4/16 9:30 PM", "passed"),
        ("20220417", "failed"),
        ("20220416093000", "passed"),
        ('"=""2022-04-16"""', "passed"),
        ("'2022-04-17", "failed"),
        ("2022年4月16日 上午13点", None),
        ("二〇二二年四月十六日", None),
        ("44667", None),
    ],
)
def test_days_are_read_as_people_and_spreadsheets_write_them(project, answered, outcome_):
    found, report = outcome(project(f"{HEADER}GD-1,2022年4月1日 中午12点,{answered}\n"))
    assert (found["GD-1"].outcome if "GD-1" in found else None) == outcome_
    assert bool(report.problems) == (outcome_ is None)


@pytest.mark.parametrize(
    "nothing",
    ["NULL", "0", r"\N", "-", "—", "N/A", "0000-00-00 00:00:00", "None", "未答复", "1970-01-01 08:00:00"],
)
def test_what_databases_and_people_write_for_no_day_is_none(project, nothing):
    rows = f"GD-1,2022-04-01,{nothing}\nGD-2,2022-05-28,{nothing}\nGD-3,{nothing},2022-05-28\n"
    found, report = outcome(project(HEADER + rows))
    assert {name: each.outcome for name, each in found.items()} == {"GD-1": "failed", "GD-2": "pending"}
    assert problems(report) == ["exports/tickets.csv:4:2: 'received' is empty"]


@pytest.mark.parametrize("zone", ["+25:00", "-24:00", "+08:60"])
def test_an_offset_that_no_place_has_is_an_error(project, zone):
    root = project(HEADER)
    change(root, "  columns:", f'  time_zone: "{zone}"\n  columns:')
    _, report = outcome(root)
    assert f"complaints.time_zone: '{zone}'" in problems(report)[0]


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2022年4月1日 中午1点", "2022-04-01T13:00:00+08:00"),
        ("2022年4月1日 中午12:30", "2022-04-01T12:30:00+08:00"),
        ("2022年4月1日 中午11点", "2022-04-01T11:00:00+08:00"),
        ("2022年4月1日 晚上9点", "2022-04-01T21:00:00+08:00"),
        ("2022年4月1日 晚上12点", None),
        ("2022/4/1 12:30 AM", "2022-04-01T00:30:00+08:00"),
    ],
)
def test_an_hour_is_of_the_part_of_the_day_that_is_said(said, moment):
    assert _moment(said, CHINA, day=False) == moment


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("01/Apr/22 9:10 PM", "2022-04-01T21:10:00+08:00"),
        ("01-APR-2022", "2022-04-01"),
        ("1 April 2022, 09:10", "2022-04-01T09:10:00+08:00"),
        ("Apr 1, 2022 9:10 AM", "2022-04-01T09:10:00+08:00"),
        ("Fri, 01 Apr 2022 09:10:00 +0000", "2022-04-01T09:10:00+00:00"),
        ("32/Apr/2022", None),
        ("01/Foo/2022", None),
        ("Apr 1, 2022 or later", None),
        ("Apr 1 09:10", None),
        ("Fri Apr 01 2022 09:10:00 GMT+0800 (中国标准时间)", "2022-04-01T09:10:00+08:00"),
        ("2022-04-01 09:10 (UTC+8:00)", "2022-04-01T09:10:00+08:00"),
        ("2022-04-01 09:10 GMT-5", "2022-04-01T09:10:00-05:00"),
        ("２０２２－０４－０１　０９：１０ 北京时间", "2022-04-01T09:10:00+08:00"),
        ("2022-04-01 09:10 CST", None),
        ("1648775400", "2022-04-01T01:10:00+00:00"),
        ("1648775400123", "2022-04-01T01:10:00+00:00"),
        ("16487754001", None),
    ],
)
def test_days_are_read_with_the_months_of_english_programs(said, moment):
    assert _moment(said, CHINA, day=False) == moment


def test_rows_that_count_others_or_say_who_exported_them_are_no_records(project):
    rows = (
        "GD-1,2022-04-01,2022-04-02\n小计,1,1\n共计3次扣费,2022-04-01,2022-05-02\n"
        "合计：2 条,,\nGrand Total,2,2\n共 2 条,,\n导出时间,2022-06-01 10:00,\n导出人：王芳,,\nGenerated By: Wang,,\n"
        "备注：不含已撤销工单,,\n----------,,\n#共2笔,,\n"
    )
    found, report = outcome(project(HEADER + rows))
    assert {name: each.outcome for name, each in found.items()} == {"GD-1": "passed", "3": "failed"}
    assert not report.problems


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "tickets.xls", "a workbook of Excel 97 to 2003"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "tickets.xlsx", "or one with a password"),
        ("\ufeff<html><table><tr><td>工单号</td></tr></table>", "tickets.xls", "a web page or XML"),
        (HEADER.replace(",", "\t") + "GD-1\t2022-04-01\t2022-04-02\n", "tickets.xls", None),
    ],
)
def test_files_named_as_old_workbooks_are_taken_for_what_they_are(project, data, name, why):
    root = project(data, name)
    change(root, "exports/tickets.csv", f"exports/{name}")
    found, report = outcome(root)
    assert why in problems(report)[0] if why else found["GD-1"].outcome == "passed"


def test_names_that_no_id_may_have_do_not_make_rows_the_same(project):
    rows = "投诉一,2022-04-01,2022-04-02\n工单1甲,2022-04-01,2022-04-02\n工单1乙,2022-04-01,2022-05-02\n"
    found, report = outcome(project(HEADER + rows))
    assert {name: each.outcome for name, each in found.items()} == {
        "row-2": "passed",
        "1": "passed",
        "row-4": "failed",
    }
    assert not report.problems


def test_bad_rows_are_told_and_the_others_judged(project):
    rows = [
        "GD-1,04/05/2022,",
        "GD-2,,2022-04-02",
        "GD-3,2022-02-30,",
        "GD-4,2022-04-01,2022-04-02",
        "GD-4,2022-04-01,2022-04-02",
    ]
    found, report = outcome(project(HEADER + "\n".join(rows)))
    assert list(found) == ["GD-4"]
    assert problems(report) == [
        "exports/tickets.csv:2:2: 'received': '04/05/2022' is no day; write 2022-03-01 or 2022-03-01 14:30",
        "exports/tickets.csv:3:2: 'received' is empty",
        "exports/tickets.csv:4:2: 'received': '2022-02-30' is no day; write 2022-03-01 or 2022-03-01 14:30",
        "exports/tickets.csv:6:1: 'GD-4' stands in line 5, too",
    ]


def test_of_many_bad_rows_some_are_told(project):
    _, report = outcome(project(HEADER + "x,y,z\n" * 500))
    assert len(report.problems) == 21
    assert "480 more rows cannot be used" in problems(report)[-1]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xff\xff\x00", "the encoding is none of"),
        ("编号,创建时间\n", "has no column '工单号'"),
        ("工单号,创建时间,创建时间,首次答复\n", "has 2 columns '创建时间'"),
        ("工单号,受理时间\n", "it has 工单号, 受理时间"),
        ("", "is empty"),
        (HEADER + '"GD-1,2022-04-01,2022-04-02\nGD-2,2022-04-01,2022-04-02\n', "unexpected end of data"),
        (b"PK\x03\x04" + b"x" * 100, "name it .xlsx"),
        (HEADER + '"' + "x" * 200_000, "no CSV"),
    ],
)
def test_an_export_that_cannot_be_read_is_an_error(project, data, why):
    found, report = outcome(project(data))
    assert any(why in each for each in problems(report)), problems(report)
    assert all(each.outcome == "not-applicable" for each in found.values())


def test_an_export_outside_the_repository_is_not_read(project):
    root = project(HEADER)
    change(root, "exports/tickets.csv", "../../etc/passwd")
    _, report = outcome(root)
    assert "leads out of the repository" in problems(report)[0]


def workbook(rows, name: str = "工单", merged=(), first: bool = False) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    if first:
        book.remove(book.active)
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.slow
def test_a_spreadsheet_is_read_with_its_days_and_numbers(project):
    rows = [
        ["工单号", "创建时间", "首次答复"],
        [1001, datetime(2022, 4, 1, 9, 10), date(2022, 4, 8)],
        [],
        [1002, date(2022, 4, 1), "2022-04-30"],
    ]
    root = project(workbook(rows), "tickets.xlsx")
    change(root, "exports/tickets.csv", "exports/tickets.xlsx")
    change(root, "  columns:", "  sheet: 工单\n  columns:")
    found, report = outcome(root)
    assert not report.problems
    assert {name: each.outcome for name, each in found.items()} == {"1001": "passed", "1002": "failed"}
    assert str(found["1002"].place) == "exports/tickets.xlsx:4:3"


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.slow
def test_the_first_sheet_that_is_shown_is_read(project):
    from openpyxl import Workbook

    root = project(HEADER)
    book = Workbook()
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("工单")
    for row in (["工单号", "创建时间", "首次答复"], ["GD-1", "2022-04-01", "2022-04-30"]):
        sheet.append(row)
    book.active = 1
    book.save(root / "exports" / "tickets.xlsx")
    change(root, "tickets.csv", "tickets.xlsx")
    found, report = outcome(root)
    assert {name: each.outcome for name, each in found.items()} == {"GD-1": "failed"}
    assert not report.problems


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["cut", "no zip", "bomb", "other sheet"])
def test_a_bad_spreadsheet_is_an_error(project, kind):
    data = workbook([["工单号", "创建时间", "首次答复"]])
    if kind == "cut":
        data = data[: len(data) // 2]
    elif kind == "no zip":
        data = b"PK\x03\x04" + b"x" * 1000
    elif kind == "bomb":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("xl/worksheets/sheet1.xml", b"\0" * (257 << 20))
        data = packed.getvalue()
    root = project(data, "tickets.xlsx")
    change(root, "exports/tickets.csv", "exports/tickets.xlsx")
    if kind == "other sheet":
        change(root, "  columns:", "  sheet: 投诉\n  columns:")
    _, report = outcome(root)
    wanted = {"bomb": "unpacks to more than 256 MiB", "other sheet": "there is no sheet '投诉'"}.get(
        kind, "no spreadsheet"
    )
    assert wanted in problems(report)[0]


@pytest.mark.slow
def test_a_sheet_that_is_not_looked_through_is_not_read(project):
    packed, data = io.BytesIO(), workbook([["工单号", "创建时间", "首次答复"]], first=True)
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode().replace("/sheet1.xml", "/sheet1.bin")
            after.writestr(name.replace("/sheet1.xml", "/sheet1.bin"), text)
    root = project(packed.getvalue(), "tickets.xlsx")
    change(root, "exports/tickets.csv", "exports/tickets.xlsx")
    _, report = outcome(root)
    assert "a sheet that is no XML" in problems(report)[0]


@pytest.mark.slow
def test_cells_of_a_spreadsheet_count_as_people_see_them(project):
    rows = [
        ["", "", "", ""],
        ["", "工单号", "时间", None],
        ["", None, "创建\n时间", "首次答复"],
        ["", "GD-1", "2022-04-01", "2022-04-10"],
        ["", "GD-2", None, None],
        ["", "GD-3", "2022-04-01", "=DATE(2022,4,10)"],
        ["", "GD-4", "2022-04-01", "#N/A"],
        ["", "GD-5", "2022-04-01", "2022-04-30"],
        ["", " ", "", ""],
    ]
    data = workbook(rows, merged=("B2:B3", "C2:D2", "C4:C5", "D4:D5"), first=True)
    root = project(data, "tickets.xlsx")
    change(root, "exports/tickets.csv", "exports/tickets.xlsx")
    found, report = outcome(root)
    assert {name: each.outcome for name, each in found.items()} == {
        "GD-1": "passed",
        "GD-2": "passed",
        "GD-5": "failed",
    }
    assert str(found["GD-5"].place) == "exports/tickets.xlsx:8:4"
    why = "'answered' is an error, or a formula without a saved value"
    assert [each.partition(";")[0] for each in problems(report)] == [
        f"exports/tickets.xlsx:6:4: {why}",
        f"exports/tickets.xlsx:7:4: {why}",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('r="A1"', 'r="XFD1048576"', "spreads over more than 5,000,000 cells"),
        ('r="A1"', f'r="A{"1" * 5000}"', "a cell beyond the last"),
        ("<worksheet", "<!DOCTYPE a><worksheet", "a document type"),
        ('<c r="A2" t="n"><v>1', '<c r="A2" t="n"><v>1E999', ""),
    ],
)
def test_a_spreadsheet_may_not_say_what_takes_all_memory(project, old, new, why):
    packed, data = io.BytesIO(), workbook([["工单号", "创建时间", "首次答复"], [1, "2022-04-01"]], first=True)
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            assert old in text or not name.endswith("sheet1.xml")
            after.writestr(name, text.replace(old, new) if name.endswith("sheet1.xml") else text)
    root = project(packed.getvalue(), "tickets.xlsx")
    change(root, "exports/tickets.csv", "exports/tickets.xlsx")
    found, report = outcome(root)
    assert [why in each for each in problems(report)] == [True] * bool(why)
    assert bool(why) != ("inf" in found)


def test_incidents_illegal_content_and_logs_come_from_exports_too(project):
    root = project(HEADER)
    folder = root / "exports"
    (folder / "incidents.csv").write_text(
        "编号,类型,重大,发现,响应,控制,报告\n"
        "1,服务中断,是,2022-03-12 02:10,2022-03-12 02:20,2022-03-12 04:00,2022-03-12 05:00\n",
        encoding="utf-8",
    )
    (folder / "cases.csv").write_text(
        "编号,发现,处置,留存,上报\nA1,2022-01-21 09:10,2022-01-21 09:25,2022-01-21,2022-02-10\n",
        encoding="utf-8",
    )
    (folder / "logs.csv").write_text("日志库,保存天数\nuser-login,180\nnginx,90天\n", encoding="utf-8")
    text = (root / "operator.icp.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("\nlogs: {retention_days: 180}\n")
    _, _, rest = rest.partition("\nresponse_hours: 2\n")
    records = """
logs: {from: exports/logs.csv, columns: {id: 日志库, retention_days: 保存天数}}
illegal_content:
  monitoring: 关键词与模型实时监测，人工复核
  cases:
    from: exports/cases.csv
    columns: {id: 编号, found: 发现, handled: 处置, recorded: 留存, reported: 上报}
incidents:
  from: exports/incidents.csv
  columns: {id: 编号, kind: 类型, major: 重大, found: 发现, responded: 响应, contained: 控制, reported: 报告}
response_hours: 2
"""
    (root / "operator.icp.yaml").write_text(f"{head}{records}{rest}", encoding="utf-8")
    reported, report = outcome(root, "illegal-content-reported")
    assert not report.problems
    assert (reported["A1"].outcome, str(reported["A1"].place)) == ("failed", "exports/cases.csv:2:5")
    stores, _ = outcome(root, "log-store-kept-six-months")
    assert (stores["user-login"].outcome, stores["nginx"].outcome) == ("passed", "failed")
    assert str(stores["nginx"].place) == "exports/logs.csv:3:2"
    whole, _ = outcome(root, "logs-kept-six-months")
    assert next(iter(whole.values())).outcome == "failed"


def test_an_export_needs_columns_and_knows_no_others(project):
    root = project(HEADER)
    change(root, "首次答复}", "首次答复, closed: 关闭}")
    _, report = outcome(root)
    assert "closed" in problems(report)[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("01/四月/22 9:10 上午", "2022-04-01T09:10:00+08:00"),
        ("28-十二月-2022 3:00 下午", "2022-12-28T15:00:00+08:00"),
        ("1/十一月/22", "2022-11-01"),
        ("01/十三月/22", None),
    ],
)
def test_months_in_chinese_between_strokes_are_read(written, read):
    assert _moment(written, CHINA, day=False) == read
