"""数据质量说明: each fact has its sentence, no fact no clause, numbers agree with their lists."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.briefing import build_briefing
from briefings.context import Doubt
from briefings.paper import Span, Table, text_of
from briefings.paper_form import PaperForm
from briefings.quality_context import (
    Corrected,
    Excused,
    FormLine,
    Forms,
    OpenAlert,
    RuleSet,
    Statement,
    Unchecked,
)
from briefings.quality_english import told_in_english
from briefings.quality_words import Teller, told
from observations.calendar import WorkingDays

DATED = date(2024, 11, 5)  # 周二
DUE = date(2024, 10, 18)  # 周五
FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
NAMES = {"zjj": "住建局", "cgj": "城管局", "mzj": "民政局"}
QUIET = Statement("2024-Q3", 41, Forms("reporting-rates 1", 3, 3, 3, 3))
TELLER = Teller(
    office=lambda key: NAMES.get(key, key),
    indicator=lambda key: {"leakage": "供水管网漏损率"}.get(key, key),
    calendar=WorkingDays(),
    dated=DATED,
    cite=lambda _what, text, _how: Span(text),
)
HALF = str.maketrans("\uff0c\uff1b\uff1a\uff08\uff09", ",;:()")


def lines(statement: Statement) -> list[str]:
    """The sentences, in half-width marks so that the tables below can be read."""
    return [text_of(one).translate(HALF) for _, part in told(TELLER, statement) for one in part]


def forms(**changed: object) -> Statement:
    return replace(QUIET, forms=replace(QUIET.forms, **changed))  # type: ignore[arg-type]


def doubt(**changed: object) -> Doubt:
    facts = {"finding": "f1", "rule": "Q602", "office": "zjj", "indicator": "leakage"}
    return Doubt(**(facts | {"period": "2024-Q3", "message": "变动过大"} | changed))  # type: ignore[arg-type]


def setting(**changed: object) -> RuleSet:
    facts = {
        "rule": "Q602",
        "name": "与上期相比不应有异常变动",
        "indicator": "leakage",
        "declared": "存疑",
        "loudness": "提示",
        "reason": "集中更换水表。",
        "asked_by": "市政科调度",
        "approved_by": "住建局调度岗",
        "since": date(2024, 10, 14),
        "until": date(2024, 12, 31),
    }
    return RuleSet(**(facts | changed))  # type: ignore[arg-type]


SAID = [
    (
        forms(received=2, on_time=1, passed=1),
        "2024年第三季度应报3张表,已报2张,按时1张,合格1张;报送率66.7%,及时率33.3%,合格率50%。",
    ),
    (
        forms(received=0, on_time=0, passed=0),
        "2024年第三季度应报3张表,已报0张,按时0张,合格0张;报送率0%,及时率0%。",
    ),
    (forms(zero=("mzj", "zjj")), "零报告2张:民政局、住建局。"),
    (
        forms(late=(FormLine("cgj", DUE, "values", 3),)),
        "逾期报送1张:城管局(3个工作日)。",
    ),
    (
        forms(missing=(FormLine("cgj", DUE, "returned"), FormLine("zjj", DUE, "empty"))),
        "未报2张:城管局(期限2024年10月18日,已逾期12个工作日,来表已退回未补)、"
        "住建局(期限2024年10月18日,已逾期12个工作日,来表无数)。",
    ),
    (forms(failed=(FormLine("zjj", DUE, "values"),)), "已报未合格1张:住建局。"),
    (
        forms(
            excused=(
                Excused("mzj", "exempt", "区划调整,本期不报"),
                Excused("zjj", "closed"),
                Excused("cgj", "closed", "并入住建局"),
            )
        ),
        "不计入应报的:免报1张:民政局(区划调整,本期不报);"
        "未设立或已撤并2张:住建局、城管局(并入住建局)。",
    ),
    (
        forms(excused=(Excused("mzj", "before"),)),
        "不计入应报的:到期早于系统启用1张:民政局。",
    ),
    (forms(pending=2), "另有2张表未到期,不计入。"),
    (
        replace(QUIET, doubts=(doubt(), doubt(finding="f2"), doubt(office="cgj"))),
        "存疑未说明的数据3项,涉及住建局、城管局;引用前须核实。",
    ),
    (
        replace(QUIET, answered=(doubt(answer="属实"),)),
        "存疑、单位已书面说明的数据1项,涉及住建局;数值未改。",
    ),
    (
        replace(
            QUIET,
            corrected=(
                Corrected("zjj", "上季度", ("11-3", "12-4"), 0),
                Corrected("cgj", "上季度", tuple(f"20-{n}" for n in range(8)), 2),
            ),
        ),
        "上季度以来修订已审定的数据:住建局2个(修订号11-3、12-4);"
        "城管局8个(修订号20-0、20-1、20-2、20-3、20-4、20-5等)。",
    ),
    (
        replace(QUIET, corrected=(Corrected("cgj", "上季度", (), 2),)),
        "上季度以来撤回或收回审定的数据:城管局2个。",
    ),
    (
        replace(
            QUIET,
            alerts=(
                OpenAlert("1-1", "zjj", "2024-Q3", "缺报", date(2024, 10, 14), date(2024, 11, 4)),
                OpenAlert("1-2", "cgj", "2024-Q2", "存疑", date(2024, 10, 31), DATED),
            ),
        ),
        "未关闭的预警2项,最长已开16个工作日,其中已过处理期限1项。",
    ),
    (
        replace(QUIET, alerts=(OpenAlert("1-1", "zjj", "2024-Q3", "存疑", DATED),)),
        "未关闭的预警1项,最长已开0个工作日。",
    ),
    (
        replace(QUIET, suites=(("rules-a", 5), ("rules-b", 1))),
        "核验所用质量规则:5份按版本rules-a,1份按版本rules-b。",
    ),
    (
        replace(QUIET, settings=(setting(),)),
        "与规则原定结果不同的设定:Q602“与上期相比不应有异常变动”(限供水管网漏损率)由存疑改为提示,"
        "自2024年10月14日起至2024年12月31日,理由:集中更换水表(市政科调度提出,住建局调度岗批准)。",
    ),
    (
        replace(QUIET, settings=(setting(until=None, indicator="", loudness="退回"),)),
        "与规则原定结果不同的设定:Q602“与上期相比不应有异常变动”由存疑改为退回,"
        "自2024年10月14日起,未设截止日,理由:集中更换水表(市政科调度提出,住建局调度岗批准)。",
    ),
    (
        replace(QUIET, uncovered=(2026, 2027)),
        "2026年、2027年放假安排未公布,期限暂按周一至周五推算。",
    ),
    (
        replace(QUIET, unchecked=(Unchecked("zjj", "a(1).csv", "没有声明行数,完整性未证实"),)),
        "没有核验的:住建局《a(1).csv》没有声明行数,完整性未证实。",
    ),
]


@pytest.mark.parametrize(("statement", "sentence"), SAID, ids=[said[:14] for _, said in SAID])
def test_a_fact_is_told_so(statement: Statement, sentence: str) -> None:
    assert sentence in lines(statement)


def test_every_fact_is_told_in_english_with_the_same_numbers_and_names() -> None:
    for statement, sentence in SAID:
        english = told_in_english(TELLER, statement)
        whole = told(TELLER, statement)
        assert [len(part) for _, part in english] == [len(part) for _, part in whole]
        both = zip((line for _, part in english for line in part), lines(statement), strict=True)
        (line,) = [one for one, other in both if sentence in other]
        assert numbers(line) == numbers(sentence), line
        ours = re.sub("|".join(sorted(ITS_OWN, key=len, reverse=True)), "", line)
        assert not re.search("[\u3001-\u9fff\uff00-\uffef]", ours), line


ITS_OWN = (
    *NAMES.values(), "供水管网漏损率", "与上期相比不应有异常变动", "集中更换水表", "市政科调度",
    "住建局调度岗", r"区划调整,本期不报", "并入住建局",
)  # fmt: skip
"""Names and what posts wrote: they stay as they are."""


def numbers(text: str) -> list[str]:
    """The numbers of a sentence in any order; of a day and a quarter those of its code."""
    text = re.sub("第([一二三四])季度", lambda m: f"Q{'一二三四'.index(m[1]) + 1}", text)
    return sorted(one.lstrip("0") or "0" for one in re.findall(r"[0-9]+(?:\.[0-9]+)?", text))


def test_in_english_a_quarter_reads_so() -> None:
    statement = forms(
        received=2, on_time=1, passed=2, missing=(FormLine("cgj", DUE, "returned"),), pending=1
    )
    (title, said), *rest = told_in_english(TELLER, statement)
    assert (title, rest) == ("Reporting", [])
    assert said[:3] == (
        "2024-Q3: 3 forms expected, 2 received, 1 on time, 2 passed; completeness 66.7%, "
        "timeliness 33.3%, quality 100%.",
        "1 form missing: 城管局 (due 2024-10-18, 12 working days late; what came was returned, "
        "nothing since).",
        "1 form not due yet, counted nowhere.",
    )


def test_a_quiet_quarter_has_two_sentences_and_one_heading() -> None:
    assert [title for title, _ in told(TELLER, QUIET)] == ["报送情况"]
    first, rule = lines(QUIET)
    assert first.endswith("报送率100%,及时率100%,合格率100%。")
    assert rule.startswith("算法(reporting-rates 1):应报=")


def test_a_period_that_asked_nothing_says_nothing() -> None:
    nothing = forms(expected=0, received=0, on_time=0, passed=0)
    assert told(TELLER, nothing) == ()


offices = st.sampled_from([*NAMES])
many = st.integers(0, 9)
statements = st.builds(
    Statement,
    period=st.just("2024-Q3"),
    head=st.just(1),
    forms=st.builds(
        Forms,
        rule=st.just("reporting-rates 1"),
        expected=st.integers(9, 12),
        received=st.integers(1, 9),
        on_time=many,
        passed=st.integers(0, 1),
        zero=st.lists(offices, max_size=3).map(tuple),
        missing=st.lists(st.builds(FormLine, offices, st.just(DUE), st.just("absent"))).map(tuple),
        excused=st.lists(
            st.builds(Excused, offices, st.sampled_from(["exempt", "closed", "before"]))
        ).map(tuple),
        pending=many,
    ),
    doubts=st.lists(st.builds(doubt, office=offices), max_size=4).map(tuple),
    corrected=st.lists(
        st.builds(Corrected, offices, st.just("上季度"), st.just(("1-1",)) | st.just(()), many),
        max_size=3,
    ).map(tuple),
    alerts=st.lists(
        st.builds(OpenAlert, st.just("1-1"), offices, st.just("2024-Q3"), st.just("存疑"),
                  st.dates(date(2024, 9, 1), DATED), st.none() | st.just(DUE)),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
NONSENSE = re.compile(r"nan|None|inf|,,|,。|、。|;。|\(\)|。。|:。|张张|:;")


@given(statement=statements)
def test_no_facts_make_nonsense_or_a_number_without_its_list(statement: Statement) -> None:
    for line in lines(statement):
        assert not NONSENSE.search(line), line
        assert line.endswith("。")
    text = "".join(lines(statement))
    for word, listed in (("零报告", statement.forms.zero), ("未报", statement.forms.missing)):
        counted = re.search(rf"(?<!或为){word}(\d+)张:", text)
        assert (int(counted[1]) if counted else 0) == len(listed)


def test_the_annex_puts_tables_under_the_sentences_that_count_them(recard) -> None:
    doubts = (doubt(file="a.xlsx", sheet="填报", cell="I7", indicator="leakage"),)
    statement = replace(
        QUIET,
        doubts=doubts,
        answered=(doubt(finding="f2", answer="属实,见(台账)", file="a.xlsx", cell="I8"),),
        alerts=(OpenAlert("1-1", "zjj", "2024-Q3", "缺报(1处)", date(2024, 10, 14), DUE),),
    )
    paper = build_briefing(recard(doubts=doubts, statement=statement), DATED, form=FORM)
    annex = next(one for one in paper.annexes if one.title == "数据质量说明")
    shape = [
        block.caption if isinstance(block, Table) else text_of(block.line).translate(HALF)[:9]
        for block in annex.blocks
        if isinstance(block, Table) or block.level
    ]
    assert shape == [
        *("(一)报送情况", "(二)存疑和更正", "待核实数据", "单位已书面说明的存疑数据"),
        *("(三)未关闭的预警", "未关闭的预警"),
    ]
    first, second, third = (
        block.rows[0].cells for block in annex.blocks if isinstance(block, Table)
    )
    assert [text_of(one[0]) for one in (first, second, third)] == ["1", "2", "3"]
    assert text_of(first[4]) == "a.xlsx 填报!I7"
    assert text_of(second[3]).translate(HALF) == "Q602:变动过大。单位说明:属实,见(台账)"
    assert [text_of(one) for one in third[3:]] == ["16", "2024-10-18"]


def test_every_number_of_the_sentences_is_traced(recard) -> None:
    statement = replace(QUIET, suites=(("rules-a", 5),), uncovered=())
    paper = build_briefing(recard(statement=statement), DATED, form=FORM)
    annex = next(one for one in paper.annexes if one.title == "数据质量说明")
    spans = [s for b in annex.blocks if not isinstance(b, Table) and not b.level for s in b.line]
    untraced = "".join(span.text for span in spans if not span.ref)
    assert re.findall(r"\d+", untraced.replace("2024年第三季度", "")) == ["1"], "the rule's version"
    entries = {one.id: one for one in paper.lineage}
    assert all(entries[span.ref].text == span.text for span in spans if span.ref)
    assert any(one.how == "3除以3" for one in paper.lineage)


def test_a_paper_without_a_statement_has_the_tables_alone(card) -> None:
    paper = build_briefing(card, DATED, form=FORM)
    annex = next(one for one in paper.annexes if one.title == "数据质量说明")
    assert [type(block) for block in annex.blocks] == [Table]
