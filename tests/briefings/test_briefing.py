from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from briefings.briefing import build_briefing
from briefings.context import Context, RevisedValue
from briefings.document import briefing_json
from briefings.paper import Paragraph, Table, text_of
from briefings.paper_form import PaperForm, paper_form
from briefings.scorecard import scorecard
from observations.calendar import WorkingDays
from observations.errors import UserError
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Task

DATED = date(2024, 10, 14)
FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
# Numbers that are words of the text, not results: dates, items, deadlines, section numbers.
WORDS = re.compile(
    r"\d{4}年第?|\d+月|\d+日|附件\d+|第[\d、至]+项|\(\d+个工作日|\uff08\d+个工作日|^\d+\.|linear-1|第\d+号"
    r"|督办\d{4}-\d{2}"
)


@pytest.fixture
def paper(card):
    return build_briefing(card, DATED, form=FORM)


def section(paper, title):
    return next(one for one in paper.sections if one.title.endswith(title))


def texts(blocks):
    return [text_of(one.line) for one in blocks if isinstance(one, Paragraph)]


def prose(paper):
    return [line for one in paper.sections for line in texts(one.blocks)]


def test_the_body_has_the_five_parts_in_order_and_its_annexes(paper):
    assert [one.title for one in paper.sections] == [
        "一、总体进展",
        "二、指标进展",
        "三、重点任务",
        "四、存在问题",
        "五、下步要求",
    ]
    assert [(one.number, one.title) for one in paper.annexes] == list(
        enumerate(
            [
                "指标进展表",
                "重点任务表",
                "督办及销号清单",
                "数据质量说明",
                "敏感结论清单",
                "数据来源表",
            ],
            1,
        )
    )
    assert paper.title == "关于2024年第三季度三年行动推进情况的通报"


def test_the_overall_part_counts_what_its_table_lists(paper):
    first = texts(section(paper, "总体进展").blocks)[0]
    listed = [row for row in paper.annexes[0].blocks[0].rows if not row.group]
    levels = [text_of(row.cells[7]) for row in listed]
    assert f"纳入监测的{len(listed)}项目标中" in first
    assert f"已达标{levels.count('已达标')}项" in first
    assert f"达到序时进度{levels.count('达序时')}项" in first
    assert f"其中严重滞后{levels.count('严重滞后')}项" in first


def test_every_number_of_the_text_is_traced_or_is_a_date_or_an_item(paper):
    for part in paper.sections:
        for block in part.blocks:
            if not isinstance(block, Paragraph):
                continue
            words = "".join(span.text if not span.ref else "\u25a1" for span in block.line)
            assert not re.search(r"\d", WORDS.sub("", words)), words


def test_every_reference_names_an_entry_that_says_the_same_number(paper):
    entries = {entry.id: entry for entry in paper.lineage}
    cited = [span for line in paper.lines for span in line if span.ref]
    assert {span.ref for span in cited} == set(entries)
    for span in cited:
        assert entries[span.ref].text.startswith(span.text)


def test_a_value_is_traced_to_revision_file_hash_cell_run_plan_and_rule(paper, card):
    entry = next(one for one in paper.lineage if one.kind == "value" and "漏损率" in one.what)
    source = entry.evidence[0]
    assert (entry.text, source.cell, source.value) == ("11.4%", "I7", 11.4)
    assert len(source.sha256) == 64 and source.suite == "suite-1"
    assert (entry.run, entry.rule_version, entry.plan_version) == (
        "run-2024-Q3",
        "linear-1",
        "plan-sha",
    )


def test_a_count_is_traced_to_the_targets_it_counts(paper, card):
    for entry in paper.lineage:
        if entry.kind == "count":
            assert len(entry.targets) == int(entry.text)


def test_problems_name_office_number_and_where_it_is_listed(paper):
    told = texts(section(paper, "存在问题").blocks)
    assert any("附件3第1项" in line and line.startswith("住房和城乡建设局") for line in told)
    case = paper.annexes[2].blocks[0].rows[0]
    assert "供水管网漏损率" in text_of(case.cells[2])
    assert "附件4第1项" in "".join(told)


def test_many_lagging_prose_targets_are_named_and_referred_to(recard, measure):
    values = {"2024-Q3": {"piles": 0.125, "chargers": 4000.0, "leakage": 12.9, "park-radius": 80.0}}
    lagging = {"cim": 0.0}
    paper = build_briefing(
        recard(measured=measure({**values, "2023": lagging}), cases=()), DATED, form=FORM
    )
    line = texts(section(paper, "存在问题").blocks)[1]
    assert line.startswith("住房和城乡建设局牵头6项\uff1a")
    assert "供水管网漏损率12.9%" in line
    assert "正文目标4项\uff1a" in line  # one of them past its deadline, without a baseline
    assert "\uff08附件1第6至9项\uff09。" in line


