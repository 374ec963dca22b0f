"""Third parties' tables and earlier years come through the same door as every form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboards.acts import SUBMISSION
from dashboards.components import approvals as approval_parts
from dashboards.components import receipts as receipt_parts
from desk import files, views
from desk.approve import approve, send_back, submission
from desk.delivery import ingest_files
from desk.history import import_history
from desk.table_layouts import known_layouts, table_layout
from ledger import plans, revisions
from observations.errors import Refused, UserError
from observations.period import parse_submitted
from tests.desk.hall import Hall
from tests.observations.tables.made import BANNER, ROWS, TITLE, WATER, book

OFFICE = "gardens"
YEARBOOK = f"""
id: yearbook
edition: "1"
title: 城建统计年鉴
office: {OFFICE}
frequency: A
shape: indicators
recognise: {{title: [城建统计年鉴]}}
period: {{in: headings}}
area: "{BANNER}"
history: true
columns:
  - {{heading: 指标名称, role: indicator}}
  - {{heading: 计量单位, role: unit}}
  - {{heading: "{{period}}"}}
rows:
  - {{name: 建成区绿地率, indicator: green_space_rate, unit: "%"}}
  - {{name: 建成区绿化覆盖率, indicator: greening_coverage, unit: "%"}}
totals:
  - {{label: 校验, sums: ["{{period}}"]}}
"""
FIGURES = [
    ("建成区绿地率", "%", 35.1, 35.6, 36.2),
    ("建成区绿化覆盖率", "%", 38.2, 38.9, 39.5),
    ("校验", None, 73.3, 74.5, 75.7),
]
YEARS = [("指标名称", "计量单位", "2019年", "2020年", "2021年")]
SPAN = parse_submitted("2019--2021")


def shelved(hall: Hall, text: str, name: str = "表样.yaml") -> None:
    """A layout put into this installation's own folder, as a person would."""
    folder = hall.desk.settings.home / "layouts"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def yearbook(hall: Hall, rows=FIGURES, name="年鉴.xlsx"):
    path = hall.folder / name
    path.write_bytes(book(rows, title="伊金霍洛旗城建统计年鉴", headings=YEARS, merged=()))
    return path


def imported(hall: Hall, **changes):
    shelved(hall, YEARBOOK)
    (outcome,) = import_history(hall.desk, hall.bureau, [yearbook(hall, **changes)], "yearbook")
    return outcome


def published(hall: Hall):
    with hall.desk.ledger.read() as reading:
        frame = revisions.as_of(reading, approved=True)
    mine = frame.filter(frame["office"] == OFFICE)
    return {(i, p): v for i, p, v in mine.select("indicator", "period", "value").iter_rows()}


def another_desk(hall: Hall):
    return replace(hall.bureau, post="住建局复核岗")


def test_earlier_years_are_taken_in_marked_and_count_after_two_approvals(hall: Hall):
    outcome = imported(hall)
    assert [f.message for f in outcome.findings if f.severity != "info"] == []
    assert (outcome.status, outcome.accepted) == ("accepted", 6)
    assert "table.history" in {f.rule for f in outcome.findings}
    assert published(hall) == {}
    approve(hall.desk, hall.reviewer(OFFICE), OFFICE, SPAN)
    with pytest.raises(Refused, match="送交人"):
        approve(hall.desk, hall.bureau, OFFICE, SPAN)
    approve(hall.desk, another_desk(hall), OFFICE, SPAN)
    values = published(hall)
    assert len(values) == 6
    assert values[("green_space_rate", "2020")] == 35.6
    with hall.desk.ledger.read() as reading:
        assert set(revisions.of_receipt(reading, outcome.receipt)["note"]) == {"历史补录"}
        before = [b for b in plans.baselines(reading) if b.period in ("2019", "2020", "2021")]
    assert before == []


def test_a_second_import_of_the_same_figures_changes_nothing(one_hall: Hall):
    first = imported(one_hall)
    again = ingest_files(one_hall.desk, one_hall.bureau, [yearbook(one_hall)], OFFICE)[0]
    assert (again.status, again.first_status) == ("duplicate", "accepted")
    assert again.receipt == first.receipt


def test_a_corrected_year_is_a_revision_of_that_year_only(one_hall: Hall):
    imported(one_hall)
    rows = [list(line) for line in FIGURES]
    rows[0][3], rows[2][3] = 35.9, 74.8
    later = imported(one_hall, rows=rows, name="更正.xlsx")
    with one_hall.desk.ledger.read() as reading:
        frame = revisions.of_receipt(reading, later.receipt)
    assert frame.select("indicator", "period", "action").rows() == [
        ("green_space_rate", "2020", "revised")
    ]


def test_pages_papers_and_decisions_name_all_the_years(one_hall: Hall):
    outcome = imported(one_hall)
    desk = one_hall.desk
    state = submission(desk, OFFICE, SPAN)
    assert (state.period, state.state) == ("2019--2021", "waiting")
    view = views.receipt(desk, one_hall.bureau, outcome.receipt)
    assert "2019年至2021年" in str(receipt_parts.receipt_facts(view.row))
    waiting = views.submissions(desk, one_hall.reviewer(OFFICE))
    assert "2019年至2021年" in str(approval_parts.submissions_table(waiting))
    assert SUBMISSION.fullmatch(f"{OFFICE}/{SPAN}/{state.seq}")
    said = send_back(desk, one_hall.reviewer(OFFICE), OFFICE, SPAN, "与年鉴正本不符")
    assert "2019年至2021年" in said


