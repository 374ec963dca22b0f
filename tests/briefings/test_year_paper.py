"""The text of 年度评估报告, reviewed line by line; the golden text is what a reader gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefings.course import Course, Explained, FormsOf, YearEnd
from briefings.paper import Paragraph, text_of
from briefings.paper_form import PaperForm
from briefings.rows import build_rows
from briefings.typography import chinese
from briefings.year_paper import build_year_paper
from observations.period import ReportingPeriod
from tests.briefings.conftest import BASELINES, judged, measured_values

FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
DATED = date(2025, 1, 26)


@pytest.fixture
def year(card, plan):
    """The card as a year's: two year ends, an office's word on one target, three forms."""
    measured = measured_values()
    ends = []
    for number, period in ((2023, "2024-Q2"), (2024, "2024-Q3")):
        run = judged(plan, period, measured)
        rows = {row.target.id: row for row in build_rows(plan, run, None)}
        ends.append(YearEnd(number, run, rows))
    course = Course(
        years=tuple(ends),
        baselines={(one.indicator, one.area): one for one in BASELINES},
        explained={"t9": (Explained("填报说明", "老旧管网未改造完"),)},
        forms=(FormsOf("2024-Q3", 4, 4, 3, 4), FormsOf("2024", 2, 1, 1, 1)),
    )
    told = replace(card.context, course=course, punctuality=None)
    return replace(
        card,
        period=ReportingPeriod.parse("2024"),
        previous_period=ReportingPeriod.parse("2023"),
        context=told,
    )


def prose(paper):
    found = []
    for section in paper.sections:
        found.append(section.title)
        found += [text_of(one.line) for one in section.blocks if isinstance(one, Paragraph)]
    return found


def test_the_annual_report_reads_so(year):
    paper = build_year_paper(year, DATED, form=FORM)
    assert prose(paper) == [chinese(line) for line in GOLDEN.strip().splitlines()]


def test_the_register_of_what_lags_quotes_the_office_and_says_where_nobody_wrote(year):
    paper = build_year_paper(year, DATED, form=FORM)
    (register,) = (one for one in paper.sections if one.title.endswith("登记情况"))
    rows = [[text_of(cell) for cell in row.cells] for row in register.blocks[-1].rows]
    assert [(row[1].split("\n")[0], row[4].split("\n")[0], row[5]) for row in rows] == [
        ("供水管网漏损率", "2024-07", chinese("填报说明:老旧管网未改造完")),
        ("建筑垃圾资源化利用率", "—", "没有"),
    ]


GOLDEN = """
一、总体进展
截至2024年底,时间进度58.3%。纳入监测的9项目标中,已达标3项,达到序时进度2项,滞后2项(其中严重滞后1项),不可评估2项(口径待定1项、缺报1项)。
约束性指标4项,已达标1项,达到序时进度1项,滞后1项,不可评估1项;预期性指标1项,严重滞后1项;正文定量目标和节点4项,已达标2项,达到序时进度1项,不可评估1项。
与上年相比,新增达标3项:公共卫生间设置密度、公园绿地服务半径覆盖率(旗目标)、城镇充电设施;转为滞后1项:建筑垃圾资源化利用率。
督办事项在办1项,已逾期,累计销号1项。
二、目标走势
(一)各年底目标评估结论
2023年底达到序时进度5项、滞后1项、不可评估3项;2024年底已达标3项、达到序时进度2项、滞后1项、严重滞后1项、不可评估2项。
(二)约束性指标
(三)预期性指标
(四)离目标还有多远
没有基期值、未画入图中的1项:社区公共服务有效覆盖率。
三、重点任务
住房和城乡建设局牵头任务2项,涉及定量目标和节点4项,已达标2项,达到序时进度1项,不可评估1项。
四、存在问题
(一)指标滞后
住房和城乡建设局牵头2项:供水管网漏损率11.4%,序时应不高于10.75%,差0.65个百分点(附件4第1项);建筑垃圾资源化利用率34%,序时应不低于44.58%,差10.58个百分点(附件1第5项)。
(二)数据存疑
住房和城乡建设局报送的数据有1项待核实(附件5第1项)。
(三)暂不能评估
口径待定1项:社区公共服务有效覆盖率;缺报1项:CIM基础平台(一期)。
五、滞后目标的登记情况
本文只引用台账中登记的原因,不作推断。
牵头或填报单位有书面说明的1项,说明照录于下表。
台账中没有书面说明的1项,原因待牵头单位说明。
六、报送与修订
各报告期应报6张表,已报5张,按时4张,及时率66.7%。
与上年评估所用的数据相比,没有修订。
七、下步要求
1.请住房和城乡建设局于2月11日前(7个工作日)就附件4第1项(督办2024-07)书面反馈整改措施和完成时限。
2.请住房和城乡建设局于2月11日前(7个工作日)就附件1第5项书面说明未达预期的原因(预期性指标,不立督办)。
3.请住房和城乡建设局于2月11日前(7个工作日)就附件5第1项核实数据,更正或书面说明。
"""
