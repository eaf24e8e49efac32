"""What is an answer and what is none, in both languages: by the words that the policies ship."""

from __future__ import annotations

import pytest


@pytest.fixture
def lacking(library):
    """`failed`, `open` or None for a text of some kind."""

    def judge(text, kind="statement", name=""):
        found = library.catalogue.statements.shortfall(text, kind, name)
        return found and ("open" if found.open else "failed")

    return judge


NOTHING = (
    "无|暂无|待定|待补充|未定|申请中|尚未制定|略。|有|N/A|n/a|Ｎ／Ａ|TODO|todo: tbd|none|None.|tbd|TBA|-|——|…|x|xx|111|是|"
    "暂无，待补充|Not applicable|not available|本制度正在编写|to be written|【公司名称】|<company name>|XX公司"
).split("|")
ANSWERS = (
    "TLS 1.3|WAF|加密|阿里云内容安全|双人审批|RBAC|关键词与模型实时监测，人工复核|注销后 30 日内删除|无锡机房加密存储|"
    "No plaintext, TLS 1.3 only|reviewed by two people around the clock|待办事项由安全组每日清零|同城双活"
).split("|")


VAGUE = (
    "按规定执行|依法执行|按照法律法规要求执行|视情况而定|按公司制度执行|参照国家标准|已落实|符合要求|合规|已按要求完成|同存储|数据使用|"
    "as required by law|in accordance with regulations|see policy|access control|"
    "严格按照国家有关规定执行|无异常|公司高度重视安全工作|"
    "做好相关工作|由专人负责|由相关部门负责|应建立制度|必须落实|本条款要求建立制度|满足要求，无问题|我司不涉及该业务|视具体情况|"
    "承诺遵守《互联网信息服务管理办法》的规定|we comply with all applicable laws|works fine|see attached|"
    "预计下季度上线|拟于2023年建立，力争在年内落实|will implement next quarter|We plan to encrypt data"
).split("|")
NOT_FILLED_IN = (
    "{{ use }}|${USE}|<use>|[填写使用规则]|【使用规则】|见附件|研究中|没有制定规则|没有相关制度|not yet|no policy"
).split("|")


TO_COME = (
    "还没有|无此项|不知道|待议|待商定|待讨论|未明确|未安排|还没写|没做|尚未开始|没有开展|另行制定|后续完善|以后再说|完善中|编制中|领导确认中|"
    "需要确认|须补充|Not implemented|not in place|"
    "待法务部确认|等待领导审批|待王芳补充|计划制定|即将出台|正在整理|拟制定|未定义|T.B.D.|待 定|n a|hello world|asdf|请补充|"
    "to come|not defined|no info|will do later|更新中|修订中|后补充|后补"
).split("|")
SAID_BRIEFLY = (
    "每月更新|先审核，再发布后补充标注|最小必要|"
    "安全通道|专线|定期巡检|应用须签名|现用 TLS，计划于 2023 年改用国密|见《用户信息保护制度》第三章|"
    "不收集|不留存|不使用|不落盘|不出境|需审批|需实名制确认|等保三级测评完成|待审核后发布|未经同意不提供|后台通知|仅内网访问|shred"
).split("|")


@pytest.mark.parametrize("text", TO_COME)
def test_what_is_still_to_come(lacking, text):
    assert lacking(text) == "failed"


@pytest.mark.parametrize("text", SAID_BRIEFLY)
def test_short_rules_that_begin_or_end_alike(lacking, text):
    assert lacking(text) is None


@pytest.mark.parametrize("text", VAGUE)
def test_what_refers_to_rules_in_general_is_for_people(lacking, text):
    assert lacking(text) == "open"


@pytest.mark.parametrize("text", NOT_FILLED_IN)
def test_what_nobody_has_filled_in(lacking, text):
    assert lacking(text) == "failed"


@pytest.mark.parametrize("text", NOTHING)
def test_words_that_say_nothing(lacking, text):
    assert lacking(text) == "failed"


@pytest.mark.parametrize("text", ANSWERS)
def test_short_answers_that_say_something(lacking, text):
    assert lacking(text) is None


