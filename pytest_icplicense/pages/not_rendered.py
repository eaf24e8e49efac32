"""Pages that could not be opened, each with its reason in a line."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pytest_icplicense.text import IcpError, Text, short


class NotRendered(IcpError):
    """A page that could not be opened, with the reason."""


def refused(status: int) -> NotRendered:
    """By a server, with a status such as 404."""
    return NotRendered(Text(f"its server answers {status}", f"服务器返回 {status}"))


def leads_on(address: str, site: str, url: str | None) -> NotRendered:
    """To an address that is not opened; `url`: where the site is served, None where it is a file."""
    away = short(address, 120)
    step = Text("give that address instead", "请改用该地址")
    if not away.startswith(("http:", "https:")):
        step = Text("somebody must look", "须人工确认")
    elif url is None:
        command = f"icplicense render --at {site}={away}"
        step = Text(f"run '{command}'", f"请运行 {command}")
    return NotRendered(
        Text(
            f"it leads on to {away}, which is not opened; {step.en}",
            f"页面跳转到 {away}，未予打开；{step.zh}",
        )
    )


def unopened(said: str) -> Text:
    """Why a page cannot be opened, by the name that Chromium has for it."""
    code = said.removeprefix("net::ERR_")
    why = next((text for part, text in _NETWORK.items() if part in code), None) if code != said else None
    if why is None:
        return Text(f"it cannot be opened: {said}", f"无法打开：{said}")
    return Text(f"it cannot be opened: {why.en} ({said})", f"无法打开：{why.zh}（{said}）")


_NETWORK = {
    "CERT": Text("its certificate is not valid", "证书无效"),
    "SSL": Text("no secure connection comes about", "无法建立安全连接"),
    "REFUSED": Text("the connection is refused", "连接被拒绝"),
    "TIMED_OUT": Text("the connection takes too long", "连接超时"),
    "NAME_": Text("its name is not known", "域名无法解析"),
    "REDIRECTS": Text("it is redirected without end", "重定向次数过多"),
    "EMPTY_RESPONSE": Text("its server sends nothing", "服务器未返回内容"),
    "UNSAFE_PORT": Text("browsers open no page at that port", "浏览器禁止访问该端口"),
    "CONNECTION": Text("the connection breaks off", "连接中断"),
    "UNREACHABLE": Text("it cannot be reached", "地址不可达"),
}
"""What Chromium's names of errors mean, by a part of them; the first that fits counts."""


def first_line(error: Exception) -> str:
    """What the browser says, without the name of the call."""
    said = str(error).split("Call log")[0].strip().split("\n")[0]
    return short(re.sub(r"^[A-Za-z]+\.[a-z_A-Z]+: ", "", said), 160)


def host_of(url: str | None) -> str:
    """Host and port of an address."""
    parts = urlsplit(url or "")
    try:
        port = parts.port
    except ValueError:
        port = None
    return f"{(parts.hostname or '').lower()}:{port or (443 if parts.scheme == 'https' else 80)}"
