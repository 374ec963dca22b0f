"""A bulk delivery: whole or absent, 待核 until certified, every failing row named."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from sqlalchemy import text

from dashboards.address import Address
from dashboards.pages.delivery import render
from desk.approve import approve
from desk.bulk import deliver_bulk
from desk.bulk_certify import certify_again, certify_waiting
from desk.bulk_outcome import BulkOutcome
from desk.delivery import recheck_receipt
from desk.views import alert_lives
from ledger import audit, certifications, facts, receipts, revisions
from observations.bulk.headings import Asked
from observations.bulk.table import LIMITS, bulk_jail, read_table
from observations.errors import Refused, UsageError
from observations.finding import Finding
from observations.identity import Actor, Role
from observations.spool import archived, spool
from tests.desk import hall as halls
from tests.desk.bulk_tables import HEADINGS, INDICATORS, PERIOD, Row, rows, write
from tests.desk.hall import Q3, Hall

OFFICE = "housing"
ROOT = Path(__file__).parents[2]
SECOND = Actor("住建局第二调度岗", frozenset({Role.DESK}))


def deliver(hall: Hall, name: str, given: list[Row]) -> BulkOutcome:
    path = write(hall.folder / name, given)
    return deliver_bulk(hall.desk, hall.bureau, path, Asked(OFFICE, rows=len(given)))


def values(hall: Hall, *, approved: bool = False) -> pl.DataFrame:
    with hall.desk.ledger.read() as reading:
        return revisions.as_of(reading, approved=approved, periods=(PERIOD,))


def pending(hall: Hall) -> bool:
    with hall.desk.ledger.read() as reading:
        return certifications.pending(reading, OFFICE, PERIOD)


def rules(outcome: BulkOutcome) -> set[str]:
    return {one.rule for one in outcome.findings}


def test_three_thousand_values_are_accepted_certified_approved_and_published(hall: Hall) -> None:
    outcome = deliver(hall, "long.csv", rows(1_000))
    assert (outcome.status, outcome.accepted) == ("accepted", 3_000)
    assert outcome.certification == "pending"
    assert pending(hall)
    with pytest.raises(Refused, match="复核"):
        approve(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3)
    certify_waiting(hall.desk)
    assert not pending(hall)
    approve(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3)
    assert values(hall, approved=True).is_empty()
    approve(hall.desk, SECOND, OFFICE, Q3)
    assert values(hall, approved=True).height == 3_000
    assert audit.verify(hall.desk.ledger) == ()


def test_a_later_delivery_revises_what_changed_withdraws_what_is_gone_and_waits_again(
    hall: Hall,
) -> None:
    deliver(hall, "first.csv", rows(500))
    certify_waiting(hall.desk)
    changed = rows(500, shift=1.5)
    key, area, period, _, _ = changed[1]
    changed[1] = (key, area, period, "—", "本季度停报")
    outcome = deliver(hall, "second.csv", changed)
    assert outcome.status == "accepted"
    assert pending(hall)
    with hall.desk.ledger.read() as reading:
        brought = revisions.of_receipt(reading, outcome.receipt)
    assert brought["action"].value_counts().sort("action").rows() == [
        ("revised", 149),
        ("withdrawn", 1),
    ]
    assert values(hall).height == 1_499
    certify_waiting(hall.desk)
    assert not pending(hall)


def test_the_same_values_in_another_file_change_nothing_and_wait_for_nothing(hall: Hall) -> None:
    first = deliver(hall, "first.csv", rows(200))
    certify_waiting(hall.desk)
    again = deliver(hall, "again.csv", rows(200)[::-1])
    assert (again.status, again.duplicate_of) == ("duplicate", first.receipt)
    assert again.certification == ""
    assert not pending(hall)


def test_the_same_bytes_give_the_first_receipt_again(hall: Hall) -> None:
    first = deliver(hall, "first.csv", rows(20))
    again = deliver(hall, "renamed.csv", rows(20))
    assert again.receipt == first.receipt
    assert (again.status, again.first_status) == ("duplicate", "accepted")
    assert again.in_force


def test_the_same_bytes_after_a_later_delivery_are_told_whose_values_stand(hall: Hall) -> None:
    first = deliver(hall, "first.csv", rows(20))
    later = deliver(hall, "later.csv", rows(20, shift=1.0))
    again = deliver(hall, "first.csv", rows(20))
    assert (again.receipt, again.first_status) == (first.receipt, "accepted")
    assert [(one.receipt, one.changed) for one in again.superseded_by] == [(later.receipt, 6)]
    assert not again.in_force
    assert later.receipt in again.findings[-1].message


def test_every_failing_row_is_in_the_list_and_only_the_first_of_each_rule_is_a_finding(
    hall: Hall,
) -> None:
    given = rows(100)
    bad = [(key, area, period, "约莫", "") for key, area, period, _, _ in given[:60]]
    over = [(key, area, period, "170", "") for key, area, period, _, _ in given[60:90]]
    outcome = deliver(hall, "bad.csv", [*bad, *over, *given[90:]])
    assert (outcome.status, outcome.accepted) == ("returned", 0)
    assert values(hall).is_empty()
    assert outcome.details is not None
    listed = pl.read_csv(outcome.details)
    assert listed.filter(pl.col("规则") == "cell.not_a_number")["单元格"].to_list() == [
        f"D{n}" for n in range(2, 62)
    ]
    assert set(listed.filter(pl.col("规则") == "Q201")["单元格"]) == {
        f"D{n}" for n in range(62, 92)
    }
    spoken = [one for one in outcome.findings if one.rule == "cell.not_a_number"]
    assert len(spoken) == 21
    assert "共 60 处" in spoken[-1].message
    assert outcome.failing == listed.height


def test_a_cell_of_the_list_is_never_a_formula(one_hall: Hall) -> None:
    given = rows(2)
    given[0] = (*given[0][:3], '=cmd|"/c calc"!A1', "")
    outcome = deliver(one_hall, "evil.csv", given)
    assert outcome.details is not None
    assert "'=cmd" in Path(outcome.details).read_text("utf-8-sig")


def test_the_page_of_a_submission_lists_the_failing_rows_beside_the_evidence(
    one_hall: Hall,
) -> None:
    given = rows(2)
    outcome = deliver(one_hall, "bad.csv", [(*given[0][:3], "约莫", ""), given[1]])
    page = str(render(one_hall.desk, one_hall.bureau, Address("/"), OFFICE, PERIOD))
    assert f"问题明细_{outcome.receipt}.csv" in page


def test_a_certification_that_cannot_be_given_keeps_the_values_back_and_tells(hall: Hall) -> None:
    outcome = deliver(hall, "long.csv", rows(30))
    original = archived(hall.desk.settings.spool_dir, outcome.sha256)
    kept = original.read_bytes()
    original.unlink()
    certify_waiting(hall.desk)
    with hall.desk.ledger.read() as reading:
        told = [fact.fact for fact in facts.facts(reading) if fact.fact.kind == "held"]
        row = certifications.of_receipt(reading, outcome.receipt)
    assert row is not None
    assert row.state == "refused"
    assert pending(hall)
    assert "找不到原件" in told[0].body["lines"][0]
    (alert,) = alert_lives(hall.desk, hall.bureau)
    assert (alert.kind, alert.title, alert.office) == ("held", "成批报送复核未通过", "")
    assert "找不到原件" in alert.lines[0]
    certify_again(hall.desk, hall.bureau, outcome.receipt)
    certify_waiting(hall.desk)  # refused again: the same alert
    assert [one.id for one in alert_lives(hall.desk, hall.bureau)] == [alert.id]
    original.write_bytes(kept)
    certify_again(hall.desk, hall.bureau, outcome.receipt)
    certify_waiting(hall.desk)
    assert not pending(hall)
    assert alert_lives(hall.desk, hall.bureau) == ()
    with pytest.raises(Refused, match="无需"):
        certify_again(hall.desk, hall.bureau, outcome.receipt)


def test_a_refused_delivery_holds_up_nothing_once_other_values_replaced_its_own(
    hall: Hall,
) -> None:
    outcome = deliver(hall, "first.csv", rows(10))
    archived(hall.desk.settings.spool_dir, outcome.sha256).unlink()
    certify_waiting(hall.desk)
    moved = [(*row[:3], f"{float(row[3]) + 1:.2f}", "") for row in rows(10)]
    deliver(hall, "second.csv", moved)
    certify_waiting(hall.desk)
    assert not pending(hall)


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", "\t"), ("utf-16", ";")]
)
def test_text_is_read_in_any_of_its_encodings(
    one_hall: Hall, encoding: str, delimiter: str
) -> None:
    path = write(one_hall.folder / "t.csv", rows(40), encoding, delimiter)
    outcome = deliver_bulk(one_hall.desk, one_hall.bureau, path, Asked(OFFICE, rows=120))
    assert (outcome.status, outcome.accepted) == ("accepted", 120)


def test_a_wide_workbook_has_a_column_an_indicator(one_hall: Hall) -> None:
    path = one_hall.folder / "wide.xlsx"
    _workbook(path, [["地区", "报告期", *INDICATORS]] + [
        [150700000 + n, PERIOD, 61.25, "约62", 63] for n in range(50)
    ])  # fmt: skip
    outcome = deliver_bulk(one_hall.desk, one_hall.bureau, path, Asked(OFFICE, rows=50))
    assert (outcome.status, outcome.accepted) == ("accepted", 150)
    kept = values(one_hall).filter(pl.col("area") == "150700007").sort("cell")
    assert kept.select("cell", "value", "printed", "qualifier", "decimals").rows() == [
        ("C9", 61.25, "61.25", "", 2),
        ("D9", 62.0, "约62", "约", 0),
        ("E9", 63.0, "63", "", 0),
    ]


def test_a_workbook_with_formulas_or_two_tables_goes_back(one_hall: Hall) -> None:
    formula, two = one_hall.folder / "f.xlsx", one_hall.folder / "two.xlsx"
    _workbook(formula, [list(HEADINGS), ["x", "150627", PERIOD, "=1+1", ""]])
    with xlsxwriter.Workbook(two) as book:
        for name in ("一", "二"):
            book.add_worksheet(name).write_row(0, 0, HEADINGS)
    for path, rule in ((formula, "bulk.not_plain"), (two, "bulk.sheets")):
        outcome = deliver_bulk(one_hall.desk, one_hall.bureau, path, Asked(OFFICE))
        assert (outcome.status, rules(outcome)) == ("refused", {rule})


def _workbook(path: Path, lines: list[list[object]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)


@pytest.mark.parametrize(
    ("head", "rule", "cell"),
    [
        ("指标,地区,报告期,数据", "bulk.heading", "D1"),
        ("指标,地区,本期值", "bulk.heading", "A1"),
        ("指标,地区,报告期,本期值,数值", "bulk.heading", "E1"),
        ("地区,报告期", "bulk.heading", "A1"),
        ("地区,报告期,漏水率", "bulk.heading", "C1"),
        ("地区,报告期,greenway_coverage,说明", "bulk.heading", "D1"),
    ],
)
def test_a_wrong_heading_is_named_with_its_cell_and_cure(
    one_hall: Hall, head: str, rule: str, cell: str
) -> None:
    path = one_hall.folder / "h.csv"
    path.write_text(head + "\n" + ",".join("1" * len(head.split(","))) + "\n")
    outcome = deliver_bulk(one_hall.desk, one_hall.bureau, path, Asked(OFFICE))
    assert outcome.status == "refused"
    assert (rule, cell) in {(one.rule, one.cell) for one in outcome.findings}
    assert all(one.expected for one in outcome.findings)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda given: [*given[:-1], (*given[-1][:2], "2024-Q2", "1", "")], "bulk.period"),
        (lambda given: [(*row[:2], "去年", *row[3:]) for row in given], "bulk.period"),
        (lambda given: [(given[0][0], "999999", *given[0][2:]), *given[1:]], "bulk.area"),
        (lambda given: [("no_such", *given[0][1:]), *given[1:]], "Q101"),
        (lambda given: [given[0], *given], "Q501"),
        (lambda given: [(*row[:2], "2031-Q1", *row[3:]) for row in given], "Q701"),
        (lambda given: [], "bulk.empty"),
    ],
)
def test_what_a_table_may_not_say_keeps_all_of_it_out(
    one_hall: Hall, change: object, rule: str
) -> None:
    assert callable(change)
    outcome = deliver(one_hall, "wrong.csv", change(rows(5)))
    assert outcome.status in ("returned", "refused")
    assert rule in rules(outcome)
    assert values(one_hall).is_empty()


def test_rows_that_are_fewer_than_declared_keep_the_delivery_out(one_hall: Hall) -> None:
    path = write(one_hall.folder / "cut.csv", rows(10))
    short = deliver_bulk(one_hall.desk, one_hall.bureau, path, Asked(OFFICE, rows=31))
    assert (short.status, rules(short)) == ("returned", {"bulk.count"})
    path = write(one_hall.folder / "whole.csv", rows(11))
    silent = deliver_bulk(one_hall.desk, one_hall.bureau, path, Asked(OFFICE))
    assert (silent.status, rules(silent)) == ("accepted", {"bulk.unproven"})


def test_only_the_bureau_sends_in_bulk_and_only_for_a_known_office(one_hall: Hall) -> None:
    path = write(one_hall.folder / "long.csv", rows(3))
    with pytest.raises(Refused):
        deliver_bulk(one_hall.desk, one_hall.clerk(OFFICE), path, Asked(OFFICE))
    with pytest.raises(UsageError):
        deliver_bulk(one_hall.desk, one_hall.bureau, path, Asked("nobody"))
    with pytest.raises(UsageError):
        deliver_bulk(one_hall.desk, one_hall.bureau, path, Asked(OFFICE, layout="bulk.tall"))
    with one_hall.desk.ledger.read() as reading:
        assert receipts.listing(reading) == ()


def test_a_table_beyond_the_limits_of_its_class_is_refused(one_hall: Hall) -> None:
    path = write(one_hall.folder / "long.csv", rows(100))
    source = spool(path, path.name, one_hall.desk.settings.spool_dir, OFFICE)
    with bulk_jail() as jail:
        found = read_table(jail, source, cells=500)
    assert isinstance(found, Finding)
    assert found.rule == "bulk.too_many_cells"
    with bulk_jail(replace(LIMITS), most_bytes=100) as jail:
        found = read_table(jail, source)
    assert isinstance(found, Finding)
    assert found.rule == "file.too_large"


_SENDER = """
import sys
from pathlib import Path
from desk.bulk import deliver_bulk
from desk.views import alert_lives
from desk.handle import open_desk
from desk.settings import Settings
from observations.bulk.headings import Asked
from tests.desk.hall import DESK