def test_what_says_more_than_that_it_is_not_there_yet_is_for_people(lacking):
    assert lacking("备份尚未建立，目前每日人工导出到加密硬盘") == "open"
    assert lacking("数据使用申请中注明用途，审批后执行") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王芳", None),
        ("法务部 王芳", None),
        ("QA", None),
        ("王芳（负责人）", None),
        ("待定", "failed"),
        ("某某", "failed"),
        ("王芳（待确认）", "open"),
        ("李", "failed"),
        ("张某", "failed"),
        ("欧阳某某", "failed"),
        ("王XX", "failed"),
        ("待任命", "failed"),
        ("待分配", "failed"),
        ("暂无负责人", "failed"),
        ("人员待定", "failed"),
        ("某部门", "failed"),
        ("XX部", "failed"),
        ("123", "failed"),
        ("匿名", "failed"),
        ("将由王芳担任", "open"),
        ("王某芳", None),
        ("法务部待定", "open"),
        ("First Last", "failed"),
        ("李四光", None),
        ("待定部门", "failed"),
        ("AI 审核组", None),
    ],
)
def test_names(lacking, text, expected):
    assert lacking(text, "name") == expected


@pytest.mark.parametrize(
    "owner", "张先生|李总|小王|主管|第三方|暂由他人代管|见通讯录|人员A|员工1|user1|new hire".split("|")
)
def test_an_owner_whom_nobody_outside_can_find_is_for_people(lacking, owner):
    assert lacking(owner, "name", "owner") == "open"


@pytest.mark.parametrize("owner", "客服部|法务|总务|安全组 李敏|阿依古丽|小米科技".split("|"))
def test_an_owner_who_is_found(lacking, owner):
    assert lacking(owner, "name", "owner") is None


@pytest.mark.parametrize(
    ("authority", "expected"),
    [
        ("北京市通信管理局", None),
        ("国家新闻出版署", None),
        ("海淀区市场监督管理局", None),
        ("市场监督管理总局", None),
        ("公安部", None),
        ("网信办", "failed"),
        ("省通信管理局", "open"),
        ("当地公安机关", "open"),
        ("市局", "open"),
        ("新闻出版部门", "open"),
    ],
)
def test_an_authority_is_told_apart_from_that_of_another_place(lacking, authority, expected):
    assert lacking(authority, "authority") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("京网文〔2021〕0001-001号", None),
        ("11220210001", None),
        ("无", "failed"),
        ("申请中", "failed"),
        ("已提交申请，京网文〔2021〕0001号", "open"),
        ("主管部门批复", "open"),
    ],
)
def test_a_permit_has_a_number(lacking, text, expected):
    assert lacking(text, "permit") == expected


DIALED = """010-5555-0100|400-820-8820|12345|+86 138 0013 8001|（010）5555 0100 转 8001|0316-2345678|+86 (0)10 5555 0100
86-10-5555-0100|010—5555—0100-8001|010.5555.0100 ext. 12|800-820-8820|95588|9510-5105|1010-5188|010-96188|0571-12315|116114
+852 2345 6789|010-5555-0100、5555-0102|客服热线：400-820-8820（工作日 9:00–12:00，14:00–18:00）
全国 95588|400-820-8820 (按 3)"""
NOT_DIALED = """1-1-1|000-0000|客服热线|1234|010-5555-0100 或微信|10-5555|010-5555|11111|010-1555-0100|400-820|400-820-88201
12345678901|139123456789|客服热线：|热线（400）|12-34-56|++86 10 5555 0100"""


@pytest.mark.parametrize("number", DIALED.replace("\n", "|").split("|"))
def test_telephone_numbers(lacking, number):
    assert lacking(number, "phone") is None


@pytest.mark.parametrize("number", [*NOT_DIALED.replace("\n", "|").split("|"), "1" * 40])
def test_what_nobody_can_dial(lacking, number):
    assert lacking(number, "phone") == "failed"


@pytest.mark.parametrize("number", ["5555 0100", "2345678", "10-5555-0100", "571-88157777", "110", "114"])
def test_a_number_that_only_some_reach_is_open(lacking, number):
    assert lacking(number, "phone") == "open"


def test_addresses(lacking):
    assert lacking("kefu@oceanengine.com", "email") is None
    assert lacking("客服@巨量引擎.中国", "email") is None
    assert lacking("kefu@localhost", "email") == "failed"
    assert lacking("noreply@oceanengine.com", "email") == "failed"
    assert lacking("test@test.com", "email") == "failed"
    assert lacking("https://ad.oceanengine.com/complaints", "web") is None
    assert lacking("https://巨量引擎.中国/投诉", "web") is None
    assert lacking("https://localhost/complaints", "web") == "failed"
    assert lacking("http://10.0.0.1/complaints", "web") == "failed"


