"""What the file of a page proves: seen, hidden, or open because something else decides."""

from __future__ import annotations

import base64
import hashlib

import pytest

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.model.number import find_numbers
from pytest_icplicense.pages.file_proof import Answer, proven
from pytest_icplicense.pages.quirks import has_quirks
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.text import Text

NUMBER = "京B2-20181623"
SEEN, HIDDEN, ABSENT, OPEN = Answer.SEEN, Answer.HIDDEN, Answer.ABSENT, Answer.OPEN
TEXT = f"增值电信业务经营许可证：{NUMBER}"


def answer(body, css="", files=None, head="", charset='<meta charset="utf-8">'):
    """What the page proves of the number."""
    held = files or {}

    def read(path):
        if path not in held:
            raise Unavailable(Text("not there", "不存在"))
        return held[path].encode() if isinstance(held[path], str) else held[path]

    style = f"<style>{css}</style>" if css else ""
    phones = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    page = f"<!doctype html>{charset}{phones}{head}{style}{body}"
    return proven(
        read_source(page.encode(), "web/index.html", read),
        lambda text: NUMBER in map(str, find_numbers(text)),
    )


STYLES = {
    ".n{color:#555;font-size:12px;text-align:center}": SEEN,
    ".n{display:none}": HIDDEN,
    ".n{display:none}.n{display:block}": SEEN,
    "p.n{display:block}.n{display:none}": SEEN,
    ".n{display:none!important}.n{display:block}": HIDDEN,
    "@media print{.n{display:none}}": SEEN,
    "@media (max-width:600px){.n{display:none}}": HIDDEN,
    "@media (width < 600px){.n{display:none}}": HIDDEN,
    "@media (min-width:1000px){.n{visibility:hidden}}": HIDDEN,
    "@media (prefers-color-scheme:dark){.n{display:none}}": SEEN,
    "@media (hover:none){.n{display:none}}": OPEN,
    "@supports (display:grid){.n{display:none}}": OPEN,
    "@layer a{.n{display:none}}.n{display:block}": SEEN,
    "@layer a{.n{display:none!important}}.n{display:block!important}": HIDDEN,
    "body{.n{display:none}}": HIDDEN,
    "p:not(.m){opacity:0}": HIDDEN,
    ".n:hover{display:none}": SEEN,
    ".n:strange{display:none}": OPEN,
    ".n:strange,.n{display:none}": OPEN,
    ".n:-moz-any(p),.n{display:none}": SEEN,
    ".n::-webkit-x,.n{display:none}": HIDDEN,
    ".n::-webkit-x{display:none}": SEEN,
    ".n::slotted(p),h1{display:none}": SEEN,
    ".n{opacity:.5}": SEEN,
    "body{opacity:0}.n{opacity:1}": HIDDEN,
    "body{visibility:hidden}.n{visibility:visible}": SEEN,
    "*{color:#fff}": HIDDEN,
    ".n{color:#999}": SEEN,
    ".n{color:#d8d8d8}": OPEN,
    "body{background:#111;color:#eee}": SEEN,
    "body{background:#111 url(x.png);color:#eee}": OPEN,
    ":root{--c:#fff}.n{color:var(--c)}": HIDDEN,
    ":root{--c:#333}.n{color:var(--c)}": SEEN,
    ".n{color:var(--missing)}": OPEN,
    ".n{color:transparent;text-shadow:0 0 0 #000}": OPEN,
    ".n{color:transparent}": HIDDEN,
    ".n{font-size:1px}": HIDDEN,
    ".n{font-size:7px}": OPEN,
    ".n{font-size:calc(1px * 0)}": HIDDEN,
    ".n{text-indent:-9999px}": HIDDEN,
    ".n{text-indent:-9999px;overflow:hidden}": HIDDEN,
    ".n{text-indent:-9999px;overflow:auto}": OPEN,
    ".n{position:absolute;left:-9999px}": HIDDEN,
    ".n{position:relative;left:-9999px}": OPEN,
    ".n{position:absolute;top:9999px}": OPEN,
    ".n{position:absolute;right:-9999px}": OPEN,
    ".n{height:0;overflow:hidden}": HIDDEN,
    ".n{height:0;overflow:hidden;padding-top:30px}": OPEN,
    ".n{height:0}": OPEN,
    ".n{width:60px;overflow:hidden;white-space:nowrap}": OPEN,
    ".n{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}": HIDDEN,
    ".n{transform:scale(0)}": HIDDEN,
    ".n{transform:rotate(3deg)}": OPEN,
    ".n{margin-top:-400px}": OPEN,
    ".n{margin-top:640px}": SEEN,
    ".n{margin-top:640px}.w{overflow:hidden}": OPEN,
    ".n{margin-left:640px}": OPEN,
    ".n{margin-top:90000px}": OPEN,
    ".n{clip-path:inset(50%)}": HIDDEN,
    ".n{text-decoration:line-through}": HIDDEN,
    "@keyframes a{to{opacity:0}}.n{animation:a 1s}": OPEN,
    ".n{opacity:0;animation:a 1s}": OPEN,
    "h1{position:fixed;top:0}": OPEN,
    ".n::before{content:'';position:absolute;inset:0}": OPEN,
    ".m::after{content:'编号 20181623'}": OPEN,
    "@font-face{font-family:x;src:url(x.woff)}.n{font-family:x}": OPEN,
    "@import 'other.css';": OPEN,
    "@import '//cdn.example/x.css';": OPEN,
    "p{color:#333}@import 'other.css';": SEEN,
    "html{font-size:0}.n{font-size:1rem}": HIDDEN,
    "html{font-size:1px}.n{font-size:1rem}": HIDDEN,
    "html{font-size:62.5%}.n{font-size:1.4rem}": SEEN,
    ".n{font-size:1%}": OPEN,
    ".n{font-size:-5px}": SEEN,
    ".n{font-size:60px}": OPEN,
    ".n{font-size:clamp(12px,2vw,16px)}": SEEN,
    ".n{font-size:min(1px,2vw)}": HIDDEN,
    ".n{font-size:2vmin}": OPEN,
    "body .n{text-indent:-9999px;display:inline}": OPEN,
    ".n{display:none}p.n{all:unset}": SEEN,
    ".n{transform:scale3d(0,0,0)}": HIDDEN,
    ".n{color:oklch(100% 0 0)}": HIDDEN,
    ".n{color:oklch(55.1% .027 264.364)}": SEEN,
    ".n{color:#333;background:currentColor}": HIDDEN,
    "body{-webkit-text-fill-color:transparent}.n{color:#333}": HIDDEN,
    ".n{filter:alpha(opacity=80);*display:none;display:none\\9}": SEEN,
    ".n{padding-left:-5000px}": SEEN,
    ".n{background:rgb(20 20 20/50%)}": SEEN,
    "body{overflow:hidden}.n{flex-shrink:0}": OPEN,
    "body{overflow:hidden}.n{width:400%}": OPEN,
    "body{display:grid;grid-template-rows:0fr}.n{overflow:hidden;min-height:0}": OPEN,
    "body{display:grid;grid-template-rows:auto 1fr 10fr}": SEEN,
    "@layer a{@layer b{.n{display:block}}.n{display:none}}": HIDDEN,
    "@layer a{@layer x{.n{display:none}}}@layer b{.n{display:block}}@layer a{@layer y{.n{display:none}}}": SEEN,
    "@layer a,b;@layer b{.n{display:block!important}}@layer a{.n{display:none!important}}": HIDDEN,
    ".n{@media all{display:none}display:block}": SEEN,
    "@property --o{syntax:'<number>';inherits:false;initial-value:1}body{--o:0}.n{opacity:var(--o)}": OPEN,
    "@namespace url(http://www.w3.org/2000/svg);.n{display:none}": OPEN,
    "[lang=ZH]{display:none}": HIDDEN,
    "@media screen and(max-width:9999px){.n{display:none}}": OPEN,
    # what lies behind a text, or over it, is not only what is around it
    "h1{position:fixed;inset:0;background:#000;z-index:-1}.n{color:#fff}": OPEN,
    ".n{position:relative;color:#fff}.n::before{content:'';position:absolute;inset:0;background:#000;z-index:-1}": OPEN,
    ".n{color:#fff;box-shadow:inset 0 0 0 99px #000}": OPEN,
    ".n{color:#fff;box-shadow:0 1px 2px #000}": HIDDEN,
    ".w{height:0;background:#000}.n{color:#000}": OPEN,
    ".f{height:0}.g{background:#333}.n{color:#333}": OPEN,
    ".f{height:0}.g{background:#333}.n{color:#fff}": OPEN,
    ".f{height:0}.g{background:#eee}.n{color:#333}": SEEN,
    ".w{background:#000;line-height:0}.n{color:#000}": OPEN,
    ".n{position:relative;z-index:-1}": OPEN,
    "b{background:#fff;padding:40px 0}": OPEN,
    "b{background:#fff;padding:4px 0}": SEEN,
    ".m{display:flex;align-items:center;height:0}": OPEN,
    ".m{outline:99px solid #fff}": OPEN,
    ".n{outline:1px dotted;outline-offset:2px}": SEEN,
    "h1{shape-outside:inset(0 99% 0 0)}": OPEN,
    ".m{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}": SEEN,
    ".g{height:9px;background:#333}": SEEN,
    # what lies over others within what bounds it
    ".w{position:relative;overflow:hidden}.m{position:absolute;inset:0}": OPEN,
    ".f{position:relative;overflow:hidden}.g{position:absolute;inset:0}": SEEN,
    ".f{position:relative;overflow-x:auto}.g{position:absolute;top:-9px}": SEEN,
    ".f{position:relative;overflow:clip}.g{position:absolute;inset:0}": OPEN,
    ".f{overflow:hidden}.g{position:absolute;inset:0}": OPEN,
    ".f{overflow:hidden}.g{position:relative;top:300px}": SEEN,
    ".f{overflow:hidden;position:relative}.g{position:fixed;inset:0}": OPEN,
    ".f{overflow:hidden;position:relative;display:inline}.g{position:absolute}": OPEN,
    "body{overflow-x:hidden;position:relative}.g{position:absolute}": OPEN,
    ".w{position:relative;overflow:hidden}.w::after{content:'';position:absolute;inset:0}": OPEN,
    ".f{position:relative}.f::after{content:'';position:absolute;inset:0;background:#fff}": SEEN,
    ".f{position:relative}.f::after{content:'';position:absolute;inset:0 0 -90px;background:#fff}": OPEN,
    ".f{position:relative}.f::after{content:'';position:absolute;inset:0;padding:90px}": OPEN,
    ".f::after{content:'';position:absolute;inset:0;background:#fff}": OPEN,
    ".w{position:relative}.w::after{content:'';position:absolute;inset:0;background:#fff}": OPEN,
    "h1{position:relative;top:2px}": SEEN,
    "h1{position:relative;top:20px}": OPEN,
    ".f{margin:0 -15px}": SEEN,
    ".f{margin:0 calc(-.5*var(--g))}:root{--g:1.5rem}": SEEN,
    "b{margin:0 -15px}": OPEN,
    ".f{margin:-15px 0}": OPEN,
    "body{display:flex}.f{margin:0 -15px}": OPEN,
    "h1{margin-top:calc(0*var(--g))}:root{--g:1rem}": SEEN,
    "b{background:#fff;padding:8px 0;line-height:2.4}": SEEN,
    "b{background:#fff;padding:14px 0;line-height:2.4}": OPEN,
    ".f{position:relative}.f::after{content:'';position:absolute;inset:0;outline:500px solid #fff}": OPEN,
    # bars at the top of the window
    ".f{position:sticky;top:0;background:#fff}": SEEN,
    ".f{position:sticky;top:0;height:90vh}": OPEN,
    ".f{position:sticky;top:0;padding:50% 0}": OPEN,
    ".f{position:sticky;top:0;height:60px;margin-bottom:-60px}": OPEN,
    ".f{position:sticky;top:0}.f::after{content:'';display:block;height:800px}": OPEN,
    ".f{position:sticky;top:0;height:250px}h1{position:sticky;top:0;height:250px}": OPEN,
    ".f{position:sticky;bottom:0}": OPEN,
    ".f{position:fixed;top:0;height:40px}": OPEN,
    ".f{position:fixed;top:0;height:40px}body{padding-top:60px}": SEEN,
    ".f{position:fixed;inset:0;height:40px}body{padding-top:60px}": OPEN,
    ".f{position:fixed;top:0;height:100%}body{padding-top:60px}": OPEN,
    ".f{position:fixed;top:0;height:160px}body{margin-top:60px}.w{margin-top:60px}": OPEN,
    ".f{position:fixed;top:0;height:40px}body{display:flex;padding-top:60px}.n{order:-1}": OPEN,
    ".f{position:fixed;top:0;height:40px}.w{margin-top:60px}": SEEN,
    # what applies to nothing in the page
    ".x:valid~.n{display:none}": SEEN,
    "p:valid{display:none}": OPEN,
    ".x,.y:not(:valid){position:absolute}": SEEN,
    ".x::before{content:'文字'}.y{list-style-type:'9'}": SEEN,
    "p{text-decoration:inherit}": SEEN,
    # nobody scrolls to what is cut off
    "body{overflow:hidden}": OPEN,
    "html{overflow-y:clip}": OPEN,
    "body{overflow-x:hidden}": SEEN,
    "body{overflow-x:hidden}.n{text-wrap:nowrap}": OPEN,
    "body{overflow-x:hidden}.n{padding-left:900px}": OPEN,
    "body{overflow-x:hidden}.w{display:flex}": OPEN,
    "body{overflow-x:hidden}.w{display:flex;flex-direction:column}": SEEN,
    ".w{white-space:nowrap}.n{overflow:hidden}": OPEN,
    # what has no box of that size
    ".n{display:table;position:absolute;height:0;overflow:hidden}": OPEN,
    "body{height:0;overflow-x:clip}": OPEN,
    ".w{display:flex}.n{width:0;overflow:hidden;flex-grow:1}": OPEN,
    ".n{height:0;overflow:hidden;padding-block-end:40px}": OPEN,
    ".n{height:0;overflow:clip;overflow-clip-margin:50px}": OPEN,
    ".w{display:contents;opacity:0;height:0;overflow:hidden}": SEEN,
    ".n{display:inline;transform:scale(0)}": OPEN,
    ".n{display:inline;content-visibility:hidden}": OPEN,
    ".n{position:absolute;left:-9999px;right:0;text-align:right}": OPEN,
    ".n{position:absolute;inset:0 0 0 -9999px}": HIDDEN,
    ".n{float:right;margin-left:-9999px}": OPEN,
    ".w{display:flex;justify-content:flex-end}.n{margin-left:-9999px}": OPEN,
    ".n{margin-left:-9999px}": HIDDEN,
    # what is painted in another color or size
    ".n{color:transparent;-webkit-text-stroke-width:1px}": OPEN,
    ".n{background:linear-gradient(#000,#111) text;color:transparent}": OPEN,
    ".n{color:transparent}.n::first-line{color:#000}": OPEN,
    ".n{container-type:size;overflow:hidden}": OPEN,
    ".w{container:x/size;overflow:hidden}": OPEN,
    ".w{container-type:inline-size}": SEEN,
    ".n{aspect-ratio:1000000/1;overflow:hidden}": OPEN,
    ".n{text-decoration:underline 30px #000;text-underline-offset:-22px}": OPEN,
    ".n{text-decoration:underline;text-decoration-thickness:30px}": OPEN,
    ".n{text-decoration:underline 1px;text-underline-offset:3px}": SEEN,
    ".n{backdrop-filter:brightness(0)}": OPEN,
    ".n{font-size-adjust:0}": OPEN,
    ".m{font-size:90px;line-height:0;color:#fff}": OPEN,
    ".m{font-size:12px;line-height:0}": SEEN,
    ".m{text-shadow:0 -40px #fff}": OPEN,
    ".n{offset:circle(1px)}": OPEN,
    ".n{max-width:1%;overflow:hidden}": OPEN,
    ".n{width:33%;overflow:hidden}": OPEN,
    ".n{width:90%;overflow:hidden}": SEEN,
    ".w{border-radius:50%;overflow:hidden}": OPEN,
    ".w{border-radius:8px;overflow:hidden}": SEEN,
    ".w{border-radius:50%}": SEEN,
    ".n{column-height:0;overflow:hidden}": OPEN,
    ".n:focus{display:none}": SEEN,
    "@media (display-mode:standalone),(prefers-contrast:more),(prefers-reduced-motion){.n{display:none}}": SEEN,
    "@media (display-mode:browser) and (scripting){.n{display:none}}": HIDDEN,
    ".n{-webkit-mask-box-image:linear-gradient(transparent,transparent)}": OPEN,
    ".n{mask-border:url(x.svg)}": OPEN,
    ".n{display:table-column}": HIDDEN,
    ".w{display:table-column-group}": HIDDEN,
    ".n{display:table-row}": SEEN,
    ".n{color:#333;border-image:linear-gradient(#333,#333) fill 1}": OPEN,
    ".n{border-image:linear-gradient(#333,#333) 1}": SEEN,
    ".n{text-decoration:line-through transparent}": OPEN,
    ".n{text-decoration:line-through;text-decoration-color:rgba(0,0,0,0)}": OPEN,
    ".n{text-decoration:line-through red}": HIDDEN,
    ".n{font-size:0}.n::first-line{font-size:16px}": OPEN,
    ".n{text-transform:lowercase}": OPEN,
    ".n{text-transform:uppercase}": SEEN,
}


