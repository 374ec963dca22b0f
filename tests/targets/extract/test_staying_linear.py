"""The work of reading grows with the text, whatever is repeated in it: steps are counted."""

from __future__ import annotations

import sys

import pytest

from targets.extract.read import extract

HEAD = "某县方案（2024—2026年）\n一、目标\n"
REPEATED = {
    "a pasted heading": "序号\n指标\n单位\n2025年\n",
    "a pasted heading and a row": "序号\n指标\n单位\n2025年\n1\n甲率\n%\n90\n",
    "a pasted heading of tasks": "序号\n重点任务\n牵头单位\n完成时限\n",
    "a pasted heading of areas": "街道\n户数（户）\n数量（个）\n",
    "the first cell of a heading": "指标\n",
    "a short line": "镇\n",
    "a table": "序号\t指标\t单位\t2025年目标\n1\t甲率\t%\t90\n",
    "a table whose rows never end": "序号\t指标\t单位\t2025年目标\n1\t甲率\t%\n",
    "a table of tasks": "序号\t重点任务\t牵头单位\t完成时限\n1\t新建公园3个\t县住建局\t2025年底\n",
    "a drawn row": "│1│甲率│%│90│\n",
    "headings": "一、甲\n（一）乙\n1.丙率达到5%。（县甲局）\n",
    "offices": "牵头单位：县甲局\n",
    "deeds": "编制甲规划。",
    "full coverage": "实现全覆盖，",
    "nought": "零增长、",
    "values": "达到1%、",
    "levels": "2024年甲率达到5%以上；",
    "levels from a baseline": "由2020年的10%提高到20%，",
    "changes": "比2020年增长10%，",
    "lists with one level": "甲率、乙率均达到90%，",
    "quarters": "一、二、三季度，",
}
SHORT, LONG = 1_000, 4_000
MOST = 2_000  # steps for a character


def steps(repeated: str, size: int) -> int:
    """Calls made while a text of about `size` characters is read."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    text = HEAD + repeated * (size // len(repeated))
    sys.setprofile(count)
    try:
        extract(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("what", REPEATED)
def test_four_times_the_text_takes_nowhere_near_sixteen_times_the_steps(what):
    extract(HEAD + REPEATED[what] * 3)  # patterns are compiled once
    short, long = steps(REPEATED[what], SHORT), steps(REPEATED[what], LONG)
    assert long <= 2 * (LONG / SHORT) * short  # twice: a sentence may be short of its limit
    assert long <= MOST * LONG