@pytest.mark.parametrize(
    "number", ["13800138000", "+86 138-0013-8000", "010-12345678", "400-123-4567", "010-0000-0000"]
)
def test_a_number_out_of_an_example_is_for_people(lacking, number):
    assert lacking(number, "phone") == "open"


def test_addresses_that_stand_in_examples(lacking):
    assert lacking("kefu@your-domain.com", "email") == "failed"
    assert lacking("https://www.xxx.com/complaints", "web") == "failed"
    assert lacking("no-reply@oceanengine.com", "email") == "failed"
    assert lacking("test@oceanengine.com", "email") == "open"
    assert lacking("kefu@shop.example.cn", "email") == "open"
    assert lacking("https://example.com.cn/complaints", "web") == "open"
    assert lacking("https://www.example.com/complaints", "web") == "failed"
    assert lacking("https://example-shop.cn/complaints", "web") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("明文 HTTP 传输", "failed"),
        ("plain text", "failed"),
        ("未加密", "failed"),
        ("禁止明文传输", None),
        ("全程 TLS，不使用明文", None),
        ("never in plain text", None),
        ("内网明文，外网 TLS", "open"),
    ],
)
def test_a_text_that_says_it_is_not_protected(lacking, text, expected):
    assert lacking(text, "statement", "transmission") == expected


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("docs/privacy.md", ["docs/privacy.md"]),
        ("复核规则见 制度/隐私.md。", ["制度/隐私.md"]),
        ("./rules/a.html 与 b.pdf", ["./rules/a.html", "b.pdf"]),
        ("docs/privacy", ["docs/privacy"]),
        ("TLS/SSL，HTTP/1.1，7×24，N/A，v1.2", []),
        ("https://oceanengine.com/rules.html", []),
        ("oceanengine.com/rules.html", []),
    ],
)
def test_what_looks_like_a_path(library, text, paths):
    assert list(library.catalogue.statements.paths(text)) == paths


def test_units_and_currencies(library):
    same = library.catalogue.statements.same
    assert same("month", "月", "units") is True
    assert same("Month", "month", "units") is True
    assert same("month", "year", "units") is False
    assert same("seat", "席位", "units") is None
    assert same("CNY", "RMB", "currencies") is True
    assert same("CNY", "USD", "currencies") is False


