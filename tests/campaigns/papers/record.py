"""The ledger as plain SQL reads it at one run: nothing of ours is asked."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Key = tuple[str, str]  # indicator, area

_APPROVED = """
SELECT r.id, r.indicator, r.area, r.period, r.value, r.numerator, r.denominator, r.sheet, r.cell,
       r.numerator_cell, r.denominator_cell, f.sha256, f.name AS file
FROM revisions r
JOIN audit brought ON brought.unit = r.unit
JOIN judgements j ON j.id = r.judgement
JOIN receipts f ON f.receipt = j.receipt
JOIN (SELECT p.office, p.period, MAX(said.seq) AS until
      FROM approvals p JOIN audit said ON said.unit = p.unit
      WHERE p.decision = 'desk' AND said.seq <= :head GROUP BY p.office, p.period) ok
  ON ok.office = j.office AND ok.period = j.period
WHERE brought.seq <= ok.until ORDER BY brought.seq, r.id
"""
_VERDICTS = """
SELECT t.target, t.level, json_extract(t.content, '$.why_code') AS why_code
FROM assessments t JOIN runs r ON r.id = t.run WHERE r.run = :run ORDER BY t.place
"""
_BEFORE = """
SELECT r.run, r.head FROM runs r JOIN audit a ON a.unit = r.unit
WHERE r.period = :period AND a.seq <= :head ORDER BY a.seq DESC LIMIT 1
"""
_BASELINES = """
SELECT b.indicator, b.area, b.value FROM baselines b JOIN audit a ON a.unit = b.unit
WHERE a.seq <= :head ORDER BY b.version
"""
_DELIVERED = """
SELECT j.office, j.period, j.verdict, f.received_at, j.suite FROM judgements j
JOIN receipts f ON f.receipt = j.receipt JOIN audit a ON a.unit = j.unit
WHERE a.seq <= :head ORDER BY f.received_at
"""
_CASES = """
SELECT c."case", c.step, c.text, c.due, c.at, c.office,
       json_extract(c.content, '$.evidence') AS evidence,
       json_extract(c.content, '$.evidence_sha256') AS sha256
FROM case_events c JOIN audit a ON a.unit = c.unit
WHERE a.seq <= :head ORDER BY a.seq, c.id
"""
_ALERTS = """
SELECT l.at, l.due FROM alerts l JOIN audit a ON a.unit = l.unit
WHERE a.seq <= :head AND NOT EXISTS (
  SELECT 1 FROM alert_steps s JOIN audit b ON b.unit = s.unit
  WHERE s.alert = l.id AND s.step IN ('closed', 'merged') AND b.seq <= :head)
"""
_DOUBTS = """
SELECT f.office, d.rule, d.message, f.name || ' ' || d.sheet || '!' || d.cell AS place
FROM findings d
JOIN judgements j ON j.id = d.judgement JOIN receipts f ON f.receipt = j.receipt
JOIN audit a ON a.unit = j.unit
WHERE j.period IN (:period, :year) AND j.verdict = 'accepted' AND d.severity = 'warning'
  AND a.seq <= :head
"""


def end_of(period: str) -> tuple[int, int]:
    """Year and last month of `2024`, `2024-Q3`, `2024-06`."""
    year, _, part = period.partition("-")
    if not part:
        return int(year), 12
    return int(year), int(part[1]) * 3 if part.startswith("Q") else int(part)


def months(end: tuple[int, int]) -> int:
    """Since the beginning of 2023."""
    return (end[0] - 2023) * 12 + end[1]


def before(quarter: str) -> str:
    """The quarter before."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}-Q{number - 1}" if number > 1 else f"{year - 1}-Q4"


