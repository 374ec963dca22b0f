"""问题清单、任务清单、责任清单 go out as a workbook and come in again: all of it or nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from cases.events import Step
from cases.taking import Asked
from desk import views
from desk.case_acts import Opening, act_on_case, open_case
from desk.case_export import case_lists, case_lists_file, lists_document
from desk.case_import import import_cases
from desk.demo.posts import LEADER
from desk.handle import SHANGHAI
from ledger import audit
from observations.errors import UserError
from tests.desk.hall import FirstHalls, Hall

HOUSING = "housing"
FIELDS = {
    "origin": "巡察反馈意见第3项", "problem": "=1+1 井盖缺失", "measure": "逐一补装",
    "goal": "缺失为零", "duty_post": "市政科长岗", "leader_post": "分管领导岗",
}  # fmt: skip
PUT_RIGHT = Opening(
    "rectification", HOUSING, "井盖整治", "问题属实", FIELDS, ("water", "police"),
    due=date(2024, 11, 29),
)  # fmt: skip
ASKED = Opening(
    "instruction", HOUSING, "背街照明", "群众反映集中",
    {"instruction": "请尽快处理", "leader_post": "领导小组岗"},
)  # fmt: skip
LOOKED = Opening(
    "inspection", HOUSING, "市容督查", "督查已结束", {"plan": "年度方案"}, ended=date(2024, 10, 11)
)
Change = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def out(one_hall: Hall, tmp_path: Path) -> Path:
    """A workbook of three cases, written by one installation; it is at another's door now."""
    hall = one_hall
    for given in (PUT_RIGHT, ASKED, LOOKED):
        open_case(hall.desk, hall.bureau, given)
    path = tmp_path / "清单.xlsx"
    path.write_bytes(case_lists_file(hall.desk, hall.bureau).data)
    return path


