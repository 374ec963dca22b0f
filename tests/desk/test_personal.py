"""What is about a person is encrypted, covered on screen, opened on the record and destroyed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from desk import data_key, personal
from desk.backup import kept_files
from desk.demo.posts import DESK
from desk.handle import Desk
from ledger import audit, sealed
from ledger.tables import METADATA
from observations.errors import Refused, UserError
from observations.identity import Actor
from tests.desk.hall import Hall

NUMBER, OTHER = "YJ-2024-0001", "YJ-2024-0002"
NAME, PHONE, HOME = "测试甲某某", "1" + "3900000017", "示例小区九号楼"
FIELDS = {
    "name": NAME, "contact": PHONE, "address": HOME,
    "text": f"我是{NAME},住{HOME},电话{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]},楼下垃圾没人收。",
}  # fmt: skip
OTHER_KEY = "".join(map(chr, range(48, 96)))
CANARIES = (NAME, PHONE, HOME, "楼下垃圾没人收")


def kept(desk: Desk, *numbers: str, actor: Actor = DESK) -> None:
    with desk.ledger.write(actor, desk.now(), "opinion.receive", numbers[0]) as unit:
        for number in numbers:
            personal.seal(desk, unit, number, FIELDS)


def opened(desk: Desk, number: str) -> dict[str, str]:
    with desk.ledger.read() as reading:
        return dict(personal.opened(desk, reading, number))


def everything(desk: Desk) -> str:
    """All that any table holds."""
    with desk.ledger.read() as reading:
        rows = [
            reading.connection.execute(text(f'SELECT * FROM "{name}"')).all()
            for name in METADATA.tables
        ]
    return repr(rows)


def test_what_was_sealed_opens_again_and_stands_nowhere_in_plain(hall: Hall) -> None:
    kept(hall.desk, NUMBER, OTHER)
    assert opened(hall.desk, NUMBER) == FIELDS
    held = everything(hall.desk)
    files = b"".join(one.read_bytes() for one in hall.folder.rglob("*") if one.is_file())
    for canary in CANARIES:
        assert canary not in held
        assert canary.encode() not in files
    assert audit.verify(hall.desk.ledger) == ()


def test_a_page_gets_names_numbers_and_places_covered_also_within_the_text(hall: Hall) -> None:
    kept(hall.desk, NUMBER)
    with hall.desk.ledger.read() as reading:
        shown = personal.masked(hall.desk, reading, NUMBER)
    assert shown["name"] == "测**"
    assert shown["contact"] == "139****17"
    assert "楼下垃圾没人收" in shown["text"]
    assert not [one for one in CANARIES[:3] for part in shown.values() if one in part]
    assert "0000 0017" not in shown["text"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (f"已电话答复{NAME}", "来件人姓名"),
        ("已答复测试 甲某某", "来件人姓名"),
        ("联系 " + "1" + "3700000000", "手机号码"),
        (f"到{HOME}看过", "来件人住址"),
        ("已派人清运,并告知来件人", ""),
    ],
)
def test_what_becomes_plain_is_looked_through(hall: Hall, said: str, kind: str) -> None:
    kept(hall.desk, NUMBER)
    with hall.desk.ledger.read() as reading:
        assert personal.speaks_of(hall.desk, reading, NUMBER, said) == kind


def test_opening_is_said_in_the_chain_with_its_reason_before_anything_is_given(hall: Hall) -> None:
    kept(hall.desk, NUMBER)
    for why in ("", " ", f"给{NAME}回电话"):
        with pytest.raises(UserError, match="理由"):
            personal.reveal(hall.desk, DESK, NUMBER, why)
    assert personal.reveal(hall.desk, DESK, NUMBER, "电话回访") == FIELDS
    with hall.desk.ledger.read() as reading:
        links = [one for one in audit.tail(reading, limit=5) if one.action == "opinion.reveal"]
    assert [(one.actor, one.subject) for one in links] == [(DESK.post, f"{NUMBER} 电话回访")]


def test_an_erased_opinion_opens_for_nobody_and_the_chain_still_holds(hall: Hall) -> None:
    desk = hall.desk
    kept(desk, NUMBER, OTHER)
    before = desk.ledger.head()
    with pytest.raises(UserError, match="来件人姓名"):
        personal.erase(desk, DESK, [NUMBER], f"{NAME}本人要求")
    assert personal.erase(desk, DESK, [NUMBER, NUMBER], "本人要求") == (NUMBER,)
    assert personal.erase(desk, DESK, [NUMBER], "本人要求") == ()
    assert (opened(desk, NUMBER), opened(desk, OTHER)) == ({}, FIELDS)
    with desk.ledger.read(before) as past:
        assert personal.opened(desk, past, NUMBER) == {}
    with desk.ledger.read() as reading:
        assert [(o.opinion, o.text, o.post) for o in personal.erased(reading)] == [
            (NUMBER, "本人要求", DESK.post)
        ]
    with pytest.raises(Refused, match="没有留存"):
        personal.reveal(desk, DESK, NUMBER, "电话回访")
    assert audit.verify(desk.ledger) == ()


def test_a_key_that_an_older_backup_brings_back_opens_nothing(hall: Hall) -> None:
    desk = hall.desk
    kept(desk, NUMBER)
    with desk.ledger.read() as reading:
        before = sealed.of(reading, NUMBER)
    assert before is not None
    personal.erase(desk, DESK, [NUMBER], "本人要求")
    with desk.ledger.step() as connection:  # as the backup of yesterday would
        query = text('INSERT INTO sealing_keys (opinion, wrapped, "by") VALUES (:o, :w, :b)')
        connection.execute(query, {"o": NUMBER, "w": before.wrapped, "b": before.by})
    assert opened(desk, NUMBER) == {}
    assert data_key.destroyed(desk.settings) == {NUMBER}


def test_another_data_key_opens_nothing_and_says_so(hall: Hall) -> None:
    kept(hall.desk, NUMBER)
    settings = hall.desk.settings.model_copy(update={"data_key": OTHER_KEY})
    data_key.path_of(settings).unlink()
    with pytest.raises(UserError, match="打不开"):
        opened(replace(hall.desk, settings=settings), NUMBER)


def test_a_ciphertext_opens_for_its_own_opinion_alone(hall: Hall) -> None:
    kept(hall.desk, NUMBER, OTHER)
    with hall.desk.ledger.read() as reading:
        mine, theirs = (sealed.of(reading, one) for one in (NUMBER, OTHER))
    assert mine is not None
    assert theirs is not None
    with hall.desk.ledger.step() as connection:
        query = text("UPDATE sealing_keys SET wrapped = :w WHERE opinion = :o")
        connection.execute(query, {"w": theirs.wrapped, "o": NUMBER})
    with pytest.raises(UserError, match="打不开"):
        opened(hall.desk, NUMBER)


def test_the_data_key_is_its_owners_alone_and_lies_in_no_backup(hall: Hall) -> None:
    kept(hall.desk, NUMBER)
    settings = hall.desk.settings
    path = data_key.path_of(settings)
    assert path.stat().st_mode & 0o077 == 0
    assert path not in set(kept_files(settings.home, settings.url))
    path.chmod(0o644)
    with pytest.raises(UserError, match="可被他人读取"):
        opened(hall.desk, NUMBER)


def test_two_that_need_the_first_key_at_once_get_the_same_one(hall: Hall, tmp_path: Path) -> None:
    settings = hall.desk.settings.model_copy(update={"home": tmp_path / "new"})
    assert data_key.data_key(settings) == data_key.data_key(settings)
    data_key.note_destroyed(settings, [NUMBER])
    first = data_key.data_key(settings)
    new = data_key.add_key(settings)
    assert set(data_key.keys(settings).values()) == {first, new}
    data_key.drop_keys(settings, but=new)
    assert [*data_key.keys(settings).values()] == [new]
    assert data_key.destroyed(settings) == {NUMBER}
