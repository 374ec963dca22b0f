"""A real mail server on the loopback address: it can refuse, dawdle, hang up; it keeps keys."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from alerts.mail import KEY_HEADER

Said = Callable[[str, int], str]
"""What to answer to (verb, number of the mail from 1): an SMTP line, or empty for yes."""


@dataclass
class Mailbox:
    """Mails as they came, and the words of envelopes; `shown` is each key once."""

    port: int = 0
    said: Said = lambda verb, number: ""
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    shown: dict[str, EmailMessage] = field(default_factory=dict)
    logins: list[tuple[str, str]] = field(default_factory=list)
    begun: int = 0
    raw: list[bytes] = field(default_factory=list)

    def url(self, options: str = "", user: str = "") -> str:
        to = "" if "to=" in options else "&to=desk@example.org"
        who = f"{user}@" if user else ""
        return f"mailto://{who}127.0.0.1:{self.port}/?from=cityplan@example.org{to}{options}"


class _Desk:
    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.box.begun += 1
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer("MAIL") or "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        refused = await self._answer(f"RCPT {address}")
        if not refused:
            envelope.rcpt_tos.append(address)
        return refused or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        refused = await self._answer("DATA")
        if refused:
            return refused
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.box.raw.append(content)
        self.box.mails.append(mail)
        self.box.envelopes.append(envelope)
        self.box.shown.setdefault(mail[KEY_HEADER], mail)
        return await self._answer("TAKEN") or "250 OK"

    async def _answer(self, verb: str) -> str:
        answer = self.box.said(verb, self.box.begun)
        if answer.startswith("slow"):
            await asyncio.sleep(float(answer.split()[1]))
            return ""
        return answer


class _Server(Controller):
    def __init__(self, desk: _Desk, **more: Any) -> None:
        super().__init__(desk, hostname="127.0.0.1", port=0, ready_timeout=10, **more)

    def _trigger_server(self) -> None:
        """Learn the free port that the system chose before the first greeting."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailing(
    said: Said = lambda verb, number: "",
    *,
    tls: ssl.SSLContext | None = None,
    password: str = "",
    wrapped: bool = False,
) -> Iterator[Mailbox]:
    """A mail server on a free port; `tls` offers STARTTLS, or TLS from the start."""
    box = Mailbox(said=said)

    def login(_s: object, _session: object, _e: object, _how: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        box.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == password, handled=False)

    more: dict[str, Any] = {}
    if password:
        more = {"authenticator": login, "auth_required": True}
    if tls is not None:
        more |= {"ssl_context": tls} if wrapped else {"tls_context": tls}
    server = _Server(_Desk(box), **more)
    server.start()
    box.port = server.port
    try:
        yield box
    finally:
        server.stop(no_assert=True)
