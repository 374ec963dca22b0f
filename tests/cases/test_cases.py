"""A lagging verdict becomes one case; only later evidence closes it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cases.events import CaseEvent, Step, states
from cases.kinds import load_kinds
from cases.open_cases import Circumstances, open_cases
from observations.calendar import WorkingDays
from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import AssessmentRun, Baseline, Measured
from targets.model import Plan
from tests.targets.small import TARGET, base, plan_of, value

PLAN = plan_of(target=replace(TARGET, leads=("housing",)))
NOW = datetime(2024, 10, 25, 9, 0, tzinfo=UTC)
AROUND = Circumstances(PLAN, load_kinds(), WorkingDays(), "住建局调度岗", NOW, date(2024, 10, 25))


def run_of(*values: Measured, period: str = "2024-Q3", plan: Plan = PLAN) -> AssessmentRun:
    baselines: tuple[Baseline, ...] = (base(13.2),)
    verdicts = assess(
        plan, values, baselines, ReportingPeriod.parse(period), today=date(2024, 10, 25)
    )
    return AssessmentRun(f"run-{period}", period, "", 1, "1", "v", date(2024, 10, 25), verdicts)


def told(*runs: AssessmentRun, around: Circumstances = AROUND) -> tuple[CaseEvent, ...]:
    """The events that runs cause, one after another."""
    events: tuple[CaseEvent, ...] = ()
    for run in runs:
        events += open_cases(run, states(events), around)
    return events


LAGS = run_of(value("2024-Q3", 12.4))
STILL = run_of(value("2024-Q4", 12.3), period="2024-Q4")
GOOD = run_of(value("2025-Q1", 9.0), period="2025-Q1")
AGAIN = run_of(value("2025-Q2", 12.6), period="2025-Q2")


def test_a_binding_target_that_lags_has_one_case_however_long_it_lags() -> None:
    (event,) = told(LAGS, STILL, LAGS)
    assert event.step is Step.OPEN
    assert event.office == "housing"
    assert event.evidence == "run:run-2024-Q3"


def test_the_office_has_five_working_days_to_answer() -> None:
    (event,) = told(LAGS)
    assert event.due == date(2024, 11, 1)
    assert "请住房和城乡建设局于11月1日前(5个工作日)反馈整改措施" in event.text


def test_the_letter_tells_level_value_target_and_gap_and_leaves_the_sum_to_the_run() -> None:
    (event,) = told(LAGS)
    assert event.text == (
        "供水管网漏损率严重滞后:2024年第三季度12.4%,目标≤9%,按序时应不高于10.75%,差1.65个百分点。"
        "请住房和城乡建设局于11月1日前(5个工作日)反馈整改措施。"
    )


def test_only_a_later_good_value_closes_the_case_and_a_bad_one_reopens_it() -> None:
    events = told(LAGS, GOOD, AGAIN)
    assert [event.step for event in events] == [Step.OPEN, Step.CLOSE, Step.REOPEN]
    (state,) = states(events)
    assert state.is_open
    assert len({event.case for event in events}) == 1


def test_a_doubted_value_never_closes_a_case() -> None:
    doubted = run_of(value("2025-Q1", 9.0, doubted=True), period="2025-Q1")
    assert [event.step for event in told(LAGS, doubted)] == [Step.OPEN]


def test_a_missing_value_neither_opens_nor_closes() -> None:
    missing = run_of(period="2025-Q1")
    assert told(missing) == ()
    assert [event.step for event in told(LAGS, missing)] == [Step.OPEN]


def test_an_indicative_target_that_lags_opens_no_case() -> None:
    plan = plan_of(target=replace(TARGET, leads=("housing",), binding="indicative"))
    around = replace(AROUND, plan=plan)
    assert told(run_of(value("2024-Q3", 12.4), plan=plan), around=around) == ()


def test_a_kind_with_a_misspelt_field_is_refused_with_its_file(tmp_path) -> None:
    (tmp_path / "odd.yaml").write_text("id: odd\nnmae: x\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"odd\.yaml"):
        load_kinds(tmp_path)
