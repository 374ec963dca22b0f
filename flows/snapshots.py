"""关账快照: files of the closed periods' values, made anew where they differ from the record."""

from __future__ import annotations

from flows.rhythms import SNAPSHOT
from flows.scheduled import scheduled
from flows.shift import log, on_shift
from flows.shown import show_table
from ledger import closed_periods

FOLDER = "snapshots"


@scheduled("keep_snapshots")
async def keep_snapshots() -> dict[str, str]:
    """Bring `home/snapshots` up to the record; the checksum of each period made anew.

    Every file is read and compared first: one that was changed or lost is made again, one of a
    period that is open again is taken away. Nothing to do is an early return.
    """
    with on_shift(SNAPSHOT) as desk, desk.ledger.read() as reading:
        folder = desk.settings.home / FOLDER
        states = closed_periods.compared(reading, folder)
        if set(states.values()) <= {"equal"}:
            return {}
        anew = [period for period, state in states.items() if state in ("missing", "changed")]
        made = closed_periods.make(reading, folder, anew)
    log.info("关账快照:重做%d期", len(made))
    rows = [{"报告期": one.period, "行": one.rows, "校验和": one.sha256} for one in made]
    await show_table("snapshots", "重做的关账快照", rows)
    return {one.period: one.sha256 for one in made}
