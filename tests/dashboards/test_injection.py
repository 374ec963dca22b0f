"""What is asked of the record is a value and never a part of the question, wherever it is asked."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from dash import Dash
from flask import Flask
from werkzeug.test import Client, TestResponse

from dashboards.contract import document
from dashboards.data_query import LISTS, OF_PAGE
from dashboards.routes import PAGES, Page
from desk.accounts import issue_token
from tests.dashboards.town import ADMIN, Town
from tests.dashboards.visitor import Visitor

PAYLOADS = (
    "' OR 1=1 --",
    '" OR ""="',
    "x'; DROP TABLE revisions; --",
    "0) UNION SELECT post, hash, 1 FROM passwords --",
    "%' OR '1'='1",
)
TOLD = re.compile(r"sqlite|psycopg|sqlalchemy|Traceback|argon2|syntax error", re.IGNORECASE)


class Reader:
    """A program with a token, at an address of its own: nobody else's limit is used up."""

    def __init__(self, server: Flask, token: str) -> None:
        self.client = Client(server, use_cookies=False)
        self.headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": "203.0.113.77"}

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.headers)


@pytest.fixture(scope="module")
def reader(site: Dash, town: Town) -> Reader:
    token = issue_token(town.desk, ADMIN, "敌意的读取", town.posts["desk"].post, 1)
    return Reader(site.server, token)


def asked() -> Iterator[tuple[str, str]]:
    """(path, name) of every parameter of a read in the OpenAPI document, at its place or in it."""
    for path, acts in document()["paths"].items():
        for given in acts.get("get", {}).get("parameters", []):
            found: dict[str, Any] = given
            if "$ref" in given:
                found = document()["components"]["parameters"][given["$ref"].rpartition("/")[2]]
            if found["in"] != "header":
                yield path, found["name"]


def address(path: str, name: str, payload: str) -> str:
    if f"{{{name}}}" in path:
        return re.sub(r"\{\w+\}", quote(payload, safe=""), path)
    return f"{path}?{urlencode({name: payload})}"


def test_no_parameter_of_a_read_becomes_a_part_of_the_question(reader: Reader) -> None:
    def rows() -> int:
        answer = reader.get("/api/v1/observations?approved=false")
        assert answer.status_code == 200
        return int(answer.get_json()["total"])

    before, tried = rows(), list(asked())
    assert before > 0
    assert len(tried) > 15
    for path, name in tried:
        for payload in PAYLOADS:
            answer = reader.get(address(path, name, payload))
            assert answer.status_code in (200, 404, 422), (path, name, payload, answer.text)
            assert not TOLD.search(answer.text), (path, name, payload)
            if answer.status_code == 200:
                told = answer.get_json()
                found = told.get("observations", told.get("cases", told.get("assessments")))
                assert found == [], (path, name, payload)
    assert rows() == before


def fields(page: Page) -> list[str]:
    """The fields of an address that the page's own module reads, by name or as the record's."""
    source = inspect.getsource(sys.modules[page.render.__module__])
    names = set(re.findall(r"\.get\(\"(\w+)\"\)", source))
    return sorted(names | ({*LISTS, *OF_PAGE} if "parsed(" in source else set()))


def test_no_field_of_an_address_becomes_a_part_of_a_page_s_question(bureau: Visitor) -> None:
    tried = [(page, name) for page in PAGES for name in fields(page) or ["period"]]
    assert {name for _, name in tried} >= {"area", "period", "office", "after", "level"}
    for number, (page, name) in enumerate(tried):
        payload = PAYLOADS[number % len(PAYLOADS)]
        path = page.path.replace("*", quote(payload, safe=""))
        answer = bureau.open(path, f"?{urlencode({name: payload})}")
        assert answer.status_code == 200, (path, name, answer.text[:200])
        assert not TOLD.search(json.dumps(answer.get_json())), (path, name)
    for name in (*LISTS, *OF_PAGE, "asof", "state", "doubted"):
        answer = bureau.get(f"/files/data.csv?{urlencode({name: PAYLOADS[0]})}")
        assert answer.status_code in (200, 400), (name, answer.text)
        assert not TOLD.search(answer.text), name
