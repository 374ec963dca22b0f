"""The indicator page: from any number to its cell, and every state it can be in."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import openpyxl
import pytest
from dash import dcc

from dashboards.components import indicator as parts
from dashboards.components.values import at_pace, values
from desk import views
from desk.data_docs import data_docs
from desk.views import IndicatorView
from ledger.receipts import get
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import Frequency, ReportingPeriod
from targets.adjustment import Change
from tests.dashboards.asking import LEADER
from tests.dashboards.test_components import links, walk, words
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor

KEY, AREA, Q3 = "leakage_rate", "150627", "2024-Q3"


@pytest.fixture
def view(town: Town) -> IndicatorView:
    return views.indicator(town.desk, LEADER, KEY, AREA, ReportingPeriod.parse(Q3))


def page(visitor: Visitor, href: str) -> str:
    """The page at an address with its query, as text."""
    path, _, search = href.partition("?")
    answer = visitor.open(path, f"?{search}")
    assert answer.status_code == 200, answer.text
    return unescape(json.dumps(answer.get_json()["response"], ensure_ascii=False))


def test_a_numerator_leads_in_one_click_to_its_cell_and_in_two_to_file_and_check(
    town: Town, bureau: Visitor
) -> None:
    shown = page(bureau, f"/indicators/{KEY}?area={AREA}&period={Q3}")
    row = shown.partition("数值与出处")[2].partition(f"{ReportingPeriod.parse(Q3).label}<")[2]
    hrefs = re.findall(r'href=\\"(/receipts/[^"\\]*)\\"', row.partition("</tr>")[0])
    view = views.indicator(town.desk, LEADER, KEY, AREA, ReportingPeriod.parse(Q3))
    point = next(one for one in view.points if one.period == Q3)
    cells = (point.cell, point.numerator_cell, point.denominator_cell, point.cell)
    assert [href.rpartition("cell=")[2] for href in hrefs] == list(cells)

    first = page(bureau, hrefs[1])
    assert "这个数的来处" in first and f"分子 {point.numerator:g}" in first
    receipt = view.points[-1].receipt
    with town.desk.ledger.read() as reading:
        kept = get(reading, receipt)
    assert kept is not None
    for said in (kept.source.name, point.sheet, point.numerator_cell, receipt, kept.suite):
        assert said in first, said

    assert f"/files/data-docs/{receipt}" in first and f"/files/original/{receipt}" in first
    assert data_docs(town.desk, LEADER, receipt, draw=True)  # as the worker does
    assert bureau.get(f"/files/data-docs/{receipt}").status_code == 200
    original = bureau.get(f"/files/original/{receipt}")
    book = openpyxl.load_workbook(io.BytesIO(original.data))
    assert book[point.sheet][point.numerator_cell].value == point.numerator


def test_each_point_of_the_chart_leads_where_its_row_of_the_table_does(
    town: Town, view: IndicatorView
) -> None:
    series = parts.series_of(view, town.desk.plan.pace_origin)
    table = values(view, town.desk.office_names)
    told = {point.href for point in series.points if point.value is not None}
    drawn = {(one.receipt, one.cell) for one in view.points if one.value is not None}
    assert len(told) == len(drawn) >= 2
    assert told <= set(links(table))
    drawn = walk(parts.graph(view, date(2023, 1, 1)))
    graph = next(one for one in drawn if isinstance(one, dcc.Graph))
    line = next(one for one in graph.figure["data"] if one["name"] == "填报值")
    assert told <= set(line["customdata"])


def test_the_table_says_what_the_chart_shows_gaps_and_pace_included(
    town: Town, view: IndicatorView
) -> None:
    assert view.missing, "the town was founded after the plan began"
    table = words(values(view, town.desk.office_names))
    silent = set(view.missing) - {one.period for one in view.points}
    assert silent, "nothing was reported for the last quarter of 2023"
    for written in silent:
        assert f"{ReportingPeriod.parse(written).label}缺报" in table
    line = view.lines[0]
    assert line.assessment is not None and line.assessment.expected is not None
    end = ReportingPeriod.parse(Q3).end
    assert at_pace(line.way, end) == pytest.approx(line.assessment.expected, rel=0.01)
    assert at_pace(line.way, date(2019, 1, 1)) is None


def test_the_numbers_behind_a_verdict_are_named_with_their_cells(view: IndicatorView) -> None:
    for line in view.lines:
        assert line.assessment is not None
        (source,) = line.sources
        point = next(one for one in view.points if one.period == Q3)
        assert (source.receipt, source.sheet, source.cell) == (
            point.receipt, point.sheet, point.cell,
        )  # fmt: skip
        assert source.linked


def test_a_replaced_target_is_drawn_until_its_day_and_one_to_come_is_not(
    town: Town, view: IndicatorView
) -> None:
    def change(old: str, new: str, day: date) -> Change:
        return Change("T09", "value", old, new, "某号", "原文", "旗政府", day, day, "")

    first, *rest = view.lines
    made = (change("8", "9", date(2024, 6, 1)), change("9", "13", date(2025, 1, 1)))
    changed = replace(view, lines=(replace(first, changes=made), *rest))
    goal = parts.series_of(changed, town.desk.plan.pace_origin).goals[0]
    (old,) = goal.former
    assert (old.value, old.text, old.until) == (8.0, "8%", date(2024, 6, 1))
    assert goal.since == date(2024, 6, 1)


def test_whoever_may_not_open_the_receipt_gets_the_number_without_a_link(town: Town) -> None:
    target = next(
        t for t in town.desk.plan.targets
        if t.area == AREA
        and town.desk.plan.indicator(t.indicator).frequency is Frequency.QUARTER
        and {*t.leads, *t.cooperating} - {town.office, town.other}
        and any((r.indicator, r.area, r.office) == (t.indicator, AREA, town.office)
                for r in town.desk.plan.reporting)
    )  # fmt: skip
    office = next(o for o in (*target.leads, *target.cooperating) if o != town.office)
    who = Actor("某单位填报岗", frozenset({Role.CLERK}), frozenset({office}))
    found = views.indicator(town.desk, who, target.indicator, AREA, ReportingPeriod.parse(Q3))
    assert found.points
    assert not any(one.linked for one in found.points)
    assert links(values(found, town.desk.office_names)) == []
    assert found.findings == ()
    assert all(who.covers(one.office) for one in found.cases)


def test_every_state_is_drawn_with_its_next_step(
    town: Town, bureau: Visitor, clerk: Visitor
) -> None:
    assert "没有这个指标或地区" in page(bureau, "/indicators/nothing?area=150627")
    assert "方案里没有这个地区" in page(bureau, f"/indicators/{KEY}?area=1")
    early = page(bureau, f"/indicators/{KEY}?area={AREA}&period=2023-Q4")
    assert "本期尚未评估" in early
    silent = page(bureau, f"/indicators/{KEY}?area=150602&period={Q3}")
    assert "还没有报送过数值" in silent and "方案没有为该地区的这项指标规定目标" in silent
    targets = town.desk.plan.targets
    mine = {t.indicator for t in targets if town.office in (*t.leads, *t.cooperating)}
    mine |= {r.indicator for r in town.desk.plan.reporting if r.office == town.office}
    foreign = next(t for t in targets if t.area == AREA and t.indicator not in mine)
    assert "这个指标不属于本单位" in page(clerk, f"/indicators/{foreign.indicator}?area={AREA}")


def test_a_cell_nothing_came_from_is_told_and_a_foreign_receipt_is_as_if_there_were_none(
    town: Town, bureau: Visitor, view: IndicatorView
) -> None:
    receipt = view.points[-1].receipt
    assert "没有入账的数值" in page(bureau, f"/receipts/{receipt}?sheet=填报&cell=ZZ9")
    stranger = town.posts[f"clerk:{town.other}"]
    point = view.points[-1]
    assert views.origin(town.desk, stranger, receipt, point.sheet, point.cell) is None
    assert views.origin(town.desk, LEADER, "R-none", "填报", "I6") is None


def test_the_view_itself_refuses_what_is_out_of_scope(town: Town) -> None:
    narrow = Actor("某镇", frozenset({Role.LEADER}), areas=frozenset({"150602"}))
    with pytest.raises(Refused):
        views.indicator(town.desk, narrow, KEY, AREA)
    with pytest.raises(UserError):
        views.indicator(town.desk, LEADER, "nothing", AREA)
