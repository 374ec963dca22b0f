"""A day's watch: what is late, whom to remind, what nobody took note of."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.alerting import Watched, watch_alerts
from desk.deadlines import watch_deadlines
from desk.handle import Desk
from desk.reminders import remind
from ledger.facts import AlertFact
from observations.identity import Actor


@dataclass(frozen=True)
class DayWatched:
    """What one day's watch said for the first time."""

    late: tuple[AlertFact, ...] = ()
    reminded: tuple[AlertFact, ...] = ()
    alerts: Watched = field(default_factory=Watched)


def watch_day(desk: Desk, actor: Actor) -> DayWatched:
    """Raise what is late, remind, carry alerts on; on a day off nothing is said.

    The next working day's watch says what the days off have made late; a second one of the same
    day says nothing.
    """
    if not desk.calendar.is_working_day(desk.today()):
        return DayWatched()
    late = watch_deadlines(desk, actor)
    reminded = remind(desk, actor)
    return DayWatched(late, reminded, watch_alerts(desk, actor))
