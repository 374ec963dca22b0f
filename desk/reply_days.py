"""Until when a returned delivery is to be answered: the very days its alerts were opened with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from alerts.runbook import line_for
from briefings.slip import Reply
from desk.handle import Desk
from ledger import alert_log
from ledger.alert_log import AlertState
from ledger.findings import MISPLACED, FindingRow
from ledger.receipts import ReceiptRow
from observations.finding import Severity


def reply_days(
    desk: Desk, row: ReceiptRow, found: Sequence[FindingRow], day: date
) -> tuple[Reply, ...]:
    """The days asked for, the earliest first, each with its rules; none where nothing is asked.

    An alert keeps the day it was opened with (docs/alerts.md), however often the form comes
    back; a rule without an alert of its own is counted from `day`, that of the judgement, by the
    same runbook.
    """
    kept = _kept(desk, row)
    dues: dict[date, list[str]] = {}
    for rule, severity in _asked(found).items():
        line = line_for("bad_data", rule, severity.value, today=day, calendar=desk.calendar)
        due = kept.get(rule) or (line.due if line else None)
        if due is not None:
            dues.setdefault(due, []).append(rule)
    return tuple(
        Reply(due, desk.calendar.between(day, due), tuple(sorted(rules)))
        for due, rules in sorted(dues.items())
    )


def _kept(desk: Desk, row: ReceiptRow) -> Mapping[str, date]:
    """By rule, the day of the alert that this delivery opened or found open."""
    with desk.ledger.read() as reading:
        known = alert_log.alerts(
            reading, kinds=["bad_data"], offices={row.office, row.source.office}, period=row.period
        )
    return {
        one.alert.rule: one.alert.due
        for one in known
        if one.alert.due is not None and row.id in _receipts(one)
    }


def _receipts(one: AlertState) -> set[object]:
    return {one.alert.body.get("receipt"), *(step.evidence for step in one.steps)}


def _asked(found: Sequence[FindingRow]) -> Mapping[str, Severity]:
    """The loudest severity of each rule that asks for something; a form astray asks one thing."""
    order = list(Severity)
    loud: dict[str, Severity] = {}
    for one in (row.finding for row in found):
        if one.severity is not Severity.INFO:
            loud[one.rule] = min(loud.get(one.rule, one.severity), one.severity, key=order.index)
    return {MISPLACED: loud[MISPLACED]} if MISPLACED in loud else loud
