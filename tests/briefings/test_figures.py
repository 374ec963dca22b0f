from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefings.bullet import bullet
from briefings.figures import series_figure
from briefings.labels import outlook_words
from briefings.marks import LEVEL_MARKS
from briefings.series import Foreseen, Former, Goal, Judged, Point, Series
from briefings.ticks import MAX_TICKS, NARROW_TICKS
from observations.period import ReportingPeriod
from targets.assessment import Level

BEGIN, END = date(2023, 1, 1), date(2025, 12, 31)


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
        goals=(
            Goal(
                "市", 90.0, "≥90%", END, way=((BEGIN, 80.0), (END, 90.0)),
                judged=Judged(date(2024, 12, 31), 85.5, Level.BEHIND),
                foreseen=Foreseen(85.0, 91.0, "达标两可(50%)"),
            ),
            Goal(
                "旗", 88.41, "≥88.41%", END, way=((BEGIN, 80.0), (END, 88.41)),
                judged=Judged(date(2024, 12, 31), 85.5, Level.BEHIND),
                foreseen=Foreseen(85.0, 91.0, "达标可能(72%)"),
            ),
        ),
        pace_origin=BEGIN,
        demo=True,
    )  # fmt: skip


def each(series, **fields):
    """The series with these fields of every target line."""
    return replace(series, goals=tuple(replace(goal, **fields) for goal in series.goals))


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
    assert axis["tickvals"] == ["2024-06-30", "2024-12-31", "2025-12-31"]
    assert axis["ticktext"][-1] == "<br>期限 2025-12"


def test_period_ticks_are_level_short_and_few(series):
    """Twelve years of quarters: at most eight words, the newest among them."""
    first = series.points[0]
    periods = [quarter(f"{year}-Q{q}") for year in range(2013, 2025) for q in (1, 2, 3, 4)]
    many = replace(series, points=tuple(replace(first, period=one) for one in periods))
    for compact, most in ((False, MAX_TICKS), (True, NARROW_TICKS)):
        axis = series_figure(many, compact=compact)["layout"]["xaxis"]
        assert axis["tickangle"] == 0
        words = [text for text in axis["ticktext"] if not text.startswith("<br>")]
        assert 2 <= len(words) <= most
        assert words[-1] == "2024-Q4"
        assert all(len(text) == 7 for text in words)
        assert axis["ticktext"][len(words) :] == ["<br>期限 2025-12"]


def test_a_verdict_that_no_pace_was_asked_for_draws_none(series):
    figure = series_figure(each(series, way=()))
    assert not [trace for trace in figure["data"] if trace["name"].startswith("序时")]


def test_a_pace_is_drawn_and_named_by_the_verdicts_own_model(series):
    bent = ((BEGIN, 80.0), (date(2024, 6, 30), 84.1), (END, 88.41))
    figure = series_figure(each(series, way=bent, way_label="复合增长"))
    assert named(figure, "复合增长\uff08市、旗\uff09")["y"] == [80.0, 84.1, 88.41]


def test_milestones_are_stairs_that_stay_until_the_next_is_due(series):
    figure = series_figure(each(series, steps=((date(2024, 12, 31), 86.0), (END, 90.0))))
    stairs = named(figure, "节点\uff08市\uff09")
    assert stairs["line"]["shape"] == "hv"
    assert stairs["x"] == ["2024-12-31", "2025-12-31", "2025-12-31"]
    assert stairs["y"] == [86.0, 90.0, 90.0]


def test_both_ends_of_a_range_are_drawn(series):
    figure = series_figure(each(series, upper=95.0))
    assert named(figure, "市上限")["y"] == [95.0, 95.0]


def test_the_projection_starts_at_the_judged_value_and_says_each_lines_chance(series):
    band = named(series_figure(series), "九成预测区间")
    assert (band["x"][0], band["y"][0]) == ("2024-12-31", 85.5)
    assert outlook_words(series) == ("浅色带为九成预测区间:市达标两可(50%)、旗达标可能(72%)",)


def test_values_reported_since_move_neither_the_mark_nor_the_band(series):
    later = (*series.points, Point(quarter("2025-Q1"), 87.0))
    figure = series_figure(replace(series, points=later))
    assert named(figure, "滞后")["x"] == ["2024-12-31"]
    assert named(figure, "九成预测区间")["x"][0] == "2024-12-31"


