"""Where the latest issued 数据质量说明 of a period is read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from briefings.draft import ANNEX_TITLES
from desk.handle import Desk
from ledger import papers
from ledger.unit import Reading
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class StatementPaper:
    """The newest paper of a period that has the statement: which, the html's name, the annex."""

    paper: str
    name: str
    annex: int


def statement_paper(desk: Desk, reading: Reading, period: ReportingPeriod) -> StatementPaper | None:
    """The period's newest issue when it has the annex; None before one, or without its files."""
    rows = papers.papers(reading, str(period))
    newest = [one.file for one in rows if one.file.paper == rows[0].file.paper]
    files = {one.format: one.path for one in newest}
    annex = _annex(desk.settings.papers_dir / files["json"]) if "json" in files else 0
    if not annex or "html" not in files:
        return None
    return StatementPaper(newest[0].paper, files["html"].name, annex)


def _annex(path: Path) -> int:
    """The annex's printed number in an archived `briefing.json`; 0 when it has none."""
    if not path.exists():
        return 0
    annexes = json.loads(path.read_bytes())["annexes"]
    return next((one["number"] for one in annexes if one["title"] == ANNEX_TITLES["quality"]), 0)
