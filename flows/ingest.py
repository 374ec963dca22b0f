"""收件: what lies in the inbox is received, judged, and put away by its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from desk.delivery import Outcome, judge_all, outcome
from desk.handle import Desk
from desk.intake import receive
from flows.cli.rendering import outcome_text
from flows.inbox import Lying, batches, put_away
from flows.rhythms import INBOX
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift
from flows.shown import Progress, show_link, show_table
from observations.errors import UserError

QUIET_SECONDS = 10.0
RESULTS = {
    "accepted": "已受理",
    "returned": "已退回",
    "refused": "无法受理",
    "duplicate": "重复来件",
}


@scheduled("ingest_inbox")
async def ingest_inbox(
    quiet_seconds: Annotated[float, Field(ge=0, le=600)] = QUIET_SECONDS,
) -> dict[str, int]:
    """Take in every finished file of `home/inbox`; how many of each status.

    Receiving archives and fsyncs first; only a file with a verdict is moved. Run twice, late,
    or cut off anywhere, each file ends with one receipt and in one folder.

    Args:
        quiet_seconds: 文件静止几秒没有人写才收,0至600

    """
    taken: list[Outcome] = []
    with on_shift(INBOX) as desk:
        waiting = tuple(batches(desk.settings.home / "inbox", quiet_seconds))
        progress = Progress("intake-progress", "收件批次", len(waiting))
        for batch in waiting:
            taken += take_in(desk, batch)
            await progress.step()
        site = desk.settings.site
    await show_table("intake", "本次收件", [_row(one) for one in taken])
    if taken:
        await show_link("intake-receipt", site, f"/receipts/{taken[-1].receipt}", "最近一张回执")
    return dict(Counter(one.status for one in taken))


def _row(one: Outcome) -> dict[str, object]:
    return {
        "文件": one.file,
        "回执": one.receipt,
        "结果": RESULTS.get(one.status, "等候核验"),
        "受理": one.accepted,
        "问题": len(one.findings),
    }


def take_in(desk: Desk, batch: Sequence[Lying]) -> tuple[Outcome, ...]:
    """Receive all, judge all, put each away; a file that cannot be read holds up no other."""
    taken = []
    for lying in batch:
        try:
            taken.append((lying, receive(desk, ACTOR, lying.path, lying.path.name)))
        except UserError as error:
            log.warning("%s 本次未收:%s", lying.path.name, error)
    judge_all(desk, [receipt.id for _, receipt in taken])
    outcomes = []
    for lying, receipt in taken:
        found = outcome(desk, lying.path.name, receipt)
        sheet = Path(found.return_sheet) if found.return_sheet else None
        status = "returned" if found.superseded_by else found.first_status or found.status
        put_away(lying, found.receipt, status, sheet)
        log.info("%s", outcome_text(found))
        outcomes.append(found)
    return tuple(outcomes)
