"""A group of reports judged by the masks: the long frame, and which of its rows break what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from expectations.context import PAST_SCHEMA, CheckContext, known_values, with_period_facts
from expectations.longframe import KEY, attach, comparable, gather
from expectations.loudness import loudness
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
from expectations.relations import related
from expectations.relations.rows import append
from expectations.rules import Declared, RelationRule, RuleBook
from expectations.settings import SILENT, settled_version
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

CERTIFIES_RELATIONS = "relations"
"""The measure of the one rule whose expectation certifies the rows of every relation."""


@dataclass(frozen=True)
class Group:
    """A judged group: the long frame, the masks over it, and what they came from."""

    reports: Sequence[Interpreted]
    context: CheckContext
    book: RuleBook
    frame: pl.DataFrame
    masked: pl.DataFrame
    related: pl.DataFrame
    """The failing rows of all relations."""

    @property
    def suite(self) -> str:
        """The version of the rules and of the settings in force."""
        return settled_version(self.book.version, self.context.settings)


def judged(reports: Sequence[Interpreted], context: CheckContext, book: RuleBook) -> Group:
    """Every rule's mask over all rows of all reports."""
    return _masked(reports, _measured_by_period(gather(reports), context, book), context, book)


def _masked(
    reports: Sequence[Interpreted], frame: pl.DataFrame, context: CheckContext, book: RuleBook
) -> Group:
    masked = masks(frame, book.rules)
    failed = [masked[one.id] for one in book.rules if one.measure == CERTIFIES_RELATIONS]
    related = frame.filter(failed[0]) if failed and failed[0].any() else frame.clear()
    return Group(reports, context, book, frame, masked, related)


def spoken(group: Group, rule: Declared) -> pl.DataFrame:
    """Failing rows that get a finding: not those where a louder rule speaks already.

    The rule that certifies the relations says nothing itself: each relation speaks.
    """
    rows = failing(group, rule)
    if rows.height and rule.yields_to:
        louder = [_ranked(failing(group, group.book.rule(name))) for name in rule.yields_to]
        rows = rows.filter(~_outdone(rows, pl.concat(louder)))
    return (
        rows.unique("report", keep="first", maintain_order=True) if rule.scope == "report" else rows
    )


def failing(group: Group, rule: Declared) -> pl.DataFrame:
    """The rows of the long frame that break `rule`, each with its `severity`.

    None for the rule that certifies the relations, which speak for themselves, and none where
    the rule is set to be silent.
    """
    rows, settings = _failed(group, rule), group.context.settings
    if any(one == rule.id and key for one, key in settings):
        rows = rows.with_columns(_keys(group, rows))
    said = rows.with_columns(loudness(rule, settings).alias("severity"))
    return said.filter(pl.col("severity") != SILENT) if settings else said


def _keys(group: Group, rows: pl.DataFrame) -> pl.Series:
    """`keys`: the indicators that each row is about."""
    own = group.frame.filter(pl.col("relation").is_null()).select("row", "indicator")
    about = rows.select(pl.int_range(pl.len()).alias("place"), _rows_about().alias("row"))
    named = about.explode("row").join(own, on="row", how="left")
    return named.group_by("place", maintain_order=True).agg("indicator")["indicator"].alias("keys")


def _failed(group: Group, rule: Declared) -> pl.DataFrame:
    if isinstance(rule, RelationRule):
        return group.related.filter(pl.col("relation") == rule.id)
    failed = group.masked[rule.id]
    if rule.measure == CERTIFIES_RELATIONS or not failed.any():
        return group.frame.clear()
    return group.frame.filter(failed)


def rows_of(group: Group, severity: Severity) -> pl.Series:
    """The `row` numbers within the group with something of that severity, each once."""
    found = [pl.Series("row", [], dtype=pl.UInt32)]
    for rule in group.book.declared:
        rows = failing(group, rule)
        if rows.height:
            found.append(taking_part(rows.filter(pl.col("severity") == severity.value)))
    return pl.concat(found).unique()


def taking_part(rows: pl.DataFrame) -> pl.Series:
    """The `row` numbers within the group that `rows` of the long frame are about."""
    return (
        rows.select(_rows_about().alias("row")).explode("row")["row"].cast(pl.UInt32).drop_nulls()
    )


def _rows_about() -> pl.Expr:
    return pl.coalesce("members", pl.concat_list(pl.col("row").cast(pl.UInt32)))


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    """`row` numbers that `rows` are about, and how loud (0 loudest)."""
    return rows.select(_rows_about().alias("row"), _rank()).explode("row")


def _rank() -> pl.Expr:
    ranks = {one.value: place for place, one in enumerate(Severity)}
    return pl.col("severity").replace_strict(ranks, return_dtype=pl.Int8).alias("rank")


def _outdone(rows: pl.DataFrame, louder: pl.DataFrame) -> pl.Series:
    """True for the rows about one of which something at least as loud is said."""
    place = pl.int_range(rows.height, eager=True).alias("place")
    if louder.is_empty():
        return place < 0
    said = louder.group_by("row").agg(pl.col("rank").min().alias("loudest"))
    own = rows.select(_rows_about().alias("row"), _rank(), place).explode("row")
    hit = own.join(said, on="row").filter(pl.col("loudest") <= pl.col("rank"))
    return place.is_in(hit["place"].unique().implode())


def _measured_by_period(rows: pl.DataFrame, context: CheckContext, book: RuleBook) -> pl.DataFrame:
    """The long frame of the group, earlier periods first.

    A folder may bring several periods at once: what a period reports is the history of the
    next one, unless it is critical.
    """
    known = known_values(context)
    if rows["period"].n_unique() <= 1:
        return _measured(rows, known, context, book).with_row_index("line")
    ends = with_period_facts(rows.select("row", "period")).sort("period_end")
    waves = ends.group_by("period_end", maintain_order=True).agg("row")["row"].to_list()
    frames: list[pl.DataFrame] = []
    for wave in waves or [[]]:
        frame = _measured(rows.filter(pl.col("row").is_in(wave)), known, context, book)
        frames.append(frame)
        known = pl.concat([known, _believable(_masked((), frame, context, book))])
        known = known.unique(subset=KEY, keep="last", maintain_order=True)
    return pl.concat(frames, how="diagonal_relaxed").with_row_index("line")


def _measured(
    rows: pl.DataFrame, known: pl.DataFrame, context: CheckContext, book: RuleBook
) -> pl.DataFrame:
    known = comparable(known, rows, context)
    frame = attach(rows, known, context)
    for name, measure in MEASURES.items():
        frame = measure(frame, book.parameters[name])
    # a NaN from an infinite entry is no number: Polars calls it largest, pandas calls it missing
    frame = frame.with_columns(pl.selectors.float().fill_nan(None))
    return append(frame, related(frame, known, book.relations, context), book.rules)


def _believable(group: Group) -> pl.DataFrame:
    """The rows with nothing critical against them, as the next period's history."""
    bad = rows_of(group, Severity.CRITICAL)
    names = (*PAST_SCHEMA, "period_start", "period_end", "period_months", "period_label")
    own = pl.col("relation").is_null() & ~pl.col("row").is_in(bad.implode())
    return group.frame.filter(own).select(names)
