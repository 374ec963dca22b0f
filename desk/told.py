"""A finding as programs are told it: the same document from the command line and the API."""

from __future__ import annotations

import re
from dataclasses import dataclass

from expectations.rules import cure_of, meaning_of
from observations.finding import Finding
from observations.signals import SIGNALS

_ADDRESS = re.compile(r"[A-Z]{1,3}([1-9][0-9]*)")
BLANK = "空"


@dataclass(frozen=True)
class FoundOut:
    """A finding as the contract prints it, and all a program needs to show it alone.

    `value` is the cell as written. `row`: number of the sheet's row, None where the finding
    stands in no cell of a sheet. `observed`: what was found, in words where nothing was
    written. `meaning`: what the rule asks or means; `cure`: what to do, also for quality rules,
    whose `expected` is the value or range itself.
    """

    id: str
    rule: str
    severity: str
    sheet: str
    cell: str
    indicator: str
    value: str
    expected: str
    message: str
    area: str = ""
    period: str = ""
    row: int | None = None
    observed: str = ""
    meaning: str = ""
    cure: str = ""


def shown(identity: str, f: Finding) -> FoundOut:
    """A finding under its number in the ledger, "" for one that is not stored."""
    known, address = SIGNALS.get(f.rule), _ADDRESS.fullmatch(f.cell)
    meaning = (known.meaning if known else meaning_of(f.rule)) or f.message
    cure = (known.cure if known else cure_of(f.rule)) or f.expected
    return FoundOut(
        id=identity,
        rule=f.rule,
        severity=str(f.severity),
        sheet=f.sheet,
        cell=f.cell,
        indicator=f.indicator,
        value=f.value,
        expected=f.expected or cure,
        message=f.message,
        area=f.area,
        period=f.period,
        row=int(address.group(1)) if address else None,
        observed=f.value or (BLANK if f.cell else meaning),
        meaning=meaning,
        cure=cure,
    )
