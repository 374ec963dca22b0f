"""Which form is this? By the hidden sheet `_layout`, else by title and headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from observations.cells import Address, Cell, grid, lines
from observations.editions import FORM_EDITIONS, Held, every_column, held_edition
from observations.errors import UserError
from observations.finding import Finding
from observations.layout import (
    DEFINITION_SHEET,
    FORM_SHEET,
    MANIFEST_SHEET,
    PERIOD_LABEL,
    Column,
    Layout,
    folded,
)
from observations.manifest import Manifest, read_manifest
from observations.page import Headings, first_cells
from observations.period import ReportingPeriod
from observations.returned import is_slip
from observations.signals import Place, signal
from observations.stations import FormHeader, ParsedReport, Sheet
from observations.title import (
    NOTHING,
    TITLE_ROWS,
    YEARS,
    Title,
    about_date,
    layout_by_title,
    read_title,
    unread_title,
)

_FEWEST_HEADINGS = 4


@dataclass(frozen=True)
class Recognised:
    """What the file says it is; `layout` None when it is no form of ours.

    `layout` is today's; `held` is the edition in hand, whose columns and rows are read.
    """

    layout: Layout | None
    header: FormHeader | None
    period: ReportingPeriod | None
    sheet: Sheet | None
    cells: Mapping[Address, Cell]  # of that sheet
    manifest: Manifest | None
    title: Title  # OFFICE_LABEL, PERIOD_LABEL → as written in the title block
    findings: tuple[Finding, ...]
    held: Held | None = None


def recognise(report: ParsedReport, layouts: Mapping[str, Layout]) -> Recognised:
    """The form's layout, office and period; findings when the file cannot be placed."""
    hidden = next((s for s in report.sheets if s.name == MANIFEST_SHEET), None)
    manifest = _manifest(hidden) if hidden else None
    sheet, cells = _form_sheet(report.sheets, layouts)
    title = read_title(cells)
    layout, period = _placed(manifest, title, layouts, cells)
    if sheet is None or layout is None or period is None:
        told = _unknown(report, sheet, title, layouts)
        unknown = (*_unread(report, sheet, f"《{report.source.name}》"), told)
        return Recognised(None, None, None, sheet, cells, manifest, title, unknown)
    layout = layout.at(period.end)
    headings = find_headings(cells, every_column(layout.editions or FORM_EDITIONS))
    at = headings.row if headings else -1
    held = held_edition(layout, manifest, (c.text for (row, _), c in cells.items() if row == at))
    edition = manifest.edition if manifest else layout.edition
    header = FormHeader(layout.id, edition, layout.office, str(period))
    name = form_name(layout, period)
    findings = (
        *_about_manifest(name, hidden, manifest, layout),
        *_about_edition(name, layout, held, edition),
        *about_date(name, sheet.name, title.get(PERIOD_LABEL, NOTHING), period),
        *_unread(report, sheet, name),
    )
    return Recognised(layout, header, period, sheet, cells, manifest, title, findings, held)


def _manifest(hidden: Sheet) -> Manifest | None:
    """None when the sheet was changed, be it that something was written far away."""
    try:
        return read_manifest(lines(hidden))
    except UserError:
        return None


def form_name(layout: Layout, period: ReportingPeriod) -> str:
    """How messages call a form that was recognised: the same bytes may come by other names."""
    return f"《{layout.short_title}》{period}"


def find_headings(cells: Mapping[Address, Cell], columns: Sequence[Column]) -> Headings | None:
    """The row with the most headings of `columns`; None when no row has enough of them."""
    known = {folded(word): c.id for c in columns for word in (c.heading, *c.aliases)}
    rows: dict[int, dict[str, int]] = {}
    for (row, col), cell in sorted(cells.items()):
        column = known.get(folded(cell.text)) if row < TITLE_ROWS else None
        if column:
            rows.setdefault(row, {}).setdefault(column, col)
    best = max(rows, key=lambda row: len(rows[row]), default=None)
    if best is None or len(rows[best]) < _FEWEST_HEADINGS:
        return None
    return Headings(best, rows[best])


