"""Evidence: told by its bytes, kept by hash, seen within its scope, never opened."""

from __future__ import annotations

import pytest

from briefings.form import Entry
from desk.attachments import (
    MOST_BYTES,
    Evidence,
    attach,
    attachment,
    attachments,
    handed_out_as,
)
from desk.custody import verify
from ledger import audit, findings
from ledger.custody import Attached
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from observations.spool import archived
from tests.desk.hall import Q3, Hall

OFFICE, KEY = "sanitation", ("public_toilet_density", "150627")
FILES = {
    "pdf": b"%PDF-1.7 x",
    "jpg": b"\xff\xd8\xff\xe0 x",
    "png": b"\x89PNG\r\n\x1a\n x",
}


def test_what_is_attached_is_listed_and_handed_back_byte_for_byte(hall: Hall) -> None:
    clerk = hall.clerk(OFFICE)
    for media, data in FILES.items():
        row = attach(hall.desk, clerk, (OFFICE, Q3), Evidence(data, f"盖章.{media}", text="盖章"))
        assert (row.attached.media, row.post) == (media, clerk.post)
        out = attachment(hall.desk, clerk, row.id)
        assert out is not None
        assert (out.data, out.name) == (data, f"盖章.{media}")
    listed = attachments(hall.desk, clerk, OFFICE, Q3)
    assert [one.attached.media for one in listed] == list(FILES)
    assert audit.verify(hall.desk.ledger) == ()


def test_the_same_evidence_attached_twice_is_listed_once_and_with_other_words_again(
    one_hall: Hall,
) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    where, same = (OFFICE, Q3), Evidence(FILES["pdf"], "盖章.pdf", text="盖章")
    first = attach(desk, clerk, where, same)
    assert attach(desk, one_hall.reviewer(OFFICE), where, same) == first
    assert attachments(desk, clerk, OFFICE, Q3) == (first,)
    other = attach(desk, clerk, where, Evidence(FILES["pdf"], "盖章.pdf", text="台账"))
    assert attachments(desk, clerk, OFFICE, Q3) == (first, other)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空"),
        (b"MZ\x90\0", "只收"),
        (b"<svg onload=alert(1)>", "只收"),
        (b" %PDF-1.7", "只收"),
        (b"%PDF-" + b"\0" * MOST_BYTES, "20 MB"),
    ],
)
def test_anything_else_is_refused_by_its_bytes(one_hall: Hall, data: bytes, word: str) -> None:
    with pytest.raises(UserError, match=word):
        attach(one_hall.desk, one_hall.clerk(OFFICE), (OFFICE, Q3), Evidence(data, "盖章.pdf"))
    assert attachments(one_hall.desk, one_hall.bureau, OFFICE, Q3) == ()


def test_another_office_neither_attaches_nor_sees(one_hall: Hall) -> None:
    other = one_hall.clerk("azhen")
    row = attach(
        one_hall.desk, one_hall.clerk(OFFICE), (OFFICE, Q3), Evidence(FILES["pdf"], "盖章.pdf")
    )
    with pytest.raises(Refused):
        attach(one_hall.desk, other, (OFFICE, Q3), Evidence(FILES["pdf"], "盖章.pdf"))
    assert attachments(one_hall.desk, other, OFFICE, Q3) == ()
    assert attachment(one_hall.desk, other, row.id) is None
    with one_hall.desk.ledger.read() as reading:
        assert audit.tail(reading, 1)[0].action == "denied"


def test_evidence_on_a_finding_belongs_to_its_submission(one_hall: Hall) -> None:
    wrong = {KEY: Entry(numerator="许多", denominator=5)}  # type: ignore[arg-type]
    receipt = one_hall.hand_in(one_hall.form(OFFICE, changes=wrong), one_hall.clerk(OFFICE))
    with one_hall.desk.ledger.read() as reading:
        found = findings.of_receipt(reading, receipt.id)[0]
    given = Evidence(FILES["jpg"], "现场.jpg", finding=found.id)
    row = attach(one_hall.desk, one_hall.clerk(OFFICE), (OFFICE, Q3), given)
    assert row.attached.finding == found.id
    before = ReportingPeriod.parse("2024-Q2")
    for where, finding in (((OFFICE, before), found.id), ((OFFICE, Q3), "9-9")):
        with pytest.raises(Refused, match="没有问题编号"):
            attach(
                one_hall.desk, one_hall.clerk(OFFICE), where,
                Evidence(FILES["jpg"], "现场.jpg", finding=finding),
            )  # fmt: skip


def test_a_lost_or_changed_piece_of_evidence_is_named(one_hall: Hall) -> None:
    row = attach(
        one_hall.desk, one_hall.clerk(OFFICE), (OFFICE, Q3), Evidence(FILES["pdf"], "盖章.pdf")
    )
    path = archived(one_hall.desk.settings.spool_dir, row.attached.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 y")
    (broken,) = verify(one_hall.desk)[0]
    assert broken.place == f"佐证 {row.id}"
    path.unlink()
    assert verify(one_hall.desk)[0][0].reason == "文件不在了"


@pytest.mark.parametrize(
    ("name", "media", "expected"),
    [
        ("盖章.pdf", "pdf", "盖章.pdf"),
        ("照片.JPEG", "jpg", "照片.JPEG"),
        ("证明.hta", "pdf", "证明.hta.pdf"),
        ("没有后缀", "png", "没有后缀.png"),
    ],
)
def test_evidence_leaves_under_a_name_that_says_what_it_is(
    name: str, media: str, expected: str
) -> None:
    one = Attached("housing", "2024-Q3", "0" * 64, name, media, 9)
    assert handed_out_as(one) == expected