def test_requests_give_each_office_a_working_day_deadline(card):
    calendar = WorkingDays({date(2024, 10, 18): False})
    paper = build_briefing(card, DATED, form=FORM, calendar=calendar)
    told = texts(section(paper, "下步要求").blocks)
    assert all("10月24日前\uff087个工作日\uff09" in line for line in told)
    assert told[0].startswith("1.请住房和城乡建设局于")


def test_a_deadline_in_a_year_without_published_holidays_says_so(card):
    paper = build_briefing(card, date(2031, 3, 3), form=FORM)
    assert "未公布" in texts(section(paper, "下步要求").blocks)[0]


def test_a_part_without_content_is_left_out_and_numbers_close_up(card):
    rows = [one for one in card.rows if not one.lagging and not one.reason]
    run = replace(card.run, assessments=tuple(one.assessment for one in rows))
    quiet = scorecard(replace(card.plan, tasks=()), run, None, Context())
    paper = build_briefing(quiet, DATED, form=FORM)
    titles = [one.title for one in paper.sections]
    assert titles == ["一、总体进展", "二、指标进展", "三、重点任务"]
    assert [one.number for one in paper.annexes] == [1, 2]
    assert all(one.blocks for one in paper.annexes)


def test_without_a_previous_run_nothing_is_compared(card):
    first = build_briefing(scorecard(card.plan, card.run, None, card.context), DATED, form=FORM)
    assert not any(word in "".join(prose(first)) for word in ("相比", "比上季度", "持平"))


def test_a_quarter_without_change_says_that_nothing_changed(card):
    same = replace(card.run, period="2024-Q2")
    paper = build_briefing(scorecard(card.plan, card.run, same, Context()), DATED, form=FORM)
    assert "与上季度相比\uff0c各项目标评估结论没有变化。" in prose(paper)


def test_no_line_is_empty_says_none_or_has_a_stray_mark(paper):
    for line in paper.lines:
        text = text_of(line)
        assert text.strip()
        assert not re.search(
            r"nan|None|%%|\uff0c\uff0c|\uff0c。|、。|\uff08\uff09|。。|\uff1b。", text
        ), text
        assert not re.search(r"[\u4e00-\u9fff][,;()]", text), text


def test_demo_data_is_said_in_the_paper_itself(recard, measure):
    paper = build_briefing(recard(measured=measure(demo=True)), DATED, form=FORM)
    assert paper.demo and "演示数据" in text_of(paper.opening)


def test_real_data_carries_no_demo_mark(paper):
    assert not paper.demo and "演示" not in text_of(paper.opening)


def test_revised_values_and_answers_stand_in_the_quality_annex(card, recard):
    revised = (RevisedValue("leakage", "150627", "2024-Q2", 11.9, 11.7, "rev-2"),)
    doubts = tuple(replace(doubt, answer="新增两处回收点停用") for doubt in card.context.doubts)
    paper = build_briefing(recard(revised=revised, doubts=doubts), DATED, form=FORM)
    quality = next(one for one in paper.annexes if one.title == "数据质量说明")
    doubted, changed = (block for block in quality.blocks if isinstance(block, Table))
    assert "单位说明\uff1a新增两处回收点停用" in text_of(doubted.rows[0].cells[3])
    assert [text_of(cell) for cell in changed.rows[0].cells] == [
        "供水管网漏损率",
        "2024年第二季度",
        "11.9%",
        "11.7%",
    ]


def test_an_office_with_missing_values_is_asked_to_report_them(paper):
    told = texts(section(paper, "下步要求").blocks)
    assert any("请城市管理综合行政执法局于" in line and "补报本期数据" in line for line in told)


def test_a_target_without_baseline_makes_its_lead_be_asked_for_one(plan, measure, judge):
    run = judge(plan, "2024-Q3", measure({"2024-Q3": {"leakage": 11.4}}), ())
    paper = build_briefing(scorecard(plan, run, None), DATED, form=FORM)
    told = texts(section(paper, "下步要求").blocks)
    assert told == [
        "1.请住房和城乡建设局于10月23日前\uff087个工作日\uff09补报所牵头指标的基期值、日期和来源。"
    ]


def test_offices_whose_tasks_carry_no_number_are_told_apart(card):
    task = Task("k9", "四(二)", 1, "缓解交通拥堵", ("mzj",), (), "缓解交通拥堵")
    plan = replace(card.plan, tasks=(*card.plan.tasks, task))
    paper = build_briefing(scorecard(plan, card.run, None), DATED, form=FORM)
    assert "民政局牵头的任务方案未定量\uff0c不作定量评估。" in texts(
        section(paper, "重点任务").blocks
    )


