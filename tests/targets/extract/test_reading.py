"""Plan texts read against what a person wrote down before the reader existed."""

from __future__ import annotations

import re

import pytest

from observations.errors import UserError
from targets.check import check_plan
from targets.extract.folder import plan_folder
from targets.extract.prepare import MOST_CHARACTERS
from targets.extract.read import extract
from targets.extract.show import draft_document, draft_text
from targets.load import DEFAULT_PLAN, load_plan
from targets.quotes import fold
from targets.show import plan_document
from tests.targets.extract.score import TEXTS, Score, details, score_plan, score_text

NAMES = sorted(path.stem for path in TEXTS.glob("*.txt"))


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {name: score_text(TEXTS / f"{name}.txt") for name in NAMES}


def test_the_shared_plan_is_read_and_nothing_is_invented():
    score = score_plan()
    assert (score.invented, score.expected) == ([], 93)
    assert score.right >= 0.98, list(details([score]))


def test_every_change_is_asked_about_and_none_is_a_level(scores):
    assert all(got == asked for got, asked in (s.changes for s in scores.values()))


@pytest.mark.parametrize("name", NAMES)
def test_a_made_up_plan_is_read_and_nothing_is_invented(scores, name):
    score = scores[name]
    assert score.invented == []
    assert score.right >= 0.9, list(details([score]))


def test_all_made_up_plans_together_are_read_at_least_as_well_as_the_shared_one(scores):
    expected = sum(s.expected for s in scores.values())
    assert expected >= 200
    assert sum(s.whole for s in scores.values()) / expected >= 0.98


@pytest.mark.parametrize("name", [*NAMES, "shared"])
def test_a_draft_loads_as_a_plan_with_verbatim_quotes(tmp_path, name):
    path = DEFAULT_PLAN / "plan.txt" if name == "shared" else TEXTS / f"{name}.txt"
    draft = extract(path.read_text("utf-8"))
    for file, content in plan_folder(draft).items():
        (tmp_path / file).write_text(content, "utf-8")
    plan = load_plan(tmp_path)
    assert len(plan.targets) == len(draft.targets)
    quotes = [p for p in check_plan(plan) if p.kind == "照抄" and "plan.yaml" not in p.place]
    assert quotes == []


def test_of_the_shared_plan_only_numbers_are_left_for_a_person(tmp_path):
    draft = extract((DEFAULT_PLAN / "plan.txt").read_text("utf-8"))
    for file, content in plan_folder(draft).items():
        (tmp_path / file).write_text(content, "utf-8")
    assert {p.kind for p in check_plan(load_plan(tmp_path))} == {"数字"}


def test_the_document_has_the_keys_of_plan_show_and_confidence_and_questions():
    document = draft_document(extract((TEXTS / "renewal.txt").read_text("utf-8")))
    shown = plan_document(load_plan(DEFAULT_PLAN))
    assert set(shown) <= set(document)
    assert set(shown["plan"]) <= set(document["plan"])
    assert set(shown["targets"][0]) <= set(document["targets"][0])
    assert all(0 <= t["confidence"] <= 1 for t in document["targets"] + document["tasks"])
    assert {q["kind"] for q in document["questions"]} >= {"change", "baseline", "deadline"}


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_stands_in_the_document(name):
    raw = (TEXTS / f"{name}.txt").read_text("utf-8")
    whole = fold(raw).replace("|", "").replace("│", "")
    for target in extract(raw).targets:
        assert target.quote in whole
        assert fold(target.found.printed) in target.quote


NOISE = """某县规范管理实施方案（2024—2026年）

一、总体要求

根据《某省条例》（某政发〔2023〕17号）第二十一条和国务院令第460号，落实“1+4+N”“三个四”“五个一”部署，
按照GB/T 51345-2018和2020年国家标准，建立7×24小时值班电话制度，12345热线畅通。

截至2023年底，全县现有公园38个、绿地率41.2%，比2020年多5个。“十三五”期间，累计投资18.6亿元。

二、工作要求

第一季度以外的事项另行规定，对连续2次排名后3位的予以约谈，60周岁以上老年人适用本规定，
经营场所面积50平方米以上的商户参照执行，1∶500地形图由测绘单位提供。
"""


def test_numbers_that_promise_nothing_are_never_targets():
    draft = extract(NOISE)
    assert [(t.found.printed, t.quote) for t in draft.targets] == []


def test_what_is_not_certain_is_asked():
    draft = extract(
        "某县方案（2024—2026年）\n一、目标\n2025年，设施若干，合计37个。绿地率较上年提高2个百分点。\n"
    )
    kinds = {q.kind for q in draft.questions}
    assert "change" in kinds
    assert draft.targets == () or all(t.inferred for t in draft.targets)


