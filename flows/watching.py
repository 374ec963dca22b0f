"""催报、督办: what is late by the Shanghai date, what cases reached; the day's audit head."""

from __future__ import annotations

from desk import heads
from desk.case_assess import follow_targets
from desk.day_watch import watch_day
from flows.rhythms import DEADLINES
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift
from flows.shown import show_table


@scheduled("watch_deadlines")
async def watch_deadlines() -> list[str]:
    """Raise what is late and not yet said; on a day off nothing is said. The late forms.

    The next working day's run says what the days off have made late. Supervised targets are
    judged anew, so that what was approved since closes or reopens their cases.
    """
    with on_shift(DEADLINES) as desk:
        heads.export_due(desk)
        done = watch_day(desk, ACTOR)
        follow_targets(desk, ACTOR)
    counts = (len(done.late), len(done.reminded), len(done.moved), len(done.told))
    rows = [{"单位和报告期": fact.subject} for fact in done.late]
    await show_table("late", "新增逾期", rows)
    log.info("新增逾期%d件,提醒%d件,督办变动%d件,督办提醒%d条", *counts)
    if done.erased:
        log.info("个人信息保存期满,已销毁%d条", len(done.erased))
    return [fact.subject for fact in done.late]
