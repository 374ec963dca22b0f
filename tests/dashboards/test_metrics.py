"""A monitoring system sees how the installation fares, by token, and nothing that was reported."""

from __future__ import annotations

import pytest
from dash import Dash
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client, TestResponse

from desk import pulse
from desk.accounts import issue_token
from ledger.counts import counts
from tests.dashboards.town import ADMIN, Town


def scrape(site: Dash, town: Town, post: str) -> TestResponse:
    token = issue_token(town.desk, ADMIN, "监控", town.posts[post].post, 1) if post else ""
    client = Client(site.server, use_cookies=False)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.get("/metrics", headers=headers)


def gauges(text: str) -> dict[tuple[str, str], float]:
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("post", "code"), [("", 401), ("clerk", 403), ("desk", 200), ("leader", 200)]
)
def test_only_an_official_s_token_opens_the_gauges(
    site: Dash, town: Town, post: str, code: int
) -> None:
    named = f"clerk:{town.office}" if post == "clerk" else post
    assert scrape(site, town, named).status_code == code


def test_the_gauges_are_the_ledger_s_own_counts(site: Dash, town: Town) -> None:
    answer = scrape(site, town, "desk")
    assert answer.mimetype == "text/plain"
    found = gauges(answer.text)
    with town.desk.ledger.read() as reading:
        expected = counts(reading)
    for state in ("received", "accepted", "returned"):
        assert found["cityplan_receipts", state] == expected.receipts.get(state, 0)
    assert found["cityplan_receipts", "accepted"] > 0
    assert found["cityplan_ledger_head", ""] == expected.units
    names = [*town.desk.office_names, *town.desk.office_names.values()]
    assert not any(name in answer.text for name in names)


def test_a_worker_that_stops_is_seen_at_the_next_scrape(site: Dash, town: Town) -> None:
    pulse.beat(town.desk, pulse.WORKER)
    assert gauges(scrape(site, town, "desk").text)["cityplan_worker_alive", ""] == 1
    pulse.beat(town.desk, pulse.WORKER, within=-1)
    stopped = gauges(scrape(site, town, "desk").text)
    assert stopped["cityplan_worker_alive", ""] == 0
    assert stopped["cityplan_overdue", "worker"] == 1
    pulse.stop_beating(town.desk, pulse.WORKER)