@pytest.mark.parametrize(("css", "wanted"), STYLES.items(), ids=STYLES)
def test_styles(css, wanted):
    around = (
        "<h1>欢迎</h1><div class=f><p class=g>x</div><div class=w><p></p>",
        "</div><b>x</b><p class=m>x</p>",
    )
    body = f"<p class=n lang=zh>{TEXT}</p>".join(around)
    assert answer(body, css).answer is wanted


BODIES = {
    f"<div hidden>{TEXT}</div>": HIDDEN,
    f"<style>.f{{display:flex}}</style><div hidden class=f>{TEXT}</div>": SEEN,
    f"<details><summary>x</summary>{TEXT}</details>": HIDDEN,
    f"<details><summary>{TEXT}</summary>x</details>": SEEN,
    f"<select><option>x<option>{TEXT}</select>": HIDDEN,
    f"<select><option>x<option selected>{TEXT}</select>": SEEN,
    f'<input value="{TEXT}">': OPEN,
    f'<input type=hidden value="{TEXT}">': ABSENT,
    f'<img src="missing.png" alt="{TEXT}">': OPEN,
    f'<img alt="{TEXT}">': OPEN,
    f'<font color="#ffffff">{TEXT}</font>': HIDDEN,
    f'<table bgcolor="#000000"><tr><td>{TEXT}</table>': HIDDEN,
    f"<svg><text>{TEXT}</text></svg>": OPEN,
    "<svg><text>" + "".join(f"<tspan x={at}>{sign}</tspan>" for at, sign in enumerate(NUMBER)): OPEN,
    "<svg><text>京B2-2018</text><text x=70>1623</text></svg>": OPEN,
    "<math><mtext>京B2-</mtext><mn>2018</mn><mn>1623</mn></math>": OPEN,
    "<table><tr><td>京B2-2018<td>1623</table>": OPEN,
    "<p style='position:absolute'>京B2-2018</p><p style='position:absolute;left:70px'>1623</p>": OPEN,
    f"<p>{TEXT}<sup>1</sup></p>": OPEN,
    f"<p>{TEXT}<sup>®</sup></p>": SEEN,
    f"<p><sup>{TEXT}</sup></p>": SEEN,
    "<p>京B<sub>2</sub>-20181623</p>": OPEN,
    "<p>京B<i style='vertical-align:-2px;font-size:9px'>2</i>-20181623</p>": OPEN,
    "<p>京B<i style='vertical-align:middle'>2</i>-20181623</p>": SEEN,
    "<p>京B2-2018162<sup>3</sup></p>": OPEN,
    f"<p><bdo dir=rtl>{NUMBER[::-1]}</bdo></p>": OPEN,
    f"<p style='direction:rtl;unicode-bidi:bidi-override'>{NUMBER[::-1]}</p>": OPEN,
    "<p>京В2-20181623（西里尔字母）</p>": ABSENT,
    "<p>京B2-2018<br>1623</p>": OPEN,
    "<p>京B2-20181623<br>2026</p>": SEEN,
    f"<style>p{{display:none}}div:focus-within p{{display:block}}</style><div><input autofocus><p>{TEXT}": OPEN,
    f"<style>p{{display:none}}div:focus-within p{{display:block}}</style><div><input><p>{TEXT}": HIDDEN,
    f"<marquee>{TEXT}</marquee>": OPEN,
    f"<notempty name=icp>{TEXT}</notempty>": OPEN,
    f"<x-foot>{TEXT}</x-foot>": SEEN,
    f"<p onclick='x()'>{TEXT}</p>": SEEN,
    f"<body onload='x()'>{TEXT}": OPEN,
    f"{TEXT}<script type='application/ld+json'>{{}}</script>": SEEN,
    f"{TEXT}<script src=x.js></script>": OPEN,
    "<p>没有</p>": ABSENT,
    "<p>没有</p><script>1</script>": OPEN,
    "<p>没有</p><iframe src='https://maps.example/'></iframe>": OPEN,
    "<style>b{mask:url(number.svg);background:#000}</style><b>没有</b>": OPEN,
    f"{TEXT}<iframe src='https://maps.example/'></iframe>": SEEN,
    f"{TEXT}<link rel=stylesheet href='https://cdn.example/x.css'>": OPEN,
    f"{TEXT}<link rel=stylesheet href='x.css' media=print>": SEEN,
    f"{TEXT}<link rel=stylesheet href='gone.css'>": OPEN,
    '<p>京B2-2018<span style="display:none">9</span>1623</p>': SEEN,
    '<p>京B2-2018<span style="visibility:hidden">9</span>1623</p>': OPEN,
    "<p>京B2-20181623<span>4</span></p>": ABSENT,
    "<style>div{display:inline}</style><div>京B2-2018</div><div>1623</div>": OPEN,
    "<style>i{display:block}</style><p>京B2-2018<i>1623</i></p>": OPEN,
    f'<s><span style="display:inline-block">{TEXT}</span></s>': OPEN,
    f'<div style="height:0;overflow:hidden"><div style="position:absolute">{TEXT}</div></div>': OPEN,
    f'<div style="text-indent:-9999px"><div style="text-indent:0">{TEXT}</div></div>': OPEN,
    f'<div style="font-size:0"><b style="font-size:16px">{TEXT}</b></div>': SEEN,
    f"<object data=x.swf>{TEXT}</object>": OPEN,
    f"<p style='color:#fff;background:#fff'>{TEXT}</p><!-- x -->": HIDDEN,
    f"<p th:text='${{n}}'>{TEXT}</p>": OPEN,
    f"<meta http-equiv=refresh content='300'><p>{TEXT}</p>": SEEN,
    f"<meta http-equiv=refresh content='0;url=a.html'><p>{TEXT}</p>": OPEN,
    f"<x-foot><template shadowrootmode=open><p>{TEXT}</p></template></x-foot>": OPEN,
    f'<div hidden style="all:unset">{TEXT}</div>': SEEN,
    f'<body link="#ffffff"><a href=x>{TEXT}</a>': HIDDEN,
    f'<div style="color:#fff"><a href=x style="color:inherit">{TEXT}</a></div>': HIDDEN,
    f'<div style="background:#222;color:#fff"><p style="float:left">{TEXT}</p></div>': OPEN,
    f'<div style="background:#222;color:#fff;overflow:hidden"><p style="float:left">{TEXT}</p></div>': SEEN,
    f'<span style="background:#000;color:#fff"><div>{TEXT}</div></span>': OPEN,
    f'<div style="background:#000;color:#fff;display:contents">{TEXT}</div>': HIDDEN,
    '<p style="display:flex"><span style="order:2">京B2-</span><span>20181623</span></p>': OPEN,
    '<p style="display:flex;flex-direction:row-reverse"><span>京B2-</span><span>20181623</span></p>': OPEN,
    '<p><span style="float:right">京B2-</span><span>20181623</span></p>': OPEN,
    f'<p style="display:flex;flex-direction:row-reverse"><span>版权</span><span>{TEXT}</span></p>': SEEN,
    '<p>京B2-<i style="display:table-cell">2018</i>1623</p><p>x</p>': OPEN,
    f"<p>&#8238;{TEXT}</p>": OPEN,
    f'<p>{TEXT}</p><p style="display:inline">x</p>': SEEN,
    f'{TEXT}<p style="display:inline">x</p>': OPEN,
    f'<div style="display:flex;gap:9px"><a>{TEXT}</a><a>ads@example.cn</a></div>': OPEN,
    f'<div style="display:flex;gap:9px"><a>{TEXT}</a><a>© 2026</a></div>': SEEN,
    f'<a>{TEXT}</a><a style="margin-left:9px">2026</a>': OPEN,
    f"<style title=a>p{{color:#333}}</style><style title=b>p{{display:none}}</style><p>{TEXT}</p>": SEEN,
    f"<p>x</p><style>script{{display:block}}</style><script type='text/plain'>{TEXT}</script>": SEEN,
    f"<script type='text/plain'>{TEXT}</script>": HIDDEN,
    f"<p>%VITE_ICP%</p><p>{TEXT}</p>": OPEN,
    "<p>@@ICP@@</p>": OPEN,
    "<p>$ICP_NUMBER</p>": OPEN,
    f"<style>td,tr,table{{height:0;overflow:hidden}}</style><table><tr><td>{TEXT}</table>": OPEN,
    f'<style>[hidden]{{display:block}}</style><p hidden="Until-Found">{TEXT}</p>': HIDDEN,
    f'<p hidden="until-found" style="content-visibility:visible">{TEXT}</p>': SEEN,
    f"<style>::details-content{{display:none}}</style><details open><summary>x</summary>{TEXT}</details>": OPEN,
    f"<dialog open popover>{TEXT}</dialog>": OPEN,
    f"<details open name=a>x</details><details open name=a><summary>b</summary>{TEXT}</details>": HIDDEN,
    f"<style>col{{visibility:collapse}}</style><table><col><tr><td>{TEXT}</table>": OPEN,
    f"<style>i{{margin-left:-200px}}x-a{{margin-left:-200px;background:#fff}}</style><p>{TEXT}<x-a>x</x-a>": OPEN,
    "<div style='position:fixed;top:0;height:99px'>x</div>" + "<p>x</p>" * 20 + TEXT: SEEN,
    "<div style='position:fixed;top:0;height:99px'>x</div>"
    + "<x-a style='padding:9px'>x</x-a>" * 20
    + TEXT: OPEN,
    f"<body style='margin:0;padding-top:30px'><div style='position:fixed;top:0'><ul><li>x</ul></div>{TEXT}": OPEN,
    f"<body style='margin:0;padding-top:30px'><div style='position:fixed;top:0'><b>x</b></div>{TEXT}": SEEN,
    "<div style='position:sticky;top:0'><img src=x.png></div>" + TEXT: OPEN,
    "<div style='position:sticky;top:0'><img src=x.png height=40></div>" + TEXT: SEEN,
    f"<div style='position:sticky;top:0'>{'导航' * 300}</div>{TEXT}": OPEN,
    f'<s><p style="text-decoration:inherit">{TEXT}</p></s>': HIDDEN,
    f'<s style="text-decoration:inherit">{TEXT}</s>': SEEN,
    f'<body style="overflow-x:hidden"><table><tr><td nowrap>{TEXT}</table>': OPEN,
    f'<body style="overflow-x:hidden"><pre>{TEXT}</pre>': OPEN,
    f'<body style="overflow-x:hidden"><p>{TEXT}</p>': SEEN,
    f'<div style="height:0;overflow:hidden"><dialog open>{TEXT}</dialog></div>': OPEN,
    f'<div dir=rtl><p style="position:absolute;left:-3000px">{TEXT}</p></div>': OPEN,
    "<style>i::before{content:'·'}</style><p>京B2-2018<i>1623</i></p>": OPEN,
    f"<style>i::before{{content:'\\f101'}}</style><p><i></i>{TEXT}</p>": SEEN,
    f"<style>li{{list-style-type:'{NUMBER}'}}</style><ul><li>x</ul>": OPEN,
    f"<style>@counter-style z{{symbols:'{NUMBER}'}}</style><ul><li>x</ul>": OPEN,
    "<style>p{text-transform:uppercase}</style><p>京b2-20181623</p>": OPEN,
    "<p>京b2-20181623</p>": OPEN,
    "<p>ICP License: Jing B2-20181623</p>": OPEN,
    "<p>ICP License: B2-20181623</p>": ABSENT,
    "<p>京B₂-20181623</p>": OPEN,
    "<p>京B②-20181623</p>": ABSENT,
    "<p>京B2 20181623</p>": OPEN,
    f"<p>{TEXT}</p><iframe src=' JavaScript:parent.document.write(1)'></iframe>": OPEN,
    f"<iframe src='data:text/html,<p>{TEXT}'></iframe>": OPEN,
    f"<p>{TEXT}</p><iframe src='data:text/html,<p>地图'></iframe>": SEEN,
    # colors of attributes are read in a way of their own
    f"<body text=transparent>{TEXT}": SEEN,
    f"<table bgcolor=transparent><tr><td>{TEXT}</table>": SEEN,
    f"<table bgcolor=white><tr bgcolor=transparent><td><font color=#eee>{TEXT}</font></table>": HIDDEN,
    f"<font color='ffffff '>{TEXT}</font>": HIDDEN,
    f"<font color='rgb(255,255,255)'>{TEXT}</font>": SEEN,
    f"<body bgcolor=#000><font color=#ffffffff>{TEXT}</font>": SEEN,
    f"<body bgcolor=grün><font color=''>{TEXT}</font>": HIDDEN,
    # what nothing is shown of parts nothing, and what floats goes before what stands in its line
    "<div>京B2-2018<div hidden>9</div>1623</div>": SEEN,
    "<div>京B2-2018<script type='text/plain'>9</script>1623</div>": SEEN,
    "<div>京B2-2018<section style='display:none'>9</section>1623</div>": SEEN,
    "<div>京B2-2018<div hidden=until-found>9</div>1623</div>": ABSENT,
    "<div>京B2-2018<section>9</section>1623</div>": ABSENT,
    "<style>@media (max-width:600px){div div{display:none}}</style><div>京B2-2018<div>x</div>1623</div>": ABSENT,
    "<p>编号京B2-<em style='float:left'>20181623</em></p>": OPEN,
    "<p>编号京B2-<b><em style='float:left'>20181623</em></b></p>": OPEN,
    "<p><b style='float:left'>京B2-</b><em style='float:left'>20181623</em>号</p>": SEEN,
    "<p>编号<br><em style='float:left'>京B2-20181623</em></p>": SEEN,
    # what comes after a float lies behind it
    f"<p style='float:left'>{TEXT}</p><div style='background:#000'>x</div>": OPEN,
    f"<p style='float:left;color:#fff'>{TEXT}</p><div style='background:#000'>x</div>": OPEN,
    f"<p style='float:left;background:rgb(0 0 0/30%)'>{TEXT}</p><div style='background:#000'>x</div>": OPEN,
    f"<p style='float:left;background:#fff'>{TEXT}</p><div style='background:#000'>x</div>": SEEN,
    f"<p style='float:left'>{TEXT}</p><div style='background:#eee'>x</div>": SEEN,
    f"<p style='float:left'>{TEXT}</p><div style='clear:both;background:#000'>x</div>": SEEN,
    f"<p style='float:left'>{TEXT}</p><div style='clear:both'></div><div style='background:#000'>x</div>": SEEN,
    f"<p style='float:left'>{TEXT}</p><div style='background:#000;overflow:hidden'>x</div>": SEEN,
    f"<p style='float:left'>{TEXT}</p><div style='border-top:60px solid #000'>x</div>": OPEN,
    f"<p style='float:left'>{TEXT}</p><div style='border-top:1px solid #000'>x</div>": SEEN,
    # what color it has is not known, and another ground is beside it
    f"<p style='float:left;color:var(--x)'>{TEXT}</p><div style='background:#000'>x</div>": OPEN,
    f"<p style='float:left;opacity:0;color:var(--x)'>{TEXT}</p><div style='background:#000'>x</div>": HIDDEN,
    f"<table align=Left><tr><td>{TEXT}</table><div style='background:#000'>x</div>": OPEN,
    f"<table align=left style='float:none'><tr><td>{TEXT}</table><div style='background:#000'>x</div>": SEEN,
    f"<table align=center><tr><td>{TEXT}</table><div style='background:#000'>x</div>": SEEN,
    f"<div style='overflow:hidden'><p style='float:left'>{TEXT}</p></div><div style='background:#000'>x</div>": SEEN,
    f"<p>{TEXT}</p><iframe srcdoc='<iframe src=b.html>'></iframe>": OPEN,
    f"<meta http-equiv=content-security-policy content=\"default-src 'self'\"><p style='display:none'>{TEXT}": OPEN,
    f"<meta http-equiv=content-security-policy content=\"style-src 'unsafe-inline' 'nonce-'\"><p style=top:0>{TEXT}": OPEN,
    f"<meta http-equiv=content-security-policy content=\"default-src 'self'\"><p>{TEXT}": SEEN,
    f"<meta http-equiv=content-security-policy content=\"img-src 'self'\"><p style='display:none'>{TEXT}": HIDDEN,
    f"<meta http-equiv=default-style content=b><link title=a><style title=b>p{{display:none}}</style><p>{TEXT}": HIDDEN,
    f"<meta http-equiv=default-style content=a><style title=b>p{{display:none}}</style><p>{TEXT}": SEEN,
    f'<select><option label="{TEXT}">x</select>': SEEN,
    f'<select><option label="x">{TEXT}</select>': HIDDEN,
    f"{TEXT}<link rel=stylesheet type='text/css; charset=utf-8' href='gone.css'>": OPEN,
    f"[% IF x %]{TEXT}[% END %]": OPEN,
    f"<!--/*-->{TEXT}<!--*/-->": OPEN,
    f"<?lua if x then ?>{TEXT}<?lua end ?>": OPEN,
    f"@defer (on idle) {{ {TEXT} }}": OPEN,
    f"{{?show}}{TEXT}{{/show}}": OPEN,
    "<dom-if if='[[x]]'><template>x</template></dom-if>": OPEN,
    f"<div wire:init='x'>{TEXT}</div>": OPEN,
    f"{TEXT}，{{优惠}}，[注] 100%，#1": SEEN,
    f"{TEXT}<iframe style='position:fixed;inset:0' src='https://ad.example/'></iframe>": OPEN,
    f"<canvas style='display:block'>{TEXT}</canvas>": HIDDEN,
    "<p>sales@example.cn 或 ads@example.cn，$100，%E4%BA%AC%</p>": ABSENT,
}