home, url, path = sys.argv[1:]
desk = open_desk(Settings(home=Path(home), database_url=url))
deliver_bulk(desk, DESK, Path(path), Asked("housing", rows=9000))
"""


def test_killed_with_its_rows_written_but_not_committed_nothing_of_it_is_there(
    tmp_path: Path, postgres_url: str
) -> None:
    hall = halls.build(tmp_path, postgres_url)
    path = write(hall.folder / "long.csv", rows(3_000))
    words = (str(hall.desk.settings.home), postgres_url, str(path))
    with hall.desk.ledger.write(hall.bureau, hall.desk.now(), "other") as unit:
        unit.lock_chain()  # the last thing a delivery asks for before it commits
        sender = subprocess.Popen([sys.executable, "-c", _SENDER, *words], cwd=ROOT)
        while not unit.connection.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).all():
            assert sender.poll() is None
            time.sleep(0.02)
        sender.kill()
        sender.wait()
    assert values(hall).is_empty()
    with hall.desk.ledger.read() as reading:
        assert receipts.listing(reading) == ()
    again = deliver_bulk(hall.desk, hall.bureau, path, Asked(OFFICE, rows=9_000))
    assert (again.status, values(hall).height) == ("accepted", 9_000)
    assert audit.verify(hall.desk.ledger) == ()
    hall.desk.ledger.close()


def test_a_bulk_delivery_is_never_judged_again_as_a_form(one_hall: Hall) -> None:
    outcome = deliver(one_hall, "long.csv", rows(3))
    with pytest.raises(Refused, match="cityplan certify"):
        recheck_receipt(one_hall.desk, one_hall.bureau, outcome.receipt)
