"""Log-ins as they are used: where, since when not, which kind; and why one is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Row, Select, and_, bindparam, func, insert, select, update

from ledger import accounts
from ledger.accounts import PostRow
from ledger.opening import Ledger
from ledger.statements import Shape, Statement, shape
from ledger.tables.accounts import credentials, passwords, post_versions, sessions, visits
from ledger.tables.chain import audit
from ledger.tables.kinds import moment_of, utc
from ledger.unit import Reading, Unit

Kind = Literal["browser", "wall"]
LONGEST = 200


@dataclass(frozen=True)
class Visit:
    """Where a log-in is used: the address, the browser in words, and what kind it is.

    `place` names a wall screen; a browser has none.
    """

    address: str = ""
    browser: str = ""
    kind: Kind = "browser"
    place: str = ""


@dataclass(frozen=True)
class SessionLine:
    """A log-in: `key` tells it from others and opens nothing; `seen_at` is somebody's last act."""

    key: str
    post: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    seen_at: datetime
    visit: Visit


@dataclass(frozen=True)
class Ending:
    """The act that ended a log-in, as the audit names it, and whose it was."""

    action: str
    by: str


def open_session(
    unit: Unit, post: str, token_hash: str, expires: datetime, *, visit: Visit
) -> None:
    """Keep a session under the hash of its token, and where it was opened."""
    accounts.open_session(unit, post, token_hash, expires)
    used = {"token_hash": token_hash, "kind": visit.kind, "place": visit.place[:LONGEST]}
    unit.connection.execute(insert(visits).values(**used, seen_at=unit.now, **_where(visit)))


def line(reading: Reading, token_hash: str) -> SessionLine | None:
    """The session, over or not; None for one that never was."""
    row = reading.connection.execute(_lines().where(sessions.c.token_hash == token_hash)).first()
    return None if row is None else _line(row)


def lines(reading: Reading, now: datetime, post: str | None = None) -> tuple[SessionLine, ...]:
    """Sessions of a post, or of all, neither over nor ended; used last, first."""
    query = _lines().where(sessions.c.revoked_at.is_(None), sessions.c.expires_at > utc(now))
    if post is not None:
        query = query.where(sessions.c.post == post)
    found = [_line(row) for row in reading.connection.execute(query)]
    return tuple(sorted(found, key=lambda one: one.seen_at, reverse=True))


def held(reading: Reading, token_hash: str, now: datetime) -> tuple[PostRow, SessionLine] | None:
    """Whose session it is, with the post's rights of today; None when unknown, over or ended.

    None as well while the post is not in use.
    """
    rows = _held(shape(reading)).rows(reading, token=token_hash, now=now)
    if not rows:
        return None
    row = _Held(*rows[0])
    return accounts.row_of(row), _line(row)


def seen(ledger: Ledger, token_hash: str, now: datetime, visit: Visit) -> None:
    """Somebody acts: the moment and the place; a session opened before places were kept has none.

    Outside the chain: where somebody sits at the moment is a passing state. `TryLater` while the
    record is being written: no page waits for that.
    """
    mine = visits.c.token_hash == token_hash
    with ledger.step(patient=False) as connection:
        connection.execute(update(visits).where(mine).values(seen_at=utc(now), **_where(visit)))


def ending(reading: Reading, token_hash: str) -> Ending | None:
    """What the chain says last of a session; None where it keeps no word of it."""
    query = (
        select(audit.c.action, audit.c.actor)
        .join(credentials, credentials.c.unit == audit.c.unit)
        .where(credentials.c.kind == sessions.name, credentials.c.key == token_hash)
        .order_by(audit.c.seq.desc())
        .limit(1)
    )
    row = reading.connection.execute(query).first()
    return None if row is None else Ending(row.action, row.actor)


def _where(visit: Visit) -> dict[str, str]:
    return {"address": visit.address[:LONGEST], "browser": visit.browser[:LONGEST]}


def _lines() -> Select[Any]:
    place = (visits.c.kind, visits.c.place, visits.c.address, visits.c.browser)
    kind = sessions.c.created_at.type
    seen_at = func.coalesce(visits.c.seen_at, sessions.c.created_at, type_=kind)
    joined = sessions.outerjoin(visits, visits.c.token_hash == sessions.c.token_hash)
    return select(sessions, seen_at.label("seen_at"), *place).select_from(joined)


class _Held(NamedTuple):
    """A row of `_held` as a driver gives it."""

    token_hash: str
    post: str
    created_at: datetime | str
    expires_at: datetime | str
    revoked_at: None
    seen_at: datetime | str
    kind: Kind | None
    place: str | None
    address: str | None
    browser: str | None
    roles: str
    offices: str
    areas: str
    active: bool
    version: int
    secret: str | None


@cache
def _held(seen: Shape) -> Statement:
    """A session in force with its post's last version; every request asks for one."""
    version = post_versions.alias("any_version")
    newest = select(func.max(version.c.version)).where(version.c.post == sessions.c.post)
    rights = (post_versions.c[name] for name in _Held._fields[-6:-1])
    mine = and_(
        post_versions.c.post == sessions.c.post,
        post_versions.c.version == newest.scalar_subquery(),
    )
    lasts = sessions.c.expires_at > bindparam("now", None, type_=sessions.c.expires_at.type)
    query = (
        _lines()
        .add_columns(*rights, passwords.c.post.label("secret"))
        .join(post_versions, mine)
        .outerjoin(passwords, passwords.c.post == sessions.c.post)
        .where(sessions.c.token_hash == bindparam("token", None), lasts)
        .where(sessions.c.revoked_at.is_(None), post_versions.c.active)
    )
    return Statement(seen, query)


def _line(row: Row[Any] | _Held) -> SessionLine:
    return SessionLine(
        key=row.token_hash,
        post=row.post,
        created_at=moment_of(row.created_at),
        expires_at=moment_of(row.expires_at),
        revoked_at=row.revoked_at,
        seen_at=moment_of(row.seen_at),
        visit=Visit(row.address or "", row.browser or "", row.kind or "browser", row.place or ""),
    )
