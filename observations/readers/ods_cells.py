"""What an OpenDocument cell says, by its declared type; the same words as for xlsx."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from math import isfinite
from types import MappingProxyType

from observations.precheck import Unsafe
from observations.readers.ods_names import Attributes
from observations.readers.raw import Grid

_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|(?:Err|错误)[::]\s*\d+")
_DURATION = re.compile(r"(-?)PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,]\d+)?S)?")
_NUMBERS = frozenset(("float", "percentage", "currency"))
_FULL_DAY = 24


def put(grid: Grid, at: tuple[int, int], cell: Attributes, shown: str | None) -> None:
    """Write one cell into the grid: its value by its type, its spans as a merged range.

    `shown` is None without any paragraph: a formula that came out blank has an empty one.
    """
    text = shown or ""
    height = int(cell.get("table:number-rows-spanned", "1"))
    width = int(cell.get("table:number-columns-spanned", "1"))
    if height > 1 or width > 1:
        grid.merged.append((*at, at[0] + height - 1, at[1] + width - 1))
    kind = cell.get("office:value-type", "")
    if "error" in (cell.get("calcext:value-type"), _shows_error(cell, text)):
        grid.put(*at, ("#错误", "e"))
    elif kind in _NUMBERS:
        grid.put(*at, _number(cell["office:value"]))
        if kind == "percentage":
            grid.percents.append(at)
    elif kind in _TEXTS:
        written = _TEXTS[kind](cell, text)
        if written[0]:
            grid.put(*at, written)
    elif text:
        grid.put(*at, (text, "s"))
    elif "table:formula" in cell and shown is None:
        grid.put(*at, ("", "f"))


def _shows_error(cell: Attributes, text: str) -> str:
    return "error" if "table:formula" in cell and _ERROR.fullmatch(text.strip()) else ""


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise Unsafe("file.damaged", "数值")
    return number


def _string(cell: Attributes, text: str) -> tuple[str, str]:
    return (cell.get("office:string-value") or text, "s")


def _boolean(cell: Attributes, _: str) -> tuple[str, str]:
    return ("TRUE" if cell["office:boolean-value"] == "true" else "FALSE", "b")


def _date(cell: Attributes, _: str) -> tuple[str, str]:
    return (cell["office:date-value"].removesuffix("T00:00:00"), "d")


def _time(cell: Attributes, text: str) -> tuple[str, str]:
    match = _DURATION.fullmatch(cell["office:time-value"])
    if not match:
        return (text, "d")
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    if match.group(1) or hours >= _FULL_DAY:
        span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return (str(-span if match.group(1) else span), "d")
    return (f"{hours:02}:{minutes:02}:{seconds:02}", "d")


_TEXTS: Mapping[str, Callable[[Attributes, str], tuple[str, str]]] = MappingProxyType(
    {"string": _string, "boolean": _boolean, "date": _date, "time": _time}
)
