"""The dead man's switch: a schedule that stops is told of by /readyz, the doctor and a page."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from plotly.io.json import to_json_plotly

from dashboards.address import Address
from dashboards.health import blueprint
from dashboards.pages import reporting
from desk.accounts import operator
from desk.doctor import examined
from desk.handle import SHANGHAI
from desk.pulse import WORKER, not_ready
from desk.views.going_live import going_live
from flows.ingest import ingest_inbox
from flows.rhythms import INBOX
from ledger import heartbeats
from tests.desk.hall import Hall

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def site(hall: Hall) -> FlaskClient:
    app = Flask("signs of life")
    app.register_blueprint(blueprint(hall.desk))
    return app.test_client()


def machine_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    for place in ("desk.pulse", "desk.views.readiness_machine"):
        monkeypatch.setattr(f"{place}.system_clock", lambda: moment)


def test_a_schedule_that_stopped_is_told_of_after_its_longest_silence_and_not_before(
    hall: Hall, inbox: Path, site: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_clock(monkeypatch, BEGAN)
    heartbeats.beat(hall.desk.ledger, WORKER, BEGAN, within=86_400.0)
    asyncio.run(ingest_inbox.fn(quiet_seconds=0.0))
    for silence, overdue in ((INBOX.silence, False), (INBOX.silence + timedelta(seconds=1), True)):
        machine_clock(monkeypatch, BEGAN + silence)
        assert site.get("/readyz").status_code == (503 if overdue else 200)
        assert not_ready(hall.desk) == ((f"定时任务“{INBOX.name}”逾期未运行",) if overdue else ())
        doctor = {one.title: one for one in examined(hall.desk.settings, operator())}["定时任务"]
        assert doctor.lacking == ((INBOX.name,) if overdue else ())
        desk_page = str(to_json_plotly(reporting.render(hall.desk, hall.bureau, Address("/"))))
        assert (INBOX.name in desk_page) is overdue
        clerks = reporting.render(hall.desk, hall.clerk("sanitation"), Address("/"))
        assert INBOX.name not in str(to_json_plotly(clerks))
        page = {one.title: one for one in going_live(hall.desk, hall.bureau).checks}
        assert page["定时任务"].state == ("missing" if overdue else "ready")
        assert (page["定时任务"].step is not None) is overdue
    asyncio.run(ingest_inbox.fn(quiet_seconds=0.0))
    assert site.get("/readyz").status_code == 200
