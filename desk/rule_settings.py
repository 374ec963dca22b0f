"""What makes a quality rule louder or quieter, for a time, with a reason; how rules stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from desk.entering import indicator_key
from desk.handle import Desk
from expectations.rules import Declared, load_book
from expectations.settings import (
    DEFAULT,
    LOUDNESS,
    RuleSetting,
    Settings,
    in_force,
    settled_version,
    softer,
)
from ledger import rule_settings
from ledger.rule_settings import SettingRow
from ledger.unit import Reading
from observations.errors import UserError

ACTION = "rule.set"
SHORTEST_REASON, LONGEST_REASON = 5, 2000
LONGEST = timedelta(days=366)
"""A rule is quietened for a year at most: then somebody must want it again."""


@dataclass(frozen=True)
class RuleStanding:
    """A rule with the settings that hold on a day, of the rule itself and of indicators."""

    rule: Declared
    settings: tuple[SettingRow, ...]


def settings_in_force(reading: Reading, day: date) -> Settings:
    """How loud rules are set to be on `day`, as known at the reading's head."""
    return in_force((one.setting for one in rule_settings.settings(reading)), day)


def checked(desk: Desk, given: RuleSetting) -> RuleSetting:
    """The setting as it may be kept, its indicator by key; `UserError` says what is wrong."""
    given = _known(desk, given)
    _require_days(desk, given)
    if len(given.reason.strip()) < SHORTEST_REASON:
        raise UserError("调整规则须写明理由", cure="加 --reason,写明依据,至少 5 个字")
    return replace(given, reason=given.reason.strip()[:LONGEST_REASON])


def about(given: RuleSetting) -> str:
    """What the audit says a setting is about."""
    return f"{given.rule} {given.indicator or '全部指标'} {given.severity}"


def standings(desk: Desk) -> tuple[RuleStanding, ...]:
    """Every rule and relation, by id, with what is set for it today."""
    with desk.ledger.read() as reading:
        kept = rule_settings.settings(reading)
    today = desk.today()
    last = {(s.setting.rule, s.setting.indicator): s for s in kept if s.setting.since <= today}
    holding = [
        one
        for one in last.values()
        if one.setting.holds_on(today) and one.setting.severity != DEFAULT
    ]
    declared = sorted(load_book().declared, key=lambda rule: rule.id)
    return tuple(
        RuleStanding(rule, tuple(one for one in holding if one.setting.rule == rule.id))
        for rule in declared
    )


def versions(desk: Desk, rule: str | None = None) -> tuple[SettingRow, ...]:
    """Every version of the settings, oldest first; of one rule where it is named."""
    if rule is not None:
        rule_named(rule)
    with desk.ledger.read() as reading:
        return rule_settings.settings(reading, rule)


def rule_named(rule_id: str) -> Declared:
    """The rule or relation with this id; `UserError` when there is none."""
    found = next((one for one in load_book().declared if one.id == rule_id), None)
    if found is None:
        raise UserError(f"没有质量规则“{rule_id}”", cure="用 cityplan rules list 查规则编号")
    return found


def suite_in_force(desk: Desk) -> str:
    """The version that a judgement of today is stored with."""
    with desk.ledger.read() as reading:
        return settled_version(load_book().version, settings_in_force(reading, desk.today()))


def _known(desk: Desk, given: RuleSetting) -> RuleSetting:
    """The setting with its indicator's key; `UserError` for a rule or word nobody knows."""
    rule_named(given.rule)
    if given.severity not in (*LOUDNESS, DEFAULT):
        known = "、".join((*LOUDNESS, DEFAULT))
        raise UserError(f"没有结果“{given.severity}”", cure=f"可用:{known}")
    return replace(given, indicator=indicator_key(desk.plan, given.indicator))


def _require_days(desk: Desk, given: RuleSetting) -> None:
    """An end for what is quieter than declared; no end in the past, none before the start."""
    if given.since < desk.today():
        raise UserError("调整不能从过去的日子起生效", cure="写今天或以后的日期:已作的判定不改")
    declared = rule_named(given.rule).severity.value
    quieter = given.severity in LOUDNESS and softer(given.severity, declared) != declared
    if given.until is None:
        if quieter:
            raise UserError("调低的规则须写明到哪一天为止", cure="加 --until,最长一年")
        return
    if given.until < given.since:
        raise UserError("截止日期早于开始日期或已过", cure="写今天或以后的日期")
    if quieter and given.until - given.since > LONGEST:
        raise UserError("规则最长调低一年", cure="写一年以内的 --until,到期仍需要的再次办理")
