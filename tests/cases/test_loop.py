"""The whole loop: a lagging leakage rate is supervised until a clean, approved value clears it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from briefings.briefing import build_briefing
from briefings.form import Entry
from briefings.paper import Table, text_of
from briefings.paper_form import PaperForm
from cases.events import Step
from dashboards.address import Address
from dashboards.pages import cases as page
from desk import views
from desk.approve import approve
from desk.assess import assess_period
from desk.baselines import set_baseline
from desk.case_assess import follow_targets
from desk.case_clock import tell_stages
from desk.demo.posts import DESK
from desk.handle import SHANGHAI
from desk.views.case_search import RUNNING, Sought, search
from desk.views.overview import card_of
from desk.views.surroundings import surroundings
from ledger import case_log, case_rebuilding
from ledger.findings import open_findings
from ledger.runs import latest_run
from observations.period import ReportingPeriod
from targets.assessment import Baseline
from tests.desk.hall import Q3, Hall

LEAKAGE = ("leakage_rate", "150627")
Q4, Q1 = ReportingPeriod.parse("2024-Q4"), ReportingPeriod.parse("2025-Q1")


def at(hall: Hall, day: date) -> None:
    hall.clock.moment = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


def report(
    hall: Hall, period: ReportingPeriod, day: date, lost: float, *, by_clock: bool = False
) -> str:
    """The office's form with so much of 520 lost, approved and assessed; the receipt's state."""
    at(hall, day)
    given = {LEAKAGE: Entry(numerator=lost, denominator=520.0)}
    row = hall.hand_in(hall.form("housing", period, given), hall.clerk("housing"))
    if row.state == "accepted":
        approve(hall.desk, hall.reviewer("housing"), "housing", period)
        approve(hall.desk, hall.bureau, "housing", period)
        if by_clock:
            follow_targets(hall.desk, hall.bureau)
        else:
            assess_period(hall.desk, hall.bureau, period)
    return row.state


def steps(hall: Hall) -> list[Step]:
    """The steps of the one case about leakage."""
    with hall.desk.ledger.read() as reading:
        events = [one for one in case_log.events(reading) if one.kind == "lagging-target"]
    about = {f"target:{one.id}" for one in hall.desk.plan.targets if one.indicator == LEAKAGE[0]}
    mine = [one for one in events if one.subject in about]
    assert len({one.case for one in mine}) == 1
    return [one.step for one in mine]


def doubted(hall: Hall) -> bool:
    """True while something about the fourth quarter's leakage is unexplained."""
    with hall.desk.ledger.read() as reading:
        rows = open_findings(reading)
    return any(o.period == str(Q4) and o.finding.indicator == LEAKAGE[0] for o in rows)


def agree(hall: Hall, period: ReportingPeriod) -> str:
    """Where list, page and paper say that the case stands, if they say the same, word for word."""
    mine = [one for one in views.cases(hall.desk, hall.bureau) if one.indicator == LEAKAGE[0]]
    (row,) = mine
    running = search(hall.desk, hall.bureau, Sought(kind="lagging-target", standing=RUNNING))
    assert (row.id in {one.id for one in running.rows}) is (row.closed is None)
    with hall.desk.ledger.read() as reading:
        run = latest_run(reading, str(period))
        told = surroundings(hall.desk, reading, run)
        assert list(case_rebuilding.wrong(reading)) == []
    (line,) = [one for one in told.cases if one.number == row.number]
    assert (line.state, line.closed, line.due) == (row.step_label, row.closed, row.due)
    card = views.overview(hall.desk, hall.bureau, period)
    assert card is not None
    drawn = sent(page.render(hall.desk, hall.bureau, Address("/cases", {"kind": row.kind})))
    assert row.number in drawn and row.standing in drawn
    own = sent(page.render_one(hall.desk, hall.bureau, Address("/cases"), row.number))
    assert all(str(one) in own for one in (row.standing, *steps(hall)))
    (listed,) = written(hall, period, row.number)
    assert (row.standing in listed[-1]) and (row.closed is None or str(row.closed) in listed[-1])
    return row.standing


def sent(tree: Component) -> str:
    """What the browser gets of a page, as text."""
    return json.dumps(tree, cls=PlotlyJSONEncoder, ensure_ascii=False)


def written(hall: Hall, period: ReportingPeriod, number: str) -> list[list[str]]:
    """The lines about the case in the list of the briefing of that period, written today."""
    with hall.desk.ledger.read() as reading:
        card = card_of(hall.desk, reading, period)
    assert card is not None
    form = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
    paper = build_briefing(card, hall.desk.today(), form=form)
    (annex,) = [one for one in paper.annexes if one.title == "督办及销号清单"]
    tables = [one for one in annex.blocks if isinstance(one, Table)]
    lines = [[text_of(cell) for cell in row.cells] for row in tables[0].rows]
    return [one for one in lines if number in one]


def test_a_lagging_leakage_rate_is_followed_until_a_clean_approved_value_clears_it(
    one_hall: Hall,
) -> None:
    hall = one_hall
    set_baseline(hall.desk, DESK, Baseline(*LEAKAGE, "2022", 13.2, "供水公司2022年年报"))
    assert report(hall, Q3, date(2025, 1, 20), 59.28) == "accepted"
    assert (steps(hall), agree(hall, Q3)) == ([Step.OPEN], "待签收")
    told: dict[str, list[str]] = {}
    for n in range(24):
        day = date(2025, 1, 20) + timedelta(days=n)
        at(hall, day)
        for fact in tell_stages(hall.desk, hall.bureau):
            if "管网漏损率" in str(fact.body["lines"]):
                told.setdefault(str(day), []).append(fact.body["to"] or fact.body["office"])
    assert told == {  # a holiday from 28 January to 4 February; Sunday 26 and Saturday 8 are worked
        "2025-01-22": ["housing"],
        "2025-01-23": ["housing"],
        "2025-01-26": ["housing"],
        "2025-01-27": ["housing", "desk"],
        "2025-02-06": ["housing"],
        "2025-02-08": ["leader"],
    }
    assert report(hall, Q4, date(2025, 2, 13), 20.0) == "accepted"
    assert doubted(hall)
    assert (steps(hall), agree(hall, Q4)) == ([Step.OPEN], "待签收")
    assert report(hall, Q4, date(2025, 2, 14), 45.0, by_clock=True) == "accepted"
    assert not doubted(hall)
    assert (steps(hall), agree(hall, Q4)) == ([Step.OPEN, Step.CLOSE], "已销号")
    assert report(hall, Q1, date(2025, 4, 14), 62.0) == "accepted"
    assert (steps(hall), agree(hall, Q1)) == ([Step.OPEN, Step.CLOSE, Step.REOPEN], "待签收")


def test_the_clock_judges_anew_only_where_a_target_is_supervised_and_keeps_nothing_twice(
    one_hall: Hall,
) -> None:
    hall = one_hall
    at(hall, date(2025, 1, 20))
    assert follow_targets(hall.desk, hall.bureau) == ()
    set_baseline(hall.desk, DESK, Baseline(*LEAKAGE, "2022", 13.2, "供水公司2022年年报"))
    assert report(hall, Q3, date(2025, 1, 20), 59.28) == "accepted"
    head = hall.desk.ledger.head()
    assert Q3 in follow_targets(hall.desk, hall.bureau)
    at(hall, date(2025, 1, 21))
    again = hall.desk.ledger.head()
    follow_targets(hall.desk, hall.bureau)
    assert hall.desk.ledger.head() == again >= head
    at(hall, date(2025, 1, 25))  # a Saturday
    assert follow_targets(hall.desk, hall.bureau) == ()