def test_a_company_adds_words_of_its_own(library):
    own = library.catalogue.statements.with_more({"nothing": {"zh": ["见制度库"]}})
    assert own.shortfall("见制度库。", "statement") is not None
    assert library.catalogue.statements.shortfall("见制度库。", "statement") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("北京市文化和旅游局", None),
        ("国家互联网信息办公室", None),
        ("相关主管部门", "failed"),
        ("The competent authority", "failed"),
        ("待定", "failed"),
        ("北京某咨询服务有限公司", "open"),
        ("Example Consulting Ltd.", "open"),
        ("北京某咨询服务有限公司法务部", "open"),
    ],
)
def test_authorities(lacking, text, expected):
    assert lacking(text, "authority") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("京网文〔2021〕0001-001号", None),
        ("国新出审〔2021〕1号", None),
        ("京网文〔2021〕XXXX-XXX号", "failed"),
        ("京网文〔2021〕……号", "failed"),
        ("京网文〔2021〕0000-000号", "open"),
        ("京网文〔2021〕号", "open"),
    ],
)
def test_numbers_of_permits(lacking, text, expected):
    assert lacking(text, "permit") == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://ad.oceanengine.com/pricing", None),
        ("https://internal.oceanengine.com/pricing", None),
        ("https://oceanengine.internal/pricing", "failed"),
        ("https://pricing.lan:8443", "failed"),
        ("https://192.168.1.10/pricing", "failed"),
        ("https://localhost/pricing", "failed"),
    ],
)
def test_addresses_that_the_public_can_open(lacking, address, expected):
    assert lacking(address, "web") == expected


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("transmission", "HTTP", "failed"),
        ("transmission", "经 FTP 传输", "failed"),
        ("transmission", "HTTP 跳转 HTTPS，全程 TLS", None),
        ("transmission", "不使用加密", "failed"),
        ("automatic", "人工审核", "failed"),
        ("automatic", "关键词过滤后人工审核", None),
        ("human", "系统自动审核", "failed"),
        ("human", "自动审核后由审核组复核", None),
        ("access_control", "任何人", "failed"),
        ("access_control", "任何人不得越权访问，双人审批", None),
        ("destruction", "不会删除用户数据", "failed"),
        ("destruction", "数据不会被主动删除", "failed"),
        ("destruction", "注销后不可恢复地删除", None),
        ("transmission", "没有任何加密", "failed"),
        ("transmission", "未采取加密措施", "failed"),
        ("transmission", "未加密的数据不得外发，全程 TLS", None),
        ("transmission", "HTTP，计划年底前改为 HTTPS", "failed"),
        ("transmission", "预计明年改为 HTTPS", "open"),
        ("access_control", "没有权限管理", "failed"),
        ("access_control", "无权限人员不得访问，双人审批", None),
        ("monitoring", "暂无技术手段", "failed"),
        ("monitoring", "每日巡查，未监测到异常也记录", None),
        ("automatic", "没有接入审核系统", "failed"),
        ("automatic", "纯人工", "failed"),
        ("human", "由 AI 自动完成", "failed"),
        ("human", "AI 初审，审核员复核", None),
        ("inspection", "不做巡检", "failed"),
        ("pre_listing_check", "未通过检测的不予上架", None),
        ("collection", "未经用户同意即采集通讯录", "failed"),
        ("collection", "无需取得同意", "failed"),
        ("collection", "未经用户明示同意，不采集通讯录", None),
        ("collection", "未经同意不采集", None),
        ("collection", "用户不同意的，不影响基本功能", None),
        ("collection", "不在后台静默采集", None),
        ("collection", "Collected without the user's consent", "failed"),
        ("use", "用户数据可出售给广告商", "open"),
        ("use", "不会出售给任何第三方", None),
        ("use", "不任意使用", None),
        ("storage", "密码加盐哈希，不存明文", None),
        ("storage", "不加密用户数据", "failed"),
        ("storage", "未加密的介质不得存储个人信息", None),
        ("transmission", "没有启用 HTTPS", "open"),
        ("transmission", "不传输明文口令", None),
        ("destruction", "不予删除", "failed"),
        ("destruction", "超期未清理的由系统强制清理", None),
        ("destruction", "不会永久保存", None),
        ("access_control", "未设置访问权限", "failed"),
        ("access_control", "没有权限不得访问", None),
        ("access_control", "不设共享账号", None),
        ("access_control", "不区分角色，统一授权", "failed"),
        ("human", "模型自动复核", "failed"),
        ("human", "模型判定存疑的转审核组复核", None),
        ("automatic", "审核员逐条查看", "failed"),
        ("automatic", "机审后转审核员", None),
        ("pre_listing_check", "先上架后检测", "failed"),
        ("pre_listing_check", "未经检测不得上架", None),
        ("inspection", "未定期检查", "failed"),
        ("inspection", "不定期抽查，每月全检", None),
        ("transmission", "数据不加密也不校验", "failed"),
        ("transmission", "不加密不签名", "failed"),
        ("transmission", "既没有加密也没有签名", "failed"),
        ("transmission", "未加密不上传", None),
        ("transmission", "未加密传输一律禁止", None),
        ("transmission", "未对数据进行加密", "failed"),
        ("transmission", "TLS 未启用", "open"),
        ("transmission", "无线网络内明文传输", "open"),
        ("transmission", "data is not protected and sent in plaintext", "open"),
        ("storage", "未加密未脱敏", "failed"),
        ("storage", "不以明文保存密码，使用 bcrypt", None),
        ("collection", "未事先告知用户", "failed"),
        ("collection", "未经用户同意，后台采集不提示", "open"),
        ("collection", "未经同意采集不告知", "failed"),
        ("collection", "未经用户同意，我司不会采集", None),
        ("collection", "不收集未经用户同意的信息", None),
        ("collection", "默认勾选同意", "failed"),
        ("use", "未经用户同意，也不告知用户，转给广告商", "open"),
        ("use", "数据先去标识化，未经同意不作他用", None),
        ("use", "不把数据卖给第三方", None),
        ("use", "We sell user data to partners", "failed"),
        ("destruction", "不删除也不备份", "failed"),
        ("destruction", "We keep it forever", "failed"),
        ("access_control", "无需密码任何人可访问", "failed"),
        ("access_control", "没有权限控制也没有审批", "open"),
        ("human", "没有人工也不抽查", "failed"),
        ("human", "fully automated", "failed"),
        ("human", "未审核的内容不对外展示，由三名审核员轮班", None),
        ("automatic", "只有审核员看", "failed"),
        ("pre_listing_check", "未做安全检测", "failed"),
        ("monitoring", "不监测不留日志", "failed"),
        ("collection", "未经用户同意及监护人同意不得采集", None),
        ("storage", "未对密码进行加密", "failed"),
        ("storage", "不对业务数据做二次加密，磁盘整体 LUKS 加密", None),
        ("access_control", "大家都能访问", "failed"),
        ("access_control", "所有开发人员都有生产库的读写权限", "open"),
        ("access_control", "每个人都有管理员权限", "failed"),
        ("access_control", "全员拥有独立账号，数据库权限仅限 DBA", None),
        ("automatic", "全靠人看", "failed"),
        ("human", "全部机器审", "failed"),
    ],
)
def test_words_that_say_the_contrary_where_there_is_nothing_else(lacking, field, text, expected):
    assert lacking(text, name=field) == expected


