"""What pages show of a verdict: headline, working, milestones, changes, the final evaluation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from dashboards.address import Address
from dashboards.components import overview
from dashboards.components.flat import flat
from dashboards.components.indicator import series_of
from dashboards.components.standings import standing
from dashboards.components.verdicts import verdicts
from dashboards.pages import final as final_page
from desk import views
from desk.handle import SHANGHAI, Desk
from desk.milestones import set_milestone
from desk.views import IndicatorView
from ledger import runs
from observations.period import ReportingPeriod
from targets.adjustment import Change
from targets.assessment import Belief, Caveat, Flip, Level
from targets.milestones import Milestone
from targets.wording import headline
from tests.dashboards.test_components import classes, links, walk, words
from tests.dashboards.town import Town

PERIOD = ReportingPeriod.parse("2024-Q3")
HOME = Address("/", {})


def seen(town: Town, key: str) -> IndicatorView:
    """The indicator's page for the bureau's desk."""
    plan = town.desk.plan
    area = next(t.area for t in plan.targets if t.indicator == key)
    return views.indicator(town.desk, town.posts["desk"], key, area, PERIOD)


@pytest.fixture
def view(town: Town) -> IndicatorView:
    return seen(town, "leakage_rate")


def changed(view: IndicatorView, **fields: object) -> IndicatorView:
    """The view with these fields of its first line's verdict."""
    first, *rest = view.lines
    assert first.assessment is not None
    judged = replace(first, assessment=replace(first.assessment, **fields))
    return replace(view, lines=(judged, *rest))


def shown(view: IndicatorView) -> str:
    return words(verdicts(view, {"housing": "住建局"}))


def test_a_verdict_opens_with_its_headline_and_the_whole_sentence_stays_within_reach(
    view: IndicatorView,
) -> None:
    tree = verdicts(view, {})
    for line in view.lines:
        assert line.assessment is not None
        told = [one for one in walk(tree) if getattr(one, "className", "") == "headline"]
        assert headline(line.assessment.why).endswith(words(told[0]))
        assert line.assessment.why in words(tree)
    assert "why whole" in [getattr(one, "className", "") for one in walk(tree)]
    flat(tree)


def test_the_working_says_the_pace_the_thresholds_and_the_rule(view: IndicatorView) -> None:
    text = shown(view)
    for part in (
        "怎么算的",
        "时间份额",
        "应达值",
        "线性序时(linear-1)",
        "落后不超过10个百分点",
        "银川2025第1版",
    ):
        assert part in text, part


def test_a_projection_that_is_not_given_says_why(view: IndicatorView) -> None:
    assert "不足5期,不作预测。" in shown(view)


def test_caveats_missing_areas_and_flips_are_told_in_words(view: IndicatorView) -> None:
    told = changed(
        view,
        caveats=(Caveat("redefined", "口径自2024年1月1日起变更"),),
        flips=("pace-compound",),
        flip_details=(Flip("pace-compound", "改用复合增长模型", Level.ON_PACE),),
    )
    first, *rest = told.lines
    text = shown(replace(told, lines=(replace(first, missing=("札萨克镇",)), *rest)))
    assert "注意口径自2024年1月1日起变更。" in text
    assert "换个情形结论会变:改用复合增长模型即为达序时。" in text
    assert "缺报地区札萨克镇。" in text
    assert "敏感" not in shown(changed(view, flips=(), flip_details=()))


def test_every_tooltip_of_the_overview_is_a_headline(town: Town) -> None:
    card = views.overview(town.desk, town.posts["desk"], PERIOD)
    assert card is not None
    for row in card.rows:
        title = standing(row, HOME).title
        assert title == headline(row.assessment.why)
        assert len(title) <= 75, title


def test_a_lagging_matter_that_is_done_or_not_has_no_gap_to_print(town: Town) -> None:
    card = views.overview(town.desk, town.posts["desk"], PERIOD)
    assert card is not None
    matter = next(row for row in card.rows if row.indicator.kind == "yes")
    late = replace(matter.assessment, level=Level.FAR_BEHIND, belief=Belief.SOUND)
    assert "差" not in words(standing(replace(matter, assessment=late, gap="—"), HOME))


def test_the_first_period_is_not_said_to_be_like_the_one_before(town: Town) -> None:
    card = views.overview(town.desk, town.posts["desk"], ReportingPeriod.parse("2024-Q1"))
    assert card is not None and card.previous_period is None
    assert "没有可比的上期" in words(overview.changes(card, HOME))


def test_the_pace_drawn_is_the_one_the_verdict_was_given_by(
    town: Town, view: IndicatorView
) -> None:
    for line in view.lines:
        verdict = line.assessment
        assert verdict is not None and verdict.expected is not None
        (begin, base), (end, goal) = line.way
        assert (base, goal, end) == (verdict.baseline, line.target.value, line.target.deadline)
        day, share = date(2024, 9, 30), 21 / 36
        assert begin < day < end
        assert base + (goal - base) * share == pytest.approx(verdict.expected)
    kept = seen(town, "new_residence_charging_rate")
    pending = seen(town, "muck_supervision_rate")
    assert [line.way for line in (*kept.lines, *pending.lines)] == [()] * 3


def test_a_compound_pace_is_drawn_bent(view: IndicatorView) -> None:
    from desk.views.lines import pace_way

    verdict = view.lines[0].assessment
    assert verdict is not None
    way = pace_way(view.indicator, replace(verdict, pace_model="compound"), (), view.points)
    assert len(way) == 13
    (_, base), (_, goal) = way[0], way[-1]
    middle = dict(way)[date(2024, 6, 30)]
    assert middle == pytest.approx(base * (goal / base) ** 0.5)


