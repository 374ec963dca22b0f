"""What to carry over is suggested by a file with its version; a wrong one is told with its line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from briefings import carry_rules
from briefings.carry_rules import load_carry_rules
from observations.errors import UserError
from observations.yamlfile import read_yaml

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "carry-over.schema.json"
OURS = carry_rules.FOLDER / "carry-over.yaml"


def test_our_own_file_validates_against_the_published_schema() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(read_yaml(OURS).value)
    assert load_carry_rules().id == "carry-over-1"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("binding: binding", "binding: must", "rows[4].binding:只能取规定的词"),
        ("doubted: true", "doubtful: true", "rows[3].doubtful:不认识的字段"),
        ("doubted: true", "doubted: false", "rows[3].doubted:只能取规定的词"),
        ("  - cadence: true\n    word", "  - word", "没有条件的一行只能在最后"),
        ('  - word: "列为', '  - outcome: done\n    word: "列为', "最后一行不能有条件"),
        ("word: 先补实测值", "word: 先核实数据", "两行的建议(word)相同"),
        ("name: carry-over", "name: carry", "与文件名不同"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_what_is_wrong(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = OURS.read_text("utf-8")
    assert old in text
    (tmp_path / "carry-over.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(UserError) as refused:
        load_carry_rules(folder=tmp_path)
    assert told in refused.value.what
    assert "carry-over.yaml 第" in refused.value.what
