"""Proposals and suggestions: how they come in, whose they are, until when, what is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from briefings.typography import chinese
from cases.events import Step
from cases.kinds import load_kind
from cases.taking import Asked, answer_due
from desk import views
from desk.case_acts import Opening, Shown, act_on_case, open_case
from desk.motion_import import import_motions
from desk.motion_letters import LetterAsked, letter_file, reply, summary
from desk.motion_list import HEADINGS, template
from desk.views.motions import Sought, motions
from ledger import audit
from observations.errors import Refused, UserError
from tests.cases.hands import CALENDAR
from tests.desk.hall import Hall
from tests.desk.hostile_words import HOSTILE, inert

HOUSING, OTHER = "housing", "transport"
LINES = {"year": "2024", "number": "26", "proposers": "3"}
CAME = Opening("cppcc-proposal", HOUSING, "关于背街小巷照明的提案", "请研究办理", LINES)
PROPOSAL = load_kind("cppcc-proposal")
ROW = ("人大建议", "2024年", "第7号", "关于公厕的建议", "2人", "住建局", "水利局、公安局", "", "")
Row = Iterable[str]


def written(path: Path, rows: Iterable[Row], head: Row = HEADINGS) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def case_of(hall: Hall, given: Opening = CAME) -> str:
    case = open_case(hall.desk, hall.bureau, given).case
    return next(one.number for one in views.cases(hall.desk, hall.bureau) if one.id == case)


def answered(hall: Hall, case: str, text: str = "已办理", evidence: str = "复函") -> None:
    act_on_case(hall.desk, hall.clerk(HOUSING), case, Asked(Step.ACCEPT))
    asked = Asked(Step.ANSWER, text, fields={"next": text})
    act_on_case(hall.desk, hall.clerk(HOUSING), case, asked, shown=Shown(evidence))


def test_a_filled_template_passes_them_on_and_the_same_again_gives_nothing_new(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall, path = one_hall, tmp_path / "表.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(template(hall.desk).data))
    sheet = book["提案建议"]
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS
    sheet.append(ROW)
    sheet.append(("政协提案", 2024, 26, "关于照明的提案", 3, "交通运输局"))
    book.save(path)
    found = import_motions(hall.desk, hall.bureau, path)
    assert [one.title for one in found.opened] == [
        "第7号建议:关于公厕的建议", "第26号提案:关于照明的提案",
    ]  # fmt: skip
    seventh = motions(hall.desk, hall.bureau).sought(Sought(kind="npc-suggestion"))[0].came
    assert (seventh.year, seventh.number, seventh.proposers) == ("2024", "7", "2")
    assert seventh.offices == ("水利局", "公安局")
    head = hall.desk.ledger.head()
    again = import_motions(hall.desk, hall.bureau, path)
    assert (again.opened, len(again.known), hall.desk.ledger.head()) == ((), 2, head)
    assert [one.came.number for one in motions(hall.desk, hall.clerk(OTHER)).every] == ["26"]
    assert audit.verify(hall.desk.ledger) == ()


def test_a_wrong_list_is_refused_whole_with_every_place_and_no_name_is_said_again(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall, desk = one_hall, one_hall.desk
    rows = [
        ROW,
        ("请愿", "2024", "1", "关于照明", "1", "住建局", "", "", ""),
        ("政协提案", "二〇二四", "甲", "关于照明", "某某等", "某某局", "某局", "", ""),
        ("政协提案", "2024", "", "灯", "0", "", "", "", ""),
    ]
    with pytest.raises(UserError) as mistake:
        import_motions(desk, hall.bureau, written(tmp_path / "表.csv", rows))
    assert set(mistake.value.what.splitlines()) == {
        "《表.csv》有 10 处不对:",
        "A3:没有类别“请愿”(写政协提案、人大建议)",
        "B4:“年度”只写数字(写成 2020 这样的年份)",
        "C4:“提案编号”只写数字(写成 26 这样的整数,不写姓名)",
        "E4:“提案委员人数(不写姓名)”只写数字(写成 26 这样的整数,不写姓名)",
        "F4:没有单位“某某局”(写方案里的单位名称或代码)",
        "G4:没有单位“某局”(写方案里的单位名称,以“、”分开)",
        "C5:缺编号(补齐后再导入)",
        "D5:题目有 1 字,应为 2 至 100 字(写来文的题目)",
        "E5:“提案委员人数(不写姓名)”只写数字(写成 26 这样的整数,不写姓名)",
        "F5:缺承办单位(补齐后再导入)",
    }
    assert views.cases(desk, hall.bureau) == ()


def test_a_list_with_names_with_a_number_twice_or_of_another_title_is_refused(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall, path = one_hall, tmp_path / "表.csv"
    with pytest.raises(UserError, match="有不认识的列:提案人") as mistake:
        import_motions(hall.desk, hall.bureau, written(path, [], (*HEADINGS, "提案人")))
    assert "不收姓名" in mistake.value.cure
    with pytest.raises(UserError, match="缺列:题目、提出人数"):
        import_motions(
            hall.desk, hall.bureau, written(path, [], ("类别", *HEADINGS[1:3], "承办单位"))
        )
    with pytest.raises(UserError, match="第3行:与第2行是同一编号"):
        import_motions(hall.desk, hall.bureau, written(path, [ROW, (*ROW[:3], "另一件", *ROW[4:])]))
    with pytest.raises(UserError, match="“交办”只能由调度岗位、领导岗位办理"):
        import_motions(hall.desk, hall.clerk(HOUSING), written(path, [ROW]))
    assert views.cases(hall.desk, hall.bureau) == ()
    import_motions(hall.desk, hall.bureau, path)
    with pytest.raises(UserError, match="第2行:这个编号已经转办,题目不是“另一件”"):
        import_motions(hall.desk, hall.bureau, written(path, [(*ROW[:3], "另一件", *ROW[4:])]))


def test_it_is_the_same_one_whatever_it_is_called_and_whoever_has_it(one_hall: Hall) -> None:
    case = case_of(one_hall)
    other = replace(CAME, office=OTHER, title="换一个题目", fields={**LINES, "number": "第 26 号"})
    with pytest.raises(Refused, match="“第26号提案:换一个题目”已交办住房和城乡建设局"):
        open_case(one_hall.desk, one_hall.bureau, other)
    open_case(one_hall.desk, one_hall.bureau, replace(other, fields={**LINES, "year": "2023"}))
    assert motions(one_hall.desk, one_hall.bureau).every[0].came.case == case


def test_a_coordinator_of_other_areas_learns_nothing_of_the_one_that_has_the_number(
    one_hall: Hall,
) -> None:
    case_of(one_hall)
    town = next(one.code for one in one_hall.desk.plan.areas if one.parent == "150627")
    elsewhere = replace(one_hall.bureau, areas=frozenset({town}))
    with pytest.raises(Refused) as refused:
        open_case(one_hall.desk, elsewhere, replace(CAME, title="另一件", area=town))
    assert str(refused.value) == "同一件已由别的调度岗位交办;与其核对编号"


@pytest.mark.parametrize("names", ["某某、某某", "3 人(某某等)", "0", "", "1e2", "३"])
def test_who_made_it_is_a_count_and_never_a_name(one_hall: Hall, names: str) -> None:
    with pytest.raises(UserError, match="提案委员人数") as mistake:
        open_case(
            one_hall.desk, one_hall.bureau, replace(CAME, fields={**LINES, "proposers": names})
        )
    assert not names.strip() or names not in f"{mistake.value.what}{mistake.value.cure}"


@pytest.mark.parametrize(
    ("given", "due"),
    [
        (date(2024, 10, 14), date(2025, 1, 14)),
        (date(2024, 11, 30), date(2025, 2, 28)),
        (date(2024, 7, 5), date(2024, 9, 30)),  # 5 October is off: the last day worked before
        (date(2023, 12, 31), date(2024, 3, 29)),
    ],
)
def test_an_answer_is_due_within_three_months_on_a_day_that_is_worked(
    given: date, due: date
) -> None:
    assert answer_due(PROPOSAL, given, CALENDAR) == due


def test_put_off_once_it_is_never_later_than_half_a_year() -> None:
    for place in range(0, 730, 5):
        day = date(2023, 1, 1) + timedelta(days=place)
        longest = CALENDAR.add(answer_due(PROPOSAL, day, CALENDAR), PROPOSAL.extend.days)
        months = day.year * 12 + day.month - 1 + 6
        assert longest <= date(months // 12, months % 12 + 1, min(day.day, 28)) + timedelta(days=3)


def test_the_letter_is_a_draft_until_it_is_verified_and_gone_when_it_is_sent_back(
    one_hall: Hall,
) -> None:
    hall, case = one_hall, case_of(one_hall)
    with pytest.raises(Refused, match="第26号还没有答复"):
        reply(hall.desk, hall.bureau, case)
    answered(hall, case, evidence="报来 伊住建函〔2024〕5号")
    drafted = reply(hall.desk, hall.clerk(HOUSING), case)
    assert (drafted.draft, drafted.number) == (True, "伊住建函〔2024〕5号")
    assert "草稿" in letter_file(hall.desk, hall.bureau, LetterAsked(case), "json").name
    act_on_case(hall.desk, hall.bureau, case, Asked(Step.RETURN, "没有写明时间"))
    with pytest.raises(Refused, match="还没有答复"):
        reply(hall.desk, hall.bureau, case)
    paper = summary(hall.desk, hall.bureau, "cppcc-proposal", "2024")
    assert paper.draft and "未回复1件" in "".join(span.text for one in paper.lines for span in one)


def test_a_post_that_does_not_see_the_case_gets_no_letter_and_only_the_bureau_the_list(
    one_hall: Hall,
) -> None:
    hall, case = one_hall, case_of(one_hall)
    answered(hall, case)
    with pytest.raises(UserError, match="没有督办事项"):
        reply(hall.desk, hall.clerk(OTHER), case)
    assert motions(hall.desk, hall.clerk(OTHER)).every == ()
    with pytest.raises(Refused, match="没有调度、领导权限"):
        summary(hall.desk, hall.clerk(HOUSING), "cppcc-proposal", "2024")
    with pytest.raises(UserError, match="2020年没有政协提案"):
        summary(hall.desk, hall.bureau, "cppcc-proposal", "2020")
    with pytest.raises(UserError, match="“instruction”没有汇总回复"):
        summary(hall.desk, hall.bureau, "instruction", "2024")


def test_of_many_the_letter_names_stretches_of_numbers_by_office_and_not_each(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall, came = one_hall, [*range(1, 25), 30, 31]
    offices = {24: "水利局"}
    rows = [
        ("政协提案", "2024", str(n), f"第{n}件", "1", offices.get(n, "住建局"), "", "", "")
        for n in came
    ]
    import_motions(hall.desk, hall.bureau, written(tmp_path / "表.csv", rows))
    paper = summary(hall.desk, hall.bureau, "cppcc-proposal", "2024")
    told = ["".join(span.text for span in line) for line in paper.lines]
    assert any("第1至24、30、31号共26件提案" in one for one in told)
    left = chinese(
        "住房和城乡建设局第1至23、30、31号(待签收,时限2025年1月14日);水利局第24号(待签收"
    )
    assert any(left in one for one in told)


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "xlsx"])
def test_what_others_wrote_is_text_in_every_format(
    one_hall: Hall, form: str, tmp_path: Path
) -> None:
    hall = one_hall
    case = case_of(hall, replace(CAME, title=HOSTILE[0]))
    answered(hall, case, text="\n".join(HOSTILE))
    for asked in (LetterAsked(case), LetterAsked(kind="cppcc-proposal", year="2024")):
        path = tmp_path / f"函.{form}"
        path.write_bytes(letter_file(hall.desk, hall.bureau, asked, form).data)
        assert "<script>alert(1)</script>" in inert(path)