def test_the_way_that_is_needed_from_now_on_is_drawn_and_says_how_much(series):
    figure = series_figure(each(series, required="今后每季需上升1.1个百分点"))
    drawn = [trace for trace in figure["data"] if trace["name"] == "今后所需"]
    assert [trace["x"] for trace in drawn] == [["2024-12-31", "2025-12-31"]] * 2
    assert [trace["y"] for trace in drawn] == [[85.5, 90.0], [85.5, 88.41]]
    needed = outlook_words(each(series, required="今后每季需上升1.1个百分点"))[1:]
    assert needed == ("长划线为今后所需:今后每季需上升1.1个百分点",)


def test_a_replaced_target_is_a_thin_line_until_its_day_and_the_new_one_begins_there(series):
    day = date(2024, 7, 1)
    city, banner = series.goals
    city = replace(city, since=day, former=(Former(92.0, "≥92%", None, day),))
    figure = series_figure(replace(series, goals=(city, banner)))
    old, new = named(figure, "市原目标 ≥92%"), named(figure, "市目标")
    assert (old["x"], old["y"]) == (["2023-01-01", "2024-07-01"], [92.0, 92.0])
    assert old["line"]["width"] < new["line"]["width"]
    assert new["x"] == ["2024-07-01", "2025-12-31"]


def test_a_doubted_period_is_hatched_over_its_whole_height_behind_the_values(series):
    figure = series_figure(series)
    band = named(figure, "存疑期次")
    assert band["x"][:4] == ["2024-10-01", "2024-10-01", "2024-12-31", "2024-12-31"]
    assert (band["y"][:4], band["fillpattern"]["shape"]) == ([0, 1, 1, 0], "/")
    assert figure["layout"]["yaxis"]["overlaying"] == "y2" == band["yaxis"]
    assert figure["layout"]["yaxis2"]["range"] == [0, 1]
    sound = replace(series, points=tuple(replace(p, doubted=False) for p in series.points))
    assert "存疑" not in "".join(trace["name"] for trace in series_figure(sound)["data"])


def test_a_point_tells_who_and_why_on_demand_and_leads_to_its_cell(series):
    point = replace(series.points[2], told=("第2版 <b>x</b>",), href="/receipts/R1?cell=I6")
    line = named(series_figure(replace(series, points=(point,))), "填报值")
    assert line["text"] == [
        f"{point.period.label} 84%\uff08修订1次\uff0c原83.2%\uff09<br>第2版 &lt;b&gt;x&lt;/b&gt;"
    ]
    assert line["customdata"] == ["/receipts/R1?cell=I6"]


def test_older_vintages_are_paler(series):
    point = replace(series.points[2], former=(82.0, 83.0))
    trace = named(series_figure(replace(series, points=(point,))), "修订前")
    old, newer = trace["marker"]["color"]
    assert contrast(old) < contrast(newer)
    stem = named(series_figure(replace(series, points=(point,))), "修订幅度")
    assert stem["y"] == [82.0, 84.0, None]


def test_nothing_is_projected_once_the_deadline_is_past(series):
    figure = series_figure(each(series, deadline=date(2024, 12, 31)))
    assert not [trace for trace in figure["data"] if "预测" in trace["name"]]


def test_the_judged_value_carries_colour_shape_and_word(series):
    trace = named(series_figure(series), "滞后")
    assert trace["text"] == ["▲ 滞后 85.5%"]
    assert trace["marker"] == {"symbol": "triangle-up", "color": "#C77700", "size": 12}


def test_two_lines_judged_differently_are_both_named_at_the_one_value(series):
    city, banner = series.goals
    on_pace = replace(banner, judged=Judged(date(2024, 12, 31), 85.5, Level.ON_PACE))
    trace = named(series_figure(replace(series, goals=(city, on_pace))), "滞后")
    assert trace["text"] == ["市 ▲ 滞后 · 旗 ◆ 达序时 85.5%"]


def test_the_words_of_a_mark_can_be_read_on_white():
    for mark in LEVEL_MARKS.values():
        assert contrast(mark.ink) >= 4.5, mark.word


def contrast(colour):
    """Contrast with white by WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_the_unit_lies_over_the_axis_and_is_never_turned(plan, series):
    layout = series_figure(replace(series, indicator=plan.indicator("chargers")))["layout"]
    assert "个" in [one["text"] for one in layout["annotations"]]
    assert "title" not in layout["yaxis"]


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
