"""Failed log-ins: counted per name tried, forgotten after a quiet while."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from ledger.opening import Ledger
from ledger.tables.accounts import attempts
from ledger.tables.kinds import utc
from ledger.unit import Reading, insert_or_update

QUIET = timedelta(minutes=15)
FREE = 5
FIRST_WAIT = timedelta(minutes=1)


def wait_until(reading: Reading, name: str, now: datetime) -> datetime | None:
    """When the next try for `name` is let through; None when it is now.

    Five tries are free; then one minute, doubling, to a quarter of an hour.
    """
    query = select(attempts).where(attempts.c.name_hash == _key(name))
    row = reading.connection.execute(query).first()
    if row is None or row.failures < FREE:
        return None
    doubled = FIRST_WAIT * 2 ** min(row.failures - FREE, 10)
    until: datetime = row.last_at + min(doubled, QUIET)
    return until if until > utc(now) else None


def failed(ledger: Ledger, name: str, now: datetime) -> None:
    """Count one more failure; names quiet for long are forgotten, so the table stays small."""
    moment, key = utc(now), _key(name)
    with ledger.step() as connection:
        connection.execute(delete(attempts).where(attempts.c.last_at < moment - QUIET))
        chosen = select(attempts.c.failures).where(attempts.c.name_hash == key)
        count = connection.execute(chosen).scalar_one_or_none() or 0
        row = {"name_hash": key, "failures": count + 1, "last_at": moment}
        connection.execute(insert_or_update(connection, attempts, row))


def succeeded(ledger: Ledger, name: str) -> None:
    """Forget the failures of a name."""
    with ledger.step() as connection:
        connection.execute(delete(attempts).where(attempts.c.name_hash == _key(name)))


def _key(name: str) -> str:
    return hashlib.sha256(name.strip().encode("utf-8", "replace")).hexdigest()
