"""Every form of the real plan goes out, is filled, and comes back as it was filled."""

from __future__ import annotations

import random
from datetime import date

import pytest

from briefings.form import Entry, Prefill, write_form
from observations.indicator import Indicator
from observations.interpret import interpret
from observations.layout import LayoutRow
from observations.period import Frequency, ReportingPeriod
from observations.spool import spool
from observations.values import rounded
from targets.layouts import all_layouts
from targets.load import DEFAULT_PLAN, load_plan

PLAN = load_plan(DEFAULT_PLAN)
LAYOUTS = all_layouts(PLAN)
KNOWN = {indicator.key: indicator for indicator in PLAN.indicators}


def drawn(draw: random.Random, row: LayoutRow, indicator: Indicator) -> tuple[Entry, float]:
    """An entry and the value it means."""
    if row.computed:
        below = draw.randrange(1_000, 900_000) / 100
        above = round(below * draw.random(), 2)
        value = rounded(above / below * indicator.scale, indicator.decimals)
        return Entry(numerator=above, denominator=below), value
    if indicator.kind == "yes":
        done = draw.random() < 0.5
        return Entry(value="是" if done else "否"), float(done)
    value = round(draw.random() * 100, indicator.decimals)
    return Entry(value=value), value


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_form_of_the_real_plan_comes_back_as_it_was_filled(jail, tmp_path, name):
    layout, draw = LAYOUTS[name], random.Random(name)
    period = ReportingPeriod.containing(date(2024, 6, 30), Frequency(layout.frequency))
    filled = {row.key: drawn(draw, row, KNOWN[row.indicator]) for row in layout.rows}
    prefill = Prefill(
        period,
        due=date(2024, 7, 10),
        contact="调度岗",
        indicators=KNOWN,
        entries={key: entry for key, (entry, _) in filled.items()},
    )
    path = tmp_path / "form.xlsx"
    write_form(layout, prefill, path)
    source = spool(path, f"{layout.office_name}.xlsx", tmp_path / "spool", layout.office)
    done = interpret(jail.read(source), LAYOUTS, KNOWN)
    assert done.findings == ()
    assert done.header.layout == name
    read = {(i, a): v for i, a, v in done.batch.select("indicator", "area", "value").iter_rows()}
    assert read == {key: value for key, (_, value) in filled.items()}
