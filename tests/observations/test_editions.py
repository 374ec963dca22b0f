"""A form of an earlier edition is read as that edition; nothing is guessed about a third."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import yaml

from briefings.form import manifest_of
from observations.editions import FORM_EDITIONS, read_editions
from observations.finding import Severity
from observations.layout import Column, FormEdition, edition_of
from observations.stations import Verdict, verdict_of
from tests.observations.forms import BANNER, LAYOUT, LAYOUTS, VALUES, form_file, prefill
from tests.observations.test_interpret import found, values

ROOT = Path(__file__).resolve().parents[2]
FIRST = FORM_EDITIONS[0]


def renamed(column: Column) -> Column:
    """What an imagined later edition calls its columns."""
    return replace(column, heading=f"新{column.heading}", aliases=())


NEXT = FormEdition(
    "3",
    (*(renamed(c) for c in FIRST.columns), Column("source", "数据来源", entry=True)),
    nil_report=True,
)


def today(rows=LAYOUT.rows):
    """The layouts of a day on which edition 3 is in force and 1 and 2 are still known."""
    layout = replace(
        LAYOUT,
        columns=NEXT.columns,
        rows=rows,
        edition=edition_of(NEXT, rows),
        editions=(*FORM_EDITIONS, NEXT),
    )
    return {**LAYOUTS, "housing.Q": layout}


def test_last_quarters_headings_are_read_and_the_new_column_is_not_missed(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx"), layouts=today())
    assert found(done) == [("form.edition.outdated", "")]
    assert values(done) == VALUES
    assert done.header.edition == LAYOUT.edition


def test_the_order_of_rows_is_that_of_the_edition_in_hand(judge, tmp_path):
    turned = tuple(replace(row, number=n) for n, row in enumerate(reversed(LAYOUT.rows), start=1))
    done = judge(form_file(tmp_path / "form.xlsx"), layouts=today(turned))
    assert found(done) == [("form.edition.outdated", "")]
    assert values(done) == VALUES


def test_a_row_the_old_edition_never_asked_is_said_and_not_called_missing(judge, tmp_path):
    short = replace(LAYOUT, rows=LAYOUT.rows[:-1])
    done = judge(form_file(tmp_path / "form.xlsx", layout=short), layouts=today())
    assert found(done) == [("form.edition.outdated", ""), ("form.edition.row_new", "")]
    assert "投诉办理时间" in done.findings[1].message
    assert len(values(done)) == len(VALUES) - 1


def test_a_row_that_is_asked_no_more_is_left_out_by_name(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx"), layouts=today(LAYOUT.rows[:-1]))
    assert found(done) == [("form.edition.outdated", ""), ("form.edition.row_dropped", "")]
    assert "投诉办理时间" in done.findings[1].message
    assert len(values(done)) == len(VALUES) - 1


def test_a_unit_that_changed_between_editions_returns_the_form(judge, tmp_path):
    rows = (*LAYOUT.rows[:-1], replace(LAYOUT.rows[-1], unit="小时"))
    done = judge(form_file(tmp_path / "form.xlsx"), layouts=today(rows))
    assert ("locked.changed", "C10") in found(done, Severity.CRITICAL)


def test_a_heading_of_no_edition_is_an_error_with_its_cell(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(path)
    book["填报"]["I4"] = "本季实绩"
    book.save(path)
    said = found(judge(path, layouts=today()), Severity.CRITICAL)
    assert said == [("form.heading.missing", "A4"), ("form.heading.unknown", "I4")]


def test_an_edition_that_never_was_returns_the_form(judge, tmp_path):
    strange = replace(LAYOUT, edition="9.3f2a3f2a3f")
    assert manifest_of(strange, prefill()).edition == "9.3f2a3f2a3f"
    done = judge(form_file(tmp_path / "form.xlsx", layout=strange))
    assert found(done, Severity.CRITICAL) == [("form.edition.unknown", "")]
    assert verdict_of(done.header, done.findings) is Verdict.RETURNED


def test_a_form_from_before_editions_had_numbers_is_one_of_the_first(judge, tmp_path):
    first = replace(LAYOUT, edition=LAYOUT.edition.partition(".")[2], columns=FIRST.columns)
    done = judge(form_file(tmp_path / "form.xlsx", layout=first))
    assert found(done) == [("form.edition.outdated", "")]
    assert values(done) == VALUES


def test_without_its_hidden_sheet_the_form_is_the_newest_edition_with_these_headings(
    judge, tmp_path
):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    book = openpyxl.load_workbook(path)
    del book["_layout"]
    book.save(path)
    rules = [f.rule for f in judge(path, layouts=today()).findings]
    assert rules[:2] == ["form.layout_sheet.missing", "form.edition.outdated"]
    assert [f.rule for f in judge(path).findings][:1] == ["form.layout_sheet.missing"]


@pytest.mark.parametrize("which", range(len(FORM_EDITIONS)))
def test_every_edition_has_the_columns_that_reading_needs(which):
    ids = [column.id for column in FORM_EDITIONS[which].columns]
    assert len(set(ids)) == len(ids)
    assert {"number", "name", "unit", "value", "note"} <= set(ids)
    words = [w for c in FORM_EDITIONS[which].columns for w in (c.heading, *c.aliases)]
    assert len(set(words)) == len(words)


def test_the_file_of_editions_has_the_published_schema():
    table = yaml.safe_load((ROOT / "observations" / "editions.yaml").read_text("utf-8"))
    schema = yaml.safe_load((ROOT / "docs" / "schemas" / "form.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(table)
    table["editions"][0]["columns"][0]["colour"] = "red"
    assert not jsonschema.Draft202012Validator(schema).is_valid(table)
    assert read_editions() == FORM_EDITIONS


def saying(judge, path, cell, written):
    """The form with `written` typed into a cell of 填报, formulas recomputed by nobody."""
    book = openpyxl.load_workbook(path)
    book["填报"][cell] = written
    book.save(path)
    return judge(path)


LABEL, NIL = "K11", "L11"


def test_a_nil_report_says_that_there_is_nothing_in_every_row(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx", entries={}, nil=True))
    assert [f.rule for f in done.findings if f.rule.startswith("form.")] == ["form.nil_report"]
    assert done.header.nil
    assert set(done.batch["status"]) == {"M"}
    assert set(done.batch["note"]) == {"零报告"}
    assert done.batch.height == len(VALUES)
    assert verdict_of(done.header, done.findings) is Verdict.ACCEPTED


def test_a_nil_report_beside_numbers_is_returned(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx", nil=True))
    assert ("form.nil_contradicted", "I5") in found(done, Severity.CRITICAL)


def test_an_empty_form_is_no_nil_report(judge, tmp_path):
    done = judge(form_file(tmp_path / "form.xlsx", entries={}))
    assert "form.blank" in {f.rule for f in done.findings}
    assert not done.header.nil


def test_another_word_for_nil_is_asked_about(judge, tmp_path):
    done = saying(judge, form_file(tmp_path / "form.xlsx", saved=False), NIL, "详见附件")
    assert ("cell.not_yes_or_no", NIL) in found(done, Severity.CRITICAL)


def test_a_form_without_the_cell_for_it_stays_valid(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    book = openpyxl.load_workbook(path)
    book["填报"][LABEL] = None
    book.save(path)
    done = judge(path)
    assert found(done, Severity.CRITICAL) == []
    assert not done.header.nil
    assert values(done)[("sweeping_rate", BANNER)] == VALUES[("sweeping_rate", BANNER)]


def shown_as_percent(judge, path, cell, stored):
    """The form with a number typed into a cell that shows it as percent."""
    book = openpyxl.load_workbook(path)
    book["填报"][cell] = stored
    book["填报"][cell].number_format = "0.00%"
    book.save(path)
    return judge(path)


def test_a_number_shown_as_percent_is_that_percent(judge, tmp_path):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    done = shown_as_percent(judge, path, "I5", 0.9524)
    assert ("cell.percent_shown", "I5") in found(done, Severity.INFO)
    assert found(done, Severity.CRITICAL) == []
    assert values(done)[("sweeping_rate", BANNER)] == 95.24
    assert done.batch["printed"][0] == "95.24%"


@pytest.mark.parametrize("cell", ["I8", "I10", "F5"])
def test_a_percent_where_no_percent_is_wanted_is_another_unit(judge, tmp_path, cell):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    done = shown_as_percent(judge, path, cell, 0.045)
    assert ("cell.unit", cell) in found(done, Severity.CRITICAL)


@pytest.mark.parametrize("footer", [True, False])
def test_a_formula_far_down_is_named_and_nothing_in_between_is_walked(judge, tmp_path, footer):
    path = form_file(tmp_path / "form.xlsx", saved=False)
    book = openpyxl.load_workbook(path)
    sheet = book["填报"]
    if not footer:
        sheet.delete_rows(11, 2)
    sheet["I400000"] = "=1+1"
    book.save(path)
    done = judge(path)
    rule = "cell.unexpected" if footer else "row.unknown"
    assert (rule, "I400000" if footer else "B400000") in found(done)
