"""Who is at the other end: the address, behind proxies that are known, and the browser in words."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING

from flask import Flask, current_app, request

if TYPE_CHECKING:
    from desk.handle import Desk

LONGEST = 64
_KEY = "CITYPLAN_PROXIES"
Networks = tuple[IPv4Network | IPv6Network, ...]

# The first that is named counts: every later browser also says that it is an earlier one.
NAMED, UNNAMED = "{name}（{system}）", "其他浏览器（{system}）"
"""How a browser is recorded; pages find its English by these."""
BROWSERS = (
    (re.compile(r"MicroMessenger/"), "微信"),
    (re.compile(r"DingTalk/"), "钉钉"),
    (re.compile(r"\bEdg(?:A|iOS)?/([0-9]+)"), "Edge"),
    (re.compile(r"\bQQBrowser/([0-9]+)"), "QQ浏览器"),
    (re.compile(r"\b(?:QIHU|360SE|360EE)\b"), "360浏览器"),
    (re.compile(r"\bOPR/([0-9]+)"), "Opera"),
    (re.compile(r"\bFirefox/([0-9]+)"), "Firefox"),
    (re.compile(r"\bChrom(?:e|ium)/([0-9]+)"), "Chrome"),
    (re.compile(r"\bVersion/([0-9]+).*\bSafari/"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"\bHarmonyOS\b|\bOpenHarmony\b"), "鸿蒙"),
    (re.compile(r"\bAndroid\b"), "安卓"),
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bWindows NT\b"), "Windows"),
    (re.compile(r"\bMac OS X\b"), "macOS"),
    (re.compile(r"\bLinux\b"), "Linux"),
)


def trust(server: Flask, desk: Desk) -> None:
    """From now on only the proxies that the settings name may say whose request they bring."""
    server.config[_KEY] = desk.settings.proxies()


def peer() -> str:
    """Whose address asks: the last one of the way here that is no known proxy's.

    Without a known proxy in front, what a request says of its own way counts for nothing.
    """
    known: Networks = current_app.config[_KEY]
    here = request.remote_addr or ""
    if not _among(here, known):
        return here
    said = [one.strip()[:LONGEST] for one in request.headers.get("X-Forwarded-For", "").split(",")]
    for one in reversed([one for one in said if one]):
        here = one
        if not _among(one, known):
            break
    return here


@lru_cache(maxsize=1024)
def _among(address: str, known: Networks) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in known)


def browser() -> str:
    """The browser and its system in a few words of ours; nothing is copied from what it says."""
    return words_for(request.headers.get("User-Agent", "")[:500])


def words_for(agent: str) -> str:
    """What a browser says of itself, in words.

    >>> words_for("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/128.0 Safari/537 Edg/128.0")
    'Edge 128（Windows）'
    >>> words_for("curl/8")
    '其他程序'
    """
    name = next(
        (_named(found, word) for kind, word in BROWSERS if (found := kind.search(agent))), ""
    )
    system = next((word for kind, word in SYSTEMS if kind.search(agent)), "")
    if not name:
        return UNNAMED.format(system=system) if system else "其他程序"
    return NAMED.format(name=name, system=system) if system else name


def _named(found: re.Match[str], word: str) -> str:
    version = found[1] if found.re.groups else ""
    return f"{word} {version}" if version else word
