"""Assessment runs: the verdicts that pages and papers read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from ledger.content import dump, load
from ledger.statements import Shape, Statement, View, shape
from ledger.tables.chain import audit
from ledger.tables.runs import assessments
from ledger.tables.runs import runs as run_rows
from ledger.unit import Reading, Unit
from targets.assessment import Assessment, AssessmentRun

_VERDICTS = 4_096  # of some kilobytes each
_TOLD = ("id", "period", "as_of", "head", "rule_version", "plan_version", "today")
"""What is told of a run beside its verdicts, as `AssessmentRun` calls it."""


@dataclass(frozen=True)
class RunRow:
    """A run without its verdicts."""

    id: str
    period: str
    as_of: str
    head: int
    rule_version: str
    plan_version: str
    today: date
    seq: int
    recorded_at: datetime


def store_run(unit: Unit, run: AssessmentRun) -> bool:
    """Keep a run with every verdict; False when a run of this id is kept already."""
    row = {
        "run": run.id,
        "period": run.period,
        "as_of": run.as_of,
        "head": run.head,
        "rule_version": run.rule_version,
        "plan_version": run.plan_version,
        "today": run.today,
    }
    number = unit.add_once(run_rows, row)
    if number is None:
        return False
    unit.add(assessments, [_verdict(number, place, a) for place, a in enumerate(run.assessments)])
    return True


def latest_run(reading: Reading, period: str) -> AssessmentRun | None:
    """The newest run of a period up to the head."""
    rows = _latest(shape(reading)).rows(reading, period=str(period))
    if not rows:
        return None
    told = dict(zip(_TOLD, rows[0], strict=False))
    verdicts = tuple(_loaded(row[-1]) for row in rows if row[-1] is not None)
    return AssessmentRun(**told | {"today": _day(told["today"])}, assessments=verdicts)


def _day(cell: str | date) -> date:
    return date.fromisoformat(cell) if isinstance(cell, str) else cell


@cache
def _latest(seen: Shape) -> Statement:
    """The newest run of a period with its verdicts, in one question."""
    newest = _runs(seen).where(run_rows.c.period == bindparam("period")).limit(1).subquery("newest")
    told = (newest.c.run if name == "id" else newest.c[name] for name in _TOLD)
    query = (
        select(*told, assessments.c.content)
        .select_from(newest)
        .outerjoin(assessments, assessments.c.run == newest.c.id)
        .order_by(assessments.c.place)
    )
    return Statement(seen, query)


def run(reading: Reading, run_id: str) -> AssessmentRun | None:
    """One run by its id."""
    query = _runs(reading).where(run_rows.c.run == run_id)
    return _whole(reading, reading.connection.execute(query).first())


def runs(reading: Reading) -> tuple[RunRow, ...]:
    """Every run up to the head, newest first."""
    return tuple(_row(row) for row in reading.connection.execute(_runs(reading)))


def latest_of_each_period(reading: Reading) -> tuple[AssessmentRun, ...]:
    """The newest run of every period, in two queries; ordered by period."""
    newest: dict[str, Row[Any]] = {}
    for row in reading.connection.execute(_runs(reading)):
        newest.setdefault(row.period, row)
    verdicts = _verdicts(reading, [row.id for row in newest.values()])
    return tuple(_run(newest[p], verdicts.get(newest[p].id, ())) for p in sorted(newest))


def _runs(reading: View) -> Select[Any]:
    return (
        select(run_rows, audit.c.seq, audit.c.recorded_at)
        .join(audit, audit.c.unit == run_rows.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq.desc(), run_rows.c.id.desc())
    )


def _whole(reading: Reading, row: Row[Any] | None) -> AssessmentRun | None:
    if row is None:
        return None
    return _run(row, _verdicts(reading, [row.id]).get(row.id, ()))


def _verdicts(reading: Reading, ids: list[int]) -> dict[int, tuple[Assessment, ...]]:
    query = (
        select(assessments.c.run, assessments.c.content)
        .where(assessments.c.run.in_(ids))
        .order_by(assessments.c.run, assessments.c.place)
    )
    found: dict[int, tuple[Assessment, ...]] = {}
    for row in reading.connection.execute(query):
        found[row.run] = (*found.get(row.run, ()), _loaded(row.content))
    return found


@lru_cache(maxsize=_VERDICTS)
def _loaded(content: str) -> Assessment:
    """A verdict as it was kept: the same text is the same verdict, whoever asks for it."""
    return load(Assessment, content)


def _run(row: Row[Any], verdicts: tuple[Assessment, ...]) -> AssessmentRun:
    return AssessmentRun(
        id=row.run,
        period=row.period,
        as_of=row.as_of,
        head=row.head,
        rule_version=row.rule_version,
        plan_version=row.plan_version,
        today=row.today,
        assessments=verdicts,
    )


def _row(row: Row[Any]) -> RunRow:
    return RunRow(
        id=row.run,
        period=row.period,
        as_of=row.as_of,
        head=row.head,
        rule_version=row.rule_version,
        plan_version=row.plan_version,
        today=row.today,
        seq=row.seq,
        recorded_at=row.recorded_at,
    )


def _verdict(number: int, place: int, assessment: Assessment) -> dict[str, Any]:
    return {
        "run": number,
        "place": place,
        "target": assessment.target_id,
        "indicator": assessment.indicator,
        "area": assessment.area,
        "level": assessment.level.value,
        "trend": assessment.trend.value,
        "belief": assessment.belief.value,
        "value": assessment.value,
        "expected": assessment.expected,
        "content": dump(Assessment, assessment),
    }
