"""Alerts and what became of them: opened once while open, stepped until closed, never changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, select

from ledger.alert_state import (
    KEY,
    REMARKS,
    SAID,
    AlertState,
    AlertStep,
    Key,
    NewAlert,
    Taken,
    state_of,
)
from ledger.content import text_of
from ledger.ids import stored, written
from ledger.statements import Shape, Statement, Value, shape
from ledger.tables.alerts import alert_facts_of, alert_steps
from ledger.tables.alerts import alerts as kept_alerts
from ledger.tables.chain import audit
from ledger.unit import Reading, Unit
from observations.errors import Refused

__all__ = ["SAID", "AlertState", "AlertStep", "NewAlert", "Taken", "state_of"]

_AFTER: Mapping[str, frozenset[str]] = {
    "opened": frozenset({"acknowledged", "corrected", "closed", *REMARKS}),
    "acknowledged": frozenset({"acknowledged", "corrected", "closed", *REMARKS}),
    "corrected": frozenset({"opened", "acknowledged", "verified", "closed", "noted"}),
    "verified": frozenset({"opened", "closed", "noted"}),
    "closed": frozenset(),
}

View = Reading | Unit


def open_alerts(unit: Unit, wanted: Sequence[NewAlert]) -> tuple[str, ...]:
    """Open each alert unless the same is open; their ids, in the order given.

    The open one of the same kind, office, period, rule and subject stays as it was first
    told; after its closing a new round is opened. Waits for the chain: two units that find
    the same at once open one alert. Facts that others may store at the same moment are
    stored before, never after.
    """
    if not wanted:
        return ()
    unit.lock_chain()
    last = _last_rounds(unit, wanted)
    fresh = {one.key: one for one in wanted if last.get(one.key, _NEVER).state == "closed"}
    rows = [_row(unit, one, last.get(key, _NEVER).round + 1) for key, one in fresh.items()]
    added = unit.add(kept_alerts, rows)
    first = {"step": "opened", "text": "", "evidence": ""} | _by(unit)
    unit.add(alert_steps, [{"alert": number, **first} for number in added])
    ids = {key: one.number for key, one in last.items()} | dict(zip(fresh, added, strict=True))
    return tuple(written(ids[one.key]) for one in wanted)


def take_step(unit: Unit, alert_id: str, step: str, text: str = "", *, evidence: str = "") -> None:
    """Append one step; see `take_steps`."""
    take_steps(unit, [Taken(alert_id, step, text, evidence)])


def take_steps(unit: Unit, steps: Sequence[Taken]) -> None:
    """Append steps, or none; Refused for an unknown alert or a step its state does not allow.

    Nothing follows `closed`: what comes again is a new round. `opened` again says that a
    correction did not hold. Waits for the chain, so that two posts never step one another over.
    """
    if not steps:
        return
    unit.lock_chain()
    so_far = _steps(unit, {_number(one.alert) for one in steps})
    for one in steps:
        known = so_far.get(_number(one.alert))
        if known is None:
            raise Refused(f"没有编号为“{one.alert}”的预警", cure="在预警页核对编号")
        now = state_of(known)
        if one.step not in _AFTER[now]:
            raise Refused(f"预警 {one.alert} 现为“{SAID[now]}”,不能改为“{SAID[one.step]}”")
        known.append(one.step)
    unit.add(alert_steps, [vars(one) | {"alert": _number(one.alert)} | _by(unit) for one in steps])


def stand_behind(unit: Unit, pairs: Iterable[tuple[str, str]]) -> None:
    """Say which stored facts tell of which alerts (alert, fact); said twice it stands once."""
    for alert, fact in pairs:
        unit.add_once(alert_facts_of, {"alert": _number(alert), "fact": _number(fact)})


def alerts(
    reading: Reading,
    *,
    kinds: Collection[str] = (),
    offices: Collection[str] | None = None,
    period: str = "",
    ids: Collection[str] | None = None,
    unclosed: bool = False,
) -> tuple[AlertState, ...]:
    """Alerts with their steps up to the head, oldest first; `offices` None means all of them."""
    told: dict[str, Value] = {"kind": kinds} if kinds else {}
    told |= {} if offices is None else {"office": offices}
    told |= {"period": (period,)} if period else {}
    told |= {} if ids is None else {"id": [_number(one) for one in ids]}
    seen = shape(reading)
    rows = _which(seen, tuple(told), unclosed).found(reading, **told)
    if not rows:
        return ()
    these = [row.id for row in rows]
    steps, facts = (
        _behind(seen, table).found(reading, alerts=these) for table in (alert_steps, alert_facts_of)
    )
    return _states(rows, steps, facts)


@cache
def _which(seen: Shape, told: tuple[str, ...], unclosed: bool) -> Statement:
    chosen = [seen.among(kept_alerts.c[name], name) for name in told]
    chosen += [_open(seen)] if unclosed else []
    return Statement(seen, _ordered(seen, kept_alerts, chosen))


@cache
def _behind(seen: Shape, table: Table) -> Statement:
    """Rows of a table that tells of alerts."""
    return Statement(seen, _ordered(seen, table, [seen.among(table.c.alert, "alerts")]))


def told_by(reading: Reading, fact_id: str) -> tuple[AlertState, ...]:
    """The alerts that a fact tells of, up to the head; none for a notice, or an old fact."""
    query = select(alert_facts_of.c.alert).where(alert_facts_of.c.fact == _number(fact_id))
    these = _seen(reading, alert_facts_of, query)
    return _found(reading, [kept_alerts.c.id.in_(these)])


def facts_of_alerts(reading: Reading) -> frozenset[str]:
    """Ids of every fact that stands behind an alert."""
    query = _seen(reading, alert_facts_of, select(alert_facts_of.c.fact))
    return frozenset(written(number) for number in reading.connection.execute(query).scalars())


def unclosed_now(
    unit: Unit, *, kinds: Collection[str] = (), offices: Collection[str] | None = None
) -> tuple[AlertState, ...]:
    """Alerts that are not closed as the unit itself leaves them; it waits for the chain."""
    unit.lock_chain()
    return _found(unit, [*_chosen(kinds, offices, "", None), _open(unit)])


@dataclass(frozen=True)
class _Round:
    number: int = 0
    round: int = 0
    state: str = "closed"


_NEVER = _Round()


def _last_rounds(unit: Unit, wanted: Sequence[NewAlert]) -> dict[Key, _Round]:
    """The last round of every key asked for; the unit holds the chain."""
    chosen = [kept_alerts.c[n].in_({getattr(one, n) for one in wanted}) for n in KEY[:4]]
    names = [kept_alerts.c[name] for name in (*KEY, "id", "round")]
    query = select(*names).where(*chosen).order_by(kept_alerts.c.round)
    found = {tuple(row[:5]): row for row in unit.connection.execute(query)}
    steps = _steps(unit, [row.id for row in found.values()])
    return {key: _Round(row.id, row.round, state_of(steps[row.id])) for key, row in found.items()}


def _steps(unit: Unit, numbers: Collection[int]) -> dict[int, list[str]]:
    """Steps so far, oldest first, of the alerts that exist; the unit holds the chain."""
    query = (
        select(alert_steps.c.alert, alert_steps.c.step)
        .outerjoin(audit, audit.c.unit == alert_steps.c.unit)
        .where(alert_steps.c.alert.in_(numbers))
        .order_by(audit.c.seq.is_(None), audit.c.seq, alert_steps.c.id)  # this unit's own last
    )
    found: dict[int, list[str]] = {}
    for row in unit.connection.execute(query):
        found.setdefault(row.alert, []).append(row.step)
    return found


def _row(unit: Unit, one: NewAlert, round_: int) -> dict[str, Any]:
    known = {name: getattr(one, name) for name in (*KEY, "severity", "title")}
    body = text_of(dict(one.body))
    due = one.due.isoformat() if one.due else ""
    return known | {"body": body, "due": due, "round": round_, "at": unit.now}


def _by(unit: Unit) -> dict[str, Any]:
    return {"post": unit.actor.post, "at": unit.now}


def _number(alert_id: str) -> int:
    return stored(alert_id) or 0


def _chosen(
    kinds: Collection[str],
    offices: Collection[str] | None,
    period: str,
    ids: Collection[str] | None,
) -> list[ColumnElement[bool]]:
    columns = kept_alerts.c
    numbers = None if ids is None else [_number(one) for one in ids]
    wanted = ((columns.kind, kinds or None), (columns.office, offices), (columns.id, numbers))
    among = [column.in_(values) for column, values in wanted if values is not None]
    return [*among, *([columns.period == period] if period else [])]


def _found(view: View, chosen: Sequence[ColumnElement[bool]]) -> tuple[AlertState, ...]:
    rows = _read(view, kept_alerts, chosen)
    these = select(kept_alerts.c.id).where(*chosen)
    if not rows:
        return ()
    steps = _read(view, alert_steps, [alert_steps.c.alert.in_(these)])
    facts = _read(view, alert_facts_of, [alert_facts_of.c.alert.in_(these)])
    return _states(rows, steps, facts)


def _open(view: View | Shape) -> ColumnElement[bool]:
    """No step that the view sees closed the alert."""
    end = select(alert_steps.c.id).where(alert_steps.c.step == "closed")
    return ~_seen(view, alert_steps, end).where(alert_steps.c.alert == kept_alerts.c.id).exists()


def _read(view: View, table: Table, chosen: Sequence[ColumnElement[bool]]) -> Sequence[Row[Any]]:
    return view.connection.execute(_ordered(view, table, chosen)).all()


def _ordered(
    view: View | Shape, table: Table, chosen: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """Rows in the order of the chain, a unit's own last."""
    query = _seen(view, table, select(table)).where(*chosen)
    return query.order_by(audit.c.seq.is_(None), audit.c.seq, table.c.id)