MEANS = [
    ("transmission", "微信发 Excel", "open"),
    ("transmission", "over the internet", "open"),
    ("transmission", "TLS 1.3 only; plaintext HTTP is rejected", None),
    ("transmission", "不允许使用 HTTP、FTP 等明文协议传输用户信息", None),
    ("transmission", "为了性能关闭了 TLS", "open"),
    ("transmission", "We do not encrypt traffic.", "failed"),
    ("transmission", "不将数据加密", "failed"),
    ("transmission", "encryption is disabled for performance reasons", "open"),
    ("storage", "存在服务器上", "open"),
    ("storage", "敏感字段掩码", None),
    ("collection", "想收集什么就收集什么", "open"),
    ("collection", "只在用户点击同意之后", None),
    ("collection", "第二条所列各项", None),
    ("collection", "docs/privacy.md", None),
    ("use", "想怎么用就怎么用", "open"),
    ("use", "used for whatever we like", "open"),
    ("use", "仅用于结算", None),
    ("destruction", "等有空再删", "open"),
    ("destruction", "没人负责删除", "failed"),
    ("destruction", "deletion requests are ignored", "failed"),
    ("destruction", "180 天", None),
    ("access_control", "靠员工自觉遵守", "open"),
    ("access_control", "we trust our employees", "open"),
    ("access_control", "Nobody has standing access; break-glass access is approved by two people.", None),
    ("monitoring", "监测系统已下线", "failed"),
    ("monitoring", "人手不足，暂停审核", "failed"),
    ("monitoring", "we don't moderate", "failed"),
    ("monitoring", "先审后发", None),
    ("automatic", "WAF 没开", "failed"),
    ("automatic", "IDS was decommissioned", "failed"),
    ("automatic", "系统处理", "open"),
    ("human", "审核员全部离职，岗位空缺", "failed"),
    ("human", "we fired the moderators", "failed"),
    ("human", "老板看一眼", "open"),
    ("pre_listing_check", "checked by nobody", "failed"),
    ("inspection", "不定期", "open"),
    ("inspection", "inspected only when necessary", "open"),
    ("complaint_channel", "不接受投诉", "failed"),
    ("complaint_channel", "打电话", "open"),
    ("complaint_channel", "拨打 95188", None),
    # what takes back what was said
    ("human", "说是人工复核，其实就是点一下“全部通过”", "open"),
    ("monitoring", "接了敏感词库，但把大部分词注释掉了", "open"),
    ("monitoring", "词库过滤，审核员人工复核，不但看标题，也看正文", None),
    ("storage", "MD5 once, so it is basically encrypted", "open"),
    ("access_control", "Approval by two people, however the bot approves all", "open"),
    ("monitoring", "Moderation would hurt engagement", "open"),
    ("collection", "隐私组比对实际上报字段与同意书所列字段", None),
    # what was not done, and what is not done before something else is
    ("automatic", "采购了 WAF，一直没拦过", "open"),
    ("organisation", "安全委员会，从来没开过会", "open"),
    ("transmission", "加密这事等客户提了再做", "open"),
    ("transmission", "按等保三级要求加密后再外发", None),
    ("pre_listing_check", "检测没通过的不予上架", None),
    ("access_control", "没登录堡垒机就看不到生产库", None),
    ("storage", "淹没式备份，加密存储", None),
    # what is done for a part of what it is to be done for
    ("human", "一个审核员看八个频道，只看标题", "open"),
    ("human", "审核组只复核机审存疑的帖子", None),
    ("inspection", "每月巡检，只巡检自己公司的应用", "open"),
    ("automatic", "Scanner runs on the staging copy only", "open"),
    ("pre_listing_check", "只有检测合格的才上架", None),
    ("monitoring", "Only reviewed posts are shown, published only after two moderators agree", None),
    ("transmission", "HTTPS 只配在官网", "open"),
    ("transmission", "仅在 TLS 通道内传输", None),
    ("destruction", "仅保留法定期限内的记录，其余删除", None),
    ("use", "只看订单，仅用于配送", None),
    # the name of a product, where products do it
    ("automatic", "ModSecurity in front of every site", None),
    ("automatic", "全部主机装了 Wazuh", None),
    ("automatic", "部署了 Wazuh，已停用", "open"),
    ("transmission", "用微信发 Excel", "open"),
    ("monitoring", "直播间每 5 秒看一眼画面", None),
    # fields of which the words of one hold for the others
    ("use", "弹窗征得用户点头", None),
    ("storage", "双人双钥匙", None),
    ("transmission", "双人双钥匙", "open"),
]


