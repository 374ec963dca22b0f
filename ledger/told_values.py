"""The revisions behind published values, each with the day its submission was approved on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import polars as pl
from sqlalchemy import select

from ledger import revisions
from ledger.standing_approvals import approvals_standing
from ledger.tables.chain import audit
from ledger.tables.reports import judgements
from ledger.unit import Reading


def values_told(reading: Reading, ids: Collection[str]) -> pl.DataFrame:
    """Revisions by their ids in REVISION_SCHEMA, with `approved_at`.

    That is the moment of the last desk approval that stands of the submission at the
    reading's head, None for none.
    """
    frame = revisions.named(reading, ids)
    forms = set(frame.select("form_office", "form_period").rows())
    moments = _approved(reading, forms)
    when = [moments.get(form) for form in frame.select("form_office", "form_period").iter_rows()]
    return frame.with_columns(pl.Series("approved_at", when, dtype=pl.Datetime("us", "UTC")))


def _approved(
    reading: Reading, forms: Collection[tuple[str, str]]
) -> dict[tuple[str, str], datetime]:
    offices = sorted({office for office, _ in forms})
    mine = select(judgements.c.office, judgements.c.period).where(judgements.c.office.in_(offices))
    last = approvals_standing(reading, mine).subquery("last")
    query = select(last.c.office, last.c.period, audit.c.recorded_at).join(
        audit, audit.c.seq == last.c.seq
    )
    rows = reading.connection.execute(query)
    return {(row.office, row.period): row.recorded_at for row in rows}
