"""The published values of each closed period as a file beside the record: made from it, never read
to decide anything, and compared with it by checksum.

A tool that ranks millions of values reads these files instead of the server. Each is Parquet,
sorted by indicator, area and period; `manifest.json` says of which head and with which checksum.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl
from sqlalchemy import select

from ledger import entry, frames, leaves, revisions
from ledger.standing_approvals import approvals_standing
from ledger.tables.reports import revisions as told
from ledger.unit import Reading
from observations.errors import UserError
from observations.whole import room_for, whole

MANIFEST = "manifest.json"
State = Literal["equal", "changed", "missing", "left over"]


@dataclass(frozen=True)
class Snapshot:
    """One period's file: its rows, the head they were read at, the checksum of their content."""

    period: str
    rows: int
    head: int
    sha256: str


def closed(reading: Reading) -> tuple[str, ...]:
    """Periods that are closed at the reading's head, in order."""
    words = entry.closings(reading)
    known = {one.period for one in words}
    shut = (one for one in known if entry.standing([w for w in words if w.period == one]))
    return tuple(sorted(shut))


def make(
    reading: Reading, folder: Path, periods: Collection[str] | None = None
) -> tuple[Snapshot, ...]:
    """Make the files of all closed periods anew, or of those named; what is left stays known.

    `UserError` for a period that is not closed: its values are still to change.
    """
    shut = closed(reading)
    asked = shut if periods is None else tuple(sorted(periods))
    if strange := [one for one in asked if one not in shut]:
        raise UserError(f"{'、'.join(strange)} 没有关账", cure="用 cityplan period list 查看")
    folder.mkdir(parents=True, exist_ok=True)
    known = {one.period: one for one in kept(folder) if periods is not None and one.period in shut}
    made = tuple(_each_made(reading, folder, asked))
    known |= {one.period: one for one in made}
    _write(folder, [known[period] for period in sorted(known)])
    for path in folder.glob("*.parquet"):
        if path.stem not in known:
            path.unlink()
    return made


def kept(folder: Path) -> tuple[Snapshot, ...]:
    """What the folder's manifest names; nothing without one. `UserError` for one that is broken."""
    path = folder / MANIFEST
    if not path.exists():
        return ()
    try:
        told = json.loads(path.read_text("utf-8"))
        return tuple(Snapshot(**one) for one in told["periods"])
    except (ValueError, KeyError, TypeError) as broken:
        raise UserError(
            f"{path} 读不出", cure="重新做一次快照:cityplan ledger snapshot"
        ) from broken


def compared(reading: Reading, folder: Path) -> dict[str, State]:
    """Each closed period's file beside the record as it stands at the reading's head.

    The checksum is of what the file holds, not of what the manifest says it does.
    """
    known = {one.period: one for one in kept(folder)}
    shut = closed(reading)
    found: dict[str, State] = dict.fromkeys(known.keys() - set(shut), "left over")
    approved = _approved(reading)
    for period in shut:
        rows = _rows(reading, period, approved)
        found[period] = _state(folder, period, known.get(period), checksum(rows))
    return dict(sorted(found.items()))


def checksum(rows: pl.DataFrame) -> str:
    """Of the values in their order, column by column; no package's way of printing has a part."""
    hashed = hashlib.sha256()
    numbered = rows.with_columns(
        frames.stored_ids("revision").alias("id"), pl.col("recorded_at").dt.epoch("us")
    )
    for leaf in leaves.rows_of(numbered).leaves():
        hashed.update(leaf.digest)
    return hashed.hexdigest()


def _state(folder: Path, period: str, known: Snapshot | None, now: str) -> State:
    path = folder / f"{period}.parquet"
    if known is None or not path.exists():
        return "missing"
    try:
        stored = checksum(pl.read_parquet(path))
    except (pl.exceptions.PolarsError, OSError):
        return "changed"
    return "equal" if stored == known.sha256 == now else "changed"


def _approved(reading: Reading) -> pl.DataFrame:
    """Up to which sequence each submission is approved: read once for all periods."""
    last = approvals_standing(reading).subquery("last")
    query = select(last.c.office, last.c.period, last.c.seq)
    kinds = {"form_office": pl.String(), "form_period": pl.String(), "until": pl.Int64()}
    return frames.fetch(reading.connection, query, kinds)


def _rows(reading: Reading, period: str, approved: pl.DataFrame) -> pl.DataFrame:
    """As `revisions.as_of` of a whole period: what is chosen there by the server is chosen here.

    A server ranks a period's values in more time than it sends them.
    """
    every = revisions.columns(reading).where(told.c.period == period)
    return (
        revisions.framed(reading, every)
        .join(approved, on=["form_office", "form_period"], maintain_order="left")
        .filter(pl.col("seq") <= pl.col("until"))
        .unique(["indicator", "area"], keep="last", maintain_order=True)
        .filter(pl.col("action") != "withdrawn")
        .drop("until")
    )


def _each_made(reading: Reading, folder: Path, periods: Collection[str]) -> Iterator[Snapshot]:
    """One period is written while the next one is read; no more than two are held."""
    approved = _approved(reading)
    with ThreadPoolExecutor(1) as writer:
        writing: Future[Snapshot] | None = None
        for period in periods:
            rows = _rows(reading, period, approved)
            if writing is not None:
                yield writing.result()
            writing = writer.submit(_made, folder, period, reading.head, rows)
        if writing is not None:
            yield writing.result()


def _made(folder: Path, period: str, head: int, rows: pl.DataFrame) -> Snapshot:
    with whole(folder / f"{period}.parquet") as part, room_for(f"{period} 的快照没有写成"):
        rows.write_parquet(part, compression="zstd", compression_level=1)
    return Snapshot(period, rows.height, head, checksum(rows))


def _write(folder: Path, found: list[Snapshot]) -> None:
    told: dict[str, Any] = {"periods": [asdict(one) for one in found]}
    with whole(folder / MANIFEST) as part:
        part.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
