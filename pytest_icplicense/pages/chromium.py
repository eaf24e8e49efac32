"""The system's Chromium: where it is, and how it is started so that a page reaches nothing but its own server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from pytest_icplicense.text import IcpError, Text

_NAMES = (
    # The same engine without a window takes a third of the processor.
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
    "chrome.exe",
    "msedge.exe",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_DEAD = "http://127.0.0.1:9"
"""A proxy that never answers: what may go nowhere goes there."""


class NoBrowser(IcpError):
    """No page can be rendered here, and what to install."""


def find_chromium() -> str:
    """The program that `CHROMIUM` names, else the first that the system has.

    Raises:
        NoBrowser: there is none.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise NoBrowser(
                Text(
                    f"CHROMIUM names '{named}', which is no program",
                    f"环境变量 CHROMIUM 指向的“{named}”不是可执行程序",
                )
            )
        return found
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    for place in _PLACES:
        if Path(place).is_file():
            return place
    raise NoBrowser(
        Text(
            "no Chromium was found: install it (apt-get install chromium fonts-noto-cjk), or name it in CHROMIUM",
            "未找到 Chromium：请安装（apt-get install chromium fonts-noto-cjk），或用环境变量 CHROMIUM 指明",
        )
    )


def arguments(reachable: Iterable[str]) -> list[str]:
    """The options of a browser whose pages reach these hosts (with ports) alone.

    Chromium's own sandbox needs a user that is not root; as root, in most containers, there is none to be had.
    """
    bypass = ";".join(("<-loopback>", *reachable))
    hosts = ", ".join(f"EXCLUDE {host.rpartition(':')[0]}" for host in reachable)
    found = [
        f"--proxy-server={_DEAD}",
        f"--proxy-bypass-list={bypass}",
        f"--host-resolver-rules=MAP * ~NOTFOUND, {hosts}",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--disable-sync",
        "--disable-quic",
        "--no-pings",
        "--no-first-run",
        "--mute-audio",
        "--disable-gpu",
        "--hide-scrollbars",
        "--font-render-hinting=none",
        "--disable-lcd-text",
        "--js-flags=--max-old-space-size=512",
        "--block-new-web-contents",
        "--disable-blink-features=AutomationControlled",  # pages may show robots something else than readers
    ]
    return [*found, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else found
