"""A group of reports judged by the masks: the long frame, and which of its rows break what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from expectations.context import KNOWN_SCHEMA, CheckContext, known_values, with_period_facts
from expectations.identities import append, identity_rows
from expectations.longframe import KEY, attach, gather
from expectations.masks import masks
from expectations.measures import (
    Measure,
    copies,
    denominators,
    history,
    keys,
    parts,
    periods,
    presence,
    ranges,
)
from expectations.rules import Rule, RuleBook
from expectations.slips import slips
from observations.finding import Severity
from observations.stations import Interpreted

MEASURES: Mapping[str, Measure] = {
    "presence": presence,
    "ranges": ranges,
    "parts": parts,
    "slips": slips,  # after parts: it asks whether they confirm the value
    "denominators": denominators,
    "keys": keys,
    "history": history,
    "copies": copies,
    "periods": periods,
}


@dataclass(frozen=True)
class Group:
    """A judged group: the long frame, the masks over it, and what they came from."""

    reports: Sequence[Interpreted]
    context: CheckContext
    book: RuleBook
    frame: pl.DataFrame
    masked: pl.DataFrame


def judged(reports: Sequence[Interpreted], context: CheckContext, book: RuleBook) -> Group:
    """Every rule's mask over all rows of all reports."""
    frame = _measured_by_period(gather(reports), context, book)
    return Group(reports, context, book, frame, masks(frame, book.rules))


def spoken(group: Group, rule: Rule) -> pl.DataFrame:
    """Failing rows that get a finding: not those where a louder rule speaks already."""
    failing = group.masked[rule.id]
    if not failing.any():
        return group.frame.clear()
    for louder in rule.yields_to:
        failing = failing & ~group.masked[louder]
    rows = group.frame.filter(failing)
    return (
        rows.unique("report", keep="first", maintain_order=True) if rule.scope == "report" else rows
    )


def _measured_by_period(rows: pl.DataFrame, context: CheckContext, book: RuleBook) -> pl.DataFrame:
    """The long frame of the group, earlier periods first.

    A folder may bring several periods at once: what a period reports is the history of the
    next one, unless it is critical.
    """
    known = known_values(context.previous)
    if rows["period"].n_unique() <= 1:
        return _measured(rows, known, context, book).with_row_index("line")
    ends = with_period_facts(rows.select("row", "period")).sort("period_end")
    waves = ends.group_by("period_end", maintain_order=True).agg("row")["row"].to_list()
    frames: list[pl.DataFrame] = []
    for wave in waves or [[]]:
        frame = _measured(rows.filter(pl.col("row").is_in(wave)), known, context, book)
        frames.append(frame)
        known = pl.concat([known, _believable(frame, book)])
        known = known.unique(subset=KEY, keep="last", maintain_order=True)
    return pl.concat(frames, how="diagonal_relaxed").with_row_index("line")


def _measured(
    rows: pl.DataFrame, known: pl.DataFrame, context: CheckContext, book: RuleBook
) -> pl.DataFrame:
    frame = attach(rows, known, context)
    for name, measure in MEASURES.items():
        frame = measure(frame, book.parameters[name])
    # a NaN from an infinite entry is no number: Polars calls it largest, pandas calls it missing
    frame = frame.with_columns(pl.selectors.float().fill_nan(None))
    related = identity_rows(frame, known, book.identities, context.indicators)
    return append(frame, related, book.rules)


def _believable(frame: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    critical = [r.id for r in book.rules if r.severity is Severity.CRITICAL]
    bad = masks(frame, book.rules).select(pl.any_horizontal(critical)).to_series()
    names = (*KNOWN_SCHEMA, "period_start", "period_end", "period_months", "period_label")
    return frame.filter(~bad & pl.col("identity").is_null()).select(names)
