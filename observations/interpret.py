"""Typed columns from a report as written; what was not understood is named, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import polars as pl

from observations.cells import a1
from observations.finding import Finding
from observations.indicator import Indicator
from observations.layout import OFFICE_LABEL, PERIOD_LABEL, Layout, folded
from observations.merged import settle_merged
from observations.nil import nil_rows, take_nil
from observations.page import Headings, Page
from observations.period_words import date_in_words
from observations.recognise import (
    Recognised,
    find_headings,
    form_name,
    recognise,
)
from observations.rows import match_rows, read_row, table_rows
from observations.signals import Place, signal
from observations.stations import BATCH_SCHEMA, Interpreted, ParsedReport, empty_batch
from observations.submission import interpret_json
from observations.tables.model import TableLayout
from observations.tables.read import interpret_table
from observations.tables.recognise import too_merged
from observations.title import NOTHING, Titled, is_office, period_at
from observations.totals import check_totals, tally
from observations.values import tell_recomputed

AnyLayout = Layout | TableLayout


class Catalogue(dict[str, AnyLayout]):
    """Every layout by its id, told apart once for all files that are read by them.

    A walk over a country's layouts for each file would cost more than reading it. Not to be
    changed once it is made.
    """

    @cached_property
    def forms(self) -> Mapping[str, Layout]:
        """Our own forms."""
        return {key: one for key, one in self.items() if isinstance(one, Layout)}

    @cached_property
    def tables(self) -> Sequence[TableLayout]:
        """Third parties' tables."""
        return [one for one in self.values() if isinstance(one, TableLayout)]

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """Names of the offices that have a form, by id."""
        return {one.office: one.office_name for one in self.forms.values()}


def interpret(
    report: ParsedReport, layouts: Mapping[str, AnyLayout], indicators: Mapping[str, Indicator]
) -> Interpreted:
    """The batch of a form or of a third party's table, and everything not understood.

    `layouts` by layout id (tables by id and edition; a `Catalogue` for many files), `indicators` by
    key. Rows with a critical
    finding stay out of the batch; a blank value is a row with status M. A file that is
    neither has no header.
    """
    if not report.sheets:
        return Interpreted(report.source, None, empty_batch(), report.findings)
    sorted_out = layouts if isinstance(layouts, Catalogue) else Catalogue(layouts)
    if report.kind == "json":
        return interpret_json(report, sorted_out.forms, indicators)
    known = recognise(report, sorted_out.forms)
    if known.layout is not None:
        return _form(report, known, indicators, sorted_out.offices)
    found = interpret_table(report, sorted_out.tables, indicators)
    if found is not None:
        return found
    why = too_merged(report) or known.findings
    return Interpreted(report.source, None, empty_batch(), (*report.findings, *why))


def _form(
    report: ParsedReport,
    known: Recognised,
    indicators: Mapping[str, Indicator],
    offices: Mapping[str, str],
) -> Interpreted:
    findings = (*report.findings, *known.findings)
    assert known.held and known.period and known.sheet and known.header  # noqa: S101 -- a form
    layout = known.held.layout
    headings = find_headings(known.cells, layout.columns)
    problems = _heading_problems(known, headings)
    if headings is None or problems or not known.held.known:
        findings += (*problems, *_office_and_period(report, known, offices))
        return Interpreted(report.source, known.header, empty_batch(), findings)
    page = Page(
        known.sheet.name,
        report.kind,
        dict(known.cells),
        layout,
        known.period,
        headings,
        known.manifest,
        older=known.held.older,
        dropped=frozenset(folded(name) for name in known.held.dropped),
        merged=tuple(known.sheet.merged),
    )
    batch = _read(page, indicators)
    findings += (*_office_and_period(report, known, offices), *page.findings)
    header = replace(known.header, nil=page.nil)
    return Interpreted(report.source, header, batch, findings)


def _read(page: Page, indicators: Mapping[str, Indicator]) -> pl.DataFrame:
    _leave_title(page)
    counted = tally(page, table_rows(page))
    matched = match_rows(page)
    unclear = settle_merged(page, matched)
    page.nil = take_nil(page)
    read = [read_row(page, at, row, indicators[row.indicator]) for at, row in matched.items()]
    read = [{} if at in unclear else row for at, row in zip(matched, read, strict=True)]
    tell_recomputed(page)
    check_totals(page, counted)
    if page.nil:
        read = nil_rows(page, read)
    elif read and all(_blank(row) for row in read):
        about = "整张表没有填任何数,也没有说明"
        page.tell("form.blank", about, page.place())
    page.name_leftovers()
    return _batch(page, [row for row in read if row])


