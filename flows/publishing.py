"""季度通报: the paper of every quarter that is due and not yet issued."""

from __future__ import annotations

from desk import publish as papers
from desk.assess import assess_period
from flows.due import to_publish
from flows.rhythms import BRIEFING
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift

WORKING_DAYS = 5


@scheduled("publish")
async def publish(working_days: int = WORKING_DAYS) -> dict[str, list[str]]:
    """Issue what is due, `working_days` after the forms were; the file names by period.

    On a day off nothing is issued; the next working day's run does it.
    """
    issued: dict[str, list[str]] = {}
    with on_shift(BRIEFING) as desk:
        if not desk.calendar.is_working_day(desk.today()):
            return issued
        for period in to_publish(desk, working_days):
            assess_period(desk, ACTOR, period)
            files = papers.publish(desk, ACTOR, period)
            issued[str(period)] = [file.name for file in files]
            log.info("已印发%s季度通报", period.label)
    return issued
