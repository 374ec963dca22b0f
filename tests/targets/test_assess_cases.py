"""The table of hand-worked verdicts, row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, Baseline
from targets.milestones import Milestone
from targets.model import Target
from targets.wording import lag_note
from tests.targets.small import LEAKAGE, TARGET, plan_of, value

TABLE = Path(__file__).parent / "cases" / "verdicts.md"
KINDS = {
    "率": ("rate", "%"), "比值": ("ratio", "比"), "件数": ("count", "个"),
    "密度": ("density", "座/平方公里"), "人均量": ("amount", "平方米"), "是否": ("yes", "是否"),
}  # fmt: skip
FREQUENCIES = {"年": Frequency.YEAR, "季": Frequency.QUARTER, "月": Frequency.MONTH}
CADENCES = {"每月": "month", "每季": "quarter", "每年": "year", "五年": "five-years"}
REASONS = {
    "达标": "met", "序时": "pace", "到期": "deadline_missed", "缺报": "missing",
    "合计不全": "part_missing", "口径待定": "definition_pending", "缺基期": "no_baseline",
    "模型不适用": "pace_undefined", "节点未完成": "milestone_missed",
    "节点未到": "milestone_not_due", "跌破": "fell_below", "无期限": "no_deadline",
}  # fmt: skip
LEVELS = {
    "已达标": "met", "达序时": "on_pace", "略滞后": "on_pace", "滞后": "behind",
    "严重滞后": "far_behind", "不可评估": "not_assessable",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row as written."""

    cells: dict[str, str]

    def __getattr__(self, name: str) -> str:
        return self.cells[name]

    @property
    def wishes(self) -> dict[str, str]:
        parts = (part.partition("=") for part in self.要求.split(";") if part != "—")
        return {name: value for name, _, value in parts}


def rows() -> list[Row]:
    found, heading = [], []
    for line in TABLE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or set(line) <= {"|", "-"}:
            continue
        if cells[0] == "号":
            heading = cells
        else:
            found.append(Row(dict(zip(heading, cells, strict=True))))
    return found


ROWS = rows()


def indicator_of(row: Row) -> Indicator:
    kind, frequency, direction, *more = row.指标.split("·")
    code, unit = KINDS[kind]
    season = row.wishes.get("季节", "")
    return replace(
        LEAKAGE,
        kind=code,
        unit=unit,
        direction="up" if direction == "升" else "down",
        frequency=FREQUENCIES[frequency],
        cumulative="累计" in more,
        year_to_date="本年累计" in more,
        season=tuple(float(one) for one in season.split("、")) if season else (),
        definition_pending="待定" in row.wishes,
        hard_min=None,
        hard_max=100.0 if code == "rate" else None,
    )


def target_of(row: Row) -> Target:
    deadline = date(2025, 12, 31) if row.期限 == "—" else date.fromisoformat(row.期限)
    wishes = row.wishes
    plain = replace(
        TARGET,
        deadline=deadline,
        keep="保持" in wishes,
        open_ended="无期限" in wishes,
        cadence=next((CADENCES[w] for w in wishes if w in CADENCES), ""),
        counting="new" if "新增" in wishes else "cumulative" if "累计" in wishes else "",
        pace=wishes.get("模型", ""),
    )
    if row.目标 == "完成":
        return replace(plain, comparator="yes", value=1.0)
    if "—" in row.目标:
        low, high = row.目标.split("—")
        return replace(plain, comparator="range", value=float(low), value_max=float(high))
    goal = 0.3333 if row.目标[1:] == "1:3" else float(row.目标[1:])
    return replace(plain, comparator={"≥": ">=", "≤": "<=", "=": "="}[row.目标[0]], value=goal)


def judged(row: Row) -> Assessment:
    values = [part.split("=") for part in row.各期值.split(";")]
    baselines = []
    if row.基期 != "—":
        period, _, number = row.基期.rpartition("=")
        baselines = [Baseline("leakage_rate", "150627", period or "2022", float(number), "年报")]
    steps = re.findall(r"([0-9Q-]+):([0-9.]+)", row.wishes.get("节点", ""))
    milestones = [Milestone(TARGET.id, period, float(n), "年度分解") for period, n in steps]
    (verdict,) = assess(
        plan_of(indicator_of(row), target_of(row)),
        [value(period, float(number)) for period, number in values],
        baselines,
        ReportingPeriod.parse(row.评估期),
        today=date(2026, 1, 20),
        milestones=milestones,
    )
    return verdict


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.号}-{row.情形}" for row in ROWS])
def test_a_verdict_is_the_one_worked_by_hand(row: Row) -> None:
    verdict = judged(row)
    assert verdict.why_code == REASONS[row.理由], verdict.why
    assert verdict.level == LEVELS[row.水平], verdict.why
    assert (lag_note(verdict) == "略滞后") is (row.水平 == "略滞后"), verdict.why
    if row.应达值 == "—":
        assert verdict.expected is None, verdict.why
    else:
        assert verdict.expected == pytest.approx(float(row.应达值), abs=1e-4), verdict.why


def test_the_table_holds_every_level_reason_and_kind_in_numbered_rows() -> None:
    assert [row.号 for row in ROWS] == [str(n) for n in range(1, len(ROWS) + 1)]
    assert {row.水平 for row in ROWS} == set(LEVELS)
    assert {row.理由 for row in ROWS} == set(REASONS)
    assert {row.指标.split("·")[0] for row in ROWS} == set(KINDS)
    assert all(row.手算 for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row.号 for row in ROWS])
def test_every_verdict_says_itself_in_one_sentence_with_target_and_rule(row: Row) -> None:
    verdict = judged(row)
    why = verdict.why
    assert why.count("。") == 1
    assert why.endswith("规则银川2025第1版。")
    assert "(v)" in why
    assert why.count(f"({verdict.model_version})") == 1
    for missing in ("None", "nan", "{", "  "):
        assert missing not in why
