"""Pages in the system's Chromium: what readers see, what pages may not do, and that everything ends."""

from __future__ import annotations

import http.server
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from subprocess import run

import pytest

from pytest_icplicense.files.repository import Repository
from pytest_icplicense.pages import rendering, tab
from pytest_icplicense.pages.chromium import NoBrowser
from pytest_icplicense.pages.rendering import render
from pytest_icplicense.pages.tab import Target

pytestmark = [pytest.mark.clients, pytest.mark.timeout(240)]

NUMBER = "京B2-20181623"
TEXT = f"增值电信业务经营许可证：{NUMBER}"
HEAD = (
    '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>x</title>'
)
SHOWN = {
    "plain": (f"<footer>{TEXT}</footer>", True),
    "built": ('<div id="app"></div><script src="app.js"></script>', True),
    "placeholder": (f'<div id="app">{TEXT}</div><script>app.innerHTML = "<p>产品</p>"</script>', False),
    "late": (f'<p id="n"></p><script>setTimeout(() => n.textContent = "{TEXT}", 1500)</script>', True),
    "phone": (f"<style>@media (max-width:600px){{p{{display:none}}}}</style><p>{TEXT}</p>", False),
    "white": (f'<p style="color:#fff">{TEXT}</p>', False),
    "covered": (f'<p>{TEXT}</p><div style="position:fixed;inset:0;background:#fff"></div>', False),
    "clear cover": (f'<p>{TEXT}</p><a href="#" style="position:fixed;inset:0"></a>', True),
    "generated": (f'<style>p::after{{content:"{TEXT}"}}</style><p></p>', True),
    "closed shadow": (
        f"<x-f></x-f><script>document.querySelector('x-f').attachShadow({{mode:'closed'}}).innerHTML = '{TEXT}'</script>",
        True,
    ),
    "on a picture": (
        f'<div style="background:linear-gradient(90deg,#000,#222);color:#fff">{TEXT}</div>',
        True,
    ),
    "scrolled": ("<p>x</p>" * 200 + f"<p>{TEXT}</p>", True),
    "cut": (f'<div style="height:4px;overflow:hidden">{TEXT}</div>', False),
    "scaled up": (
        f'<div style="font-size:4px;transform:scale(3);transform-origin:0 0;width:120px">{TEXT}</div>',
        True,
    ),
    "scaled down": (f'<div style="transform:scale(.1);transform-origin:0 0">{TEXT}</div>', False),
    "drawn": (
        f'<svg width="360" height="40" viewBox="0 0 36 4"><text x=".2" y="2.5" font-size="1.2">{TEXT}</text></svg>',
        True,
    ),
    "picture without an address": (f'<img alt="{TEXT}">', True),
    "like digits": ("<p>京B②-20181623</p>", False),
    "wide control": (f"<textarea cols=80>{TEXT}</textarea>", True),
    "narrow control": (f'<input size=6 value="{NUMBER}">', False),
    "above a line": ("<ruby>京<rt>jing</rt></ruby>B2-20181623", True),
    "frame that does not scroll": (
        f'<iframe scrolling=no height=40 srcdoc="<meta charset=utf-8><p style=margin-top:300px>{TEXT}</p>"></iframe>',
        False,
    ),
    "where a reader is": (
        f"<p style='height:3000px'>x</p><p id=n style='opacity:0'>{TEXT}</p><script>addEventListener('scroll', () =>"
        "{ n.style.opacity = n.getBoundingClientRect().top < innerHeight ? 1 : 0 })</script>",
        True,
    ),
    "made anew": (
        f"<p style='height:3000px'>x</p><p id=n></p><script>onscroll = () => n.textContent = '{TEXT}'</script>",
        True,
    ),
    "routed": (f"<p id=n></p><script>if (location.pathname === '/') n.textContent = '{TEXT}'</script>", True),
    "ink of a ground around it": (
        f'<div style="background:#000;-webkit-background-clip:text"><p style="color:transparent">{TEXT}</p></div>',
        True,
    ),
    "without a box": (f'<div style="display:contents;opacity:0"><p>{TEXT}</p></div>', True),
    "sideways": (
        f'<div style="overflow-x:auto;white-space:nowrap"><a>{"很长的文字，" * 60}</a><a>{TEXT}</a></div>',
        True,
    ),
    "sideways in two lines": (
        f'<div style="width:300px;overflow-x:auto"><div style="width:600px;padding-left:300px;box-sizing:border-box">'
        f"{TEXT}</div></div>",
        True,
    ),
    "in a row that hides what is beside it": (
        f'<div style="display:flex;overflow-x:hidden"><p style="flex:0 0 100%">x</p><p style="flex:0 0 100%">{TEXT}</div>',
        False,
    ),
    "in a box that scrolls sideways alone": (
        f'<div style="height:30px;overflow:auto hidden"><p style="height:90px;width:3000px">x</p>{TEXT}</div>',
        False,
    ),
    "in a body that scrolls": (
        "<style>html{height:100%;overflow:hidden}body{height:100%;overflow:auto}</style>"
        f"<p style=height:2000px>x<p>{TEXT}",
        True,
    ),
    "made in a part that scrolls": (
        f"<style>main{{height:80vh;overflow:auto}}</style><main><p style=height:3000px>x<p id=n>x</main><script>new"
        f" IntersectionObserver(([at]) => at.isIntersecting && (n.textContent = '{TEXT}')).observe(n)</script>",
        True,
    ),
    "behind the page until its end": (
        "<style>main{position:relative;background:#fff;height:2000px;margin-bottom:80px}"
        f"footer{{position:fixed;bottom:0;height:80px;z-index:-1}}</style><main>x</main><footer>{TEXT}</footer>",
        True,
    ),
    "marked by a script": (
        f"<p id=n>{TEXT}</p><script>const all = new Range(); all.selectNodeContents(n);"
        " CSS.highlights.set('x', new Highlight(all))</script>",
        True,
    ),
    "marked in the color of its ground": (
        f"<style>::highlight(x){{color:#fff;background:#fff}}</style><p id=n>{TEXT}</p><script>const all = new Range();"
        " all.selectNodeContents(n); CSS.highlights.set('x', new Highlight(all))</script>",
        False,
    ),
    "sign by sign": (
        "<svg width=300 height=40><text y=20 font-size=14>"
        + "".join(f"<tspan x={at * 14}>{sign}</tspan>" for at, sign in enumerate(NUMBER)),
        True,
    ),
    "around what is placed elsewhere": (
        "<p>京B2-2018<i style='position:absolute;left:-9999px'>9</i>1<i style='font-size:0'>8</i>623</p>",
        True,
    ),
    "in a narrow list": (f"<select style='width:50px'><option>{TEXT}</select>", False),
    "with a note": (f"<p>{TEXT}<sup>1</sup></p>", True),
    "in China": (
        f"<p id=n></p><script>if (new Date().getTimezoneOffset() === -480) n.textContent = '{TEXT}'</script>",
        True,
    ),
    "struck through by a line that is not painted": (
        f"<p style='text-decoration:line-through transparent'>{TEXT}</p><del>x</del>",
        True,
    ),
    "struck through in black": (f"<p style='text-decoration:line-through #000'>{TEXT}</p>", False),
    "as dots": (f"<p style='-webkit-text-security:disc'>{TEXT}</p>", False),
    "read out": (f"<style>p::before{{content:'x' / '{TEXT}'}}</style><p></p>", False),
    "written in white beside other words": (
        f"<style>p::after{{content:'{NUMBER}';color:#fff}}</style><p>许可证编号：",
        False,
    ),
    "written and struck through": (
        f"<style>p::after{{content:'{NUMBER}';text-decoration:line-through}}</style><p>许可证编号：",
        False,
    ),
    "written and cut off": (
        f"<style>p{{width:120px;overflow:hidden;white-space:nowrap}}p::after{{content:'{NUMBER}'}}</style><p>许可证",
        False,
    ),
    "written elsewhere": (
        f"<style>p::after{{content:'{NUMBER}';position:fixed;bottom:0;left:0}}</style><p>许可证编号：",
        True,
    ),
    "written in several lines": (
        f"<style>p{{width:110px}}p::after{{content:'增值电信业务\\a 经营许可证 {NUMBER}';white-space:pre-wrap}}</style><p>",
        True,
    ),
    "written around": (
        "<style>p::before{content:'京B2-'}p::after{content:'1623'}</style><p>2018</p>",
        True,
    ),
    "written in a frame": (
        f'<iframe width=350 height=90 srcdoc=\'<meta charset=utf-8><style>p::after{{content:"{NUMBER}"}}</style>'
        "<div style=height:500px></div><p>许可证'></iframe>",
        True,
    ),
    "small letters": (f"<p style='text-transform:lowercase'>{TEXT}", False),
    "shown in place of what is read out": (
        f"<style>p::before{{content:'{TEXT}' / 'x'}}</style><p></p>",
        True,
    ),
    "capitals": ('<p style="text-transform:uppercase">京b2-20181623</p>', True),
    "small first line": (f"<style>p::first-line{{font-size:1px}}</style><p>{TEXT}</p>", False),
    "asked for again and again": (
        f"<p id=n></p><script>let k = 0; setInterval(() => {{ if (++k === 5) n.textContent = '{TEXT}' }}, 300)</script>",
        True,
    ),
    "gone on": (
        "<script>setTimeout(() => location.replace('/app.js'), 800)</script>",
        True,
    ),
    "beside the window": (
        f'<svg width="1900" height="50"><text x="1050" y="40" font-size="20">{TEXT}</text></svg>',
        True,
    ),
    "frame beside the window": (
        f'<iframe width=1700 srcdoc=\'<meta charset=utf-8><p style="margin-left:1400px;white-space:nowrap">'
        f"{NUMBER}'></iframe>",
        True,
    ),
    "frame": (f'<iframe srcdoc="<meta charset=utf-8>{TEXT}" width="340" height="200"></iframe>', True),
    "hidden from robots": (f"<p id=n>{TEXT}<script>if (navigator.webdriver) n.remove()</script>", True),
    "touched": (f"<style>@media (pointer:coarse){{p{{display:none}}}}</style><p>{TEXT}", False),
    "raised sign": ("<p>京B2-2018162<sup>3</sup>", False),
    "lowered sign": ("<p>京B2-2018162<sub>3</sub>", False),
    "frame in a sandbox": (
        f"<iframe sandbox width=350 srcdoc='<meta charset=utf-8><p>{TEXT}'></iframe>",
        True,
    ),
    "frame in a sandbox that hides it": (
        f"<iframe sandbox width=350 srcdoc='<meta charset=utf-8><p hidden>{TEXT}'></iframe>",
        False,
    ),
    "frame of data": (f"<iframe width=350 src='data:text/html;charset=utf-8,<p>{TEXT}'></iframe>", True),
    "frame that is embedded": ("<embed type=text/html width=350 src=foot.html>", True),
    "printed over": (
        f"<p style='margin:0'>{TEXT}<p style='position:absolute;top:8px;margin:0'>版权所有违者必究联系我们隐私政策用户协议",
        False,
    ),
    "printed twice": (
        f"<p style='margin:0'>{TEXT}<p style='position:absolute;top:9px;left:9px;margin:0'>{TEXT}",
        True,
    ),
    "between lines without a gap": (
        f"<p style='line-height:1'>版权所有违者必究<br>{TEXT}<br>版权所有违者必究",
        True,
    ),
    "over a pale text": (
        f"<p style='margin:0'>{TEXT}<p style='position:absolute;top:8px;margin:0;color:#eee'>版权所有违者必究联系我们隐",
        True,
    ),
    "turned away": (f"<p style='transform:rotateY(180deg);backface-visibility:hidden'>{TEXT}", False),
    "blurred": (f"<p style='filter:blur(6px)'>{TEXT}", False),
    "hardly blurred": (f"<p style='filter:blur(.5px)'>{TEXT}", True),
    "behind a picture of one dot": (
        f"<div style='position:relative'><p>{TEXT}</p><img style='position:absolute;inset:0;width:100%;height:100%'"
        " src='data:image/gif;base64,R0lGODlhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs='></div>",
        False,
    ),
    "smaller sign": ("<p>京B2-2018<small>1623</small>", True),
    "sign with a note": (f"<p>{TEXT}<sup>[1]</sup>", True),
}
UNSURE = {
    "a shadow root that the page itself closes": f"<x-f><template shadowrootmode=closed>{TEXT}</template></x-f>",
    "document": "<iframe src=a.pdf width=600 height=300></iframe>",
    "document in an object": "<object data=a.pdf width=600 height=300></object>",
    "picture before": "<style>p::before{content:url(a.svg)}</style><p>x</p>",
    "picture of a list": "<style>li{list-style-image:url(a.svg)}</style><li>x",
    "shape": "<style>p{mask:url(a.svg);background:#000;height:90px}</style><p>x</p>",
    "counted": "<style>p{counter-reset:n 20181623}p::after{content:counter(n)}</style><p>京B2-</p>",
    "quotation marks": f"<style>q{{quotes:'{NUMBER}' ''}}</style><q>x</q>",
    "in another order": "<p style='display:flex'><b style='order:2'>20181623</b><b>京B2-</b></p>",
    "with a gap": "<p>京B2-2018 1623</p>",
    "turned around": f"<bdo dir=rtl>{NUMBER[::-1]}</bdo>",
    "frame in a sandbox that runs scripts": "<iframe sandbox=allow-scripts srcdoc='<script>1</script>x'></iframe>",
    "far from each other": "<svg width=300 height=190><text y=20>京B2-2018</text><text y=180>1623</text></svg>",
    "leads on": f"{TEXT}<meta http-equiv=refresh content='90;url=a.svg'>",
}
"""What may look otherwise than the text that is read."""
ENDLESS = {
    "endless": "<script>for (;;);</script>",
    "words": "<script>for (;;) console.log(1)</script>",
    "memory": "<script>const a = []; for (;;) a.push(new Array(1e6).fill(1))</script>",
}
HOSTILE = {
    "dialogs": f"<script>alert(1); confirm(2); prompt(3)</script>{TEXT}",
    "windows": f"<script>for (let n = 0; n < 20; n++) open('about:blank')</script>{TEXT}",
    "download": f"<a id=a download href='data:text/plain,x'></a><script>a.click()</script>{TEXT}",
    "away": "<script>location = 'http://example.com/'</script>",
    "workers": "<script>new Worker(URL.createObjectURL(new Blob(['for (;;);'])))</script>" + TEXT,
    "changing": "<p id=p></p><script>setInterval(() => p.textContent += 'x', 10)</script>",
    "history": f"{TEXT}<script>for (let n = 0; n < 1e5; n++) history.pushState(0, '', '/' + n)</script>",
}