def _seen(view: View | Shape, table: Table, query: Select[Any]) -> Select[Any]:
    """Rows written up to a reading's head; of a unit what is committed and what it wrote."""
    if isinstance(view, Unit):
        return query.outerjoin(audit, audit.c.unit == table.c.unit)
    joined = query.join(audit, audit.c.unit == table.c.unit)
    return joined.where(audit.c.seq <= view.head)


def _states(
    rows: Sequence[Row[Any]], taken: Sequence[Row[Any]], behind: Sequence[Row[Any]]
) -> tuple[AlertState, ...]:
    steps: dict[int, list[AlertStep]] = defaultdict(list)
    for row in taken:
        steps[row.alert].append(AlertStep(row.step, row.text, row.evidence, row.post, row.at))
    facts: dict[int, list[str]] = defaultdict(list)
    for row in behind:
        facts[row.alert].append(written(row.fact))
    return tuple(
        AlertState(
            id=written(row.id),
            alert=_alert(row),
            round=row.round,
            opened_at=row.at,
            steps=tuple(steps.get(row.id, ())),
            facts=tuple(facts.get(row.id, ())),
        )
        for row in rows
    )


def _alert(row: Row[Any]) -> NewAlert:
    known = {name: getattr(row, name) for name in (*KEY, "severity", "title")}
    due = date.fromisoformat(row.due) if row.due else None
    return NewAlert(**known, body=json.loads(row.body), due=due)
