"""The letter of 2020 on proposals (neighbour-rules.md §1), walked from its list to its list.

The excerpt gives the ten numbers and that each has its office and is replied to. Titles, counts
and offices in `proposals_2020.csv` are the demonstration's: nothing of them is real.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from briefings.motion_letters import DONE, OPEN, Came
from briefings.paper import Briefing, Paragraph, Table, text_of
from briefings.typography import chinese
from cases.events import Standing, Step
from cases.taking import Asked
from desk.case_acts import Shown, act_on_case
from desk.motion_import import import_motions
from desk.motion_letters import reply, summary
from desk.views.motions import motions
from tests.desk.hall import Hall

LIST = Path(__file__).parent / "proposals_2020.csv"
NUMBERS = ["26", "28", "29", "31", "32", "35", "36", "37", "48", "57"]
SENTENCES = (
    "对各部门发文开会情况实施‘月监测、季调度、年考核’。",
    "精简基层向上级报文报表的数量,确需上报的为基层留出必要时间;防止多头重复向基层派任务要数字。",
    "事前查方案,事中督作风,事后看成效;鼓励‘多考合一’、‘多检合一’。",
    "要求牵头部门于督查检查考核工作结束后10个工作日内进行结果报备,形成有问题、有针对性意见建议的专题报告。",
    "旗级督查检查考核实行月调度。",
    "实行清单式管理、程序化推进,实时更新汇总、对账清账,定期组织‘回头看’。",
)


def came(hall: Hall) -> tuple[Came, ...]:
    return tuple(one.came for one in motions(hall.desk, hall.bureau).every)


def answer(hall: Hall, case: str, office: str, text: str, evidence: str) -> None:
    """签收, 回复 by the office, 核验 by the bureau."""
    desk, mine = hall.desk, hall.clerk(office)
    act_on_case(desk, mine, case, Asked(Step.ACCEPT))
    act_on_case(desk, mine, case, Asked(Step.ANSWER, text), shown=Shown(evidence))
    act_on_case(desk, hall.bureau, case, Asked(Step.VERIFY, "属实"), shown=Shown("核稿单"))


def listed(paper: Briefing) -> list[list[str]]:
    """Number, office and status of each line of the letter's table."""
    (table,) = (one for one in paper.sections[0].blocks if isinstance(one, Table))
    return [[text_of(row.cells[n]).split("\n")[0] for n in (0, 3, 4)] for row in table.rows]


@pytest.fixture
def passed_on(one_hall: Hall) -> Hall:
    """The ten are passed on to their offices."""
    import_motions(one_hall.desk, one_hall.bureau, LIST)
    return one_hall


def test_what_came_in_is_passed_on_answered_one_by_one_and_summed_up(passed_on: Hall) -> None:
    """“提案流程:来文(编号、标题、提案委员)→ 转办(承办部门)→ 答复函(逐件)→ 汇总回复”"""
    hall = passed_on
    every = came(hall)
    assert [one.number for one in every] == NUMBERS
    assert {(one.standing, one.status) for one in every} == {(Standing.ASSIGNED, OPEN)}
    first = every[0]
    assert (first.title, first.proposers) == ("题目未摘录(演示)", "1")
    text = "\n".join(SENTENCES)
    answer(hall, first.case, "housing", text, "演示函〔2024〕26号")
    letter = reply(hall.desk, hall.bureau, first.case)
    told = [text_of(one.line) for one in letter.sections[0].blocks if isinstance(one, Paragraph)]
    assert (letter.title, letter.number) == ("对2020年第26号提案的答复", "演示函〔2024〕26号")
    assert tuple(told) == (*SENTENCES, "专此答复。")  # word for word
    assert (letter.signature, letter.draft) == ("住房和城乡建设局", False)
    paper = summary(hall.desk, hall.bureau, "cppcc-proposal", "2020")
    assert [row[0] for row in listed(paper)] == NUMBERS
    assert [row[2] for row in listed(paper)] == [DONE, *[OPEN] * 9]
    assert paper.draft and any("尚有9件没有办完" in text_of(line) for line in paper.lines)


def test_the_list_of_replies_names_ten_numbers_each_with_its_office_and_replied_to(
    passed_on: Hall,
) -> None:
    """“函内列“第 26、28、29、31、32、35、36、37、48、57 号”共 10 件,各有承办部门与“已回复”状态”"""
    hall = passed_on
    offices = {name: office for office, name in hall.desk.office_names.items()}
    for one in came(hall):
        number = f"演示函〔2024〕{one.number}号"
        answer(hall, one.case, offices[one.office], "已办理(演示)", number)
    paper = summary(hall.desk, hall.bureau, "cppcc-proposal", "2020")
    assert paper.title == "关于2020年政协委员提案转办回复的函"
    assert "第26、28、29、31、32、35、36、37、48、57号共10件提案" in text_of(paper.opening)
    assert [row[0] for row in listed(paper)] == NUMBERS
    assert all(row[1] in offices for row in listed(paper))
    assert {row[2] for row in listed(paper)} == {"已回复"}
    (told,) = (one for one in paper.sections[0].blocks if isinstance(one, Paragraph))
    counted = "6个承办单位逐件办理,已回复10件,未回复0件,答复待核验0件"
    assert chinese(counted) in text_of(told.line)
    assert not paper.draft
