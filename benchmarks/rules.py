"""P4: our rules on a million rows beside plain Polars doing the same, and Great Expectations.

The plain reference is what an analyst writes with the limits at hand: the same comparisons,
joins and windows in one lazy query, no messages, no evidence.
"""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

import polars as pl

from benchmarks.long_table import batch, context, indicators, interpreted
from benchmarks.measure import bounded, counted, line, ratio, timed, within
from expectations.check import certified
from expectations.group import judged, spoken
from expectations.gx import _batches, _context, _engine, warm
from expectations.rules import load_book

AREAS, ROWS = 12_500, 1_000_000
FEWER = 2_500
FAILING = 0.05
_KEY = ("indicator", "area", "period")
_HARD = 4  # place of that rule below


def run(folder: Path) -> None:
    """Five repeats each; both sides find the same rows beyond their hard limits."""
    del folder
    warm()
    book = load_book()
    rows, previous = batch(AREAS), _previous(AREAS)
    bad = _with_failures(rows)
    report, about = interpreted("p4", bad), context(previous)
    counts: dict[str, int] = {}

    def ours() -> None:
        group = judged([report], about, book)
        counts["ours"] = int(group.masked["Q201"].sum())

    def plain() -> None:
        counts["plain"] = _plain(bad, previous)

    own, reference = timed(ours), timed(plain)
    counted("行数", bad.height, ROWS)
    counted("超出可能范围的行(本系统)", counts["ours"], int(ROWS * FAILING))
    counted("超出可能范围的行(参照)", counts["plain"], int(ROWS * FAILING))
    within(f"P4 自有规则 {len(book.rules)} 条,100 万行", own, reference, 2.0)
    whole = timed(lambda: certified(judged([report], about, book)))
    bounded("P4 自有规则 + GX,100 万行", whole, 3.0)
    gc.collect()
    _against_complete()


def _previous(areas: int) -> pl.DataFrame:
    before = batch(areas, 0.25)
    return before.with_columns(pl.lit("2024-Q2").alias("period"))


def _with_failures(rows: pl.DataFrame) -> pl.DataFrame:
    """One row in twenty beyond its hard limit."""
    place = pl.int_range(pl.len())
    wrong = place % round(1 / FAILING) == 7
    return rows.with_columns(
        pl.when(wrong).then(pl.col("value") + 200).otherwise(pl.col("value")).alias("value")
    )


def _plain(rows: pl.DataFrame, previous: pl.DataFrame) -> int:
    """A count for each rule; how many rows lie beyond their hard limits."""
    table = pl.DataFrame(
        [(i.key, i.hard_min, i.hard_max, i.plausible_min, i.plausible_max, i.kind)
         for i in indicators().values()],
        schema=["indicator", "low", "high", "usual_low", "usual_high", "kind"], orient="row",
        infer_schema_length=None,
    ).cast({"usual_low": pl.Float64, "usual_high": pl.Float64})  # fmt: skip
    key = list(_KEY)
    before = previous.select(
        "indicator", "area", pl.col("value").alias("before"), pl.col("numerator").alias("was")
    )
    value, low, high = pl.col("value"), pl.col("low"), pl.col("high")
    top, bottom = pl.col("numerator"), pl.col("denominator")
    share = top / bottom * 100
    change = (value - pl.col("before")).abs().round(9)
    limit = (pl.col("before").abs() * 0.5).clip(5, 15)
    orders = (value / pl.col("before")).abs().log10()
    slipped = orders.round().is_in([-8.0, -4.0, -3.0, -2.0, 2.0, 3.0, 4.0, 8.0]) & (
        (orders - orders.round()).abs() <= 0.15
    )
    beyond = value > 2 * high
    percent = beyond & (value / 100 <= high)
    spread = 1 - bottom.min().over("area", "period") / bottom.max().over("area", "period")
    rules = [
        low.is_null(), value.is_null(), top.is_null() & bottom.is_not_null(),
        bottom.is_null() & top.is_not_null(), value.clip(low, high) != value,
        value.clip(pl.col("usual_low"), pl.col("usual_high")) != value, percent,
        slipped & ~percent & (value > high), pl.col("decimals") > 2, top < 0, bottom <= 0,
        top > bottom, (value - share).abs() > 0.005, spread > 0.005,
        pl.concat_str(key).is_duplicated(), pl.col("office") != "bulk", value < 0,
        change > limit, (value == pl.col("before")).sum().over("office") / pl.len() >= 1,
        pl.col("period") > "2024-Q4", pl.col("period") < "2000",
    ]  # fmt: skip
    query = (
        rows.lazy()
        .join(table.lazy(), on="indicator", how="left")
        .join(before.lazy(), on=["indicator", "area"], how="left")
        .select(rule.fill_null(value=False).sum().alias(str(n)) for n, rule in enumerate(rules))
    )
    return int(query.collect()[str(_HARD)].item())


def _against_complete() -> None:
    """What it costs to let Great Expectations itself name every failing row by its key."""
    rows, book = _with_failures(batch(FEWER)), load_book()
    report, about = interpreted("complete", rows), context(_previous(FEWER))
    group = judged([report], about, book)
    read = dict.fromkeys((*(name for rule in book.rules for name in rule.columns), *_KEY))
    frame = group.frame.select([n for n in read if n in group.frame.columns]).to_pandas()
    import great_expectations as gx  # after `warm`, which turns its telemetry off

    suite = _engine(book.rules).suite  # the very same expectations, run as GX documents it
    defined = gx.ValidationDefinition(name="complete", data=_batches(), suite=suite)
    definition = _context().validation_definitions.add(defined)
    asked = {"result_format": "COMPLETE", "unexpected_index_column_names": list(_KEY)}
    named: list[int] = []

    def ours() -> None:
        found = judged([report], about, book)
        certified(found)
        named.append(sum(spoken(found, rule).height for rule in book.rules))

    def complete() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = definition.run(batch_parameters={"dataframe": frame}, result_format=asked)
        lists = (one.result.get("unexpected_index_list") for one in result.results)
        named.append(sum(len(one or ()) for one in lists))

    fast, slow = timed(ours), timed(complete, 2)
    line("  点名的行", f"本系统 {named[0]},GX COMPLETE {named[-1]}(同一行可破几条规则)")
    counted("点名的行", int(named[0] >= rows.height * FAILING), 1)
    ratio(f"P4 {rows.height} 行逐行点名并复核,对 GX COMPLETE(5% 不符)", fast, slow, 10.0)
