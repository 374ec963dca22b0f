"""How many connections each kind of process holds to PostgreSQL, and how long it may wait there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import text

from ledger.unit import Reading

Part = Literal["web", "worker", "command"]
_MOST = 100_000


@dataclass(frozen=True)
class Pool:
    """Connections kept open and `more` of them in a crowd; limits in seconds, 0 for none.

    `statement`: of one question; `lock`: of waiting for another's lock; `idle`: of standing still
    in the middle of a transaction. `processes`: how many of this kind there are at most.
    """

    processes: int = 1
    size: int = 8
    more: int = 16
    statement: int = 0
    lock: int = 60
    idle: int = 120

    @property
    def most(self) -> int:
        """Connections of all processes of this kind together."""
        return self.processes * (self.size + self.more)

    def options(self) -> str:
        """The limits as the server takes them at the beginning of a connection."""
        named = {
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.idle,
        }
        return " ".join(f"-c {name}={seconds}s" for name, seconds in named.items())


PLAIN = Pool()
# A thread reads while it writes at most, so a web process of eight threads needs sixteen.
POOLS: dict[Part, Pool] = {
    "web": Pool(processes=2, size=8, more=8, statement=120),
    "worker": Pool(processes=1, size=4, more=4),
    # Flows run one of a kind at a time, each in its process; commands come beside them.
    "command": Pool(processes=10, size=2, more=4),
}
_WORDS = {
    "processes": "进程数", "size": "常开连接", "more": "另可多开", "statement": "一条语句的秒数",
    "lock": "等锁的秒数", "idle": "事务中停顿的秒数",
}  # fmt: skip


def pool_of(part: Part, said: str) -> Pool:
    """The pool of a kind of process: ours, but for what is `said` as `size=8,statement=60`.

    ValueError with a Chinese sentence for a name or number that is none.

    >>> pool_of("web", "size=4, more=0").most
    8
    """
    given: dict[str, int] = {}
    for one in filter(None, (part.strip() for part in said.split(","))):
        name, _, number = (word.strip() for word in one.partition("="))
        if name not in _WORDS:
            raise ValueError(f"“{name}”不认识,可写:{_names()}")
        if not (number.isascii() and number.isdigit() and int(number) <= _MOST):
            raise ValueError(f"{name}({_WORDS[name]})写成“{number}”,应为不大于{_MOST}的整数")
        given[name] = int(number)
    found = replace(POOLS[part], **given)
    if not (found.size and found.processes):
        raise ValueError("size(常开连接)、processes(进程数)至少为 1")
    return found


def _names() -> str:
    return "、".join(f"{name}({word})" for name, word in _WORDS.items())


@dataclass(frozen=True)
class Room:
    """Connections all our processes may want at once, and those the server has for us."""

    wanted: int
    allowed: int


def room(reading: Reading, pools: Mapping[Part, Pool]) -> Room | None:
    """How the pools together fit the server; None on SQLite, which has no such limit."""
    if reading.connection.dialect.name != "postgresql":
        return None
    allowed = reading.connection.execute(text(_ALLOWED)).scalar_one()
    return Room(sum(one.most for one in pools.values()), int(allowed))


@dataclass(frozen=True)
class Taken:
    """Connections our account has open on the server now, and how many of them do something."""

    open: int
    busy: int
    allowed: int


def taken(reading: Reading) -> Taken | None:
    """Of all our processes together, as the server sees it; None on SQLite."""
    if reading.connection.dialect.name != "postgresql":
        return None
    found = reading.connection.execute(text(_TAKEN)).one()
    allowed = reading.connection.execute(text(_ALLOWED)).scalar_one()
    return Taken(int(found.open), int(found.busy), int(allowed))


_TAKEN = """
SELECT count(*) AS open, count(*) FILTER (WHERE state <> 'idle') AS busy
FROM pg_stat_activity
WHERE usename = current_user AND backend_type = 'client backend'
"""
_ALLOWED = """
SELECT least(
  current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true), '0')::int,
  CASE WHEN d.datconnlimit < 0 THEN 2147483647 ELSE d.datconnlimit END,
  CASE WHEN r.rolconnlimit < 0 THEN 2147483647 ELSE r.rolconnlimit END)
FROM pg_database d, pg_roles r
WHERE d.datname = current_database() AND r.rolname = current_user
"""
