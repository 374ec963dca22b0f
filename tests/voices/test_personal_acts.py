"""Who opens what is about a person, when it is destroyed, and that it stands nowhere else."""

from __future__ import annotations

import json
import logging
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from cases.events import Step
from cases.taking import Asked
from desk import data_key, personal
from desk.accounts import operator
from desk.backup import back_up
from desk.case_acts import Shown, act_on_case
from desk.day_watch import watch_day
from desk.demo.posts import DESK, LEADER
from desk.opinion_cases import To, hand_over
from desk.opinions import import_opinions, judge, receive
from desk.personal_acts import due, erase, retain, reveal
from desk.personal_rotation import rotate
from ledger import audit
from ledger.tables import METADATA
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from tests.desk.hall import Hall
from tests.voices.test_opinion_desk import CELLS, NAME, PHONE, SORTING, at, received
from voices.opinion_events import Judged

OPENED, CLOSED = date(2024, 9, 30), date(2024, 10, 16)
KEPT_UNTIL = date(2025, 4, 16)
TOLD = {"told_how": "电话告知", "told_on": "2024-10-16"}
HOME = "示例小区九号楼"
CANARIES = (NAME, PHONE, HOME)


def handed(hall: Hall, source: str = "GD-0001") -> tuple[str, str]:
    """An opinion at the office that handles it, and its case."""
    at(hall, OPENED)
    number = received(hall, source=source, address=HOME)
    judge(hall.desk, DESK, number, replace(SORTING, title=f"增设分类垃圾桶{source}"))
    return number, hand_over(hall.desk, DESK, number, To("sanitation")).case


def closed(hall: Hall, source: str = "GD-0001") -> str:
    """The same, answered, verified and closed."""
    number, case = handed(hall, source)
    at(hall, date(2024, 10, 8))
    office = hall.reviewer("sanitation")
    act_on_case(hall.desk, office, case, Asked(Step.ACCEPT))
    act_on_case(hall.desk, office, case, Asked(Step.ANSWER, "已增设"), shown=Shown("验收单"))
    at(hall, CLOSED)
    act_on_case(hall.desk, DESK, case, Asked(Step.VERIFY, "属实"), shown=Shown("现场记录"))
    act_on_case(hall.desk, DESK, case, Asked(Step.CLOSE, "办结", fields=TOLD))
    return number


def test_only_who_handles_it_opens_it_and_an_office_only_while_its_case_runs(
    one_hall: Hall,
) -> None:
    desk, office = one_hall.desk, one_hall.reviewer("sanitation")
    number, case = handed(one_hall)
    assert reveal(desk, DESK, number, "电话回访")["name"] == NAME
    assert reveal(desk, office, number, "答复本人")["contact"] == PHONE
    keeper = Actor("系统管理岗", frozenset({Role.ADMIN}))
    for stranger in (LEADER, one_hall.reviewer("housing"), keeper):
        with pytest.raises(Refused, match="只有该地区的调度岗位"):
            reveal(desk, stranger, number, "看看")
    with desk.ledger.read() as reading:
        links = [one.action for one in audit.tail(reading, limit=20)]
    assert links.count("opinion.reveal") == 2
    act_on_case(desk, LEADER, case, Asked(Step.CLOSE, "已由上级办结", fields=TOLD))
    with pytest.raises(Refused, match="只有该地区的调度岗位"):
        reveal(desk, office, number, "再看一次")


def test_it_is_destroyed_at_a_wish_once_the_answer_was_told_and_never_before(
    one_hall: Hall,
) -> None:
    number, _ = handed(one_hall)
    with pytest.raises(Refused, match="还在办理"):
        erase(one_hall.desk, DESK, number, "本人要求")
    number = closed(one_hall, source="GD-0002")
    with pytest.raises(Refused):
        erase(one_hall.desk, one_hall.reviewer("sanitation"), number, "本人要求")
    assert erase(one_hall.desk, DESK, number, "本人要求") == (number,)
    with pytest.raises(Refused, match="没有留存"):
        erase(one_hall.desk, DESK, number, "本人要求")
    assert audit.verify(one_hall.desk.ledger) == ()


