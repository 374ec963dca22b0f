"""月监测、季调度、年考核: every period that is due is assessed from what is approved now."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from desk import assess
from flows.due import to_assess
from flows.rhythms import ASSESSING
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift
from flows.shown import Progress, show_table
from observations.errors import UserError
from observations.period import Frequency

FREQUENCIES = {"month": Frequency.MONTH, "quarter": Frequency.QUARTER, "year": Frequency.YEAR}


@scheduled("assess_period")
async def assess_period(
    frequency: Annotated[str, Field(json_schema_extra={"enum": [*FREQUENCIES]})] = "quarter",
) -> dict[str, str]:
    """Assess what is due; the run of each period. Nothing due is an early return.

    The same values give the same run, kept once.

    Args:
        frequency: 评估哪一种报告期:month 月、quarter 季、year 年

    """
    if frequency not in FREQUENCIES:
        known = "、".join(FREQUENCIES)
        raise UserError(f"没有频率“{frequency}”", cure=f"可用:{known}")
    wanted = FREQUENCIES[frequency]
    rhythm = ASSESSING[wanted]
    runs: dict[str, str] = {}
    with on_shift(rhythm) as desk:
        due = to_assess(desk, wanted)
        progress = Progress(f"assess-{frequency}-progress", rhythm.name, len(due))
        for period in due:
            runs[str(period)] = assess.assess_period(desk, ACTOR, period).id
            await progress.step()
    log.info("%s:评估%d个报告期", rhythm.name, len(runs))
    rows = [{"报告期": period, "评估": run} for period, run in runs.items()]
    await show_table(f"assess-{frequency}", rhythm.name, rows)
    return runs
