from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ledger import approvals, findings, proof, receipts, revisions
from ledger.errors import RevisionConflict, StaleLease
from ledger.opening import Ledger
from ledger.record import Recorded, record
from ledger.tables.reports import evidence
from ledger.unit import Reading
from observations.finding import Finding, Severity
from observations.stations import Verdict
from tests.ledger.material import CLERK, DESK, at, checked, hand_in, judge, row, source

CRITICAL = Finding("R007", Severity.CRITICAL, "“填报”D14:填报 150,超过 100", "≤100", "填报", "D14")


def test_a_recorded_value_comes_back_with_every_column(ledger: Ledger) -> None:
    nasty = '他说:"约,9.1"\r\n第二行\t\\N \\. =1+1'
    written = row("leakage", 9.1, numerator=91.0, denominator=1000.0, note=nasty, qualifier="约",
                  doubted=True, decimals=None)  # fmt: skip
    receipt = judge(ledger, source("a"), [written])
    with ledger.read() as reading:
        (kept,) = revisions.current(reading).to_dicts()
    for name, value in written.items():
        if name not in ("receipt",):
            assert kept[name] == value, name
    assert kept["receipt"] == receipt
    assert kept["seq"] == 2
    assert kept["recorded_at"] == at(0).replace(microsecond=1)
    assert (kept["form_office"], kept["form_period"]) == ("water", "2024-Q2")


def test_a_missing_value_stays_missing_and_text_is_never_null(ledger: Ledger) -> None:
    judge(
        ledger, source("a"), [row("leakage", None, status="M", note=None), row("x", float("nan"))]
    )
    with ledger.read() as reading:
        kept = revisions.current(reading).sort("indicator").to_dicts()
    assert [(k["value"], k["status"], k["note"]) for k in kept] == [
        (None, "M", ""),
        (None, "A", ""),
    ]


def test_a_later_value_follows_and_the_older_one_stays_quotable(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    head = ledger.head()
    judge(ledger, source("b"), [row("leakage", 8.7)], when=at(5))
    with ledger.read() as reading:
        (now,) = revisions.current(reading).to_dicts()
        vintages = revisions.history(reading, "leakage", "150627").to_dicts()
    with ledger.read(head) as reading:
        (then,) = revisions.current(reading).to_dicts()
    assert (now["value"], then["value"]) == (8.7, 9.1)
    assert now["previous"] == then["revision"]
    assert [v["value"] for v in vintages] == [9.1, 8.7]


def test_a_withdrawn_value_leaves_the_record_and_may_come_back(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    judge(ledger, source("b"), [row("leakage", None, action="withdrawn")], when=at(1))
    with ledger.read() as reading:
        assert revisions.current(reading).is_empty()
    judge(ledger, source("c"), [row("leakage", 8.0)], when=at(2))
    with ledger.read() as reading:
        assert revisions.current(reading)["value"].to_list() == [8.0]
        vintages = revisions.history(reading, "leakage", "150627")
    assert vintages["action"].to_list() == ["new", "withdrawn", "new"]
    assert vintages["previous"].to_list()[1:] == vintages["revision"].to_list()[:2]


def test_a_returned_form_brings_findings_but_no_value(ledger: Ledger) -> None:
    receipt = judge(
        ledger, source("a"), [row("leakage", 150.0)], verdict=Verdict.RETURNED, findings=(CRITICAL,)
    )
    with ledger.read() as reading:
        assert revisions.current(reading).is_empty()
        (found,) = findings.of_receipt(reading, receipt)
        seen = receipts.get(reading, receipt)
    assert found.finding == CRITICAL
    assert seen is not None
    assert (seen.state, seen.rejected, seen.changed) == ("returned", 1, 0)


def test_the_same_values_in_other_bytes_are_a_duplicate_of_the_first(ledger: Ledger) -> None:
    first = judge(ledger, source("a"), [row("leakage", 9.1)])
    again = judge(ledger, source("re-saved"), [row("leakage", 9.1)], when=at(1))
    with ledger.read() as reading:
        seen = receipts.get(reading, again)
        assert revisions.history(reading, "leakage", "150627").height == 1
    assert seen is not None
    assert (seen.state, seen.duplicate_of) == ("duplicate", first)


def test_a_repetition_names_the_receipt_since_which_all_its_values_stand(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1), row("roads", 95.0), row("parks", 6.0)])
    second = judge(
        ledger,
        source("corrected"),
        [row("leakage", 8.7), row("roads", 95.0), row("parks", 6.0)],
        when=at(1),
    )
    again = judge(
        ledger,
        source("re-saved"),
        [row("leakage", 8.7), row("roads", 95.0), row("parks", 6.0)],
        when=at(2),
    )
    with ledger.read() as reading:
        seen = receipts.get(reading, again)
    assert seen is not None
    assert (seen.state, seen.duplicate_of) == ("duplicate", second)


