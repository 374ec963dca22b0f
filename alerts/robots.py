"""Group robots by Apprise: 企业微信, 钉钉, 飞书 and Lark, each within its own limits.

Sources: the vendors' documents of group robots (企业微信 文档 91770, 钉钉 自定义机器人接入,
飞书 自定义机器人使用指南).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from alerts.compose import Message
from alerts.outcomes import NotTaken, refused_answer
from alerts.templates import Style, chat
from alerts.written import Written, short_hash

if TYPE_CHECKING:
    from alerts.transport import Line

_ENVELOPE = 512  # bytes of a request beside its text
_PATIENCE = 1.0  # seconds worth waiting for a place; longer, the message waits its turn


@dataclass(frozen=True)
class Kind:
    """One vendor's robot: its plugin, its host, what it holds and how often it may be told.

    `fits` looks at the text; `paces` are (messages, seconds); `codes` name the answer's own
    error code, of which the first present counts. `secret` is the form of the word that messages
    are signed with, empty where there is none; `signs_body`: the signature is a field of the body.
    """

    plugin: str
    notifier: str
    host: str
    path: str
    key: str
    fits: Callable[[str], bool]
    paces: tuple[tuple[int, float], ...]
    codes: tuple[str, ...]
    secret: str = ""
    signs_body: bool = False


def _bytes_within(limit: int) -> Callable[[str], bool]:
    return lambda text: len(text.encode()) <= limit


def _request_within(limit: int) -> Callable[[str], bool]:
    """The plugin writes each Chinese character as six bytes of JSON."""
    return lambda text: len(json.dumps(text)) + _ENVELOPE <= limit


KINDS: Mapping[str, Kind] = {
    "wecombot": Kind(
        "wecombot", "NotifyWeComBot", "qyapi.weixin.qq.com", "/cgi-bin/webhook/send?key={key}",
        "key", _bytes_within(2048), ((20, 60.0),), ("errcode",),
    ),
    "dingtalk": Kind(
        "dingtalk", "NotifyDingTalk", "oapi.dingtalk.com", "/robot/send?access_token={token}",
        "token", _request_within(20_000), ((20, 60.0),), ("errcode",), "[A-Za-z0-9]+",
    ),
    "feishu": Kind(
        "feishu", "NotifyFeishu", "open.feishu.cn", "/open-apis/bot/v2/hook/{token}",
        "token", _request_within(20_000), ((5, 1.0), (100, 60.0)), ("code", "StatusCode"),
        "[A-Za-z0-9_-]+", signs_body=True,
    ),
    "lark": Kind(
        "lark", "NotifyLark", "open.larksuite.com", "/open-apis/bot/v2/hook/",
        "token", _request_within(20_000), ((5, 1.0), (100, 60.0)), ("code", "StatusCode"),
        "[A-Za-z0-9_-]+", signs_body=True,
    ),
}  # fmt: skip


class Pace:
    """How often each robot was told of late, by this process."""

    def __init__(self) -> None:
        self._told: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=128))
        self._lock = Lock()

    def wait(self, name: str, paces: tuple[tuple[int, float], ...], now: float) -> float:
        """Seconds until the robot may be told again; 0.0 takes the place at once."""
        with self._lock:
            told = self._told[name]
            waits = (told[-n] + seconds - now for n, seconds in paces if len(told) >= n)
            wait = max((0.0, *waits))
            if wait <= 0:
                told.append(now)
            return wait


_PACE = Pace()


@dataclass(frozen=True)
class RobotChannel:
    """A robot in a group chat; the de-duplication key is the text's last line (编号)."""

    scheme: str
    key: str = field(repr=False)
    base: str
    secret: str = field(default="", repr=False)
    allowed: tuple[str, ...] = ()
    style: Style = field(default_factory=Style)
    read_seconds: float = 5.0

    @property
    def name(self) -> str:
        """Scheme, host and a hash that tells two robots of one host apart."""
        digest = short_hash(self.scheme, self.base, self.key)
        return f"{self.scheme}://{urlsplit(self.base).netloc}#{digest}"

    def send(self, message: Message) -> None:
        """Say it in the group; a status but 200 or an own error code is `NotTaken`."""
        from alerts.transport import Line, Reach, hand_over, said_in

        self._wait()
        host = urlsplit(self.base).hostname or ""
        line = Line(Reach(host, self.allowed, read_seconds=self.read_seconds))
        body = chat(message, self.style, KINDS[self.scheme].fits)
        hand_over(line, self._notifier, {"title": "", "body": body}, message)
        self._require_taken(said_in(line.answer))

    def _wait(self) -> None:
        paces = KINDS[self.scheme].paces
        while wait := _PACE.wait(self.name, paces, time.monotonic()):
            if wait > _PATIENCE:
                raise NotTaken("机器人每分钟可收的条数已满,余下的稍后再送")
            time.sleep(wait)

    def _notifier(self, line: Line) -> Any:
        from alerts.transport import plugin

        kind = KINDS[self.scheme]
        module = plugin(kind.plugin, line)
        notify = getattr(module, kind.notifier)
        notify.notify_url = self.base + kind.path
        made = {kind.key: self.key}
        if self.secret and kind.signs_body:
            module.requests.auth = _SignedBody(self.secret)
        elif self.secret:
            notify.get_signature = _signed_once(notify.get_signature)
            made["secret"] = self.secret
        return notify(**made, **line.options())

    def _require_taken(self, said: Mapping[str, Any]) -> None:
        code = next((said[c] for c in KINDS[self.scheme].codes if c in said), None)
        if not isinstance(code, int) or isinstance(code, bool):
            raise NotTaken("机器人的应答不是约定的格式,不能算已接收")
        if code == 0:
            return
        words = str(said.get("errmsg") or said.get("msg") or said.get("StatusMessage") or "")
        secrets = (self.key, self.secret)
        raise NotTaken(refused_answer(self.scheme, code, words, secrets))


