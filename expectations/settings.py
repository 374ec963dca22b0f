"""How loud a rule is set to be, beside what its declaration says: data with an end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from observations.finding import Severity

Loudness = Literal["critical", "warning", "info", "silent"]
SILENT: Loudness = "silent"
LOUDNESS: tuple[Loudness, ...] = get_args(Loudness)
"""Loudest first; `silent`: the rule says nothing, its counts are certified all the same."""
DEFAULT = "default"
"""Set to this a rule is as loud again as it is declared."""
WORDS: Mapping[str, str] = {one.value: one.label for one in Severity} | {
    SILENT: "不报",
    DEFAULT: "按规则",
}

Settings = Mapping[tuple[str, str], Loudness]
"""(rule id, indicator key or "" for all) → how loud."""


@dataclass(frozen=True)
class RuleSetting:
    """One version of a setting: from `since` to `until` (inclusive; None: no end), and why.

    `severity` is one of LOUDNESS or DEFAULT; `indicator` is empty for all.
    """

    rule: str
    indicator: str
    severity: str
    since: date
    until: date | None
    reason: str
    asked_by: str

    def holds_on(self, day: date) -> bool:
        """True from the first to the last day."""
        return self.since <= day and (self.until is None or day <= self.until)


def in_force(versions: Iterable[RuleSetting], day: date) -> Settings:
    """The settings that hold on `day`: of each rule and indicator the last begun, if not over.

    `versions` come oldest first. A setting that is over gives way to the declaration, never to
    an older setting.
    """
    begun = {(one.rule, one.indicator): one for one in versions if one.since <= day}
    return {
        key: loud
        for key, one in begun.items()
        for loud in LOUDNESS
        if one.severity == loud and one.holds_on(day)
    }


def settled_version(version: str, settings: Settings) -> str:
    """The version a judgement is stored with: that of the rules, and of the settings in force."""
    if not settings:
        return version
    said = "\n".join(f"{rule} {key} {loud}" for (rule, key), loud in sorted(settings.items()))
    return f"{version}+{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def softer(one: str, other: str) -> str:
    """The quieter of two.

    >>> softer("critical", "info")
    'info'
    """
    order: list[str] = [*LOUDNESS]
    return max(one, other, key=order.index)