def test_two_units_that_follow_one_revision_conflict_and_nothing_is_kept(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    with ledger.read() as reading:
        (old,) = revisions.current(reading).to_dicts()
    judge(ledger, source("b"), [row("leakage", 8.0)], when=at(1))
    late = hand_in(ledger, source("c"), at(2))
    (leased,) = receipts.lease(ledger, "worker", 1, 60, at(2))
    stale = row("leakage", 7.0, action="revised", previous=old["revision"])
    report, changes = checked(source("c"), [stale])
    head = ledger.head()
    with pytest.raises(RevisionConflict), ledger.write(DESK, at(3), "judge") as unit:
        record(unit, [Recorded(late.id, leased.token, report, changes)])
    assert ledger.head() == head
    with ledger.read() as reading:
        assert revisions.current(reading)["value"].to_list() == [8.0]
        waits = receipts.get(reading, late.id)
    assert waits is not None
    assert waits.state == "judging"


def test_two_files_of_one_group_with_the_same_new_key_conflict(ledger: Ledger) -> None:
    files = [source("a"), source("b")]
    for file in files:
        hand_in(ledger, file)
    leased = receipts.lease(ledger, "worker", 2, 60, at(0))
    items = []
    for item in leased:
        report, changes = checked(item.receipt.source, [row("leakage", 9.0)])
        items.append(Recorded(item.receipt.id, item.token, report, changes))
    with pytest.raises(RevisionConflict), ledger.write(DESK, at(1), "judge") as unit:
        record(unit, items)
    with ledger.write(DESK, at(1), "judge") as unit:
        record(unit, items[:1])


def test_a_group_of_files_is_recorded_in_one_unit(ledger: Ledger) -> None:
    for number in range(5):
        hand_in(ledger, source(f"file {number}"))
    leased = receipts.lease(ledger, "worker", 200, 60, at(0))
    items = []
    for number, item in enumerate(leased):
        report, changes = checked(item.receipt.source, [row(f"i{number}", number)])
        items.append(Recorded(item.receipt.id, item.token, report, changes))
    before = ledger.head()
    with ledger.write(DESK, at(1), "judge") as unit:
        record(unit, items)
    assert ledger.head() == before + 1
    with ledger.read() as reading:
        values = revisions.current(reading)
        found = proof.proof_of(reading, leased[3].receipt.id)
        assert found is not None and found.content == '{"success": true}'
        assert counted(reading) == 1
    assert values["receipt"].n_unique() == 5
    assert values["value"].to_list() == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_worker_whose_lease_was_taken_over_writes_nothing(ledger: Ledger) -> None:
    receipt = hand_in(ledger, source("a"))
    (slow,) = receipts.lease(ledger, "slow", 1, 2, at(0))
    assert receipts.lease(ledger, "fast", 1, 2, at(0)) == ()
    (fast,) = receipts.lease(ledger, "fast", 1, 60, at(1))
    assert fast.token > slow.token
    assert receipts.extend(ledger, [slow], 60, at(1)) == 0
    assert receipts.extend(ledger, [slow, fast], 60, at(1)) == 1
    report, changes = checked(source("a"), [row("leakage", 9.1)])
    with pytest.raises(StaleLease), ledger.write(DESK, at(2), "judge") as unit:
        record(unit, [Recorded(receipt.id, slow.token, report, changes)])
    with ledger.read() as reading:
        assert revisions.current(reading).is_empty()
    with ledger.write(DESK, at(2), "judge") as unit:
        record(unit, [Recorded(receipt.id, fast.token, report, changes)])
    with pytest.raises(StaleLease), ledger.write(DESK, at(3), "judge") as unit:
        record(unit, [Recorded(receipt.id, fast.token, report, changes)])


def test_a_recheck_replaces_the_findings_and_keeps_the_receipt(ledger: Ledger) -> None:
    receipt = judge(
        ledger, source("a"), [row("leakage", 150.0)], verdict=Verdict.RETURNED, findings=(CRITICAL,)
    )
    with ledger.read() as reading:
        assert [f.finding.rule for f in findings.open_findings(reading)] == ["R007"]
    with ledger.write(DESK, at(1), "recheck", receipt) as unit:
        receipts.requeue(unit, receipt)
    (leased,) = receipts.lease(ledger, "worker", 1, 60, at(1))
    report, changes = checked(source("a"), [row("leakage", 15.0)])
    with ledger.write(DESK, at(2), "judge", receipt) as unit:
        record(unit, [Recorded(receipt, leased.token, report, changes)])
    with ledger.read() as reading:
        assert findings.of_receipt(reading, receipt) == ()
        assert findings.open_findings(reading) == ()
        seen = receipts.get(reading, receipt)
    assert seen is not None
    assert seen.state == "accepted"


def test_an_answered_finding_is_no_longer_open(ledger: Ledger) -> None:
    warning = Finding("R011", Severity.WARNING, "较上期变化 40%", cell="D14", sheet="填报")
    judge(ledger, source("a"), [row("leakage", 9.1)], findings=(warning,))
    with ledger.read() as reading:
        (found,) = findings.open_findings(reading, ["water"])
        assert findings.open_findings(reading, ["roads"]) == ()
    with ledger.write(CLERK, at(1), "answer", found.id) as unit:
        findings.answer(unit, found.id, "属实:新并网三个小区")
    with ledger.read() as reading:
        assert findings.open_findings(reading) == ()
        answered = findings.get(reading, found.id)
    assert answered is not None
    assert (answered.answer, answered.answered_by) == ("属实:新并网三个小区", CLERK.post)


def test_only_what_a_desk_approval_covers_is_published(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    assert published(ledger) == []
    decide(ledger, "office", 1)
    assert published(ledger) == []
    decide(ledger, "desk", 2)
    assert published(ledger) == [9.1]
    judge(ledger, source("b"), [row("leakage", 8.0)], when=at(3))
    assert published(ledger) == [9.1]
    decide(ledger, "desk", 4)
    assert published(ledger) == [8.0]
    judge(ledger, source("c"), [row("leakage", None, action="withdrawn")], when=at(5))
    assert published(ledger) == [8.0]
    decide(ledger, "desk", 6)
    assert published(ledger) == []


def test_an_annual_value_is_approved_with_the_form_it_came_in(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("green", 40.0, period="2024")], period="2024-Q4")
    with ledger.write(DESK, at(1), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q4", "desk")
    assert published(ledger) == [40.0]


def counted(reading: Reading) -> int:
    return int(reading.connection.execute(select(func.count()).select_from(evidence)).scalar_one())


def published(ledger: Ledger) -> list[float]:
    with ledger.read() as reading:
        return revisions.as_of(reading)["value"].to_list()


def decide(ledger: Ledger, level: approvals.Level, minute: int) -> None:
    with ledger.write(DESK, at(minute), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", level)


def test_a_repeated_value_that_was_replaced_meanwhile_is_compared_anew(ledger: Ledger) -> None:
    """It would write no row, so no unique key would tell."""
    judge(ledger, source("a"), [row("leakage", 9.1)])
    with ledger.read() as reading:
        (old,) = revisions.current(reading).to_dicts()
        head = reading.head
    judge(ledger, source("b"), [row("leakage", 8.0)], when=at(1))
    late = hand_in(ledger, source("c"), at(2))
    (leased,) = receipts.lease(ledger, "worker", 1, 60, at(2))
    same = row("leakage", 9.1, action="unchanged", previous=old["revision"])
    report, changes = checked(source("c"), [same])
    item = Recorded(late.id, leased.token, report, changes)
    with pytest.raises(RevisionConflict), ledger.write(DESK, at(3), "judge") as unit:
        record(unit, [item], head=head)
    with ledger.read() as reading:
        (now,) = revisions.current(reading).to_dicts()
    fresh = row("leakage", 9.1, action="revised", previous=now["revision"])
    report, changes = checked(source("c"), [fresh])
    with ledger.write(DESK, at(4), "judge") as unit:
        record(unit, [Recorded(late.id, leased.token, report, changes)], head=ledger.head())
    with ledger.read() as reading:
        assert revisions.current(reading)["value"].to_list() == [9.1]


def doubt(value: str) -> Finding:
    return Finding("Q602", Severity.WARNING, f"变动过大:{value}", "说明", "填报", "D14",
                   "leakage", "150627", "2024-Q2", value)  # fmt: skip


def test_a_warning_on_the_whole_report_doubts_the_values_it_marked(ledger: Ledger) -> None:
    copied = Finding("Q604", Severity.WARNING, "疑似沿用上期数据", "本期实测数", period="2024-Q2")
    rows = [row("leakage", 9.1, doubted=True), row("parks", 3.0)]
    first = judge(ledger, source("a"), rows, findings=(copied,))
    with ledger.read() as reading:
        (asked,) = findings.of_receipt(reading, first)
        doubted = findings.doubts(reading)
    assert (first, "leakage", "150627") in doubted
    assert ("another", "leakage", "150627") not in doubted
    again = judge(ledger, source("b"), [row("leakage", 9.2, doubted=True)], when=at(1),
                  findings=(doubt("9.2"), copied))  # fmt: skip
    with ledger.read() as reading:
        known = {f.finding.rule: f.id for f in findings.of_receipt(reading, again)}
    with ledger.write(CLERK, at(2), "answer") as unit:
        findings.answer(unit, known["Q602"], "设备检修,台账可查")
    judge(ledger, source("c"), [row("leakage", 9.2, doubted=True, note="改注")], when=at(3),
          findings=(doubt("9.2"), copied))  # fmt: skip
    with ledger.read() as reading:
        assert revisions.current(reading).filter(indicator="leakage")["doubted"].to_list() == [True]
    with ledger.write(CLERK, at(4), "answer") as unit:
        findings.answer(unit, asked.id, "逐项核对,确与上期相同")
    with ledger.read() as reading:
        assert (first, "leakage", "150627") not in findings.doubts(reading)


def test_a_warning_on_one_area_doubts_no_other(ledger: Ledger) -> None:
    gap = Finding("Q813", Severity.WARNING, "对不上", "各项相符", area="150627", period="2024-Q2")
    first = judge(ledger, source("a"), [row("leakage", 9.1, doubted=True)], findings=(gap,))
    with ledger.read() as reading:
        doubted = findings.doubts(reading)
    assert (first, "leakage", "150627") in doubted
    assert (first, "leakage", "150603") not in doubted


def test_an_answer_holds_for_the_same_value_found_the_same_and_no_other(ledger: Ledger) -> None:
    first = judge(
        ledger, source("a"), [row("leakage", 9.1, doubted=True)], findings=(doubt("9.1"),)
    )
    with ledger.read() as reading:
        (asked,) = findings.of_receipt(reading, first)
        assert findings.doubts(reading) == {(first, "leakage", "150627")}
    with ledger.write(CLERK, at(1), "answer") as unit:
        findings.answer(unit, asked.id, "设备检修,台账可查")
    answered = ledger.head()
    other = judge(ledger, source("b"), [row("leakage", 20.0, doubted=True)], when=at(2),
                  findings=(doubt("20"),))  # fmt: skip
    with ledger.read() as reading:
        assert [f.finding.value for f in findings.open_findings(reading)] == ["20"]
        assert findings.doubts(reading) == {(other, "leakage", "150627")}
    back = judge(ledger, source("c"), [row("leakage", 9.1, doubted=True)], when=at(3),
                 findings=(doubt("9.1"),))  # fmt: skip
    with ledger.read() as reading:
        (told,) = findings.of_receipt(reading, back)
        (now,) = revisions.current(reading).to_dicts()
        assert findings.open_findings(reading) == ()
    assert (told.answer, told.answered_by) == ("设备检修,台账可查", CLERK.post)
    assert (now["value"], now["doubted"]) == (9.1, False)
    assert told.recorded_at > at(1)
    with ledger.read(answered - 1) as reading:
        assert [f.answer for f in findings.open_findings(reading)] == [""]


def test_a_value_with_a_second_unanswered_doubt_stays_doubted(ledger: Ledger) -> None:
    first = judge(
        ledger, source("a"), [row("leakage", 9.1, doubted=True)], findings=(doubt("9.1"),)
    )
    with ledger.read() as reading:
        (asked,) = findings.of_receipt(reading, first)
    with ledger.write(CLERK, at(1), "answer") as unit:
        findings.answer(unit, asked.id, "设备检修,台账可查")
    judge(ledger, source("b"), [row("leakage", 8.0)], when=at(2))
    more = Finding("Q202", Severity.WARNING, "不在通常的范围内", "说明", "填报", "D14",
                   "leakage", "150627", "2024-Q2", "9.1")  # fmt: skip
    judge(ledger, source("c"), [row("leakage", 9.1, doubted=True)], when=at(3),
          findings=(doubt("9.1"), more))  # fmt: skip
    with ledger.read() as reading:
        (now,) = revisions.current(reading).to_dicts()
        assert [f.finding.rule for f in findings.open_findings(reading)] == ["Q202"]
    assert now["doubted"]
