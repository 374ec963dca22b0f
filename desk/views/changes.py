"""A delivery beside the one before it, as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefings.slip import compared
from desk.differences import Change, difference, since_last
from desk.handle import Desk
from desk.lookups import covered, quoted
from desk.views.rows import FindingRow
from ledger import findings, receipts
from observations.fates import Fate
from observations.finding import Finding, Severity
from observations.identity import Actor

MOST_COMPARED = 5_000
"""Values that are compared one by one on a page; a bulk delivery is told by its counts."""


@dataclass(frozen=True)
class GoneRow:
    """A finding of last time that stands no more; `fate`: closed or unseen."""

    fate: Fate
    row: FindingRow


@dataclass(frozen=True)
class SinceLast:
    """What became of last time's findings and values.

    `before` and `before_state`: receipt and verdict of the delivery before, empty when only
    files that were no form came. `fates`: by finding id, of the findings that stand. `summary`:
    the counts in one line. `changes`: rows that say something else than before.
    """

    summary: str
    fates: Mapping[str, Fate]
    gone: tuple[GoneRow, ...]
    before: str = ""
    before_state: str = ""
    changes: tuple[Change, ...] = field(default=())


def since_last_view(desk: Desk, actor: Actor, receipt_id: str) -> SinceLast | None:
    """What changed since the delivery before; None for a first one and out of scope."""
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
        found = findings.of_receipt(reading, receipt_id)
    if row is None or not covered(desk, actor, row.office, f"receipt {receipt_id}"):
        return None
    since = since_last(desk, receipt_id)
    if since is None:
        return None
    values = difference(desk, receipt_id) if row.accepted <= MOST_COMPARED else None
    return SinceLast(
        summary=compared(since),
        fates={
            one.id: fate
            for place, (one, fate) in enumerate(zip(found, since.now, strict=True))
            if place not in since.hints
        },
        gone=tuple(
            GoneRow(fate, _row(desk, said.id, said.finding))
            for said, fate in since.gone
            if said.finding.severity is not Severity.INFO
        ),
        before=values.before if values else "",
        before_state=values.before_state if values else "",
        changes=values.rows if values else (),
    )


def _row(desk: Desk, identity: str, f: Finding) -> FindingRow:
    names = {one.key: one.name for one in desk.plan.indicators}
    return FindingRow(
        id=identity,
        rule=f.rule,
        severity=f.severity,
        sheet=f.sheet,
        cell=f.cell,
        indicator=f.indicator,
        indicator_name=names.get(f.indicator, ""),
        value=quoted(desk, f),
        expected=f.expected,
        message=f.message,
        receipt="",
        answered="",
    )
