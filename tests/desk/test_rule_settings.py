"""Rules made quieter by two posts, with a reason and an end; a judgement says under what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from briefings.form import Entry
from desk.accounts import add_post
from desk.proposing import approve, ask_rule, every
from desk.rule_settings import standings, suite_in_force, versions
from expectations.rules import suite_version
from expectations.settings import RuleSetting
from ledger import rule_settings
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.desk.hall import Hall, approved
from tests.desk.two_posts import set_rule

OTHER = Actor("城管科调度", frozenset({Role.DESK}))
GIVEN = RuleSetting(
    "Q602", "", "info", date(2024, 10, 14), date(2024, 12, 31), "三季度集中更换水表", OTHER.post
)


def asked(hall: Hall) -> RuleSetting:
    """A setting that another desk post asked for."""
    from desk.demo.posts import ADMIN, PASSWORD

    add_post(hall.desk, ADMIN, OTHER, PASSWORD)
    return GIVEN


def test_a_setting_needs_two_posts_a_reason_and_an_end(one_hall: Hall) -> None:
    given, desk = asked(one_hall), one_hall.desk
    wrong = [
        (replace(given, asked_by=one_hall.bureau.post), Refused, "不能自己批准"),
        (replace(given, reason="好"), UserError, "理由"),
        (replace(given, until=None), UserError, "到哪一天为止"),
        (replace(given, until=date(2025, 12, 31)), UserError, "最长调低一年"),
        (replace(given, until=date(2024, 10, 1)), UserError, "早于开始"),
        (replace(given, since=date(2024, 10, 1)), UserError, "过去的日子"),
        (replace(given, rule="Q999"), UserError, "没有质量规则"),
        (replace(given, indicator="moon"), UserError, "没有指标"),
        (replace(given, severity="loud"), UserError, "没有结果"),
    ]
    for setting, kind, why in wrong:
        with pytest.raises(kind, match=why):
            set_rule(desk, one_hall.bureau, setting)
    (waiting,) = every(desk)  # what the bureau asked for and may not let in itself
    with pytest.raises(Refused, match="没有调度"):
        approve(desk, one_hall.clerk("housing"), waiting.asked.key)
    with pytest.raises(Refused, match="不能提请"):
        ask_rule(desk, one_hall.clerk("housing"), given)
    assert versions(desk) == ()
    louder = replace(given, severity="critical", until=None)
    assert set_rule(desk, one_hall.bureau, louder).version == 1


def test_every_version_is_kept_and_the_last_holds_until_it_is_over(one_hall: Hall) -> None:
    given, desk = asked(one_hall), one_hall.desk
    plain = suite_in_force(desk)
    assert plain == suite_version()
    set_rule(desk, one_hall.bureau, given)
    first = desk.ledger.head()
    quiet = suite_in_force(desk)
    set_rule(desk, one_hall.bureau, replace(given, severity="silent", until=date(2024, 10, 31)))
    set_rule(desk, one_hall.bureau, replace(given, indicator=desk.plan.indicators[0].key))
    assert [(row.version, row.setting.severity) for row in versions(desk, "Q602")] == [
        (1, "info"), (2, "silent"), (1, "info"),
    ]  # fmt: skip
    assert {row.post for row in versions(desk)} == {one_hall.bureau.post}
    with desk.ledger.read(first) as reading:
        assert len(rule_settings.settings(reading)) == 1
    (standing,) = (one for one in standings(desk) if one.settings)
    assert [row.setting.severity for row in standing.settings] == ["silent", "info"]
    assert plain != quiet != suite_in_force(desk) != plain
    one_hall.clock.moment += timedelta(days=100)
    assert suite_in_force(desk) == plain
    assert not any(one.settings for one in standings(desk))


def test_a_judgement_obeys_the_settings_of_its_day_and_says_so(one_hall: Hall) -> None:
    given, desk = asked(one_hall), one_hall.desk
    before = ReportingPeriod.parse("2024-Q2")
    approved(one_hall, "housing", before)
    row = next(
        one for one in desk.plan.reporting if one.office == "housing" and "leak" in one.indicator
    )

    def rules_and_suite(value: float) -> tuple[dict[str, str], str]:
        changed = {(row.indicator, row.area): Entry(value=value)}
        path = one_hall.form("housing", changes=changed)
        judged = one_hall.hand_in(path, one_hall.clerk("housing"))
        said = {one.finding.rule: str(one.finding.severity) for one in found(one_hall, judged.id)}
        return said, judged.suite

    loud, plain = rules_and_suite(33.0)
    assert (loud.get("Q602"), plain) == ("warning", suite_version())
    set_rule(desk, one_hall.bureau, replace(given, indicator=row.indicator))
    quiet, suite = rules_and_suite(33.5)
    assert (quiet["Q602"], suite) == ("info", suite_in_force(desk))
    assert suite.startswith(plain + "+")


def found(hall: Hall, receipt: str):
    from ledger import findings

    with hall.desk.ledger.read() as reading:
        return findings.of_receipt(reading, receipt)
