"""Every flow's expected sign of life, without importing Prefect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from observations.period import Frequency


@dataclass(frozen=True)
class Rhythm:
    """How often a flow is expected: `name` on screen, and the longest silence that is normal."""

    name: str
    silence: timedelta


_DAILY = timedelta(hours=36)  # a day, and half of one for a machine that was off at the hour

INBOX = Rhythm("收件箱收取", timedelta(minutes=30))
DEADLINES = Rhythm("逾期催报", _DAILY)
BRIEFING = Rhythm("季度通报", _DAILY)
BACKUP = Rhythm("每日备份", _DAILY)
SNAPSHOT = Rhythm("关账快照", _DAILY)
TIDYING = Rhythm("运行记录清理", timedelta(days=9))  # once a week
# Each frequency has its own sign of life: a stopped 年考核 must not hide behind a running 季调度.
ASSESSING = {
    Frequency.MONTH: Rhythm("月监测", _DAILY),
    Frequency.QUARTER: Rhythm("季调度", _DAILY),
    Frequency.YEAR: Rhythm("年考核", _DAILY),
}
ALL = (INBOX, DEADLINES, BRIEFING, BACKUP, SNAPSHOT, TIDYING, *ASSESSING.values())
