"""`plan show`: the contract's keys, and a text a person can read."""

from __future__ import annotations

import json

from targets.check import check_plan
from targets.load import DEFAULT_PLAN, load_plan
from targets.show import plan_document, plan_text, problems_document, problems_text
from tests.targets.plans import TINY, copy_of, real_plan, spoil

PLAN = real_plan()


def test_the_document_has_the_contracts_keys() -> None:
    document = json.loads(json.dumps(plan_document(PLAN)))
    assert set(document) == {"plan", "targets", "tasks", "conflicts"}
    assert {"id", "title", "document", "period", "offices"} <= set(document["plan"])
    assert set(document["plan"]["offices"][0]) == {"id", "name", "aliases"}
    keys = (
        "id name comparator value value_max printed unit deadline tier binding leads cooperating "
        "section quote source notes"
    )
    for target in document["targets"]:
        assert set(keys.split()) <= set(target)
    assert set(document["tasks"][0]) == {
        "id", "section", "number", "title", "leads", "cooperating", "quote"
    }  # fmt: skip
    assert set(document["conflicts"][0]) == {"kind", "targets", "quotes", "text"}


def test_offices_in_targets_and_tasks_are_listed() -> None:
    document = plan_document(PLAN)
    listed = {office["id"] for office in document["plan"]["offices"]}
    for row in (*document["targets"], *document["tasks"]):
        assert row["leads"]
        assert {*row["leads"], *row["cooperating"]} <= listed
    aliases = {o["name"]: o["aliases"] for o in document["plan"]["offices"]}
    assert "城市管理综合执法局" in aliases["城市管理综合行政执法局"]


def test_the_ratio_is_shown_as_a_number() -> None:
    (ratio,) = (t for t in plan_document(PLAN)["targets"] if t["printed"] == "不低于1:3")
    assert (ratio["value"], ratio["comparator"], ratio["unit"]) == (0.3333, ">=", "比值")


def test_people_read_targets_tasks_and_contradictions() -> None:
    text = plan_text(PLAN)
    assert "指标表(市) 20 项" in text
    assert "任务 29 项" in text
    assert "T02 公园绿地服务半径覆盖率 ≥90  约束性  市  2025-12-31(推定)" in text
    assert "P33 城市原生生活垃圾“零填埋” 零  —  旗  无期限(推定)" in text
    assert "相差 1.59 个百分点" in text


def test_people_read_what_is_wrong(tmp_path) -> None:
    assert "与原文一致" in problems_text(check_plan(PLAN))
    folder = copy_of(DEFAULT_PLAN, tmp_path)
    spoil(folder, "plan.txt", "42.14%", "42.15%")
    problems = check_plan(load_plan(folder))
    assert set(problems_document(problems)["problems"][0]) == {"kind", "place", "text"}
    said = problems_text(problems)
    assert "[照抄] 目标 P02:引文“城市建成区绿地率达到42.14%”不在四(一)1里" in said


def test_a_second_plan_of_another_kind_loads_without_touching_code() -> None:
    tiny = load_plan(TINY)
    assert check_plan(tiny) == ()
    document = plan_document(tiny)
    assert [t["id"] for t in document["targets"]] == ["T1", "T2", "P1", "P2", "P3", "F1"]
    assert document["conflicts"][0]["targets"] == ["T1", "P1"]
    assert "每月巡查一次" in plan_text(tiny)
