"""Putting the values of an earlier delivery in force again: a correction that names both."""

from __future__ import annotations

from typing import Any

from desk.corrections import SHORTEST_REASON, Change, correct
from desk.delivery import Outcome
from desk.handle import Desk
from desk.lookups import covered
from desk.superseded import cure, overruled, superseded
from ledger import receipts
from ledger.deliveries import first_taken
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.period import ReportingPeriod
from observations.submission import WITHDRAWAL


def reinstate(desk: Desk, actor: Actor, receipt_id: str, reason: str) -> Outcome:
    """Hand in, as a correction, every value of a form that a later delivery changed since.

    A submission of its own: rules, four eyes, trail. Its note names the receipt whose values
    come back and those whose values they follow. `Refused` when they stand anyway.
    """
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
        judged = first_taken(reading, receipt_id)
    if row is None or not covered(desk, actor, row.office, f"receipt {receipt_id}"):
        raise UserError(f"没有回执“{receipt_id}”", cure="核对回执号")
    if judged is None:
        raise Refused(f"回执 {receipt_id} 没有受理过,没有数可以恢复", cure="改正后重新送交")
    if judged.layout not in desk.form_titles or judged.edition.endswith(f"/{WITHDRAWAL}"):
        raise Refused(f"回执 {receipt_id} 不是表样填报的数", cure=cure(desk, row))
    later = superseded(desk, receipt_id)
    if not later:
        raise Refused(f"回执 {receipt_id} 的数没有被改过", cure="不必恢复")
    which = (judged.office, ReportingPeriod.parse(judged.period))
    changes = [_change(one) for one in overruled(desk, judged).iter_rows(named=True)]
    others = "、".join(one.receipt for one in later)
    return correct(desk, actor, which, changes, _named(reason, receipt_id, others))


def _named(reason: str, receipt_id: str, others: str) -> str:
    """The reason with the receipts; one too short stays so, that a proper one is asked for."""
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        return said
    return f"{said}(恢复回执 {receipt_id} 的数,替代回执 {others})"


def _change(row: dict[str, Any]) -> Change:
    """The value as that delivery gave it: its two parts where it had both."""
    key, qualifier = (row["indicator"], row["area"]), row["qualifier"]
    parts = row["numerator"], row["denominator"]
    if None in parts:
        return Change(*key, row["value"], *parts, qualifier=qualifier)
    return Change(*key, None, *parts, qualifier=qualifier)