@pytest.mark.parametrize(("body", "wanted"), BODIES.items(), ids=map(str, range(len(BODIES))))
def test_bodies(body, wanted):
    assert answer(body).answer is wanted


SOURCES = {
    "haml": f"%html\n  %footer\n    {TEXT}\n",
    "haml, with a comment": f"-# 页脚\n%p {TEXT}\n",
    "haml, after a document type": f"<!doctype html>\n<meta charset=utf-8>\n%footer\n  {TEXT}\n",
    "pug": f"doctype html\nhtml\n  body\n    footer {TEXT}\n",
    "pug, after a document type": f"<!doctype html>\nhtml\n  body\n    p {TEXT}\n",
    "slim": f"<!doctype html>\n.foot\n  | {TEXT}\n",
    "markdown": f"# 首页\n\n{TEXT}\n",
    "markdown, after an element": f"<h1 align=center>首页</h1>\n\n- **{TEXT}**\n",
    "mdx": f"<Foot>x</Foot>\n\n{TEXT}\n",
    "jsx": f"export default () => <footer>{TEXT}</footer>;\n",
    "jsx, alone": f"<>\n<footer>{TEXT}</footer>\n</>\n",
    "jsx, a whole page": f"<html><body className='x'><footer>{TEXT}</footer></body></html>",
    "jsx, a string": f"<html><body><footer>{{'{TEXT}'}}</footer></body></html>",
    "a page in a string": f"module.exports = `<!doctype html><html><body>{TEXT}</body></html>`;",
    "data": f'{{"icp": "{NUMBER}"}}',
    "a component": f"<template><footer>{TEXT}</footer></template><style>footer{{color:#333}}</style>",
    "a difference": f"--- a/index.html\n+++ b/index.html\n+<footer>{TEXT}</footer>\n",
    "a merge with conflicts": f"<!doctype html><body><p>\n<<<<<<< HEAD\n{TEXT}\n=======\nx\n>>>>>>> b\n</p>",
    "latte": f"<!doctype html><body><p n:if='$show'>{TEXT}</p>",
    "pandoc": f"<!doctype html><body>$if(show)$<p>{TEXT}</p>$endif$",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_the_source_of_something_else_is_no_page(source):
    page = read_source(b"\xef\xbb\xbf" + source.encode(), "index.html", lambda path: b"")
    assert proven(page, lambda text: NUMBER in text).answer is OPEN
    assert page.template


@pytest.mark.parametrize(
    "page",
    [
        f"\n&#65279;<!doctype html><html><body>欢迎<footer>{TEXT}</footer>谢谢</body></html>",
        f"<h1>欢迎</h1>\n<footer>{TEXT}</footer>\n",
        f"<!doctype html><title>首页</title>{TEXT} <b>x</b> example.cn",
    ],
)
def test_a_page_may_leave_out_its_frame(page):
    source = read_source(b"\xef\xbb\xbf" + page.encode(), "index.html", lambda path: b"")
    assert proven(source, lambda text: NUMBER in text).answer is SEEN


QUIRKS = {
    f"<style>.ICP{{display:none}}</style><p class=icp>{TEXT}": HIDDEN,
    f"<style>p{{color:ffffff}}</style><p>{TEXT}": HIDDEN,
    f"<style>p{{position:absolute;left:-9999}}</style><p>{TEXT}": HIDDEN,
    f"<style>body{{font-size:1px}}</style><table><tr><td>{TEXT}</table>": SEEN,
    f"<div style=color:#fff><table><tr><td>{TEXT}</table></div>": SEEN,
}


@pytest.mark.parametrize(("body", "wanted"), QUIRKS.items(), ids=map(str, range(len(QUIRKS))))
def test_pages_without_a_document_type_have_quirks(body, wanted):
    data = f'<meta charset="utf-8">{body}'.encode()
    got = proven(
        read_source(data, "i.html", lambda path: b""), lambda text: NUMBER in map(str, find_numbers(text))
    )
    assert got.answer is wanted
    assert answer(body).answer is not wanted


@pytest.mark.parametrize(
    ("source", "quirks"),
    [
        ("<!doctype html><p>", False),
        ("\n<!-- x --><!DOCTYPE HTML><p>", False),
        ("<!-- a --> x <!doctype html> -->", True),
        ("<p>x</p><!doctype html>", True),
        (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/x.dtd">',
            False,
        ),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">', True),
        (
            '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">',
            False,
        ),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">', True),
    ],
)
def test_a_document_type_says_whether_a_page_has_quirks(source, quirks):
    assert has_quirks(source) is quirks


def test_xhtml_with_sections_of_data_is_read_otherwise_as_html():
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p><![CDATA[{TEXT}]]></p></body></html>"
    source = read_source(page.encode(), "web/index.xhtml", lambda path: b"")
    assert proven(source, lambda text: NUMBER in text).answer is OPEN


def test_each_window_may_show_it_in_another_place():
    css = "@media (max-width:600px){.d{display:none}}@media (min-width:601px){.m{display:none}}"
    assert answer(f"<p class=d>{TEXT}</p><p class=m>{TEXT}</p>", css).answer is SEEN
    assert answer(f"<p class=d>{TEXT}</p>", css) == (
        HIDDEN,
        Text("display: none at 390x844", "display: none（390x844 窗口）"),
        True,
    )


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("width=1200", OPEN),
        ("user-scalable=no", OPEN),
        ("", OPEN),
        ("initial-scale=1", HIDDEN),
        ("Width = Device-Width; minimal-ui", HIDDEN),
    ],
)
def test_what_only_a_narrow_window_hides_is_open_where_phones_lay_out_a_wide_one(given, wanted):
    named = f'<meta name="viewport" content="{given}">'
    css = "@media (max-width:600px){.n{display:none}}"
    assert answer(f"<p class=n>{TEXT}</p>", css, head=named).answer is wanted
    assert answer(f"<p class=n>{TEXT}</p>", ".n{display:none}", head=named).answer is HIDDEN


