"""A frame carries pseudonyms alone: names and numbers are refused and never repeated."""

from __future__ import annotations

import pytest

from observations.errors import UserError
from voices.frame import read_frame
from voices.quota import QuotaTable, load_table, read_quota

HEAD = ["id", "area", "category"]
PHONE = "1" + "3900000001"
GOOD = ["P1", "00017", "东胜-0001", "a", "150627-00017", "150627" + "00018", "2f1e-4b"]
CARD = "15272819900101" + "001X"


def refused(*lines: list[str], head: list[str] = HEAD) -> str:
    with pytest.raises(UserError) as wrong:
        read_frame("样本框.csv", [head, *lines])
    assert wrong.value.cure
    return str(wrong.value)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (PHONE, "手机号码"),
        (f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", "手机号码"),
        (f"{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", "手机号码"),
        (PHONE.translate({48 + n: 0xFF10 + n for n in range(10)}), "手机号码"),
        (CARD, "身份证号"),
        ("0477-8581234", "固定电话号码"),
        ("someone@example.org", "电子邮箱"),
        ("某某某", "姓名"),
        ("某某·某某", "姓名"),
    ],
)
def test_an_id_that_is_somebodys_name_or_number_is_refused_and_not_repeated(
    written: str, told: str
) -> None:
    said = refused(["P1", "甲", "居民"], [written, "甲", "居民"])
    assert f"第3行 id 列:像{told}" in said
    assert written not in said and PHONE not in said


@pytest.mark.parametrize("heading", ["姓名", "联系电话", "phone", "身份证号"])
def test_a_column_of_personal_data_is_refused_whole(heading: str) -> None:
    said = refused(["P1", "甲", "居民", "某某某"], head=[*HEAD, heading])
    assert f"第1行第4列“{heading}”是个人信息,不收" in said and "某某某" not in said


def test_a_file_without_a_head_does_not_tell_whose_row_came_first() -> None:
    said = refused(["P2", "甲", "居民"], head=["某某某", "甲", "居民"])
    assert "第1行第1列不是约定的列名" in said and "某某某" not in said


def test_numbers_hidden_in_another_column_or_beside_the_table_are_refused() -> None:
    assert "第2行 category 列:像手机号码" in refused(["P1", "甲", f"居民{PHONE}"])
    assert "第2行:有内容不在任何一列下" in refused(["P1", "甲", "居民", "某某某"])


def test_what_is_missing_or_repeated_is_named_by_its_line() -> None:
    said = refused(
        ["P1", "甲", "居民"], ["", "甲", "居民"], ["P1", "甲", "居民"], ["P1", "甲", "商户"]
    )
    assert "第3行 id 列:空着" in said
    assert "第4行与第2行是同一类别的同一编号" in said and "第5行" not in said
    assert "缺列:category" in refused(["P1", "甲"], head=["id", "area"])
    assert "没有数据行" in refused()


def test_pseudonyms_of_every_usual_kind_are_taken_in_either_language() -> None:
    lines = [
        ["编号", "地区", "类别"],
        *([one, "150627", "居民"] for one in GOOD),
    ]
    frame = read_frame("样本框.csv", lines)
    assert [one.id for one in frame.people] == GOOD
    assert frame.sha256 == read_frame("b.xlsx", [HEAD, *lines[1:]]).sha256


def test_a_quota_that_is_no_number_or_written_twice_is_refused() -> None:
    head = ["area", "category", "n"]
    with pytest.raises(UserError) as wrong:
        read_quota("额度.csv", [head, ["甲", "居民", "十"], ["乙", "", "5"], ["甲", "居民", "3"]])
    for told in ("第2行 n 列:不是人数", "第3行 category 列:空着", "第4行与第2行重复"):
        assert told in str(wrong.value)


def test_a_table_that_does_not_add_up_is_no_table() -> None:
    whole = load_table("volunteers-2021").model_dump()
    with pytest.raises(ValueError, match="与每组人数不符"):
        QuotaTable.model_validate(whole | {"main": {"n": 5, "counted": "within"}})
    with pytest.raises(ValueError, match="与总人数不符"):
        QuotaTable.model_validate(whole | {"total": 210})
