"""The pages of the offices: the ranking by its printed rule, and what each post may see of it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import Dash, dcc, html
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.components.flat import markup
from dashboards.pages import office as own_page
from dashboards.pages import offices as page
from desk import views
from desk.rate_table import rate_table
from desk.views.office_ranks import SORTS, placed
from desk.views.offices import OfficeRow
from expectations.reporting import Rate
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.dashboards.asking import LEADER, at
from tests.dashboards.test_alerts_page import parts, words
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn
from tests.desk.counting import Counting

TOWN_DESK = Actor("某镇调度岗", frozenset({Role.DESK}), frozenset({"azhen"}))


def fared(
    name: str, on_time: tuple[int, int], good: tuple[int, int], cases: int, **more: object
) -> OfficeRow:
    """An office with `on_time` of its due forms on time, `good` of the received ones good."""
    row = OfficeRow(
        id=name,
        name=name,
        completeness=Rate(good[1], on_time[1]),
        punctuality=Rate(*on_time),
        quality=Rate(*good),
        open_cases=cases,
        late_cases=0,
        open_alerts=0,
        late_alerts=0,
        levels=(),
        led=0,
        tasks=0,
        burden=(),
    )
    return replace(row, **more)  # type: ignore[arg-type]


BY_HAND = [
    # 单位, 按时/应报, 合格/已报, 未结督办, 名次
    ("甲局", (12, 12), (12, 12), 0, 1),
    ("乙局", (3, 3), (3, 3), 0, 1),  # three forms in time are as good as twelve: tied
    ("丙局", (12, 12), (12, 12), 2, 3),  # two offices before it, so the third place
    ("丁局", (12, 12), (11, 12), 0, 4),  # quality comes before cases
    ("戊局", (11, 12), (12, 12), 0, 5),  # punctuality comes before quality
    ("己局", (22, 24), (24, 24), 0, 5),  # 22/24 is 11/12: tied, whatever the decimals say
    ("庚局", (0, 4), (2, 2), 0, 7),
    ("辛局", (0, 4), (0, 0), 0, 8),  # nothing ever came: no quality, the last
    ("壬局", (0, 0), (0, 0), 9, None),  # nothing was due: not ranked, whatever its cases
]


def test_places_follow_the_printed_rule_and_ties_share_a_place() -> None:
    rows = [fared(name, on_time, good, cases) for name, on_time, good, cases, _ in BY_HAND]
    assert [(one.name, one.place) for one in placed(reversed(rows))][::-1] == [
        (name, place) for name, *_, place in BY_HAND
    ]


RATES = st.integers(0, 5).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(RATES, RATES, st.integers(0, 3)), max_size=7))
def test_a_place_is_one_more_than_the_offices_that_are_better(
    drawn_rows: list[tuple[tuple[int, int], tuple[int, int], int]],
) -> None:
    rows = placed(fared(f"{n}", *one) for n, one in enumerate(drawn_rows))
    ranked = sorted((one for one in rows if one.place), key=lambda one: one.place or 0)
    assert [one.place for one in rows if not one.punctuality.denominator].count(None) == len(
        rows
    ) - len(ranked)
    for number, one in enumerate(ranked):
        before = [other for other in ranked[:number] if other.place != one.place]
        assert one.place == len(before) + 1
        for other in before:
            assert (other.punctuality.value or 0) >= (one.punctuality.value or 0)


def test_the_page_counts_what_the_rates_command_counts(town: Town) -> None:
    told = {row.name: row for row in rate_table(town.desk, LEADER).offices}
    rows = [one for one in views.offices(town.desk, LEADER).rows if one.punctuality.denominator]
    assert rows
    for one in rows:
        same = told[one.id].rates
        assert (one.punctuality, one.quality) == (same["timeliness"], same["quality"])
        assert one.completeness == same["completeness"]
    period = ReportingPeriod.parse("2024-Q1")
    of_one = {row.name: row for row in rate_table(town.desk, LEADER, period).offices}
    for one in views.offices(town.desk, LEADER, period).rows:
        if one.punctuality.denominator:
            assert one.punctuality == of_one[one.id].rates["timeliness"]


def test_cases_verdicts_and_cells_are_those_of_their_own_pages(town: Town) -> None:
    rows = {one.id: one for one in views.offices(town.desk, LEADER).rows}
    open_ = [one for one in views.cases(town.desk, LEADER) if one.closed is None]
    for office, row in rows.items():
        assert row.open_cases == sum(one.office == office for one in open_)
        assert row.led == sum(office in one.leads for one in town.desk.plan.targets)
    due = [one for one in views.due_list(town.desk, LEADER) if one.office == town.office]
    for asked in rows[town.office].burden:
        (same,) = [one for one in due if one.period == str(asked.period)]
        assert asked.cells == same.cells
        assert asked.values <= asked.cells


def test_the_rule_of_the_ranking_is_printed_and_every_column_sorts_by_a_link(town: Town) -> None:
    view = views.offices(town.desk, LEADER)
    tree = html.Div(page.body(view, at(town, "/offices")))
    shown = words(tree)
    assert "按时率高的在前" in shown and "并列同一名次" in shown and "考核得分另见考核页" in shown
    heads = [one for one in parts(tree) if isinstance(one, html.Th)]
    links = [one for th in heads for one in parts(th) if isinstance(one, dcc.Link)]
    asked = {"".join(parse_qs(urlsplit(one.href).query).get("sort", [""])) for one in links}
    assert asked == set(SORTS)
    for name in asked:
        assert len(views.offices(town.desk, LEADER, sort=name).rows) == len(view.rows)
    by_cases = [one.open_cases for one in views.offices(town.desk, LEADER, sort="cases").rows]
    assert by_cases == sorted(by_cases, reverse=True)
    with pytest.raises(UserError, match="排序"):
        views.offices(town.desk, LEADER, sort="secret")


def test_a_clerk_sees_its_own_office_without_a_place_and_is_refused_the_others(
    town: Town, clerk: Visitor
) -> None:
    who = town.posts[f"clerk:{town.office}"]
    view = views.offices(town.desk, who)
    assert [(one.id, one.place) for one in view.rows] == [(town.office, None)]
    assert not view.ranked
    foreign, listed = town.desk.office_names[town.other], drawn(clerk, "/offices")
    assert town.desk.office_names[town.office] in listed
    assert foreign not in listed
    assert "历次报表" in drawn(clerk, f"/offices/{town.office}")
    refused = drawn(clerk, f"/offices/{town.other}")
    assert "本岗位无权查看其他单位" in refused
    assert foreign not in refused
    assert drawn(clerk, "/offices/nobody").count("本岗位无权查看其他单位") == refused.count(
        "本岗位无权查看其他单位"
    )


@pytest.mark.parametrize("role", [Role.DESK, Role.LEADER, Role.ADMIN])
def test_posts_over_the_whole_plan_see_every_office(town: Town, role: Role) -> None:
    view = views.offices(town.desk, Actor("某岗", frozenset({role})))
    assert {one.id for one in view.rows} >= {one.id for one in town.desk.plan.offices}
    assert view.ranked


def test_a_desk_of_one_office_is_as_limited_as_its_scope(town: Town) -> None:
    view = views.offices(town.desk, TOWN_DESK)
    assert [one.id for one in view.rows] == ["azhen"]
    assert view.rows[0].place is None
    with pytest.raises(Refused):
        views.office(town.desk, TOWN_DESK, town.office)


def test_an_office_s_own_page_has_targets_forms_burden_and_tasks(
    town: Town, bureau: Visitor
) -> None:
    view = views.office(town.desk, LEADER, town.office)
    led = [one.id for part, one in view.targets if part == "lead"]
    assert led == [t.id for t in town.desk.plan.targets if town.office in t.leads]
    assert {one.id for one in view.tasks} == {
        t.id for t in town.desk.plan.tasks if town.office in (*t.leads, *t.cooperating)
    }
    assert all(one.due.office == town.office for one in view.forms)
    shown = drawn(bureau, f"/offices/{town.office}")
    for word in ("按时率", "未结督办", "填报负担", "免填", "历次报表", "任务"):
        assert word in shown
    with pytest.raises(UserError, match="方案中没有单位"):
        views.office(town.desk, LEADER, "nobody")


def test_the_database_is_asked_as_often_for_few_offices_as_for_many(town: Town, site: Dash) -> None:
    reporting = set(town.desk.plan.reporting_offices)
    offices = tuple(one for one in town.desk.plan.offices if one.id in reporting)
    few = replace(town.desk, plan=replace(town.desk.plan, offices=offices))
    with Counting(town.desk) as many:
        rows = views.offices(town.desk, LEADER).rows
    with Counting(few) as fewer:
        assert len(views.offices(few, LEADER).rows) < len(rows)
    assert fewer.count == many.count
    assert many.count < 25
    with Counting(town.desk) as one:
        views.office(town.desk, LEADER, town.office)
    assert one.count == many.count + 2  # its open cases, and the names they are told by


def test_markup_of_both_pages_can_be_made(town: Town) -> None:
    view = views.offices(town.desk, LEADER)
    assert markup(html.Div(page.body(view, at(town, "/offices")))).count("<tr>") > len(view.rows)
    own = own_page.body(views.office(town.desk, LEADER, "azhen"), at(town, "/offices/azhen"))
    assert "历次报表" in markup(html.Div(own))


def test_an_office_s_page_says_that_it_shows_the_cases_due_first_and_leads_to_all(
    town: Town,
) -> None:
    view, here = views.office(town.desk, LEADER, "azhen"), at(town, "/offices/azhen")
    assert "看全部" not in markup(html.Div(own_page.body(view, here)))
    more = replace(view, row=replace(view.row, open_cases=len(view.cases) + 30))
    shown = markup(html.Div(own_page.body(more, here)))
    assert f"未结督办（{len(view.cases) + 30}）" in shown
    assert "/cases?office=azhen&amp;state=running" in shown and "看全部" in shown