@pytest.mark.parametrize(("field", "text", "expected"), MEANS)
def test_a_field_names_how_it_is_done(lacking, field, text, expected):
    assert lacking(text, name=field) == expected


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [("网络安全办公室", None), ("Trust & Safety team", None), ("没有专门机构", "failed"), ("领导", "open")],
)
def test_an_organisation_is_a_unit(lacking, organisation, expected):
    assert lacking(organisation, "name", "organisation") == expected


SAYS_HOW = """
collection: 不索取与业务无关的权限 | 采集项逐条登记台账，新增须过合规会 | SDK 初始化放在用户点击同意之后
transmission: 走公司自建的加密隧道 | app 与服务器通信使用证书锁定 | 报文经 RSA+AES 混合加密
storage: 三副本，华北区域 | 等保三级云平台，数据盘加密 | 数据保存至用户注销，随后删除 | 境内双中心，RPO 小于 5 分钟
use: 统计报表仅输出汇总值 | Not used for ads | 推荐算法只用浏览记录，用户可以关掉 | 数据出库须脱敏，研发不接触原始数据
destruction: 硬盘送回厂商前先多次覆写 | 磁带送专业公司熔毁并出具证明 | 客户合同终止后 60 日内归还或销毁
access_control: 客服只能看到脱敏后的号码 | 数据中台按字段授权，导出要走审批单 | 开发、测试、生产三套账号，互不相通
monitoring: 图文视频全部过审才能展现 | 弹幕、评论先过词库再入人审 | AI 初筛，可疑的进人审队列
automatic: 蜜罐与流量回溯 | 黑白名单加语义模型 | 零信任网关与终端管控 | 直播画面每 5 秒截帧送检
human: 安全员每天看告警 | 夜班三人，白班八人 | 每条投稿由两位编辑过目 | 人工组 24 小时在线
pre_listing_check: 安装包经动静态扫描与真机体验 | 人工走查 + 沙箱跑 24 小时 | 对照工信部 164 号文逐项核查
inspection: 抽样复验，不合格即下架 | 上架满一季度的应用重新送检 | 线上应用每两周跑一遍兼容与安全用例
complaint_channel: 拨打 95188 转 3 | 应用页右上角“…”中的举报 | 公司前台信箱：北京市海淀区北三环西路甲18号
reason: 该库只在离线数据任务里用到 | 前端组件库的图标字体请求，非业务域名 | our own helpdesk, agents talk to customers
"""
HAS_WHAT_ENDS = """
destruction: 用户取消订单后删除收货地址 | 撤销授权后即删除相关数据 | 停止服务后删除全部用户数据
destruction: 账号关闭后清除 | 用户关闭账户时注销并清空资料
destruction: Deleted accounts are removed from backups within 30 days | Rows are removed by a nightly job
transmission: 关闭 TLS 1.0 和 1.1，只留 1.2 以上 | Disabled SSL 3 and TLS 1.0; everything runs over TLS 1.3
transmission: HTTPS 以外的端口已关闭
transmission: 关闭未加密端口，仅保留 443 | 停止使用未加密的 FTP，改用 SFTP
storage: 取消未加密的旧盘，新盘均为加密云盘
monitoring: 审核未通过的内容已下线 | Posts are reviewed and removed within an hour when they break the rules
inspection: 每月抽查，抽查不合格的应用已下线 | Apps that fail the inspection are removed the same day; all are scanned weekly
automatic: Links are scanned and disabled when they are malicious
human: Flagged posts are reviewed and removed by moderators
collection: We do not collect anything before the user has consented
"""
SETTLES_NOTHING = """
automatic: 停用防火墙后没有过滤 | 检测结果没人处理，都放行 | 过滤影响转化率，所以拿掉了
transmission: 避免性能损失不加密 | 为防止卡顿未加密 | 弱网环境下明文传输 | 证书过期半年了，客户端忽略校验
transmission: TLS would be nice but the budget was cut
storage: 离职员工的资料明文存放 | encrypted in theory
use: 离职后随意使用 | 不限于约定目的
access_control: 离职员工账号共用 | 用一个公用 admin 账号登录
collection: 用户用了我们的 App 就等于同意我们收集 | 同意按钮默认打勾，用户取消不了 | 同意书是摆设，没人看
pre_listing_check: 避免延误直接上架 | 给钱就审核通过
monitoring: We avoid costs and do no moderation | 人工审核是外包的，外包跑路了
human: 用不着人工 | 编辑忙的时候就不看了
destruction: 只打删除标记，数据永远保留
collection: 听产品的 | 跟同行一样 | 先采集后告知 | 由第三方 SDK 决定
transmission: 快递 | 走内网 | TLS 校验已关闭 | 有的接口加密有的没有
storage: 存 3 份 | 按默认配置 | 放在老板电脑里 | 加密太慢，我们没用
use: 什么都可以用 | 帮助业务增长 | 领导要什么给什么 | 授权给广告联盟自由使用
destruction: 归档 | 没有人管这个事 | 系统自己会处理 | 一直留着，以备后用
access_control: 找运维要 | 钥匙谁都有 | 领导说了算 | 默认密码，没改过
monitoring: 有巡查 | 没出过问题 | 关键词库是空的 | 晚上没有人审核
automatic: 规则全部设为放行 | 敏感词功能已注释掉 | 模型还没训练好，先全部放行 | 防火墙规则 any any allow
human: 全部自动通过 | 审核全靠运气 | 审核员都被裁了 | 值班电话没人接
pre_listing_check: 先上架，有人投诉再检测 | 测试通过率不重要，都上架 | checked by nobody
inspection: 检测服务器坏了半年 | 去年检查过一次，之后没有
complaint_channel: 邮箱没人看 | 客服热线是空号 | the mailbox is not read
reason: 不想改 | TODO 以后申报 | 面向用户的聊天，先绕过
"""


