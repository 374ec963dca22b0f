"""The hidden sheet `_layout`: which form this is, what was printed in it, and a checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

_FIELDS = ("表样", "版次", "单位", "报告期")
_CHECKSUM = "校验"
_LONGEST_KNOWN = 400
_TOO_LARGE = 1e15  # beyond 15 digits a spreadsheet keeps no number
_ROW_HEADINGS = ("序号", "指标代码", "地区代码", "指标", "单位", "上期值", "目标", "锁定值")


def _is_plain(value: object) -> bool:
    if not isinstance(value, float | int) or isinstance(value, bool):
        return False
    return abs(value) < _TOO_LARGE  # False for NaN and infinity, exact for any int


@dataclass(frozen=True)
class ManifestRow:
    """What was printed and locked in one row of the form; all text, "" = nothing.

    `known` is the value the system already had and locked, as JSON list value, numerator,
    denominator.
    """

    number: str
    indicator: str
    area: str
    name: str
    unit: str
    previous: str = ""
    target: str = ""
    known: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """(indicator, area): what the row is about."""
        return (self.indicator, self.area)

    def known_values(self) -> tuple[float | str | None, ...]:
        """Value, numerator and denominator as locked; () when nothing was locked.

        Each is a finite number below 1e15 in size, a word (是) or None. Raises ValueError when
        the cell is no such list: the sheet may be forged with a right checksum.
        """
        if not self.known:
            return ()
        if len(self.known) > _LONGEST_KNOWN:
            raise ValueError("locked values too long")
        try:
            values = json.loads(self.known)
        except RecursionError as deep:
            raise ValueError("locked values nested too deep") from deep
        if not isinstance(values, list) or len(values) != 3:
            raise ValueError("locked values are no list of three")
        if not all(value is None or isinstance(value, str) or _is_plain(value) for value in values):
            raise ValueError("locked values are no plain numbers")
        return tuple(values)


@dataclass(frozen=True)
class Manifest:
    """The content of `_layout`."""

    layout: str
    edition: str
    office: str
    period: str
    rows: tuple[ManifestRow, ...]

    def checksum(self) -> str:
        """SHA-256 (16 hex digits) over everything else in the sheet; finds accidents."""
        content = [self.layout, self.edition, self.office, self.period]
        content += [cell for row in self.rows for cell in _cells(row)]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The sheet, line by line, every cell text."""
        head = zip(_FIELDS, (self.layout, self.edition, self.office, self.period), strict=True)
        return (
            *head,
            (_CHECKSUM, self.checksum()),
            _ROW_HEADINGS,
            *(_cells(row) for row in self.rows),
        )


def _cells(row: ManifestRow) -> tuple[str, ...]:
    return (
        row.number,
        row.indicator,
        row.area,
        row.name,
        row.unit,
        row.previous,
        row.target,
        row.known,
    )


def read_manifest(lines: Sequence[Sequence[str]]) -> Manifest | None:
    """The manifest written by `Manifest.lines`; None when the sheet is not one or was changed."""
    size = len(_FIELDS)
    if len(lines) < size + 2 or any(len(line) < 2 for line in lines[: size + 1]):
        return None
    if tuple(line[0] for line in lines[: size + 1]) != (*_FIELDS, _CHECKSUM):
        return None
    if tuple(lines[size + 1]) != _ROW_HEADINGS:
        return None
    width = len(_ROW_HEADINGS)
    rows = tuple(
        ManifestRow(*(list(line) + [""] * width)[:width]) for line in lines[size + 2 :] if any(line)
    )
    layout, edition, office, period = (line[1] for line in lines[:size])
    manifest = Manifest(layout, edition, office, period, rows)
    return manifest if manifest.checksum() == lines[size][1] and _readable(rows) else None


def _readable(rows: Sequence[ManifestRow]) -> bool:
    try:
        for row in rows:
            row.known_values()
    except ValueError:
        return False
    return True
