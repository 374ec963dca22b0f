"""Forms that are not asked of an office, with the reason; as of any head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from ledger.tables.chain import audit
from ledger.tables.rules_of_entry import exemptions
from ledger.unit import Reading, Unit
from observations.errors import Refused

Decision = Literal["exempt", "closed"]
"""Excused by the desk, or no such office in that period (not yet set up, merged, dissolved)."""


@dataclass(frozen=True)
class ExemptionRow:
    """A word on a form: `decision` exempt | closed | ended, why, by whom; `seq` orders it."""

    office: str
    period: str
    decision: str
    text: str
    post: str
    at: datetime
    seq: int

    @property
    def holds(self) -> bool:
        """True when the form is not asked."""
        return self.decision != "ended"


def exempt(unit: Unit, office: str, period: str, decision: Decision, text: str) -> None:
    """Ask the form no more; Refused when the same stands already."""
    unit.lock_chain()
    last = standing(unit.reading()).get((office, period))
    if last is not None and last.decision == decision:
        raise Refused(f"{office} {period} 已经免报", cure="用 cityplan exempt list 查看")
    _word(unit, office, period, decision, text)


def end(unit: Unit, office: str, period: str, text: str) -> None:
    """Ask the form again; Refused when it is asked."""
    unit.lock_chain()
    if (office, period) not in standing(unit.reading()):
        raise Refused(f"{office} {period} 没有免报", cure="用 cityplan exempt list 查看")
    _word(unit, office, period, "ended", text)


def standing(reading: Reading) -> dict[tuple[str, str], ExemptionRow]:
    """What is not asked as of the head, by (office, period)."""
    last = {(row.office, row.period): row for row in words(reading)}
    return {key: row for key, row in last.items() if row.holds}


def words(reading: Reading) -> tuple[ExemptionRow, ...]:
    """Every word up to the head, oldest first."""
    query = (
        select(exemptions, audit.c.seq)
        .join(audit, audit.c.unit == exemptions.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, exemptions.c.id)
    )
    names = ExemptionRow.__dataclass_fields__
    rows = reading.connection.execute(query)
    return tuple(ExemptionRow(*(getattr(row, name) for name in names)) for row in rows)


def _word(unit: Unit, office: str, period: str, decision: str, text: str) -> None:
    row = {"office": office, "period": period, "decision": decision, "text": text}
    unit.add(exemptions, [row | {"post": unit.actor.post, "at": unit.now}])
