"""The JSON schemas of this room's YAML files, published under docs/schemas/.

`python -m voices.schemas docs/schemas` writes them anew after a change of what they may hold.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from observations.validating import schema_of
from voices.opinions_rules import OpinionRules
from voices.quota import QuotaTable
from voices.retention import Retention
from voices.survey import Survey


def json_schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    return {
        "opinions.schema.json": schema_of(OpinionRules, "意见归类规则"),
        "quota.schema.json": schema_of(QuotaTable, "抽样额度表"),
        "retention.schema.json": schema_of(Retention, "个人信息保存期"),
        "survey.schema.json": schema_of(Survey, "满意度调查"),
    }


def write_schemas(folder: Path) -> None:
    """Write every schema into `folder`."""
    for name, schema in json_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
