"""A submission as one JSON document (docs/api.md): what a program hands in instead of a form.

Corrections in place, withdrawals and zero reports are written down the same way, so that
every value comes through the same door.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from observations.errors import UserError
from observations.finding import Finding
from observations.indicator import Indicator
from observations.layout import NIL_LABEL, Layout
from observations.leaves import Leaves, leaves_of
from observations.page import Headings, Page
from observations.period import ReportingPeriod
from observations.signals import signal
from observations.stations import (
    BATCH_SCHEMA,
    FormHeader,
    Interpreted,
    ParsedReport,
    empty_batch,
)
from observations.submitted import PARTS, Row, Values, wrong

FORMAT = "cityplan-submission/1"
SHEET = "JSON"
"""Where findings and values of a document say they stand; their cell is the path in it."""
FORM, CORRECTION, WITHDRAWAL, NIL = KINDS = ("form", "correction", "withdrawal", "nil")
DOCUMENT_KEYS = ("format", "office", "period", "kind", "note")
VALUE_KEYS = ("indicator", "area", *PARTS, "qualifier", "note")
_SAYS = ("value", "numerator", "denominator", "note")


def document(
    header: tuple[str, str], kind: str, values: Sequence[Mapping[str, Any]], note: str = ""
) -> bytes:
    """The bytes of a submission document; `header` is office id and period as written.

    `values` hold VALUE_KEYS; the same content always gives the same bytes.
    """
    whole = {
        "format": FORMAT,
        "office": header[0],
        "period": header[1],
        "kind": kind,
        "note": note,
        "values": [dict(value) for value in values],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False).encode()


def interpret_json(
    report: ParsedReport, layouts: Mapping[str, Layout], indicators: Mapping[str, Indicator]
) -> Interpreted:
    """The batch of a document and everything not understood, as `interpret` does for a form.

    A form carries every row of the office's layout, a correction some of them, a withdrawal
    keys alone (rows with status M), a zero report nothing (every row with status M and 零报告
    in its note). Rows with a critical finding stay out of the batch.
    """
    leaves = leaves_of(report.sheets[0], DOCUMENT_KEYS, VALUE_KEYS)
    layout, period = _placed(leaves, layouts)
    if layout is None or period is None:
        findings = (*report.findings, _unknown(report, leaves))
        return Interpreted(report.source, None, empty_batch(), findings)
    layout = layout.at(period.end)
    page = Page(SHEET, report.kind, {}, layout, period, Headings(0, {}))
    _check_document(page, leaves, report.source.office)
    kind = leaves.text("kind")
    rows = _ROWS.get(kind, _nothing)(Values(page, leaves, indicators, _plan(kind, leaves)))
    edition = layout.edition if kind not in KINDS[1:] else f"{layout.edition}/{kind}"
    header = FormHeader(layout.id, edition, layout.office, str(period), nil=kind == NIL)
    findings = (*report.findings, *page.findings)
    return Interpreted(report.source, header, _batch(page, rows), findings)


def _placed(
    leaves: Leaves, layouts: Mapping[str, Layout]
) -> tuple[Layout | None, ReportingPeriod | None]:
    if leaves.text("format") != FORMAT:
        return None, None
    try:
        period = ReportingPeriod.parse(leaves.text("period"))
    except UserError:
        return None, None
    wanted = (leaves.text("office"), period.frequency.value, "form")
    matching = (x for x in layouts.values() if (x.office, x.frequency, x.kind) == wanted)
    return next(matching, None), period


def _unknown(report: ParsedReport, leaves: Leaves) -> Finding:
    said = "、".join(
        f"{key}“{leaves.text(key)[:40]}”"
        for key in ("format", "office", "period")
        if leaves.text(key)
    )
    seen = f"文档写的是{said}" if said else "文档没有写 format、office、period"
    cure = f"format 写“{FORMAT}”,office 写单位代码,period 写该单位有填报任务的报告期"
    message = f"《{report.source.name}》:认不出是哪张表,{seen},{cure}"
    return signal("form.unknown", message, value=said, expected=cure)


def _check_document(page: Page, leaves: Leaves, sender: str) -> None:
    """The sender's own office, a kind we know, texts for texts, nothing beside the agreed keys."""
    if sender not in ("", page.layout.office):
        about = f"这是{page.layout.office_name}的报送,送交的单位代码是“{sender}”"
        page.tell("form.office.mismatch", about, page.place("office"), value=sender)
    for key, leaf in leaves.whole.items():
        if not leaf.is_text:
            wrong(page, key, f"{key} 须是文字,写的是 {leaf.text[:40]}")
    kind = leaves.text("kind")
    if kind not in KINDS:
        wrong(page, "kind", f"kind 写的是“{kind[:40]}”,只能是 {'、'.join(KINDS)} 之一")
    for path in leaves.strange:
        wrong(page, path[:60], f"“{path[:60]}”不在约定的字段内")