@dataclass(frozen=True)
class Record:
    """One installation's database at the head of a run (`run`, judged for `period`)."""

    database: Path
    run: str
    head: int
    paper_head: int
    period: str

    def ask(self, query: str, **values: Any) -> list[Row]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def _parts(self, kind: str) -> list[Row]:
        rows = self.ask("SELECT content FROM plan_parts WHERE kind = :kind", kind=kind)
        return [json.loads(row["content"]) for row in rows]

    @cached_property
    def promises(self) -> dict[str, Row]:
        """Every target of the plan by its id."""
        rows = self.ask("SELECT target, content FROM target_versions ORDER BY id")
        return {row["target"]: json.loads(row["content"]) for row in rows}

    @cached_property
    def indicators(self) -> dict[str, Row]:
        return {one["key"]: one for one in self._parts("indicators")}

    @cached_property
    def offices(self) -> dict[str, str]:
        return {one["id"]: one["name"] for one in self._parts("offices")}

    @cached_property
    def areas(self) -> dict[str, str]:
        return {one["code"]: one["name"] for one in self._parts("areas")}

    @cached_property
    def tasks(self) -> list[Row]:
        return self._parts("tasks")

    @cached_property
    def plan(self) -> Row:
        row: Row = json.loads(self.ask("SELECT content FROM plan_versions")[0]["content"])
        return row

    @cached_property
    def due_keys(self) -> dict[Key, str]:
        """What a quarter's forms ask for, with the office that answers."""
        return {
            (one["indicator"], one["area"]): one["office"]
            for one in self._parts("reporting")
            if self.indicators[one["indicator"]]["frequency"] == "Q"
        }

    @cached_property
    def values(self) -> dict[Key, list[Row]]:
        """The approved series at the head, oldest first, up to the quarter's end."""
        return self._series(self.head, self.period)

    @cached_property
    def values_before(self) -> dict[Key, list[Row]]:
        """The series as the run of the quarter before saw it; empty without one."""
        found = self._run_before()
        return self._series(found["head"], before(self.period)) if found else {}

    def _series(self, head: int, period: str) -> dict[Key, list[Row]]:
        last = {(r["indicator"], r["area"], r["period"]): r for r in self.ask(_APPROVED, head=head)}
        found: dict[Key, list[Row]] = {}
        for row in sorted(last.values(), key=lambda one: end_of(one["period"])):
            if end_of(row["period"]) <= end_of(period):
                found.setdefault((row["indicator"], row["area"]), []).append(row)
        return found

    @cached_property
    def levels(self) -> dict[str, tuple[str, str]]:
        """Verdict and its reason by target; of a paper of a past day, by the last run kept."""
        kept = self.ask(_BEFORE, period=self.period, head=self.paper_head)
        return self._judged(self.run) or self._judged(kept[0]["run"])

    @cached_property
    def levels_before(self) -> dict[str, tuple[str, str]]:
        found = self._run_before()
        return self._judged(found["run"]) if found else {}

    def _judged(self, run: str) -> dict[str, tuple[str, str]]:
        rows = self.ask(_VERDICTS, run=run)
        return {row["target"]: (row["level"], row["why_code"]) for row in rows}

    def _run_before(self) -> Row | None:
        rows = self.ask(_BEFORE, period=before(self.period), head=self.head)
        return rows[0] if rows else None

    @cached_property
    def baselines(self) -> dict[Key, float]:
        rows = self.ask(_BASELINES, head=self.head)
        return {(row["indicator"], row["area"]): row["value"] for row in rows}

    def delivered(self, period: str) -> list[Row]:
        """The forms of a quarter with their verdicts, in the order they came."""
        return [row for row in self._all_delivered if row["period"] == period]

    @cached_property
    def _all_delivered(self) -> list[Row]:
        return self.ask(_DELIVERED, head=self.paper_head)

    @cached_property
    def cases(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.ask(_CASES, head=self.paper_head):
            found.setdefault(row["case"], []).append(row)
        return found

    @cached_property
    def alerts(self) -> list[Row]:
        """Alerts nobody has closed."""
        return self.ask(_ALERTS, head=self.paper_head)

    @cached_property
    def doubts(self) -> list[Row]:
        year = self.period[:4] if self.period.endswith("Q4") else ""
        return self.ask(_DOUBTS, period=self.period, year=year, head=self.paper_head)