def seen(folder, pages, **files):
    """What the pages show in both windows."""
    targets = []
    for number, (name, body) in enumerate(pages.items()):
        own = folder / f"p{number}"
        own.mkdir()
        (own / "index.html").write_text(HEAD + body, encoding="utf-8")
        for file, text in files.items():
            (own / file.replace("_", ".")).write_text(text, encoding="utf-8")
        targets.append(Target("icp.yaml", name, f"p{number}/index.html", f"p{number}", None))
    repository = Repository(folder)
    found = {}
    for each in render(targets, lambda path: repository.read(folder, path), pictures=True):
        found.setdefault(each.target.site, []).append(each)
    return found


def left_over():
    """Processes of a browser that this package has started, but for those of tests that run beside this one."""
    found = []
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    own = f"PYTEST_XDIST_WORKER={worker}\0".encode() if worker else b""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            if (
                folder.name != str(os.getpid())
                and b"ICPLICENSE_RENDER=" in environment
                and own in environment
            ):
                found.append(folder.name)
        except OSError:
            continue
    return found


def test_what_readers_see(tmp_path):
    found = seen(
        tmp_path,
        {name: body for name, (body, _) in SHOWN.items()},
        app_js=f"app.textContent = '{TEXT}'",
        foot_html=f"<!doctype html><meta charset=utf-8><p>{TEXT}",
    )
    for name, (_, shown) in SHOWN.items():
        assert [each.failed for each in found[name]] == [None, None], name
        assert all(NUMBER in each.visible for each in found[name]) is shown, (name, found[name])
    assert found["built"][0].digests.keys() == {"p1/index.html", "p1/app.js"}
    assert found["plain"][0].picture.startswith(b"\x89PNG")


