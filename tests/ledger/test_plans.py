"""Editions, what each changed, milestones: kept for ever and told as of any head."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from ledger import audit, entered, milestones, plans
from ledger.content import load
from ledger.engine import make_engine
from ledger.opening import Ledger, create, open_ledger
from observations.errors import UserError
from observations.identity import Area, Office
from targets.adjustment import Act, Adjustment
from targets.adjustments import changes, in_force
from targets.assessment import Baseline
from targets.load import load_plan
from targets.milestones import Milestone
from targets.model import Plan
from tests.ledger.before import back_to
from tests.ledger.material import DESK, at
from tests.targets.plans import MERGED, TINY

ADJUSTMENT = Adjustment(
    id="a1",
    target="T2",
    document="青政发〔2026〕31号",
    quote="污水处理率目标由85%调整为80%以上",
    approved_by="青石旗人民政府",
    decided=date(2026, 9, 1),
    effective=date(2026, 10, 1),
    reason="管网工程推迟",
    value=80.0,
    comparator=">=",
    printed="80%以上",
)


@cache
def tiny() -> Plan:
    return load_plan(TINY)


def adjusted() -> Plan:
    acts = (Act("a1", "青政发〔2026〕31号 污水处理率目标由85%调整为80%以上"),)
    return replace(tiny(), version="second", adjustments=(ADJUSTMENT,), acts=acts)


def test_ended_areas_and_their_offices_read_back_and_older_ones_take_the_defaults(
    ledger: Ledger,
) -> None:
    merged = load_plan(MERGED)
    with ledger.write(DESK, at(0), "plan.load") as unit:
        assert plans.store_plan(unit, merged)
    with ledger.read() as reading:
        assert plans.stored_plan(reading, merged.version) == merged
    area = '{"code":"150627","level":"旗区","members":null,"name":"旗","parent":null,"tile":null}'
    assert load(Area, area) == Area("150627", "旗", "旗区")
    office = '{"aliases":[],"ended":null,"id":"farm","name":"农牧局","successor":""}'
    assert load(Office, office) == Office("farm", "农牧局")


def test_an_edition_keeps_old_and_new_value_clause_document_and_approver(ledger: Ledger) -> None:
    with ledger.write(DESK, at(0), "plan.load") as unit:
        assert plans.store_plan(unit, tiny())
    with ledger.write(DESK, at(1), "plan.load") as unit:
        assert plans.store_plan(unit, adjusted(), changes(adjusted()), effective=date(2026, 10, 1))
    with ledger.read() as reading:
        assert plans.stored_plan(reading, "second") == adjusted()
        assert [one.effective for one in plans.versions(reading)] == [
            tiny().issued,
            date(2026, 10, 1),
        ]
        value, printed = plans.target_changes_of(reading, tiny().id, "T2")
        assert plans.target_changes_of(reading, tiny().id, "T1") == ()
        assert plans.target_changes_of(reading, "other", "T2") == ()
    made = value.change
    assert (made.field, made.old, made.new) == ("value", "85", "80")
    assert (printed.change.old, printed.change.new) == ("85", "80%以上")
    assert (made.document, made.clause) == (ADJUSTMENT.document, ADJUSTMENT.quote)
    assert (made.approved_by, made.decided, made.effective, made.reason) == (
        "青石旗人民政府", date(2026, 9, 1), date(2026, 10, 1), "管网工程推迟",
    )  # fmt: skip
    assert (value.version, value.loaded_by, value.loaded_at) == ("second", DESK.post, at(1))
    with ledger.read(1) as reading:
        assert plans.target_changes_of(reading, tiny().id, "T2") == ()
        assert len(plans.versions(reading)) == 1
    assert audit.verify(ledger) == ()


def test_a_plan_in_force_is_stored_as_it_is_written(ledger: Ledger) -> None:
    with ledger.write(DESK, at(0), "plan.load") as unit:
        plans.store_plan(unit, in_force(adjusted(), date(2027, 1, 1)))
    with ledger.read() as reading:
        assert plans.stored_plan(reading, "second") == adjusted()


def test_a_milestone_is_versioned_by_target_and_period(ledger: Ledger) -> None:
    given = (("T1", "2026", 88.0), ("T1", "2026-Q4", 89.0), ("T1", "2026", 87.5))
    for minute, (target, period, value) in enumerate(given):
        with ledger.write(DESK, at(minute), "milestone") as unit:
            milestones.set_milestone(unit, Milestone(target, period, value, "年度分解表"))
        assert audit.verify(ledger) == ()
    with ledger.read() as reading:
        now = milestones.milestones(reading)
        told = entered.milestones(reading)
    assert [(m.period, m.value, m.version) for m in now] == [
        ("2026", 87.5, 2),
        ("2026-Q4", 89.0, 1),
    ]
    assert [(one.entry.value, one.post, one.at, one.seq) for one in told] == [
        (value, DESK.post, at(minute), minute + 1) for minute, (_, _, value) in enumerate(given)
    ]
    with ledger.read(1) as reading:
        assert [m.value for m in milestones.milestones(reading)] == [88.0]


def test_what_was_taken_back_counts_no_more_and_is_still_told(ledger: Ledger) -> None:
    """The newest version taken back takes the older with it; a later one counts again."""
    entries = (Milestone("T1", "2026", 88.0, "表"), Milestone("T1", "2026", 87.0, "表"))
    for minute, one in enumerate(entries):
        with ledger.write(DESK, at(minute), "milestone") as unit:
            milestones.set_milestone(unit, one)
    with ledger.write(DESK, at(2), "withdraw") as unit:
        entered.withdraw(unit, replace(entries[1], version=2), "录错了期")
    with ledger.read() as reading:
        assert milestones.milestones(reading) == ()
        first, second = entered.milestones(reading)
    assert (first.withdrawn, second.entry.value) == (None, 87.0)
    assert second.withdrawn == entered.Withdrawn("录错了期", DESK.post, at(2))
    with ledger.read(2) as reading:
        assert [m.value for m in milestones.milestones(reading)] == [87.0]
        assert {one.withdrawn for one in entered.milestones(reading)} == {None}
    with ledger.write(DESK, at(3), "milestone") as unit:
        assert milestones.set_milestone(unit, entries[0]).version == 3
    with ledger.read() as reading:
        assert [(m.value, m.version) for m in milestones.milestones(reading)] == [(88.0, 3)]
    assert audit.verify(ledger) == ()


def test_a_baseline_is_taken_back_for_its_indicator_and_area_alone(ledger: Ledger) -> None:
    given = [Baseline("a", area, "2025", 1.0, "年报") for area in ("1", "2")]
    with ledger.write(DESK, at(0), "baseline") as unit:
        for one in given:
            plans.set_baseline(unit, one)
    with ledger.write(DESK, at(1), "withdraw") as unit:
        entered.withdraw(unit, given[0], "录错了地区")
    with ledger.read() as reading:
        assert plans.baselines(reading) == (given[1],)
        assert plans.baseline_history(reading) == tuple(given)


def test_posts_that_enter_one_milestone_at_once_lose_none(ledger: Ledger) -> None:
    def enter(value: int) -> int:
        with ledger.write(DESK, at(0), "milestone") as unit:
            return milestones.set_milestone(unit, Milestone("T1", "2026", value, "来源")).version

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(enter, range(6))) == [1, 2, 3, 4, 5, 6]
    with ledger.read() as reading:
        assert sorted(one.entry.value for one in entered.milestones(reading)) == [0, 1, 2, 3, 4, 5]
    assert audit.verify(ledger) == ()


def test_an_older_database_keeps_its_chain_and_its_editions(database_url: str) -> None:
    """A plan loaded under schema 0002 stands, verifies and is told after the upgrade."""
    before = create(database_url, "real")
    with before.write(DESK, at(0), "plan.load") as unit:
        plans.store_plan(unit, tiny())
    before.close()
    engine = make_engine(database_url)
    with engine.begin() as connection:  # what came since holds no row yet
        back_to(connection, "0002")
    engine.dispose()
    with pytest.raises(UserError, match="0002"):
        open_ledger(database_url)
    again = create(database_url, "real")
    assert audit.verify(again) == ()
    with again.read() as reading:
        assert plans.stored_plan(reading, tiny().version) == tiny()
        (first,) = plans.target_history(reading, tiny().id, "T2")
    assert (first.document, first.issuer) == (tiny().document, tiny().issuer)
    with again.write(DESK, at(1), "milestone") as unit:
        milestones.set_milestone(unit, Milestone("T1", "2026", 88.0, "分解表"))
    assert audit.verify(again) == ()
    again.close()
