"""The JSON schemas of an installation's own YAML files, published under docs/schemas/.

`python -m desk.schemas docs/schemas` writes them anew after a change of what they may hold.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from alerts.rules import alerting_schema
from alerts.runbook import runbook_schema
from briefings.carry_rules import CarryRules
from cases.colours import ColourRule
from cases.kinds import CaseKind
from cases.rate_rule import RateRule
from desk.reminder_rule import reminders_schema
from observations.validating import schema_of
from targets.score_rule import ScoreRule


def json_schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    return {
        "alerting.schema.json": alerting_schema(),
        "carry-over.schema.json": schema_of(CarryRules, "结转建议"),
        "case-colours.schema.json": schema_of(ColourRule, "督办配色"),
        "case-kind.schema.json": schema_of(CaseKind, "督办类型"),
        "case-rates.schema.json": schema_of(RateRule, "督办统计口径"),
        "reminders.schema.json": reminders_schema(),
        "runbook.schema.json": runbook_schema(),
        "score-rule.schema.json": schema_of(ScoreRule, "考核计分规则"),
    }


def write_schemas(folder: Path) -> None:
    """Write every schema into `folder`."""
    for name, schema in json_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
