from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from briefings.briefing import build_briefing
from briefings.paper import Column, Table, TableRow, text_of, verbatim
from briefings.paper_form import PaperForm
from briefings.typography import em_width
from briefings.workbook import MM_PER_CHARACTER, write_xlsx, xlsx_bytes

FORM = PaperForm("三年行动", "各有关部门", "领导小组办公室", 7)
DATED = date(2024, 10, 14)
LONG = TableRow((verbatim("1"), verbatim("城市建成区公共卫生间设置密度" * 6)))


@pytest.fixture
def paper(card):
    return build_briefing(card, DATED, form=FORM)


def opened(paper):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(paper)))


def test_each_annex_is_a_sheet_behind_the_text(paper):
    names = opened(paper).sheetnames
    assert names[0] == "正文"
    assert names[1:] == [f"附件{annex.number} {annex.title}" for annex in paper.annexes]


def test_every_number_of_the_progress_table_is_a_number_and_the_papers_own(paper):
    sheet = opened(paper)["附件1 指标进展表"]
    table = paper.annexes[0].blocks[0]
    for cells, row in zip(sheet.iter_rows(min_row=2), table.rows, strict=False):
        if row.group:
            continue
        for cell, line in zip(cells, row.cells, strict=True):
            said = text_of(line)
            if isinstance(cell.value, int | float):
                assert float(said) == cell.value
            else:
                assert cell.value == said
    leakage = next(row for row in sheet.iter_rows(values_only=True) if row[0] == 4)
    assert leakage[5:7] == (11.4, 10.75)


def test_heads_are_frozen_repeated_and_the_print_area_is_set(paper):
    sheet = opened(paper)["附件1 指标进展表"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area


def test_no_name_can_become_a_formula_or_a_link(card, recard):
    from dataclasses import replace

    plan = replace(
        card.plan,
        targets=tuple(replace(t, name="=HYPERLINK(1)" + t.name) for t in card.plan.targets),
        offices=tuple(replace(o, name="+cmd|' /C'!A0") for o in card.plan.offices),
    )
    paper = build_briefing(recard(plan=plan), DATED, form=FORM)
    book = opened(paper)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


def test_the_same_paper_gives_the_same_bytes(paper, tmp_path):
    write_xlsx(paper, tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == xlsx_bytes(paper)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert b"2024-10-14" in package.read("docProps/core.xml")


def test_demo_data_is_named_in_every_sheets_header(recard, measure):
    paper = build_briefing(recard(measured=measure(demo=True)), DATED, form=FORM)
    assert all(sheet.oddHeader.right.text == "演示数据" for sheet in opened(paper))


def test_tables_of_one_sheet_share_columns_in_which_nothing_is_cut(paper):
    """Each column is as wide as the widest table asks; each row as high as its cells then need."""
    narrow, wide = (
        Table("", (Column("序号", w), Column("指标", v)), (row,))
        for w, v, row in ((10.0, 60.0, LONG), (40.0, 12.0, LONG))
    )
    first = replace(paper.sections[0], blocks=(narrow, wide))
    sheet = opened(replace(paper, sections=(first,)))["正文"]
    widths = [sheet.column_dimensions[one].width * MM_PER_CHARACTER for one in "AB"]
    assert widths == pytest.approx([40.0, 60.0], abs=1.5)  # Excel keeps whole pixels
    rows = [cells for cells in sheet.iter_rows() if cells[1].value == text_of(LONG.cells[1])]
    assert len(rows) == 2
    needed = em_width(rows[0][1].value) / (60.0 / MM_PER_CHARACTER / 2)
    for cells in rows:
        assert sheet.row_dimensions[cells[0].row].height >= needed * 11
