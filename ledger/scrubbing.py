"""What was deleted leaves the file of the database too, not only its tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from ledger.engine import parse

_WAIT = 2.0  # seconds for readers to finish


def scrub(url: str) -> bool:
    """Empty SQLite's write-ahead log, where rows stand on after they were deleted.

    False while somebody reads what stood before, and on PostgreSQL, whose dead rows and archived
    log are not ours to clear: there a new data key makes every earlier wrapped key worthless.
    """
    where = parse(url)
    if where.get_backend_name() != "sqlite" or where.database is None:
        return False
    with closing(sqlite3.connect(where.database, timeout=_WAIT)) as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