def _by_field(rows):
    fields = (row.split(": ", 1) for row in rows.splitlines() if row)
    return [(field, text) for field, texts in fields for text in texts.split(" | ")]


@pytest.mark.parametrize(("field", "text"), _by_field(SAYS_HOW + HAS_WHAT_ENDS))
def test_a_duty_as_honest_people_describe_it(lacking, field, text):
    assert lacking(text, name=field) is None


@pytest.mark.parametrize(("field", "text"), _by_field(SETTLES_NOTHING))
def test_a_duty_as_it_is_evaded_is_no_answer(lacking, field, text):
    assert lacking(text, name=field) is not None


def test_an_open_field_is_told_what_takes_it_back(library):
    assert shortfall(library, "有审核员，但从不看", "human") == (
        "'有审核员，但从不看' takes back what it says, or makes light of it ('但')",
        "“有审核员，但从不看”含有打折扣的说法（“但”）",
    )


def test_an_open_field_is_told_what_it_might_say(library):
    english, chinese = shortfall(library, "放在服务器上", "storage")
    assert "say who does it, with what, how often or for how long (words such as encrypted, " in english
    assert "请写明由谁、用什么、多久一次或保留多久（如“加密”“" in chinese


def shortfall(library, text, field):
    found = library.catalogue.statements.shortfall(text, "statement", field)
    return found.why.en, found.why.zh