@pytest.mark.parametrize("text", ["", " \n\u3000", "字" * (MOST_CHARACTERS + 1)])
def test_nothing_and_far_too_much_are_refused_with_the_cure(text):
    with pytest.raises(UserError) as refused:
        extract(text)
    assert refused.value.cure


def test_the_text_for_people_names_every_target_and_question():
    draft = extract((TEXTS / "air.txt").read_text("utf-8"))
    text = draft_text(draft)
    assert all(f"{t.id}  {t.found.name}" in text for t in draft.targets)
    assert f"待核问题 {len(draft.questions)} 个" in text


def test_the_made_up_texts_name_no_place_that_exists():
    named = (re.search("某[市县区旗]", (TEXTS / f"{n}.txt").read_text("utf-8")) for n in NAMES)
    assert all(one and one.start() < 60 for one in named)


TABLE = """某区“十四五”管理规划

第一章 成效

“十三五”时期，无害化处理率达到100%，新建公厕126座。

第二章 目标

专栏1 主要指标
序号 指标名称 单位 2020年 2025年 属性
1 生活垃圾 回收利用率 % 32 ≥40 约束性
2 机械化清扫率 % 88 95 以上 预期性

某区人民政府办公室文件

- 12 -

序号 指标名称 单位 2020年 2025年 属性
3 公厕设置密度 座/平方公里 3.1 4—5 预期性
4 渣土车密闭化率（含
新能源渣土车） % 90 100 约束性
5 桩车比 — 1:5 1:2.5 预期性
6 供水管网漏损率 % 11 9 约束性
7 单位产值能耗降低 % — 13.5 约束性
"""


def test_a_table_of_spaces_broken_by_a_page_is_read_row_by_row():
    draft = extract(TABLE)
    rows = [(t.found.comparator, t.found.value, t.found.value_max) for t in draft.targets]
    assert rows == [
        (">=", 40, None),
        (">=", 95, None),
        ("range", 4, 5),
        (">=", 100, None),
        (">=", 0.4, None),
        ("<=", 9, None),
    ]
    assert [t.found.binding for t in draft.targets][:2] == ["binding", "indicative"]
    assert fold(draft.targets[3].found.name) == "渣土车密闭化率（含新能源渣土车）"
    assert [q.kind for q in draft.questions if q.kind == "change"] == ["change"]


EXPLAINED = """某市“十四五”消防发展规划

第一章  发展目标……………………………3
第二章  保障措施……………………………9

为统筹推进全市消防事业发展，现制定本规划如下。

第一章  发展目标
到2025年，每千人拥有消防志愿者3.6名，火灾死亡率控制在0.17以内，宣传活动次数翻一番。

第二章  保障措施
2023年，新建消防站4座，较2020年增加3座。对建成率低于60%的区予以通报，培训经费最高补助20万元。

名词解释：建成率，指建成数占应建数的比例，小型站按0.5座折算，每站面积不少于200平方米。
"""


def test_contents_glossaries_and_conditions_promise_nothing():
    draft = extract(EXPLAINED)
    assert [(t.found.name, t.found.comparator, t.found.value) for t in draft.targets] == [
        ("每千人拥有消防志愿者", ">=", 3.6),
        ("火灾死亡率", "<=", 0.17),
        ("新建消防站", ">=", 4),
    ]
    changes = [q.text for q in draft.questions if q.kind == "change"]
    assert [any(said in text for text in changes) for said in ("一番", "3座")] == [True, True]


DRAWN = """某县计划（2024—2026年）
一、目标
┌──┬────────┬──┬────┬────┬───┐
│序号│指标名称        │单位│2023年  │2026年  │属性  │
├──┼────────┼──┼────┼────┼───┤
│1   │社区食堂        │%   │31      │60      │约束性│
│    │覆盖率          │    │        │        │      │
├──┼────────┼──┼────┼────┼───┤
│2   │户均投诉件数    │件  │2       │≤1     │预期性│
└──┴────────┴──┴────┴────┴───┘
"""


def test_a_drawn_table_is_read_row_by_row_whatever_is_wrapped_in_its_cells():
    rows = [(t.found.name, t.found.comparator, t.found.value, t.found.binding)
            for t in extract(DRAWN).targets]  # fmt: skip
    assert rows == [
        ("社区食堂覆盖率", ">=", 60, "binding"),
        ("户均投诉件数", "<=", 1, "indicative"),
    ]
