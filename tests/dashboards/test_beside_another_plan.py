"""A ledger may hold a country: what pages ask of it is the plan's own, and all of that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from desk import views
from desk.concern import concerned
from desk.handle import Desk
from desk.keys import plan_keys
from desk.views.browsing import offered
from ledger import alert_log, approvals, browse, findings, receipts, revisions
from ledger.browse import Asked, Reach
from ledger.form_arrivals import form_arrivals
from ledger.unit import Reading
from observations.finding import Finding, Severity
from observations.identity import Actor
from observations.period import ReportingPeriod
from tests.dashboards.town import TODAY, Town
from tests.ledger.material import judge, row, source

Q3 = "2024-Q3"
DOUBT = Finding(
    "jump.history", Severity.WARNING, "与上期相差较大", indicator="leakage_rate", area="999999"
)
VIEWS: dict[str, Callable[[Desk, Actor], object]] = {
    "总览": lambda desk, who: views.overview(desk, who, ReportingPeriod.parse(Q3)),
    "地区": views.areas,
    "数据": lambda desk, who: _without_head(desk, who, Asked()),
    "最新报送": lambda desk, who: _without_head(desk, who, Asked(approved=False)),
    "可选": offered,
    "质量": views.quality,
    "单位": views.offices,
    "任务": views.tasks,
    "预警": views.alert_lives,
    "督办": views.cases,
    "应报": views.due_list,
    "报送": views.submissions,
    "回执": views.receipts,
    "关账": views.closing,
}


def _without_head(desk: Desk, who: Actor, asked: Asked) -> object:
    return replace(views.observations(desk, who, asked), head=0)


def at_rest(town: Town) -> Desk:
    """The desk at one moment: nothing differs because time passed."""
    return replace(town.desk, clock=lambda: TODAY)


@pytest.fixture(scope="module")
def seen(town: Town) -> tuple[dict[str, object], dict[str, object]]:
    """Every view of the desk before and after an office of another plan reported."""
    desk, who = at_rest(town), town.posts["desk"]
    _open_alert(town, town.office)
    before = {name: show(desk, who) for name, show in VIEWS.items()}
    values = [row("leakage_rate", 12.0, area="999999", period=Q3, office="elsewhere")]
    judge(
        town.desk.ledger,
        source("another plan's", "elsewhere"),
        values,
        when=_noon(),
        findings=(DOUBT,),
        period=Q3,
    )
    _open_alert(town, "elsewhere")
    for level in ("office", "desk"):
        with town.desk.ledger.write(who, _noon(), "approve", "elsewhere") as unit:
            approvals.approve(unit, "elsewhere", Q3, level)
    return before, {name: show(desk, who) for name, show in VIEWS.items()}


def _open_alert(town: Town, office: str) -> None:
    words = ("bad_data", office, Q3, "jump.history", "", "warning", "有一处存疑")
    with town.desk.ledger.write(town.posts["desk"], _noon(), "watch", office) as unit:
        alert_log.open_alerts(unit, [alert_log.NewAlert(*words, body={}, due=None)])


def _noon() -> datetime:
    return TODAY.replace(hour=12)


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_shows_the_same_beside_the_record_of_another_plan(
    seen: tuple[dict[str, object], dict[str, object]], name: str
) -> None:
    before, after = seen
    assert before[name] == after[name]
    assert before[name]


def test_the_other_plans_record_is_there(
    town: Town, seen: tuple[dict[str, object], dict[str, object]]
) -> None:
    with town.desk.ledger.read() as reading:
        whole = revisions.as_of(reading)
        assert whole.filter(pl.col("area") == "999999")["value"].to_list() == [12.0]
        assert any(one.office == "elsewhere" for one in findings.open_findings(reading))
        mine = whole.filter(pl.col("area") != "999999")
        assert revisions.as_of(reading, keys=plan_keys(town.desk.plan)).equals(mine)


KEYED: dict[str, Callable[[Reading, frozenset[str] | None], Any]] = {
    "reports": lambda reading, offices: approvals.submissions(reading, offices=offices),
    "findings": findings.open_findings,
    "alerts": lambda reading, offices: alert_log.alerts(reading, offices=offices),
    "receipts": receipts.listing,
    "arrivals": lambda reading, offices: form_arrivals(reading, {Q3, "2024-Q2"}, offices),
}


@pytest.mark.parametrize("name", KEYED)
def test_what_is_asked_of_some_offices_is_the_whole_of_which_theirs_is_taken(
    town: Town, seen: tuple[dict[str, object], dict[str, object]], name: str
) -> None:
    with town.desk.ledger.read() as reading:
        whole = KEYED[name](reading, None)
        for some in ({town.office}, {town.office, town.other}, concerned(town.desk, reading)):
            mine = [one for one in whole if _office(one) in some]
            assert [*KEYED[name](reading, frozenset(some))] == mine
        assert len(mine) < len(whole) or name == "arrivals"  # a table is no form


def _office(one: Any) -> str:
    return str(one.alert.office if hasattr(one, "alert") else one.office)


def test_indicators_with_a_value_days_and_forms_are_those_of_the_whole_record(town: Town) -> None:
    desk = town.desk
    with desk.ledger.read() as reading:
        frame = revisions.as_of(reading).filter(pl.col("value").is_not_null())
        named = {one.code for one in desk.plan.areas}
        pairs = set(frame.select("indicator", "area").rows())
        assert browse.valued(reading, plan_keys(desk.plan)) == {p for p in pairs if p[1] in named}
        tables = receipts.tables_only(reading, desk.plan.reporting_offices)
        assert tables == {one for one in tables if one[0] in desk.plan.reporting_offices}
        every = (Reach(),)
        mine = (Reach(concerned(desk, reading)),)
        assert browse.form_periods(reading, mine) <= browse.form_periods(reading, every)
        assert browse.moments(reading, mine) <= browse.moments(reading, every)