def test_a_milestone_is_drawn_and_listed_with_its_source(town: Town) -> None:
    target = next(t for t in town.desk.plan.targets if t.indicator == "owners_committee_rate")
    given = Milestone(target.id, "2024", 91.0, "年度分解表")
    set_milestone(town.desk, town.posts["desk"], given)
    view = seen(town, "owners_committee_rate")
    assert series_of(view, town.desk.plan.pace_origin).goals[0].steps == (
        (date(2024, 12, 31), 91.0),
    )
    assert "年度分解表" in shown(view)


def test_what_was_changed_of_a_target_stands_old_and_new_with_its_document(
    view: IndicatorView,
) -> None:
    def change(field: str, old: str, new: str, day: date) -> Change:
        return Change(
            "T09", field, old, new, "演示〔2024〕1号", "原文", "旗政府", day, day, "管网推迟"
        )

    first, *rest = view.lines
    made = (
        change("value", "9", "10", date(2024, 6, 1)),
        change("printed", "≤9", "10%以内", date(2024, 6, 1)),
        change("leads", "[water, housing]", "[housing]", date(2025, 1, 1)),
    )
    text = shown(replace(view, lines=(replace(first, changes=made), *rest)))
    assert "目标值9% → 10%演示〔2024〕1号管网推迟" in text
    assert "2025-01-01本期之后才生效牵头单位water、住建局 → 住建局" in text
    assert "10%以内" not in text
    assert "目标沿革" not in shown(view)


def after_the_end(town: Town) -> Desk:
    """The town's desk in the January after the plan."""
    moment = datetime(2026, 1, 20, 9, 0, tzinfo=SHANGHAI)
    return replace(town.desk, clock=lambda: moment)


def test_there_is_no_final_evaluation_before_the_plan_has_ended(town: Town) -> None:
    desk, who = town.desk, town.posts["desk"]
    assert views.final(desk, who) is None
    assert views.final(after_the_end(town), who, date(2025, 12, 31)) is None
    assert "方案期还没有结束" in words(final_page.render(desk, who, Address("/final", {})))


def test_the_final_evaluation_counts_every_target_once_and_keeps_nothing(town: Town) -> None:
    desk, who = after_the_end(town), town.posts["desk"]
    with desk.ledger.read() as reading:
        before = len(runs.runs(reading))
    found = views.final(desk, who)
    assert found is not None
    counted = [i for one in found.tallies for i in (*one.done, *one.not_done, *one.missing)]
    counted += [i for one in found.tallies for i in one.not_judged]
    assert sorted(counted) == sorted(t.id for t in desk.plan.targets)
    with desk.ledger.read() as reading:
        assert len(runs.runs(reading)) == before


def test_the_final_page_names_what_is_missing_and_links_every_target(town: Town) -> None:
    found = views.final(after_the_end(town), town.posts["desk"])
    assert found is not None
    tree = final_page.body(found, Address("/final", {}))
    text = words(tree)
    names = {t.id: t.name for t in found.plan.targets}
    for one in found.tallies:
        assert one.label in text
        for target in (*one.missing, *one.not_judged):
            assert names[target] in text
    assert {"完成", "未完成", "缺报"} <= set(walk(tree))
    assert len([href for href in links(tree) if href.startswith("/indicators/")]) == len(names)
    assert "outcomes" in classes(tree)


def test_many_missing_targets_are_counted_in_the_card_and_named_in_the_table(town: Town) -> None:
    found = views.final(after_the_end(town), town.posts["desk"])
    assert found is not None
    ids = tuple(row.target.id for row in found.rows)
    none = tuple(replace(one, assessment=replace(one.assessment, value=None)) for one in found.rows)
    tally = replace(found.tallies[0], done=(), not_done=(), missing=ids, not_judged=())
    text = words(final_page.body(replace(found, rows=none, tallies=(tally,)), Address("/final")))
    assert f"缺报 {len(ids)} 项,逐项见下表。" in text and "还没有审定的实测值" in text
    assert "还没有审定的实测值" not in words(final_page.body(found, Address("/final", {})))


def test_an_office_sees_the_outcomes_of_its_own_targets_alone(town: Town) -> None:
    clerk = town.posts[f"clerk:{town.other}"]
    found = views.final(after_the_end(town), clerk)
    card = views.overview(town.desk, clerk, PERIOD)
    assert found is not None and card is not None
    assert {row.target.id for row in found.rows} == {row.target.id for row in card.rows}
    assert len(found.rows) < len(town.desk.plan.targets)


def test_a_doubted_value_is_marked_in_the_final_evaluation(town: Town) -> None:
    found = views.final(after_the_end(town), town.posts["desk"])
    assert found is not None
    row = next(one for one in found.rows if one.assessment.value is not None)
    doubted = replace(row.assessment, belief=Belief.DOUBTED)
    view = replace(found, rows=tuple(
        replace(one, assessment=doubted) if one is row else one for one in found.rows
    ))  # fmt: skip
    marked = words(final_page.body(view, Address("/final", {})))
    plain = words(final_page.body(found, Address("/final", {})))
    assert marked.count("存疑") == plain.count("存疑") + 1


def test_the_overview_leads_to_the_final_evaluation_once_the_time_is_over(town: Town) -> None:
    from dashboards.pages.overview import body

    card = views.overview(town.desk, town.posts["desk"], PERIOD)
    assert card is not None
    assert "/final" not in links(body(card, HOME))
    over = replace(card, period=ReportingPeriod.parse("2025-Q4"))
    assert "/final" in links(body(over, HOME))
