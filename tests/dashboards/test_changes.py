"""与上次报送相比: every word a sign beside it, closed and changed rows told apart."""

from __future__ import annotations

from dataclasses import replace

from dash import html

from dashboards.components import changes, receipts
from dashboards.components.flat import flat
from desk.differences import Change
from desk.views import FindingRow, SinceLast
from desk.views.changes import GoneRow
from observations.fates import Fate
from observations.finding import Severity
from tests.dashboards.test_wording import _finding, _receipt, walk, words

GONE = FindingRow(
    id="1-1", rule="cell.not_a_number", severity=Severity.CRITICAL, sheet="填报", cell="I5",
    indicator="parks", indicator_name="口袋公园", value="三千", expected="只填数",
    message="I5:填报“三千”不是数", receipt="", answered="",
)  # fmt: skip
CHANGED = Change("parks", "口袋公园", "1", "旗", "12个", "15个", "+3个", "含农村", "不含农村")
SINCE = SinceLast(
    summary="已改正 1 项",
    fates={},
    gone=(GoneRow(Fate.CLOSED, GONE),),
    before="R0",
    before_state="returned",
    changes=(CHANGED,),
)


def test_what_was_corrected_and_what_changed_stand_below_the_verdict() -> None:
    tree = receipts.receipt(_receipt("accepted"), SINCE)
    (block,) = (one for one in walk(tree) if getattr(one, "className", "") == "since")
    markup = str(getattr(block, "data-markup"))
    for said in ("R0", "（退回）", "✓ 已改正", "口袋公园", "12个", "15个", "+3个", "含农村"):
        assert said in markup


def test_every_finding_says_whether_it_is_new() -> None:
    found = replace(_finding(Severity.CRITICAL), id="7-1")
    fates = {"7-1": Fate.OPEN}
    tree = receipts.receipt(_receipt("returned", found), replace(SINCE, fates=fates))
    assert "! 仍未改正" in str(tree)  # the table is markup
    assert "仍未改正" not in str(receipts.receipt(_receipt("returned", found)))


def test_a_note_that_was_changed_shows_both_wordings() -> None:
    block = changes.since_last(SINCE)
    (old,) = (one for one in walk(block) if isinstance(one, html.Del))
    assert words(old) == "含农村"
    assert "不含农村" in words(block)
    assert "<del>" in str(getattr(flat(block), "data-markup"))


def test_nothing_changed_is_said() -> None:
    block = changes.since_last(replace(SINCE, gone=(), changes=()))
    assert "数值和说明与上次相同" in words(block)


def test_every_fate_has_a_sign_and_a_word() -> None:
    said = [words(changes.fate(one)) for one in Fate]
    assert len(set(said)) == len(Fate)
    assert all(len(one.split()) == 2 for one in said)
