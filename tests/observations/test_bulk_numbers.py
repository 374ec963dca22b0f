"""Columns of numbers are read exactly as single cells are."""

from __future__ import annotations

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from observations.bulk.numbers import read_numbers
from observations.number import Reading, from_cell, read_number, read_yes, shown_number

WRITTEN = (
    "", "95.2", "+3", "-0.50", "007.10", "1,234.5", "9５.20%", "约1,200", "9.1‰", "12e5", "abc",
    "—", "无", "1234567890123456", "123456789012345.1", "是", "否", "1:4", "0.000000000000001",
    " 12 ", "12.", "1", "二", "1 2",
)  # fmt: skip
STORED = (
    95.1, 95.09999999999999, 1e15, 1e16, 1e-7, 123456789.123456, 0.1 + 0.2, float("inf"), -3.0,
    1 / 3, 2 / 3 * 1e8, 0.0, -0.0, 99999999999999.9,
)  # fmt: skip
KINDS = ("rate", "ratio", "yes", "count")
Cell = tuple[float | None, str, str, str]


def one(cell: Cell) -> tuple[float | None, int, str, str, str]:
    """What the cell says, read alone."""
    number, text, unit, kind = cell
    if number is not None:
        reading = from_cell(number)
    elif kind == "yes":
        reading = read_yes(text) if text else Reading()
    else:
        reading = read_number(text, unit, ratio=kind == "ratio")
    printed = text if number is None else shown_number(number)
    return (reading.value, reading.decimals, reading.qualifier, reading.problem, printed)


def all_at_once(cells: list[Cell]) -> list[tuple[object, ...]]:
    schema = {"number": pl.Float64, "text": pl.String, "unit": pl.String, "kind": pl.String}
    return read_numbers(pl.DataFrame(cells, schema=schema, orient="row")).select(
        "value", "decimals", "qualifier", "problem", "printed"
    ).rows()  # fmt: skip


def test_every_way_of_writing_a_number_is_read_as_in_a_form():
    cells: list[Cell] = [(None, t, u, k) for t in WRITTEN for u in ("%", "") for k in KINDS]
    cells += [(n, "", "%", k) for n in STORED for k in KINDS]
    assert all_at_once(cells) == [one(cell) for cell in cells]


def test_a_column_of_ordinary_numbers_alone_is_read_too():
    made = random.Random(7)
    cells: list[Cell] = [(round(made.uniform(-1e6, 1e6), 2), "", "", "amount") for _ in range(500)]
    assert all_at_once(cells) == [one(cell) for cell in cells]


@given(st.lists(st.tuples(
    st.one_of(st.none(), st.floats(allow_nan=False)),
    st.text("0123456789.-+,%约万是 ", max_size=20),
    st.sampled_from(("", "%")), st.sampled_from(KINDS),
), min_size=1, max_size=20))  # fmt: skip
def test_any_cells_are_read_alike(cells: list[Cell]):
    given_cells = [(n, "" if n is not None else t, u, k) for n, t, u, k in cells]
    assert all_at_once(given_cells) == [one(cell) for cell in given_cells]