def test_a_wrong_yearbook_goes_back_with_a_return_sheet(one_hall: Hall):
    rows = [list(line) for line in FIGURES]
    rows[0][2] = "35.1左右"
    outcome = imported(one_hall, rows=rows)
    assert outcome.status == "returned"
    assert ("cell.more_than_a_number", "C4") in {(f.rule, f.cell) for f in outcome.findings}
    sheet = files.return_sheet(one_hall.desk, one_hall.bureau, outcome.receipt)
    assert sheet is not None
    assert sheet.data.startswith(b"PK")


def test_the_layout_must_be_one_for_history(one_hall: Hall):
    shelved(one_hall, YEARBOOK.replace("history: true\n", ""))
    with pytest.raises(UserError, match="不是历史补录的表样"):
        import_history(one_hall.desk, one_hall.bureau, [yearbook(one_hall)], "yearbook")


def test_nothing_is_received_when_one_of_the_files_is_another_table(one_hall: Hall):
    shelved(one_hall, YEARBOOK)
    other = one_hall.folder / "供水.xlsx"
    other.write_bytes(book())
    with pytest.raises(UserError, match="不是表样 yearbook@1 的表"):
        import_history(one_hall.desk, one_hall.bureau, [yearbook(one_hall), other], "yearbook")
    assert views.receipts(one_hall.desk, one_hall.bureau) == ()


def test_a_table_that_fits_two_layouts_is_not_received(one_hall: Hall):
    shelved(one_hall, YEARBOOK)
    shelved(one_hall, YEARBOOK.replace("id: yearbook", "id: almanac"), "年鉴.yaml")
    with pytest.raises(UserError, match="同时符合表样"):
        import_history(one_hall.desk, one_hall.bureau, [yearbook(one_hall)], "yearbook")
    assert views.receipts(one_hall.desk, one_hall.bureau) == ()


def test_an_unknown_layout_is_told_with_those_there_are(one_hall: Hall):
    shelved(one_hall, YEARBOOK)
    with pytest.raises(UserError, match="可用:yearbook@1"):
        table_layout(one_hall.desk, "water")


def test_only_the_bureau_takes_history_in(one_hall: Hall):
    shelved(one_hall, YEARBOOK)
    with pytest.raises(Refused):
        import_history(one_hall.desk, one_hall.clerk(OFFICE), [yearbook(one_hall)], "yearbook")


def water(hall: Hall, rows=ROWS, name="供水.xlsx", **changes):
    path = hall.folder / name
    path.write_bytes(book(rows, **changes))
    return path


def test_a_layout_written_while_the_bench_works_is_used_at_once(one_hall: Hall):
    refused = one_hall.hand_in(water(one_hall), one_hall.bureau)
    assert refused.state == "refused"
    shelved(one_hall, WATER)
    taken = one_hall.hand_in(water(one_hall, title=TITLE.replace("一", "二")), one_hall.bureau)
    assert taken.state == "accepted"
    assert "water-quarter@2024" in known_layouts(one_hall.desk)


def test_values_without_proof_are_doubted_and_need_two_approvals(one_hall: Hall):
    """R7: a third party's table without totals enters only by four eyes, as 完整性未证实."""
    shelved(one_hall, WATER[: WATER.index("totals:")])
    rows = [*ROWS[:2], ROWS[3]]
    row = one_hall.hand_in(water(one_hall, rows), one_hall.clerk("municipal-utilities"))
    assert row.state == "accepted"
    with one_hall.desk.ledger.read() as reading:
        frame = revisions.current(reading)
        assert frame["doubted"].to_list() == [True, True]
        assert revisions.as_of(reading, approved=True).is_empty()


def test_a_wrong_file_in_the_folder_holds_up_no_form(one_hall: Hall):
    shelved(one_hall, "id: [", "坏.yaml")
    assert one_hall.hand_in(one_hall.form("sanitation"), one_hall.clerk("sanitation")).state == (
        "accepted"
    )


def test_a_table_is_no_answer_to_the_form_of_its_office(hall: Hall):
    office = "housing"
    shelved(hall, WATER.replace("municipal-utilities", office))
    title = TITLE.replace("一", "二")
    row = hall.hand_in(water(hall, title=title), hall.clerk(office))
    assert (row.state, row.period) == ("accepted", "2024-Q2")
    asked = [o for o in views.due_list(hall.desk, hall.clerk(office)) if o.period == row.period]
    assert [one.state for one in asked] == ["due"]


def test_a_layout_being_written_holds_up_no_delivery(one_hall: Hall) -> None:
    folder = one_hall.desk.settings.home / "layouts"
    folder.mkdir(exist_ok=True)
    (folder / "new.yaml").write_text("# to be written\n", "utf-8")
    (folder / ".#new.yaml").symlink_to("somebody@desk.4711")
    row = one_hall.hand_in(one_hall.form("sanitation"), one_hall.clerk("sanitation"))
    assert row.state == "accepted"
