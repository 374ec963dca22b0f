from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefings.bullet import bullet
from briefings.figures import Goal, Point, Series, series_figure
from briefings.marks import LEVEL_MARKS, likelihood
from observations.period import ReportingPeriod
from targets.assessment import Level, Projection

END = date(2025, 12, 31)


def quarter(written):
    return ReportingPeriod.parse(written)


@pytest.fixture
def series(plan):
    return Series(
        indicator=plan.indicator("park-radius"),
        points=(
            Point(quarter("2024-Q1"), 83.0),
            Point(quarter("2024-Q2"), None),
            Point(quarter("2024-Q3"), 84.0, former=(83.2,)),
            Point(quarter("2024-Q4"), 85.5, doubted=True),
        ),
        goals=(Goal("市", 90.0, "≥90%", END), Goal("旗", 88.41, "≥88.41%", END)),
        pace_origin=date(2023, 1, 1),
        baseline=80.0,
        level=Level.BEHIND,
        projection=Projection(0.72, 85.0, 91.0, "t"),
        demo=True,
    )


def named(figure, start):
    found = [trace for trace in figure["data"] if trace["name"].startswith(start)]
    assert len(found) == 1, [trace["name"] for trace in figure["data"]]
    return found[0]


def test_plotly_itself_accepts_the_figure(series):
    import plotly.graph_objects as go

    assert len(go.Figure(series_figure(series)).data) == len(series_figure(series)["data"])


def test_a_missing_period_is_a_gap_never_a_joined_line(series):
    line = named(series_figure(series), "填报值")
    assert line["y"] == [83.0, None, 84.0, 85.5]
    assert line["connectgaps"] is False
    shapes = series_figure(series)["layout"]["shapes"]
    assert [(s["x0"], s["x1"]) for s in shapes] == [("2024-04-01", "2024-06-30")]


def test_revised_points_are_ringed_and_their_former_value_stays_visible(series):
    figure = series_figure(series)
    assert named(figure, "经修订")["x"] == ["2024-09-30"]
    assert named(figure, "经修订")["marker"]["symbol"] == "circle-open"
    assert named(figure, "修订前")["y"] == [83.2]


def test_city_target_is_solid_and_banner_target_dashed_each_labelled_at_its_end(series):
    figure = series_figure(series)
    assert named(figure, "市目标")["line"]["dash"] == "solid"
    assert named(figure, "旗目标")["line"]["dash"] == "dash"
    labels = figure["layout"]["annotations"][:2]
    assert {label["text"] for label in labels} == {"市 ≥90%", "旗 ≥88.41%"}
    assert {label["x"] for label in labels} == {"2025-12-31"}
    assert labels[0]["yshift"] != labels[1]["yshift"]


def test_the_pace_runs_from_the_baseline_to_each_target(series):
    trace = named(series_figure(series), "序时\uff08旗\uff09")
    assert (trace["x"], trace["y"]) == (["2023-01-01", "2025-12-31"], [80.0, 88.41])


def test_the_deadline_is_marked_on_the_time_axis(series):
    axis = series_figure(series)["layout"]["xaxis"]
    assert axis["tickvals"][-1] == "2025-12-31"
    assert len(axis["tickvals"]) == len(axis["ticktext"]) == 5


def test_without_a_baseline_no_pace_is_drawn(series):
    figure = series_figure(replace(series, baseline=None))
    assert not [trace for trace in figure["data"] if trace["name"].startswith("序时")]


def test_the_projection_starts_at_the_last_value_and_says_its_chance_in_words(series):
    band = named(series_figure(series), "预测区间")
    assert (band["x"][0], band["y"][0]) == ("2024-12-31", 85.5)
    assert "可能\uff0872%\uff09" in band["name"]


def test_nothing_is_projected_once_the_deadline_is_past(series):
    past = tuple(replace(goal, deadline=date(2024, 12, 31)) for goal in series.goals)
    figure = series_figure(replace(series, goals=past))
    assert not [trace for trace in figure["data"] if trace["name"].startswith("预测")]


def test_the_last_value_carries_colour_shape_and_word(series):
    trace = named(series_figure(series), "滞后")
    assert trace["text"] == ["▲ 滞后 85.5%"]
    assert trace["marker"] == {"symbol": "triangle-up", "color": "#C77700", "size": 12}


def test_no_two_levels_share_a_colour_a_shape_or_a_word():
    for field in ("colour", "shape", "word", "symbol"):
        assert len({getattr(mark, field) for mark in LEVEL_MARKS.values()}) == len(Level)


def test_the_demo_mark_is_inside_the_figure_only_for_demo_data(series):
    texts = [a["text"] for a in series_figure(series)["layout"]["annotations"]]
    assert "演示数据" in texts
    texts = [a["text"] for a in series_figure(replace(series, demo=False))["layout"]["annotations"]]
    assert "演示数据" not in texts


def test_ratios_and_finished_matters_have_their_own_axis(plan, series):
    axis = series_figure(replace(series, indicator=plan.indicator("piles")))["layout"]["yaxis"]
    assert "1:3" in axis["ticktext"]
    assert axis["tickvals"][axis["ticktext"].index("1:4")] == 0.25
    axis = series_figure(replace(series, indicator=plan.indicator("cim")))["layout"]["yaxis"]
    assert axis["ticktext"] == ["未完成", "已完成"]


def test_an_empty_series_still_draws_its_targets(series):
    figure = series_figure(replace(series, points=()))
    assert named(figure, "市目标")["x"] == ["2023-01-01", "2025-12-31"]


@pytest.mark.parametrize(
    ("chance", "word"),
    [(0.9, "很可能"), (0.66, "可能"), (0.5, "两可"), (0.1, "不太可能"), (0.05, "很不可能")],
)
def test_a_chance_has_its_word(chance, word):
    assert likelihood(chance) == word


def test_on_a_bullet_right_is_better_whichever_way_the_indicator_runs(card):
    for row in card.rows:
        bar = bullet(row.assessment, row.indicator)
        assert bar.reversed == (row.indicator.direction == "down")
        if bar.baseline is not None and bar.pace is not None:
            assert 0 <= bar.baseline < bar.pace < bar.target <= 1


def test_a_bullet_places_a_falling_rate_between_baseline_and_target(card):
    row = next(one for one in card.rows if one.target.id == "t9")
    bar = bullet(row.assessment, row.indicator)
    assert bar.baseline < bar.value < bar.pace < bar.target
    share = (bar.value - bar.baseline) / (bar.target - bar.baseline)
    assert share == pytest.approx(row.assessment.achieved_share)
    assert bar.words == "滞后:本期11.4%、基期13.2%、序时应达10.75%、目标9%"


def test_a_missing_value_has_no_place_on_the_bullet(card):
    row = next(one for one in card.rows if one.target.id == "p-cim")
    bar = bullet(row.assessment, row.indicator)
    assert bar.value is None and bar.baseline is None
    assert "缺报" in bar.words
