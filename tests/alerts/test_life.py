"""What a delivery means for the alerts opened before it, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from alerts.life import FAULT, SENT_BACK, Told, on_approval, settled, steps_of, steps_of_all
from alerts.quiet import SHANGHAI
from ledger.alert_log import AlertState, AlertStep, NewAlert
from ledger.findings import MISPLACED
from observations.finding import Finding, Severity

NOW = datetime(2024, 10, 14, 9, tzinfo=SHANGHAI)
FORM = "housing.Q"
ACCEPTED = Told("R-2", "housing", "2024-Q3", FORM, passed=True)
RETURNED = replace(ACCEPTED, passed=False)
CORRECTION = replace(ACCEPTED, form=f"{FORM}/correction", whole=False)


def alert(*later: str, **more: Any) -> AlertState:
    """An open alert of the office's form, with these steps after the opening."""
    base = {
        "kind": "bad_data",
        "office": "housing",
        "period": "2024-Q3",
        "rule": "Q404",
        "subject": FORM,
        "severity": "critical",
        "title": "数对不上",
        "body": {"receipt": "R-1"},
    }
    said = [name.partition(":") for name in ("opened", *later)]
    steps = [AlertStep(name, text, "", "系统", NOW) for name, _, text in said]
    return AlertState("1-1", NewAlert(**(base | more)), 1, NOW, tuple(steps))


def broken(*rules: str) -> dict[str, Any]:
    found = {rule: (Finding(rule, Severity.CRITICAL, "不对"),) for rule in rules}
    return {"asked": found, "mentioned": frozenset(rules)}


def names(told: Told, one: AlertState) -> list[str]:
    steps = steps_of(told, [one])
    assert all((step.alert, step.evidence) == (one.id, told.receipt) for step in steps)
    return [step.step for step in steps]


DOUBT = {"severity": "warning"}
ALL = ["corrected", "verified", "closed"]


@pytest.mark.parametrize(
    ("told", "one", "steps"),
    [
        # 退回级:受理即办结
        (ACCEPTED, alert(), ALL),
        (ACCEPTED, alert("corrected"), ["verified", "closed"]),
        (RETURNED, alert(), ["corrected"]),
        (RETURNED, alert("corrected"), []),
        # 存疑:待审定
        (ACCEPTED, alert(**DOUBT), ["corrected", "verified"]),
        (RETURNED, alert(**DOUBT), []),
        # 仍不对
        (replace(RETURNED, **broken("Q404")), alert(), ["noted"]),
        (replace(RETURNED, **broken("Q404"), receipt="R-1"), alert(), []),
        (replace(RETURNED, **broken("Q404")), alert("corrected"), ["opened"]),
        (replace(ACCEPTED, **broken("Q404")), alert("corrected", "verified"), ["opened"]),
        # 说明过的:既不是新问题,也没有改
        (replace(ACCEPTED, mentioned=frozenset({"Q404"})), alert(**DOUBT), []),
        # 别的单位、报告期、报表
        (replace(ACCEPTED, office="water"), alert(), []),
        (replace(ACCEPTED, period="2024-Q4"), alert(), []),
        (replace(ACCEPTED, form="housing.M"), alert(), []),
        # 不成表样的文件、报错单位的表:其后任一受理的报表
        (ACCEPTED, alert(period="", subject=""), ALL),
        (RETURNED, alert(period="", subject=""), []),
        (ACCEPTED, alert(rule=MISPLACED, period="2024-Q1", subject="water.Q"), ALL),
        # 人工退回:待审定
        (ACCEPTED, alert(rule=SENT_BACK, subject="", **DOUBT), ["corrected", "verified"]),
        (RETURNED, alert(rule=SENT_BACK, subject="", **DOUBT), []),
        # 就地更正:只对更正到的数值
        (CORRECTION, alert(**DOUBT), ["corrected", "verified"]),
        (replace(CORRECTION, still=frozenset({"Q404"})), alert(**DOUBT), []),
        (replace(CORRECTION, passed=False), alert(), []),
        (CORRECTION, alert(subject=f"{FORM}/correction"), ALL),
        (ACCEPTED, alert(subject=f"{FORM}/correction"), ALL),
        # 未报
        (ACCEPTED, alert(kind="no_data", rule="", subject="x"), ["closed"]),
        (RETURNED, alert(kind="no_data", rule="", subject="x"), []),
        (replace(ACCEPTED, answers=False), alert(kind="no_data", rule="", subject="x"), []),
        (CORRECTION, alert(kind="no_data", rule="", subject="x"), []),
        # 我方的错
        (RETURNED, alert(kind="held", office="", rule="", subject="R-2"), ["closed"]),
        (RETURNED, alert(kind="held", office="", rule="", subject="R-9"), []),
        (
            replace(RETURNED, **broken(FAULT)),
            alert(kind="system", office="", rule="", subject="R-2"),
            [],
        ),
    ],
)
def test_a_delivery_steps_what_it_speaks_of(told: Told, one: AlertState, steps: list[str]) -> None:
    assert names(told, one) == steps


def test_several_deliveries_step_an_alert_one_after_the_other() -> None:
    blank = alert(period="", subject="")
    again = replace(ACCEPTED, receipt="R-3", period="2024-Q2")
    told = [replace(RETURNED, receipt="R-0"), ACCEPTED, again]
    steps = steps_of_all(told, [blank])
    assert [(step.step, step.evidence) for step in steps] == [(name, "R-2") for name in ALL]


def test_what_a_later_delivery_of_the_group_put_right_is_not_asked_for() -> None:
    blank, mine = alert(period="", subject="").alert, alert(**DOUBT).alert
    assert settled(blank, [ACCEPTED], NOW)
    assert not settled(blank, [RETURNED], NOW)
    assert not settled(blank, [], NOW)
    assert not settled(mine, [replace(ACCEPTED, period="2024-Q2")], NOW)


@pytest.mark.parametrize(
    ("one", "unanswered", "steps"),
    [
        (alert("corrected", "verified", **DOUBT), (), [("closed", "审定通过")]),
        (alert("corrected", **DOUBT), (), [("verified", "审定通过"), ("closed", "审定通过")]),
        (alert("acknowledged:属实:见台账", **DOUBT), (), [("closed", "审定认可,属实:见台账")]),
        (alert("acknowledged:属实:见台账", **DOUBT), ("Q404",), []),
        (alert("acknowledged:知道了", **DOUBT), (), []),
        (alert(**DOUBT), ("Q404",), []),
        (alert(rule=SENT_BACK), (), []),
    ],
)
def test_an_approval_closes_what_was_put_right_or_explained(
    one: AlertState, unanswered: tuple[str, ...], steps: list[tuple[str, str]]
) -> None:
    taken = on_approval(one, frozenset(unanswered))
    assert [(step.step, step.text) for step in taken] == steps
