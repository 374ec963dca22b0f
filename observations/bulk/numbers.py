"""Numbers of a whole column at once: what `number` reads cell by cell, for the plain ones here."""

from __future__ import annotations

import polars as pl

from observations.number import (
    MISSING,
    Reading,
    from_cell,
    read_number,
    read_yes,
    shown_number,
)

_PLAIN = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"
_SAFE_LENGTH = 15
_READ: dict[str, pl.DataType] = {
    "value": pl.Float64(),
    "decimals": pl.Int16(),
    "qualifier": pl.String(),
    "problem": pl.String(),
    "printed": pl.String(),
}


def read_numbers(cells: pl.DataFrame) -> pl.DataFrame:
    """`value`, `decimals`, `qualifier`, `problem` (a rule id or "") and `printed`, row by row.

    `cells`: `number` (Float64, null = none), `text` ("" = none), `unit` and `kind` of the
    indicator. Equal to `read_number`, `read_yes` and `from_cell` on every cell.
    """
    if cells["number"].null_count() == cells.height and (cells["text"] == "").all():
        return _nothing(cells.height)
    cells = cells.select(
        "number",
        pl.col("text").fill_null(""),
        pl.col("unit").fill_null(""),
        pl.col("kind").fill_null(""),
        pl.col("number").cast(pl.String).str.strip_suffix(".0").alias("shown"),
    )
    odd = _odd(cells)
    read = cells.with_columns(
        pl.coalesce("number", pl.when(_plain()).then(pl.col("text").cast(pl.Float64, strict=False)))
        .alias("value"),
        _decimals(pl.coalesce("shown", "text")).alias("decimals"),
        pl.lit("").alias("qualifier"),
        pl.lit("").alias("problem"),
        pl.coalesce("shown", "text").alias("printed"),
    )  # fmt: skip
    if odd.any():
        strange = _strange(cells.filter(odd))
        read = read.with_columns(_scattered(read[name], odd, strange[name]) for name in _READ)
    missing = pl.col("value").is_null() & (pl.col("problem") == "")
    return read.select(
        "value",
        pl.when(missing).then(0).otherwise(pl.col("decimals")).cast(pl.Int16).alias("decimals"),
        "qualifier",
        "problem",
        "printed",
    )


def _nothing(height: int) -> pl.DataFrame:
    """What a column without a single entry reads as; most tables have no parts of a fraction."""
    reading = {"value": None, "decimals": 0, "qualifier": "", "problem": "", "printed": ""}
    columns = (pl.repeat(reading[n], height, dtype=_READ[n]).alias(n) for n in reading)
    return pl.select(columns)


def _plain() -> pl.Expr:
    text = pl.col("text")
    short = text.str.len_bytes() <= _SAFE_LENGTH
    return (pl.col("kind") != "yes") & short & text.str.contains(_PLAIN)


def _odd(cells: pl.DataFrame) -> pl.Series:
    """Rows to be read one by one: not simply digits, or more of them than are sure to be kept."""
    plain = _plain()
    shown, text = pl.col("shown"), pl.col("text") != ""
    unsure = (shown.str.len_bytes() > _SAFE_LENGTH) | ~shown.str.contains(_PLAIN)
    number = pl.col("number").is_not_null()
    return cells.select((number & unsure) | (~number & text & ~plain)).to_series()


def _decimals(shown: pl.Expr) -> pl.Expr:
    point = shown.str.find(".", literal=True)
    return (shown.str.len_bytes() - point - 1).fill_null(0).cast(pl.Int16, strict=False)


def _strange(cells: pl.DataFrame) -> pl.DataFrame:
    """Each way of writing is read once, however often it comes."""
    written = ("number", "text", "unit", "kind")
    ways = cells.select(written).unique(maintain_order=True)
    rows = [_row(*way) for way in ways.iter_rows()]
    known = ways.hstack(pl.DataFrame(rows, schema=_READ, orient="row"))
    return cells.select(written).join(
        known, on=written, how="left", nulls_equal=True, maintain_order="left"
    )


def _reading(number: float | None, text: str, unit: str, kind: str) -> Reading:
    if number is not None:
        return from_cell(number)
    if kind == "yes":
        return _FLAGS.get(text) or read_yes(text)
    return read_number(text, unit, ratio=kind == "ratio") if text else MISSING


_FLAGS = {"TRUE": Reading(1.0), "FALSE": Reading(0.0)}


def _row(number: float | None, text: str, unit: str, kind: str) -> tuple[object, ...]:
    read = _reading(number, text, unit, kind)
    printed = text if number is None else shown_number(number)
    return (read.value, read.decimals, read.qualifier, read.problem, printed)


def _scattered(column: pl.Series, where: pl.Series, values: pl.Series) -> pl.Series:
    """`column` with `values`, in order, at the rows `where` is true."""
    return column.scatter(where.arg_true(), values.cast(column.dtype))
