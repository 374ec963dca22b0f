"""What the database server itself says of its clock and of the archive that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import text

from ledger.unit import Reading

SLOT = "cityplan"  # of deploy/archive/follow.sh
_SLOT = """
SELECT active, wal_status = 'lost' AS lost,
       coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0) AS waiting
FROM pg_replication_slots WHERE slot_name = :slot AND slot_type = 'physical'
"""


@dataclass(frozen=True)
class Archive:
    """Continuous archiving: is anybody taking the log, bytes kept for it, is some gone for good."""

    active: bool
    waiting: int
    lost: bool


def clock(reading: Reading) -> datetime | None:
    """The server's clock at this moment, with its zone; None on SQLite, which has none."""
    if reading.connection.dialect.name != "postgresql":
        return None
    return cast(datetime, reading.connection.execute(text("SELECT clock_timestamp()")).scalar_one())


def archive(reading: Reading) -> Archive | None:
    """How the archive fares; None on SQLite and where none was ever begun."""
    if reading.connection.dialect.name != "postgresql":
        return None
    found = reading.connection.execute(text(_SLOT), {"slot": SLOT}).one_or_none()
    if found is None:
        return None
    return Archive(bool(found.active), int(found.waiting), bool(found.lost))
