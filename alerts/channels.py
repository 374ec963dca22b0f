"""Channels: where messages go, opened from the addresses an administrator wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from alerts.compose import Message
from alerts.files import FileChannel
from alerts.hooks import HookChannel, open_hook
from alerts.mail import MailChannel, office_recipients, open_mail
from alerts.outcomes import NotTaken
from alerts.robots import KINDS, RobotChannel, open_robot
from alerts.written import Written
from observations.errors import UserError

__all__ = [
    "Channel", "FileChannel", "HookChannel", "MailChannel", "NotTaken", "RobotChannel",
    "channels_from",
]  # fmt: skip


class Channel(Protocol):
    """Somewhere messages go; `name` is stored beside them and holds no secret."""

    @property
    def name(self) -> str:
        """Stable name of the channel."""

    def send(self, message: Message) -> None:
        """Hand the message over; raises `NotTaken`. May be called again with the same one."""


def channels_from(urls: str, allow: str = "", recipients: str = "") -> tuple[Channel, ...]:
    """Channels of a comma-separated list; `allow` lists inner hosts, addresses, networks.

    `recipients` says which mail addresses an office has. Raises `UserError` for an address
    that cannot be used; it never repeats the address, which may hold a password.
    """
    allowed = tuple(entry.strip() for entry in allow.split(",") if entry.strip())
    offices = office_recipients(recipients)
    given = [url.strip() for url in urls.split(",") if url.strip()]
    return tuple(_open(Written(n, url, allowed, offices)) for n, url in enumerate(given, start=1))


def _open(written: Written) -> Channel:
    opener = _OPENERS.get(written.scheme)
    if opener is None:
        known = "、".join(sorted(_OPENERS))
        raise UserError(f"第 {written.place} 个预警通道的类型无法识别", cure=f"可用:{known}")
    return opener(written)


def _open_file(written: Written) -> Channel:
    parts = written.parts
    if parts.netloc or not parts.path.startswith("/"):
        raise written.wrong("不是完整路径", "写成 file:///目录/文件名")
    return FileChannel(Path(unquote(parts.path)))


_OPENERS: Mapping[str, Callable[[Written], Channel]] = {
    "file": _open_file,
    **dict.fromkeys(("json", "jsons", "form", "forms", "xml", "xmls"), open_hook),
    **dict.fromkeys(("mailto", "mailtos"), open_mail),
    **dict.fromkeys(KINDS, open_robot),
}
