"""Which characters of a Chinese official text are numbers, and what they are worth."""

from __future__ import annotations

import pytest

from targets.numbers import find_numbers, value_of
from targets.printed import stated_comparator, stated_value


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("制作一部宣传片和一本图册", ["一", "一"]),
        ("每季度召开一次推进会", ["一"]),
        ("工地施工“六个百分百”要求", ["六", "百分百"]),
        ("比例力争不低于1:3", ["1", "3"]),
        ("打造一支7×24小时响应的队伍", ["一", "7", "24"]),
        ("绿地率达到42.14%", ["42.14"]),
        ("建成“双山环湖”公园", ["双"]),
        ("“1+4+N”体系", ["1", "4"]),
        ("百分之九十五以上", ["百分之九十五"]),
        ("二〇二五年", ["二〇二五"]),
        ("三点五公里", ["三点五"]),
        ("\uff12\uff10\uff12\uff15年\uff10\uff0e\uff15", ["2025", "0.5"]),
        ("充电设施50\n\n00个", ["5000"]),
        ("改造1,200座", ["1,200"]),
        ("一年一体检、五年一评估", ["一", "一", "五", "一"]),
        ("依托第三方,形成一批", ["三", "一"]),
        ("①公园②广场", ["①", "②"]),
        ("每半年一次,十分钟生活圈,三万一千户", ["半", "一", "十", "三万一千"]),
    ],
)
def test_a_number_is_found_in_either_script(text: str, numbers: list[str]) -> None:
    folded = [n.text.translate(str.maketrans("\uff10\uff11\uff12\uff15\uff0e", "0125."))
              for n in find_numbers(text)]  # fmt: skip
    assert folded == numbers


@pytest.mark.parametrize(
    "text",
    [
        "进一步统一标准",
        "国内一流水准",
        "一般风险",
        "服务半径",
        "一体化推进",
        "十分必要",
        "千方百计",
    ],
)
def test_a_character_that_counts_nothing_is_no_number(text: str) -> None:
    assert find_numbers(text) == ()


def test_a_number_knows_where_it_stands_across_a_page_break() -> None:
    text = "设施50\n\n00个"
    (number,) = find_numbers(text)
    assert text[slice(*number.span)] == "50\n\n00"


@pytest.mark.parametrize(
    ("written", "value"),
    [("42.14", 42.14), ("一", 1), ("两", 2), ("十", 10), ("二十", 20), ("一百零五", 105),
     ("二〇二五", 2025), ("三点五", 3.5), ("一万二千", 12000), ("三亿", 3e8), ("百分百", 100),
     ("百分之九十五", 95), ("①", 1), ("Ⅳ", 4), ("零", 0), ("1,200", 1200), ("半", 0.5)],
)  # fmt: skip
def test_a_number_has_its_value(written: str, value: float) -> None:
    assert value_of(written) == pytest.approx(value)


@pytest.mark.parametrize(
    ("printed", "value", "comparator"),
    [("≥70", 70, ">="), ("≤9", 9, "<="), ("90", 90, ""), ("95%以上", 95, ">="),
     ("9%以内", 9, "<="), ("不大于2公里", 2, "<="), ("不低于1:3", 0.3333, ">="),
     ("不少于100公里", 100, ">="), ("一部", 1, ""), ("六个百分百", 100, ""), ("零", 0, ""),
     ("不超过三座", 3, "<="), ("每年至少形成1个", 1, ">="), ("基本完成", None, "")],
)  # fmt: skip
def test_printed_words_say_value_and_comparison(
    printed: str, value: float | None, comparator: str
) -> None:
    assert stated_value(printed) == value
    assert stated_comparator(printed) == comparator
