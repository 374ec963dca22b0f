"""Mail by Apprise: HTML and plain text, to the office that a message is about."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime
from typing import TYPE_CHECKING, Any

from alerts.compose import Message
from alerts.grouping import routes
from alerts.inert import one_line
from alerts.outcomes import NotTaken
from alerts.templates import Style, html, plain, subject_of
from alerts.written import Written, short_hash
from observations.errors import UserError

if TYPE_CHECKING:
    from alerts.transport import Line

log = logging.getLogger(__name__)
KEY_HEADER = "X-Cityplan-Key"
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,63}")
_PORTS = {"insecure": 25, "starttls": 587, "ssl": 465}

# Who took a mail that others could not take yet (a full mailbox), by channel and key: it is sent
# again to those others only. A new process does not know it and sends the same mail once more.
_TOOK: dict[tuple[str, str], frozenset[str]] = {}
_MOST_KEPT = 1_000


@dataclass(frozen=True)
class Server:
    """The mail server that takes our mails, and who we are there."""

    host: str
    port: int
    mode: str
    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True)
class MailChannel:
    """A mail to the recipients of the message's office, else to those of the address.

    The de-duplication key is the header `X-Cityplan-Key` and the name of the Message-ID:
    a mail that is sent again is the same mail.
    """

    server: Server
    sender: Address
    default: tuple[str, ...]
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    style: Style = field(default_factory=Style)
    read_seconds: float = 5.0

    @property
    def name(self) -> str:
        """Scheme, host and a hash; a new password or another language is the same channel."""
        told = (self.server.host, self.server.user, self.sender.addr_spec, *self.default)
        return f"mailto://{self.server.host}:{self.server.port}#{short_hash(*told)}"

    def send(self, message: Message) -> None:
        """Hand the mail to the server; `NotTaken` unless it took it for somebody."""
        from alerts.transport import Line, Reach, hand_over

        seconds = {"connect_seconds": self.read_seconds, "read_seconds": self.read_seconds}
        reach = Reach(self.server.host, self.allowed, **seconds, greeting=self.sender.domain)
        line = Line(reach, took=_TOOK.pop((self.name, message.key), frozenset()))
        said = {"title": subject_of(message, self.style), "body": message.key}
        try:
            hand_over(line, lambda on: self._notifier(on, message), said, message)
        except NotTaken:
            _remember((self.name, message.key), line.took)
            raise
        if line.refused:
            log.warning("%s: %d recipients refused for good", self.name, len(line.refused))

    def recipients(self, message: Message) -> tuple[str, ...]:
        """Whom this message goes to: the post it names, else the office, else the address's own."""
        named = (self.offices.get(one) for one in routes(message.office, message.to))
        return next(filter(None, named), self.default)

    def written(self, message: Message) -> EmailMessage:
        """The mail itself: a plain part always, and the same as HTML."""
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = subject_of(message, self.style)
        mail["From"] = self.sender
        mail["To"] = tuple(Address(addr_spec=one) for one in self.recipients(message))
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = f"<{_token(message.key)}@{self.sender.domain}>"
        mail[KEY_HEADER] = one_line(message.key)
        mail["Auto-Submitted"] = "auto-generated"
        if message.severity == "critical":
            mail["Importance"] = "high"
        mail.set_content(plain(message, self.style) + "\n", cte="base64")
        mail.add_alternative(html(message, self.style), subtype="html", cte="base64")
        return mail

    def _notifier(self, line: Line, message: Message) -> Any:
        from alerts.transport import plugin

        module = plugin("email.base", line)
        to = [one for one in self.recipients(message) if one not in line.took]
        body = self.written(message).as_string()
        one = module.EmailMessage(recipient=", ".join(to), to_addrs=to, body=body)
        module.NotifyEmail.prepare_emails = staticmethod(lambda **_: [one])
        return module.NotifyEmail(
            host=self.server.host, smtp_host=self.server.host, port=self.server.port,
            user=self.server.user or None, password=self.server.password or None,
            secure_mode=self.server.mode, secure=self.server.mode != "insecure",
            from_addr=self.sender.addr_spec, targets=to, **line.options(),
        )  # fmt: skip


def open_mail(written: Written) -> MailChannel:
    """The channel of a `mailto(s)` address; UserError for a mistake."""
    written.require_only(("mode", "from", "name", "to"))
    host = written.host("写成 mailtos://用户:授权码@主机:端口/?from=发件人&to=收件人")
    mode = written.options.get("mode", "insecure" if written.scheme == "mailto" else "starttls")
    if mode not in _PORTS or (written.scheme == "mailtos" and mode == "insecure"):
        raise written.wrong("的加密方式无法识别", "mailtos 可写 mode=starttls 或 mode=ssl")
    encrypted = mode != "insecure"
    written.require_guarded(host, secret=bool(written.password), encrypted=encrypted)
    default = addresses(written.options.get("to", ""))
    if not default:
        raise written.wrong("没有可用的收件人", "写成 to=邮箱;几个邮箱用分号隔开")
    port = written.parts.port or _PORTS[mode]
    server = Server(host, port, mode, written.user, written.password)
    offices, allowed = written.recipients, written.allowed
    return MailChannel(server, _sender(written), default, offices, allowed, written.style())


def addresses(text: str) -> tuple[str, ...]:
    """Mail addresses separated by semicolons; empty when one of them is none."""
    given = [one.strip() for one in text.split(";") if one.strip()]
    return tuple(given) if all(_ADDRESS.fullmatch(one) for one in given) else ()


def office_recipients(text: str) -> Mapping[str, tuple[str, ...]]:
    """`office=a@x;b@x,office/reviewer=c@x,leader=d@x` as addresses by whose they are.

    An office named twice has the addresses of both; UserError naming the place of a mistake.
    """
    found: dict[str, tuple[str, ...]] = {}
    for place, entry in enumerate(filter(None, map(str.strip, text.split(","))), start=1):
        office, _, to = entry.partition("=")
        if not office.strip() or not addresses(to):
            raise UserError(
                f"单位收件人第 {place} 项无法识别", cure="写成 单位编号=邮箱;邮箱,各项用逗号隔开"
            )
        known = found.get(office.strip(), ())
        found[office.strip()] = tuple(dict.fromkeys((*known, *addresses(to))))
    return found


def _sender(written: Written) -> Address:
    spec = written.options.get("from", written.user)
    if not _ADDRESS.fullmatch(spec):
        raise written.wrong("没有可用的发件人", "写成 from=邮箱")
    return Address(one_line(written.options.get("name", "")), addr_spec=spec)


def _remember(mail: tuple[str, str], took: frozenset[str]) -> None:
    if took:
        _TOOK[mail] = took
    while len(_TOOK) > _MOST_KEPT:
        _TOOK.pop(next(iter(_TOOK)))


def _token(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", key)
