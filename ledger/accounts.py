"""Posts, their sessions and tokens. Secrets arrive here only as hashes."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, func, insert, or_, select, update

from ledger.content import text_of
from ledger.credentials import seal
from ledger.tables.accounts import passwords, post_versions, sessions, tokens
from ledger.tables.kinds import utc
from ledger.unit import Reading, Unit, insert_or_update
from observations.errors import Refused
from observations.identity import Actor, Role


@dataclass(frozen=True)
class PostRow:
    """A post as it stands: what it may do, for whom, and whether it may log in."""

    name: str
    roles: frozenset[Role]
    offices: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    active: bool = True
    version: int = 0
    has_password: bool = False

    @property
    def actor(self) -> Actor:
        """The post as an actor of writes."""
        return Actor(self.name, self.roles, self.offices, self.areas)


@dataclass(frozen=True)
class Holder:
    """A token that is neither over nor withdrawn, with its post's rights of today."""

    post: PostRow
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class TokenRow:
    """A program's token, without its secret."""

    name: str
    post: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def put_post(unit: Unit, post: PostRow) -> PostRow:
    """Keep the post's rights as its next version; nothing is written when nothing changes.

    A post that is no longer active loses its sessions.
    """
    unit.lock_chain()
    before = _post(unit.connection, post.name)
    if before is not None and _rights(before) == _rights(post):
        return before
    version = 1 if before is None else before.version + 1
    row = _rights(post) | {"post": post.name, "version": version, "by": unit.actor.post}
    unit.add(post_versions, [row])
    if not post.active:
        revoke_sessions(unit, post.name)
    return _known(unit.connection, post.name)


def set_password(
    unit: Unit, post: str, password_hash: str, *, once: bool = False, keep: str = ""
) -> None:
    """Replace the post's password hash and end its sessions but `keep`.

    `once`: the post must change it before it does anything (`credentials.holding`).
    """
    unit.lock_chain()
    _known(unit.connection, post)
    row = {"post": post, "hash": password_hash, "changed_at": unit.now}
    unit.connection.execute(insert_or_update(unit.connection, passwords, row))
    seal(unit, passwords, [post], once=once)
    revoke_sessions(unit, post, keep=keep)


def password_hash(reading: Reading, post: str) -> str | None:
    """The hash to check a log-in against; None without post, password or when not active."""
    found = _post(reading.connection, post)
    if found is None or not found.active:
        return None
    query = select(passwords.c.hash).where(passwords.c.post == post)
    return reading.connection.execute(query).scalar_one_or_none()


def post(reading: Reading, name: str) -> PostRow | None:
    """The post as it stands now; None when there is none."""
    return _post(reading.connection, name)


def posts(reading: Reading) -> tuple[PostRow, ...]:
    """All posts as they stand now, by name."""
    rows = reading.connection.execute(_newest().order_by(post_versions.c.post))
    return tuple(row_of(row) for row in rows)


def open_session(unit: Unit, post: str, token_hash: str, expires: datetime) -> None:
    """Keep a session under the hash of its token."""
    unit.lock_chain()
    row = {"token_hash": token_hash, "post": post, "created_at": unit.now}
    unit.connection.execute(insert(sessions).values(**row, expires_at=utc(expires)))
    seal(unit, sessions, [token_hash])


def close_sessions(unit: Unit, token_hashes: Collection[str]) -> int:
    """End these; how many were open. Unknown sessions are none of our business."""
    return _revoke(unit, sessions, sessions.c.token_hash.in_(sorted(token_hashes)))


def revoke_sessions(unit: Unit, post: str, *, keep: str = "") -> None:
    """End every session of a post but `keep`."""
    _revoke(unit, sessions, and_(sessions.c.post == post, sessions.c.token_hash != keep))


