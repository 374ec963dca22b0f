"""The published schemas, the reader and the plan files agree."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from targets.files import SHAPES
from targets.load import DEFAULT_PLAN
from targets.schemas import json_schemas
from targets.shapes import Shape
from targets.yamlfile import read_yaml
from tests.targets.plans import LEVELS, TINY

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas"


def files_of(folder: Path, shape: Shape) -> list[Path]:
    return [*folder.glob(f"{shape.name}.yaml"), *sorted((folder / shape.name).glob("*.yaml"))]


ALL_FILES = [
    pytest.param(shape, path, id=f"{folder.name}-{path.stem}")
    for folder in (DEFAULT_PLAN, TINY, *(LEVELS / name for name in ("city", "banner", "town")))
    for shape in SHAPES
    for path in files_of(folder, shape)
]


def published(shape: Shape) -> dict[str, object]:
    name = f"{'plan' if shape.name == 'plan' else f'plan-{shape.name}'}.schema.json"
    schema: dict[str, object] = json.loads((PUBLISHED / name).read_text(encoding="utf-8"))
    return schema


def test_the_published_schemas_are_those_of_the_code() -> None:
    for name, schema in json_schemas().items():
        assert json.loads((PUBLISHED / name).read_text(encoding="utf-8")) == schema, (
            f"{name}: run python -m targets.schemas docs/schemas"
        )


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_each_schema_is_a_schema(shape: Shape) -> None:
    jsonschema.Draft202012Validator.check_schema(published(shape))


@pytest.mark.parametrize(("shape", "path"), ALL_FILES)
def test_each_file_of_a_plan_validates(shape: Shape, path: Path) -> None:
    jsonschema.Draft202012Validator(published(shape)).validate(read_yaml(path).value)


def test_every_file_of_our_plan_has_a_schema() -> None:
    covered = {path for shape in SHAPES for path in files_of(DEFAULT_PLAN, shape)}
    assert covered == set(DEFAULT_PLAN.rglob("*.yaml"))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("targets", {"targets": [{"id": "T1"}]}),
        ("targets", {"targets": [], "target": []}),
        ("targets", {"common": {"tier": "国"}, "targets": []}),
        ("exceptions", {"exceptions": [{"section": "三", "quote": "x", "reason": "other"}]}),
        ("areas", {"areas": [{"code": 150627, "name": "x", "level": "市"}]}),
        ("offices", {"offices": [{"id": "住建局", "name": "x"}]}),
        ("plan", {"id": "x"}),
        ("targets", {"common": {"handed_down": "国"}, "targets": []}),
        ("overrides", {"overrides": [{"target": "T1-150600", "value": 1, "reason": "x"}]}),
        ("counterparts", {"counterparts": [{"above": "住建局", "office": "住建局"}]}),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(name: str, wrong: dict[str, object]) -> None:
    shape = next(s for s in SHAPES if s.name == name)
    assert not jsonschema.Draft202012Validator(published(shape)).is_valid(wrong)
