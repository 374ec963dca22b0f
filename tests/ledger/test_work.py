from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cases.events import CaseEvent, Step, states
from ledger import (
    audit,
    case_log,
    counts,
    heartbeats,
    jobs,
    papers,
    plans,
    preferences,
    runs,
)
from ledger.errors import StaleLease
from ledger.opening import Ledger, migrate
from ledger.papers import PaperFile
from ledger.tables.cases import case_events
from observations.errors import Refused
from targets.assessment import (
    Assessment,
    AssessmentRun,
    Baseline,
    Belief,
    Level,
    Projection,
    Trend,
)
from targets.load import DEFAULT_PLAN, load_plan
from tests.ledger.material import DESK, at, judge, row, source

MET = Assessment(
    target_id="T01",
    indicator="leakage",
    area="150627",
    period="2024-Q2",
    observed_period="2024-Q2",
    value=9.1,
    target=10.0,
    comparator="<=",
    level=Level.MET,
    trend=Trend.IMPROVING,
    belief=Belief.DEMO,
    pace_model="linear",
    expected=None,
    gap=None,
    achieved_share=0.1 + 0.2,
    time_share=0.5,
    projection=Projection(0.93, 8.0, 9.9, "drift"),
    required_pace=None,
    why="已低于目标值",
    why_code="met",
    flips=("口径",),
    lineage=("12-3",),
)


def a_run(number: int, period: str = "2024-Q2") -> AssessmentRun:
    day = date(2024, 7, 10)
    verdicts = (MET, MET)[: 1 + number % 2]
    return AssessmentRun(f"run-{number}", period, "now", 1, "r1", "p1", day, verdicts)


def test_a_run_comes_back_exactly_and_the_newest_counts(ledger: Ledger) -> None:
    for number, period in enumerate(("2024-Q2", "2024-Q1", "2024-Q2")):
        with ledger.write(DESK, at(number), "assess") as unit:
            assert runs.store_run(unit, a_run(number, period))
    with ledger.write(DESK, at(9), "assess") as unit:
        assert not runs.store_run(unit, a_run(2))
    with ledger.read() as reading:
        assert runs.latest_run(reading, "2024-Q2") == a_run(2)
        assert runs.latest_run(reading, "2025-Q2") is None
        assert runs.run(reading, "run-1") == a_run(1, "2024-Q1")
        assert [r.id for r in runs.runs(reading)] == ["run-2", "run-1", "run-0"]
        assert runs.latest_of_each_period(reading) == (a_run(1, "2024-Q1"), a_run(2))
    with ledger.read(2) as reading:
        assert runs.latest_run(reading, "2024-Q2") == a_run(0)


def test_the_plan_comes_back_exactly_as_it_was_loaded(ledger: Ledger) -> None:
    plan = load_plan(DEFAULT_PLAN)
    with ledger.write(DESK, at(0), "load plan") as unit:
        assert plans.store_plan(unit, plan)
    with ledger.write(DESK, at(1), "load plan") as unit:
        assert not plans.store_plan(unit, plan)
    with ledger.read() as reading:
        assert plans.stored_plan(reading, plan.version) == plan
        assert plans.stored_plan(reading, "other") is None
        (edition,) = plans.versions(reading)
        (first,) = plans.target_history(reading, plan.id, plan.targets[0].id)
    assert (edition.version, edition.loaded_by) == (plan.version, DESK.post)
    assert first.target == plan.targets[0]
    assert first.effective == plan.issued
    assert audit.verify(ledger) == ()


def test_a_baseline_is_versioned_and_the_older_head_keeps_the_older(ledger: Ledger) -> None:
    old = Baseline("leakage", "150627", "2022", 12.0, "统计年鉴")
    for minute, value in enumerate((12.0, 11.5)):
        with ledger.write(DESK, at(minute), "baseline") as unit:
            plans.set_baseline(unit, Baseline("leakage", "150627", "2022", value, "统计年鉴"))
    with ledger.read() as reading:
        (now,) = plans.baselines(reading)
        assert [b.version for b in plans.baseline_history(reading)] == [1, 2]
    with ledger.read(1) as reading:
        assert plans.baselines(reading) == (old,)
    assert (now.value, now.version) == (11.5, 2)


