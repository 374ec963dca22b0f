"""季度通报: a draft of every quarter that is due; people read, approve and issue it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from desk import paper_flow
from desk.assess import assess_period
from desk.handle import Desk
from flows.due import to_draft
from flows.rhythms import BRIEFING
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift
from flows.shown import show_link, show_table
from observations.period import ReportingPeriod

WORKING_DAYS = 5


@scheduled("publish")
async def draft_papers(
    working_days: Annotated[int, Field(ge=1, le=20)] = WORKING_DAYS,
) -> dict[str, str]:
    """Draft what is due from the quarter's `working_days`-th day on; draft numbers by period.

    Run again it drafts anew only what says something else by now and nobody has touched. On a
    day off nothing is drafted. One period that fails stops no other; the run then fails at its
    end, is tried again, and has only that period left to do.

    Args:
        working_days: 季度结束后第几个工作日起起草,1至20

    """
    drafted: dict[str, str] = {}
    faults: list[Exception] = []
    with on_shift(BRIEFING) as desk:
        if not desk.calendar.is_working_day(desk.today()):
            return drafted
        due = to_draft(desk, working_days, ACTOR.post)
        for place, period in enumerate(due, start=1):
            try:
                number = _drafted(desk, period)
            except Exception as fault:  # noqa: BLE001 -- holds up no other period; raised below
                log.warning("第%d/%d份:%s通报没有起草成:%s", place, len(due), period.label, fault)
                faults.append(fault)
                continue
            log.info("第%d/%d份:%s通报%s", place, len(due), period.label, number or "没有变动")
            drafted |= {str(period): number} if number else {}
        rows = [{"报告期": period, "草稿": number} for period, number in drafted.items()]
        await show_table("papers", "本次起草的通报", rows)
        await show_link("papers-page", desk.settings.site if drafted else "", "/briefings", "通报")
        if faults:
            raise ExceptionGroup(f"{len(due)}份通报有{len(faults)}份没有起草成", faults)
    return drafted


def _drafted(desk: Desk, period: ReportingPeriod) -> str:
    """The number of a new draft; empty while the one before says the same.

    The leader is told of the first only: a later one takes its place before anybody approved.
    """
    now = paper_flow.standing(desk, period).written
    if now is not None and now.run == assess_period(desk, ACTOR, period).id:
        return ""
    return paper_flow.draft(desk, ACTOR, period, tell=now is None)
