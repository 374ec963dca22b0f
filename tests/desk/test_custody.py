"""Is the record whole: rows, papers and originals."""

from pathlib import Path

import pytest
from sqlalchemy import text, update

from desk.accounts import issue_token
from desk.custody import export_head, predating, verify
from desk.demo.posts import ADMIN, DESK, add_posts
from ledger.tables.accounts import tokens
from observations.errors import UserError
from observations.spool import archived
from tests.desk.hall import Q3, Hall, approved
from tests.desk.two_posts import issue_paper


@pytest.fixture
def issued(one_hall: Hall) -> Hall:
    approved(one_hall, "sanitation")
    issue_paper(one_hall.desk, DESK, Q3)
    assert verify(one_hall.desk)[0] == ()
    return one_hall


def test_a_changed_or_lost_paper_is_named(issued: Hall) -> None:
    changed, lost = sorted(issued.desk.settings.papers_dir.rglob("*.*"))[:2]
    changed.write_bytes(changed.read_bytes() + b" ")
    lost.unlink()
    reasons = {one.reason for one in verify(issued.desk)[0]}
    assert reasons == {"内容与登记的散列不符", "文件不在了"}


def test_a_changed_original_is_named_with_its_receipt(issued: Hall) -> None:
    (path,) = (p for p in issued.desk.settings.spool_dir.rglob("*") if p.is_file())
    assert path == archived(issued.desk.settings.spool_dir, path.name)
    path.chmod(0o600)
    path.write_bytes(b"x")
    (broken,) = verify(issued.desk)[0]
    assert "来件原件" in broken.place


@pytest.mark.parametrize(
    ("tampered", "reason"),
    [
        ("UPDATE receipt_states SET state = 'returned'", "状态“returned”,最后一次判定为“accepted”"),
        ("DELETE FROM receipt_states", "没有状态,最后一次判定为“accepted”"),
    ],
)
def test_a_receipt_moved_or_hidden_in_the_queue_is_named(
    hall: Hall, tampered: str, reason: str
) -> None:
    row = approved(hall, "sanitation")
    assert verify(hall.desk)[0] == ()
    with hall.desk.ledger.step() as connection:
        connection.execute(text(tampered))
    (broken,) = verify(hall.desk)[0]
    assert row.id in broken.place
    assert broken.reason == reason


def test_an_exported_head_holds_and_a_foreign_one_does_not(issued: Hall, tmp_path: Path) -> None:
    kept = tmp_path / "head.json"
    export_head(issued.desk, kept)
    assert verify(issued.desk, kept)[0] == ()
    kept.write_text(kept.read_text().replace('"hash": "', '"hash": "f'), encoding="utf-8")
    assert verify(issued.desk, kept)[0] != ()
    kept.write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="链头文件"):
        verify(issued.desk, kept)


def test_a_token_that_was_given_to_another_post_beside_the_program_is_found(hall: Hall) -> None:
    add_posts(hall.desk)
    issue_token(hall.desk, ADMIN, "供水平台对接", hall.clerk("housing").post, 30)
    assert verify(hall.desk)[0] == ()
    assert predating(hall.desk) == 0
    with hall.desk.ledger.step() as connection:
        connection.execute(update(tokens).values(post=DESK.post))
    (broken,) = verify(hall.desk)[0]
    assert broken.place == "令牌“供水平台对接”"
