"""Synthetic people: pseudonyms of areas and categories, and the tables that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from voices.frame import Frame, Person
from voices.quota import QuotaTable


def people(area: str, category: str, count: int, mark: str = "P") -> list[Person]:
    return [Person(f"{mark}-{area}-{n:05}", area, category) for n in range(1, count + 1)]


def region(table: QuotaTable, times: int, categories: Sequence[str] = ("居民",)) -> Frame:
    """A frame of the region: in each area `times` as many as one group wants, by category."""
    return Frame(
        tuple(
            one
            for place, category in enumerate(categories)
            for area in table.areas
            for one in people(area.name, category, times * area.n, f"K{place}")
        )
    )


def csv_of(frame: Frame) -> str:
    rows = (f"{one.id},{one.area},{one.category}" for one in frame.people)
    return "\n".join(("id,area,category", *rows)) + "\n"


def workbook(path: Path, lines: Sequence[Sequence[str]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        for row, cells in enumerate(lines):
            sheet.write_row(row, 0, cells)
    return path