def test_two_posts_that_enter_one_baseline_at_once_make_two_versions(ledger: Ledger) -> None:
    def enter(value: int) -> int:
        with ledger.write(DESK, at(0), "baseline") as unit:
            entered = Baseline("leakage", "150627", "2022", value, "来源")
            return plans.set_baseline(unit, entered).version

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(enter, range(6))) == [1, 2, 3, 4, 5, 6]


def test_case_events_come_back_in_order(ledger: Ledger) -> None:
    opened = CaseEvent("C1", "lagging", Step.OPEN, at(0), "系统", "water", "target:T01", "滞后",
                       date(2024, 8, 1), "run-1", ("parks",), "ab" * 32, 1)  # fmt: skip
    noted = CaseEvent("C1", "lagging", Step.NOTE, at(5), "经办", "water", "target:T01", "已排查",
                      place=2)  # fmt: skip
    other = CaseEvent("C2", "lagging", Step.OPEN, at(6), "系统", "parks", "target:T02", "滞后",
                      place=1)  # fmt: skip
    for event in (opened, noted, other):
        with ledger.write(DESK, event.at, "case", event.case) as unit:
            case_log.append(unit, [event])
    with ledger.read() as reading:
        assert case_log.events(reading) == (opened, noted, other)
        assert case_log.events(reading, "C2") == (other,)
        assert len(states(case_log.events(reading))) == 2
    with ledger.read(1) as reading:
        assert case_log.events(reading) == (opened,)
    assert audit.verify(ledger) == ()


def test_of_many_who_take_a_step_at_once_each_is_kept_or_told(ledger: Ledger) -> None:
    opened = CaseEvent("C1", "lagging", Step.OPEN, at(0), "系统", "water", "target:T01", "滞后",
                       place=1)  # fmt: skip
    with ledger.write(DESK, at(0), "case", "C1") as unit:
        case_log.append(unit, [opened])

    def take(number: int) -> bool:
        seen = replace(opened, step=Step.NOTE, actor=f"岗位{number}", place=2)
        try:
            with ledger.write(DESK, at(1), "case.step", "C1") as unit:
                case_log.append(unit, [seen])
        except Refused as told:
            assert "另有人刚办过,这一步(办理)没有记入" in told.what
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(take, range(8)))
    assert kept.count(True) == 1
    with ledger.read() as reading:
        first, second = case_log.events(reading)
    assert (first, second.actor) == (opened, f"岗位{kept.index(True)}")
    assert audit.verify(ledger) == ()


def test_a_step_after_events_from_before_places_were_kept_counts_them(
    ledger: Ledger, database_url: str
) -> None:
    old = CaseEvent("C1", "lagging", Step.OPEN, at(0), "系统", "water", "target:T01", "滞后")
    with ledger.write(DESK, at(0), "case", "C1") as unit:
        unit.add(case_events, [{**case_log._row(old)}])
    migrate(database_url)
    with ledger.write(DESK, at(1), "case", "C1") as unit:
        case_log.append(unit, [replace(old, step=Step.NOTE, place=2)])
    with pytest.raises(Refused), ledger.write(DESK, at(2), "case", "C1") as unit:
        case_log.append(unit, [replace(old, step=Step.NOTE, place=2)])