def test_a_milestone_that_is_not_due_is_counted_but_no_problem(plan, measure, judge):
    later = tuple(
        replace(t, deadline=date(2025, 12, 31)) if t.id == "p-cim" else t for t in plan.targets
    )
    plan = replace(plan, targets=later)
    run = judge(plan, "2024-Q3", measure({"2023": {"cim": 0.0}}))
    paper = build_briefing(scorecard(plan, run, None), DATED, form=FORM)
    assert "节点未到1项" in texts(section(paper, "总体进展").blocks)[0]
    assert "节点未到" not in "".join(texts(section(paper, "存在问题").blocks))


def test_a_case_is_listed_by_its_matter_not_by_its_whole_letter(card, recard):
    letter = "供水管网漏损率:滞后。2024年第三季度11.4%。请于10月30日前反馈。"
    cases = tuple(replace(case, matter=letter) for case in card.context.cases)
    paper = build_briefing(recard(cases=cases), DATED, form=FORM)
    listed = next(one for one in paper.annexes if one.title == "督办及销号清单").blocks[0].rows
    assert text_of(listed[0].cells[2]) == "供水管网漏损率\uff1a滞后"
    assert text_of(listed[0].cells[6]) == "办理中\uff08黄\uff09"


def test_a_letter_of_before_that_held_the_whole_sum_takes_no_more_room(card, recard):
    lagging = next(row for row in card.rows if row.target.id == "t9")
    letter = f"供水管网漏损率{lagging.assessment.why}请住建局于10月30日前反馈。"
    assert len(letter) > 200
    cases = tuple(replace(case, matter=letter) for case in card.context.cases)
    paper = build_briefing(recard(cases=cases), DATED, form=FORM)
    listed = next(one for one in paper.annexes if one.title == "督办及销号清单").blocks[0].rows
    told = text_of(listed[0].cells[2])
    assert "差0.65个百分点" in told and "规则" not in told
    assert len(told) < 70


def test_an_indicative_target_is_asked_for_its_reason_not_for_measures(paper):
    asked = texts(section(paper, "下步要求").blocks)
    measures = [line for line in asked if "书面反馈整改措施和完成时限" in line]
    reasons = [line for line in asked if "书面说明未达预期的原因" in line]
    assert len(reasons) == 1 and measures
    assert "不立督办" in reasons[0]


def test_the_source_of_a_pace_is_the_sum_of_the_verdicts_own_model(paper):
    entries = [one for one in paper.lineage if one.kind == "pace"]
    by_line = next(one for one in entries if one.what.startswith("供水管网漏损率"))
    assert "linear-1" in by_line.how and "13.2+" in by_line.how and "×21÷36" in by_line.how
    assert "基期2022年13.2%" in by_line.how


def test_the_same_card_gives_the_same_paper(card, paper):
    assert build_briefing(card, DATED, form=FORM) == paper


def test_the_json_holds_every_number_with_its_lineage(paper):
    document = json.loads(json.dumps(briefing_json(paper), allow_nan=False))
    ids = {entry["id"] for entry in document["lineage"]}
    refs = re.findall(r'"ref": "(n\d+)"', json.dumps(document))
    assert set(refs) == ids
    assert document["lineage"][0].keys() >= {"evidence", "revisions", "rule_version", "targets"}
    assert document["demo"] is None


def test_a_plan_without_a_paper_form_gets_one_from_its_own_words(plan):
    assert paper_form(plan).subject == plan.title


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("- a", "键值表"),
        ("subject: 甲\naddressee: 乙", "signature"),
        ("subject: 甲\naddressee: 乙\nsignature: 丙\ncolour: 红", "colour"),
        ("subject: 甲\naddressee: 乙\nsignature: 丙\nreply_days: 0", "reply_days"),
    ],
)
def test_a_wrong_paper_form_is_refused_by_name(plan, tmp_path, written, said):
    (tmp_path / "small.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        paper_form(plan, tmp_path)


def test_the_real_plan_has_its_own_paper_form_and_can_be_told_before_anything_is_reported():
    from observations.period import ReportingPeriod
    from targets.assess import assess
    from targets.assessment import AssessmentRun

    plan = load_plan(DEFAULT_PLAN)
    period = ReportingPeriod.parse("2024-Q3")
    verdicts = assess(plan, (), (), period, today=DATED)
    run = AssessmentRun("r", "2024-Q3", "t", 1, "linear-1", plan.version, DATED, verdicts)
    paper = build_briefing(scorecard(plan, run, None), DATED)
    assert paper.title == "关于2024年第三季度城市精细化管理三年行动推进情况的通报"
    assert paper.signature == "伊金霍洛旗城市精细化管理领导小组办公室"
    assert f"不可评估{len(verdicts)}项" in "".join(prose(paper))
