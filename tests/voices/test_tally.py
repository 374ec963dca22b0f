"""Ballots counted (neighbour-rules.md §3): valid and invalid, response, interval, weights."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import pytest
from scipy.stats import binom, binomtest

from observations.errors import UserError
from targets.national.community import wilson
from tests.cli import forked
from voices.ballots import Stratum, read_ballots, read_strata
from voices.survey import load_survey
from voices.tally import doubts, note_of, tally

SURVEY = load_survey("property-satisfaction")
HEAD = ["ballot", "answer", "area", "category", "invalid"]
PHONE = "1" + "3900000001"


def votes(yes: int, no: int, area: str = "甲", mark: str = "") -> list[list[str]]:
    words = ["满意"] * yes + ["不满意"] * no
    return [[f"{area}{mark}-{n:05}", word, area, "居民", ""] for n, word in enumerate(words)]


def counted(lines, strata=()):
    return tally(SURVEY, read_ballots("票.csv", [HEAD, *lines], SURVEY, strata), strata)


def test_the_counting_office_counts_by_a_rule_that_is_written_down() -> None:
    """“评议票、民意调查的统计汇总与赋分由统计部门负责”"""
    assert any("评议票、民意调查的统计汇总" in one.quote for one in SURVEY.basis)
    lines = [["1", "非常满意"], ["2", "满意"], ["3", "基本满意"], ["4", "一般"], ["5", "很不满意"]]
    found = counted([[*line, "", "", ""] for line in lines])
    assert found.satisfied == 2 and found.valid == 5  # 满意及以上人数 of 有效样本数
    assert found.answers == {"非常满意": 1, "满意": 1, "基本满意": 2, "不满意": 0, "非常不满意": 1}


def test_an_invalid_ballot_is_told_by_its_reason_and_counts_for_nobody() -> None:
    lines = [
        *votes(8, 2),
        ["20", "", "甲", "居民", ""],
        ["21", "满意、不满意", "甲", "居民", ""],
        ["22", "满意", "乙", "居民", ""],
        ["23", "满意", "甲", "居民", "涂改或无法辨认"],
        ["24", "满意", "甲", "居民", ""], ["24", "满意", "甲", "居民", ""],
        ["25", "满意", "甲", "居民", ""], ["25", "不满意", "甲", "居民", ""],
    ]  # fmt: skip
    found = counted(lines, (Stratum("甲", "居民", 1000, 25),))
    assert (found.returned, found.valid, found.satisfied) == (18, 11, 9)
    assert found.invalid == {
        "空白": 1, "多选": 1, "同号重复": 3, "不在调查范围": 1, "涂改或无法辨认": 1,
    }  # fmt: skip
    assert found.response_pct == pytest.approx(44.0)
    assert sum(found.answers.values()) + sum(found.invalid.values()) == found.returned


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score)
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons(yes: int, n: int, low: float, high: float) -> None:
    assert wilson(yes / n, n) == pytest.approx((low, high), abs=5e-5)
    other = binomtest(yes, n).proportion_ci(method="wilson")
    assert wilson(yes / n, n) == pytest.approx((other.low, other.high), abs=1e-12)


@pytest.mark.parametrize("n", [50, 400])
def test_nineteen_intervals_of_twenty_hold_the_truth_by_the_exact_binomial(n: int) -> None:
    ends = [wilson(k / n, n) for k in range(n + 1)]
    shares = [p / 1000 for p in range(500, 951, 5)]
    held = [
        sum(binom.pmf(k, n, p) for k, (low, high) in enumerate(ends) if low <= p <= high)
        for p in shares
    ]
    assert math.fsum(held) / len(held) == pytest.approx(0.95, abs=0.005)
    assert min(held) > 0.92


def test_strata_weigh_as_many_people_as_they_have_however_few_were_asked() -> None:
    strata = read_strata(
        "s.csv",
        [["area", "category", "population", "drawn"],
         ["甲", "居民", "3000", "120"], ["乙", "居民", "1,000", "120"]],
    )  # fmt: skip
    found = counted([*votes(90, 10), *votes(60, 40, "乙")], strata)
    assert found.plain.value == pytest.approx(75.0)
    assert found.weighted is not None
    assert found.weighted.value == pytest.approx(82.5)  # 0.75 × 90 % + 0.25 × 60 %
    assert found.weighted.effective == pytest.approx(160)  # 1 / (0.75²/100 + 0.25²/100)
    assert [one.weight for one in found.strata] == [30, 10]
    assert {one.code for one in doubts(found, 80)} == {"spans", "sides"}


def test_a_stratum_that_kept_silent_is_told_and_not_spoken_for() -> None:
    strata = (Stratum("甲", "居民", 500, 40), Stratum("乙", "居民", 300, 20))
    found = counted(votes(36, 2), strata)
    assert [one.text for one in doubts(found, None)] == ["乙居民没有一张有效票"]
    assert found.strata[1].weight is None and found.response_pct == pytest.approx(100 * 38 / 60)


@pytest.mark.parametrize(
    ("yes", "no", "codes"),
    [
        (360, 40, []),
        (320, 80, ["spans"]),
        (333, 67, ["spans"]),
        (260, 140, []),
        (18, 2, ["small", "spans"]),
    ],
)
def test_a_rate_whose_interval_spans_the_line_settles_nothing(yes, no, codes) -> None:
    found = counted(votes(yes, no))
    assert [one.code for one in doubts(found, 80)] == codes
    assert ("存疑" in note_of(found, 80)) == bool(codes)


def test_ballots_that_name_a_person_or_an_answer_nobody_knows_are_refused_by_line() -> None:
    for line, told in (
        (["某某某", "满意"], "第3行 ballot 列:像姓名"),
        ([PHONE, "满意"], "第3行 ballot 列:像手机号码"),
        (["", "满意"], "第3行 ballot 列:空着"),
        (["9", "满义"], "第3行 answer 列:不是票上的答案"),
        (["9", f"电话{PHONE}"], "第3行 answer 列:像手机号码"),
        (["9", "满意", "", "", "懒得数"], "第3行 invalid 列:不是约定的无效原因"),
    ):
        with pytest.raises(UserError) as wrong:
            read_ballots("票.csv", [HEAD, ["1", "满意"], line], SURVEY)
        assert told in str(wrong.value) and wrong.value.cure
        assert PHONE not in str(wrong.value) and "某某某" not in str(wrong.value)


def test_what_cannot_be_counted_is_said() -> None:
    strata = (Stratum("甲", "居民", 500, 3),)
    with pytest.raises(UserError, match="没有一张有效票"):
        counted([["1", "", "", "", ""]])
    with pytest.raises(UserError, match="甲居民有效票 5 张,只抽了 3 人"):
        counted(votes(5, 0), strata)
    with pytest.raises(UserError, match="没有 area、category 列"):
        read_ballots("票.csv", [["ballot", "answer"], ["1", "满意"]], SURVEY, strata)
    head = ["area", "category", "population", "drawn"]
    with pytest.raises(UserError, match=r"第2行:抽的\(9\)比总体\(5\)还多"):
        read_strata("s.csv", [head, ["甲", "居民", "5", "9"]])


def test_the_command_counts_without_an_installation_and_tells_what_is_in_doubt(
    tmp_path: Path,
) -> None:
    lines = [["ballot", "answer", "area", "category"], *(v[:4] for v in votes(66, 14))]
    (tmp_path / "票.csv").write_text("\n".join(",".join(one) for one in lines), "gb18030")
    (tmp_path / "strata.csv").write_text(
        "area,category,population,drawn\n甲,居民,900,100\n乙,居民,100,20\n", "utf-8"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("CITYPLAN_")}
    env["CITYPLAN_HOME"] = str(tmp_path / "var")
    words = ["tally", str(tmp_path / "票.csv"), "--strata", str(tmp_path / "strata.csv")]
    done = forked.run([*words, "--json"], env, tmp_path)
    told = json.loads(done.stdout)
    assert (done.returncode, told["valid"], told["satisfied"]) == (0, 80, 66)
    assert told["response_pct"] == pytest.approx(100 * 80 / 120)
    assert [one["code"] for one in told["doubts"]] == ["unheard"]
    english = forked.run([*words, "--lang", "en"], env, tmp_path)
    assert "120 people were asked, response rate 66.7 %" in english.stdout
    without = forked.run([*words, "-o", "x.xlsx"], env, tmp_path)
    assert without.returncode == 2 and "写出报表要有报告期" in without.stderr
    assert not (tmp_path / "var").exists()
