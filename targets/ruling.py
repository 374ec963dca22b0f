"""Which level a value has, and the code of the reason; the order of the questions is the rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from targets import pace
from targets.area_words import area_text
from targets.assessment import Level
from targets.hearing import Hearing
from targets.paces import MODELS, Expected, Unsaid


@dataclass(frozen=True)
class Ruling:
    """A level with its reason. Shares are fractions; `expected` and `gap` in the unit.

    `sum` is the pace model's sum, None where no model was asked; `text` is the reason where the
    model says nothing.
    """

    level: Level
    code: str
    expected: float | None = None
    gap: float | None = None
    achieved: float | None = None
    asked: float | None = None
    sum: Expected | None = None
    text: str = ""

    @property
    def deviation(self) -> float | None:
        """π − ε, the points of domain.md B.2 as a fraction: −0.1 is ten points behind."""
        if self.achieved is None or self.asked is None:
            return None
        return self.achieved - self.asked


Question = Callable[[Hearing], Ruling | None]


def rule_on(hearing: Hearing) -> Ruling:
    """The first question with an answer decides; the last one always has one."""
    questions = _FINAL if hearing.final else _QUESTIONS
    return next(found for ask in questions if (found := ask(hearing)))


def _not_there(one: Hearing) -> Ruling | None:
    """Of an area that is not there nothing is judged, and no successor's value stands for it."""
    day = one.period.end
    if one.plan.valid_on(one.target.area, day):
        return None
    area = one.plan.area_of(one.target.area)
    code = "area_ended" if area.valid_to is not None and area.valid_to <= day else "area_not_yet"
    return Ruling(Level.NOT_ASSESSABLE, code, text=area_text(one.plan, area, day))


def _pending(one: Hearing) -> Ruling | None:
    if one.indicator.definition_pending and one.standing.series:
        return Ruling(Level.NOT_ASSESSABLE, "definition_pending")
    return None


def _not_measured(one: Hearing) -> Ruling | None:
    if one.standing.series and one.measured.value is not None:
        return None
    if not one.standing.over:
        return Ruling(Level.NOT_ASSESSABLE, "milestone_not_due", text="本期还不到填报的时候")
    if one.standing.lacking:
        return Ruling(Level.NOT_ASSESSABLE, "part_missing")
    return Ruling(Level.NOT_ASSESSABLE, "missing")


def _met(one: Hearing) -> Ruling | None:
    value = one.measured.value or 0.0
    if not pace.is_met(one.target, value) or (one.only_floor and not _more_is_met(one)):
        return None
    found = _by_model(one)
    if found is None:
        return Ruling(Level.MET, "met")
    return Ruling(
        Level.MET, "met", found.expected, found.gap, found.achieved, found.asked, found.sum
    )


def _parts_missing(one: Hearing) -> Ruling | None:
    """A sum with holes is only a floor: of “at least” it may prove that it is met, never that it
    lags; of “at most” the other way round.
    """
    if not one.only_floor:
        return None
    value = one.measured.value or 0.0
    over = one.target.comparator == "<=" and not pace.is_met(one.target, value)
    return None if over else Ruling(Level.NOT_ASSESSABLE, "part_missing")


def _more_is_met(one: Hearing) -> bool:
    """True where what is still missing from a sum could not undo that it is met."""
    return one.target.comparator in {">=", "yes"}


def _open_ended(one: Hearing) -> Ruling | None:
    return Ruling(Level.NOT_ASSESSABLE, "no_deadline") if one.target.open_ended else None


def _frequency(one: Hearing) -> Ruling | None:
    if not one.target.cadence:
        return None
    if one.standing.over:
        return Ruling(Level.FAR_BEHIND, "milestone_missed")
    return Ruling(Level.NOT_ASSESSABLE, "milestone_not_due")


def _yes_no(one: Hearing) -> Ruling | None:
    if not one.yes_no:
        return None
    if one.due:
        return Ruling(Level.FAR_BEHIND, "milestone_missed")
    return Ruling(Level.NOT_ASSESSABLE, "milestone_not_due")