def put_token(
    unit: Unit, name: str, post: str, token_hash: str, *, expires: datetime | None = None
) -> None:
    """Keep a program's token under its hash."""
    unit.lock_chain()
    _known(unit.connection, post)
    row = {"token_hash": token_hash, "name": name, "post": post, "created_at": unit.now}
    end = utc(expires) if expires is not None else None
    unit.connection.execute(insert(tokens).values(**row, expires_at=end))
    seal(unit, tokens, [token_hash])


def token(reading: Reading, token_hash: str, now: datetime) -> Holder | None:
    """On whose authority a token acts; None when unknown, over, revoked or not active."""
    query = select(tokens).where(
        tokens.c.token_hash == token_hash,
        tokens.c.revoked_at.is_(None),
        or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > utc(now)),
    )
    row = reading.connection.execute(query).first()
    found = None if row is None else _post(reading.connection, row.post)
    if row is None or found is None or not found.active:
        return None
    return Holder(found, row.created_at, row.expires_at)


def revoke_token(unit: Unit, name: str) -> None:
    """Withdraw every token of this name; Refused when there is none."""
    if not _revoke(unit, tokens, tokens.c.name == name):
        raise Refused(f"没有名为“{name}”的有效令牌", cure="用 cityplan token list 查看")


def revoke_tokens(unit: Unit, post: str) -> None:
    """Withdraw every token that acts for a post; one that ran out by itself is left as it is."""
    _revoke(unit, tokens, tokens.c.post == post)


def tokens_of(reading: Reading) -> tuple[TokenRow, ...]:
    """All tokens, newest first, withdrawn ones included."""
    names = TokenRow.__dataclass_fields__
    query = select(*(tokens.c[name] for name in names)).order_by(tokens.c.created_at.desc())
    return tuple(TokenRow(*row) for row in reading.connection.execute(query))


def _rights(post: PostRow) -> dict[str, Any]:
    return {
        "roles": text_of(sorted(role.value for role in post.roles)),
        "offices": text_of(sorted(post.offices)),
        "areas": text_of(sorted(post.areas)),
        "active": post.active,
    }


def _newest() -> Select[Any]:
    """Every post's last version, with whether it has a password."""
    last = (
        select(post_versions.c.post, func.max(post_versions.c.version).label("version"))
        .group_by(post_versions.c.post)
        .subquery("last")
    )
    same = and_(last.c.post == post_versions.c.post, last.c.version == post_versions.c.version)
    return (
        select(post_versions, passwords.c.post.label("secret"))
        .join(last, same)
        .outerjoin(passwords, passwords.c.post == post_versions.c.post)
    )


def _post(connection: Connection, name: str) -> PostRow | None:
    query = (
        select(post_versions, passwords.c.post.label("secret"))
        .outerjoin(passwords, passwords.c.post == post_versions.c.post)
        .where(post_versions.c.post == name)
        .order_by(post_versions.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else row_of(row)


def _known(connection: Connection, name: str) -> PostRow:
    found = _post(connection, name)
    if found is None:
        raise Refused(f"没有名为“{name}”的岗位", cure="用 cityplan user list 查看")
    return found


def row_of(row: Any) -> PostRow:
    """The post of a version's row that has its password's post as `secret`."""
    return PostRow(
        name=row.post,
        roles=frozenset(Role(word) for word in json.loads(row.roles)),
        offices=frozenset(json.loads(row.offices)),
        areas=frozenset(json.loads(row.areas)),
        active=bool(row.active),
        version=row.version,
        has_password=row.secret is not None,
    )


def _revoke(unit: Unit, table: Table, chosen: Any) -> int:
    """End what is neither over nor ended; how many."""
    # Before any session's row: a unit disabling the post may hold the chain already.
    unit.lock_chain()
    live = or_(table.c.expires_at.is_(None), table.c.expires_at > unit.now)
    query = select(table.c.token_hash).where(chosen, table.c.revoked_at.is_(None), live)
    ended = unit.connection.execute(query).scalars().all()
    these = table.c.token_hash.in_(ended)
    unit.connection.execute(update(table).where(these).values(revoked_at=unit.now))
    seal(unit, table, ended)
    return len(ended)
