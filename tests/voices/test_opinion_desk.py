"""Opinions at the real desk: received whole or not at all, judged by people, handed over once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from cases.events import Step
from cases.taking import Asked
from desk.case_acts import Opening, Shown, act_on_case, open_case
from desk.demo.posts import DESK, LEADER
from desk.handle import SHANGHAI
from desk.opinion_cases import To, hand_over, study
from desk.opinions import import_opinions, judge, put_forward, receive
from desk.views.opinions import listed, opinion, opinion_figures
from ledger import audit, opinions
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from tests.desk.hall import Hall
from voices.opinion_events import Judged, Stage

NAME, PHONE = "某甲某", "1" + "3900000001"
TEXT = f"我是{NAME},电话{PHONE}。小区没有分类垃圾桶,垃圾分类做不起来。"
CELLS = {
    "source": "GD-0001", "received": "2024-09-30", "channel": "12345热线",
    "name": NAME, "contact": PHONE, "text": TEXT,
}  # fmt: skip
SORTING = Judged(
    range=12, topics=("垃圾分类",), way="转办件", public=True, title="增设分类垃圾桶",
    content="小区缺少分类垃圾桶,建议增设并公示清运时间。", tasks=("4-1-3",),
    indicators=("waste_sorting_coverage",),
)  # fmt: skip


def at(hall: Hall, day: date, hour: int = 9) -> None:
    hall.clock.moment = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def received(hall: Hall, **changed: str) -> str:
    (number,) = receive(hall.desk, DESK, CELLS | changed).new
    return number


def chain(hall: Hall) -> str:
    """All that is kept in the open."""
    with hall.desk.ledger.read() as reading:
        rows = reading.connection.exec_driver_sql("SELECT * FROM opinion_events").all()
        rows += reading.connection.exec_driver_sql("SELECT * FROM case_events").all()
        rows += reading.connection.exec_driver_sql("SELECT * FROM audit").all()
    return "".join(map(str, rows))


def test_an_opinion_comes_by_form_with_what_the_rules_propose_and_nothing_of_the_person(
    one_hall: Hall,
) -> None:
    number = received(one_hall)
    assert number == "YJ-2024-0001"
    view = opinion(one_hall.desk, DESK, number)
    assert view.state.stage is Stage.WAITING and view.state.received == date(2024, 9, 30)
    assert (view.state.proposal.range, view.state.proposal.topics) == (12, ("垃圾分类",))
    assert view.state.proposal.decided is False
    assert NAME not in chain(one_hall) and PHONE not in chain(one_hall)
    assert NAME not in str(view.masked) and PHONE not in str(view.masked)
    assert receive(one_hall.desk, DESK, CELLS).known == (number,)  # sent twice, received once
    with pytest.raises(UserError, match="编号空着;渠道不是"):
        receive(one_hall.desk, DESK, CELLS | {"source": "", "channel": "飞鸽"})


ROWS = [
    ["编号", "日期", "渠道", "姓名", "联系电话", "内容"],
    ["1", "2024-09-29", "网站", NAME, PHONE, "路口堵车"],
    ["2", "2024/9/30", "来访", "", "", "物业服务差"],
]


def test_a_file_is_received_once_and_a_wrong_one_is_refused_whole_by_line(
    one_hall: Hall, tmp_path: Path
) -> None:
    desk, file = one_hall.desk, tmp_path / "意见.csv"
    file.write_text("\n".join(map(",".join, ROWS)), "gb18030")
    first = import_opinions(desk, DESK, file)
    assert first.new == ("YJ-2024-0001", "YJ-2024-0002") and not first.known
    assert import_opinions(desk, DESK, file).known == first.new
    keys = ("id", "date", "channel", "text")
    items = [dict(zip(keys, ("3", "2024-10-01", "信件", "停车位少"), strict=True))]
    document = tmp_path / "意见.json"
    document.write_text(json.dumps({"opinions": items}), "utf-8")
    assert import_opinions(desk, DESK, document).new == ("YJ-2024-0003",)
    wrong = [
        *ROWS,
        [PHONE, "2024-09-29", "网站", "", "", "甲"],
        ["5", "明天", "网站", "", "", "乙"],
        ["6", "2024-12-31", "网站", "", "", ""],
        ["1", "2024-09-29", "网站", "", "", "丙"],
    ]
    file.write_text("\n".join(map(",".join, wrong)), "utf-8")
    with pytest.raises(UserError) as refused:
        import_opinions(desk, DESK, file)
    for told in (
        "第4行 编号像手机号码", "第5行 日期不是日期", "第6行 内容空着", "第6行 日期在今天以后",
        "第7行与第2行渠道、编号相同", "一条也没有收",
    ):  # fmt: skip
        assert told in str(refused.value)
    assert PHONE not in str(refused.value)
    assert len(listed(desk, DESK).rows) == 3


def test_a_person_decides_and_a_later_decision_says_why_nothing_is_overwritten(
    one_hall: Hall,
) -> None:
    desk, number = one_hall.desk, received(one_hall)
    for changed, told in (
        ({"range": 17}, "第 1 至 16 类"),
        ({"topics": ()}, "属于哪个方面"),
        ({"title": ""}, "摘编标题"),
        ({"tasks": ("9-9",)}, "没有所写的任务"),
        ({"public": False}, "注明理由"),
    ):
        with pytest.raises(UserError, match=told):
            judge(desk, DESK, number, replace(SORTING, **changed))
    for changed in ({"title": f"{NAME}建议增设"}, {"content": f"请回电 {PHONE}"}):
        with pytest.raises(UserError, match=r"摘编.*没有记入") as refused:
            judge(desk, DESK, number, replace(SORTING, **changed))
        assert NAME not in str(refused.value) and PHONE not in str(refused.value)
    judge(desk, DESK, number, SORTING, seen=1)
    hidden = replace(SORTING, public=False, reason="涉及个人隐私", answered=True)
    with pytest.raises(UserError, match="更正须写明理由"):
        judge(desk, DESK, number, hidden)
    with pytest.raises(Refused, match="另有人办过:审查"):
        judge(desk, DESK, number, hidden, why="涉及隐私", seen=1)
    judge(desk, DESK, number, hidden, why="内容涉及隐私", seen=2)
    with desk.ledger.read() as reading:
        steps = opinions.history(reading, number)
    assert [str(one.act) for one in steps] == ["收件", "审查", "更正"]
    assert steps[1].after.judged == SORTING and steps[2].why == "内容涉及隐私"
    assert audit.verify(desk.ledger) == ()


def test_an_opinion_is_handed_over_once_and_its_case_may_say_nothing_of_the_person(
    one_hall: Hall,
) -> None:
    desk, number = one_hall.desk, received(one_hall)
    with pytest.raises(Refused, match="不是转办件"):
        hand_over(desk, DESK, number, To("sanitation"))
    judge(desk, DESK, number, SORTING)
    case = hand_over(desk, DESK, number, To("sanitation")).case
    with pytest.raises(Refused, match="已交办"):
        hand_over(desk, DESK, number, To("sanitation"))
    with pytest.raises(Refused, match="不能改为无效"):
        judge(desk, DESK, number, Judged(invalid="信访类"), why="实为信访")
    office = one_hall.reviewer("sanitation")
    act_on_case(desk, office, case, Asked(Step.ACCEPT))
    for asked, shown, where in (
        (Asked(Step.NOTE, f"已联系{NAME}"), None, "内容或理由"),
        (Asked(Step.ANSWER, "已办", fields={"next": PHONE}), Shown("照片"), "下一步安排"),
        (Asked(Step.ANSWER, "已办"), Shown(f"{NAME}的回执"), "证据"),
    ):
        with pytest.raises(UserError, match=f"“{where}”里有.*没有记入"):
            act_on_case(desk, office, case, asked, shown=shown)
    assert opinion(desk, office, number).row.case == "2024-01"
    with pytest.raises(Refused, match="不单独交办"):
        open_case(desk, DESK, Opening("opinion", "sanitation", "增设垃圾桶", "请办", {}))


def test_what_is_circulated_is_grouped_by_topic_and_studied_as_one_case(one_hall: Hall) -> None:
    """“转阅件要归类研究”"""
    desk, numbers = one_hall.desk, [received(one_hall, source=f"{n}") for n in range(3)]
    for one in numbers:
        judge(desk, DESK, one, replace(SORTING, way="转阅件"))
    until = To("sanitation", due=date(2024, 11, 8))
    with pytest.raises(UserError, match="一组应为 2 至"):
        study(desk, DESK, numbers[:1], "垃圾分类", until)
    with pytest.raises(Refused, match="不属于“物业管理”"):
        study(desk, DESK, numbers, "物业管理", until)
    case = study(desk, DESK, numbers, "垃圾分类", until)
    assert case.title == "垃圾分类方面意见建议归类研究(3条)" and case.due == until.due
    with desk.ledger.read() as reading:
        assert [one.number for one in opinions.of_case(reading, case.case)] == numbers
    with pytest.raises(Refused, match="不能交办"):
        study(desk, DESK, numbers[:2], "垃圾分类", until)


def test_the_desk_reads_its_areas_an_office_what_it_has_a_leader_all_and_others_nothing(
    one_hall: Hall,
) -> None:
    desk, number = one_hall.desk, received(one_hall)
    judge(desk, DESK, number, SORTING)
    town = Actor("镇调度岗", frozenset({Role.DESK}), areas=frozenset({"150627100"}))
    admin = Actor("管理岗", frozenset({Role.ADMIN}))
    viewer = Actor("查看岗", frozenset({Role.VIEWER}))
    office, other = one_hall.clerk("sanitation"), one_hall.clerk("housing")
    for who in (town, admin, viewer, office, other):
        assert len(listed(desk, who).rows) == 0
        with pytest.raises(UserError, match="没有意见"):
            opinion(desk, who, number)
    for who in (town, admin, viewer, office, LEADER):
        with pytest.raises(Refused):
            receive(desk, who, CELLS | {"source": "9"})
        with pytest.raises(Refused):
            judge(desk, who, number, SORTING)
        with pytest.raises(Refused):
            hand_over(desk, who, number, To("sanitation"))
        with pytest.raises(Refused):
            put_forward(desk, who, number, "可行", best=True)
    hand_over(desk, DESK, number, To("sanitation"))
    assert [len(listed(desk, who).rows) for who in (office, other, LEADER)] == [1, 0, 1]
    assert opinion(desk, office, number).handles is False


def test_figures_are_the_numbers_of_the_opinions_they_count(one_hall: Hall) -> None:
    desk = one_hall.desk
    first, second, third = (received(one_hall, source=f"{n}") for n in range(3))
    judge(desk, DESK, first, SORTING)
    judge(desk, DESK, second, Judged(invalid="信访类"))
    hand_over(desk, DESK, first, To("sanitation"))
    with desk.ledger.read() as reading:
        told = opinion_figures(
            desk, reading, date(2024, 7, 1), date(2024, 9, 30), date(2024, 10, 31)
        )
    assert (told.received, told.waiting) == ((first, second, third), (third,))
    assert (told.valid, told.invalid, told.forwarded) == ((first,), (second,), (first,))
    assert (told.owed, told.kept, told.rate) == ((first,), (), "0.0%")
