"""A bulk delivery as read: limits of its class, and the jail's columns with every claim checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from observations import wire
from observations.finding import Finding
from observations.jail import Jail
from observations.jail_child import Limits
from observations.readers.columns import MARK
from observations.signals import SIGNALS, signal
from observations.stations import SourceFile

MOST_BYTES = 512 * 1_048_576
MOST_ROWS = 1_048_576
"""Values in one delivery: what one worksheet holds."""
LIMITS = Limits(memory=4_294_967_296, cpu=120, wall=180.0, cells=12_000_000)
_ROOM = wire.Room(text=1_048_576, blob=1_073_741_824)
_DOUBLE = 8


@dataclass(frozen=True)
class Table:
    """Headings and cells as written; row n of `frame` is row n + 2 of the sheet.

    `frame`: per column j `n{j}` (Float64, null = no number) and `t{j}` (String, "" = no text).
    """

    kind: str
    sheet: str
    headings: tuple[str, ...]
    frame: pl.DataFrame


def bulk_jail(limits: Limits = LIMITS, most_bytes: int = MOST_BYTES) -> Jail:
    """A jail with the limits of bulk deliveries; use as a context manager."""
    return Jail(limits, most_bytes=most_bytes, answer=_ROOM)


def read_table(jail: Jail, source: SourceFile, cells: int = LIMITS.cells) -> Table | Finding:
    """The one table of `source`, or the finding why not."""
    answer = jail.work("columns", source, {"cells": cells})
    if isinstance(answer, Finding):
        return answer
    try:
        return _table(*answer, cells)
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        known = SIGNALS["file.damaged"]
        return signal("file.damaged", f"《{source.name}》:{known.meaning},{known.cure}")


def _table(told: Mapping[str, Any], blob: bytes, cells: int) -> Table:
    """The table a child told of; `ValueError`, `KeyError` or `TypeError` when it lies."""
    rows, headings = told["rows"], told["headings"]
    if type(rows) is not int or not 0 <= rows * max(len(headings), 1) <= cells:
        raise ValueError("a height outside the limits")
    if len(told["columns"]) != len(headings) or told["kind"] not in ("csv", "xlsx"):
        raise ValueError("columns without headings")
    for text in (*headings, told["sheet"]):
        text.encode()  # half a surrogate pair is a ValueError; no text an AttributeError
    columns: dict[str, pl.Series] = {}
    start = 0
    for place, sizes in enumerate(told["columns"]):
        ends = start + sizes["doubles"], start + sizes["doubles"] + sizes["texts"]
        if not start <= ends[0] <= ends[1] <= len(blob):
            raise ValueError("a column outside the message")
        columns[f"n{place}"] = _numbers(blob[start : ends[0]], rows)
        columns[f"t{place}"] = _texts(blob[ends[0] : ends[1]], rows, bool(sizes["worded"]))
        start = ends[1]
    if start != len(blob):
        raise ValueError("bytes of no column")
    return Table(told["kind"], told["sheet"], tuple(headings), pl.DataFrame(columns))


def _numbers(block: bytes, rows: int) -> pl.Series:
    if not block:
        return pl.Series([None], dtype=pl.Float64).new_from_index(0, rows)
    if len(block) != rows * _DOUBLE:
        raise ValueError("doubles of another height")
    return pl.Series(np.frombuffer(block, dtype="<f8")).fill_nan(None)


def _texts(block: bytes, rows: int, worded: bool) -> pl.Series:
    if not worded or not rows:
        return pl.Series([""], dtype=pl.String).new_from_index(0, rows)
    whole = pl.Series([block.decode()])  # strictly: what is no UTF-8 is a ValueError
    texts = whole.str.split(MARK).explode()
    if len(texts) != rows:
        raise ValueError("texts of another height")
    return texts
