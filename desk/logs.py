"""What the processes write down while they run: one line an event, as JSON or for a terminal.

A line says when (UTC and local), how bad, which part, and of whose request: an id, the post, the
address. Nothing that came from outside can begin a line of its own or turn its direction, and no
secret of the settings stands in one.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO
from urllib.parse import unquote, urlsplit

from observations.calendar import SHANGHAI

if TYPE_CHECKING:
    from desk.settings import Settings

HIDDEN = "‹不显示›"
SHORTEST_SECRET = 6  # characters; shorter ones stand in ordinary words
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_OWN_HANDLERS = ("gunicorn", "gunicorn.error", "gunicorn.access", "dash.dash", "werkzeug")


@dataclass(frozen=True)
class Where:
    """Whose request is being answered; empty outside of one."""

    request: str = ""
    post: str = ""
    address: str = ""


NOWHERE = Where()
_WHERE: ContextVar[Where] = ContextVar("where", default=NOWHERE)


def begin(request: str, address: str) -> None:
    """From here on this thread answers another request."""
    _WHERE.set(Where(request, "", address))


def known(post: str) -> None:
    """The request at hand is that post's."""
    _WHERE.set(replace(_WHERE.get(), post=post))


class Lines(logging.Formatter):
    """One line a record; `secrets` are left out of whatever they turn up in."""

    def __init__(self, secrets: tuple[str, ...] = (), *, as_json: bool = True) -> None:
        super().__init__()
        self._secrets, self._json = secrets, as_json

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, or as `time level part [request post address] message`."""
        moment = datetime.fromtimestamp(record.created, UTC)
        where = _WHERE.get()
        told = {
            "time": moment.isoformat(timespec="milliseconds"),
            "local": moment.astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **vars(where),
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        said = {name: self._without_secrets(text) for name, text in told.items()}
        return _as_json(said) if self._json else _as_text(said)

    def _without_secrets(self, text: str) -> str:
        for one in self._secrets:
            text = text.replace(one, HIDDEN)
        return text


def _as_json(said: dict[str, str]) -> str:
    return _UNSEEN.sub(_named, json.dumps(said, ensure_ascii=False))


def _as_text(said: dict[str, str]) -> str:
    where = " ".join(visible(said[name]) for name in ("request", "post", "address") if said[name])
    head = f"{said['local']} {said['level']} {said['logger']}"
    line = f"{head} [{where}] {visible(said['message'])}"
    below = (f"    | {visible(one)}" for one in said.get("error", "").splitlines())
    return "\n".join([line, *below])


def visible(text: str) -> str:
    r"""The text with what cannot be seen, or turns what follows, written out.

    >>> visible("a\r\nb")
    'a\\u000d\\u000ab'
    """
    return _UNSEEN.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def start(settings: Settings, stream: TextIO | None = None) -> None:
    """Write to the standard error from here on, as the settings have it; warnings and worse.

    What libraries write goes the same way: theirs would have no moment and no request.
    """
    out = stream or sys.stderr
    wanted = settings.log_format
    as_json = not out.isatty() if wanted == "auto" else wanted == "json"
    handler = logging.StreamHandler(out)
    handler.setLevel(logging.WARNING)  # some libraries set lower ones of their own
    handler.setFormatter(Lines(tuple(secrets_of(settings)), as_json=as_json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OWN_HANDLERS:
        other = logging.getLogger(name)
        other.handlers[:] = []
        other.propagate = True
    logging.captureWarnings(capture=True)


def secrets_of(settings: Settings) -> Iterator[str]:
    """What must stand in no line: keys, the database's password, what channels are opened with."""
    found = {settings.secret_key, settings.data_key, *_in_address(settings.database_url)}
    for one in settings.alert_urls.split(","):
        found |= {one.strip(), *_in_address(one.strip())}
    yield from sorted((one for one in found if len(one) >= SHORTEST_SECRET), key=len, reverse=True)


def _in_address(written: str) -> set[str]:
    try:
        password = urlsplit(written).password or ""
    except ValueError:
        return {written}
    return {password, unquote(password)}
