"""Creating, migrating and opening a ledger. Importing this module loads no data libraries."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import copy as alike
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import Connection, Engine, bindparam, insert, inspect, select

from ledger import snapshot, triggers
from ledger.away import reported
from ledger.engine import make_engine, parse, shown_url
from ledger.pools import PLAIN, Pool
from ledger.reaching import allowed, reached
from ledger.replica import Lag, Replica, following
from ledger.tables.chain import audit, head, stamp
from ledger.tables.kinds import Moment, utc
from ledger.tables.version import SCHEMA, alembic_version
from ledger.unit import Reading, Unit, current_head
from observations.errors import UserError
from observations.identity import Actor

Stamp = Literal["demo", "real"]
# The newest link is the one with the greatest moment, too: each is later than the one before.
_HEAD_AT = (
    select(audit.c.seq)
    .where(audit.c.recorded_at <= bindparam("moment", type_=Moment()))
    .order_by(audit.c.recorded_at.desc())
    .limit(1)
)
_OWNER = "用库的所有者的地址运行一次 cityplan init"
_UPGRADE = {
    "real": "先备份,再运行一次 cityplan init:已有的数据不动,结构升到当前版本",
    "demo": "这是演示库:运行 cityplan demo --home 数据目录,按当前版本重新生成",
}
_NEWER = "程序比数据库旧:换回升级它的那一版程序;要退回旧版,用旧版程序恢复升级前的备份"


class Ledger:
    """An open ledger; safe to share between threads, usable again after a fork.

    Every method raises `TryLater` while the database is away, busy or out of space.
    """

    def __init__(self, engine: Engine, kind: Stamp, copy: Replica | None = None) -> None:
        self._engine = engine
        self._stamp: Stamp = kind
        self._copy = copy
        self._fence: Callable[[Connection], object] = lambda _: None
        # A forgotten ledger gives its connections back like a closed one.
        weakref.finalize(self, engine.dispose)
        if copy is not None:
            weakref.finalize(self, copy.engine.dispose)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def stamp(self) -> Stamp:
        """What this database is for ever: `demo` or `real`."""
        return self._stamp

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def write(self, actor: Actor, now: datetime, action: str, subject: str = "") -> Iterator[Unit]:
        """One transaction and one audit link; nothing is kept when the block raises."""
        with self._begin(writing=True) as connection:
            self._fence(connection)
            unit = Unit(connection, actor, now)
            unit.action, unit.subject = action, subject
            yield unit
            unit.close()

    @contextmanager
    def read(self, head: int | None = None) -> Iterator[Reading]:
        """A consistent view at audit sequence `head`, or at the newest.

        From the copy where one is set and near enough, within `replica.reading_for`.
        """
        with ExitStack() as held:
            opened = self._copy and self._copy.opened(held, self._look, head)
            connection, newest = opened or self._opened(held)
            live = head is None
            yield Reading(connection, newest if head is None else min(head, newest), live)

    def fenced(self, fence: Callable[[Connection], object]) -> Ledger:
        """The same ledger, in which every unit begins with `fence`: it raises, or all is kept."""
        held = alike(self)
        held._fence = fence
        return held

    def lag(self) -> Lag | None:
        """How far the copy that pages are read from is behind; None where there is none."""
        return None if self._copy is None else self._copy.lag(self._look)

    @contextmanager
    def step(self, *, patient: bool = True) -> Iterator[Connection]:
        """A short write outside the chain: leases, heartbeats, states of jobs and sessions.

        Without patience it does not queue on SQLite: `TryLater` while anybody else writes.
        """
        with self._begin(writing=True, patient=patient) as connection:
            yield connection

    def head(self) -> int:
        """Audit sequence of the last unit, 0 when nothing was written yet."""
        with self._begin(**snapshot.options(self.dialect)) as connection:
            return current_head(connection)

    def head_at(self, moment: datetime) -> int:
        """Audit sequence of the last unit recorded at or before `moment`, 0 when none."""
        with self._begin(**snapshot.options(self.dialect)) as connection:
            return connection.execute(_HEAD_AT, {"moment": utc(moment)}).scalar() or 0

    def close(self) -> None:
        """Give back all connections; the ledger opens new ones when used again."""
        self._engine.dispose()
        if self._copy is not None:
            self._copy.engine.dispose()

    def _opened(self, held: ExitStack) -> tuple[Connection, int]:
        connection = held.enter_context(self._look(self._engine))
        return connection, snapshot.opened(connection)

    def _look(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A transaction for reading only."""
        return self._begin(engine, **snapshot.options(self.dialect))

    @contextmanager
    def _begin(self, engine: Engine | None = None, **options: Any) -> Iterator[Connection]:
        with reported(), (engine or self._engine).connect() as plain:
            connection = plain.execution_options(**options)
            with connection.begin():
                yield connection


