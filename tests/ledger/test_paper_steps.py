"""A paper's way: what is approved is what is issued, and no step is taken on an older text."""

from __future__ import annotations

from datetime import date

import pytest

from ledger import paper_steps
from ledger.opening import Ledger
from ledger.paper_steps import Draft, Issue, Standing
from observations.errors import Refused
from tests.ledger.material import DESK, at

Q3, DAY = "2024-Q3", date(2024, 10, 21)


def stand(ledger: Ledger) -> Standing:
    with ledger.read() as reading:
        return paper_steps.standing(paper_steps.steps(reading, Q3))


def write(ledger: Ledger, second: int, inserted: str = "[]") -> Standing:
    """The next text on top of what stands; the first one is a draft."""
    now = stand(ledger).written
    step, seen = ("edited", now.seq) if now else ("drafted", 0)
    with ledger.write(DESK, at(second), f"paper.{step}") as unit:
        paper_steps.write(unit, Draft(Q3, 0, "run", inserted), step, seen)  # type: ignore[arg-type]
    return stand(ledger)


def approve(ledger: Ledger, second: int) -> Standing:
    written = stand(ledger).written
    assert written is not None
    with ledger.write(DESK, at(second), "paper.approved") as unit:
        paper_steps.approve(unit, written, "ab" * 32, DAY)
    return stand(ledger)


def issue(ledger: Ledger, second: int, standing: Standing, number: int) -> Standing:
    assert standing.approval is not None
    with ledger.write(DESK, at(second), "paper.issued") as unit:
        paper_steps.issue(unit, standing.approval, Issue(f"{Q3}-paper{number}", 2024), number)
    return stand(ledger)


def test_a_later_issue_takes_the_earlier_one_s_place_and_numbers_count_within_the_year(
    ledger: Ledger,
) -> None:
    write(ledger, 0)
    first = issue(ledger, 2, approve(ledger, 1), 1)
    assert first.issued is not None
    assert (first.written, first.issued.number, first.issued.dated) == (None, 1, "2024-10-21")
    write(ledger, 3)
    second = issue(ledger, 5, approve(ledger, 4), 2)
    assert second.issued is not None
    assert second.issued.number == 2
    with ledger.read() as reading:
        done = paper_steps.steps(reading)
        assert paper_steps.next_number(reading, 2024) == 3
        assert paper_steps.next_number(reading, 2025) == 1
    (superseded,) = [one for one in done if one.step == "superseded"]
    assert (superseded.paper, superseded.text) == (f"{Q3}-paper1", "2024年第2号")
    assert [one.draft for one in done if one.step == "drafted"] == [f"{Q3}-1", f"{Q3}-2"]


def test_an_edit_takes_the_approval_away_and_only_the_text_in_hand_is_edited(
    ledger: Ledger,
) -> None:
    write(ledger, 0)
    approved = approve(ledger, 1)
    edited = write(ledger, 2, '[{"part":"problems","text":"补充"}]')
    assert edited.approval is None
    assert edited.written is not None
    assert edited.written.draft == f"{Q3}-1"
    with pytest.raises(Refused, match="已有变动"):
        issue(ledger, 3, approved, 1)
    assert approved.written is not None
    late = ledger.write(DESK, at(4), "paper.edited")
    with pytest.raises(Refused, match="已另有人改过"), late as unit:
        paper_steps.write(unit, Draft(Q3, 0, "run"), "edited", approved.written.seq)
    stale = ledger.write(DESK, at(5), "paper.approved")
    with pytest.raises(Refused, match="已另有人改过"), stale as unit:
        paper_steps.approve(unit, approved.written, "cd" * 32, DAY)


def test_a_number_is_given_once(ledger: Ledger) -> None:
    write(ledger, 0)
    approved = approve(ledger, 1)
    with pytest.raises(Refused, match="已另有通报"):
        issue(ledger, 2, approved, 2)
    issue(ledger, 3, approved, 1)
    with pytest.raises(Refused, match="已有变动"):
        issue(ledger, 4, approved, 2)


def test_a_text_sent_back_waits_with_its_reason(ledger: Ledger) -> None:
    written = write(ledger, 0).written
    assert written is not None
    with ledger.write(DESK, at(1), "paper.declined") as unit:
        paper_steps.decline(unit, written, "第二段请补充原因")
    sent_back = stand(ledger)
    assert sent_back.declined is not None
    assert (sent_back.declined.text, sent_back.approval) == ("第二段请补充原因", None)
    assert write(ledger, 2).declined is None
