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
from flows.inbox import BATCH, Lying, batches, put_away
from flows.onward import deployed, go_on
from flows.rhythms import INBOX
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift
from flows.shown import Progress, show_link, show_table
from observations.errors import UserError

QUIET_SECONDS = 10.0
MOST = 1_000
RESULTS = {
    "accepted": "已受理",
    "returned": "已退回",
    "refused": "无法受理",
    "duplicate": "重复来件",
}


@scheduled("ingest_inbox")
async def ingest_inbox(
    quiet_seconds: Annotated[float, Field(ge=0, le=600)] = QUIET_SECONDS,
    most: Annotated[int, Field(ge=1)] = MOST,
) -> dict[str, int]:
    """Take in the finished files of `home/inbox`; how many of each status.

    A run of a deployment ends once it has put `most` away, and a next one goes on at once.
    Receiving archives and fsyncs first; only a file with a verdict is moved. Run twice, late,
    or cut off anywhere, each file ends with one receipt and in one folder.

    Args:
        quiet_seconds: 文件静止几秒没有人写才收,0至600
        most: 一次运行最多办结几件,其余由随即的下一次运行接着办

    """
    with on_shift(INBOX) as desk:
        inbox = desk.settings.home / "inbox"
        waiting = tuple(batches(inbox, quiet_seconds, min(most, BATCH)))
        taken, left = await _taken(desk, waiting, most if deployed() else None)
        site = desk.settings.site
    further = f",另有{left}件由下一次运行接着收" if left and await go_on() else ""
    await show_table("intake", f"本次收件{further}", [_row(one) for one in taken])
    if taken:
        await show_link("intake-receipt", site, f"/receipts/{taken[-1].receipt}", "最近一张回执")
    return dict(Counter(one.status for one in taken))


async def _taken(
    desk: Desk, waiting: Sequence[Sequence[Lying]], most: int | None
) -> tuple[list[Outcome], int]:
    """Batch after batch until `most` files have left the inbox; how many then still lie there.

    A file that has to stay counts for nothing: it keeps no other from its turn.
    """
    batches_of_it = len(waiting) if most is None else -(-most // min(most, BATCH))
    progress = Progress("intake-progress", "收件批次", min(len(waiting), batches_of_it))
    taken: list[Outcome] = []
    gone = 0
    for place, batch in enumerate(waiting, start=1):
        taken += take_in(desk, batch)
        gone += sum(not lying.path.exists() for lying in batch)
        await progress.step()
        if most is not None and gone >= most:
            return taken, sum(map(len, waiting[place:]))
    return taken, 0


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
