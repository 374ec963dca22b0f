"""A due date in a year whose holidays are not announced says so, wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from alerts.runbook import line_for
from dashboards.components.cases import case_table
from dashboards.components.flat import markup
from dashboards.pages.alerts import life_table
from dashboards.pages.delivery import _due_words
from dashboards.pages.quality import _due
from desk.views import CaseRow, DueRow
from observations.calendar import WorkingDays
from tests.dashboards.test_alerts_page import ROW, words

FAR = date(2033, 1, 7)
CALENDAR = WorkingDays()
CASE = CaseRow(
    id="1", number="2032-01", title="漏损率", target_id="T1", indicator="", area="150627",
    office="housing", office_name="住建局", step="OPEN", step_label="办理中", colour="",
    opened=date(2032, 12, 20), due=FAR, days_left=9, text="",
)  # fmt: skip
FORM = DueRow(
    office="housing", office_name="住建局", period="2032-Q4", title="填报表", due=FAR, days_left=9,
    calendar_known=False, cells=3, state="due", receipt=None,
)  # fmt: skip
MARK = "节假日未公布"


@pytest.mark.parametrize("known", [True, False])
def test_cases_alerts_and_forms_mark_such_a_day(known: bool) -> None:
    case = replace(CASE, calendar_known=known)
    alert = replace(ROW, due=FAR, late=False, calendar_known=known)
    form = replace(FORM, calendar_known=known)
    shown = {
        "cases": markup(case_table([case])),
        "alerts": words(life_table("未关闭", [alert])),
        "quality": words(_due(alert)),
        "delivery": _due_words([form]),
    }
    for page, text in shown.items():
        assert ("2033-01-07" in text, MARK in text) == (True, not known), page


@pytest.mark.parametrize(
    ("today", "unsure"), [(date(2033, 1, 3), True), (date(2024, 9, 29), False)]
)
def test_an_alerts_last_day_says_so_in_every_message(today: date, unsure: bool) -> None:
    line = line_for("no_data", "", "warning", today=today, calendar=CALENDAR)
    assert line is not None
    assert ("(1个工作日,当年放假安排未公布);问" in line.text) is unsure
