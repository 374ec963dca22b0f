"""Components are functions of data: the same card gives the same tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import html
from dash.development.base_component import Component

import dashboards
from briefings.marks import LEVEL_MARKS
from briefings.rows import Row
from briefings.scorecard import Scorecard, scorecard
from dashboards.address import Address
from dashboards.components import decisions, marks, notices, overview, standings, tables
from dashboards.components.bullet import bullet
from dashboards.components.choices import choices, month_ends
from dashboards.pages.overview import body, filtered, within
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import AssessmentRun, Baseline, Belief, Level, Measured, Trend
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan

HOME = Address("/", {})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(DEFAULT_PLAN)


@pytest.fixture(scope="module")
def card(plan: Plan) -> Scorecard:
    """A quarter in which every third target lags, some have no value and all are synthetic."""
    before, now = _run(plan, "2024-Q2"), _run(plan, "2024-Q3")
    return scorecard(plan, now, before)


def _run(plan: Plan, written: str) -> AssessmentRun:
    period = ReportingPeriod.parse(written)
    keys = sorted({(t.indicator, t.area): t.value for t in plan.targets}.items())
    measured, baselines = [], []
    for place, ((key, area), goal) in enumerate(keys):
        indicator = plan.indicator(key)
        base = goal * (0.75 if indicator.direction == "up" else 1.4)
        baselines.append(Baseline(key, area, "2022", base, "年报"))
        if place % 5 == 4:
            continue
        value = base + (goal - base) * (0.2, 0.55, 1.0)[place % 3]
        at = ReportingPeriod.containing(period.end, indicator.frequency)
        measured.append(
            Measured(key, area, str(at), value, f"r{place}", "RC", "填报", "I6", demo=True)
        )
    verdicts = assess(plan, measured, baselines, period, today=period.end)
    return AssessmentRun("x", written, "", 1, "v1", plan.version, period.end, verdicts)


def walk(tree: Any) -> Iterator[Any]:
    """Every component and text of a tree."""
    if isinstance(tree, (list, tuple)):
        for one in tree:
            yield from walk(one)
    elif isinstance(tree, Component):
        yield tree
        yield from walk(getattr(tree, "children", None))
    elif tree is not None:
        yield tree


def words(tree: Any) -> str:
    """All text of a tree."""
    return "".join(str(one) for one in walk(tree) if not isinstance(one, Component))


def classes(tree: Any) -> list[str]:
    """All class names of a tree."""
    return " ".join(
        getattr(one, "className", "") or "" for one in walk(tree) if isinstance(one, Component)
    ).split()


def links(tree: Any) -> list[str]:
    """All addresses a tree links to."""
    return [one.href for one in walk(tree) if getattr(one, "href", None)]


def row_at(card: Scorecard, level: Level) -> Row:
    return next(row for row in card.rows if row.assessment.level is level)


@pytest.mark.parametrize("level", list(Level))
def test_a_verdict_is_always_colour_shape_and_word(level: Level) -> None:
    tree = marks.verdict(level)
    assert level.label in words(tree)
    assert LEVEL_MARKS[level].shape in words(tree)
    assert f"level-{level.value}" in classes(tree)


def test_two_levels_never_share_a_shape() -> None:
    assert len(set(marks.SHAPES.values())) == len(Level)


def test_level_colours_in_the_stylesheet_are_those_of_the_papers() -> None:
    css = (Path(dashboards.__file__).parent / "assets" / "palette.css").read_text("utf-8")
    for level, mark in LEVEL_MARKS.items():
        name = level.value.replace("_", "-")
        found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", css)
        assert found is not None, level
        assert found[1].lower() == mark.colour.lower()


def test_belief_never_borrows_a_colour_of_the_target_axis() -> None:
    css = (Path(dashboards.__file__).parent / "assets" / "style.css").read_text("utf-8")
    rules = re.findall(r"^\.belief-[a-z]+ \{.*\}$", css, re.MULTILINE)
    assert len(rules) == 3
    names = ("met", "on-pace", "behind", "far-behind", "not-assessable", "level")
    assert not any(f"var(--{name})" in rule for rule in rules for name in names)


def test_a_sound_value_carries_no_mark_and_a_doubted_one_says_so() -> None:
    assert words(marks.belief(Belief.SOUND)) == ""
    assert words(marks.belief(Belief.DOUBTED)) == "存疑"


def test_an_unknown_trend_draws_nothing() -> None:
    assert words(marks.trend(Trend.UNKNOWN)) == ""
    assert words(marks.trend(Trend.IMPROVING)) == "↗改善"


def test_only_table_targets_carry_an_attribute_tag() -> None:
    assert "tag-binding" in classes(marks.binding("binding"))
    assert "tag-indicative" in classes(marks.binding("indicative"))
    assert words(marks.binding("none")) == ""


def test_the_demo_band_is_drawn_only_over_synthetic_values() -> None:
    assert "演示数据" in words(marks.demo_band(True))
    assert words(marks.demo_band(False)) == ""


def test_counts_add_up_to_all_targets_and_each_filters_to_its_own_number(card: Scorecard) -> None:
    assert sum(tally.now for tally in card.tallies) == len(card.rows)
    for tally, href in zip(card.tallies, links(overview.counts(card, HOME)), strict=True):
        address = Address.parse("/", href.partition("?")[2])
        assert address.get("level") == tally.level.value
        assert len(filtered(card, address)) == tally.now


def test_pressing_a_chosen_count_again_lifts_the_filter(card: Scorecard) -> None:
    chosen = Address("/", {"level": "behind", "period": "2024-Q3"})
    lifted = links(overview.counts(card, chosen))[2]
    assert lifted == "/?period=2024-Q3"


def test_a_filter_that_leaves_nothing_says_what_to_do(card: Scorecard) -> None:
    tree = body(card, Address("/", {"change": "revised"}))
    assert "没有符合条件的目标" in words(tree)
    assert "取消筛选" in words(tree)


def test_an_unknown_level_in_the_address_shows_the_empty_state_not_an_error(
    card: Scorecard,
) -> None:
    assert filtered(card, Address("/", {"level": "<script>"})) == frozenset()


def test_only_lagging_targets_need_a_decision_and_binding_ones_come_first(card: Scorecard) -> None:
    assert card.decisions
    assert all(row.lagging for row in card.decisions)
    kinds = [row.target.binding for row in card.decisions]
    assert kinds == sorted(kinds, key=["binding", "indicative", "none"].index)


def test_a_long_decision_list_is_cut_and_says_how_many_remain(card: Scorecard) -> None:
    tree = decisions.decisions(card.decisions, HOME, limit=3)
    assert classes(tree).count("decision") == 3
    assert f"显示其余 {len(card.decisions) - 3} 项" in words(tree)


def test_no_lagging_target_is_said_in_words() -> None:
    assert "没有滞后的目标" in words(decisions.decisions((), HOME))


def test_city_and_banner_lines_of_one_indicator_stay_two_rows_with_both_lines_drawn(
    card: Scorecard,
) -> None:
    pair = [row for row in card.rows if row.target.name == "公园绿地服务半径覆盖率"]
    assert [(row.target.tier, row.target.value) for row in pair] == [("市", 90), ("旗", 88.41)]
    for row in pair:
        drawn = classes(standings.standing(row, HOME))
        assert "goal-city" in drawn
        assert "goal-banner" in drawn


def test_a_bullet_says_in_words_what_it_draws(card: Scorecard) -> None:
    row = row_at(card, Level.FAR_BEHIND)
    told = bullet(row).to_plotly_json()["props"]["aria-label"]
    assert row.value in told
    assert "目标" in told


def test_a_missing_value_is_drawn_as_missing_never_as_zero(card: Scorecard) -> None:
    row = next(row for row in card.rows if row.assessment.value is None)
    tree = bullet(row)
    assert "缺报" in words(tree)
    assert "dot" not in classes(tree)


def test_on_a_falling_indicator_the_target_stands_right_of_the_baseline(card: Scorecard) -> None:
    row = next(
        row
        for row in card.rows
        if row.indicator.direction == "down"
        and row.assessment.value is not None
        and row.assessment.baseline is not None
    )
    assert _left(row, "goal-city", "goal-banner") > _left(row, "base")


def _left(row: Row, *names: str) -> float:
    for one in walk(bullet(row)):
        found = (getattr(one, "className", "") or "").split() if isinstance(one, Component) else []
        if "other" not in found and set(found) & set(names):
            return float(one.style["left"].rstrip("%"))
    raise AssertionError(names)


def test_every_row_and_decision_opens_its_indicator_in_its_own_area(card: Scorecard) -> None:
    here = Address("/", {"period": "2024-Q3", "level": "behind"})
    for row in card.rows:
        href = links(standings.standing(row, here))[0]
        assert href.startswith(f"/indicators/{row.indicator.key}?")
        assert f"area={row.target.area}" in href
        assert "period=2024-Q3" in href
        assert "level=" not in href


def test_the_area_choice_keeps_only_targets_of_that_area_and_counts_them(card: Scorecard) -> None:
    area = card.rows[0].target.area
    inside = within(card, area)
    expected = [row for row in card.rows if row.target.area == area]
    assert [row.target.id for row in inside.rows] == [row.target.id for row in expected]
    assert sum(tally.now for tally in inside.tallies) == len(expected)


def test_each_choice_keeps_the_other_choices() -> None:
    here = Address("/", {"period": "2024-Q2", "level": "met"})
    tree = choices(here, ("2024-Q3", "2024-Q2"), (None, date(2024, 10, 20)), (("1", "甲"),))
    assert "/?period=2024-Q3&level=met" in links(tree)
    assert "/?period=2024-Q2&level=met&area=1" in links(tree)
    assert "/?period=2024-Q2&level=met&asof=2024-09-30" in links(tree)


def test_as_of_offers_the_last_twelve_month_ends() -> None:
    ends = month_ends(date(2024, 3, 31))
    assert len(ends) == 12
    assert ends[0] == date(2024, 2, 29)
    assert ends[-1] == date(2023, 3, 31)


def test_every_drawn_state_names_the_next_step() -> None:
    for tree in (
        notices.refused("本岗位无权查看", "请联系管理员"),
        notices.failed("没有这份回执", "请从填报台打开"),
    ):
        assert links(tree) == ["/"]
        assert "请" in words(tree)


def test_a_table_repeats_its_headings_in_the_cells_for_the_phone() -> None:
    tree = tables.table(["甲", "乙"], [["1", "2"]], numeric=frozenset({1}))
    cells = [one for one in walk(tree) if isinstance(one, html.Td)]
    labels = [one.to_plotly_json()["props"]["data-label"] for one in cells]
    assert labels == ["甲", "乙"]
    assert cells[1].className == "number"
    bare = [one for one in walk(tables.table(["甲"], [["—"]])) if isinstance(one, html.Td)]
    assert bare[0].className == "blank"  # a phone leaves it out of the card


def test_hostile_text_stays_text_in_the_tree() -> None:
    tree = tables.table(["甲"], [["<img src=x onerror=alert(1)>"]])
    cell = next(one for one in walk(tree) if isinstance(one, html.Td))
    assert json.loads(json.dumps(cell.children)) == "<img src=x onerror=alert(1)>"
