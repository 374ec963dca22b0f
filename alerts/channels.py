"""Channels: where messages go. A web hook by Apprise, and a file of our own."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from alerts.addresses import Guard, allowed_networks, guarded
from alerts.compose import Message
from observations.errors import UserError

CONNECT_SECONDS = 3.0
_TYPES = {"critical": "failure", "warning": "warning", "info": "info"}
_LONGEST_REASON = 200


class NotTaken(Exception):  # noqa: N818 -- an outcome, not a fault
    """The channel did not take the message; the text says why, without any secret."""


class Channel(Protocol):
    """Somewhere messages go; `name` is stored beside them and holds no secret."""

    @property
    def name(self) -> str:
        """Stable name of the channel."""

    def send(self, message: Message) -> None:
        """Hand the message over; raises `NotTaken`. May be called again with the same one."""


@dataclass(frozen=True)
class FileChannel:
    """One JSON line a message, appended whole and fsynced; readers drop repeated keys."""

    path: Path

    @property
    def name(self) -> str:
        """`file://` and the path."""
        return f"file://{self.path}"

    def send(self, message: Message) -> None:
        """Append one line; a torn line left by a crash or a full disk is closed or undone."""
        line = json.dumps(_payload(message), ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _append(self.path, line.encode())
        except OSError as fault:
            raise NotTaken(f"预警文件写不进去({fault.strerror})") from fault


@dataclass(frozen=True)
class HookChannel:
    """A web hook reached by Apprise; redirects are not followed, addresses are checked.

    The de-duplication key is the `Idempotency-Key` header and the field `key`.
    """

    url: str
    allowed: tuple[str, ...] = ()
    read_seconds: float = 5.0

    @property
    def name(self) -> str:
        """Scheme, host and a hash of the whole address: user, password and query stay out."""
        parts = urlsplit(self.url)
        digest = hashlib.sha256(self.url.encode()).hexdigest()[:8]
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname}{port}#{digest}"

    def send(self, message: Message) -> None:
        """Post the message; anything but a 2xx answer within a few seconds is `NotTaken`."""
        apprise, hook = _apprise(self._address(message))
        log, kind = (
            apprise.LogCapture(level=logging.WARNING),
            apprise.NotifyType(_TYPES[message.severity]),
        )
        with guarded(self._guard()) as guard, log as said:
            taken = hook.notify(body=message.text, title=message.title, notify_type=kind)
            why = " ".join(said.getvalue().split())[:_LONGEST_REASON]
        if guard.blocked:
            raise NotTaken(f"地址 {guard.blocked} 不在准许名单内,未发送")
        if not taken:
            raise NotTaken(f"通道未接收:{why}" if why else "通道未接收")

    def _guard(self) -> Guard:
        host = (urlsplit(self.url).hostname or "").lower()
        named = {entry.strip().lower() for entry in self.allowed if not _is_address(entry)}
        return Guard(allowed_networks(self.allowed), by_name=host in named)

    def _address(self, message: Message) -> str:
        parts = urlsplit(self.url)
        own = [(k, v) for k, v in parse_qsl(parts.query) if k not in ("redirect", "cto", "rto")]
        fields = {k: v for k, v in _payload(message).items() if isinstance(v, str)}
        query = [
            *own,
            *((f":{name}", value) for name, value in fields.items() if name not in _APPRISE_OWN),
            ("+Idempotency-Key", message.key),
            ("redirect", "no"),
            ("cto", str(CONNECT_SECONDS)),
            ("rto", str(self.read_seconds)),
        ]
        return urlunsplit(parts._replace(query=urlencode(query)))


def _apprise(address: str) -> tuple[Any, Any]:
    """Apprise, and its notifier for an address.

    Imported by who sends (0.4 s); by module, because Apprise's own look-up imports its 130
    services. Its deprecations are no news of ours.
    """
    scheme = address.partition("://")[0].lower().removesuffix("s")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = import_module(f"apprise.plugins.custom_{scheme}")
        notifier = getattr(module, _NOTIFIERS[scheme])
        return import_module("apprise"), notifier(**notifier.parse_url(address))


_NOTIFIERS = {"json": "NotifyJSON", "form": "NotifyForm", "xml": "NotifyXML"}
_APPRISE_OWN = ("title",)  # Apprise writes it itself; naming it again would remap it


def channels_from(urls: str, allow: str = "") -> tuple[Channel, ...]:
    """Channels of a comma-separated list; `allow` lists inner hosts, addresses, networks.

    Raises `UserError` for an address whose scheme is unknown; it never repeats the address,
    which may hold a password.
    """
    allowed = tuple(entry.strip() for entry in allow.split(",") if entry.strip())
    given = [url.strip() for url in urls.split(",") if url.strip()]
    return tuple(_open(url, place, allowed) for place, url in enumerate(given, start=1))


def _open(url: str, place: int, allowed: tuple[str, ...]) -> Channel:
    scheme = url.partition("://")[0].lower()
    opener = _OPENERS.get(scheme)
    if opener is None:
        known = "、".join(sorted(_OPENERS))
        raise UserError(f"第 {place} 个预警通道的类型无法识别", cure=f"可用:{known}")
    return opener(url, place, allowed)


def _open_file(url: str, place: int, allowed: tuple[str, ...]) -> Channel:
    del allowed
    parts = urlsplit(url)
    if parts.netloc or not parts.path.startswith("/"):
        raise UserError(f"第 {place} 个预警通道不是完整路径", cure="写成 file:///目录/文件名")
    return FileChannel(Path(unquote(parts.path)))


def _open_hook(url: str, place: int, allowed: tuple[str, ...]) -> Channel:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise UserError(
            f"第 {place} 个预警通道的主机或端口无法识别", cure="写成 jsons://主机:端口/路径"
        )
    return HookChannel(url, allowed)


_OPENERS: Mapping[str, Callable[[str, int, tuple[str, ...]], Channel]] = {
    "file": _open_file,
    **dict.fromkeys(("json", "jsons", "form", "forms", "xml", "xmls"), _open_hook),
}


def _is_address(entry: str) -> bool:
    return bool(allowed_networks((entry,)))


def _payload(message: Message) -> dict[str, object]:
    return {
        "key": message.key,
        "kind": message.kind,
        "severity": message.severity,
        "title": message.title,
        "lines": list(message.lines),
        "path": message.path,
        "demo": "是" if message.demo else "否",
    }


def _append(path: Path, line: bytes) -> None:
    fresh = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        _write_whole(descriptor, (b"\n" if torn else b"") + line, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if fresh:
        _sync_folder(path.parent)


def _write_whole(descriptor: int, data: bytes, size: int) -> None:
    """All of `data` or nothing: what a full disk took in part is cut off again."""
    try:
        written = os.write(descriptor, data)
    except OSError:
        os.ftruncate(descriptor, size)
        raise
    if written != len(data):
        os.ftruncate(descriptor, size)
        raise OSError(28, "磁盘空间不足")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
