"""A third party's table in typed columns, by its layout alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from observations.cells import a1
from observations.finding import Finding, Severity
from observations.indicator import Indicator
from observations.layout import folded
from observations.period import ReportingPeriod, span_of
from observations.period_words import date_in_words, months_in
from observations.signals import SIGNALS, Place, signal
from observations.stations import BATCH_SCHEMA, FormHeader, Interpreted, ParsedReport, empty_batch
from observations.tables.dates import page_period
from observations.tables.merge import HISTORY, periods_of, rows_of
from observations.tables.model import TableLayout
from observations.tables.page import TablePage
from observations.tables.recognise import Found, recognise_tables
from observations.tables.rows import read_rows, tell_totals_missing
from observations.tables.units import is_unit, same_unit

_UNIT_LABELS = ("单位:", "计量单位:")


def interpret_table(
    report: ParsedReport, layouts: Sequence[TableLayout], indicators: Mapping[str, Indicator]
) -> Interpreted | None:
    """The table in `report`; None when no layout knows it. Two that do are no answer."""
    found = recognise_tables(report, layouts)
    fitting = [sheets for sheets in found.values() if _serves(sheets)]
    chosen = fitting or list(found.values())
    if len(chosen) == 1:
        return read_table(report, chosen[0], indicators)
    if not chosen:
        return None
    names = "、".join(sheets[0].layout.name for sheets in chosen)
    message = f"《{report.source.name}》:同时符合表样 {names},请由管理员把表样写得更明确"
    told = signal("table.ambiguous", message, value=names)
    return Interpreted(report.source, None, empty_batch(), (*report.findings, told))


def _serves(found: Sequence[Found]) -> bool:
    """True when headings and period are what this edition has."""
    for one in found:
        period, headings = page_period(one).period, one.headings
        strange = headings.missing or headings.unknown
        if strange or (period is not None and not one.layout.serves(period)):
            return False
    return True


def read_table(
    report: ParsedReport, found: Sequence[Found], indicators: Mapping[str, Indicator]
) -> Interpreted:
    """Everything the sheets `found` (at least one, all of one layout) say.

    Rows with a critical finding stay out of the batch; the header's period spans all periods.
    """
    layout = found[0].layout
    pages = [_read(report, one, indicators) for one in found]
    rows = [row for page in pages for row in rows_of(page)]
    for page in pages:
        page.finish()
    findings = (
        *report.findings,
        *_other_sheets(report, found),
        *(finding for page in pages for finding in page.findings),
    )
    periods = periods_of(pages) | {page.period for page in pages if page.period}
    if not periods:
        return Interpreted(report.source, None, empty_batch(), findings)
    header = FormHeader(layout.id, layout.edition, layout.office, str(span_of(periods)))
    header = replace(header, history=layout.history, title=layout.title)
    findings += (*_sender(report, layout), *_about_table(layout, pages, rows, periods))
    batch = pl.DataFrame([{"receipt": ""} | row for row in rows], schema=BATCH_SCHEMA)
    return Interpreted(report.source, header, batch, findings)


def _read(report: ParsedReport, found: Found, indicators: Mapping[str, Indicator]) -> TablePage:
    layout = found.layout
    page = TablePage(
        sheet=found.sheet.name,
        kind=report.kind,
        layout=layout,
        indicators=indicators,
        grid=found.grid,
        headings=found.headings,
        period=page_period(found).period,
        cells=dict(found.grid.cells),
    )
    page.drop([at for at in page.cells if at[0] <= found.headings.last])
    if _headings_hold(page) and _period_holds(page, found) and _unit_line_holds(page, found):
        read_rows(page)
        tell_totals_missing(page, layout)
    else:
        page.cells.clear()  # the headings are to be put right first
    return page


def _headings_hold(page: TablePage) -> bool:
    headings = page.headings
    for column in headings.missing:
        about = f"第 {headings.row + 1} 行缺少“{column.heading}”列"
        page.tell("form.heading.missing", about, a1(headings.row, 0))
    for col, path in headings.unknown:
        about = f"列名“{path[:40]}”不在表样中"
        page.tell("form.heading.unknown", about, a1(headings.last, col), value=path)
    for col, path in headings.twice:
        about = f"列名“{path[:40]}”出现两次"
        page.tell("form.heading.duplicate", about, a1(headings.last, col), value=path)
    return not (headings.missing or headings.unknown or headings.twice)


def _period_holds(page: TablePage, found: Found) -> bool:
    """A period in title or sheet name must be one, and one that this edition serves."""
    source, frequency = page.layout.period.source, page.layout.frequency
    if source in ("column", "headings"):
        return True
    said = page_period(found)
    if said.period is None:
        kind = {"title": "标题", "sheet": "工作表名"}.get(source, "表样写的报告期")
        dated = date_in_words(said.written, frequency)
        why = dated or f"{_in_words(said.written)},不是一个{frequency.label}报的报告期"
        about = f"{'报告期' if dated else kind}“{said.written[:40]}”{why}"
        page.tell("period.unread", about, said.cell, value=said.written)
    elif said.by_date:
        about = f"报告期写的是日期 {said.written},已按 {said.period.label} 识别"
        page.tell("period.from_date", about, said.cell, value=said.written)
    return said.period is not None


def _in_words(text: str) -> str:
    return "、".join(sorted(f"写的是{one.label}" for one in months_in(text))) or "没有写明报告期"


def _unit_line_holds(page: TablePage, found: Found) -> bool:
    """`单位:万元` above the table speaks for every column whose heading writes no unit."""
    holds = True
    for (row, col), cell in sorted(found.grid.cells.items()):
        text = folded(cell.text)
        label = next((word for word in _UNIT_LABELS if text.startswith(word)), "")
        unit = text.removeprefix(label)
        if row >= page.headings.row or not label or not is_unit(unit):
            continue
        for bound in page.headings.bound:
            declared = bound.column.unit
            silent = bound.column.role == "data" and not bound.unit and declared
            if silent and not same_unit(unit, declared):
                about = f"表上写“{cell.text}”,表样中“{bound.heading}”列的单位是“{declared}”"
                page.tell("table.unit", about, a1(row, col), value=unit)
                holds = False
    return holds


def _other_sheets(report: ParsedReport, found: Sequence[Found]) -> list[Finding]:
    """Sheets that are not read, hidden ones first of all."""
    title, read = f"《{found[0].layout.title}》", {one.sheet.name for one in found}
    told = []
    for sheet in report.sheets:
        blank = sheet.texts.is_empty() and not sheet.numbers.width
        if sheet.name in read or blank:
            continue
        rule, kind = ("sheet.hidden", "隐藏") if sheet.hidden else ("sheet.unread", "")
        message = f"{title}:{kind}工作表“{sheet.name}”不在表样中,内容未采用"
        told.append(signal(rule, message, Place(sheet=sheet.name)))
    return told


def _sender(report: ParsedReport, layout: TableLayout) -> list[Finding]:
    if report.source.office in ("", layout.office):
        return []
    message = f"《{layout.title}》:这是{layout.office_name}的表,与报送的单位不符,请由该单位报送"
    return [signal("form.office.mismatch", message, value=report.source.office)]


def _about_table(
    layout: TableLayout,
    pages: Sequence[TablePage],
    rows: Sequence[Mapping[str, object]],
    periods: set[ReportingPeriod],
) -> list[Finding]:
    """What is said of the table as a whole: edition, history, proof of completeness."""
    title, told = f"《{layout.title}》{span_of(periods)}", []
    outside = sorted(period for period in periods if not layout.serves(period))
    if outside:
        said = "、".join(period.label for period in outside[:5])
        message = f"{title}:表样 {layout.name} 不适用于{said},请改用该期的表样"
        told.append(signal("period.edition", message, value=str(outside[0])))
    if layout.history and rows:
        message = f"{title}:{len(rows)} 行为{HISTORY},经审核、审定后生效"
        told.append(signal("table.history", message))
    loud = {f.severity for page in pages for f in page.findings}
    if not rows and Severity.CRITICAL not in loud:  # cut behind its headings, or never filled in
        message = f"{title}:表头下面没有一个数,{SIGNALS['form.blank'].cure}"
        told.append(signal("form.blank", message))
    if rows and not all(page.proven for page in pages):
        message = f"{title}:没有可核对的合计,完整性未证实,各值列为存疑,请逐项核对后再审定"
        told.append(signal("total.unproven", message))
    return told
