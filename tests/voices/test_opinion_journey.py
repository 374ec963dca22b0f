"""The journey: an opinion about 垃圾分类 comes, is assigned, extended once, answered, counted."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from briefings.briefing import build_briefing
from briefings.docx import docx_bytes
from briefings.docx_page import FANG, HEI, KAI
from briefings.paper import Briefing, text_of
from briefings.scorecard import scorecard
from briefings.typography import chinese
from cases.events import Step
from cases.taking import Asked
from dashboards.address import Address
from dashboards.components.punctuation import read_aloud
from dashboards.pages import opinions as pages
from desk.assess import assess_period
from desk.case_acts import Shown, act_on_case
from desk.demo.posts import DESK, LEADER
from desk.opinion_cases import To, hand_over
from desk.opinion_papers import OpinionPaperAsked, paper
from desk.opinions import judge, put_forward
from desk.views.opinions import opinion, opinion_figures
from desk.views.surroundings import surroundings
from ledger import audit
from ledger.runs import latest_run
from observations.errors import Refused
from tests.desk.hall import Q3, Hall
from tests.voices.test_opinion_desk import NAME, PHONE, SORTING, at, received

EVE, FIRST, LAST = date(2024, 9, 30), date(2024, 10, 8), date(2024, 10, 12)
PUT_OFF = date(2024, 10, 17)
TOLD = {"told_how": "电话告知已增设", "told_on": "2024-10-17"}


def drawn(component: object) -> str:
    """All the words of a page."""
    return str(read_aloud(component))


def handled_to_the_end(hall: Hall) -> str:
    """Received on the eve of 国庆, put off once by three days, answered in time, told, closed."""
    desk, office = hall.desk, hall.reviewer("sanitation")
    at(hall, EVE)
    number = received(hall)
    judge(desk, DESK, number, SORTING)
    case = hand_over(desk, DESK, number, To("sanitation")).case
    assert opinion(desk, office, number).handled.due == LAST  # seven days off in between
    at(hall, FIRST)
    act_on_case(desk, office, case, Asked(Step.ACCEPT))
    at(hall, LAST)
    longer = Asked(Step.EXTEND, "选点未定", progress="已选定 4 处", days=3)
    assert act_on_case(desk, DESK, case, longer).due == date(2024, 10, 16)
    at(hall, date(2024, 10, 16))
    answer = Asked(Step.ANSWER, "已增设分类垃圾桶 6 组,公示清运时间")
    act_on_case(desk, office, case, answer, shown=Shown("验收单 1 号"))
    at(hall, PUT_OFF)
    act_on_case(desk, DESK, case, Asked(Step.VERIFY, "现场核实"), shown=Shown("现场照片"))
    act_on_case(desk, DESK, case, Asked(Step.CLOSE, "已反馈", fields=TOLD))
    return number


def test_an_opinion_about_sorting_waste_goes_its_whole_way_and_is_counted_where_it_is_read(
    one_hall: Hall,
) -> None:
    desk = one_hall.desk
    number = handled_to_the_end(one_hall)
    view = opinion(desk, DESK, number)
    assert (view.handled.extended, view.handled.on_time, view.handled.closed) == (1, True, True)
    page = drawn(pages.render_one(desk, DESK, Address("/opinions"), number))
    for word in ("增设分类垃圾桶", "2024-10-17 电话告知已增设", "第12类", "已遮盖"):
        assert word in page
    front = drawn(pages.render(desk, LEADER, Address("/opinions")))
    assert "100.0%(1/1)" in front and number in front
    report = paper(desk, DESK, OpinionPaperAsked("handling", "2024-Q3"))
    words = "\n".join(text_of(line) for line in report.lines)
    assert "共收到市民意见建议1条" in words and chinese("按期答复1条(按期答复率100.0%)") in words
    assert "申请延期1条" in words and "已于2024年10月17日向市民反馈" in words
    with desk.ledger.read() as reading:
        told = opinion_figures(desk, reading, report_start(), report_end(), desk.today())
    counts = {one.what: one.text for one in report.lineage}
    assess_period(desk, DESK, Q3)
    quarterly = briefing(one_hall)
    passage = next(text_of(o) for o in quarterly.lines if "收到市民意见建议" in text_of(o))
    assert chinese("收到市民意见建议1条,有效1条,转办1条") in passage
    assert chinese("按期答复1条(100.0%)") in passage
    traced = {one.what: one for one in quarterly.lineage if one.what.startswith("意见")}
    assert traced["意见收到"].text == str(len(told.received)) and number in traced["意见收到"].how
    assert counts["收到"] == str(len(told.received)) and counts["按期答复"] == str(len(told.kept))
    assert all(number in one.how for one in report.lineage if one.text == "1")
    for text in (page, front, words):
        assert NAME not in text and PHONE not in text
    assert audit.verify(desk.ledger) == ()


def briefing(hall: Hall) -> Briefing:
    """The quarterly briefing of the third quarter."""
    desk = hall.desk
    with desk.ledger.read() as reading:
        run = latest_run(reading, str(Q3))
        assert run is not None
        card = scorecard(desk.plan, run, None, surroundings(desk, reading, run))
    return build_briefing(card, desk.today(), calendar=desk.calendar)


def report_start() -> date:
    return date(2024, 7, 1)


def report_end() -> date:
    return date(2024, 9, 30)


def test_the_review_form_has_the_documents_own_lines(one_hall: Hall) -> None:
    """“接收 _ 条;有效 _ 条(公开发布 _ 条,不予公开 _ 条);无效 _ 条(涉法类 _、信访类 _、…)”"""
    desk, numbers = one_hall.desk, [received(one_hall, source=f"{n}") for n in range(4)]
    judge(desk, DESK, numbers[0], SORTING)
    hidden = replace(SORTING, public=False, reason="涉及个人隐私", answered=True)
    judge(desk, DESK, numbers[1], replace(hidden, title="不公开的一条"))
    judge(desk, DESK, numbers[2], type(SORTING)(invalid="信访类"))
    found = paper(desk, DESK, OpinionPaperAsked("review", "2024"))
    told = "接收4条;有效2条(公开发布1条,不予公开1条);无效1条(涉法类0条、信访类1条、"
    told += "纪检投诉类0条、其他0条)。另有1条待审查。"
    assert text_of(found.opening).startswith(chinese(told))
    words = "\n".join(text_of(line) for line in found.lines)
    assert "涉及个人隐私" in words and "是否以其他方式回复" in words
    for kind in ("review", "handling"):
        every = paper(desk, DESK, OpinionPaperAsked(kind, "2024"))
        assert "不公开的一条" not in "\n".join(map(text_of, every.lines))


def test_the_report_has_the_four_parts_and_each_opinion_its_content_and_what_was_done(
    one_hall: Hall,
) -> None:
    """“一、共性建议 → 二、其他建议 → 三、拟纳入政府工作报告 / 部门重点工作 →

    四、需说明的其他情况;每条‘建议内容 / 办理情况’”"""
    desk, numbers = one_hall.desk, [received(one_hall, source=f"{n}") for n in range(3)]
    for one in numbers[:2]:
        judge(desk, DESK, one, replace(SORTING, ahead="政府工作报告"))
    judge(desk, DESK, numbers[2], replace(SORTING, topics=("供水",), title="改善供水水压"))
    found = paper(desk, DESK, OpinionPaperAsked("handling", "2024"))
    assert [one.title for one in found.sections] == [
        "一、共性建议", "二、其他建议", "三、拟纳入政府工作报告、部门重点工作的建议",
        "四、需说明的其他情况",
    ]  # fmt: skip
    assert chinese("主要集中在:垃圾分类2条、供水1条。") in text_of(found.opening)
    told = ["\n".join(text_of(b.line) for b in one.blocks) for one in found.sections]
    assert chinese("(一)垃圾分类(2条)") in told[0] and "改善供水水压" in told[1]
    assert told[0].count("建议内容") == told[0].count("办理情况") == 2
    assert "拟纳入政府工作报告的2条" in told[2]


def test_the_best_are_five_to_ten_in_the_regions_own_format(one_hall: Hall) -> None:
    """“优秀意见建议推荐 5 至 10 条;格式:标题;一级黑体三号、二级楷体三号、三级及正文仿宋三号;…”"""
    desk, asked = one_hall.desk, OpinionPaperAsked("best", "2024")
    for place in range(11):
        number = received(one_hall, source=f"{place}")
        judge(desk, DESK, number, replace(SORTING, title=f"增设分类垃圾桶之{place + 1}"))
        if place in (4, 10):
            with pytest.raises(Refused, match="应为 5 至 10 条"):
                put_forward(desk, DESK, number, "可行、具体", best=True) if place == 10 else None
                paper(desk, DESK, asked)
        if place < 10:
            put_forward(desk, DESK, number, "可行、具体", best=True)
        if place in (4, 9):
            assert len(paper(desk, DESK, asked).sections) == place + 1
    put_forward(desk, DESK, number, "重复", best=False)
    file = docx.Document(io.BytesIO(docx_bytes(paper(desk, DESK, asked))))
    page = file.sections[0]
    sides = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(one / Mm(1)) for one in sides] == [30, 30, 27, 27]
    for style, face in (
        ("一级标题", HEI),
        ("二级标题", KAI),
        ("三级标题", FANG),
        ("公文正文", FANG),
    ):
        look = file.styles[style]
        fonts = look.element.rPr.rFonts
        assert look.font.size == Pt(16) and fonts.get(qn("w:eastAsia")) == face  # 三号
        assert look.paragraph_format.line_spacing == Pt(28)


def test_a_post_of_one_office_gets_no_paper_of_everybody_s_opinions(one_hall: Hall) -> None:
    for who in (one_hall.reviewer("sanitation"), one_hall.clerk("housing")):
        with pytest.raises(Refused):
            paper(one_hall.desk, who, OpinionPaperAsked("handling", "2024"))
