"""月监测、季调度、年考核: every period that is due is assessed from what is approved now."""

from __future__ import annotations

from desk import assess
from flows.due import to_assess
from flows.rhythms import ASSESSING
from flows.scheduled import scheduled
from flows.shift import ACTOR, log, on_shift
from observations.errors import UserError
from observations.period import Frequency

FREQUENCIES = {"month": Frequency.MONTH, "quarter": Frequency.QUARTER, "year": Frequency.YEAR}


@scheduled("assess_period")
async def assess_period(frequency: str = "quarter") -> dict[str, str]:
    """Assess what is due; the run of each period. Nothing due is an early return.

    `frequency` is month, quarter or year. The same values give the same run, kept once.
    """
    if frequency not in FREQUENCIES:
        known = "、".join(FREQUENCIES)
        raise UserError(f"没有频率“{frequency}”", cure=f"可用:{known}")
    wanted = FREQUENCIES[frequency]
    rhythm = ASSESSING[wanted]
    with on_shift(rhythm) as desk:
        due = to_assess(desk, wanted)
        runs = {str(one): assess.assess_period(desk, ACTOR, one).id for one in due}
    log.info("%s:评估%d个报告期", rhythm.name, len(runs))
    return runs