def open_ledger(url: str, pool: Pool = PLAIN, copy: tuple[str, float] | None = None) -> Ledger:
    """Open an existing ledger of the current schema; UserError says what is in the way.

    `copy`: the address of a server that follows this one, and by how many seconds it may be behind
    for pages to be read there; it need not answer. `TryLater` when the database cannot be reached.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).is_file():
        raise UserError(f"数据库 {parsed.database} 不存在", cure="先运行 cityplan init")
    engine = make_engine(url, pool)
    try:
        with reached(url), engine.connect() as connection:
            return Ledger(engine, _examined(connection), following(engine, pool, copy))
    except UserError:
        engine.dispose()
        raise


def stamp_of(url: str) -> Stamp | None:
    """What an existing database is for, whatever its schema; None when nothing was ever written.

    UserError when it is no ledger of ours, `TryLater` when it cannot be reached.
    """
    engine = make_engine(url)
    try:
        with reached(url), engine.connect() as connection:
            known = inspect(connection).get_table_names()
            if known and stamp.name not in known:
                raise UserError(f"{shown_url(url)} 不是本系统的数据库", cure="检查数据库地址")
            found = connection.scalar(select(stamp.c.kind)) if known else None
    finally:
        engine.dispose()
    return cast("Stamp | None", found)


def outdated(url: str) -> bool:
    """True for a ledger of an older schema: whole, but to be upgraded before it is written to.

    `UserError` and `TryLater` as `stamp_of`.
    """
    if stamp_of(url) is None:
        return False
    engine = make_engine(url)
    try:
        with reached(url), engine.connect() as connection:
            return str(connection.scalar(select(alembic_version.c.version_num))) < SCHEMA
    finally:
        engine.dispose()


def create(url: str, kind: Stamp) -> Ledger:
    """Create the tables in a new database, stamp it for ever, open it.

    On an existing ledger of the same stamp it only migrates; another stamp is refused.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    migrate(url)
    engine = make_engine(url)
    try:
        with engine.connect() as plain, plain.execution_options(writing=True).begin() as _:
            _stamp_once(plain, kind)
    finally:
        engine.dispose()
    return open_ledger(url)


def migrate(url: str) -> None:
    """Bring the schema to the current version, old or new but never between.

    `UserError`: not reached, newer than we are, a role that may not; `TryLater`: a table is held.
    """
    from ledger.migrating import upgrade

    engine = make_engine(url)
    try:
        with reached(url), engine.connect() as connection:
            _not_newer(connection)
        with reported(), allowed(_OWNER):
            upgrade(engine)
    finally:
        engine.dispose()


def _stamp_once(connection: Connection, kind: Stamp) -> None:
    from ledger.migrating import alone

    alone(connection)
    if connection.execute(select(head.c.id)).first() is None:
        first = {"id": 1, "seq": 0, "hash": "0" * 64}
        connection.execute(insert(head).values(first))
    found = connection.execute(select(stamp.c.kind)).scalar_one_or_none()
    if found is None:
        connection.execute(insert(stamp).values(id=1, kind=kind))
    elif found != kind:
        words = {"demo": "演示", "real": "正式"}
        raise UserError(
            f"该数据库创建时已标为{words[found]}库,不能再作{words[kind]}库",
            cure="换一个数据库地址",
        )


def _examined(connection: Connection) -> Stamp:
    """Check schema version and triggers; the stamp."""
    if not inspect(connection).has_table(alembic_version.name):
        raise UserError("数据库中还没有台账", cure="先运行 cityplan init")
    found = connection.execute(select(alembic_version.c.version_num)).scalar_one_or_none()
    kind = connection.execute(select(stamp.c.kind)).scalar_one_or_none()
    if kind is None:
        raise UserError("数据库尚未完成创建", cure="先运行 cityplan init")
    _not_newer(connection)
    if found != SCHEMA:
        said = f"数据库结构版本为 {found},程序需要 {SCHEMA}"
        raise UserError(said, cure=_UPGRADE[kind])
    missing = triggers.missing(connection)
    if missing:
        raise UserError(f"台账缺少防改触发器({'、'.join(missing)})", cure=_UPGRADE[kind])
    return cast(Stamp, kind)


def _not_newer(connection: Connection) -> None:
    """Scripts that do not know the schema have no way from it."""
    known = inspect(connection).has_table(alembic_version.name)
    found = connection.scalar(select(alembic_version.c.version_num)) if known else None
    if found and str(found) > SCHEMA:
        raise UserError(f"数据库结构版本为 {found},程序只认到 {SCHEMA}", cure=_NEWER)
