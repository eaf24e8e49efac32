"""The words of the pages that `html` and `pdf` lay out, in both languages."""

from __future__ import annotations

from typing import Final

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.text import Text

GLYPHS: Final = {
    Outcome.PASSED: "√",
    Outcome.FAILED: "×",
    Outcome.NOT_APPLICABLE: "—",
    Outcome.WAIVED: "◇",
    Outcome.PENDING: "△",
    Outcome.ERROR: "！",
}
"""A sign beside each verdict's color; all are in the oldest Chinese character set, so every Chinese font has them."""

VERDICTS: Final = {
    Outcome.PASSED: Text("passed", "通过"),
    Outcome.FAILED: Text("failed", "不合规"),
    Outcome.NOT_APPLICABLE: Text("not applicable", "不适用"),
    Outcome.WAIVED: Text("waived", "已豁免"),
    Outcome.PENDING: Text("pending", "待办"),
    Outcome.ERROR: Text("error", "错误"),
}
LEVELS: Final = {
    "critical": Text("critical", "关键"),
    "major": Text("major", "重要"),
    "minor": Text("minor", "一般"),
}
HOW: Final = {
    "declared": Text("declared", "申报"),
    "dated": Text("dated", "日期"),
    "artefact": Text("artefact", "文件"),
    "attested": Text("attested", "声明"),
}
STATES: Final = {
    "missed": Text("not done in time", "逾期未完成"),
    "open": Text("to be done by then", "届时须完成"),
    "ahead": Text("comes round again", "届时须更新"),
    "ends": Text("ends", "到期"),
    "met": Text("was met", "已完成"),
    "over": Text("is over", "已结束"),
}
LANES: Final = {
    "deadline": Text("Deadlines", "期限"),
    "period": Text("Periods", "周期"),
    "statement": Text("Attestations", "声明复审"),
    "waiver": Text("Waivers", "豁免"),
}
KINDS: Final = {"Service": Text("service", "服务"), "Operator": Text("operator", "经营者")}

