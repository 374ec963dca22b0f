"""What people decided about samples, ballots and opinions is data that its schema holds."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from observations.errors import UserError
from targets.yamlfile import read_yaml
from voices import opinions_rules, quota, survey
from voices.quota import load_table, tables
from voices.schemas import json_schemas

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas"
FOLDERS = {"opinions": opinions_rules.FOLDER, "quota": quota.FOLDER, "survey": survey.FOLDER}
SHIPPED = [
    (name, path) for name, folder in FOLDERS.items() for path in sorted(folder.glob("*.yaml"))
]


def test_the_published_schemas_are_those_of_the_code() -> None:
    for name, schema in json_schemas().items():
        assert json.loads((PUBLISHED / name).read_text("utf-8")) == schema, (
            f"{name}: run python -m voices.schemas docs/schemas"
        )


@pytest.mark.parametrize(("name", "path"), SHIPPED, ids=lambda one: getattr(one, "stem", one))
def test_what_is_shipped_validates_against_its_published_schema(name: str, path: Path) -> None:
    schema = json.loads((PUBLISHED / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(read_yaml(path).value)


def test_a_quota_table_that_is_wrong_is_told_by_file_line_and_cure(tmp_path: Path) -> None:
    assert tables() == ("representatives-2021", "volunteers-2021")
    text = (quota.FOLDER / "volunteers-2021.yaml").read_text("utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("groups: 3", "groups: 三"), "utf-8")
    with pytest.raises(UserError, match=r"额度表 mine\.yaml 第10行 groups:写法不对") as wrong:
        load_table("mine", tmp_path)
    assert wrong.value.cure
