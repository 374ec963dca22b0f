"""The verdict's nouns: an observation measured against a target."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

Check = Literal["", "agrees", "disagrees", "unsure"]


class Level(StrEnum):
    """Where the value stands against the target and the pace."""

    MET = "met"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    NOT_ASSESSABLE = "not_assessable"

    @property
    def label(self) -> str:
        """Chinese word; always shown beside colour and shape."""
        return {
            "met": "已达标",
            "on_pace": "达序时",
            "behind": "滞后",
            "far_behind": "严重滞后",
            "not_assessable": "不可评估",
        }[self.value]


class Trend(StrEnum):
    """Where the value is going, by the indicator's direction."""

    IMPROVING = "improving"
    FLAT = "flat"
    WORSENING = "worsening"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """Chinese word."""
        return {
            "improving": "改善",
            "flat": "持平",
            "worsening": "恶化",
            "unknown": "趋势不明",
        }[self.value]


class Belief(StrEnum):
    """Whether the value can be believed; never shares a colour with the level."""

    SOUND = "sound"
    DOUBTED = "doubted"
    MISSING = "missing"
    DEMO = "demo"

    @property
    def label(self) -> str:
        """Chinese word."""
        return {"sound": "可信", "doubted": "存疑", "missing": "缺报", "demo": "演示数据"}[
            self.value
        ]


@dataclass(frozen=True)
class Measured:
    """An approved observation with where it came from (`revision` is its ledger id)."""

    indicator: str
    area: str
    period: str
    value: float | None
    revision: str
    receipt: str
    sheet: str
    cell: str
    decimals: int = 2
    doubted: bool = False
    demo: bool = False
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Baseline:
    """The value before the plan began, entered by a person with its source; versioned."""

    indicator: str
    area: str
    period: str
    value: float
    source: str
    version: int = 1
    demo: bool = False


@dataclass(frozen=True)
class Projection:
    """Probability of meeting the target at its deadline and the 90 % interval there."""

    probability: float
    low: float
    high: float
    method: str


@dataclass(frozen=True)
class Flip:
    """A small change that would give another level: its code, in words, and that level."""

    code: str
    text: str
    level: Level


@dataclass(frozen=True)
class Caveat:
    """Something a reader must know before comparing: its code, and in words."""

    code: str
    text: str


@dataclass(frozen=True)
class Assessment:
    """One target's verdict in one period: level × trend, belief, and the one-sentence why.

    Shares are fractions (0.429 = 42.9 %). `gap` is the distance to the pace value in the
    indicator's unit, positive when short. `observed_period` is the period actually measured
    (an annual value stands in a quarter's verdict with its own date). `lineage` names the
    revisions the value came from. `expected_share` is the share of the way the pace model asks
    for by now (of a linear pace the time share). `arithmetic` holds every number of the sum, so
    that it can be done again by hand. `flips` are the codes of `flip_details`. `consequence`:
    `case`, `explain` or `none`. `outcome`, in a final evaluation only: `done`, `not_done`,
    `missing` or `not_judged`. `missing_areas` are the parts of a composite area without a value.
    `projection_n` counts the values looked at for a projection, `projection_check` says what the
    robust line makes of it (`agrees`, `disagrees`, `unsure`), `projection_staying` that it is about
    not falling below (保持类). `model_version` and `rule_version` name what the verdict was made
    by. What was added to this type since is empty in runs of before.
    """

    target_id: str
    indicator: str
    area: str
    period: str
    observed_period: str | None
    value: float | None
    target: float
    comparator: str
    level: Level
    trend: Trend
    belief: Belief
    pace_model: str
    expected: float | None
    gap: float | None
    achieved_share: float | None
    time_share: float | None
    projection: Projection | None
    required_pace: float | None
    why: str
    why_code: str
    baseline: float | None = None
    baseline_period: str | None = None
    flips: tuple[str, ...] = ()
    lineage: tuple[str, ...] = ()
    expected_share: float | None = None
    model_version: str = ""
    rule_version: str = ""
    target_version: str = ""
    level_word: str = ""
    colour: str = ""
    consequence: str = ""
    outcome: str = ""
    flip_details: tuple[Flip, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    missing_areas: tuple[str, ...] = ()
    projection_absent: str = ""
    projection_n: int = 0
    projection_check: Check = ""
    projection_staying: bool = False
    arithmetic: dict[str, float | str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class AssessmentRun:
    """All verdicts of one period, with everything needed to repeat them."""

    id: str
    period: str
    as_of: str
    head: int
    rule_version: str
    plan_version: str
    today: date
    assessments: tuple[Assessment, ...]
