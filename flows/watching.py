"""催报: reminders, and one alert for every form late by the Shanghai date; the day's audit head."""

from __future__ import annotations

from desk import alerting, deadlines, heads, reminders
from flows.rhythms import DEADLINES
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift


@scheduled("watch_deadlines")
async def watch_deadlines() -> list[str]:
    """Raise what is late and not yet said; on a day off nothing is said. The late forms.

    The next working day's run says what the days off have made late.
    """
    with on_shift(DEADLINES) as desk:
        heads.export_due(desk)
        if not desk.calendar.is_working_day(desk.today()):
            return []
        raised = deadlines.watch_deadlines(desk, ACTOR)
        reminded = reminders.remind(desk, ACTOR)
        alerting.watch_alerts(desk, ACTOR)
    log.info("新增逾期%d件,提醒%d件", len(raised), len(reminded))
    return [fact.subject for fact in raised]