def test_what_is_kept_long_enough_goes_with_the_daily_clock_and_by_the_rule(one_hall: Hall) -> None:
    desk, number = one_hall.desk, closed(one_hall)
    waiting = received(one_hall, source="GD-0007")
    invalid = received(one_hall, source="GD-0008")
    judge(desk, DESK, invalid, Judged(invalid="其他"))
    for day, gone in ((date(2025, 1, 15), ()), (date(2025, 1, 16), (invalid,))):
        at(one_hall, day)
        assert watch_day(desk, DESK).erased == gone
    at(one_hall, date(2025, 4, 15))
    assert retain(desk, DESK) == ()
    at(one_hall, KEPT_UNTIL)
    with desk.ledger.read() as reading:
        assert due(desk, reading, desk.today()) == {number: "保存期满(standard-1):办结销号满6个月"}
    assert retain(desk, DESK) == (number,)
    assert retain(desk, DESK) == ()
    with desk.ledger.read() as reading:
        assert [(o.opinion, o.rule) for o in personal.erased(reading)] == [
            (invalid, "standard-1"), (number, "standard-1"),
        ]  # fmt: skip
        assert personal.opened(desk, reading, waiting)["name"] == NAME
    assert audit.verify(desk.ledger) == ()


def test_a_new_data_key_opens_everything_and_the_old_one_nothing(one_hall: Hall) -> None:
    desk, (number, _) = one_hall.desk, handed(one_hall)
    old, head = data_key.path_of(desk.settings).read_text("utf-8"), desk.ledger.head()
    with pytest.raises(Refused):
        rotate(desk, DESK)
    assert rotate(desk, operator()) == 1
    assert desk.ledger.head() == head + 1
    assert reveal(desk, DESK, number, "电话回访")["name"] == NAME
    data_key.path_of(desk.settings).write_text(old, "utf-8")
    assert personal.unopened(desk) == ((number,), 1)
    with pytest.raises(UserError, match="打不开"):
        reveal(desk, DESK, number, "电话回访")
    assert audit.verify(desk.ledger) == ()


def everything(hall: Hall, folder: Path) -> dict[str, bytes]:
    """All that leaves a trace: tables, files of the home, every part of a backup, papers."""
    found: dict[str, bytes] = {}
    with hall.desk.ledger.read() as reading:
        for name in METADATA.tables:
            rows = reading.connection.execute(text(f'SELECT * FROM "{name}"')).all()
            found[f"table {name}"] = repr(rows).encode()
    target = folder / "all.zip"
    back_up(hall.desk, operator(), target)
    with zipfile.ZipFile(target) as package:
        found |= {f"backup {one}": package.read(one) for one in package.namelist()}
    home = hall.desk.settings.home
    return found | {f"home {p.name}": p.read_bytes() for p in home.rglob("*") if p.is_file()}


def test_canaries_stand_in_no_table_file_backup_log_or_message(
    one_hall: Hall, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk, said = one_hall.desk, list[str]()
    number = closed(one_hall)
    rows = [["编号", "日期", "渠道", "姓名", "联系电话", "住址", "内容"],
            ["1", "2024-09-29", "网站", NAME, PHONE, HOME, f"{NAME}反映路口堵车"]]  # fmt: skip
    sheet = tmp_path / "意见.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(sheet)
    table = tmp_path / "意见.csv"
    table.write_text("\n".join(",".join(row) for row in [rows[0], ["2", *rows[1][1:]]]), "utf-8")
    document = tmp_path / "意见.json"
    one = {"id": "3", "date": "2024-09-29", "channel": "信件", "name": NAME, "text": HOME + PHONE}
    document.write_text(json.dumps({"opinions": [one]}, ensure_ascii=False), "utf-8")
    for path in (sheet, table, document):
        assert len(import_opinions(desk, DESK, path).new) == 1
    wrong = tmp_path / f"{NAME}.csv"
    wrong.write_text("\n".join(",".join(row) for row in [rows[0], [NAME, PHONE, *rows[1][2:]]]))
    for mistake in (
        lambda: import_opinions(desk, DESK, wrong, name="意见.csv"),
        lambda: receive(desk, DESK, CELLS | {"source": PHONE}),
        lambda: judge(desk, DESK, number, replace(SORTING, content=f"{NAME}建议增设"), why="改"),
        lambda: reveal(desk, DESK, number, f"给{NAME}回电"),
    ):
        with pytest.raises((UserError, Refused)) as refused:
            mistake()
        said.append(f"{refused.value.what}{refused.value.cure}")
    watch_day(desk, DESK)
    for name, data in everything(one_hall, tmp_path).items():
        for canary in CANARIES:
            assert canary.encode() not in data, f"{canary} in {name}"
    for canary in CANARIES:
        assert canary not in caplog.text
        assert canary not in "".join(said)
