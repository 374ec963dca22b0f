"""Opinions classified for a person to confirm (neighbour-rules.md §2), by its sentences."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from observations.errors import UserError
from targets.load import DEFAULT_PLAN, load_plan
from tests.cli import forked
from voices.classify import Opinion, classify, read_opinions
from voices.opinions_rules import OpinionRules, load_rules
from voices.review import Decision, review

RULES = load_rules()
PHONE = "1" + "3900000001"
FORWARDED = Decision("1", "意见专班", range=12, way="转办件", public=True)


def proposed(text: str):
    return classify(Opinion("YJ-1", text), RULES)


@pytest.mark.parametrize(
    ("text", "topic", "task", "indicator"),
    [
        ("学校门口放学时堵车,请治理交通秩序", "交通秩序", "4-2-1", "smart_parking_platform"),
        ("小区没有分类垃圾桶,垃圾分类做不起来", "垃圾分类", "4-1-3", "waste_sorting_coverage"),
        ("物业公司只收物业费,不修门", "物业管理", "4-4-4", "property_satisfaction_rate"),
    ],
)
def test_the_twelfth_range_is_proposed_with_its_words_tasks_and_indicators(
    text: str, topic: str, task: str, indicator: str
) -> None:
    """“十六类参考范围,第十二类即‘提升城市治理精细化水平方面的建议,如交通秩序、垃圾分类、物业管理等’”"""
    found = proposed(text)
    assert (found.range, found.topics) == (12, (topic,))
    assert task in found.tasks and indicator in found.indicators
    assert all(text[e.at - 1 :].startswith(e.word) for e in found.evidence) and found.evidence
    assert found.why == f"建议归第12类({topic}),请确认"


def test_no_rule_ever_decides() -> None:
    for text in ("物业管理", "今年天气很好", "法院判决后物业仍不执行", "停车位和垃圾桶都不够"):
        assert proposed(text).decided is False
    assert proposed("今年天气很好").why == "没有规则命中,请写明属于第几类"
    other = RULES.model_copy(
        update={"topics": (RULES.topics[0], RULES.topics[1].model_copy(update={"range": 3}))}
    )
    torn = classify(Opinion("1", "停车位和垃圾桶都不够"), other)
    assert torn.range is None and torn.why.startswith("命中第3、12类")


def test_a_long_word_is_one_piece_of_evidence_not_two() -> None:
    found = proposed("请设分类垃圾桶")
    assert [(one.word, one.at) for one in found.evidence] == [("分类垃圾桶", 3)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("法院已判决", "涉法类"), ("多次信访无果", "信访类"), ("反映某干部受贿", "纪检投诉类")],
)
def test_kinds_of_invalid_opinions_are_hinted_at_as_the_review_form_names_them(
    text: str, kind: str
) -> None:
    """“无效 _ 条(涉法类 _、信访类 _、纪检投诉类 _、其他 _)”"""
    assert proposed(text).invalid == (kind,)
    assert [one.name for one in RULES.invalid] == ["涉法类", "信访类", "纪检投诉类", "其他"]


def test_the_review_form_counts_what_people_decided() -> None:
    """“接收 _ 条;有效 _ 条(公开发布 _ 条,不予公开 _ 条);无效 _ 条”"""
    found = review(
        [
            FORWARDED,
            replace(FORWARDED, id="2", way="转阅件"),
            replace(FORWARDED, id="3", public=False, reason="涉及个人隐私", answered=True),
            Decision("4", "意见专班", invalid="信访类"),
            Decision("5", "意见专班", invalid="其他"),
        ],
        RULES,
    )
    assert (found.received, found.valid, found.public, found.not_public) == (5, 3, 2, 1)
    assert found.invalid == 2
    assert found.invalid_by_kind == {"涉法类": 0, "信访类": 1, "纪检投诉类": 0, "其他": 1}
    assert found.hidden == (("3", "涉及个人隐私", True),)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"public": False}, "不予公开的没有注明理由"),
        ({"public": False, "reason": "涉密"}, "没有注明是否以其他方式回复"),
    ],
)
def test_what_is_kept_from_the_public_has_its_reason_and_says_how_it_was_answered(
    changes, told: str
) -> None:
    """“不予公开须注明理由与是否以其他方式回复”"""
    with pytest.raises(UserError, match=told):
        review([replace(FORWARDED, **changes)], RULES)


def test_every_valid_opinion_is_forwarded_or_circulated() -> None:
    """“市民意见建议分为转办件和转阅件。”"""
    with pytest.raises(UserError, match="没有写是转办件还是转阅件"):
        review([replace(FORWARDED, way="")], RULES)


def test_a_decision_that_is_incomplete_or_taken_twice_counts_for_nothing() -> None:
    for wrong, told in (
        (replace(FORWARDED, by=""), "哪个岗位"),
        (replace(FORWARDED, range=17), "第 1 至 16 类"),
        (replace(FORWARDED, public=None), "是否公开"),
        (replace(FORWARDED, invalid="信访类"), "判为无效的"),
        (Decision("1", "意见专班", invalid="无聊"), "无效的类别只能是"),
    ):
        with pytest.raises(UserError, match=told):
            review([wrong], RULES)
    with pytest.raises(UserError, match="判定了两次"):
        review([FORWARDED, FORWARDED], RULES)


def test_tasks_and_indicators_of_the_rules_are_the_plans() -> None:
    plan = load_plan(DEFAULT_PLAN)
    for topic in RULES.topics:
        assert set(topic.tasks) <= {one.id for one in plan.tasks}
        assert set(topic.indicators) <= {one.key for one in plan.indicators}
    quoted = "".join(one.quote for one in RULES.basis)
    assert all(topic.name in quoted for topic in RULES.topics)


def test_rules_that_contradict_themselves_are_no_rules() -> None:
    whole = RULES.model_dump()
    topic = whole["topics"][0]
    for changes, told in (
        ({"topics": [topic | {"range": 5}]}, "不在 ranges 里"),
        ({"topics": [topic, topic]}, "同一个关键词写了两次"),
        ({"range_count": 11}, "超过 range_count"),
    ):
        with pytest.raises(ValueError, match=told):
            OpinionRules.model_validate(whole | changes)


def test_opinions_without_a_number_or_with_somebodys_are_refused_by_line() -> None:
    lines = [["id", "text"], ["1", "甲"], ["", "乙"], ["1", "丙"], ["某某某", "丁"], ["5", ""]]
    with pytest.raises(UserError) as wrong:
        read_opinions("意见.csv", lines)
    for told in (
        "第3行 id 列:空着",
        "第4行与第2行编号相同",
        "第5行 id 列:像姓名",
        "第6行 text 列:空着",
    ):
        assert told in str(wrong.value)
    with pytest.raises(UserError, match="“联系电话”是个人信息"):
        read_opinions("意见.csv", [["id", "text", "联系电话"], ["1", "甲", PHONE]])


def test_the_command_prints_which_rule_fired_and_nothing_of_what_people_wrote(
    tmp_path: Path,
) -> None:
    text = f"某某某反映:物业费太高,请打{PHONE}"
    (tmp_path / "意见.csv").write_text(f'id,text\nYJ-1,"{text}"\nYJ-2,天气很好\n', "gb18030")
    items = [{"id": "YJ-1", "text": text}, {"id": "YJ-2", "text": "天气很好"}]
    (tmp_path / "意见.json").write_text(json.dumps({"opinions": items}), "utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith("CITYPLAN_")}
    env["CITYPLAN_HOME"] = str(tmp_path / "var")
    words = ["opinions", "classify", "--json"]
    told = [forked.run([*words, f"意见.{kind}"], env, tmp_path) for kind in ("csv", "json")]
    assert [one.returncode for one in told] == [0, 0] and told[0].stdout == told[1].stdout
    first, second = json.loads(told[0].stdout)["proposals"]
    assert (first["range"], second["range"]) == (12, None)
    assert first["evidence"] == [{"rule": "物业管理", "word": "物业费", "at": 7}]
    plain = forked.run(["opinions", "classify", "意见.csv"], env, tmp_path)
    assert "依据:物业管理“物业费”(第 7 字)" in plain.stdout
    assert "2 条,其中 1 条没有建议" in plain.stdout
    for one in (*told, plain):
        assert PHONE not in one.stdout + one.stderr and "某某某" not in one.stdout + one.stderr
    (tmp_path / "别的.json").write_text('{"values": [{"id": "1"}]}', "utf-8")
    wrong = forked.run(["opinions", "classify", "别的.json"], env, tmp_path)
    assert wrong.returncode == 1 and "有约定以外的字段" in wrong.stderr
    assert not (tmp_path / "var").exists()
