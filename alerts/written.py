"""A channel's address as an administrator wrote it, taken apart; a mistake never repeats it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

from alerts.addresses import is_listed
from alerts.templates import LANGUAGES, Style
from observations.errors import UserError

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_OURS = ("lang", "site")  # how we speak; no part of the address itself


@dataclass(frozen=True)
class Written:
    """One address, its place in the list (from 1), the allow list, whom an office's mail goes to.

    The address may hold a password: it is shown by nothing here.
    """

    place: int
    url: str = field(repr=False)
    allowed: tuple[str, ...] = ()
    recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def parts(self) -> SplitResult:
        """Scheme, place, path and query; UserError when it has no usable form."""
        try:
            parts = urlsplit(self.url)
            _ = parts.port, parts.hostname
        except ValueError:
            raise self.wrong("的主机或端口无法识别", "按 docs/channels.md 的样例填写") from None
        return parts

    @property
    def scheme(self) -> str:
        """Kind of channel, in small letters."""
        return self.url.partition("://")[0].lower()

    @cached_property
    def options(self) -> Mapping[str, str]:
        """What stands behind `?`, names in small letters."""
        return {name.lower(): value for name, value in parse_qsl(self.parts.query)}

    @property
    def key(self) -> str:
        """What stands in the place of a host, as written: a robot's key."""
        return unquote(self.parts.netloc.rpartition("@")[2].partition(":")[0])

    @property
    def user(self) -> str:
        """The name before `@`."""
        return unquote(self.parts.username or "")

    @property
    def password(self) -> str:
        """The word after the name."""
        return unquote(self.parts.password or "")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Whatever of the address must not be repeated by anybody's answer."""
        values = [value for name, value in self.options.items() if name not in _OURS]
        words = (self.user, self.password, *self.parts.path.split("/"), *values)
        return tuple(word for word in words if len(word) > 3)

    def host(self, cure: str) -> str:
        """The host; UserError with `cure` when there is none, or no usable port."""
        if not self.parts.hostname or self.parts.port == 0:
            raise self.wrong("的主机或端口无法识别", cure)
        return self.parts.hostname

    def style(self) -> Style:
        """Language and the site's address; UserError for what is neither."""
        lang, site = self.options.get("lang", "zh"), self.options.get("site", "")
        if lang not in LANGUAGES:
            raise self.wrong("的语言无法识别", "写成 lang=zh 或 lang=en")
        parts = urlsplit(site)
        if site and (parts.scheme not in ("http", "https") or not _is_host(parts.netloc)):
            raise self.wrong("的系统网址无法识别", "写成 site=https://主机")
        return Style(lang, f"{parts.scheme}://{parts.netloc}" if site else "")

    def plain(self) -> str:
        """The address without the options that are only ours."""
        kept = [
            pair
            for pair in self.parts.query.split("&")
            if pair.partition("=")[0].lower() not in _OURS
        ]
        return urlunsplit(self.parts._replace(query="&".join(kept))) if self._speaks else self.url

    @property
    def _speaks(self) -> bool:
        return any(name in self.options for name in _OURS)

    def require_only(self, known: Sequence[str]) -> None:
        """UserError for an option that this kind of channel does not have."""
        for name in self.options:
            if name not in (*known, *_OURS):
                raise self.wrong(
                    f"有不认识的选项 {name[:20]}", f"可用:{'、'.join((*known, *_OURS))}"
                )

    def require_guarded(self, host: str, *, secret: bool, encrypted: bool) -> None:
        """UserError when a secret would leave the listed hosts in the clear."""
        if secret and not encrypted and not is_listed(host, self.allowed):
            raise self.wrong(
                "会不加密地送出口令", "改用加密的写法,或把主机写进 CITYPLAN_ALERT_ALLOW"
            )

    def wrong(self, what: str, cure: str) -> UserError:
        """A mistake in this address; the address itself is not repeated."""
        return UserError(f"第 {self.place} 个预警通道{what}", cure=cure)


def short_hash(*parts: str) -> str:
    """Tells two channels on one host apart without telling what they hold."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def _is_host(netloc: str) -> bool:
    host, _, port = netloc.rpartition(":") if re.search(r":[0-9]+$", netloc) else (netloc, "", "")
    return bool(_HOST.fullmatch(host)) and (not port or 0 < int(port) < 65536)
