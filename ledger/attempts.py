"""Failed log-ins: counted per name tried, forgotten after a quiet while."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from ledger.opening import Ledger
from ledger.tables.accounts import attempts
from ledger.tables.kinds import utc
from ledger.unit import insert_or_update

QUIET = timedelta(minutes=15)
FREE = 5
FIRST_WAIT = timedelta(minutes=1)


def attempt(ledger: Ledger, name: str, now: datetime) -> datetime | None:
    """Count a try for `name` before it is examined; when to come back, None to go on.

    Five tries are free; then one minute, doubling, to a quarter of an hour. A try that has to
    wait is not counted. Names quiet for long are forgotten, so the table stays small.
    """
    moment, key = utc(now), _key(name)
    with ledger.step() as connection:
        connection.execute(delete(attempts).where(attempts.c.last_at < moment - QUIET))
        chosen = select(attempts).where(attempts.c.name_hash == key).with_for_update()
        row = connection.execute(chosen).first()
        count = row.failures if row else 0
        if row is not None and count >= FREE:
            until: datetime = row.last_at + min(FIRST_WAIT * 2 ** min(count - FREE, 10), QUIET)
            if until > moment:
                return until
        counted = {"name_hash": key, "failures": count + 1, "last_at": moment}
        connection.execute(insert_or_update(connection, attempts, counted))
    return None


def succeeded(ledger: Ledger, name: str) -> None:
    """Forget the failures of a name."""
    with ledger.step() as connection:
        connection.execute(delete(attempts).where(attempts.c.name_hash == _key(name)))


def _key(name: str) -> str:
    return hashlib.sha256(name.strip().encode("utf-8", "replace")).hexdigest()
