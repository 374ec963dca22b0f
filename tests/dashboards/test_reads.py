"""Programs read values, verdicts, cases and briefings: what their post may see, and no more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from werkzeug.test import Client, TestResponse

from dashboards.contract import document
from desk import views
from desk.accounts import issue_token
from desk.files import MIMES
from ledger.browse import Asked
from observations.period import ReportingPeriod
from tests.dashboards.town import ADMIN, Town
from tests.desk.two_posts import issue_paper

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "submission.schema.json"
HERE = "/api/v1"
LISTS = ("observations", "assessments", "cases", "briefings", "openapi.json")


class Reader:
    """A program that reads with a post's token."""

    def __init__(self, site: Dash, town: Town, post: str) -> None:
        self.client = Client(site.server, use_cookies=False)
        token = issue_token(town.desk, ADMIN, f"{post}的读取", town.posts[post].post, 30)
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=self.headers | headers)

    def read(self, path: str) -> dict[str, Any]:
        answer = self.get(path if path.startswith("/") else f"{HERE}/{path}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = json.loads(answer.text)
        return found


@pytest.fixture(scope="module")
def official(site: Dash, town: Town) -> Reader:
    return Reader(site, town, "desk")


@pytest.fixture(scope="module")
def office(site: Dash, town: Town) -> Reader:
    return Reader(site, town, f"clerk:{town.office}")


def test_the_pages_together_are_what_the_desk_sees(official: Reader, town: Town) -> None:
    path: str | None = "observations?approved=false&limit=7"
    found: list[dict[str, Any]] = []
    while path is not None:
        page = official.read(path)
        assert len(page["observations"]) <= 7
        found += page["observations"]
        path = page["next"]
    everything = views.every_observation(town.desk, town.posts["desk"], Asked(approved=False))
    assert [one["revision"] for one in found] == [one.revision for one in everything]
    assert page["total"] == len(found) > 14


def test_filters_narrow_and_several_of_one_kind_widen(official: Reader) -> None:
    whole = official.read("observations?approved=false&limit=1000")["observations"]
    names = sorted({one["indicator"] for one in whole})[:2]
    period = whole[0]["period"]
    query = "&".join(f"indicator={name}" for name in names)
    some = official.read(f"observations?approved=false&limit=1000&{query}&period={period}")
    expected = [o for o in whole if o["indicator"] in names and o["period"] == period]
    assert some["observations"] == expected != []
    assert some["total"] == len(expected)


def test_a_page_after_shows_the_moment_of_the_first_page(official: Reader, town: Town) -> None:
    first = official.read("observations?approved=false&limit=3")
    issue_token(town.desk, ADMIN, "台账又进了一步", town.posts["desk"].post, 1)
    assert town.desk.ledger.head() > first["head"]
    assert official.read(first["next"])["head"] == first["head"]


def test_an_office_reads_its_own_reports_alone(
    office: Reader, official: Reader, town: Town
) -> None:
    mine = office.read("observations?approved=false&limit=1000")["observations"]
    assert {one["office"] for one in mine} == {town.office}
    theirs = official.read("observations?approved=false&limit=1000")["observations"]
    assert town.other in {one["office"] for one in theirs}
    asked = office.read(f"observations?approved=false&office={town.other}")
    assert (asked["observations"], asked["total"]) == ([], 0)
    seen = {one["target_id"] for one in office.read("assessments")["assessments"]}
    whole = {one["target_id"] for one in official.read("assessments")["assessments"]}
    assert seen < whole
    assert {one["office"] for one in office.read("cases")["cases"]} <= {town.office}
    named = [*theirs, *official.read("cases")["cases"]]
    assert all(one["office_name"] == town.desk.office_names[one["office"]] for one in named)


def test_what_was_read_need_not_be_read_again(official: Reader) -> None:
    for name in LISTS:
        first = official.get(f"{HERE}/{name}")
        again = official.get(f"{HERE}/{name}", **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), name
        assert first.headers["Cache-Control"] == "no-store"


def test_a_briefing_is_fetched_as_it_was_issued(official: Reader, town: Town) -> None:
    issue_paper(town.desk, town.posts["desk"], ReportingPeriod.parse("2024-Q3"))
    papers = official.read("briefings")["briefings"]
    assert papers
    for file in papers[0]["files"]:
        answer = official.get(file["href"])
        assert answer.status_code == 200
        assert len(answer.data) == file["bytes"]
        assert answer.mimetype == MIMES[f".{file['name'].rpartition('.')[2]}"]
    assert official.get(f"{HERE}/briefings/none/none.docx").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("observations?limit=viele", "limit"),
        ("observations?approved=ja", "approved"),
        ("observations?as_of=gestern", "as_of"),
        ("observations?after=AAAA", "after"),
        ("observations?after=WzEsMiwzLDRd", "after"),
        ("observations?indicator=moon", "moon"),
        ("observations?office=moon", "moon"),
        ("observations?period=2024-Q9", "2024-Q9"),
        ("observations?area=%00", "参数"),
        ("assessments?period=2024-13", "2024-13"),
        ("cases?state=gone", "gone"),
    ],
)
def test_a_wrong_question_is_answered_with_its_cure(
    official: Reader, query: str, said: str
) -> None:
    answer = official.get(f"{HERE}/{query}")
    assert answer.status_code == 422, answer.text
    error = json.loads(answer.text)["error"]
    assert said in error["what"]
    assert error["cure"]


def test_the_document_names_every_route_and_no_other(site: Dash) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in site.server.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"}
    }
    written = {(path, verb) for path, verbs in document()["paths"].items() for verb in verbs}
    assert written == served


def test_the_document_s_submission_is_the_published_schema() -> None:
    schemas = document()["components"]["schemas"]
    published = json.loads(SCHEMA.read_text("utf-8"))
    value = published.pop("$defs")["value"]
    published.pop("$schema")
    text = json.dumps(published).replace("#/$defs/value", "#/components/schemas/SubmittedValue")
    assert schemas["Submission"] == json.loads(text)
    assert schemas["SubmittedValue"] == value
