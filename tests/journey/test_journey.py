"""One number from the office's file to the dashboard, the case, the alert, the paper and back."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from briefings.form import Entry
from dashboards.app import create_app
from desk import views
from desk.accounts import add_post
from desk.alerting import deliver_alerts
from desk.approve import approve
from desk.assess import assess_period
from desk.baselines import set_baseline
from desk.demo.posts import ADMIN, DESK
from desk.files import return_sheet
from ledger import audit, findings, revisions
from targets.assessment import Baseline, Level
from tests.alerts.receiver import receiving
from tests.dashboards.visitor import Visitor
from tests.desk.hall import Q3, Hall
from tests.desk.two_posts import issue_paper

LEAKAGE = ("leakage_rate", "150627")
WRONG = Entry(numerator=59.28, denominator=520.0, value=0.114)
RIGHT = Entry(numerator=59.28, denominator=520.0)


@pytest.fixture
def told(hall: Hall) -> Hall:
    """The hall with a baseline for leakage, from which 11.4 % in the third quarter lags."""
    set_baseline(hall.desk, DESK, Baseline(*LEAKAGE, "2022", 13.2, "供水公司2022年年报"))
    return hall


def test_a_number_can_be_walked_from_the_file_to_the_paper_and_back(told: Hall) -> None:
    desk, bureau = told.desk, told.bureau
    clerk, reviewer = told.clerk("housing"), told.reviewer("housing")

    returned = told.hand_in(told.form("housing", changes={LEAKAGE: WRONG}), clerk)
    assert returned.state == "returned"
    _the_return_sheet_names_the_cell(told, returned.id)

    accepted = told.hand_in(told.form("housing", changes={LEAKAGE: RIGHT}), clerk)
    assert accepted.state == "accepted"
    approve(desk, reviewer, "housing", Q3)
    approve(desk, bureau, "housing", Q3)

    run = assess_period(desk, bureau, Q3)
    city, banner = [a for a in run.assessments if a.indicator == LEAKAGE[0]]
    assert (city.level, banner.level) == (Level.BEHIND, Level.BEHIND)
    assert "按序时应不高于10.75%,差0.65个百分点" in city.why

    _the_case_is_open_once(told)
    _the_revision_leads_back_to_the_cell(told, city.lineage[0], accepted.id)
    _the_paper_carries_the_number_with_its_source(told, city.lineage[0], accepted.id)
    _the_page_shows_it(told)
    assert audit.verify(desk.ledger) == ()


def test_every_alert_reaches_the_hook_and_the_file_once(told: Hall) -> None:
    told.hand_in(told.form("housing", changes={LEAKAGE: WRONG}), told.clerk("housing"))
    with receiving() as receiver:
        hooked = {"alert_urls": receiver.url, "alert_allow": "127.0.0.1"}
        desk = replace(told.desk, settings=told.desk.settings.model_copy(update=hooked))
        first, again = deliver_alerts(desk), deliver_alerts(desk)
    assert (first, again) == (2, 0)
    assert len(receiver.requests) == 1
    lines = (told.desk.settings.home / "alerts.jsonl").read_text("utf-8").splitlines()
    messages = [json.loads(line) for line in lines]
    assert [m["kind"] for m in messages] == ["quality"]
    assert messages[0]["title"].startswith("【演示数据】报表退回")


def _the_return_sheet_names_the_cell(told: Hall, receipt: str) -> None:
    with told.desk.ledger.read() as reading:
        (found,) = (
            row
            for row in findings.of_receipt(reading, receipt)
            if row.finding.indicator == LEAKAGE[0]
        )
    assert "填报 0.114" in found.finding.message
    sheet = return_sheet(told.desk, told.clerk("housing"), receipt)
    assert sheet is not None
    path = told.folder / "return.xlsx"
    path.write_bytes(sheet.data)
    book = openpyxl.load_workbook(path)
    texts = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(found.finding.cell in text for text in texts)


def _the_case_is_open_once(told: Hall) -> None:
    assess_period(told.desk, told.bureau, Q3)
    mine = [c for c in views.cases(told.desk, told.bureau) if c.indicator == LEAKAGE[0]]
    assert [c.step_label for c in mine] == ["办理中"]


def _the_revision_leads_back_to_the_cell(told: Hall, revision: str, receipt: str) -> None:
    with told.desk.ledger.read() as reading:
        frame = revisions.of_receipt(reading, receipt)
    (row,) = frame.filter(frame["revision"] == revision).iter_rows(named=True)
    stored = told.desk.settings.spool_dir
    (original,) = stored.rglob(_sha(told, receipt))
    book = openpyxl.load_workbook(BytesIO(original.read_bytes()), data_only=True)
    assert book[row["sheet"]][row["numerator_cell"]].value == RIGHT.numerator
    assert row["value"] == pytest.approx(11.4)


def _sha(told: Hall, receipt: str) -> str:
    seen = views.receipt(told.desk, told.bureau, receipt)
    assert seen is not None
    return seen.row.sha256


def _the_paper_carries_the_number_with_its_source(told: Hall, revision: str, receipt: str) -> None:
    files = {path.suffix: path for path in issue_paper(told.desk, told.bureau, Q3)}
    assert set(files) == {".docx", ".pdf", ".html", ".xlsx", ".json"}
    document = json.loads(files[".json"].read_text("utf-8"))
    text = json.dumps(document, ensure_ascii=False)
    assert revision in text
    assert receipt in text
    assert "供水管网漏损率" in files[".html"].read_text("utf-8")


def _the_page_shows_it(told: Hall) -> None:
    add_post(told.desk, ADMIN, DESK, "a long word for tests")
    card = views.overview(told.desk, told.bureau, Q3)
    assert card is not None
    assert "供水管网漏损率" in [row.name for row in card.decisions]
    visitor = Visitor(create_app(told.desk)).log_in(DESK.post)
    page = visitor.open("/").text
    assert "供水管网漏损率" in page
    detail = visitor.open("/indicators/leakage_rate").text
    assert "11.4" in detail
    assert "演示数据" in detail
