"""One installation's history and the many ways it may go on."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from observations.indicator import Indicator
from observations.layout import Layout
from observations.period import Frequency, ReportingPeriod
from targets.layouts import all_layouts
from targets.model import Plan
from tests.campaigns.believing.counts import done, pieces, radius
from tests.campaigns.believing.course import Course, course
from tests.campaigns.believing.edition import GREEN
from tests.campaigns.believing.green import green
from tests.campaigns.believing.rates import share
from tests.campaigns.believing.said import Form, Key, Said

UNMEASURED = "设备检修,本期未能测得,下期补报"
Title = tuple[str, str]  # office, period as written


@dataclass(frozen=True)
class World:
    """The series of one seed: `length` periods before the quarter and before the year."""

    plan: Plan
    seed: str
    quarter: ReportingPeriod
    length: int

    @property
    def year(self) -> ReportingPeriod:
        """The year whose form is due beside the quarter's."""
        return ReportingPeriod(self.quarter.year - 1, Frequency.YEAR, 1)

    def now(self, office: str, frequency: str) -> Title:
        """The form that is due."""
        return office, str(self.quarter if frequency == Frequency.QUARTER.value else self.year)

    def before(self, office: str, period: str) -> Sequence[Form]:
        """The forms of the record, oldest first."""
        return [self.form(office, str(p)) for p in self._course(period).periods[:-1]]

    def history(self) -> Sequence[Title]:
        """Everything on record, oldest first."""
        ends = (self._course(str(last)).periods[:-1] for last in (self.quarter, self.year))
        periods = sorted((period for one in ends for period in one), key=lambda one: one.end)
        return [(office, str(p)) for p in periods for office in self.asked(p.frequency.value)]

    def asked(self, frequency: str) -> tuple[str, ...]:
        """Offices with numbers in their form of this frequency."""
        forms = (one for one in self.layouts.values() if one.frequency == frequency)
        return tuple(one.office for one in forms if not self._words_only(one))

    def _words_only(self, layout: Layout) -> bool:
        return all(self.plan.indicator(row.indicator).kind == "yes" for row in layout.rows)

    @cached_property
    def layouts(self) -> Mapping[str, Layout]:
        """The forms of the plan by office and frequency."""
        return all_layouts(self.plan)

    def keys(self, office: str, period: str) -> tuple[Key, ...]:
        """The rows of a form in their order."""
        frequency = ReportingPeriod.parse(period).frequency.value
        return tuple(row.key for row in self.layouts[f"{office}.{frequency}"].rows)

    def form(self, office: str, period: str, trial: str = "") -> Form:
        """The clean form; `trial` tells apart those that continue the same history."""
        way = self._course(period, trial)
        return {key: self._row(way, key) for key in self.keys(office, period)}

    def draft(self, office: str, period: str) -> Form:
        """The form as first handed in: one count is a little short of what it is later."""
        form = dict(self.form(office, period))
        chance = random.Random(f"{self.seed}:draft:{office}:{period}")
        counted = [key for key, said in form.items() if (said.numerator or 0) >= 100]
        key = chance.choice(counted)
        above = round((form[key].numerator or 0) * chance.uniform(0.98, 0.995))
        return form | {key: replace(form[key], value=None, numerator=above)}

    def _course(self, period: str, trial: str = "") -> Course:
        last = ReportingPeriod.parse(period)
        end = self.quarter if last.frequency is Frequency.QUARTER else self.year
        whole = course(self.seed, end, self.length + 1)
        kept = whole.periods[: whole.periods.index(last) + 1]
        return Course(self.seed, kept, trial)

    def _row(self, way: Course, key: Key) -> Said:
        indicator, (name, area) = self.plan.indicator(key[0]), key
        last = list(way.steps(f"gap:{name}:{area}"))[-1]
        if last.random() < 0.004 and indicator.kind != "yes" and name not in GREEN:
            return Said(note=UNMEASURED)
        if indicator.kind == "yes":
            return Said(done(way, name))
        if name in GREEN:
            return Said(green(way)[name])
        return self._measured(way, indicator, area)

    def _measured(self, way: Course, indicator: Indicator, area: str) -> Said:
        if indicator.numerator and indicator.denominator:
            return share(way, indicator, area)
        if indicator.kind == "count":
            return Said(pieces(way, indicator, area))
        return Said(radius(way, indicator.key))