def _blank(row: Mapping[str, object]) -> bool:
    """True for a row that was read without problem and says nothing at all."""
    said = ("value", "numerator", "denominator")
    return bool(row) and not row["note"] and all(row[column] is None for column in said)


def _batch(page: Page, rows: list[dict[str, object]]) -> pl.DataFrame:
    constant = {
        "receipt": "",
        "period": str(page.period),
        "office": page.layout.office,
        "sheet": page.sheet,
    }
    return pl.DataFrame([constant | row for row in rows], schema=BATCH_SCHEMA)


def _leave_title(page: Page) -> None:
    """The title block and the headings are explicitly done with: `recognise` read them."""
    for address in [at for at in page.cells if at[0] <= page.headings.row]:
        del page.cells[address]


def _heading_problems(known: Recognised, headings: Headings | None) -> tuple[Finding, ...]:
    """Missing, unknown and double headings, each with its cell."""
    assert known.held and known.layout and known.sheet and known.period  # noqa: S101 -- a form
    columns = known.held.layout.columns
    found = headings.columns if headings else {}
    row = headings.row if headings else 0
    sheet, name = known.sheet.name, form_name(known.layout, known.period)
    problems = [
        signal(
            "form.heading.missing",
            f"{name},{sheet} 第 {row + 1} 行:缺少“{column.heading}”列,请恢复表头或重新下载表样",
            Place(sheet, a1(row, 0)),
            expected=column.heading,
        )
        for column in columns
        if column.id not in found
    ]
    words = {folded(w) for c in columns for w in (c.heading, *c.aliases)}
    missing = [column.heading for column in columns if column.id not in found]
    for (at, col), cell in sorted(known.cells.items()):
        if at != row or col in found.values():
            continue
        twice = folded(cell.text) in words
        rule = "form.heading.duplicate" if twice else "form.heading.unknown"
        said = "出现两次,请删去多余的一列" if twice else f"不在表样中,请{_strange(missing)}"
        message = f"{name},{sheet}!{a1(at, col)}:列名“{cell.text[:40]}”{said}"
        problems.append(signal(rule, message, Place(sheet, a1(at, col)), value=cell.text[:40]))
    return tuple(problems)


def _strange(missing: Sequence[str]) -> str:
    """What to do with a heading nobody knows: it may be the one that is missing."""
    if not missing:
        return "删去该列,说明写在“说明”列"
    return f"核对:原是“{'”或“'.join(missing)}”列的,把列名改回;多余的列删去"


def _office_and_period(
    report: ParsedReport, known: Recognised, offices: Mapping[str, str]
) -> tuple[Finding, ...]:
    """The sender, the title and the hidden sheet must name the same office and period."""
    assert known.layout is not None and known.period is not None  # noqa: S101 -- caller checked
    layout, name = known.layout, form_name(known.layout, known.period)
    found = []
    office, written = (known.title.get(x, NOTHING) for x in (OFFICE_LABEL, PERIOD_LABEL))
    sheet = known.sheet.name if known.sheet else ""
    if report.source.office not in ("", layout.office):
        sender = offices.get(report.source.office, f"代码“{report.source.office}”")
        message = f"{name}:这是{layout.office_name}的表,报送的单位是{sender},请用本单位的表样填报"
        found.append(signal("form.office.mismatch", message, value=report.source.office))
    elif not is_office(layout, office.text):
        said = f"填报单位写的是“{office.text}”" if office.text else "没有写填报单位"
        message = f"{_at(name, office)}:{said},表样是发给{layout.office_name}的,请恢复原文"
        place = Place(sheet, office.cell)
        found.append(signal("form.office.mismatch", message, place, value=office.text))
    frequency, read = known.period.frequency, period_at(written.text, known.period.frequency)
    if read != known.period or frequency.value != layout.frequency:
        said = f"报告期写的是“{written.text}”" if written.text else "没有写报告期"
        why = date_in_words(written.text, frequency) if read is None else ""
        cure = "请用本期的表样填报" if read else f"请写“{known.period.label}”"
        about = ",".join(filter(None, (said, why, f"表样是{known.period.label}的", cure)))
        message = f"{_at(name, written)}:{about}"
        place = Place(sheet, written.cell)
        found.append(signal("form.period.mismatch", message, place, value=written.text))
    return tuple(found)


def _at(name: str, said: Titled) -> str:
    return f"{name},{said.cell}" if said.cell else name
