"""What shows that a file is what a server or a build makes a page of, though a browser would show its text as it stands."""

from __future__ import annotations

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.model.number import find_numbers
from pytest_icplicense.pages.components import component
from pytest_icplicense.pages.file_proof import Answer, proven
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.text import Text

NUMBER = "京B2-20181623"
TEXT = f"<p>增值电信业务经营许可证：{NUMBER}</p>"


def answer(body, head=""):
    def read(path):
        raise Unavailable(Text("not there", "不存在"))

    page = f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return proven(
        read_source(page.encode(), "index.html", read), lambda text: NUMBER in map(str, find_numbers(text))
    )


def others(bodies, expected):
    return [body for body in bodies if answer(body).answer is not expected]


def test_what_an_engine_may_leave_out_is_not_proven_to_be_seen():
    around = (
        "<dtml-if show>§</dtml-if>",
        "<c-if show>§</c-if>",
        "<!-- @exclude -->§<!-- @endexclude -->",
        "<!-- build:remove -->§<!-- endbuild -->",
        "<!--:if(show){-->§<!--:}-->",
        "<!-- #ifdef H5 -->§<!-- #endif -->",
        "{template:header}§",
        "<!--inline[foot.html]-->§",
        '{gt name="n" value="1"}§{/gt}',
        '{in name="n" value="1,2"}§{/in}',
        "{ifset $show}§{/ifset}",
        "{list all as each}§{/list}",
        "{.section show}§{.end}",
        '<div data-lift="Show.footer">§</div>',
        '<span jwcid="§If">§</span>',
        '<span jsfc="h:panelGroup" rendered="#">§</span>',
        "::if show::§::end::",
        "[if: $show]§[/if]",
        "(( if show ))§(( end ))",
        "<< if .Show >>§<< end >>",
        "{! § !}",
        "!{var show = true;}§",
        "{show && §}",
        "{show ? § : null}",
        "{f:if(condition:show)}§",
        "<!-- ###FOOTER### begin -->§<!-- ###FOOTER### end -->",
        "{#\n" + "x" * 3000 + "§ #}",
        "{* " + "x" * 3000 + "§ *}",
        "#* " + "x" * 3000 + "§ *#",
    )
    assert others((each.replace("§", TEXT) for each in around), Answer.OPEN) == []


def test_what_an_engine_may_put_in_is_not_proven_to_be_absent():
    values = "$no $!no $no$ [=no] %no% #no# ###NO### %%NO%% __LICENSE_NO__ [[no]] {[{no}]} @no ~no~".split()
    assert others((f"<p>许可证：{each}</p>" for each in values), Answer.OPEN) == []
    assert others((f"<p>许可证编号：<b>{each}</b></p>" for each in values), Answer.OPEN) == []
    bodies = (
        "<p>许可证：$licenseNumber</p>",
        "%sveltekit.body%",
        "<!--vue-ssr-outlet-->",
        "<p>x</p><div id=app><!--app-html--></div>",
        "<!-- #include virtual='/foot.html' -->",
        "<!-- @include foot.html -->",
        "<!-- include foot -->",
        "<!-- inject:foot --><!-- endinject -->",
        '<!--webbot bot="Include" U-Include="foot.htm" -->',
        "\n//= foot.html\n",
        "__inline('foot.html')",
        "{f:render(partial:'Footer')}",
        '{>"footer"/}',
        "{call .footer /}",
        "{widget name='footer'}",
        "\n%= include 'footer'\n",
        "[footer](foot.md ':include')",
        "<div data-include=foot.html></div>",
    )
    assert others(bodies, Answer.OPEN) == []


def test_a_page_without_a_script_that_only_a_build_can_fill_is_open():
    bodies = (
        "<app-root></app-root>",
        "<h1>x</h1><app-footer> <!-- --> </app-footer>",
        "<h1>x</h1><slot>y</slot>",
        '<div id="root"></div>',
        "<noscript>You need to enable JavaScript to run this app.</noscript>\n<div id=app>\n</div>",
    )
    assert others(bodies, Answer.OPEN) == []
    assert answer("<app-root></app-root>").why == Text(
        "a build fills it in ('<app-root>' without a script)", "其内容由构建填入（有“<app-root>”而无脚本）"
    )
    assert answer(f"<site-footer>{TEXT}</site-footer>").answer is Answer.SEEN
    absent = ("", "<div></div>", "<h1>x</h1><div id=ad></div>", "<div id=root>x</div>", "<x-y>z</x-y>")
    assert others(absent, Answer.ABSENT) == []


