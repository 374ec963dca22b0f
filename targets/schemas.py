"""The JSON schemas of the plan's files, published under docs/schemas/.

`python -m targets.schemas docs/schemas` writes them anew after a change of `files.SHAPES`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from targets.files import SHAPES
from targets.layout_shapes import layout_schema
from targets.rulebook import rule_schema
from targets.series.shapes import judge_schema
from targets.shapes import json_schema


def json_schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file: `plan.schema.json`, `plan-targets.schema.json`, …"""
    plan = {_file(shape.name): json_schema(shape) for shape in SHAPES}
    return {
        **plan,
        "layout.schema.json": layout_schema(),
        "assessment-rule.schema.json": rule_schema(),
        "judge.schema.json": judge_schema(),
    }


def _file(name: str) -> str:
    return "plan.schema.json" if name == "plan" else f"plan-{name}.schema.json"


def write_schemas(folder: Path) -> None:
    """Write every schema into `folder`."""
    for name, schema in json_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
