"""A database that is away, busy or full: said so that people can act, and told from our faults."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from observations.errors import TryLater

_FULL = (
    "数据库所在磁盘已满,本次没有写入,此前的数据完好",
    "请管理员腾出磁盘空间后重试",
)
_AWAY = (
    "数据库暂时连不上,此前的数据完好",
    "稍后重试,不会重复;一直如此请管理员检查数据库服务",
)
_BUSY = ("数据库正忙,本次没有写入", "稍后重试")
_DISK = ("数据库文件读写不了,此前的数据完好", "请管理员检查磁盘与数据目录的权限后重试")

# https://www.postgresql.org/docs/current/errcodes-appendix.html, longest beginning first
_STATES = (
    ("53100", _FULL),
    ("53", _AWAY),
    ("08", _AWAY),
    ("57P0", _AWAY),
    ("25P03", _AWAY),  # idle in a transaction for too long: we stood still, not the server
    ("55P03", _BUSY),
    ("57014", _BUSY),  # took longer than a statement may
    ("40001", _BUSY),  # a copy that follows could not wait for a reader
    ("40P01", _BUSY),
    ("58030", _DISK),
)
_NAMES = (
    ("SQLITE_FULL", _FULL),
    ("SQLITE_BUSY", _BUSY),
    ("SQLITE_LOCKED", _BUSY),
    ("SQLITE_IOERR", _DISK),
    ("SQLITE_READONLY", _DISK),
    ("SQLITE_CANTOPEN", _DISK),
)


@contextmanager
def reported() -> Iterator[None]:
    """`TryLater` for a fault of the database's moment; any other fault stays what it is."""
    try:
        yield
    except NoneFree as fault:  # all connections of this process are in use
        raise TryLater(_BUSY[0], cure=_BUSY[1]) from fault
    except (DBAPIError, psycopg.Error, sqlite3.Error) as fault:
        told = _told(fault.orig if isinstance(fault, DBAPIError) else fault)
        if told is None:
            raise
        raise TryLater(told[0], cure=told[1]) from fault


def _told(fault: BaseException | None) -> tuple[str, str] | None:
    """What happened and its cure; None when it is nobody's moment but our mistake."""
    if isinstance(fault, sqlite3.Error):
        return _found(_NAMES, getattr(fault, "sqlite_errorname", "") or "")
    if not isinstance(fault, psycopg.Error):
        return None
    if fault.sqlstate:
        return _found(_STATES, fault.sqlstate)
    # A connection that was cut, or never came about, has no state of the server's.
    cut = isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError)
    return _AWAY if cut else None


def _found(known: tuple[tuple[str, tuple[str, str]], ...], name: str) -> tuple[str, str] | None:
    return next((told for head, told in known if name.startswith(head)), None)