def test_what_pages_write_is_no_sign():
    bodies = (
        "<p>低至 $100 起，100% 正品，满 50% 至 80%</p>",
        "<p>微博：@bytedance，邮箱：a@b.cn，话题 #topic#</p>",
        "<p>{注} [注] （注）许可证：（见下）</p>",
        '<a href="?q=%e4%bdguo%20">x</a><!-- #footer --><!-- .entry --><!--[if lt IE 9]><![endif]-->',
        "<!--$--><p>x</p><!--/$--><!--[--><!--]--><!---->",
        "<p>a :: b ::: c -- d</p>",
    )
    assert others(bodies, Answer.ABSENT) == []
    assert others((f"{TEXT}{each}" for each in bodies), Answer.SEEN) == []


def test_templates_by_their_names():
    names = "scala tpl tmpl template jinja hbs mustache component rocker njk qute".split()
    assert [each for each in names if component(f"web/index.{each}.html") is None] == []
    endings = "gsp latte heex templ eta edge volt peb ctp stache dust soy cfm gjs".split()
    assert [each for each in endings if component(f"web/index.{each}") is None] == []
    assert component("index.min.html") is component("index.zh.html") is None


def test_a_style_sheet_that_only_xml_has_leaves_a_page_open():
    page = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/css" href="hide.css"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{TEXT}</body></html>'
    )

    def of(text):
        read = {"hide.css": b"p{display:none}"}.__getitem__
        return proven(read_source(text.encode(), "index.xhtml", read), lambda seen: NUMBER in seen).answer

    assert of(page) is Answer.OPEN
    assert of(page.replace("-stylesheet", "-other")) is Answer.SEEN


def test_attributes_and_elements_by_which_something_decides():
    names = "s-if up-if rv-if if.bind data-if m-if v:if is:if on:click client:load if unless foreach condition ms-controller"
    assert others((f"<p {each}='x'>{TEXT}</p>" for each in names.split()), Answer.OPEN) == []
    around = (
        "<ng-if>§</ng-if>",
        "<x-slot:foot>§</x-slot:foot>",
        "<!-- tmpl_if x -->§<!-- /tmpl_if -->",
        "<!-- % if x -->§<!-- % end -->",
        "[if:x]§[end:if]",
        "(%if x%)§(%endif%)",
        "<@ if x @>§<@ end @>",
        "\n@page\n§",
    )
    assert others((each.replace("§", TEXT) for each in around), Answer.OPEN) == []
    plain = "aria-hidden=false data-id=1 xlink:show=new class=if id=each onclick=x() data-bs-toggle=x"
    assert others((f"<p {each}>{TEXT}</p>" for each in plain.split()), Answer.SEEN) == []


def test_what_people_write_beside_a_number_is_no_sign():
    bodies = (
        "<!-- @author wang --><!-- @Date: 2021-01-01 --><!-- @LastEditTime: 2021 --><!-- @license MIT -->",
        "<!-- build: 20220101 --><!-- build v1.0.3 --><!-- inject styles -->",
        "<!--[!--><p>x</p><!--]-->",
        "<p>许可证：[B2-20190001] 增值电信业务经营许可证:(B2-20190001) ICP许可证：#B2-20190001</p>",
        "<p>许可证：[PDF下载] 许可证：(ICP)</p>",
        '<pre>{"code": 0, "message": "ok"}</pre>',
        '<p xmlns:o="urn:schemas-microsoft-com:office:office">版权所有<o:p>&nbsp;</o:p></p>',
    )
    assert others((f"{TEXT}{each}" for each in bodies), Answer.SEEN) == []
    assert answer("<p>京B2-2018<o:p></o:p>1623</p>").answer is Answer.SEEN
    templates = (
        '<p>{"a"}</p>',
        "[!--news.url--]",
        "<!-- @partial x -->",
        "<o:form>x</o:form>",
        "许可证：[B2no]",
    )
    assert others((f"{TEXT}{each}" for each in templates), Answer.OPEN) == []


def test_comments_that_end_a_condition_are_signs_and_those_of_explorer_and_word_are_none():
    around = (
        "<!--[ if x ]-->§<!--[ endif ]-->",
        "<!--[if show]-->§",
        "<!-- if x -->§<!-- endif -->",
        "<!--~ each ~-->§<!--~ /each ~-->",
    )
    assert others((each.replace("§", TEXT) for each in around), Answer.OPEN) == []
    plain = (
        "<!--[if !supportLists]-->1<!--[endif]-->",
        "<!--[if gte mso 9]><xml></xml><![endif]--><!--[if !vml]--><!--[endif]-->",
        "<!--[if IE 6]><p>x</p><![endif]--><!--[if !IE]><!--><p>x</p><!--<![endif]-->",
        "<!--[if (gte IE 9)|!(IE)]><!--><p>x</p><!--<![endif]-->",
        "<!-- if you read this --><!-- /header --><!-- end if --><!-- each item --><!-- end for SEO -->",
    )
    assert others((f"{TEXT}{each}" for each in plain), Answer.SEEN) == []
