"""What a form asks for once a target is withdrawn, and what it asks for all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from observations.editions import held_edition
from observations.errors import UserError
from observations.identity import Area
from observations.layout import edition_of
from observations.manifest import Manifest, ManifestRow
from observations.period import ReportingPeriod
from targets.adjustment import Adjustment
from targets.asked import asked_of, idle_stretches
from targets.layouts import all_layouts, layout_for
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan

LEAKAGE = ("leakage_rate", "150627")
JUNE, SEPTEMBER = ReportingPeriod.parse("2024-Q2"), ReportingPeriod.parse("2024-Q3")
DAY = date(2024, 7, 1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(DEFAULT_PLAN)


def without(plan: Plan, *targets: str) -> Plan:
    gone = Adjustment(
        "a1", "", "号", "不再考核", "旗人民政府", date(2024, 6, 20), DAY, "", withdrawn=True
    )
    return replace(plan, adjustments=tuple(replace(gone, target=one) for one in targets))


def named(plan: Plan, key: str) -> list[str]:
    return [one.id for one in plan.targets if one.indicator == key]


def pairs(plan: Plan, period: ReportingPeriod) -> set[tuple[str, str]]:
    return {(one.indicator, one.area) for one in asked_of(plan, period)}


def test_a_withdrawn_target_is_asked_for_until_its_day_and_no_longer(plan: Plan) -> None:
    (frontage,) = named(plan, "frontage_responsibility_rate")
    after = without(plan, frontage)
    key = next((t.indicator, t.area) for t in plan.targets if t.id == frontage)
    assert key in pairs(after, JUNE)
    assert pairs(plan, SEPTEMBER) - pairs(after, SEPTEMBER) == {key}
    assert idle_stretches(after)[key] == ((DAY, date.max),)
    assert asked_of(plan, SEPTEMBER) == plan.reporting
    office = next(r.office for r in plan.reporting if (r.indicator, r.area) == key)
    before, now = (layout_for(after, office, period) for period in (JUNE, SEPTEMBER))
    assert before == replace(layout_for(plan, office, JUNE), rows=before.rows)
    assert [row.key for row in now.rows] == [r.key for r in before.rows if r.key != key]
    assert [row.number for row in now.rows] == list(range(1, len(now.rows) + 1))
    assert now.edition == edition_of(now.editions[-1], now.rows) != before.edition


def test_a_form_of_either_side_is_read_as_it_was_printed(plan: Plan) -> None:
    (frontage,) = named(plan, "frontage_responsibility_rate")
    after = without(plan, frontage)
    key = next((t.indicator, t.area) for t in plan.targets if t.id == frontage)
    office = next(r.office for r in plan.reporting if (r.indicator, r.area) == key)
    known = all_layouts(after)[f"{office}.Q"]
    for period in (JUNE, SEPTEMBER):
        printed = layout_for(after, office, period)
        rows = tuple(ManifestRow(str(r.number), *r.key, r.name, r.unit) for r in printed.rows)
        sent = Manifest(printed.id, printed.edition, office, str(period), rows)
        held = held_edition(known.at(period.end), sent, ())
        assert (held.older, held.fresh, held.dropped) == (False, (), ())


def test_what_another_target_or_a_composite_needs_is_still_asked_for(plan: Plan) -> None:
    first, *others = named(plan, LEAKAGE[0])
    twin = replace(next(t for t in plan.targets if t.id == first), id="P90")
    both = replace(plan, targets=(*plan.targets, twin))
    assert LEAKAGE in pairs(without(both, first, *others), SEPTEMBER)
    town = Area("150627990", "某镇", "镇", parent="150627")
    moved = replace(twin, id="P92", area=town.code)
    parts = replace(plan, areas=(*plan.areas, town), targets=(*plan.targets, moved))
    asked = (*plan.reporting, replace(plan.reporting[0], indicator=LEAKAGE[0], area=town.code))
    parts = replace(parts, reporting=asked)
    assert (LEAKAGE[0], town.code) in pairs(without(parts, "P92"), SEPTEMBER)
    alone = without(parts, "P92", first, *others)
    assert not {LEAKAGE, (LEAKAGE[0], town.code)} & pairs(alone, SEPTEMBER)


def test_raw_quantities_go_with_the_last_target_that_was_derived_from_them(plan: Plan) -> None:
    raw = ("water_supplied", "150627")
    first = named(plan, LEAKAGE[0])
    judged = replace(next(t for t in plan.targets if t.id == first[0]), id="P93", indicator=raw[0])
    asked = (*plan.reporting, replace(plan.reporting[0], indicator=raw[0], area=raw[1]))
    both = replace(plan, targets=(*plan.targets, judged), reporting=asked)
    assert raw in pairs(without(both, "P93"), SEPTEMBER)
    assert raw not in pairs(without(both, "P93", *first), SEPTEMBER)


def test_an_office_of_which_nothing_is_asked_has_no_form(plan: Plan) -> None:
    office = next(o for o in plan.reporting_offices if len(plan.reported_by(o)) == 1)
    (only,) = plan.reported_by(office)
    mine = [t.id for t in plan.targets if (t.indicator, t.area) == (only.indicator, only.area)]
    after, frequency = without(plan, *mine), plan.indicator(only.indicator).frequency
    for day, asked in ((date(2023, 12, 31), True), (date(2024, 12, 31), False)):
        period = ReportingPeriod.containing(day, frequency)
        assert (office in {one.office for one in asked_of(after, period)}) is asked
    with pytest.raises(UserError, match="没有按"):
        layout_for(after, office, ReportingPeriod.containing(date(2024, 12, 31), frequency))
