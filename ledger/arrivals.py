"""In which order deliveries came and were judged, and which values that order makes the later.

The order of receiving decides what follows what, not the order of judging: a delivery judged
late (or again) must not replace what came after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from sqlalchemy import Select, Subquery, func, select

from ledger import frames
from ledger.revisions import Keys
from ledger.tables.chain import audit
from ledger.tables.reports import judgements, receipts, revisions, superseded
from ledger.unit import Reading
from observations.crossing import Arrived

PARTIAL = ("/correction", "/withdrawal")
"""How an edition ends whose delivery brings some rows only: it confirms no others."""

STANDING_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "area": pl.String(),
    "period": pl.String(),
    "stood": pl.Float64(),  # value, numerator and denominator on record; empty when withdrawn
    "stood_numerator": pl.Float64(),
    "stood_denominator": pl.Float64(),
    "holder": pl.String(),  # receipt that brought the value or was the last to confirm it
    "holder_post": pl.String(),
    "received": pl.Int64(),  # audit sequence of the holder's receipt
    "judged": pl.Int64(),  # audit sequence at which the holder's values were recorded
}
"""One row per key whose last word came, or was recorded, after a given sequence."""


def arrivals(reading: Reading, ids: Collection[str]) -> dict[str, Arrived]:
    """How each of the receipts came, and what their verdicts up to the head were."""
    came = (
        select(
            receipts.c.receipt,
            receipts.c.received_by.label("post"),
            receipts.c.received_at.label("at"),
            audit.c.seq,
        )
        .join(audit, audit.c.unit == receipts.c.unit)
        .where(receipts.c.receipt.in_(sorted(ids)))
    )
    said = (
        select(judgements.c.receipt, judgements.c.verdict, judgements.c.duplicate_of, audit.c.seq)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(judgements.c.receipt.in_(sorted(ids)), audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    verdicts: dict[str, list[Any]] = defaultdict(list)
    for row in reading.connection.execute(said):
        verdicts[row.receipt].append(row)
    return {
        row.receipt: _arrived(row, verdicts[row.receipt])
        for row in reading.connection.execute(came)
    }


def _arrived(row: Any, verdicts: Sequence[Any]) -> Arrived:
    came = Arrived(row.receipt, row.post, row.at, row.seq)
    if not verdicts:
        return came
    return replace(
        came,
        judged=verdicts[0].seq,
        accepted=any(one.verdict == "accepted" for one in verdicts),
        duplicate_of=verdicts[-1].duplicate_of,
    )


def standing(reading: Reading, since: int, keys: Keys) -> pl.DataFrame:
    """STANDING_SCHEMA: the last word on each of `keys`, where it is later than `since`.

    Later: recorded after it, or confirmed by a whole form of the same layout and period that
    was received after it. Empty, and quick, when nothing was recorded after `since`.
    """
    latest = select(func.max(judgements.c.unit)).join(audit, audit.c.unit == judgements.c.unit)
    newer = latest.where(audit.c.seq > since, audit.c.seq <= reading.head)
    if reading.connection.execute(newer).scalar_one() is None:
        return pl.DataFrame(schema=STANDING_SCHEMA)
    brought = frames.fetch(reading.connection, _brought(reading, keys), _BROUGHT)
    again = _confirmed(reading, since, brought["form_office"].unique().to_list())
    return _held(brought, frames.fetch(reading.connection, again, _CONFIRMED), since)


_FORM = ("form_layout", "form_office", "form_period")
_BROUGHT: dict[str, pl.DataType] = STANDING_SCHEMA | {
    "form_layout": pl.String(),
    "form_office": pl.String(),
    "form_period": pl.String(),
}
_CONFIRMED: dict[str, pl.DataType] = {
    "form_layout": pl.String(),
    "form_office": pl.String(),
    "form_period": pl.String(),
    "again": pl.String(),
    "again_post": pl.String(),
    "again_received": pl.Int64(),
    "again_judged": pl.Int64(),
}


def _held(brought: pl.DataFrame, confirmed: pl.DataFrame, since: int) -> pl.DataFrame:
    """Each key with whoever was received last: the one that brought it, or confirmed it."""
    last = confirmed.sort("again_received").unique(_FORM, keep="last")
    both = brought.join(last, on=list(_FORM), how="left")
    later = (pl.col("again_received") > pl.col("received")).fill_null(value=False)

    def of(own: str, other: str) -> pl.Expr:
        return pl.when(later).then(pl.col(other)).otherwise(pl.col(own)).alias(own)

    held = both.with_columns(
        of("holder", "again"),
        of("holder_post", "again_post"),
        of("judged", "again_judged"),
        of("received", "again_received"),
    )
    recent = (pl.col("judged") > since) | (pl.col("received") > since)
    return held.filter(recent).select(*STANDING_SCHEMA)


def _brought(reading: Reading, keys: Keys) -> Select[Any]:
    """The last revision of each key, withdrawn ones too, with how its delivery came."""
    came = _received()
    later = audit.alias("later")
    followed = (
        select(superseded.c.id)
        .join(later, later.c.unit == superseded.c.unit)
        .where(superseded.c.revision == revisions.c.id, later.c.seq <= reading.head)
    )
    return (
        select(
            revisions.c.indicator,
            revisions.c.area,
            revisions.c.period,
            revisions.c.value.label("stood"),
            revisions.c.numerator.label("stood_numerator"),
            revisions.c.denominator.label("stood_denominator"),
            judgements.c.receipt.label("holder"),
            came.c.post.label("holder_post"),
            came.c.seq.label("received"),
            audit.c.seq.label("judged"),
            *(column.label(name) for name, column in zip(_FORM, _form(), strict=True)),
        )
        .join(judgements, judgements.c.id == revisions.c.judgement)
        .join(audit, audit.c.unit == judgements.c.unit)
        .join(came, came.c.receipt == judgements.c.receipt)
        .where(
            audit.c.seq <= reading.head,
            *keys.conditions(),
            ~followed.exists(),
        )
    )


def _confirmed(reading: Reading, since: int, offices: Collection[str]) -> Select[Any]:
    """Whole forms of `offices` accepted (or found to repeat) that were received after `since`."""
    came = _received()
    whole = [~judgements.c.edition.endswith(word) for word in PARTIAL]
    return (
        select(
            *(column.label(name) for name, column in zip(_FORM, _form(), strict=True)),
            judgements.c.receipt.label("again"),
            came.c.post.label("again_post"),
            came.c.seq.label("again_received"),
            func.min(audit.c.seq).label("again_judged"),
        )
        .join(audit, audit.c.unit == judgements.c.unit)
        .join(came, came.c.receipt == judgements.c.receipt)
        .where(
            audit.c.seq <= reading.head,
            came.c.seq > since,
            judgements.c.office.in_(sorted(offices)),
            judgements.c.verdict.in_(("accepted", "duplicate")),
            *whole,
        )
        .group_by(
            *_form(),
            judgements.c.receipt,
            came.c.post,
            came.c.seq,
        )
    )


def _form() -> tuple[Any, ...]:
    """What makes two deliveries the same form: in _FORM's order."""
    return (judgements.c.layout, judgements.c.office, judgements.c.period)


def _received() -> Subquery:
    """Every receipt with the post that handed it in and its audit sequence."""
    sealed = audit.alias("received_in")
    query = select(receipts.c.receipt, receipts.c.received_by.label("post"), sealed.c.seq).join(
        sealed, sealed.c.unit == receipts.c.unit
    )
    return query.subquery("came")
