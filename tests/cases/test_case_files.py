"""Evidence files of cases: kept with their step, handed out by the case, never destroyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from cases.events import Step
from cases.taking import Asked
from desk.attachments import attachment
from desk.case_acts import Shown, act_on_case, open_case
from desk.case_files import evidence_file
from desk.custody import verify
from desk.demo.posts import ADMIN
from desk.handle import SHANGHAI
from desk.purge import purge
from ledger import custody
from observations.errors import UserError
from observations.spool import archived
from tests.cases.test_case_acts import GIVEN, HOUSING, OTHER, SCAN, opened
from tests.desk.hall import Hall

REPORT = Shown("整改报告", SCAN, "报告.hta")


@pytest.fixture
def answered(one_hall: Hall) -> str:
    """A case whose answer, its third step, was shown with a scan."""
    case, mine = opened(one_hall), one_hall.clerk(HOUSING)
    act_on_case(one_hall.desk, mine, case, Asked(Step.ACCEPT))
    act_on_case(one_hall.desk, mine, case, Asked(Step.ANSWER, "已补装"), shown=REPORT)
    return case


def test_the_file_comes_back_as_it_went_in_to_whoever_sees_the_case(
    one_hall: Hall, answered: str
) -> None:
    for who in (one_hall.clerk(HOUSING), one_hall.bureau):
        found = evidence_file(one_hall.desk, who, answered, 3)
        assert found is not None
        assert (found.name, found.mime, found.data) == ("报告.hta.pdf", "application/pdf", SCAN)
        assert evidence_file(one_hall.desk, who, answered, 2) is None
        assert evidence_file(one_hall.desk, who, answered, 4) is None
        assert evidence_file(one_hall.desk, who, answered, 0) is None


def test_a_post_that_does_not_see_the_case_gets_its_file_at_no_door(
    one_hall: Hall, answered: str
) -> None:
    desk, stranger = one_hall.desk, one_hall.clerk(OTHER)
    with pytest.raises(UserError, match="没有督办事项"):
        evidence_file(desk, stranger, answered, 3)
    with desk.ledger.read() as reading:
        (kept,) = custody.all_attached(reading)
    for who in (stranger, one_hall.clerk(HOUSING), one_hall.bureau):
        assert attachment(desk, who, kept.id) is None


def test_after_it_was_handed_on_the_new_office_reads_what_was_shown_before(
    one_hall: Hall, answered: str
) -> None:
    desk = one_hall.desk
    act_on_case(desk, one_hall.bureau, answered, Asked(Step.RETURN, "职责已划转"))
    moved = Asked(Step.REASSIGN, "职责已划转", to=OTHER)
    act_on_case(desk, one_hall.bureau, answered, moved)
    found = evidence_file(desk, one_hall.clerk(OTHER), answered, 3)
    assert found is not None and found.data == SCAN
    with pytest.raises(UserError, match="没有督办事项"):
        evidence_file(desk, one_hall.clerk(HOUSING), answered, 3)


def test_a_file_given_with_a_merged_inspection_stands_at_the_step_that_merged_it(
    one_hall: Hall,
) -> None:
    desk, fields = one_hall.desk, {"plan": "年度方案"}
    first = replace(
        GIVEN, kind="inspection", title="市容督查", fields=fields, due=None,
        ended=date(2024, 10, 11),
    )  # fmt: skip
    case = open_case(desk, one_hall.bureau, first).case
    second = replace(first, title="物业考核", ended=date(2024, 10, 14))
    merged = open_case(desk, one_hall.bureau, second, Shown("", SCAN, "方案.pdf"))
    assert (merged.case, merged.place, merged.evidence) == (case, 2, "方案.pdf")
    found = evidence_file(desk, one_hall.bureau, case, 2)
    assert found is not None and found.data == SCAN


def test_neither_the_file_nor_a_receipt_shown_as_evidence_is_ever_destroyed(
    one_hall: Hall, answered: str, tmp_path: Path
) -> None:
    hall, desk = one_hall, one_hall.desk
    wrong = tmp_path / "错表.csv"
    wrong.write_text("甲,乙\n1,2\n", "utf-8")
    receipt = hall.hand_in(wrong, hall.clerk(HOUSING))
    act_on_case(desk, hall.bureau, answered, Asked(Step.NOTE, "见来件"), shown=Shown(receipt.id))
    hall.clock.moment = datetime(2040, 1, 2, 9, tzinfo=SHANGHAI)
    done = purge(desk, ADMIN, date(2040, 1, 1), "档案销毁批准〔2040〕1号")
    assert done.destroyed == ()
    (kept,) = (one for one in done.kept if one.receipt == receipt.id)
    assert "是督办的证据" in kept.reason
    assert evidence_file(desk, hall.bureau, answered, 3) is not None
    assert verify(desk)[0] == ()


def test_a_file_that_was_exchanged_in_the_archive_is_found_and_not_handed_out(
    one_hall: Hall, answered: str
) -> None:
    desk = one_hall.desk
    with desk.ledger.read() as reading:
        (kept,) = custody.all_attached(reading)
    place = archived(desk.settings.spool_dir, kept.attached.sha256)
    place.chmod(0o640)
    place.write_bytes(b"%PDF-1.4 something else")
    with pytest.raises(UserError, match="归档原件与登记不符"):
        evidence_file(desk, one_hall.bureau, answered, 3)
    assert [one.reason for one in verify(desk)[0]] == ["内容与登记的散列不符"]
