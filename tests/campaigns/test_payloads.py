"""Texts that a spreadsheet program would run: they leave us as the texts they came as."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from docx import Document

from briefings.form import Entry
from desk.approve import approve
from desk.files import return_sheet
from desk.intake import Bench
from observations.bulk.failing import FAILING_SCHEMA, attached
from targets.layouts import layout_for
from tests.briefings import pages
from tests.desk import hall as halls
from tests.desk.hall import Q3, Hall
from tests.desk.two_posts import issue_paper
from tests.sources import hall as corpus
from tests.sources.forms import ENTRIES, issued
from tests.sources.office_suite import converted

PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "=1+1",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://127.0.0.1/","看")',
)
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
UTF8 = "csv:44,34,76,1"


def as_seen(path: Path, folder: Path) -> list[str]:
    """Every cell of every sheet as LibreOffice shows it."""
    converted(path, ALL_SHEETS, folder)
    seen = []
    for made in sorted((folder / "out").glob("*.csv")):
        with made.open(encoding="utf-8", newline="") as file:
            seen += [cell for line in csv.reader(file) for cell in line]
    return seen


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The return sheet of a form whose notes and one entry are payloads."""
    tmp_path = tmp_path_factory.mktemp("returned")
    notes = dict(zip(ENTRIES, PAYLOADS, strict=True))
    entries = {
        key: Entry(entry.value, entry.numerator, entry.denominator, note=notes[key])
        for key, entry in ENTRIES.items()
    }
    last = list(ENTRIES)[-1]
    entries[last] = Entry("=1+1", note=notes[last])
    path = issued(tmp_path / "form.xlsx", entries=entries)
    settings = corpus.founded(tmp_path / "home")
    with Bench(corpus.opened(settings, tmp_path / "copy")) as bench:
        judged = corpus.handed_in(bench, path, "ecology")
        assert corpus.cells(judged.findings) == ["cell.not_a_number I12"]
        clerk = halls.clerk(bench.desk, "ecology")
        made = return_sheet(bench.desk, clerk, judged.receipt.id)
        bench.desk.ledger.close()
    assert made is not None
    slip = tmp_path / "slip.xlsx"
    slip.write_bytes(made.data)
    return slip


def test_a_return_sheet_keeps_payloads_as_text_and_formulas_as_formulas(returned: Path) -> None:
    book = openpyxl.load_workbook(returned)
    form = book["填报"]
    notes = [form.cell(row, 12) for row in range(5, 13)]
    assert [cell.value for cell in notes] == list(PAYLOADS)
    assert {cell.data_type for cell in [*notes, form["I12"]]} == {"s"}
    formulas = {
        cell.coordinate for row in form.iter_rows() for cell in row if cell.data_type == "f"
    }
    assert formulas == {"I5", "I9", "I13", "I14"}
    others = [sheet for sheet in book if sheet.title != "填报"]
    assert all(
        cell.data_type != "f" for sheet in others for row in sheet.iter_rows() for cell in row
    )


def test_libreoffice_shows_a_return_sheets_payloads_as_they_were_written(
    returned: Path, tmp_path: Path
) -> None:
    seen = as_seen(returned, tmp_path)
    assert {payload.strip() for payload in PAYLOADS} <= {cell.strip() for cell in seen}
    assert "95.24" in seen
    assert "2" not in {cell for cell in seen if cell == "=1+1"}


def test_a_csv_of_ours_is_opened_as_texts_and_numbers(tmp_path: Path) -> None:
    values = [*PAYLOADS, "\n=1+1", "+1", "-0.5", "12.75"]
    blank = dict.fromkeys(FAILING_SCHEMA, "")
    rows = [blank | {"severity": "critical", "value": value} for value in values]
    path = tmp_path / "details.csv"
    path.write_bytes(attached(pl.DataFrame(rows, schema=FAILING_SCHEMA)))
    book = openpyxl.load_workbook(converted(path, "xlsx", tmp_path, UTF8))
    cells = [cell for (cell,) in book.worksheets[0].iter_rows(min_row=2, min_col=9, max_col=9)]
    assert all(cell.data_type != "f" for cell in cells)
    for cell, value in zip(cells, values, strict=True):
        if value in ("-0.5", "12.75"):
            assert cell.value == float(value)
        elif value != "+1":
            assert str(cell.value).strip("'\t\n ") == value.strip()


@pytest.fixture
def papers(tmp_path: Path) -> Iterator[dict[str, bytes]]:
    """The quarter's paper, which names the file of every doubted value."""
    hall = halls.build(tmp_path, "")
    with hall.bench:
        yield _published(hall)
    hall.desk.ledger.close()


OFFICE = "housing"
NAMED = "=1+cmd|' !A0.xlsx"


def _published(hall: Hall) -> dict[str, bytes]:
    (first, *_) = layout_for(hall.desk.plan, OFFICE, Q3).rows
    changes = {first.key: Entry()}
    path = hall.form(OFFICE, changes=changes)
    row = hall.hand_in(path.rename(path.with_name(NAMED)), hall.clerk(OFFICE))
    assert row.state == "accepted"
    approve(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3)
    approve(hall.desk, hall.bureau, OFFICE, Q3)
    files = issue_paper(hall.desk, hall.bureau, Q3)
    return {path.suffix: path.read_bytes() for path in files}


def test_a_paper_names_a_file_that_looks_like_a_formula(
    papers: dict[str, bytes], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(papers[".xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(NAMED in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.data_type == "n" for cell in cells)
    path = tmp_path / "paper.xlsx"
    path.write_bytes(papers[".xlsx"])
    assert any(NAMED in cell for cell in as_seen(path, tmp_path))
    document = Document(io.BytesIO(papers[".docx"]))
    texts = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(NAMED in text for text in (*texts, *(p.text for p in document.paragraphs)))
    with zipfile.ZipFile(io.BytesIO(papers[".docx"])) as package:
        inside = package.read("word/document.xml").decode("utf-8")
    assert not re.search(r"DDE|HYPERLINK\s", re.sub(r"<w:t[ >].*?</w:t>", "", inside))
    page = papers[".html"].decode("utf-8")
    assert NAMED in unescape(page)
    assert NAMED in json.dumps(json.loads(papers[".json"]), ensure_ascii=False)
    printed = tmp_path / "paper.pdf"
    printed.write_bytes(papers[".pdf"])
    assert "".join(NAMED.split()) in pages.text(printed)
    assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|URI)\b", papers[".pdf"])
