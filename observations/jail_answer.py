"""What a jailed child said, as a report or a finding: its word is checked, never trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from observations import wire
from observations.finding import Finding
from observations.signals import SIGNALS, signal
from observations.stations import ParsedReport, Sheet, SourceFile

_TEXTS = {"row": pl.Int32, "col": pl.Int32, "text": pl.String, "kind": pl.String}
_KINDS = ("xlsx", "xls", "ods", "docx", "csv", "json")


def refused(source: SourceFile, rule: str, detail: str = "") -> Finding:
    """The finding of a file that was not read."""
    known = SIGNALS[rule]
    inside = f"({detail})" if detail else ""
    message = f"《{source.name}》:{known.meaning}{inside},{known.cure}"
    return signal(rule, message, value=detail)


def refusal(source: SourceFile, answer: Mapping[str, Any]) -> Finding:
    """The child's refusal, if it is one that we know."""
    rule, detail = answer["rule"], answer.get("detail", "")
    if not isinstance(rule, str) or rule not in SIGNALS or not isinstance(detail, str):
        return refused(source, "file.damaged")
    return refused(source, rule, detail[:100].encode("utf-8", "replace").decode())


def parsed(source: SourceFile, answer: tuple[Mapping[str, Any], bytes], cells: int) -> ParsedReport:
    """The cells the child told; `file.damaged` when it tells no report, or one beyond `cells`."""
    try:
        return _parsed(source, *answer, cells)
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return ParsedReport(source, "", (), (refused(source, "file.damaged"),))


def _parsed(source: SourceFile, answer: Mapping[str, Any], blob: bytes, cells: int) -> ParsedReport:
    if answer["kind"] not in _KINDS:
        raise ValueError("a kind of file nobody reads")
    sheets = tuple(sheet_of(told) for told in wire.unpack(answer, blob, cells))
    notes = tuple(refused(source, rule, detail) for rule, detail in wire.notes(answer))
    if not sheets:
        notes += (refused(source, "file.damaged", "没有工作表"),)
    return ParsedReport(source, answer["kind"], sheets, notes)


def sheet_of(told: wire.Told) -> Sheet:
    """A sheet as the stations hold it."""
    blocks = enumerate(told.columns)
    doubles = {f"c{n}": np.frombuffer(block, dtype=np.float64) for n, block in blocks}
    numbers = pl.DataFrame(doubles, nan_to_null=True)  # a query for each sheet costs far more
    texts = pl.DataFrame(dict(zip(_TEXTS, told.texts, strict=True)), schema=_TEXTS)
    return Sheet(told.name, told.hidden, numbers, texts, told.merged, told.percents)