def _signed_once(signature: Callable[[Any], tuple[str, str]]) -> Callable[[Any], tuple[str, str]]:
    """The plugin encodes 钉钉's signature for an address, and requests encodes it once more."""

    def once(notifier: Any) -> tuple[str, str]:
        moment, sign = signature(notifier)
        return moment, unquote(sign)

    return once


@dataclass(frozen=True)
class _SignedBody:
    """Adds `timestamp` (seconds) and `sign` to a JSON body as it leaves.

    The sign is the HMAC-SHA256 of nothing under the key `timestamp, line feed, secret`, in
    Base64; good for an hour. Source: 飞书 自定义机器人使用指南, 签名校验.
    """

    secret: str = field(repr=False)

    def __call__(self, request: Any) -> Any:
        """The request, signed; requests counts its length anew afterwards."""
        moment = str(int(time.time()))
        key = f"{moment}\n{self.secret}".encode()
        sign = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        body = json.loads(request.body) | {"timestamp": moment, "sign": sign}
        request.body = json.dumps(body).encode()
        return request


def open_robot(written: Written) -> RobotChannel:
    """The channel of a robot's address; UserError for a mistake.

    `at` names another host than the vendor's own: a private installation, or a test's.
    """
    written.require_only(("at",))
    kind, key, secret = KINDS[written.scheme], written.key, written.user
    if not re.fullmatch(r"[A-Za-z0-9_-]{4,}", key) or written.parts.path.strip("/"):
        raise written.wrong("的机器人密钥无法识别", f"写成 {written.scheme}://密钥")
    if secret and not re.fullmatch(kind.secret, secret):
        cure = f"写成 {written.scheme}://加签密钥@密钥" if kind.secret else "企业微信没有加签,删去"
        raise written.wrong("的加签密钥无法识别", cure)
    base = _base(written, kind)
    return RobotChannel(written.scheme, key, base, secret, written.allowed, written.style())


def _base(written: Written, kind: Kind) -> str:
    at = written.options.get("at", f"https://{kind.host}")
    cure = "写成 at=https://主机"
    try:
        parts = urlsplit(at)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.scheme not in ("http", "https") or parts.username or parts.path:
        raise written.wrong("的主机或端口无法识别", cure)
    encrypted = parts.scheme == "https"
    written.require_guarded(parts.hostname or "", secret=True, encrypted=encrypted)
    return f"{parts.scheme}://{parts.netloc}"
