"""A plan that does not say what its document says is told where and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from targets.check import check_plan
from targets.coverage import uncovered
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import NumberException
from targets.numbers import Number, find_numbers
from targets.sections import sections
from tests.targets.plans import copy_of, real_plan, spoil, target

PLAN = real_plan()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of(DEFAULT_PLAN, tmp_path)


def kinds(folder: Path) -> set[tuple[str, str]]:
    return {(p.kind, p.place) for p in check_plan(load_plan(folder))}


TABLE, PROSE = "targets/1-table.yaml", "targets/2-prose.yaml"
WITHIN = "printed: 9%以内\n    printed_comparator: 以内\n    comparator: "


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (PROSE, "绿地率达到42.14%", "绿地率达到42.15%", ("照抄", "目标 P02")),
        (PROSE, "value: 42.14", "value: 42.41", ("数值", "目标 P02")),
        (PROSE, "section: 四(一)1", "section: 四(九)1", ("照抄", "目标 P01")),
        (PROSE, WITHIN + '"<="', WITHIN + '">="', ("比较符", "目标 P16")),
        (PROSE, "deadline: 2023-12-31", "deadline: 2024-12-31", ("期限", "目标 P01")),
        (TABLE, "value: 90", "value: 91", ("数值", "目标 T02")),
        (TABLE, "binding: binding", "binding: indicative", ("指标表", "目标 T01")),
        (TABLE, "category: 便捷舒适", "category: 生态宜居", ("指标表", "目标 T04")),
        ("plan.txt", "\t3\t海绵城市", "\t21\t海绵城市", ("指标表", "三·表 第21行")),
        ("tasks.yaml", "title: 缓解交通拥堵", "title: 缓解道路拥堵", ("任务", "任务 4-2-1")),
        ("tasks.yaml", "leads: [transport]", "leads: [police]", ("单位", "任务 4-2-1")),
        ("offices.yaml", "城市管理综合执法局, ", "", ("单位", "任务 4-3-2")),
        ("plan.yaml", "伊政办发[2023]73号", "伊政办发[2023]37号", ("照抄", "plan.yaml document")),
        ("plan.txt", "一本城市形象宣传图册", "两本城市形象宣传图册", ("照抄", "目标 M07")),
        ("plan.txt", "建立健全由主要领导牵头", "建立健全由五位主要领导牵头", ("数字", "五(一)")),
    ],
)  # fmt: skip
def test_a_wrong_plan_is_told_the_place(
    folder: Path, name: str, old: str, new: str, problem: tuple[str, str]
) -> None:
    spoil(folder, name, old, new)
    assert problem in kinds(folder)


def test_a_comparison_the_document_does_not_print_must_be_marked_inferred() -> None:
    bold = replace(target("T06"), inferred=("area", "deadline", "leads"))
    plan = replace(PLAN, targets=tuple(bold if t.id == "T06" else t for t in PLAN.targets))
    assert [(p.kind, p.place) for p in check_plan(plan)] == [("比较符", "目标 T06")]


@pytest.mark.parametrize(
    ("name", "changes", "problem"),
    [
        ("P02", {"leads": ("gardens",)}, ("单位", "牵头、配合单位与任务 4-1-1 不同")),
        ("T01", {"inferred": ("area", "deadline", "task")}, ("单位", "牵头单位只能是推定")),
        ("P01", {"deadline": date(2026, 12, 31)}, ("期限", "不在方案期内")),
        ("P02", {"value": 142.14}, ("数值", "超出指标 green_space_rate 的硬边界")),
        ("P02", {"printed": "42.41%"}, ("数值", "印出的“42.41%”不在引文里")),
        ("P16", {"printed_comparator": ""}, ("比较符", "printed_comparator 却是“”")),
        ("M13", {"deadline": date(2024, 12, 31)}, ("期限", "都没有“2024年”")),
    ],
)
def test_a_target_out_of_step_with_its_words_is_told(
    name: str, changes: dict[str, object], problem: tuple[str, str]
) -> None:
    changed = replace(target(name), **changes)  # type: ignore[arg-type]
    plan = replace(PLAN, targets=tuple(changed if t.id == name else t for t in PLAN.targets))
    found = [(p.kind, p.text) for p in check_plan(plan) if p.place == f"目标 {name}"]
    assert any(kind == problem[0] and problem[1] in text for kind, text in found)


def test_a_task_missing_from_the_data_is_missed(folder: Path) -> None:
    plan = replace(
        PLAN,
        tasks=PLAN.tasks[1:],
        targets=tuple(t for t in PLAN.targets if t.task != PLAN.tasks[0].id),
    )
    assert ("任务", "四(一)1") in {(p.kind, p.place) for p in check_plan(plan)}


@pytest.mark.parametrize("gone", [t.id for t in PLAN.targets])
def test_no_target_can_be_dropped_unnoticed_unless_its_quote_holds_no_number(gone: str) -> None:
    """A promise without a number of its own is the only one coverage cannot miss."""
    plan = replace(PLAN, targets=tuple(t for t in PLAN.targets if t.id != gone))
    wordless = {"M04", "M05", "M08", "M09", "M10", "M11", "M12", "M16"}
    wordless |= {f"M{n}" for n in range(24, 36)}
    assert bool(check_plan(plan)) is (gone not in wordless)


@pytest.mark.parametrize("index", range(len(PLAN.exceptions)))
def test_no_exception_is_idle_but_the_one_that_names_a_park(index: int) -> None:
    plan = replace(PLAN, exceptions=PLAN.exceptions[:index] + PLAN.exceptions[index + 1 :])
    needed = bool(uncovered(plan))
    assert needed is (PLAN.exceptions[index].quote not in ("双山环湖", "等一批试点示范项目"))


def test_equal_text_elsewhere_covers_nothing() -> None:
    """The second 第三方 is not covered by an exception for the first."""
    kept = tuple(e for e in PLAN.exceptions if e.quote != ",第三方专业力量为运营机构")
    ((section, number),) = uncovered(replace(PLAN, exceptions=kept))
    assert (section.name, number.text) == ("四(五)3", "三")


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("供水管网漏损率控制在9%以内", "description"),
        ("新建改造城市绿道不少于100公里", "date"),
        ("建成1个典范社区试点", "ordinal"),
        ("打造5个以上", "name"),
        ("6个以上", "document number"),
        ("没有数", "name"),
    ],
)
def test_an_exception_cannot_pass_off_a_promise(quote: str, reason: str) -> None:
    exception = NumberException("三(一)", quote, reason)  # type: ignore[arg-type]
    problems = check_plan(replace(PLAN, exceptions=(*PLAN.exceptions, exception)))
    assert "例外" in {p.kind for p in problems}


@cache
def all_numbers() -> list[tuple[str, Number]]:
    found = [
        (s.name, n)
        for s in sections(PLAN.text)
        if s.chapter in PLAN.covered
        for n in find_numbers(PLAN.text, s.body, s.end)
    ]
    assert len(found) > 130
    return found


def other(number: str) -> str:
    """A different number of the same script."""
    arabic = dict(zip("0123456789", "1234567890", strict=True))
    chinese = dict(zip("一二三四五六七八九十零双百", "二三四五六七八九十一一两千", strict=True))
    return number[:-1] + (arabic | chinese)[number[-1]]


@pytest.mark.parametrize("index", range(len(all_numbers())))
def test_any_number_changed_in_the_text_alone_is_noticed(index: int) -> None:
    section, number = all_numbers()[index]
    start, end = number.span
    assert other(number.text) != number.text
    text = PLAN.text[:start] + other(number.text) + PLAN.text[end:]
    problems = check_plan(replace(PLAN, text=text))
    assert problems, f"{section} {number.text}"


@pytest.mark.parametrize("name", [t.id for t in PLAN.targets if t.comparator != "yes"])
def test_any_value_changed_in_the_data_alone_is_noticed(name: str) -> None:
    changed = replace(target(name), value=target(name).value + 1)
    plan = replace(PLAN, targets=tuple(changed if t.id == name else t for t in PLAN.targets))
    assert f"目标 {name}" in {p.place for p in check_plan(plan)}
