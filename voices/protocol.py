"""The protocol of a sample: with it and the frame anybody draws the same people again."""

from __future__ import annotations

import hashlib
from typing import Any

from voices.draw import RULE, Sample
from voices.frame import Frame
from voices.quota import Quota

HOW = (
    "每份名单按样本框的次序排列,去掉已抽中的人(主会场优先,一人只抽一次),余 N 人,抽 n 人。",
    "偏移 r = SHA-256(标签,UTF-8) 的 256 位整数除以 N 的余数。",
    "第 i 人(i 从 0 到 n−1)在名单的第 ⌊(r+i×N)/n⌋+1 位;间隔 N/n,相邻两人相隔 ⌊N/n⌋ 或 ⌈N/n⌉ 位。",
    "有几组的,抽出的人依次轮流分到各组,每一组仍是等距的。",
    "先抽主会场,再抽要的人数占名单比例最大的名单;全部抽完后,同法从余下的人中抽备选。",
)
"""In people's words, step by step; the rule's version names them."""


def protocol(frame: Frame, quota: Quota, seed: int, sample: Sample) -> dict[str, Any]:
    """Everything needed to repeat the sample, as plain data for JSON."""
    drawn = sum(not one.reserve for one in sample.people)
    return {
        "rule": RULE,
        "how": list(HOW),
        "seed": seed,
        "frame": {"sha256": frame.sha256, "people": len(frame.people)},
        "quota": {"name": quota.name, "sha256": quota_sha256(quota), "groups": quota.groups},
        "inferred": list(quota.inferred),
        "tolerance": float(quota.tolerance),
        "asked": quota.total,
        "drawn": drawn,
        "short": sample.short,
        "reserves": len(sample.people) - drawn,
        "reserves_short": sample.reserves_short,
        "not_asked": _not_asked(frame, quota),
        "draws": sample.draws,
    }


def quota_sha256(quota: Quota) -> str:
    """Of the lines `venue,area,category,n` of the seats in order, each with a line feed."""
    text = "".join(f"{one.venue},{one.area},{one.category},{one.n}\n" for one in quota.seats)
    return hashlib.sha256(text.encode()).hexdigest()


def _not_asked(frame: Frame, quota: Quota) -> int:
    """People of the frame for whom the quota has no seat."""
    seats = {(one.area, one.category) for one in quota.seats}
    return sum((quota.area_of(one.area), one.category) not in seats for one in frame.people)


def strata(quota: Quota, frame: Frame, sample: Sample) -> list[dict[str, str | int]]:
    """Area, category, how many people the frame has and how many were drawn: for the tally."""
    listed: dict[tuple[str, str], int] = {}
    for one in frame.people:
        key = quota.area_of(one.area), one.category
        listed[key] = listed.get(key, 0) + 1
    drawn: dict[tuple[str, str], int] = {}
    for who in sample.people:
        if not who.reserve:
            key = quota.area_of(who.area), who.category
            drawn[key] = drawn.get(key, 0) + 1
    return [
        {"area": area, "category": category, "population": people, "drawn": drawn[area, category]}
        for (area, category), people in listed.items()
        if (area, category) in drawn
    ]
