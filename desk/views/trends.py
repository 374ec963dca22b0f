"""The series that a paper draws: approved values of lagging indicators, with pace and targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefings.format import format_target
from briefings.rows import Row
from briefings.scorecard import Scorecard
from briefings.series import Goal, Judged, Point, Series
from desk.handle import Desk
from desk.views.indicator_rows import Line
from desk.views.lines import lines
from desk.views.points import Known, points
from desk.views.statement import Covers, statement_of
from desk.views.year_ago import year_ago
from ledger import series
from ledger.unit import Reading
from observations.identity import SYSTEM
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Assessment
from targets.paces import MODELS

MOST = 6
FEWEST_VALUES = 2  # one point is no course


def for_paper(
    desk: Desk, reading: Reading, card: Scorecard, covers: Covers = lambda _: True
) -> Scorecard:
    """`card` with what a paper tells and a page does not: data quality, 同比 and drawn courses.

    `desk` stands in the card's period; `covers` names the offices whose data are told of.
    """
    before = year_ago(reading, card)
    told = replace(
        card.context,
        statement=statement_of(desk, reading, card.period, covers),
        trends=trends(desk, reading, card),
        year_ago=before,
        evidence={**card.context.evidence, **{one.revision: one for one in before.values()}},
    )
    return replace(card, context=told)


def trends(desk: Desk, reading: Reading, card: Scorecard) -> dict[str, Series]:
    """The most urgent lagging indicators' courses by target id, at most `MOST`.

    An indicator with several targets is drawn once, with all of them. What is done or not done
    has no course.
    """
    found: dict[str, Series] = {}
    seen: set[tuple[str, str]] = set()
    for row in card.decisions:
        key = (row.target.indicator, row.target.area)
        if key in seen or row.indicator.kind == "yes" or row.assessment.value is None:
            continue
        seen.add(key)
        drawn = _series(desk, reading, card, row)
        if len(drawn.shown) >= FEWEST_VALUES:
            found[row.target.id] = drawn
        if len(found) == MOST:
            break
    return found


def _series(desk: Desk, reading: Reading, card: Scorecard, row: Row) -> Series:
    """The values approved up to the reading's head, of periods ended by the card's."""
    key, area = row.target.indicator, row.target.area
    frame = series.approved(reading, key, [area])
    files = series.sent(reading, frame["receipt"].unique().to_list())
    known = Known(desk, SYSTEM, frozenset(frame["revision"].to_list()), files)
    past = [
        one
        for one in points(known, frame)
        if ReportingPeriod.parse(one.period).end <= card.period.end
    ]
    targets = [r.target for r in card.rows if (r.target.indicator, r.target.area) == (key, area)]
    ways = lines(desk, reading, targets, card.run, (past, {}))
    return Series(
        indicator=row.indicator,
        points=_drawn(row.indicator, [(one.period, one.value) for one in past]),
        goals=tuple(goal_of(row.indicator, line) for line in ways),
        pace_origin=card.plan.pace_origin,
        demo=card.demo,
    )


def _drawn(indicator: Indicator, values: Sequence[tuple[str, float | None]]) -> tuple[Point, ...]:
    """A point a period from the first value on; a finished period without a value is a gap."""
    known = {ReportingPeriod.parse(period): value for period, value in values}
    own = sorted(period for period in known if period.frequency is indicator.frequency)
    if len(own) < len(known) or not own:  # values of several frequencies: no gap can be told
        return tuple(Point(period, known[period]) for period in sorted(known))
    found, period = [], own[0]
    while period.end <= own[-1].end:
        found.append(Point(period, known.get(period)))
        period = period.next()
    return tuple(found)


def goal_of(indicator: Indicator, line: Line) -> Goal:
    """What a drawing holds of a target on its own: its line, its way and steps, how it is met."""
    target, verdict = line.target, line.assessment
    return Goal(
        target.tier,
        target.value,
        format_target(indicator, target),
        target.deadline,
        upper=target.value_max,
        way=line.way,
        way_label=MODELS[verdict.pace_model].label if verdict and verdict.pace_model else "序时",
        steps=tuple((one.day, one.value) for one in line.milestones),
        judged=_judged(verdict),
    )


def _judged(verdict: Assessment | None) -> Judged | None:
    if verdict is None or verdict.value is None or verdict.observed_period is None:
        return None
    return Judged(ReportingPeriod.parse(verdict.observed_period).end, verdict.value, verdict.level)