BETWEEN = "@media (min-width:600px) and (max-width:1000px){.n{display:none}}"
SHOWN_AGAIN = "@media (max-width:1000px){.n{display:none}}@media (max-width:599px){.n{display:block}}"


@pytest.mark.parametrize(
    ("given", "css", "wanted"),
    [
        ("", BETWEEN, OPEN),
        ("", SHOWN_AGAIN, OPEN),
        ("", "@media (max-width:1100px){h1{color:red}}", SEEN),
        ("width=640", BETWEEN, OPEN),
        ("width=1200", BETWEEN, SEEN),
        ("width=device-width", BETWEEN, SEEN),
    ],
)
def test_a_window_as_wide_as_phones_lay_a_page_out_counts_too(given, css, wanted):
    named = f'<meta name="viewport" content="{given}">'
    assert answer(f"<p class=n>{TEXT}</p>", css, head=named).answer is wanted


def test_style_sheets_of_the_repository_are_applied():
    linked = '<link rel=stylesheet href="css/site.css?v=3">'
    assert (
        answer(f"<p class=n>{TEXT}</p>", head=linked, files={"web/css/site.css": ".n{display:none}"}).answer
        is HIDDEN
    )
    imported = {"web/css/site.css": "@import 'deep/base.css';", "web/css/deep/base.css": ".n{display:none}"}
    assert answer(f"<p class=n>{TEXT}</p>", head=linked, files=imported).answer is HIDDEN
    layered = {
        "web/css/site.css": "@import 'a.css' layer(x);.n{display:block}",
        "web/css/a.css": "p.n{display:none}",
    }
    assert answer(f"<p class=n>{TEXT}</p>", head=linked, files=layered).answer is SEEN
    unsure = {
        "web/css/site.css": "@import 'a.css' supports(display:grid);",
        "web/css/a.css": "p.n{display:none}",
    }
    assert answer(f"<p class=n>{TEXT}</p>", head=linked, files=unsure).answer is OPEN
    marked = {"web/css/site.css": ".n{display:none}".encode("utf-16")}
    assert answer(f"<p class=n>{TEXT}</p>", head=linked, files=marked).answer is HIDDEN
    nameless = '<link rel=stylesheet href="css/site.less">'
    assert answer(f"<p class=n>{TEXT}</p>", head=nameless, files={"web/css/site.less": ""}).answer is OPEN
    endless = {"web/css/site.css": "@import 'site.css';"}
    assert answer(f"<p class=n>{TEXT}</p>", head=linked, files=endless).answer is OPEN


