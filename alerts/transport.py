"""Apprise's own plugins, each message on a line of ours: no proxy, no redirect, bounded time.

A plugin is loaded a second time under nobody's name, so that what its code knows as `requests`
and `smtplib` can be ours without changing it for others in the process. Loaded only by a
sending: Apprise and requests take 0.4 s.
"""

from __future__ import annotations

import errno
import http.client
import io
import json
import logging
import os
import smtplib
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec, module_from_spec
from types import ModuleType, SimpleNamespace
from typing import IO, Any

import apprise
import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter

from alerts.addresses import guard_for, guarded
from alerts.compose import Message
from alerts.outcomes import NotTaken, reason

LONGEST_ANSWER = 65536  # bytes; nobody's answer needs more
# What a plugin or a hostile answer makes of a sending; not all of urllib3's are an OSError.
_FAULTS = (
    OSError, ValueError, TypeError, RuntimeError, LookupError, AttributeError,
    urllib3.exceptions.HTTPError, http.client.HTTPException,
)  # fmt: skip
_TYPES = {"critical": "failure", "warning": "warning", "info": "info"}


@dataclass(frozen=True)
class Reach:
    """Where a channel is, what it may connect to, and for how long; `greeting` is our name."""

    host: str
    allowed: tuple[str, ...] = ()
    connect_seconds: float = 3.0
    read_seconds: float = 5.0
    whole_seconds: float = 20.0
    greeting: str = "localhost"


@dataclass
class Line:
    """The line of one sending, and what was heard on it; `took`: who has the mail by now."""

    reach: Reach
    faults: list[BaseException] = field(default_factory=list)
    refused: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    took: frozenset[str] = frozenset()
    status: int = 0
    answer: bytes = b""

    def options(self) -> dict[str, Any]:
        """What every plugin is made with: its limits, no redirect, no stored state."""
        asset = apprise.AppriseAsset(app_id="cityplan", app_desc="cityplan", app_url="")
        return {
            "asset": asset,
            "redirect": "no",
            "verify": "yes",
            "cto": str(self.reach.connect_seconds),
            "rto": str(self.reach.read_seconds),
        }

    def logger(self) -> logging.Logger:
        """A logger that keeps faults and writes nothing: a plugin's words hold its address."""
        quiet = logging.Logger("alerts.line", logging.DEBUG)
        quiet.addHandler(_Hearing(self.faults))
        return quiet


def plugin(name: str, line: Line) -> Any:
    """A module of Apprise's plugins on a line of ours, e.g. `wecombot`, `email.base`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its deprecations are no news of ours
        spec = find_spec(f"apprise.plugins.{name}")
        if spec is None or spec.loader is None:
            raise ImportError(f"apprise.plugins.{name}")
        module: ModuleType = module_from_spec(spec)
        spec.loader.exec_module(module)
    module.requests = _Wire(line)  # type: ignore[attr-defined]
    module.smtplib = SimpleNamespace(  # type: ignore[attr-defined]
        SMTP=_mail(smtplib.SMTP, line),
        SMTP_SSL=_mail(smtplib.SMTP_SSL, line),
        SMTPException=smtplib.SMTPException,
    )
    return module


def hand_over(
    line: Line, make: Callable[[Line], Any], said: Mapping[str, str], message: Message
) -> None:
    """Say it through the plugin that `make` makes; raises `NotTaken` with a reason.

    `said` is title and body. Whatever the plugin raises is an outcome of this channel alone.
    """
    guard = guard_for(line.reach.host, line.reach.allowed)
    with guarded(guard, line.reach.whole_seconds), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            notifier = make(line)
            notifier.logger = line.logger()
            notifier.request_rate_per_sec = 0  # pace is kept over all messages, not by one
            kind = apprise.NotifyType(_TYPES[message.severity])
            taken = notifier.notify(**said, notify_type=kind)
        except _FAULTS as fault:
            line.faults.append(fault)
            taken = False
    if not taken:
        raise NotTaken(reason(guard, line.faults, line.status)) from None


def said_in(answer: bytes) -> dict[str, Any]:
    """The fields of a JSON answer; empty for what is none, or is made to exhaust its reader."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


class _Hearing(logging.Handler):
    """Keeps the fault that a plugin is handling while it says something about it."""

    def __init__(self, faults: list[BaseException]) -> None:
        super().__init__()
        self._faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        del record
        fault = sys.exc_info()[1]
        if fault is not None and fault not in self._faults:
            self._faults.append(fault)


class _Wire(requests.Session):
    """What a plugin takes for the module `requests`; the environment does not steer it."""

    codes = requests.codes
    RequestException = requests.RequestException

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.trust_env = False  # proxies and stored passwords
        self.headers["Accept-Encoding"] = "identity"
        self._line = line
        self.mount("http://", _Bounded())
        self.mount("https://", _Bounded())

    def request(self, method: str, url: str, **more: Any) -> requests.Response:  # type: ignore[override]
        more["allow_redirects"] = False
        if more.get("verify") is True:
            more["verify"] = os.environ.get("SSL_CERT_FILE") or True  # as for mail
        answer = super().request(method, url, **more)
        self._line.status, self._line.answer = answer.status_code, answer.content
        return answer


class _Bounded(HTTPAdapter):
    """Reads no more of an answer than anybody needs."""

    def send(self, *given: Any, **more: Any) -> requests.Response:
        answer = super().send(*given, **(more | {"stream": True}))
        raw = answer.raw
        answer.raw = io.BytesIO(raw.read(LONGEST_ANSWER, decode_content=False))
        raw.close()
        return answer


class _Measured:
    """The lines of a mail server, `LONGEST_ANSWER` bytes in all: a reply has no end of itself."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, LONGEST_ANSWER

    def readline(self, longest: int) -> bytes:
        """One line; OSError when the server has said more than any server needs to."""
        line = self._file.readline(longest)
        self._left -= len(line)
        if self._left < 0:
            raise OSError(errno.EMSGSIZE, "too long an answer")
        return line

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


def _mail(kind: type[smtplib.SMTP], line: Line) -> Callable[..., smtplib.SMTP]:
    """A mail connection that says who was refused; a refusal for now is a failure."""

    class Mail(kind):  # type: ignore[misc, valid-type]
        file: _Measured | None = None

        def getreply(self) -> tuple[int, bytes]:
            if self.file is None:  # as the base class does, now and after STARTTLS
                self.file = _Measured(self.sock.makefile("rb"))
            said: tuple[int, bytes] = super().getreply()
            return said

        def sendmail(self, sender: str, to: Any, *given: Any) -> dict[str, tuple[int, bytes]]:
            refused: dict[str, tuple[int, bytes]]
            try:
                refused = super().sendmail(sender, to, *given)
            except smtplib.SMTPRecipientsRefused as nobody:
                if not line.took:
                    raise
                refused = nobody.recipients
            line.refused.update(refused)
            line.took |= frozenset(to) - refused.keys()
            if any(code < 500 for code, _ in refused.values()):
                raise smtplib.SMTPRecipientsRefused(refused)
            return refused

    def opened(host: str, port: int, _name: object = None, **more: Any) -> smtplib.SMTP:
        # Our own name is not looked up: that would ask the name service about this machine.
        return Mail(host, port, line.reach.greeting, **more)

    return opened