def test_what_shows_something_else_than_text_is_told(tmp_path):
    drawn = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='90'><rect width='9' height='9'/></svg>"
    )
    icon = drawn.replace("300", "16").replace("90", "16")
    small = {
        "icon before": "<style>p::before{content:url(icon.svg)}</style><p>x</p>",
        "again": f"{TEXT}<meta http-equiv=refresh content=60>",
        "wide on phones": f"<meta name=viewport content=width=980><p>{TEXT}",
        "wider on phones": f"<meta name=viewport content=width=980><style>@media (600px<width<1000px){{p{{display:none}}}}"
        f"</style><p>{TEXT}",
    }
    found = seen(tmp_path, UNSURE | small, a_pdf="%PDF-1.4", a_svg=drawn, icon_svg=icon)
    for name, windows in found.items():
        assert all(each.unseen or each.doubts for each in windows) is (name in UNSURE), (name, windows)
    for name, visible in {"wide on phones": [NUMBER], "wider on phones": []}.items():
        assert [bool(each.unseen) for each in found[name]] == [False, True]
        assert [each.visible for each in found[name]] == [[NUMBER], visible]


# What a page may take is bound in seconds, and the machine may be busy with others.
@pytest.mark.flaky(reruns=1)
def test_pages_that_would_not_end_are_told_and_the_others_are_rendered(tmp_path, monkeypatch):
    for module, bound, seconds in ((tab, "LOADING", 4), (rendering, "WHOLE", 8), (rendering, "AGAIN", 4)):
        monkeypatch.setattr(
            module, bound, seconds
        )  # the same bounds, sooner: such pages take all of a processor
    found = seen(tmp_path, {**ENDLESS, "plain": TEXT})
    assert all(NUMBER in each.visible for each in found["plain"]), found
    assert all(each.failed for name in ENDLESS for each in found[name])
    assert left_over() == []


