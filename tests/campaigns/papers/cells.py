"""A printed number found again in the file that the office sent, opened by its hash."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import coordinate_to_tuple

from tests.campaigns.papers import printed
from tests.campaigns.papers.expected import asked_of
from tests.campaigns.papers.record import Record

Row = dict[str, Any]
KINDS = ("value", "gap", "change", "year")


def rederived(record: Record, entry: Row, spool: Path) -> str:
    """The text that the original cells give for a value, a gap or a change of either kind."""
    promise = record.promises[entry["targets"][0]]
    indicator = record.indicators[promise["indicator"]]
    numbers = [_number(indicator, one, spool) for one in entry["evidence"]]
    return _TEXTS[entry["kind"]](record, promise, numbers)


def _value(record: Record, promise: Row, numbers: list[float]) -> str:
    indicator = record.indicators[promise["indicator"]]
    if record.levels[promise["id"]][0] == "met":
        return printed.value(indicator, numbers[0])
    return printed.beside(indicator, numbers[0], promise["value"])


def _gap(record: Record, promise: Row, numbers: list[float]) -> str:
    indicator = record.indicators[promise["indicator"]]
    return printed.distance(indicator, numbers[0], asked_of(record, promise))


def _change(record: Record, promise: Row, numbers: list[float]) -> str:
    indicator = record.indicators[promise["indicator"]]
    return printed.distance(indicator, numbers[0], numbers[1])


_TEXTS: dict[str, Callable[[Record, Row, list[float]], str]] = {
    "value": _value,
    "gap": _gap,
    "change": _change,
    "year": _change,
}


def _number(indicator: Row, evidence: Row, spool: Path) -> float:
    """What stands in the cell; a formula's value is reckoned from its row's two counts."""
    data = (spool / evidence["sha256"][:2] / evidence["sha256"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == evidence["sha256"]
    sheet = openpyxl.load_workbook(io.BytesIO(data))[evidence["sheet"]]
    row, column = coordinate_to_tuple(evidence["cell"])
    cell = sheet.cell(row, column)
    head = [str(one.value or "") for one in sheet[4]]
    assert str(sheet.cell(row, 2).value).startswith(indicator["name"]), (
        f"{evidence['cell']} of {evidence['file']} is not the row of {indicator['name']}"
    )
    if cell.data_type != "f":
        return float(str(cell.value))
    above, below = (sheet.cell(row, head.index(name) + 1).value for name in ("分子", "分母"))
    share = float(str(above)) / float(str(below)) * float(indicator["scale"])
    return round(share, indicator["decimals"])
