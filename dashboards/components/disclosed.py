"""A disclosure's document in words and shapes, as a page renders it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from briefings.marks import LEVEL_MARKS, TREND_SHAPES
from briefings.rows import BINDING_WORDS
from dashboards.components.marks import TIER_WORDS
from desk.handle import SHANGHAI
from targets.assessment import Level, Trend

CHECKING = ("◌", "核实中")
"""The sign and word of a value that somebody doubts and nobody has settled."""


@dataclass(frozen=True)
class Count:
    """How many targets stand at a level."""

    level: str
    shape: str
    word: str
    count: int


@dataclass(frozen=True)
class Line:
    """One target: `attribute` binding and whose line it is, `value` empty when none is shown."""

    name: str
    attribute: str
    goal: str
    value: str
    measured: str
    level: str
    shape: str
    word: str
    arrow: str
    trend: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """The targets under one heading."""

    title: str
    targets: tuple[Line, ...]


@dataclass(frozen=True)
class Told:
    """The whole document in words."""

    plan: str
    document: str
    issuer: str
    period: str
    measured_to: str
    time_share: str
    rule: str
    demo: bool
    tallies: tuple[Count, ...]
    groups: tuple[Section, ...]

    @staticmethod
    def approved(since: str) -> str:
        """The day in Shanghai of an ISO moment."""
        return datetime.fromisoformat(since).astimezone(SHANGHAI).date().isoformat()


def in_words(content: Mapping[str, Any]) -> Told:
    """The words of a `disclosure-1` document."""
    return Told(
        plan=content["plan"],
        document=content["document"],
        issuer=content["issuer"],
        period=content["period_label"],
        measured_to=content["measured_to"],
        time_share=f"{content['time_share']:.1f}",
        rule=content["rule"],
        demo=content["demo"],
        tallies=tuple(
            Count(one["level"], *_mark(one["level"]), one["count"])
            for one in content["tallies"]
            if one["count"] or one["level"] != "checking"
        ),
        groups=tuple(
            Section(group["title"], tuple(_line(one) for one in group["targets"]))
            for group in content["groups"]
        ),
    )


def _line(one: Mapping[str, Any]) -> Line:
    shape, word = _mark(one["level"])
    arrow, trend = _trend(one["trend"])
    tier = TIER_WORDS.get(one["tier"], one["tier"])
    binding = BINDING_WORDS[one["binding"]] if one["binding"] != "none" else ""
    return Line(
        name=one["name"],
        attribute=" · ".join(filter(None, (binding, tier, one["area"]))),
        goal=one["goal"],
        value=one["value_text"] or "—",
        measured=one["measured_label"],
        level=one["level"],
        shape=shape,
        word=word,
        arrow=arrow,
        trend=trend,
        notes=tuple(one["notes"]),
    )


def _mark(level: str) -> tuple[str, str]:
    if level == "checking":
        return CHECKING
    mark = LEVEL_MARKS[Level(level)]
    return mark.shape, mark.word


def _trend(written: str) -> tuple[str, str]:
    if written in ("", Trend.UNKNOWN.value):
        return "", ""
    trend = Trend(written)
    return TREND_SHAPES[trend], trend.label
