"""How loud quality rules are set to be: every version, who asked, who approved, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from expectations.settings import RuleSetting
from ledger.tables.chain import audit
from ledger.tables.rules_of_entry import rule_settings
from ledger.unit import Reading, Unit


@dataclass(frozen=True)
class SettingRow:
    """A version of a setting as recorded: `version` counts per rule and indicator from 1."""

    setting: RuleSetting
    version: int
    post: str
    at: datetime
    seq: int


def settings(reading: Reading, rule: str | None = None) -> tuple[SettingRow, ...]:
    """Every version up to the head, oldest first; with `rule` only its own."""
    query = (
        select(rule_settings, audit.c.seq)
        .join(audit, audit.c.unit == rule_settings.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, rule_settings.c.version)
    )
    if rule is not None:
        query = query.where(rule_settings.c.rule == rule)
    return tuple(_row(row) for row in reading.connection.execute(query))


def set_rule(unit: Unit, given: RuleSetting) -> SettingRow:
    """Keep `given` as the next version of its rule and indicator; the unit's post approved it."""
    unit.lock_chain()
    same = [
        one
        for one in settings(unit.reading(), given.rule)
        if one.setting.indicator == given.indicator
    ]
    version = 1 + max((one.version for one in same), default=0)
    row = {
        "rule": given.rule,
        "indicator": given.indicator,
        "severity": given.severity,
        "since": given.since.isoformat(),
        "until": given.until.isoformat() if given.until else "",
        "text": given.reason,
        "asked_by": given.asked_by,
        "post": unit.actor.post,
        "version": version,
        "at": unit.now,
    }
    unit.add(rule_settings, [row])
    return SettingRow(given, version, unit.actor.post, unit.now, 0)


def _row(row: Row[Any]) -> SettingRow:
    setting = RuleSetting(
        rule=row.rule,
        indicator=row.indicator,
        severity=row.severity,
        since=date.fromisoformat(row.since),
        until=date.fromisoformat(row.until) if row.until else None,
        reason=row.text,
        asked_by=row.asked_by,
    )
    return SettingRow(setting, row.version, row.post, row.at, row.seq)
