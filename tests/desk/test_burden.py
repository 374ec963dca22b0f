"""每个数只问一次: no form asks for what another asks, nor for what the record has already."""

from __future__ import annotations

from collections import Counter

import pytest
from openpyxl import load_workbook

from desk import files, views
from desk.files import already_known
from desk.views.burden import burden_of, burdens
from desk.views.filling import filling
from observations.errors import Refused
from observations.period import ReportingPeriod
from targets.layouts import all_layouts, layout_for
from targets.load import DEFAULT_PLAN, load_plan
from tests.desk.hall import Hall
from tests.desk.test_history import shelved, water
from tests.observations.tables.made import ROWS, TITLE, WATER

Q2, OFFICE = ReportingPeriod.parse("2024-Q2"), "housing"
LEAKAGE = ("leakage_rate", "150627")
OF_ALL = [
    (1, "全旗", 150.75, 129650, 86, ""),
    ("合计", None, 150.75, 129650, None, None),
    ROWS[3],
]


@pytest.mark.parametrize("written", ["2024-Q2", "2024-Q4", "2025"])
def test_no_two_forms_open_at_once_ask_for_the_same_number(written: str) -> None:
    """Every (indicator, area, period, role of the number), over all offices and frequencies."""
    plan, period = load_plan(DEFAULT_PLAN), ReportingPeriod.parse(written)
    year = ReportingPeriod.parse(str(period.year))
    asked: Counter[tuple[str, str, str, str]] = Counter()
    for layout in all_layouts(plan).values():
        of = year if layout.frequency == "A" else period
        if layout.frequency not in ("A", period.frequency.value):
            continue
        for row in layout_for(plan, layout.office, of).rows:
            parts = ("numerator", "denominator") if row.computed else ("value",)
            asked.update((*row.key, str(of), part) for part in parts)
    assert len(asked) > 30
    assert [key for key, times in asked.items() if times > 1] == []


def test_what_a_table_brought_is_locked_in_the_form_and_not_asked_on_the_page(
    one_hall: Hall,
) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    before = burden_of(desk, OFFICE, Q2)
    assert before.skipped == 0
    shelved(one_hall, WATER.replace("municipal-utilities", OFFICE))
    table = water(one_hall, OF_ALL, title=TITLE.replace("一", "二"))
    assert one_hall.hand_in(table, clerk).state == "accepted"
    now = burden_of(desk, OFFICE, Q2)
    assert (now.skipped, now.asked) == (2, before.asked - 2)
    form = files.form(desk, clerk, OFFICE, Q2)
    path = one_hall.folder / form.name
    path.write_bytes(form.data)
    sheet = load_workbook(path)["填报"]
    (cell,) = [c for row in sheet for c in row if c.value == 150.75]
    assert cell.protection.locked
    view = filling(desk, clerk, OFFICE, Q2)
    assert [one.value.key for one in view.rows if one.known] == [LEAKAGE]
    assert not view.recorded, "the form itself is still asked for"


def test_the_form_that_comes_back_leaves_what_the_table_said_as_it_was(one_hall: Hall) -> None:
    clerk = one_hall.clerk(OFFICE)
    shelved(one_hall, WATER.replace("municipal-utilities", OFFICE))
    first = one_hall.hand_in(water(one_hall, OF_ALL, title=TITLE.replace("一", "二")), clerk)
    taken = one_hall.hand_in(one_hall.form(OFFICE, Q2), clerk)
    assert taken.state == "accepted"
    standing = views.standing(one_hall.desk, clerk, OFFICE, Q2)
    (value,) = [one for one in standing.values if one.key == LEAKAGE]
    assert value.shown == "8.6%"
    layout = layout_for(one_hall.desk.plan, OFFICE, Q2)
    with one_hall.desk.ledger.read() as reading:
        assert set(already_known(reading, layout, Q2)) <= {LEAKAGE}
    assert first.id != taken.id


def test_an_office_is_told_its_own_burden_and_no_others(one_hall: Hall) -> None:
    mine = burdens(one_hall.desk, one_hall.clerk(OFFICE))
    assert {one.office for one in mine} == {OFFICE}
    assert all(one.asked_a_year >= one.asked > 0 for one in mine)
    assert len({one.office for one in burdens(one_hall.desk, one_hall.bureau)}) > 3
    with pytest.raises(Refused):
        burdens(one_hall.desk, one_hall.clerk(OFFICE), "sanitation")
