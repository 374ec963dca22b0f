"""期末评估: measured values of the last period alone, by attribute, missing ones named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from observations.errors import UserError
from observations.period import Frequency, ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, Level
from targets.final import summary, tallies
from targets.model import Plan
from targets.rulebook import judging_rule
from tests.targets.small import LEAKAGE, TARGET, base, plan_of, value

LAST = ReportingPeriod.parse("2025-Q4")


def final(*values, plan: Plan | None = None, period: ReportingPeriod = LAST) -> Assessment:
    (verdict,) = assess(
        plan or plan_of(), values, [base(13.2)], period, today=date(2026, 1, 20), final=True
    )
    return verdict


@pytest.mark.parametrize(
    ("binding", "number", "outcome", "word"),
    [
        ("binding", 9.0, "done", "完成:"),
        ("binding", 9.1, "not_done", "未完成:"),
        ("indicative", 9.0, "done", "达到预期:"),
        ("indicative", 9.1, "not_done", "未达预期:"),
        ("none", 9.0, "done", "达到:"),
        ("none", 9.1, "not_done", "未达到:"),
    ],
)
def test_each_attribute_has_its_own_words(binding, number, outcome, word) -> None:
    verdict = final(value("2025-Q4", number), plan=plan_of(target=replace(TARGET, binding=binding)))
    assert verdict.outcome == outcome
    assert verdict.why.startswith(word)


def test_there_is_no_pace_and_no_projection_however_far_the_value_fell_short() -> None:
    history = [value(f"2025-Q{n}", 12.0 + n / 10) for n in (1, 2, 3)]
    early = [value(f"2024-Q{n}", 12.5 + n / 10) for n in (1, 2, 3, 4)]
    verdict = final(*early, *history, value("2025-Q4", 12.9))
    assert (verdict.level, verdict.why_code) == (Level.BEHIND, "not_reached")
    assert (verdict.expected, verdict.projection, verdict.required_pace) == (None, None, None)
    assert "期末评估只看实测" in verdict.why


def test_a_value_of_before_the_last_period_does_not_count() -> None:
    verdict = final(value("2025-Q3", 8.0))
    assert (verdict.outcome, verdict.why_code) == ("missing", "missing")
    yearly = plan_of(replace(LEAKAGE, frequency=Frequency.YEAR))
    assert final(value("2024", 8.0), plan=yearly).outcome == "missing"
    assert final(value("2025", 8.0), plan=yearly).outcome == "done"


def test_a_thing_once_done_stays_done() -> None:
    step = replace(LEAKAGE, kind="yes", unit="是否", direction="up")
    plan = plan_of(step, replace(TARGET, comparator="yes", value=1.0))
    assert final(value("2024-Q1", 1.0), plan=plan).outcome == "done"


def test_what_was_kept_after_its_own_deadline_is_marked_late() -> None:
    plan = plan_of(target=replace(TARGET, deadline=date(2023, 12, 31)))
    verdict = final(value("2023-Q4", 9.5), value("2025-Q4", 8.8), plan=plan)
    assert verdict.outcome == "done"
    assert [one.code for one in verdict.caveats] == ["late"]
    assert "2023年底期限时尚未达到,其后完成" in verdict.why


def test_a_pending_definition_is_counted_and_not_judged() -> None:
    plan = plan_of(replace(LEAKAGE, definition_pending=True))
    assert final(value("2025-Q4", 8.0), plan=plan).outcome == "not_judged"


def test_a_final_evaluation_before_the_end_is_refused() -> None:
    with pytest.raises(UserError, match="不是方案的最后一期"):
        final(value("2025-Q3", 8.0), period=ReportingPeriod.parse("2025-Q3"))


def test_the_summary_counts_each_target_once_and_names_what_is_missing() -> None:
    other = replace(TARGET, id="P16", name="旗漏损率", area="150627100", binding="none")
    plan = replace(plan_of(), targets=(*plan_of().targets, other))
    verdicts = assess(
        plan, [value("2025-Q4", 8.8)], [base(13.2)], LAST, today=date(2026, 1, 20), final=True
    )
    found = tallies(plan, verdicts, judging_rule())
    assert [(one.attribute, one.total) for one in found] == [
        ("binding", 1), ("indicative", 0), ("none", 1),
    ]  # fmt: skip
    assert summary(plan, found) == (
        "约束性1项:完成1项,未完成0项。正文目标1项:达到0项,未达到0项,缺报1项(旗漏损率)。"
    )
