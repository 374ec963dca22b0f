"""A day's watch: what is late, whom to remind, what cases reached, what nobody took note of."""

from __future__ import annotations

from dataclasses import dataclass, field

from cases.events import CaseEvent
from desk.alerting import Watched, watch_alerts
from desk.case_clock import tell_stages
from desk.case_watch import watch_cases
from desk.deadlines import watch_deadlines
from desk.handle import Desk
from desk.personal_acts import retain
from desk.reminders import remind
from ledger.facts import AlertFact
from observations.identity import Actor


@dataclass(frozen=True)
class DayWatched:
    """What one day's watch said for the first time.

    `moved`: cases it opened, closed, reopened; `told`: what cases reached; `erased`: opinions
    whose personal data were kept long enough.
    """

    late: tuple[AlertFact, ...] = ()
    reminded: tuple[AlertFact, ...] = ()
    moved: tuple[CaseEvent, ...] = ()
    told: tuple[AlertFact, ...] = ()
    alerts: Watched = field(default_factory=Watched)
    erased: tuple[str, ...] = ()


def watch_day(desk: Desk, actor: Actor) -> DayWatched:
    """Raise what is late, remind, follow cases, carry alerts on; on a day off nothing is said.

    The next working day's watch says what the days off have made late; a second one of the same
    day says nothing.
    """
    if not desk.calendar.is_working_day(desk.today()):
        return DayWatched()
    late = watch_deadlines(desk, actor)
    reminded = remind(desk, actor)
    moved = watch_cases(desk, actor)
    told = tell_stages(desk, actor)
    erased = retain(desk, actor)
    return DayWatched(late, reminded, moved, told, watch_alerts(desk, actor), erased)
