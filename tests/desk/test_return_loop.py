"""From a returned form to an accepted one: marks, closings and the values beside the last ones."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl

from briefings.form import Entry
from desk import views
from desk.delivery import ingest_files
from desk.differences import Told, compared, difference, since_last
from desk.files import return_sheet
from desk.views import alert_lives
from ledger import findings
from observations.fates import Fate
from observations.finding import Severity
from observations.marking.xml import Splices, parse
from targets.layouts import layout_for
from tests.desk.hall import Q3, Hall
from tests.observations.files import converted

ORANGE = "FFF4A261"


def rows(hall: Hall):
    """A row with an entered value and one that is computed."""
    layout = layout_for(hall.desk.plan, "housing", Q3)
    entered = [row for row in layout.rows if not row.computed]
    computed = [row for row in layout.rows if row.computed]
    return entered[0].key, computed[0].key


def wrong_form(hall: Hall) -> Path:
    """The form with two wrong cells."""
    entered, computed = rows(hall)
    wrong = {entered: Entry(value="三千"), computed: Entry(numerator="待定", denominator=80)}
    return hall.form("housing", changes=wrong)


def found_in(hall: Hall, receipt: str):
    with hall.desk.ledger.read() as reading:
        return findings.of_receipt(reading, receipt)


def corrected(data: bytes, cells: dict[str, float], path: Path) -> Path:
    """The return sheet with these cells typed over in its form, every other part as it came.

    Formulas lose their last result, so that whatever opens it next computes them.
    """
    path.write_bytes(data)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    part = "xl/worksheets/sheet1.xml"  # the form was the first sheet of our own file
    splices, root = Splices(parts[part]), parse(parts[part])
    written = root.child("sheetData")
    assert written is not None
    for cell in (one for row in written.children for one in row.children):
        address, style = cell.attributes["r"], cell.attributes.get("s", "0")
        if address in cells:
            typed = f'<c r="{address}" s="{style}"><v>{cells[address]}</v></c>'
            splices.replace(cell.start, cell.end, typed)
        elif cell.child("f") and (cached := cell.child("v")):
            splices.replace(cached.start, cached.end, "")
    parts[part] = splices.done()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_the_returned_workbook_corrected_in_place_is_accepted_and_closes_its_findings(
    hall: Hall, tmp_path: Path
) -> None:
    clerk = hall.clerk("housing")
    returned = hall.hand_in(wrong_form(hall), clerk)
    assert returned.state == "returned"
    sheet = return_sheet(hall.desk, clerk, returned.id)
    assert sheet is not None
    wrong = {f.finding.cell for f in found_in(hall, returned.id) if f.finding.cell}
    marked = corrected(sheet.data, {}, tmp_path / "marked.xlsx")
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames == ["退回单", "填报", "口径", "_layout"]
    orange = {c.coordinate for r in book["填报"] for c in r if c.fill.fgColor.rgb == ORANGE}
    assert orange == wrong
    assert all("规则:cell.not_a_number" in book["填报"][cell].comment.text for cell in wrong)

    typed = corrected(sheet.data, dict.fromkeys(wrong, 7.0), tmp_path / "typed.xlsx")
    again = converted(typed, "xlsx", tmp_path)  # a spreadsheet program recalculates and saves
    (outcome,) = ingest_files(hall.desk, clerk, [again])
    assert outcome.status == "accepted"
    assert [f.rule for f in outcome.findings if f.severity != Severity.INFO] == []
    assert [f.rule for f in outcome.findings if f.rule.startswith("sheet.")] == []
    assert {(c.rule, c.cell) for c in outcome.closed} == {("cell.not_a_number", c) for c in wrong}
    assert {c.id for c in outcome.closed} == {f.id for f in found_in(hall, returned.id)}


def test_the_second_return_says_what_is_closed_open_and_new(one_hall: Hall) -> None:
    hall, clerk = one_hall, one_hall.clerk("housing")
    entered, computed = rows(hall)
    first = hall.hand_in(wrong_form(hall), clerk)
    assert since_last(hall.desk, first.id) is None
    changes = {entered: Entry(value=12), computed: Entry(numerator="待定", denominator="未知")}
    second = hall.hand_in(hall.form("housing", changes=changes), clerk)
    told = since_last(hall.desk, second.id)
    assert told is not None
    cells = [one.finding.cell[0] for one in found_in(hall, second.id)]
    assert dict(zip(cells, told.now, strict=True)) == {"F": Fate.OPEN, "H": Fate.NEW}
    assert [one.finding.indicator for one in told.closed] == [entered[0]]

    sheet = return_sheet(hall.desk, clerk, second.id)
    assert sheet is not None
    path = hall.folder / "second.xlsx"
    path.write_bytes(sheet.data)
    slip = openpyxl.load_workbook(path)["退回单"]
    facts = {row[0].value: row[2].value for row in slip.iter_rows(2, 10)}
    assert facts["与上次相比"] == "已改正 1 项,仍未改正 1 项,新增 1 项"
    fates = [row[7] for row in slip.iter_rows(min_row=12, values_only=True) if row[2]]
    assert sorted(f for f in fates if f != "与上次比") == ["仍未改正", "已改正", "新增"]


def test_the_return_sheet_asks_until_the_days_of_its_alerts_first_return_and_second(
    one_hall: Hall,
) -> None:
    hall, clerk = one_hall, one_hall.clerk("housing")
    entered, computed = rows(hall)
    first = hall.hand_in(wrong_form(hall), clerk)
    day = told_until(hall, first.id)
    hall.clock.moment += timedelta(days=1)
    changes = {entered: Entry(value="三千"), computed: Entry(numerator="待定", denominator="未知")}
    second = hall.hand_in(hall.form("housing", changes=changes), clerk)
    (alert,) = alert_lives(hall.desk, clerk, period=str(Q3))
    assert (alert.due.isoformat(), len(alert.steps)) == (day[:10], 2)
    assert told_until(hall, second.id)[:10] == day[:10]
    assert day.endswith("(2 个工作日)")
    assert told_until(hall, second.id) == f"{day[:10]}(1 个工作日)"


def told_until(hall: Hall, receipt: str) -> str:
    sheet = return_sheet(hall.desk, hall.clerk("housing"), receipt)
    assert sheet is not None
    path = hall.folder / f"{receipt}.xlsx"
    path.write_bytes(sheet.data)
    slip = openpyxl.load_workbook(path)["退回单"]
    facts = {row[0].value: row[2].value for row in slip.iter_rows(2, 10)}
    return str(facts["回复时限"])


def test_the_values_stand_beside_those_of_a_returned_and_of_an_accepted_delivery(
    one_hall: Hall,
) -> None:
    hall, clerk = one_hall, one_hall.clerk("housing")
    entered, computed = rows(hall)
    first = hall.hand_in(wrong_form(hall), clerk)
    assert difference(hall.desk, first.id) is None
    good = {entered: Entry(value=12), computed: Entry(numerator=8, denominator=80)}
    second = hall.hand_in(hall.form("housing", changes=good), clerk)
    against_returned = difference(hall.desk, second.id)
    assert against_returned is not None
    assert (against_returned.before, against_returned.before_state) == (first.id, "returned")
    assert {(r.indicator, r.before, r.now) for r in against_returned.rows} == {
        (entered[0], "“三千”", "12个"),
        (computed[0], "“待定”", "10%"),
    }
    later = good | {entered: Entry(value=15, note="新建三个")}
    third = hall.hand_in(hall.form("housing", changes=later), clerk)
    against_accepted = difference(hall.desk, third.id)
    assert against_accepted is not None
    (row,) = against_accepted.rows
    assert (row.before, row.now, row.change) == ("12个", "15个", "+3个")
    assert (row.note_before, row.note_now) == ("", "新建三个")
    assert difference(hall.desk, second.id) == against_returned  # what came later changes nothing


def test_what_is_done_or_not_changes_in_words_not_by_a_number(one_hall: Hall) -> None:
    done = next(one for one in one_hall.desk.plan.indicators if one.kind == "yes")
    key = (done.key, "150627", "")
    (row,) = compared(one_hall.desk, {key: Told(value=0)}, {key: Told(value=1)})
    assert (row.before, row.now, row.change) == ("未完成", "已完成", "")
    (row,) = compared(one_hall.desk, {key: Told(value=5)}, {key: Told(value=1)})
    assert (row.before, row.now, row.change) == ("“5”", "已完成", "")


def test_a_broken_file_in_between_closes_nothing(one_hall: Hall) -> None:
    hall, clerk = one_hall, one_hall.clerk("housing")
    first = hall.hand_in(wrong_form(hall), clerk)
    broken = hall.folder / "broken.xlsx"
    broken.write_bytes(wrong_form(hall).read_bytes()[:3_000])
    refused = hall.hand_in(broken, clerk)
    assert refused.state == "refused"
    assert since_last(hall.desk, refused.id) is None
    good = hall.hand_in(hall.form("housing"), clerk)
    told = since_last(hall.desk, good.id)
    assert told is not None
    closed = {one.id for one in told.closed}
    both = {*found_in(hall, first.id), *found_in(hall, refused.id)}
    assert closed == {one.id for one in both}


def test_a_delivery_of_another_kind_is_drawn_afresh_and_says_so(one_hall: Hall) -> None:
    hall, clerk = one_hall, one_hall.clerk("housing")
    book = openpyxl.load_workbook(wrong_form(hall), data_only=True)
    text = "\n".join(
        ",".join("" if v is None else str(v).replace(",", ";").replace("\n", " ") for v in row)
        for row in book["填报"].iter_rows(values_only=True)
    )
    path = hall.folder / "表.csv"
    path.write_text(text, "utf-8")
    row = hall.hand_in(path, clerk)
    assert row.state == "returned"
    sheet = return_sheet(hall.desk, clerk, row.id)
    assert sheet is not None
    drawn = hall.folder / "drawn.xlsx"
    drawn.write_bytes(sheet.data)
    slip = openpyxl.load_workbook(drawn)["退回单"]
    facts = {line[0].value: line[2].value for line in slip.iter_rows(2, 10)}
    assert facts["怎样重报"].startswith("本文件是重画件(原件是 csv 文件")


def test_a_page_of_another_office_learns_nothing_of_a_comparison(one_hall: Hall) -> None:
    hall = one_hall
    hall.hand_in(wrong_form(hall), hall.clerk("housing"))
    second = hall.hand_in(hall.form("housing"), hall.clerk("housing"))
    other = next(o for o in hall.desk.plan.reporting_offices if o != "housing")
    assert views.since_last(hall.desk, hall.clerk(other), second.id) is None
    seen = views.since_last(hall.desk, hall.clerk("housing"), second.id)
    assert seen is not None
    assert [one.fate for one in seen.gone] == [Fate.CLOSED, Fate.CLOSED]