def test_a_style_sheet_that_is_another_one_than_its_page_says_is_left_out():
    sheet = b".n{display:block}"
    own = base64.b64encode(hashlib.sha384(sheet).digest()).decode()
    other = base64.b64encode(hashlib.sha384(b"").digest()).decode()
    for integrity, wanted in {
        own: SEEN,
        other: OPEN,
        f"{other} sha384-{own}": SEEN,
        f"{own} sha512-{own}": OPEN,
    }.items():
        linked = f'<link rel=stylesheet href=a.css integrity="sha384-{integrity}">'
        page = f"<p class=n>{TEXT}</p>"
        assert answer(page, ".n{display:none}", {"web/a.css": sheet}, linked).answer is not SEEN
        assert answer(page, "", {"web/a.css": sheet}, linked).answer is wanted


def test_what_a_file_of_the_repository_shows_in_a_frame_is_told():
    got = answer('<iframe src="foot.html"></iframe>', files={"web/foot.html": f"<p>{TEXT}</p>"})
    assert got.answer is OPEN
    assert got.why.en == "a frame (<iframe>) shows foot.html"


@pytest.mark.parametrize(
    ("charset", "encoding", "wanted"),
    [
        ("", "utf-8", OPEN),
        ("", "gb18030", OPEN),
        ("<meta charset=gbk>", "gb18030", SEEN),
        ("<meta charset=hz-gb-2312>", "hz", ABSENT),
        ("", "utf-8-sig", SEEN),
        ("<!-- <meta charset=gbk> -->", "utf-8", OPEN),
        ("<!-- <meta charset=utf-8> --><meta charset=gbk>", "utf-8", ABSENT),
        ("<meta name=x content='charset=gbk'>", "utf-8", OPEN),
        ("<meta data-charset=gbk>", "utf-8", OPEN),
        ("<meta content='text/html; charset=utf-8' http-equiv=Content-Type>", "utf-8", SEEN),
        ("<meta charset=none><meta charset=utf-8>", "utf-8", SEEN),
        ("<meta charset=x-user-defined>", "utf-8", ABSENT),
    ],
)
def test_a_charset_that_only_a_server_could_tell(charset, encoding, wanted):
    page = f"{charset}<p>{TEXT}</p>".encode(encoding)
    got = proven(read_source(page, "index.html", lambda path: b""), lambda text: NUMBER in text)
    assert got.answer is wanted


