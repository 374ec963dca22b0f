"""The bill of materials is one by CycloneDX's own schema, whole, and every licence is known."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from deploy import sbom
from deploy.bundle import wheels

SCHEMAS = Path(__file__).parent / "schemas"


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    made = sbom.bill(sbom.ROOT, sbom.installed(), {"flask@0": "0" * 64})
    found: dict[str, Any] = json.loads(sbom.printed(made))
    return found


def test_the_bill_is_one_by_the_published_schema(bill: dict[str, Any]) -> None:
    files = [json.loads(one.read_text("utf-8")) for one in SCHEMAS.glob("*.schema.json")]
    known = {one["$id"]: one for one in files}
    registry = Registry().with_resources(
        (name, Resource.from_contents(one)) for name, one in known.items()
    )
    schema = known["http://cyclonedx.org/schema/bom-1.6.schema.json"]
    checker = jsonschema.Draft7Validator(schema, registry=registry)
    assert [one.message for one in checker.iter_errors(bill)] == []
    wrong = bill | {
        "components": [{**bill["components"][0], "licenses": [{"license": {"id": "?"}}]}]
    }
    assert list(checker.iter_errors(wrong)) != []


def test_the_bill_names_everything_the_program_needs_and_what_needs_it(
    bill: dict[str, Any],
) -> None:
    project = tomllib.loads((sbom.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    refs = {one["bom-ref"] for one in bill["components"]}
    named = {ref.removeprefix("pkg:pypi/").partition("@")[0] for ref in refs}
    assert named == wheels.needed(project["dependencies"], here=True)
    reached, waiting = set(), [bill["metadata"]["component"]["bom-ref"]]
    asked = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += asked[ref]
    assert refs <= reached
    assert not any("hashes" in one for one in bill["components"])  # of another version: not its own


def test_every_licence_is_known_and_none_asks_for_our_own_source(bill: dict[str, Any]) -> None:
    told = {one["name"]: sbom.said(one) for one in bill["components"]}
    assert sbom.UNKNOWN not in told.values()
    bound = re.compile(r"(?<!L)(?:A?GPL|General Public License)")
    assert [name for name, one in told.items() if bound.search(one) and " OR " not in one] == []
    assert {name for name, one in told.items() if "LGPL" in one} == {"psycopg", "psycopg-binary"}
    lines = sbom.licences(bill).splitlines()
    assert len(lines) == len(told) + 4
