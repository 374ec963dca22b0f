"""收件: what lies in the inbox is received, judged, and put away by its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from desk.delivery import Outcome, judge_all, outcome
from desk.handle import Desk
from desk.intake import receive
from flows.cli.rendering import outcome_text
from flows.inbox import Lying, batches, put_away
from flows.rhythms import INBOX
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift
from observations.errors import UserError

QUIET_SECONDS = 10.0


@scheduled("ingest_inbox")
async def ingest_inbox(quiet_seconds: float = QUIET_SECONDS) -> dict[str, int]:
    """Take in every finished file of `home/inbox`; how many of each status.

    Receiving archives and fsyncs first; only a file with a verdict is moved. Run twice, late,
    or cut off anywhere, each file ends with one receipt and in one folder.
    """
    counts: Counter[str] = Counter()
    with on_shift(INBOX) as desk:
        for batch in batches(desk.settings.home / "inbox", quiet_seconds):
            judged = take_in(desk, batch)
            counts.update(one.status for one in judged)
    return dict(counts)


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
