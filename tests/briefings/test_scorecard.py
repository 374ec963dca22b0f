from __future__ import annotations

from dataclasses import replace

import pytest

from briefings.scorecard import scorecard
from observations.errors import UserError
from targets.assessment import Level


def row(card, target_id):
    return next(one for one in card.rows if one.target.id == target_id)


def test_counts_by_level_add_up_to_the_targets_and_know_the_change(card):
    counts = {tally.level: (tally.now, tally.change) for tally in card.tallies}
    assert card.total == len(card.rows) == len(card.run.assessments)
    assert counts[Level.MET] == (3, 3)
    assert counts[Level.BEHIND] == (1, 0)
    assert counts[Level.FAR_BEHIND] == (1, 1)
    assert sum(change for _, change in counts.values()) == 0


def test_without_a_previous_run_no_change_is_claimed(card):
    first = scorecard(card.plan, card.run, None, card.context)
    assert all(tally.change is None for tally in first.tallies)
    assert first.previous_period is None
    assert not first.changes.newly_met


def test_seven_quarters_of_twelve_are_58_3_percent_of_the_time(card):
    assert card.time_share == pytest.approx(7 / 12)


def test_city_and_banner_lines_stand_side_by_side_and_keep_their_own_verdicts(card):
    city, banner = row(card, "t2"), row(card, "p-park")
    assert city.lines == banner.lines
    assert [(line.tier, line.target) for line in city.lines] == [("市", "≥90%"), ("旗", "≥88.41%")]
    assert [line.level for line in city.lines] == [Level.ON_PACE, Level.MET]


def test_rows_are_grouped_by_category_and_prose_by_its_section_heading(card):
    titles = [group.title for group in card.groups]
    assert titles[:4] == ["生态宜居", "便捷舒适", "安全韧性", "整洁有序"]
    assert titles[4:] == ["三(一) 示范创建年(2023年)", "四(一) 补齐基础设施短板,提升城市功能品质"]
    assert len(card.groups[5].rows) == 3


def test_decisions_put_binding_first_then_the_larger_relative_gap(card):
    assert [one.target.id for one in card.decisions] == ["t9", "t16"]
    more = replace(row(card, "t9").target, id="t10", binding="none")
    plan = replace(card.plan, targets=(more, *card.plan.targets))
    extra = replace(row(card, "t9").assessment, target_id="t10")
    run = replace(card.run, assessments=(extra, *card.run.assessments))
    ids = [one.target.id for one in scorecard(plan, run, None).decisions]
    assert ids == ["t9", "t16", "t10"]


def test_a_row_prints_value_goal_pace_gap_and_change_in_one_wording(card):
    one = row(card, "t9")
    assert (one.value, one.goal, one.expected, one.gap) == (
        "11.4%",
        "≤9%",
        "10.75%",
        "0.65个百分点",
    )
    assert one.change is not None and one.change.text == "下降0.3个百分点" and one.change.better
    assert one.binding == "约束性" and one.leads == ("住房和城乡建设局", "阿镇政府")
    assert one.case is not None and one.case.number == "2024-07"


def test_a_ratio_is_written_one_to_n(card):
    one = row(card, "p-piles")
    assert (one.value, one.goal) == ("1:4.1", "≥1:3")
    assert one.change is not None and one.change.text == "持平" and one.change.better is None


def test_changes_name_what_was_newly_met_and_what_fell_behind(card):
    assert {one.target.id for one in card.changes.newly_met} == {"t7", "p-park", "p-chargers"}
    assert {one.target.id for one in card.changes.turned_behind} == {"t16"}


def test_unassessable_rows_say_why_and_the_reasons_are_counted(card):
    assert row(card, "t5").reason == "口径待定"
    assert sum(count for _, count in card.reasons) == card.count(Level.NOT_ASSESSABLE)


def test_a_closed_case_is_not_hung_on_its_target(card):
    assert row(card, "t7").case is None


def test_a_todo_with_nothing_waiting_is_left_out(card):
    assert [(one.label, one.count) for one in card.todo] == [("待审", 3)]


def test_a_run_of_another_plan_is_refused_with_a_cure(card):
    plan = replace(card.plan, targets=card.plan.targets[1:])
    with pytest.raises(UserError, match="重新评估"):
        scorecard(plan, card.run, None)


def test_a_value_that_would_round_onto_its_missed_target_shows_more_digits(recard, measure):
    values = {"2024-Q3": {"leakage": 9.004, "park-radius": 84.0}}
    card = recard(measured=measure(values))
    assert row(card, "t9").value == "9.004%"