def _kept(one: Hearing) -> Ruling | None:
    """保持类, and a baseline that kept the promise already: falling below it is lagging."""
    begun_well = one.start is not None and pace.is_met(one.target, one.start)
    once = one.rule.once_met == "keep" and fell_back(one)
    if one.target.keep or begun_well or once:
        return Ruling(Level.BEHIND, "fell_below")
    return None


def _overdue(one: Hearing) -> Ruling | None:
    """At the deadline every pace asks for the goal; how far short decides between two levels."""
    if not one.due:
        return None
    value = one.measured.value or 0.0
    missing = pace.shortfall(one.target, value)
    goal = pace.goal_for(one.target, value)
    way = _way_length(one)
    if way is None:
        return Ruling(Level.BEHIND, "deadline_missed", goal, missing)
    level = Level(one.rule.band(100 * missing / way).level)
    level = Level.BEHIND if level is Level.ON_PACE else level
    return Ruling(level, "deadline_missed", goal, missing, 1 - missing / way, 1.0)


def _paced(one: Hearing) -> Ruling:
    found = _by_model(one)
    if found is not None:
        return found
    said = MODELS[one.model_name].expect(one.way)
    reason = said if isinstance(said, Unsaid) else Unsaid("no_baseline", "缺基期值")
    return Ruling(Level.NOT_ASSESSABLE, reason.code, text=reason.text)


def _by_model(one: Hearing) -> Ruling | None:
    """Level by the pace model; None where it says nothing, or the way has no length."""
    if one.yes_no or one.target.cadence or one.target.keep or one.target.open_ended:
        return None
    said = MODELS[one.model_name].expect(one.way)
    if isinstance(said, Unsaid):
        return None
    value = one.measured.value or 0.0
    allowed = pace.shortfall(one.target, said.value)
    missing = pace.shortfall(one.target, value)
    way = _way_length(one)
    if way is None:
        return None if one.start is not None else _without_baseline(one, said)
    asked, achieved = 1 - allowed / way, 1 - missing / way
    level = Level(one.rule.band(100 * (asked - achieved)).level)
    return Ruling(level, "pace", _mirrored(one, said), missing - allowed, achieved, asked, said)


def _without_baseline(one: Hearing, said: Expected) -> Ruling:
    """A milestone's value needs no baseline: reached or not, but not how far behind."""
    value = one.measured.value or 0.0
    gap = pace.shortfall(one.target, value) - pace.shortfall(one.target, said.value)
    short = gap > pace.slack(value, said.value)
    level = Level.BEHIND if short else Level.ON_PACE
    return Ruling(level, "pace", said.value, gap, sum=said)


def _way_length(one: Hearing) -> float | None:
    """Distance from the baseline to the target; None without a baseline or when already there."""
    if one.start is None or pace.is_met(one.target, one.start):
        return None
    return pace.shortfall(one.target, one.start)


def _mirrored(one: Hearing, said: Expected) -> float:
    """The pace value on the value's own side of an exact or range target."""
    value = one.measured.value or 0.0
    near = pace.goal_for(one.target, value)
    if pace.is_met(one.target, value) or (value - near) * (said.value - near) >= 0:
        return said.value
    return near + (1 if value > near else -1) * pace.shortfall(one.target, said.value)


def fell_back(one: Hearing) -> bool:
    """True when an earlier value of the series had kept the promise and this one does not."""
    values = [found.value for _, found in one.standing.series if found.value is not None]
    return (
        bool(values)
        and not pace.is_met(one.target, values[-1])
        and any(pace.is_met(one.target, value) for value in values[:-1])
    )


def _not_reached(_: Hearing) -> Ruling:
    return Ruling(Level.BEHIND, "not_reached")


_QUESTIONS: tuple[Question, ...] = (
    _not_there, _pending, _not_measured, _met, _parts_missing, _open_ended, _frequency, _yes_no,
    _kept, _overdue, _paced,
)  # fmt: skip
_FINAL: tuple[Question, ...] = (
    _not_there, _pending, _not_measured, _met, _parts_missing, _open_ended, _not_reached,
)  # fmt: skip
