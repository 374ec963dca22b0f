"""Alerts that nobody took note of are carried to the next post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from alerts.quiet import SHANGHAI
from alerts.rules import AlertingRules, Rung
from ledger.alert_log import AlertState, AlertStep
from observations.calendar import WorkingDays

POSTS = {"reviewer": "本单位审核岗位", "desk": "住建局调度岗位", "leader": "住建局领导岗位"}


@dataclass(frozen=True)
class Carried:
    """An alert to be carried to `rung.to` after `days` working days without a word."""

    alert: AlertState
    rung: Rung
    days: int

    @property
    def text(self) -> str:
        """What the step says."""
        return f"{self.days}个工作日无人确认,报{POSTS[self.rung.to]}"


def to_carry(
    alerts: Sequence[AlertState], today: date, rules: AlertingRules, calendar: WorkingDays
) -> list[Carried]:
    """What is due up to today, lowest rung first; run late it says every rung, run twice nothing.

    Days count from the last opening; an alert that was acknowledged, or answered by a new file,
    is carried no further.
    """
    return [
        Carried(one, rung, days)
        for one in alerts
        if one.state == "opened"
        for days in [calendar.between(_opened(one), today)]
        for rung in _unclimbed(one, rules)
        if rung.after_working_days <= days
    ]


def _rungs(one: AlertState, rules: AlertingRules) -> list[Rung]:
    mine = [rung for rung in rules.escalation if one.alert.kind in rung.kinds]
    return sorted(mine, key=lambda rung: rung.after_working_days)


def _opened(one: AlertState) -> date:
    return _since_opened(one)[0].at.astimezone(SHANGHAI).date()


def _unclimbed(one: AlertState, rules: AlertingRules) -> Iterator[Rung]:
    """Rungs whose post was not told yet: rules that changed on the way pass nobody over."""
    steps = (step for step in _since_opened(one) if step.step == "escalated")
    told = Counter(step.text.rpartition("报")[2] for step in steps)
    for rung in _rungs(one, rules):
        post = POSTS[rung.to]
        if told[post]:
            told[post] -= 1
        else:
            yield rung


def _since_opened(one: AlertState) -> Sequence[AlertStep]:
    names = [step.step for step in one.steps]
    last = len(names) - 1 - names[::-1].index("opened")
    return one.steps[last:]