def test_a_number_without_a_place_needs_no_charset():
    page = read_source(b"<p>B2-20140120</p>", "index.html", lambda path: b"")
    assert proven(page, lambda text: "B2-20140120" in text).answer is SEEN


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "page",
    [
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">",
        "<style>" + ".n{color:red}" * 250_000 + "</style><p class=n>x</p>",
        "<style>" + "@media screen{" * 5_000 + "</style><p>x",
        "<style>" + "(" * 100_000 + "</style><p>x",
        "<p style='" + "a:" * 200_000 + "'>x",
        "<p style='color:" + "var(--a," * 5_000 + "'>x",
        "<p>" * 20_000 + "<b style=color:red>x</b>" * 2_000,
    ],
    ids=["attributes", "rules", "nested media", "parentheses", "declarations", "variables", "elements"],
)
def test_hostile_pages_come_to_an_answer(page):
    try:
        got = answer(page)
    except Unavailable:
        return
    assert got.answer is not SEEN


@pytest.mark.parametrize("style", ["<style>p {{ width: {}px }}</style><p>", "<p style='width: {}px'>"])
def test_a_number_of_more_digits_than_python_converts_is_read(style):
    assert answer(style.format("9" * 5_000) + TEXT).answer is OPEN  # a browser clamps it


def test_what_is_written_is_told_by_what_is_unsure_of_it():
    """Not by a picture, which may show what is not written."""
    cut = ".n{width:60px;overflow:hidden;white-space:nowrap}"
    got = answer(f'<img src="a.png"><p class=n>{TEXT}</p>', cut)
    assert got.answer is OPEN
    assert "what its style (" in got.why.en
    assert "a picture" in answer('<img src="a.png"><p class=n>官网</p>', cut).why.en
