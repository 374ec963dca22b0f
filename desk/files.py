"""Files people fetch: forms, return sheets, originals, issued papers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from briefings.form import Entry, Prefill, write_form
from desk.handle import Desk
from desk.keeping import kept_bytes, original_path
from desk.keys import form_keys
from desk.lookups import covered
from desk.periods import require_in_plan
from desk.plans import in_period
from desk.return_sheets import DEMO_MARK, keep_return_sheet
from desk.rights import require_office
from ledger import findings, papers, receipts, revisions
from ledger.receipts import ReceiptRow
from ledger.unit import Reading
from observations.identity import Actor
from observations.jail import Jail
from observations.layout import Layout
from observations.period import ReportingPeriod
from observations.spool import archived
from targets import wording
from targets.layouts import layout_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIMES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".xlsx": XLSX,
}
RETURNED = ("returned", "refused")


@dataclass(frozen=True)
class FileOut:
    """A file to hand over."""

    name: str
    mime: str
    data: bytes


def form(desk: Desk, actor: Actor, office: str, period: ReportingPeriod) -> FileOut:
    """The office's form for a period, with everything already known filled in and locked."""
    require_in_plan(desk, period)
    layout = layout_for(desk.plan, office, period)
    require_office(desk, actor, office)
    name = f"{desk.office_names[office]}_{period}_填报表.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_form(layout, prefill(desk, layout, period), path)
        return FileOut(name, XLSX, path.read_bytes())


def prefill(desk: Desk, layout: Layout, period: ReportingPeriod) -> Prefill:
    """What the form says before anybody writes: last values, targets, due date."""
    with desk.ledger.read() as reading:
        last = revisions.as_of(reading, approved=False, keys=form_keys(layout, period.previous()))
        known = already_known(reading, layout, period)
    wanted = {row.key for row in layout.rows}
    indicators = {i.key: i for i in desk.plan.indicators}
    previous = {
        (row["indicator"], row["area"]): wording.value_text(
            indicators[row["indicator"]], row["value"]
        )
        for row in last.iter_rows(named=True)
        if (row["indicator"], row["area"]) in wanted
    }
    return Prefill(
        period=period,
        due=desk.due(period),
        contact="住建局调度岗",
        indicators=indicators,
        previous=previous,
        targets=_targets(in_period(desk, period), wanted),
        known=known,
        mark=DEMO_MARK if desk.is_demo else "",
    )


def already_known(
    reading: Reading, layout: Layout, period: ReportingPeriod
) -> Mapping[tuple[str, str], Entry]:
    """Rows of the form whose numbers came by another table: they are not asked again."""
    rows = layout.rows_by_key
    came = revisions.as_of(reading, approved=False, keys=form_keys(layout, period))
    own = revisions.current(reading, (str(period),), form=(layout.office, layout.id))
    mine = set(own.select("indicator", "area").rows())
    found = {}
    for one in came.filter(came["value"].is_not_null()).iter_rows(named=True):
        row = rows.get((one["indicator"], one["area"]))
        if row is None or row.key in mine or one["form_office"] != layout.office:
            continue
        parts = one["numerator"], one["denominator"]
        whole = row.computed and None not in parts
        found[row.key] = Entry(None, *parts) if whole else Entry(one["value"])
    return found


def filled(
    desk: Desk, layout: Layout, period: ReportingPeriod, entries: dict[tuple[str, str], Entry]
) -> Prefill:
    """The prefill of a form that an office has filled with `entries`."""
    return replace(prefill(desk, layout, period), entries=entries)


def return_sheet(
    desk: Desk, actor: Actor, receipt_id: str, warm: Jail | None = None
) -> FileOut | None:
    """The return sheet of a returned or refused delivery; None when there is none for the actor.

    `warm`: the jail that the asking process keeps open, for a new one costs most of the time.
    """
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
        found = findings.of_receipt(reading, receipt_id)
    if row is None or not covered(desk, actor, row.office, f"return {receipt_id}"):
        return None
    if row.state not in RETURNED:
        return None
    original_path(desk, row.source.sha256)  # says so when it was destroyed
    path = keep_return_sheet(desk, row, found, warm)
    return FileOut(path.name, XLSX, path.read_bytes())


def original(desk: Desk, actor: Actor, receipt_id: str) -> FileOut | None:
    """The delivery as it came, byte for byte; None when there is none for the actor."""
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
    if row is None or not covered(desk, actor, row.office, f"original {receipt_id}"):
        return None
    data = kept_bytes(original_path(desk, row.source.sha256), row.source.sha256)
    return FileOut(row.source.name, "application/octet-stream", data)


def briefing(desk: Desk, actor: Actor, paper: str, name: str) -> FileOut | None:
    """An issued paper's archived bytes; None when there is no such paper."""
    with desk.ledger.read() as reading:
        rows = papers.papers(reading)
    for row in rows:
        path = row.file.path
        if row.file.paper == paper and path.name == name and actor.roles:
            stored = desk.settings.papers_dir / path
            return FileOut(name, MIMES.get(path.suffix, ""), kept_bytes(stored, row.file.sha256))
    return None


def _located(desk: Desk, row: ReceiptRow) -> ReceiptRow:
    """The row with the original's place under today's spool folder."""
    path = archived(desk.settings.spool_dir, row.source.sha256)
    return replace(row, source=replace(row.source, path=path))


def _targets(desk: Desk, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """All target lines of each row, the city's and the banner's named apart."""
    lines: dict[tuple[str, str], list[str]] = {}
    for target in desk.plan.targets:
        key = (target.indicator, target.area)
        if key in wanted:
            words = wording.target_text(desk.plan.indicator(target.indicator), target)
            lines.setdefault(key, []).append(f"{target.tier} {words}")
    return {key: ";".join(dict.fromkeys(texts)) for key, texts in lines.items()}