@pytest.mark.flaky(reruns=1)
def test_what_pages_do_besides_does_not_matter(tmp_path, monkeypatch):
    monkeypatch.setattr(tab, "SETTLING", 3)
    found = seen(tmp_path, HOSTILE)
    rendered = ("dialogs", "windows", "download", "workers", "history")
    assert all(NUMBER in each.visible for name in rendered for each in found[name]), found
    assert all(each.failed for each in found["away"])
    assert "which is not opened" in found["away"][0].failed.en
    assert [each.unseen[0].en for each in found["changing"]] == ["it never comes to rest"] * 2
    assert left_over() == []


def test_pages_are_opened_again_where_the_browser_ends_among_them(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.html").write_text(f"{HEAD}{TEXT}<script src=x.js></script>", encoding="utf-8")
    (tmp_path / "x.js").write_text("1", encoding="utf-8")
    repository, ended = Repository(tmp_path), []

    def read(path):
        if path == "x.js" and not ended:
            ended.extend(left_over())
            for process in ended:
                os.kill(int(process), signal.SIGKILL)
        return repository.read(tmp_path, path)

    found = render([Target("icp.yaml", name, f"{name}.html", "", None) for name in ("a", "b")], read)
    assert ended
    assert all(each.visible == [NUMBER] for each in found), found
    assert left_over() == []


@pytest.mark.parametrize(
    ("program", "why"), [("exit 3", "did not start: it has ended"), ("sleep 60", "it does not answer")]
)
def test_a_browser_that_does_not_start_is_told_in_a_line(tmp_path, monkeypatch, program, why):
    (tmp_path / "browser").write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
    (tmp_path / "browser").chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "browser"))
    monkeypatch.setattr(rendering, "STARTING", 2)
    with pytest.raises(NoBrowser) as told:
        render([Target("icp.yaml", "a", "a.html", "", None)], lambda path: b"")
    assert str(told.value.message.en).endswith(why)
    assert left_over() == []


