"""The return sheet of a delivery: the office's own workbook marked, else a fresh drawing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from briefings.return_sheet import write_return_sheet
from briefings.slip import Slip, marking
from desk.differences import since_last
from desk.handle import Desk
from desk.keys import plan_keys
from desk.lookups import quoted
from desk.reply_days import reply_days
from ledger import revisions
from ledger.findings import FindingRow
from ledger.receipts import ReceiptRow
from observations.finding import Finding
from observations.jail import Jail
from observations.period import ReportingPeriod, label_of, parse_submitted
from observations.spool import archived
from observations.stations import ParsedReport, Sheet, SourceFile
from observations.whole import room_for, whole
from targets import wording

DEMO_MARK = "演示数据"
MARKED_KINDS = ("xlsx",)


def keep_return_sheet(
    desk: Desk, row: ReceiptRow, found: Sequence[FindingRow], warm: Jail | None = None
) -> Path:
    """Write the return sheet beside the papers; the same verdict gives the same bytes.

    `warm`: a jail that its owner keeps open; without one, one is started and ended.
    """
    folder = desk.settings.papers_dir / "returns"
    with room_for("退回单没有写成"):
        folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"退回单_{row.id}.xlsx"
    source = replace(row.source, path=archived(desk.settings.spool_dir, row.source.sha256))
    with Jail() if warm is None else nullcontext(warm) as jail:
        report = jail.read(source)
        slip = _slip(desk, row, found, report.sheets)
        made = _marked(jail, report, slip)
    with whole(path) as part:
        part.write_bytes(made if isinstance(made, bytes) else _drawn(slip, made))
    return path


def _drawn(slip: Slip, reason: str) -> bytes:
    buffer = BytesIO()
    write_return_sheet(slip, buffer, reason)
    return buffer.getvalue()


def _marked(jail: Jail, report: ParsedReport, slip: Slip) -> bytes | str:
    """The office's own workbook with our marks, or the reason why it has to be drawn afresh."""
    if not report.sheets:
        return "原件打不开"
    if report.kind not in MARKED_KINDS:
        return f"原件是 {report.kind} 文件,不能直接批注"
    return _worked(jail, report.source, slip)


def _worked(jail: Jail, source: SourceFile, slip: Slip) -> bytes | str:
    try:
        answer = jail.work("mark", source, marking(slip))
    except ValueError:  # more to say than the jail takes in one piece
        return "问题过多"
    if isinstance(answer, Finding):
        return "原件不能批注"
    told, made = answer
    return made or str(told.get("why") or "原件不能批注")[:40]


def _slip(
    desk: Desk, row: ReceiptRow, found: Sequence[FindingRow], sheets: tuple[Sheet, ...]
) -> Slip:
    day = (row.judged_at or row.received_at).astimezone(desk.now().tzinfo)
    replies = reply_days(desk, row, found, day.date())
    return Slip(
        number=f"退{row.id}",
        form_title="填报表" if row.period else "来件",
        office_name=desk.office_names.get(row.office, "报送单位"),
        period_label=label_of(row.period) if row.period else "—",
        returned_at=day,
        findings=[replace(one.finding, value=quoted(desk, one.finding)) for one in found],
        replies=replies,
        sheets=sheets,
        uncertain=not all(desk.calendar.covered(one.day.year) for one in replies),
        mark=DEMO_MARK if desk.is_demo else "",
        previous=_previous(desk, row.period),
        fates=since_last(desk, row.id),
    )


def _previous(desk: Desk, period: str) -> Mapping[tuple[str, str], str]:
    """Last period's values in words, by (indicator, area); none before several at once."""
    about = parse_submitted(period) if period else None
    if not isinstance(about, ReportingPeriod):
        return {}
    with desk.ledger.read() as reading:
        keys = plan_keys(desk.plan, periods=(str(about.previous()),))
        last = revisions.as_of(reading, approved=False, keys=keys)
    indicators = {one.key: one for one in desk.plan.indicators}
    rows = last.select("indicator", "area", "value").iter_rows()
    return {
        (key, area): wording.value_text(indicators[key], value)
        for key, area, value in rows
        if key in indicators
    }