def test_a_job_is_done_by_one_worker_and_polled(ledger: Ledger) -> None:
    with ledger.write(DESK, at(0), "brief") as unit:
        first = jobs.queue(unit, "brief", {"period": "2024-Q2"})
        second = jobs.queue(unit, "assess", {})
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda w: jobs.take(ledger, f"w{w}", 60, at(1)), range(4)))
    mine = {job.id: job for job in taken if job is not None}
    assert set(mine) == {first, second}
    jobs.finish(ledger, mine[first], {"files": ["通报.docx"]}, at(2))
    jobs.fail(ledger, mine[second], "该报告期尚无审定数据", at(2))
    with ledger.read() as reading:
        done, failed = jobs.get(reading, first), jobs.get(reading, second)
        assert {job.id for job in jobs.listing(reading)} == {first, second}
        assert jobs.get(reading, "J9-9") is None
    assert done is not None
    assert failed is not None
    assert (done.state, done.result) == ("done", {"files": ["通报.docx"]})
    assert (failed.state, failed.result) == ("failed", {"error": "该报告期尚无审定数据"})


def test_a_job_of_a_dead_worker_is_taken_over_and_the_ghost_is_refused(ledger: Ledger) -> None:
    with ledger.write(DESK, at(0), "brief") as unit:
        jobs.queue(unit, "brief", {})
    ghost = jobs.take(ledger, "ghost", 60, at(1))
    assert jobs.take(ledger, "early", 60, at(1.5)) is None
    assert jobs.take(ledger, "other kind", 60, at(5), kinds=["assess"]) is None
    heir = jobs.take(ledger, "heir", 60, at(5), kinds=["brief"])
    assert ghost is not None
    assert heir is not None
    with pytest.raises(StaleLease):
        jobs.finish(ledger, ghost, {}, at(6))
    jobs.finish(ledger, heir, {}, at(6))


def test_an_overdue_sign_of_life_shows(ledger: Ledger) -> None:
    heartbeats.beat(ledger, "worker", at(0), within=60, detail={"正在": "判定"})
    heartbeats.beat(ledger, "worker", at(1), within=60)
    heartbeats.beat(ledger, "once", at(0))
    with ledger.read() as reading:
        seen = {beat.name: beat for beat in heartbeats.beats(reading)}
    assert not seen["worker"].overdue(at(2))
    assert seen["worker"].overdue(at(2.1))
    assert not seen["once"].overdue(at(9_999))
    heartbeats.rest(ledger, "worker")
    with ledger.read() as reading:
        assert heartbeats.beat_of(reading, "worker") is None
    assert ledger.head() == 0


def test_an_issued_paper_keeps_its_first_bytes(ledger: Ledger) -> None:
    def paper(text: str) -> PaperFile:
        digest = hashlib.sha256(text.encode()).hexdigest()
        return PaperFile("B1", "2024-Q2", "docx", Path("papers/b1.docx"), digest, 4, 7, "run-1")

    for text in ("第一版", "第二版"):
        with ledger.write(DESK, at(0), "publish") as unit:
            papers.issue(unit, [paper(text)])
    with ledger.read() as reading:
        (kept,) = papers.papers(reading, "2024-Q2")
        assert papers.papers(reading, "2024-Q1") == ()
    assert kept.file == paper("第一版")
    assert (kept.issued_by, kept.seq) == (DESK.post, 1)


def test_a_setting_counts_from_the_unit_that_changed_it(ledger: Ledger) -> None:
    for minute, days in enumerate(
        ({"2027-01-01": False}, {"2027-01-01": False, "2027-02-06": True})
    ):
        with ledger.write(DESK, at(minute), "calendar") as unit:
            preferences.put(unit, "calendar", days)
    with ledger.read() as reading:
        assert preferences.value(reading, "calendar") == {"2027-01-01": False, "2027-02-06": True}
        assert preferences.value(reading, "none", 5) == 5
    with ledger.read(1) as reading:
        assert preferences.value(reading, "calendar") == {"2027-01-01": False}


def test_counts_tell_what_waits(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    with ledger.write(DESK, at(1), "brief") as unit:
        jobs.queue(unit, "brief", {})
    with ledger.read() as reading:
        found = counts.counts(reading)
    assert (found.receipts, found.jobs, found.units) == ({"accepted": 1}, {"queued": 1}, 3)