WORDS: Final = {
    "report": Text("License report", "许可证合规报告"),
    "skip": Text("Skip to the verdict", "跳至判定结论"),
    "language": Text("Language", "语言"),
    "contents": Text("Contents", "目录"),
    "to_fix": Text("To fix", "待整改"),
    "nothing_to_fix": Text("Nothing fails.", "没有不合规事项。"),
    "answered_by": Text("Answered by", "负责"),
    "remedy": Text("What to do", "整改措施"),
    "remedy_is": Text("What to do: ", "整改："),
    "others": Text("{0} more", "另有 {0} 项"),
    "lines": Text("The lines", "原文"),
    "in_clauses": Text("{0} more are with their clauses below", "另有 {0} 项见下方各条款"),
    "open": Text("Open: no evidence settles it", "尚无定论：现有依据无法判定"),
    "open_number": Text("{0} open", "{0} 项尚无定论"),
    "warnings": Text("To look at", "须留意"),
    "coming": Text("Due next", "即将到期"),
    "soon": Text("{0} in {1} days", "{1} 日内 {0} 项"),
    "all_due": Text("All {0} deadlines around this day", "此日前后全部 {0} 个期限"),
    "believed": Text("Only believed", "仅凭声明"),
    "believed_of": Text("of {0} clauses", "共 {0} 条条款"),
    "rests_on": Text("What the clauses rest on", "条款依据"),
    "services": Text("Services and operators", "服务与经营者"),
    "services_failing": Text("{0} failing: ", "{0} 个不合规："),
    "history": Text("Over time", "历次对比"),
    "history_alone": Text(
        "No earlier report is in the folder yet; each is drawn as a column here.",
        "该文件夹中尚无先前的报告；每份报告在此绘为一列。",
    ),
    "figures": Text("In figures", "数据表"),
    "problems": Text("Problems", "问题"),
    "matrix": Text("Clauses by services", "条款与服务对照"),
    "timeline": Text("Timeline", "时间线"),
    "clauses": Text("Clauses", "条款"),
    "clause": Text("Clause", "条款"),
    "waivers": Text("Waivers", "豁免"),
    "pages": Text("Home pages as a browser shows them", "浏览器中的首页"),
    "page_shows": Text("shows", "可见"),
    "page_hides": Text("hidden:", "不可见："),
    "page_shows_none": Text("shows no license number", "未见经营许可证编号"),
    "documents": Text("Documents that cannot be used", "无法使用的文档"),
    "document": Text("cannot be used", "无法使用"),
    "basis": Text("What this report rests on", "报告依据"),
    "inputs": Text("Files read, with their sha256", "所读文件及其 sha256"),
    "no_digest": Text("cannot be read", "无法读取"),
    "as_of": Text("As of", "判定日"),
    "license": Text("License", "许可证"),
    "valid": Text("Valid", "有效期"),
    "manifests": Text("Manifests", "清单"),
    "cases": Text("Cases", "用例"),
    "cases_are": Text("cases: {0}", "用例：{0}"),
    "proof": Text("Clauses rest on", "条款依据"),
    "policies": Text("Policies (sha256)", "策略（sha256）"),
    "tool": Text("Tool", "工具"),
    "filter": Text("Search and filter", "搜索与筛选"),
    "search": Text("Search", "搜索"),
    "by_verdict": Text("Verdict", "判定"),
    "by_level": Text("Level", "级别"),
    "by_service": Text("Service or operator", "服务或经营者"),
    "only_this": Text("Show only this", "仅看此项"),
    "all": Text("all", "全部"),
    "reset": Text("Show everything", "显示全部"),
    "shown": Text("{0} of {1} clauses, {2} of {3} cases", "条款 {0}/{1}，用例 {2}/{3}"),
    "nothing": Text("Nothing matches.", "没有符合条件的内容。"),
    "more": Text("Show {0} more", "再显示 {0} 项"),
    "earlier": Text("Earlier columns", "前几列"),
    "later": Text("Later columns", "后几列"),
    "columns": Text("Columns {0}–{1} of {2}", "第 {0}–{1} 列，共 {2} 列"),
    "first_columns": Text(
        "The first {0} of {1} services; a browser that runs JavaScript shows all.",
        "仅列前 {0} 个服务，共 {1} 个；启用 JavaScript 可查看全部。",
    ),
    "unfold": Text("Every clause", "逐条列出"),
    "no_case": Text("no case", "无用例"),
    "review": Text("to review: the license words it in another way", "须复核：许可证的文字与策略所载不同"),
    "judged_by": Text("Judged from what is", "判定依据"),
    "comma": Text(", ", "、"),
    "finding": Text("Finding", "问题"),
    "reason": Text("Reason", "原因"),
    "due": Text("Due", "期限"),
    "evidence": Text("Evidence", "证据"),
    "subject": Text("Subject", "对象"),
    "place": Text("Place", "位置"),
    "in_order": Text("Other cases", "其他用例"),
    "statements": Text("Attestations", "声明"),
    "owner": Text("Owner", "负责人"),
    "reviewed": Text("Reviewed", "审查日期"),
    "waiver_facts": Text(
        "Waiver: {0} to {1}, approved by {2}{3}: {4}", "豁免：{0} 至 {1}，批准人 {2}{3}：{4}"
    ),
    "source": Text("Source of the number", "数值依据"),
    "day": Text("Day", "日期"),
    "days_left": Text("in {0} days", "{0} 天后"),
    "one_day_left": Text("in 1 day", "1 天后"),
    "days_ago": Text("{0} days ago", "{0} 天前"),
    "one_day_ago": Text("1 day ago", "1 天前"),
    "today": Text("that day", "当日"),
    "obligation": Text("Obligation", "义务"),
    "state": Text("State", "状态"),
    "concerns": Text("Concerns", "涉及"),
    "and_more": Text("and {0} more", "等 {0} 项"),
    "elsewhere": Text("all are in the html and json reports", "完整清单见 html 与 json 报告"),
    "none_due": Text("Nothing falls due in this time.", "此期间没有到期事项。"),
    "script": Text(
        "Search, filters and the single cases need JavaScript, which this browser does not run; everything that is not in"
        " order is here all the same.",
        "搜索、筛选和逐项用例需要 JavaScript，当前浏览器未运行；未合规事项均已列出。",
    ),
    "not_in_order": Text("What is not in order", "未合规事项"),
    "all_in_order": Text("Nothing is out of order.", "没有未合规事项。"),
    "page": Text("page", "第"),
    "page_end": Text("", "页"),
}
