"""The OpenAPI document against the site: its answers are as promised, none of them a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.schemas import APIOperation, BaseSchema

from dashboards.app import create_app
from desk.handle import Desk
from tests.security.world import World

FEW, MANY = 3, 400
PROMISES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def server(world: World) -> Flask:
    """The site, where a program may ask as often as it likes."""
    lavish = {"api_token_per_minute": 10**6, "api_address_per_minute": 10**6}
    desk: Desk = world.town.desk
    site = create_app(replace(desk, settings=desk.settings.model_copy(update=lavish)))
    assert isinstance(site.server, Flask)
    return site.server


def operations(server: Flask, headers: dict[str, str]) -> Iterator[APIOperation]:
    """Every operation of the document as the site hands it out."""
    schema: BaseSchema = openapi.from_wsgi("/api/v1/openapi.json", server, headers=headers)
    for found in schema.get_all_operations():
        yield found.ok()


def keeps_its_promises(world: World, server: Flask, column: str, examples: int) -> int:
    """Try every operation with what the document allows and with what it does not; how often."""
    load_all_checks()
    checks = CHECKS.get_by_names(PROMISES)
    token = world.people[column].token
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    tried = 0
    for operation in operations(server, headers):
        for mode in MODES:

            @settings(
                max_examples=examples,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def holds(case: Case) -> None:
                nonlocal tried
                answer = case.call(headers=headers)
                case.validate_response(answer, checks=checks)
                tried += 1

            holds()
    return tried


def test_a_few_requests_of_every_kind_are_answered_as_the_document_promises(
    world: World, server: Flask
) -> None:
    paths = json.loads(
        server.test_client()
        .get(
            "/api/v1/openapi.json",
            headers={"Authorization": f"Bearer {world.people['调度'].token}"},
        )
        .text
    )["paths"]
    assert keeps_its_promises(world, server, "调度", FEW) >= len(paths) * FEW


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("column", ["本单位填报", "调度", "查看"])
def test_many_requests_of_every_kind_are_answered_as_the_document_promises(
    world: World, server: Flask, column: str
) -> None:
    assert keeps_its_promises(world, server, column, MANY) > 1000