def _plan(kind: str, leaves: Leaves) -> tuple[bool, str]:
    """Whether values carry numbers, and the note of those that have none of their own."""
    return kind != WITHDRAWAL, "" if kind == FORM else leaves.text("note").strip()


def _form(values: Values) -> list[Row]:
    rows, page = values.rows(), values.page
    for missing in (row for row in page.layout.rows if row.key not in values.seen):
        about = f"缺少“{missing.name}”(indicator {missing.indicator},area {missing.area})"
        page.tell("row.missing", about, page.place("values", missing.key))
    if rows and not any(row[column] not in (None, "") for row in rows for column in _SAYS):
        page.tell("form.blank", "整张表没有填任何数,也没有说明", page.place())
    if note := values.leaves.text("note"):
        about = f"“{note[:40]}”不属于任何一个值,未采用"
        page.tell("cell.unexpected", about, page.place("note"), value=note[:40])
    return rows


def _correction(values: Values) -> list[Row]:
    if not values.leaves.places:
        wrong(values.page, "values", "values 里一项也没有")
    return values.rows()


def _withdrawal(values: Values) -> list[Row]:
    rows = _correction(values)
    for row in rows:
        if not row["note"]:
            path = row["cell"].replace(".value", ".note")
            place = values.page.place(path, (row["indicator"], row["area"]))
            values.page.tell("submission.reason", "撤回没有写理由", place)
    return rows


def _nil(values: Values) -> list[Row]:
    if values.leaves.places:
        about = f"kind 写的是零报告,values 里却有 {len(values.leaves.places)} 项"
        values.page.tell("form.nil_contradicted", about, values.page.place("values[0]"))
        return []
    reason = values.leaves.text("note").strip().removeprefix(NIL_LABEL).lstrip(":\uff1a ")
    rows = values.page.layout.rows
    about = f"{NIL_LABEL}:{len(rows)} 行均无要报的事项"
    values.page.tell("form.nil_report", about, values.page.place("kind"))
    blank: dict[str, Any] = dict.fromkeys(PARTS)
    said = {"status": "M", "note": f"{NIL_LABEL}:{reason}" if reason else NIL_LABEL, "cell": "note"}
    rest = {"qualifier": "", "printed": "", "decimals": 0}
    parts = {"numerator_cell": "", "denominator_cell": ""}
    return [
        {"indicator": row.indicator, "area": row.area, **blank, **said, **rest, **parts}
        for row in rows
    ]


def _nothing(values: Values) -> list[Row]:
    """Of a document that does not say what it is nothing is taken."""
    return []


_ROWS = {FORM: _form, CORRECTION: _correction, WITHDRAWAL: _withdrawal, NIL: _nil}


def _batch(page: Page, rows: Sequence[Row]) -> pl.DataFrame:
    constant = {
        "receipt": "",
        "period": str(page.period),
        "office": page.layout.office,
        "sheet": page.sheet,
    }
    return pl.DataFrame([constant | row for row in rows], schema=BATCH_SCHEMA)