@pytest.fixture
def elsewhere(tmp_path: Path, first_halls: FirstHalls) -> Iterator[Hall]:
    """Another installation that knows none of these cases."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    built = first_halls.copied(folder, "")
    with built.bench:
        yield built
    built.desk.ledger.close()


def changed(path: Path, change: Change) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def told(desk, actor) -> dict:
    return lists_document(case_lists(desk, actor))


def test_what_was_written_out_opens_the_same_cases_elsewhere_and_twice_opens_nothing(
    out: Path, one_hall: Hall, elsewhere: Hall
) -> None:
    found = import_cases(elsewhere.desk, elsewhere.bureau, out)
    assert [one.title for one in found.opened] == ["井盖整治", "背街照明", "市容督查"]
    ours, theirs = told(one_hall.desk, one_hall.bureau), told(elsewhere.desk, elsewhere.bureau)
    assert theirs == ours
    again = import_cases(elsewhere.desk, elsewhere.bureau, out)
    assert (again.opened, again.known) == ((), ("井盖整治", "背街照明", "市容督查"))
    assert len(views.cases(elsewhere.desk, elsewhere.bureau)) == 3
    assert audit.verify(elsewhere.desk.ledger) == ()


def test_the_workbook_has_real_dates_a_head_in_sight_a_print_area_and_no_formula(
    out: Path,
) -> None:
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["问题清单", "任务清单", "责任清单", "说明"]
    for sheet in book:
        assert sheet.freeze_panes == "B2" and sheet.print_area
        assert sheet.print_title_rows == "$1:$1"
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "d", "n"}  # n: empty
    heads = [cell.value for cell in book["任务清单"][1]]
    due = book["任务清单"].cell(2, 1 + heads.index("办结时限"))
    assert (due.value.date(), due.number_format) == (date(2024, 11, 29), "yyyy-mm-dd")
    problem = book["问题清单"].cell(2, 1 + [c.value for c in book["问题清单"][1]].index("问题"))
    assert problem.value == FIELDS["problem"] and problem.data_type == "s"


def test_every_wrong_cell_is_named_and_then_nothing_is_opened(out: Path, elsewhere: Hall) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        for title, heading, line, text in (
            ("问题清单", "类型", 3, "谣言"),
            ("问题清单", "问题", 2, None),
            ("任务清单", "办结时限", 2, "月底"),
            ("任务清单", "结束日期", 4, None),
            ("责任清单", "牵头单位", 2, "不存在的局"),
            ("责任清单", "配合单位", 2, "水利局、某某局"),
            ("责任清单", "编号", 4, "2099-01"),
        ):
            sheet = book[title]
            heads = [cell.value for cell in sheet[1]]
            sheet.cell(line, 1 + heads.index(heading)).value = text

    with pytest.raises(UserError) as mistake:
        import_cases(elsewhere.desk, elsewhere.bureau, changed(out, spoil))
    lines = mistake.value.what.splitlines()
    assert lines[0] == "《清单.xlsx》有 8 处不对:"
    assert set(lines[1:]) == {
        "问题清单!A4:责任清单里没有编号“2024-03”(在责任清单补一行)",
        "责任清单!A4:问题清单里没有编号“2099-01”(在问题清单补一行,或删去)",
        "责任清单!C2:没有单位“不存在的局”(写方案里的单位名称或代码)",
        "责任清单!D2:没有单位“某某局”(写方案里的单位名称,以“、”分开)",
        "问题清单!I2:缺问题(补齐后再导入)",
        "任务清单!F2:“月底”不是日期(写成 2024-11-29 这样的日期)",
        "问题清单!B3:没有督办类型“谣言”(写方案里的督办类型名称或代码)",
        "任务清单!G4:缺结束日期(补齐后再导入)",
    }
    assert views.cases(elsewhere.desk, elsewhere.bureau) == ()


def test_who_may_not_give_imports_nothing_and_a_row_twice_is_told(
    out: Path, elsewhere: Hall
) -> None:
    with pytest.raises(UserError, match="“交办”只能由调度岗位、领导岗位办理"):
        import_cases(elsewhere.desk, elsewhere.clerk(HOUSING), out)

    def double(book: openpyxl.Workbook) -> None:
        for title in ("问题清单", "任务清单", "责任清单"):
            row = [cell.value for cell in book[title][2]][1:]  # openpyxl takes =1+1 for a formula
            book[title].append(["另一号", *(str(v).lstrip("=") if v else v for v in row)])

    with pytest.raises(UserError, match="问题清单!A5:与问题清单!A2是同一单位、地区、事项"):
        import_cases(elsewhere.desk, elsewhere.bureau, changed(out, double))
    assert views.cases(elsewhere.desk, elsewhere.bureau) == ()


def test_a_file_that_is_no_three_lists_is_refused_in_words(tmp_path: Path, elsewhere: Hall) -> None:
    saved = io.BytesIO()
    openpyxl.Workbook().save(saved)
    for name, data, words in (
        ("空.xlsx", saved.getvalue(), "没有工作表“问题清单”"),
        ("坏.xlsx", b"PK\x03\x04nothing", "坏.xlsx"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UserError, match=words) as mistake:
            import_cases(elsewhere.desk, elsewhere.bureau, tmp_path / name)
        assert mistake.value.cure


def test_the_lists_of_a_past_day_are_as_they_were_and_what_is_closed_is_not_opened_again(
    out: Path, one_hall: Hall, elsewhere: Hall, tmp_path: Path
) -> None:
    hall = one_hall
    hall.clock.moment = datetime(2024, 10, 16, 9, tzinfo=SHANGHAI)
    (case,) = (one.id for one in views.cases(hall.desk, hall.bureau) if one.title == "井盖整治")
    act_on_case(hall.desk, LEADER, case, Asked(Step.CLOSE, "已并案"))
    then = case_lists(hall.desk, hall.bureau, date(2024, 10, 15))
    now = case_lists(hall.desk, hall.bureau)
    assert [row[-3] for row in then[1].rows] == ["待签收"] * 3
    assert next(row[-3:] for row in now[1].rows) == ("已销号", date(2024, 10, 16), "已并案")
    path = tmp_path / "其后.xlsx"
    path.write_bytes(case_lists_file(hall.desk, hall.bureau).data)
    found = import_cases(elsewhere.desk, elsewhere.bureau, path)
    assert (len(found.opened), found.closed) == (2, ("井盖整治",))
    with pytest.raises(UserError, match="还没有到"):
        case_lists(hall.desk, hall.bureau, date(2025, 1, 1))


def test_a_post_of_another_office_writes_out_none_of_them(out: Path, one_hall: Hall) -> None:
    stranger = one_hall.clerk("transport")
    assert [one.rows for one in case_lists(one_hall.desk, stranger)] == [(), (), ()]
