"""A table as a file: every cell comes back, and nothing in it runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefings.data_table import RISKY, DataTable, csv_bytes, inert, xlsx_bytes

MADE = datetime(2024, 10, 8, 9, tzinfo=UTC)
FORMULAS = ("=1+1", "+1+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1+1", "'=1")
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\r\n"))
CELLS = st.none() | TEXTS | st.floats(allow_nan=False, allow_infinity=False)


def table(*rows: tuple[str | float | None, ...], demo: bool = False) -> DataTable:
    return DataTable("填报数值", ("甲", "乙"), rows, (("报告期", "全部"),), MADE, demo)


def read(data: bytes) -> list[list[str]]:
    """The rows under the headings, as Python's own reader finds them."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return lines[lines.index(["甲", "乙"]) + 1 :]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
@example([("=1", -0.5)])
def test_every_cell_comes_back_and_no_text_begins_like_a_formula(
    rows: list[tuple[str | float | None, ...]],
) -> None:
    found = read(csv_bytes(table(*rows)))
    assert len(found) == len(rows)
    for got, row in zip(found, rows, strict=True):
        for text, cell in zip(got, row, strict=True):
            if isinstance(cell, str):
                assert text[:1] not in RISKY - {"'"}
                assert (text[1:] if text.startswith("'") else text) == cell
            else:
                assert (float(text) if text else None) == cell


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text_in_both_files(text: str) -> None:
    assert inert(text) == f"'{text}"
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table((text, -1.5)))))
    written, number = book["数据"]["A2"], book["数据"]["B2"]
    assert written.data_type == "s"
    assert str(written.value).replace("_x000D_", "\r") == text
    assert (number.data_type, number.value) == ("n", -1.5)
    assert written.hyperlink is None


def test_the_mark_of_synthetic_values_stands_in_both_files_and_else_in_none() -> None:
    for demo in (True, False):
        made = table(("a", 1.0), demo=demo)
        assert ("演示数据" in csv_bytes(made).decode()) is demo
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(made)))
        names = [row[0] for row in book["说明"].iter_rows(values_only=True)]
        assert ("标识" in names) is demo
        assert ("演示数据" in str(book["数据"].oddHeader.right.text)) is demo


def test_the_same_table_gives_the_same_bytes_and_an_empty_one_its_headings() -> None:
    assert xlsx_bytes(table(("a", 1.0))) == xlsx_bytes(table(("a", 1.0)))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table())))
    assert list(book["数据"].iter_rows(values_only=True)) == [("甲", "乙")]
    assert read(csv_bytes(table())) == []
