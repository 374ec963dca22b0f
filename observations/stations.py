"""The stations a report passes, each a frozen type; inside a batch, one Polars frame.

file → SourceFile → ParsedReport → Interpreted → CheckedReport → Revisions → ledger
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import polars as pl

from observations.finding import Finding, Severity

BATCH_SCHEMA: dict[str, pl.DataType] = {
    "receipt": pl.String(),  # receipt id of the file the row came from
    "indicator": pl.String(),  # indicator key
    "area": pl.String(),  # adcode
    "period": pl.String(),  # written form of ReportingPeriod
    "office": pl.String(),  # reporting office id
    "value": pl.Float64(),  # in the indicator's unit; null = missing
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "status": pl.String(),  # SDMX CL_OBS_STATUS: A normal, E estimated, P provisional, M missing
    "qualifier": pl.String(),  # 约 | 近 | 以上 | ""
    "printed": pl.String(),  # the value cell as written
    "decimals": pl.Int16(),  # decimals as written
    "note": pl.String(),  # 说明 column
    "sheet": pl.String(),
    "cell": pl.String(),  # address of the value, A1 style
    "numerator_cell": pl.String(),
    "denominator_cell": pl.String(),
}
"""One row per reported value. Long frame: the same for one form and for fifty million rows."""


def empty_batch() -> pl.DataFrame:
    """A batch without rows."""
    return pl.DataFrame(schema=BATCH_SCHEMA)


@dataclass(frozen=True)
class SourceFile:
    """A file as it came: spooled, fsynced, hashed, archived unchanged.

    `name` is what the sender called it (never used as a path); `path` is where its bytes lie.
    """

    name: str
    sha256: str
    size: int
    path: Path
    office: str  # sending office id, "" when unknown until the form says it


@dataclass(frozen=True)
class Sheet:
    """One sheet as written.

    `numbers`: wide frame, one Float64 column per sheet column (`c0`, `c1`, …), null where the
    cell is not a number. `texts`: long frame `row`, `col` (Int32, zero-based), `text` (as
    written), `kind` (s text, b boolean, d date ISO, e error, f formula without cached value).
    `merged`: zero-based (first row, first column, last row, last column), inclusive.
    `percents`: addresses of numbers the sheet shows as percent (stored 0.091, shown 9.1 %).
    """

    name: str
    hidden: bool
    numbers: pl.DataFrame
    texts: pl.DataFrame
    merged: tuple[tuple[int, int, int, int], ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class ParsedReport:
    """Cells as written with their addresses; `kind` is what the bytes are (xlsx, xls, ods …).

    `findings` holds what reading itself noticed: refused content, hidden sheets.
    """

    source: SourceFile
    kind: str
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()


_NUMBERS_STORED = frozenset(("xlsx", "xls", "ods"))


def stores_numbers(kind: str) -> bool:
    """True for kinds whose cells hold numbers; csv and docx hold only what is shown."""
    return kind in _NUMBERS_STORED


@dataclass(frozen=True)
class FormHeader:
    """Which form this is: layout, edition, office and period, as the file says.

    `period` may be a span (`2019--2022`, see `period.label_of`). `nil`: a 零报告. `history`:
    earlier years, taken in by a layout for 历史补录. `title`: what a third party's table is
    called by the edition that read it; "" for forms, whose layout names them.
    """

    layout: str
    edition: str
    office: str
    period: str
    nil: bool = False
    history: bool = False
    title: str = ""

    @property
    def withdraws(self) -> bool:
        """True for a withdrawal: keys of values taken back, and no number."""
        return self.edition.endswith("/withdrawal")


@dataclass(frozen=True)
class Interpreted:
    """A report in typed columns (`batch`: BATCH_SCHEMA) plus everything not understood."""

    source: SourceFile
    header: FormHeader | None
    batch: pl.DataFrame
    findings: tuple[Finding, ...]


class Verdict(StrEnum):
    """What becomes of a delivery."""

    ACCEPTED = "accepted"
    RETURNED = "returned"  # a form of ours with critical findings
    REFUSED = "refused"  # not a form we can read
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class CheckedReport:
    """Rows worth keeping, and every broken expectation.

    `accepted`: BATCH_SCHEMA plus `doubted` (Boolean). `suite`: version of the rules applied;
    `evidence`: Great Expectations' own result of the batch run, JSON text.
    """

    source: SourceFile
    header: FormHeader | None
    accepted: pl.DataFrame
    findings: tuple[Finding, ...]
    verdict: Verdict
    suite: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Revisions:
    """What a delivery changes: `frame` is `accepted` plus `action` and `previous`.

    `action`: new | revised | unchanged | withdrawn; `previous`: id of the revision it follows.
    """

    frame: pl.DataFrame


@dataclass(frozen=True)
class Receipt:
    """What the sender gets back; the key is (sha256, office)."""

    id: str
    source: SourceFile
    state: str  # received | judging | accepted | returned | refused | duplicate
    received_at: datetime
    duplicate_of: str | None = None


def verdict_of(header: FormHeader | None, findings: tuple[Finding, ...]) -> Verdict:
    """Refused without a recognisable form, returned with a critical finding, else accepted."""
    if header is None:
        return Verdict.REFUSED
    if any(f.severity is Severity.CRITICAL for f in findings):
        return Verdict.RETURNED
    return Verdict.ACCEPTED
