"""零报告: an office that has nothing to report says so in one cell, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observations.cells import a1
from observations.layout import NIL_LABEL, folded
from observations.number import read_yes
from observations.page import Page, first_cells

_NUMBERS = ("value", "numerator", "denominator")


def take_nil(page: Page) -> bool:
    """True when the footer's cell 零报告 says 是; a form without that cell says nothing."""
    at = next((at for at in sorted(page.cells) if page.label(at) == NIL_LABEL), None)
    if at is None:
        return False
    label = page.cells.pop(at)
    beside = sorted(cell for cell in page.cells if cell[0] == at[0] and cell[1] > at[1])
    written = folded(label.text).partition(":")[2]
    if beside:
        at = beside[0]
        written = folded(page.cells.pop(at).text)
    reading = read_yes(written)
    if reading.problem:
        place = page.place(a1(*at))
        page.tell(
            reading.problem, f"“{NIL_LABEL}”填的是“{written[:40]}”", place, value=written[:40]
        )
    return reading.value == 1


def nil_rows(page: Page, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every row as missing on purpose; numbers beside 零报告 are a contradiction."""
    filled = [row["cell"] for row in rows if row and any(row[c] is not None for c in _NUMBERS)]
    if filled or not all(rows):
        about = f"“{NIL_LABEL}”填了“是”,表内却填了 {len(filled)} 项({first_cells(filled)})"
        page.tell("form.nil_contradicted", about, page.place(filled[0] if filled else ""))
        return [row for row in rows if row]
    page.tell("form.nil_report", f"{NIL_LABEL}:{len(rows)} 行均无要报的事项", page.place())
    return [row | {"note": row["note"] or NIL_LABEL} for row in rows]