def _parsed(written: str) -> ReportingPeriod | None:
    try:
        period = ReportingPeriod.parse(written)
    except UserError:
        return None
    return period if period.year in YEARS else None


def _form_sheet(
    sheets: Sequence[Sheet], layouts: Mapping[str, Layout]
) -> tuple[Sheet | None, dict[Address, Cell]]:
    """The sheet 填报, else the first visible one with our headings, and its cells."""
    editions = next((layout.editions for layout in layouts.values()), ()) or FORM_EDITIONS
    columns = every_column(editions)
    visible = [s for s in sheets if not s.hidden]
    for sheet in sorted(visible, key=lambda s: s.name != FORM_SHEET):
        cells = grid(sheet)
        if find_headings(cells, columns):
            return sheet, cells
    return None, {}


def _placed(
    manifest: Manifest | None,
    title: Title,
    layouts: Mapping[str, Layout],
    cells: Mapping[Address, Cell],
) -> tuple[Layout | None, ReportingPeriod | None]:
    if manifest is not None:
        return layouts.get(manifest.layout), _parsed(manifest.period)
    return layout_by_title(title, layouts, (folded(cell.text) for cell in cells.values()))


def _unknown(
    report: ParsedReport, sheet: Sheet | None, title: Title, layouts: Mapping[str, Layout]
) -> Finding:
    """Why nothing can be read: what the title lacks, or that no headings are there at all."""
    if sheet is not None:
        return unread_title(report.source.name, sheet.name, title, layouts)
    seen = "没有找到表头和“填报单位”“报告期”"
    message = f"《{report.source.name}》:认不出是哪张表,{seen},请下载本单位本期表样,填好后报送"
    return signal("form.unknown", message)


def _about_manifest(
    name: str, hidden: Sheet | None, manifest: Manifest | None, layout: Layout
) -> Iterator[Finding]:
    if hidden is not None and manifest is None:
        message = f"{name}:隐藏的表样标识页被改动,校验不符,请重新下载表样填报"
        yield signal("form.layout_sheet.changed", message, Place(sheet=MANIFEST_SHEET))
    elif hidden is None:
        message = f"{name}:没有表样标识页,已按标题和表头识别为{layout.office_name}的表"
        yield signal("form.layout_sheet.missing", message)


def _about_edition(name: str, layout: Layout, held: Held, edition: str) -> Iterator[Finding]:
    """What differs between the edition in hand and today's."""
    if not held.known:
        message = f"{name}:表样标识页写的版次 {edition} 不存在,请重新下载表样填报"
        yield signal("form.edition.unknown", message, Place(sheet=MANIFEST_SHEET), value=edition)
    elif held.older:
        said = f"版次 {edition}" if edition != layout.edition else "表头"
        message = f"{name}:表样{said}不是现行的 {layout.edition},已按旧版次逐行核对"
        yield signal("form.edition.outdated", message, value=edition)
    for rule, names, said in (
        ("form.edition.row_new", held.fresh, "旧版表样没有,本期未报,请用现行表样补报"),
        ("form.edition.row_dropped", held.dropped, "现行表样已不要求,未采用"),
    ):
        if names:
            message = f"{name}:{len(names)} 行({first_cells(names)}){said}"
            yield signal(rule, message, value=names[0])


def _unread(report: ParsedReport, form: Sheet | None, name: str) -> Iterator[Finding]:
    """Sheets that are left aside; of a file that is no form only the hidden ones."""
    for sheet in report.sheets:
        place = Place(sheet=sheet.name)
        blank = sheet.texts.is_empty() and not sheet.numbers.width
        if sheet.hidden and sheet.name != MANIFEST_SHEET:
            yield signal("sheet.hidden", f"{name}:隐藏工作表“{sheet.name}”的内容未采用", place)
        elif form and not (
            blank
            or sheet is form
            or sheet.name in (MANIFEST_SHEET, DEFINITION_SHEET)
            or is_slip(sheet)
        ):
            message = f"{name}:工作表“{sheet.name}”不在表样中,内容未采用"
            yield signal("sheet.unread", message, place)
