"""Values that repeat exactly, and digits that nobody measures."""

from __future__ import annotations

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.relations.rows import nothing, sides
from expectations.relations.series import Series, Truth, each_series, failing, histories
from expectations.statistics.chances import at_least_of
from expectations.statistics.digits import (
    coincidence,
    equal_run,
    halves,
    step_of,
    usual_share,
    wholes,
)
from expectations.statistics.robust import FEWEST, Column, Rows, counted
from expectations.statistics.surprise import changes_of


def stale(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows equal to one or more periods just before, in a series that otherwise moves.

    The chance that moving values print the same is estimated from the series' own changes
    (`digits.coincidence`): of the numerator where it repeats too, else of the value in steps as
    it is given. Named where that chance to the power of the repetitions is `from` or more and
    less than `below`. Not of running totals, nor at the end of what is possible.
    """
    del context
    return each_series(frame, past, lambda series: _stale(series, parameters))


def _stale(series: Series, parameters: Parameters) -> pl.DataFrame:
    run = equal_run(series.value, series.before)
    chance = coincidence(_step(series), _moves(series.before, run, parameters))
    parts = series.column("numerator")
    whole = np.ones(parts.shape)
    by_part = coincidence(whole, _moves(series.numerators, run, parameters))
    told = (equal_run(parts, series.numerators) >= run) & np.isfinite(series.numerators[:, 0])
    together = np.where(told, by_part, chance) ** run
    settled = pl.col("cumulative") | (pl.col("kind") == "yes")
    settled |= (pl.col("value") == pl.col("hard_max")) | (pl.col("value") == pl.col("hard_min"))
    where = (run > 0) & (together < parameters["below"]) & (together >= parameters["from"])
    words = {
        "left": series.value,
        "right": series.before[:, 0],
        "gap": -np.log10(np.maximum(together, 1e-300)),
        "allowance": np.full(run.shape, -np.log10(parameters["below"])),
        "run": run + 1,
        "before_run": run,
        "chance": [f"{one:.2g}" for one in together * 100],
    }
    return failing(series, where & ~series.true(settled), words)


def _step(series: Series) -> Column:
    """The least by which a value can change: as it is given, and by one piece of its whole."""
    decimals = np.nan_to_num(series.column("unit_decimals"))
    given = step_of(np.column_stack([series.value, series.before]), decimals)
    whole = np.abs(series.column("denominator"))
    piece = series.column("scale") / np.where(whole > 0, whole, np.nan)
    return np.fmax(given, np.where(series.true(pl.col("has_parts")), piece, np.nan))


def _moves(before: Rows, run: Column, parameters: Parameters) -> Rows:
    """The changes before the repetitions began, `window` of them, NaN elsewhere.

    All NaN where fewer than six are known: then nothing is usual yet.
    """
    changes = changes_of(before)
    place = np.arange(changes.shape[1])[None, :] - run[:, None]
    moves = np.where((place >= 0) & (place < parameters["window"]), changes, np.nan)
    return np.where((counted(moves) >= FEWEST)[:, None], moves, np.nan)


def rounded(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Reports with more round values than their series' own history explains, one row a report.

    Counted are values without decimals, and last digits 0 or 5; each value's chance is its
    series' own share (`digits.usual_share`), together exactly (`chances.at_least_of`).
    """
    del context
    parts = [_round(series, parameters) for series in histories(frame, past)]
    parts = [part for part in parts if part.height]
    if not parts:
        return nothing()
    rows = pl.concat(parts).sort("row")
    found = [_pooled(rows, name, parameters) for name in ("whole", "half")]
    found = [one for one in found if one.height]
    if not found:
        return nothing()
    told = pl.concat(found).unique("report", keep="first", maintain_order=True)
    return sides(told, "round_count", "round_of", "round_words", "round_usual", "chance")


def _round(series: Series, parameters: Parameters) -> pl.DataFrame:
    """Per row: whether it is round in either way, and how usual that is for its series."""
    decimals = np.nan_to_num(series.column("unit_decimals"))
    grid = np.broadcast_to(decimals[:, None], series.before.shape)
    before, weight = series.before, float(parameters["weight"])
    half = usual_share(halves(before, grid), parameters["half"], weight)
    whole = usual_share(wholes(before), parameters["whole"], weight)
    value = series.value[:, None]
    bound = (pl.col("value") == pl.col("hard_max")) | (pl.col("value") == pl.col("hard_min"))
    asked = ~series.true(bound | (pl.col("kind") == "yes")) & (counted(before) >= FEWEST)
    large = np.abs(series.value) >= parameters["smallest"]
    return series.rows.select("row", "report", "sheet", "cell", "area", "period").with_columns(
        pl.Series("whole_here", wholes(value)[:, 0] == 1),
        pl.Series("whole_usual", np.maximum(whole, parameters["whole"])),
        pl.Series("whole_asked", asked & (decimals > 0)),
        pl.Series("half_here", halves(value, decimals[:, None])[:, 0] == 1),
        pl.Series("half_usual", np.maximum(half, parameters["half"])),
        pl.Series("half_asked", asked & (large | (decimals > 0))),
    )


def _pooled(rows: pl.DataFrame, name: str, parameters: Parameters) -> pl.DataFrame:
    asked = rows.filter(pl.col(f"{name}_asked"))
    found = []
    for part in asked.partition_by("report", maintain_order=True):
        here = part.filter(pl.col(f"{name}_here"))
        if here.height < parameters["fewest"]:
            continue
        usual = part[f"{name}_usual"].to_list()
        chance = at_least_of(here.height, usual)
        if chance < parameters["below"]:
            found.append(_said(here, part.height, name, sum(usual), chance, parameters))
    return pl.concat(found) if found else rows.clear()


def _said(
    here: pl.DataFrame, of: int, name: str, usual: float, chance: float, parameters: Parameters
) -> pl.DataFrame:
    words = {"whole": "没有小数", "half": "末位是 0 或 5"}
    limit = -float(np.log10(parameters["below"]))
    return here.head(1).select("row", "report", "sheet", "cell", "area", "period").with_columns(
        pl.lit(pl.Series([here["row"].to_list()])).alias("members"),
        pl.lit(value=True).alias("alone"),
        pl.lit(-float(np.log10(max(chance, 1e-300)))).alias("gap"),
        pl.lit(limit).alias("allowance"),
        pl.lit(float(here.height)).alias("round_count"),
        pl.lit(float(of)).alias("round_of"),
        pl.lit(words[name]).alias("round_words"),
        pl.lit(f"约 {usual:.0f} 项" if usual >= 1 else "不到 1 项").alias("round_usual"),
        pl.lit(f"{chance * 100:.2g}").alias("chance"),
    )  # fmt: skip


def precision(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows whose number of decimals differs from the series' own, or is nought for long.

    Differs: two fewer than the fewest of `known` or more so far, or more than the most. For
    long: this and the last `whole` values have no decimals where the definition prints some,
    and its parts are not there to confirm it.
    """
    del context
    return each_series(frame, past, lambda series: _precision(series, parameters))


def _precision(series: Series, parameters: Parameters) -> pl.DataFrame:
    now, before = series.column("decimals"), series.decimals
    known = counted(before) >= parameters["known"]
    fewest = np.where(np.isfinite(before), before, np.inf).min(axis=1, initial=np.inf)
    most = np.where(np.isfinite(before), before, -np.inf).max(axis=1, initial=-np.inf)
    differs = known & ((now <= fewest - 2) | (now > most))
    wide = parameters["whole"]
    whole = wholes(np.column_stack([series.value, series.before]))[:, : wide + 1]
    always = (whole == 1).sum(axis=1) == wide + 1
    always &= series.true(pl.col("has_parts") & (pl.col("unit_decimals") > 0)) & ~_at_bound(series)
    always &= ~series.true(pl.col("recomputed_gap") <= pl.col("recomputed_allowance"))
    words = {
        "gap": np.where(differs, np.abs(np.clip(now, fewest, most) - now), wide + 1.0),
        "allowance": np.where(differs, 0.0, float(wide)),
        "left": now,
        "digits_said": [
            _digits_words(bool(one), a, low, high, wide)
            for one, a, low, high in zip(differs, now, fewest, most, strict=True)
        ],
    }
    return failing(series, differs | always, words)


def _digits_words(differs: bool, now: float, low: float, high: float, wide: int) -> str:
    if not differs:
        return f"连同前 {wide} 期都没有小数,由分子、分母算出的数一般不会如此"
    usual = f"{low:.0f} 位" if low == high else f"{low:.0f} 至 {high:.0f} 位"
    return f"有 {now:.0f} 位小数,历期为 {usual}"


def _at_bound(series: Series) -> Truth:
    bound = (pl.col("value") == pl.col("hard_max")) | (pl.col("value") == pl.col("hard_min"))
    return series.true(bound)
