"""What the chain says of credentials: whoever writes rows beside it gets no post's hand unseen.

Passwords, tokens, second factors and sessions must be changed and can vanish, so they stand
outside the chain. Each time one is set, issued or ended, its unit keeps a word with the digest of
its row; the last word on a row counts, and a live row must come to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, func, or_, select

from ledger.audit import BrokenLink
from ledger.chain import row_bytes
from ledger.tables.accounts import credentials, factors, passwords, sessions, tokens
from ledger.tables.chain import audit
from ledger.unit import Reading, Unit


@dataclass(frozen=True)
class Sort:
    """One table of credentials: its key, the column that an act's subject names, those acts."""

    table: Table
    word: str
    key: ColumnElement[str]
    about: ColumnElement[str]
    acts: tuple[str, ...]


SORTS = (
    Sort(passwords, "口令", passwords.c.post, passwords.c.post, ("post.save", "post.password")),
    Sort(tokens, "令牌", tokens.c.token_hash, tokens.c.name, ("token.issue",)),
    Sort(factors, "动态码", factors.c.post, factors.c.post, ("post.factor",)),
    Sort(sessions, "登录", sessions.c.token_hash, sessions.c.post, ("log_in",)),
)
_SORTS = {sort.table.name: sort for sort in SORTS}
_CURE = "有人绕过系统写库;停用有关岗位,重置口令、收回令牌,再由管理员查明"


@dataclass(frozen=True)
class Holding:
    """Who set a post's password and whether it is to be changed at the first sign-in."""

    by: str
    once: bool
    at: datetime


def seal(unit: Unit, table: Table, keys: Collection[str], *, once: bool = False) -> None:
    """Keep the digests of these rows as they stand now; the caller holds the chain's lock.

    `once`: a password that its post has to change before it does anything.
    """
    sort = _SORTS[table.name]
    query = select(table).where(sort.key.in_(sorted(keys))).order_by(sort.key)
    rows = unit.connection.execute(query).mappings()
    common = {"kind": table.name, "by": unit.actor.post, "once": once, "at": unit.now}
    words = [
        common | {"key": row[sort.key.name], "post": row["post"], "digest": _digest(table, row)}
        for row in rows
    ]
    unit.add(credentials, words)


def holding(reading: Reading, post: str) -> Holding | None:
    """The last word on the post's password; None where it was set before words were kept."""
    last = _last(passwords, reading.head).subquery("last")
    row = reading.connection.execute(select(last).where(last.c.key == post)).first()
    return None if row is None else Holding(row.by, row.once, row.at)


def issuers(reading: Reading, post: str, now: datetime) -> frozenset[str]:
    """The posts that issued the tokens which act for `post` at the moment `now`."""
    query = (
        select(credentials.c.by)
        .join(audit, audit.c.unit == credentials.c.unit)
        .join(tokens, tokens.c.token_hash == credentials.c.key)
        .where(audit.c.seq <= reading.head, audit.c.action == "token.issue")
        .where(credentials.c.kind == tokens.name, tokens.c.post == post)
        .where(tokens.c.revoked_at.is_(None))
        .where(or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now))
    )
    return frozenset(reading.connection.execute(query).scalars())


def broken(reading: Reading) -> Iterator[BrokenLink]:
    """Credentials that are not what the chain says: put in, changed, brought back or taken out."""
    for sort in SORTS:
        yield from _changed(reading, sort)
        yield from _inserted(reading, sort)
    yield from _gone(reading)


def predating(reading: Reading) -> int:
    """Live credentials older than the words on them: nothing can be said of their rows."""
    return sum(len(rows) for sort in SORTS for rows in _wordless(reading, sort).values())


def _changed(reading: Reading, sort: Sort) -> Iterator[BrokenLink]:
    last = _last(sort.table, reading.head).subquery("last")
    columns = (sort.table, last.c.digest.label("said"), last.c.seq.label("seq"))
    query = select(*columns).join(last, last.c.key == sort.key).order_by(last.c.seq)
    for row in _streamed(reading, query):
        if _digest(sort.table, row._mapping) != row.said:
            reason = f"与审计链所记不符,被改动或恢复。{_CURE}"
            yield BrokenLink(row.seq, _place(sort, row._mapping[sort.about.name]), reason)


def _inserted(reading: Reading, sort: Sort) -> Iterator[BrokenLink]:
    """More rows without a word than acts that set one before words were kept."""
    for about, rows in _wordless(reading, sort).items():
        known = _acts(reading, sort, about)
        if len(rows) > known:
            reason = f"有{len(rows)}条不在审计链中,而链上只有{known}次设置。{_CURE}"
            yield BrokenLink(None, _place(sort, about), reason)


def _gone(reading: Reading) -> Iterator[BrokenLink]:
    """Passwords, tokens and second factors are never taken out; sessions may be."""
    for sort in SORTS[:3]:
        last = _last(sort.table, reading.head).subquery("last")
        query = select(last).outerjoin(sort.table, sort.key == last.c.key)
        for row in _streamed(reading, query.where(sort.key.is_(None))):
            yield BrokenLink(row.seq, _place(sort, row.post), f"审计链所记的一条不在了。{_CURE}")


def _wordless(reading: Reading, sort: Sort) -> dict[str, list[Row[Any]]]:
    said = select(credentials.c.id).where(
        credentials.c.kind == sort.table.name, credentials.c.key == sort.key
    )
    found: dict[str, list[Row[Any]]] = {}
    for row in _streamed(reading, select(sort.table).where(~said.exists())):
        found.setdefault(row._mapping[sort.about.name], []).append(row)
    return found


def _acts(reading: Reading, sort: Sort, about: str) -> int:
    """How often the chain says that such a one was set and kept no word of it."""
    said = select(credentials.c.id).where(
        credentials.c.unit == audit.c.unit, credentials.c.kind == sort.table.name
    )
    deputy = audit.c.subject.startswith(f"{about}(代", autoescape=True)
    query = select(func.count()).where(
        audit.c.seq <= reading.head,
        audit.c.action.in_(sort.acts),
        or_(audit.c.subject == about, deputy),
        ~said.exists(),
    )
    return int(reading.connection.execute(query).scalar_one())


def _last(table: Table, head: int) -> Select[Any]:
    """The last word on each row of a table of credentials."""
    order = (audit.c.seq.desc(), credentials.c.id.desc())
    place = func.row_number().over(partition_by=credentials.c.key, order_by=order)
    ranked = (
        select(credentials, audit.c.seq, place.label("place"))
        .join(audit, audit.c.unit == credentials.c.unit)
        .where(and_(credentials.c.kind == table.name, audit.c.seq <= head))
        .subquery("ranked")
    )
    return select(ranked).where(ranked.c.place == 1)


def _streamed(reading: Reading, query: Select[Any]) -> Iterable[Row[Any]]:
    return reading.connection.execute(query, execution_options={"yield_per": 5_000})


def _digest(table: Table, row: Any) -> str:
    return hashlib.sha256(row_bytes(table, row)).hexdigest()


def _place(sort: Sort, about: str) -> str:
    return f"{sort.word}“{about}”"