def test_a_server_that_never_answers_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(tab, "LOADING", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        found = render([Target("icp.yaml", "a", None, "", url)], lambda path: b"")
    assert [each.failed.en for each in found] == ["its server does not answer within 1 seconds"] * 2


def test_a_page_reaches_nothing_but_its_own_folder(tmp_path):
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    at = f"127.0.0.1:{server.server_address[1]}"
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    script = f"""
fetch("http://{at}/fetch").catch(() => 0);
fetch("http://{at.replace("127.0.0.1", "localhost")}/local").catch(() => 0);
fetch("/../secret.txt"); fetch("/%2e%2e/secret.txt");
navigator.sendBeacon("http://{at}/beacon");
new WebSocket("ws://{at}/ws");
new EventSource("http://{at}/events");
new Worker(URL.createObjectURL(new Blob(["fetch('http://{at}/worker')"])));
try {{ navigator.serviceWorker.register("sw.js"); }} catch (error) {{ }}
const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:{at}"}}]}});
peer.createDataChannel("x");
peer.createOffer().then(offer => peer.setLocalDescription(offer));
"""
    page = f"""{TEXT}<img src="http://{at}/img"><link rel=stylesheet href="http://{at}/css">
<iframe src="http://{at}/frame"></iframe><iframe src="file:///etc/passwd"></iframe>
<link rel=preconnect href="http://{at}"><link rel=prefetch href="http://{at}/prefetch"><script>{script}</script>"""
    found = seen(tmp_path, {"page": page})["page"]
    server.shutdown()
    assert asked == []
    assert all(each.failed is None for each in found), found
    assert all("secret.txt" not in "".join(each.digests) for each in found)
    assert any("was not loaded" in why.en for each in found for why in each.doubts)
    assert left_over() == []


OWN_SERVER = f"""
import http.server, threading
import pytest

PAGES = {{
    "/shown": "<p>{TEXT}</p>",
    "/styled": "<link rel=stylesheet href='https://cdn.example/x.css'><p>{TEXT}</p>",
    "/hidden": "<p style='clip-path:inset(50%)'>{TEXT}</p>",
    "/away": "<script>location = 'http://away.example/'</script>",
}}


@pytest.fixture(scope="session")
def server():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(("<!doctype html>" + PAGES.get(self.path, "")).encode())

    started = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=started.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{{started.server_address[1]}}"
    started.shutdown()


@pytest.mark.parametrize("path", PAGES)
def test_page(icp_page, server, path):
    icp_page(server + path)


@pytest.mark.parametrize("where", ["file:///etc/hosts", "about:blank", "localhost:80", "", None])
def test_no_page(icp_page, where):
    icp_page(where)
"""


def test_the_fixture_holds_a_page_of_the_tests_own_server_to_the_number(project):
    (project.root / "own").mkdir()
    (project.root / "own/test_pages.py").write_text(OWN_SERVER, encoding="utf-8")
    # Where CI is set, a summary (-r) would say each line again.
    words = ["-q", "-n0", "-rN", "--icp-lang=zh", "own"]
    done = run(
        [sys.executable, "-m", "pytest", *words],
        cwd=project.root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told = done.stdout
    assert "8 failed, 1 passed" in told, told
    assert "页面跳转到 http://away.example/，未予打开；请改用该地址" in told
    assert f"/hidden（1280x800）未标明 {NUMBER}：被遮盖、被裁切或与背景同色" in told
    assert f"/styled（1280x800）可见 {NUMBER}，但未加载 https://cdn.example/x.css" in told
    assert told.count("不是服务器网址；请传入 http") == 5
    assert "AttributeError" not in told


def test_a_run_of_pytest_shows_auditors_what_the_browser_showed(project):
    words = ["-q", "-n2", "--icp-screenshots=shots", "--icp-report=html:report.html"]
    run([sys.executable, "-m", "pytest", *words], cwd=project.root, check=True, capture_output=True)
    assert len(list((project.root / "shots").glob("*.png"))) == 4
    assert (project.root / "report.html").read_text(encoding="utf-8").count("data:image/png") == 4
