"""Up to where each submission is approved: desk approvals that were not taken back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    case,
    func,
    select,
    tuple_,
)

from ledger.statements import View
from ledger.tables.approvals import approvals
from ledger.tables.chain import audit


def approvals_standing(view: View, forms: Select[Any] | None = None) -> Select[Any]:
    """Per submission (`office`, `period`) the `seq` of its last desk approval not taken back.

    `forms` (office and period) narrows it to those submissions.
    A withdrawal takes back the last approval that stands, so they nest like brackets: an
    approval stands while the balance after it never falls below the balance it made.
    """
    each = (approvals.c.office, approvals.c.period)
    decided = _decided(view, *each)
    if forms is not None:
        decided = decided.where(tuple_(*each).in_(forms))
    ahead = _nested(decided, each)
    names = (ahead.c.office, ahead.c.period)
    return (
        select(*names, func.max(ahead.c.seq).label("seq")).where(*_stands(ahead)).group_by(*names)
    )


def standing_until(view: View, office: Column[str], period: Column[str]) -> ScalarSelect[Any]:
    """The same of the one submission that a query's columns name; NULL for none.

    Through the index, whatever the number of approvals.
    """
    mine = _decided(view).where(approvals.c.office == office, approvals.c.period == period)
    ahead = _nested(mine.correlate(office.table), ())
    return select(func.max(ahead.c.seq)).where(*_stands(ahead)).scalar_subquery()


def _decided(view: View, *names: ColumnElement[Any]) -> Select[Any]:
    """Desk approvals and withdrawals up to the head."""
    shown: list[ColumnElement[Any]] = [*names, approvals.c.decision, audit.c.seq]
    return (
        select(*shown)
        .select_from(approvals)
        .join(audit, audit.c.unit == approvals.c.unit)
        .where(approvals.c.decision.in_(("desk", "withdrawn")), audit.c.seq <= view.head)
    )


def _nested(decided: Select[Any], each: tuple[Column[str], ...]) -> Subquery:
    """With every decision the balance it made and the lowest one from it on."""
    sign = case((approvals.c.decision == "desk", 1), else_=-1)
    balance = func.sum(sign).over(partition_by=each or None, order_by=audit.c.seq)
    balances = decided.add_columns(balance.label("balance")).subquery("balances")
    same = tuple(balances.c[column.name] for column in each)
    lowest = func.min(balances.c.balance).over(
        partition_by=same or None, order_by=balances.c.seq.desc()
    )
    return select(balances, lowest.label("lowest")).subquery("ahead")


def _stands(ahead: Subquery) -> tuple[ColumnElement[bool], ...]:
    return (ahead.c.decision == "desk", ahead.c.lowest >= ahead.c.balance)
