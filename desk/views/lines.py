"""The target lines of one indicator: verdict, pace as the verdict's model asks it, milestones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from desk.handle import Desk
from desk.views.indicator_rows import Line, Point, Source
from ledger import milestones
from ledger.unit import Reading
from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets.adjustments import changes
from targets.assessment import Assessment, AssessmentRun, Measured
from targets.choose import Series
from targets.milestones import Milestone, latest_milestones
from targets.model import Target
from targets.paces import MODELS, Expected, Way
from targets.paces.seasonal import season_of

STRAIGHT = frozenset({"linear", "met"})


def lines(
    desk: Desk,
    reading: Reading,
    targets: Sequence[Target],
    run: AssessmentRun | None,
    behind: tuple[Sequence[Point], Mapping[str, tuple[Source, ...]]],
) -> tuple[Line, ...]:
    """A line for each target with its verdict in `run`; `behind`: the series, and its sources."""
    points, sources = behind
    verdicts = {a.target_id: a for a in run.assessments} if run else {}
    stated = desk.plan.milestones
    entered = latest_milestones((*stated, *milestones.milestones(reading))) if targets else {}
    changed = changes(desk.plan)
    names = {area.code: area.name for area in desk.plan.areas}
    found = []
    for target in targets:
        verdict, steps = verdicts.get(target.id), entered.get(target.id, ())
        indicator = desk.plan.indicator(target.indicator)
        found.append(
            Line(
                target,
                verdict,
                way=pace_way(indicator, verdict, steps, points) if verdict else (),
                milestones=steps,
                changes=tuple(one for one in changed if one.target == target.id),
                missing=tuple(names.get(a, a) for a in verdict.missing_areas) if verdict else (),
                sources=sources.get(target.id, ()),
            )
        )
    return tuple(found)


def pace_way(
    indicator: Indicator,
    verdict: Assessment,
    steps: Sequence[Milestone],
    points: Sequence[Point],
) -> tuple[tuple[date, float], ...]:
    """What the verdict's model asks from its first day to the deadline; empty for nothing.

    Milestones are a way of their own; a verdict that no pace was asked for has none.
    """
    numbers = verdict.arithmetic
    overdue = verdict.why_code == "deadline_missed"
    model = MODELS.get(verdict.pace_model)
    if model is None or verdict.pace_model == "step" or "B" not in numbers:
        return ()
    if "formula" not in numbers and not overdue:
        return ()
    origin, deadline = (date.fromisoformat(str(numbers[n])) for n in ("origin", "deadline"))
    base, goal = float(numbers["B"]), float(numbers.get("G", verdict.target))
    series = _series(points, date.fromisoformat(str(numbers["day"])))
    season = season_of(indicator, series, int(str(numbers["day"])[:4]))

    def asked(day: date) -> float | None:
        said = model.expect(Way(base, goal, origin, day, deadline, tuple(steps), season))
        return said.value if isinstance(said, Expected) else None

    days = [deadline] if verdict.pace_model in STRAIGHT else _quarter_ends(origin, deadline)
    told = [(day, value) for day in days if (value := asked(day)) is not None]
    return ((origin, base), *told) if told else ()


def _series(points: Iterable[Point], until: date) -> Series:
    """Approved values up to `until`, as the seasonal model learns from them."""
    found = []
    for one in points:
        period = ReportingPeriod.parse(one.period)
        if one.approved and one.value is not None and period.end <= until:
            row = Measured("", "", one.period, one.value, "", one.receipt, one.sheet, one.cell)
            found.append((period, row))
    return found


def _quarter_ends(first: date, last: date) -> list[date]:
    """Ends of the quarters from `first` on, then `last` itself."""
    period, found = ReportingPeriod.containing(first, Frequency.QUARTER), []
    while period.end < last:
        found.append(period.end)
        period = period.next()
    return [*found, last]
