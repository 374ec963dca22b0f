"""Places of a document in the words of its form: people typed it on a page and saw no paths."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from observations.finding import Finding
from observations.submission import SHEET

Key = tuple[str, str]
FIELDS = {"value": "本期值", "numerator": "分子", "denominator": "分母", "note": "说明"}
"""What a form calls the parts of a value."""
_PATH = re.compile(r"(?<!!)values\[([0-9]+)\](?:\.([a-z]+))?")


def field_word(sheet: str, cell: str) -> str:
    """The part of a value that a place of a document is; "" for another place.

    >>> field_word("JSON", "values[3].numerator"), field_word("填报", "I5")
    ('分子', '')
    """
    match = _PATH.fullmatch(cell) if sheet == SHEET else None
    return FIELDS.get(match[2] or "value", "") if match else ""


def in_words(
    findings: tuple[Finding, ...], batch: pl.DataFrame, names: Mapping[Key, tuple[str, str]]
) -> tuple[Finding, ...]:
    """`findings` of one document, their sentences naming row and part instead of a path.

    `names`: (indicator's name, area's name) by key. The path itself stays in `cell`, for the
    program that sent it; a place that is no value of the form keeps its path in the sentence too.
    """
    if not any(one.sheet == SHEET for one in findings):
        return findings
    keys = _keys(findings, batch)
    many = Counter(indicator for indicator, _ in set(keys.values()))
    rows = {n: _row(names[key], many[key[0]]) for n, key in keys.items() if key in names}

    def said(match: re.Match[str]) -> str:
        row, part = rows.get(match[1]), FIELDS.get(match[2] or "value")
        return f"{row}{part}" if row and part else match[0]

    return tuple(replace(one, message=_PATH.sub(said, one.message)) for one in findings)


def _keys(findings: tuple[Finding, ...], batch: pl.DataFrame) -> dict[str, Key]:
    """(indicator, area) by the number of a value, as the rows and the findings tell."""
    rows = batch.select("cell", "indicator", "area").rows()
    told = [(one.cell, one.indicator, one.area) for one in findings if one.indicator]
    found = ((_PATH.fullmatch(cell or ""), (key, area)) for cell, key, area in (*rows, *told))
    return {match[1]: key for match, key in found if match}


def _row(name: tuple[str, str], areas: int) -> str:
    return f"“{name[0]}({name[1]})”" if areas > 1 else f"“{name[0]}”"
