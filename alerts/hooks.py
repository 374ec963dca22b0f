"""Web hooks by Apprise: JSON, a form, XML; the de-duplication key is a header and a field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from alerts.compose import Message
from alerts.files import payload
from alerts.inert import one_line
from alerts.outcomes import NotTaken, refused_answer
from alerts.templates import Style, plain, title_of
from alerts.written import Written, short_hash

if TYPE_CHECKING:
    from alerts.transport import Line

_NOTIFIERS = {"json": "NotifyJSON", "form": "NotifyForm", "xml": "NotifyXML"}
_APPRISE_OWN = ("title",)  # Apprise writes it itself; naming it again would remap it


@dataclass(frozen=True)
class HookChannel:
    """A web hook reached by Apprise; redirects are not followed, addresses are checked.

    The de-duplication key is the `Idempotency-Key` header and the field `key`.
    """

    url: str = field(repr=False)
    allowed: tuple[str, ...] = ()
    read_seconds: float = 5.0
    style: Style = field(default_factory=Style)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """Scheme, host and a hash of the address; a new password is the same channel."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        who, at, host = parts.netloc.rpartition("@")
        same = parts._replace(netloc=f"{who.partition(':')[0]}{at}{host}")
        return f"{parts.scheme}://{parts.hostname}{port}#{short_hash(urlunsplit(same))}"

    def send(self, message: Message) -> None:
        """Post the message; anything but a 2xx answer within a few seconds is `NotTaken`."""
        from alerts.transport import Line, Reach, hand_over, said_in

        host = urlsplit(self.url).hostname or ""
        line = Line(Reach(host, self.allowed, read_seconds=self.read_seconds))
        said = {"title": title_of(message, self.style), "body": plain(message, self.style)}
        hand_over(line, lambda on: self._notifier(on, message), said, message)
        answer = said_in(line.answer)
        if code := _own_error(answer.get("errcode")):
            words = str(answer.get("errmsg", ""))
            raise NotTaken(refused_answer("json", code, words, self.secrets))

    def _notifier(self, line: Line, message: Message) -> Any:
        from alerts.transport import plugin

        kind = urlsplit(self.url).scheme.lower().removesuffix("s")
        notify = getattr(plugin(f"custom_{kind}", line), _NOTIFIERS[kind])
        made = notify.parse_url(self.url) | line.options()
        told = {k: one_line(v) for k, v in payload(message).items() if isinstance(v, str)}
        made["payload"] = made["payload"] | {k: v for k, v in told.items() if k not in _APPRISE_OWN}
        made["headers"] = made["headers"] | {"Idempotency-Key": message.key}
        return notify(**made)


def open_hook(written: Written) -> HookChannel:
    """The channel of a `json(s)`, `form(s)` or `xml(s)` address; UserError for a mistake."""
    written.host("写成 jsons://主机:端口/路径")
    if written.options.get("verify", "yes").lower() not in ("yes", "true", "on", "1"):
        raise written.wrong(
            "不核对 TLS 证书", "去掉 verify;自签的证书用环境变量 SSL_CERT_FILE 指明其签发者"
        )
    secrets = written.secrets
    return HookChannel(written.plain(), written.allowed, style=written.style(), secrets=secrets)


def _own_error(code: object) -> int:
    """A receiver's `errcode` in a body of status 2xx, as robots use it; 0 when there is none."""
    try:
        return int(float(str(code)))  # some write the number as a word
    except (ValueError, OverflowError):
        return 0
