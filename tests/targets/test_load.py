"""A wrong plan is refused at the door, in Chinese, with file and line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from observations.errors import UserError
from targets.load import load_plan
from targets.yamlfile import MAX_BYTES, parse_yaml
from tests.targets.plans import TINY, copy_of, spoil


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of(TINY, tmp_path)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("targets.yaml", "value: 92", "value: 九十二", "targets.yaml 第6行 targets[1].value"),
        ("targets.yaml", "value: 92", "worth: 92", "targets[1].worth:不认识的字段"),
        ("targets.yaml", "    value: 92\n", "", "缺少字段 value"),
        ("targets.yaml", "indicator: toilet_coverage", "indicator: wc", "指标“wc”没有定义"),
        ("targets.yaml", "binding: binding", "binding: 约束性", "只能取 binding、indicative、none"),
        ("targets.yaml", "deadline: 2026-12-31", "deadline: 2026-13-31", "应为日期"),
        ("targets.yaml", "id: P1", "id: T1", "id“T1”重复"),
        ("targets.yaml", "leads: [farm]", "leads: [farmers]", "单位“farmers”没有定义"),
        ("targets.yaml", "    notes: [第二章没有写责任单位]\n", "", "没有 notes 说明"),
        ("targets.yaml", "    cadence: month\n", "", "要有 cadence"),
        ("targets.yaml", 'comparator: ">="', "comparator: range", "区间目标要有 value_max"),
        ("plan.yaml", "end: 2027-12-31", "end: 2025-12-31", "方案期末不晚于期首"),
        ("plan.yaml", 'area: "999901"', "area: 999901", "应为文字"),
        ("plan.yaml", 'area: "999901"', 'area: "999902"', "地区“999902”没有定义"),
        ("areas.yaml", "level: 市", "level: 盟", "只能取"),
        ("areas.yaml", "level: 市}", 'level: 市, members: ["999900"]}', "互为组成部分"),
        ("areas.yaml", "level: 市}", 'level: 市, members: ["999901", "999901"]}', "有重复"),
        ("areas.yaml", "level: 市}", "level: 市, members: [青石旗]}", "不是行政区划代码"),
        ("indicators.yaml", "key: patrols,", "key: patrols, aggregation: ratio,", "denominator"),
        ("indicators.yaml", "key: patrols,", "key: patrols, aggregation: all,", "是否类"),
        ("indicators.yaml", "key: sewage_rate,", "key: sewage_rate, aggregation: sum,", "不能相加"),
        ("indicators.yaml", "key: patrols,", "key: patrols, aggregation: mean,", "只能取"),
        ("offices.yaml", "offices:", "offices: &a", "锚点"),
        ("offices.yaml", "name: 财政所", "name: !!python/name:os.system 财政所", "类型标记"),
        ("offices.yaml", "offices:", "offices:\noffices:", "重复"),
        ("offices.yaml", "  - {id: farm, name: 农业农村办}", "  - {id: farm", "YAML 读不懂"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(
    folder: Path, name: str, old: str, new: str, said: str
) -> None:
    spoil(folder, name, old, new)
    with pytest.raises(UserError) as caught:
        load_plan(folder)
    assert said in str(caught.value)
    assert name in str(caught.value) or "“" in str(caught.value)
    assert caught.value.cure


def test_parts_and_ways_of_putting_together_are_read_as_declared(folder: Path) -> None:
    spoil(folder, "areas.yaml", "level: 市}", 'level: 市, members: ["999901", "999902"]}')
    spoil(folder, "areas.yaml", "level: 旗区,", "level: 旗区, members: [],")
    spoil(folder, "indicators.yaml", "key: patrols,", "key: patrols, aggregation: none,")
    plan = load_plan(folder)
    assert [area.members for area in plan.areas] == [("999901", "999902"), ()]
    assert plan.indicator("patrols").aggregation == "none"


def test_an_anchor_bomb_is_refused_before_it_unfolds() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(UserError, match="锚点"):
        parse_yaml(bomb, "offices.yaml")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(UserError, match="层次太深"):
        parse_yaml("[" * 500 + "]" * 500, "offices.yaml")


def test_a_number_too_long_to_be_one_stays_text() -> None:
    value = parse_yaml(f"a: {'9' * 5000}\nb: {'9' * 400}.5", "x").value
    assert all(isinstance(v, str) for v in value.values())


def test_a_second_document_is_refused() -> None:
    with pytest.raises(UserError, match="只能有一个"):
        parse_yaml("a: 1\n---\nb: 2\n", "plan.yaml")


def test_words_of_yaml_1_1_stay_words() -> None:
    value = parse_yaml("a: yes\nb: 1:3\nc: 2025-12-31\nd: 007\ne: 0.5\nf: -3\ng: no", "x").value
    assert value == {
        "a": "yes", "b": "1:3", "c": "2025-12-31", "d": "007", "e": 0.5, "f": -3, "g": "no"
    }  # fmt: skip


def test_a_folder_that_is_none_a_missing_file_and_wrong_bytes_are_told_apart(
    folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="不存在"):
        load_plan(tmp_path / "nowhere")
    (folder / "offices.yaml").write_bytes("offices: [市政]".encode("gb18030"))
    with pytest.raises(UserError, match="UTF-8"):
        load_plan(folder)
    (folder / "offices.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(UserError, match="字节"):
        load_plan(folder)
    (folder / "offices.yaml").unlink()
    with pytest.raises(UserError, match=r"offices\.yaml:读不到文件"):
        load_plan(folder)


def test_one_indicator_of_one_area_has_one_reporting_office(folder: Path) -> None:
    row = '  - {indicator: sewage_rate, area: "999901", office: finance, inferred: false}\n'
    (folder / "reporting.yaml").write_text("reporting:\n" + row, encoding="utf-8")
    plan = load_plan(folder)
    (reporting,) = (r for r in plan.reporting if r.indicator == "sewage_rate")
    assert (reporting.office, reporting.inferred) == ("finance", False)
    (folder / "reporting.yaml").write_text("reporting:\n" + row + row, encoding="utf-8")
    with pytest.raises(UserError, match="已有填报单位"):
        load_plan(folder)


def test_the_version_changes_with_any_byte_and_with_nothing_else(folder: Path) -> None:
    version = load_plan(folder).version
    assert load_plan(TINY).version == version
    spoil(folder, "plan.txt", "持续提升", "持续 提升")
    assert load_plan(folder).version != version


def test_a_file_may_be_split_into_a_folder_but_not_be_both(folder: Path) -> None:
    whole = load_plan(folder)
    (folder / "targets").mkdir()
    text = (folder / "targets.yaml").read_text(encoding="utf-8")
    (folder / "targets" / "1.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="同时存在"):
        load_plan(folder)
    (folder / "targets.yaml").unlink()
    assert load_plan(folder).targets == whole.targets


@pytest.mark.parametrize("name", ["plan.txt", "targets.yaml", "unread/more.yaml", "offices.yaml"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "loop", "nowhere"])
def test_what_is_no_ordinary_file_is_refused_and_holds_nobody_up(
    folder: Path, name: str, kind: str
) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    made: dict[str, Callable[[], object]] = {
        "pipe": lambda: os.mkfifo(path),
        "device": lambda: path.symlink_to("/dev/zero"),
        "folder": path.mkdir,
        "loop": lambda: path.symlink_to(path),
        "nowhere": lambda: path.symlink_to(folder / "没有"),
    }
    made[kind]()
    with pytest.raises(UserError, match=r"不是普通文件|读不到文件") as raised:
        load_plan(folder)
    assert raised.value.what.startswith(name)
    assert raised.value.cure


def test_a_file_without_end_is_not_read_to_its_end(folder: Path) -> None:
    with (folder / "unread.yaml").open("wb") as file:
        file.truncate(10**12)  # sparse: takes no room
    with pytest.raises(UserError, match=r"unread\.yaml:文件超过"):
        load_plan(folder)
