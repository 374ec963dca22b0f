"""The leader's line: what it says of a quarter, as a table."""

from __future__ import annotations

from datetime import date

import pytest

from briefings.quality_english import UNCHECKED
from desk.views.quality_summary import summary, summary_in_english
from desk.views.statement import UNCERTIFIED, UNPROVEN
from expectations.reporting import Due, FormTimeliness, Standing
from expectations.timeliness import Timeliness
from observations.period import ReportingPeriod
from observations.signals import SIGNALS

Q3 = ReportingPeriod.parse("2024-Q3")
DUE, BEFORE, AFTER = date(2024, 10, 18), date(2024, 10, 16), date(2024, 10, 21)
NAMES = {"hw": "城乡环卫中心", "zj": "住建局", "cg": "城管局", "mz": "民政局", "zz": "组织部"}


def form(office: str, came: date | None = BEFORE, **standing: int) -> FormTimeliness:
    late = 0 if came == BEFORE else 1
    outcome = "values" if came else "absent"
    return FormTimeliness(Due(office, Q3, DUE), came, late, outcome, Standing(**standing))


# 各单位的表:按时、逾期、未报、退回项未改、存疑未说明 → 一句话
SAID = [
    ([form("hw"), form("zj")], "2家单位应报2张,全部按时;没有未改正、未说明的问题。"),
    (
        [form("hw", doubts=1), form("zj")],
        "2家单位应报2张,全部按时;1张存疑未说明(城乡环卫中心)。",
    ),
    (
        [form("hw"), form("zj", AFTER)],
        "2家单位应报2张,全部报齐,按时1张;1张逾期报来(住建局)。",
    ),
    (
        [form("hw"), form("zj", AFTER), form("cg", None)],
        "3家单位应报3张,已报2张,按时1张;1张未报(城管局);1张逾期报来(住建局)。",
    ),
    (
        [form("hw", criticals=1), form("zj")],
        "2家单位应报2张,全部按时;1张未合格(城乡环卫中心)。",
    ),
    (
        [form(one, None) for one in ("hw", "zj", "cg", "mz", "zz")],
        "5家单位应报5张,均未报来;5张未报(城乡环卫中心、住建局、城管局等)。",
    ),
]


@pytest.mark.parametrize(("forms", "line"), SAID, ids=[line for _, line in SAID])
def test_a_quarter_in_one_line(forms: list[FormTimeliness], line: str) -> None:
    assert summary(Timeliness(tuple(forms)), NAMES) == line


def test_before_the_day_it_says_how_many_came() -> None:
    waiting = Timeliness((), pending=(form("hw"), form("zj", None)))
    assert summary(waiting, NAMES) == "2张表尚未到期,已报来1张。"


def test_what_nobody_is_asked_for_is_said_or_nothing_is() -> None:
    excused = Due("hw", Q3, DUE, excuse="exempt")
    line = summary(Timeliness((), excused=(excused,)), NAMES)
    assert line == "应报的1张表均免报、关账或到期早于系统启用。"
    assert summary(Timeliness(()), NAMES) == ""


IN_ENGLISH = [
    "2 forms expected of 2 offices, all on time; nothing is left uncorrected or unexplained.",
    "2 forms expected of 2 offices, all on time; 1 in doubt and not explained (城乡环卫中心).",
    "2 forms expected of 2 offices, all received, 1 on time; 1 late (住建局).",
    "3 forms expected of 3 offices, 2 received, 1 on time; 1 missing (城管局); 1 late (住建局).",
    "2 forms expected of 2 offices, all on time; 1 not passed (城乡环卫中心).",
    "5 forms expected of 5 offices, none received; 5 missing (城乡环卫中心, 住建局, 城管局, …).",
]


def test_the_same_quarters_in_english() -> None:
    told = [summary_in_english(Timeliness(tuple(forms)), NAMES) for forms, _ in SAID]
    assert told == IN_ENGLISH
    waiting = Timeliness((), pending=(form("hw"), form("zj", None)))
    assert summary_in_english(waiting, NAMES) == "2 forms not due yet, 1 received already."


def test_every_reason_why_nothing_was_verified_has_its_english() -> None:
    reasons = {UNCERTIFIED, *(SIGNALS[one].meaning for one in UNPROVEN)}
    assert {one.rstrip("。") for one in reasons} == UNCHECKED.keys()
