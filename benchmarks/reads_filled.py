"""What a ledger holds beside values: a plan, a run for every month, log-ins, alerts.

Written by the ledger's own functions but for the alerts, of which a country has fifty thousand:
one for every warning, open when it is of the last year.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import psycopg

from benchmarks.nation import MONTHS, month, office
from benchmarks.references import plain
from ledger import accounts, plans, runs, sessions
from ledger.accounts import PostRow
from ledger.opening import Ledger
from ledger.sessions import Visit
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import AssessmentRun, Measured
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan

NOW = datetime(2025, 1, 1, 9, tzinfo=UTC)
POSTS = 200
_ADMIN = Actor("系统管理岗", frozenset({Role.ADMIN}))

# After the 400th line of its unit a judging of `benchmarks.nation` has written nothing.
_ALERTS = (
    "INSERT INTO alerts SELECT f.judgement + 400, f.unit, 'bad_data', j.office, j.period, f.rule,"
    " '', 1, f.severity, f.message, '{}', '', a.recorded_at FROM findings f"
    " JOIN judgements j ON j.id = f.judgement JOIN audit a ON a.unit = f.unit",
    "INSERT INTO alert_steps SELECT l.id + n, l.unit, l.id, (ARRAY['opened', 'closed'])[n],"
    " '', '', '住建局调度', l.at FROM alerts l, generate_series(1, 2) n"
    " WHERE n = 1 OR l.period < %(open)s",
    "INSERT INTO alert_facts SELECT l.id + 5, l.unit, 'bad_data', l.office, l.period, l.severity,"
    " '{}' FROM alerts l",
    "INSERT INTO alert_members SELECT l.id + 6, l.unit, l.id, l.id + 5 FROM alerts l",
    "ANALYZE",
)


@dataclass(frozen=True)
class Around:
    """What reads name beside offices and areas: a month's receipts, a log-in, a target."""

    plan: str
    target: str
    sessions: tuple[str, ...]


def kept_first(ledger: Ledger) -> Around:
    """Plan, runs and log-ins, before any value."""
    plan = load_plan(DEFAULT_PLAN)
    with ledger.write(_ADMIN, NOW, "plan.load") as unit:
        plans.store_plan(unit, plan)
    for place in range(MONTHS):
        with ledger.write(_ADMIN, NOW, "assess") as unit:
            runs.store_run(unit, _run(plan, month(place), unit.reading().head))
    tokens = [hashlib.sha256(f"log-in {n}".encode()).hexdigest() for n in range(POSTS)]
    for place, token in enumerate(tokens):
        name = f"经办岗{place}"
        with ledger.write(_ADMIN, NOW, "post.add", name) as unit:
            accounts.put_post(unit, _post(name, place))
            until = NOW + timedelta(hours=10)
            sessions.open_session(unit, name, token, until, visit=Visit("10.0.0.1", "Firefox"))
    return Around(plan.id, plan.targets[0].id, tuple(tokens))


def _post(name: str, place: int) -> PostRow:
    return PostRow(name, frozenset({Role.CLERK}), frozenset({office(0, place % 7)}))


def _run(plan: Plan, period: str, head: int) -> AssessmentRun:
    values = [_measured(one.indicator, one.area, period) for one in plan.targets]
    about = ReportingPeriod.parse(period)
    verdicts = assess(plan, values, (), about, today=date(2025, 1, 1))
    return AssessmentRun(
        f"A-{period}", period, NOW.isoformat(), head, "rules-1", plan.version, date(2025, 1, 1),
        tuple(replace(one, period=period) for one in verdicts),
    )  # fmt: skip


def _measured(indicator: str, code: str, period: str) -> Measured:
    return Measured(indicator, code, period, 42.0, "1-1", "G0", "填报", "D5")


def alerts(url: str, first_open: str) -> int:
    """An alert, its steps and its fact for every warning; those before `first_open` are closed."""
    with psycopg.connect(plain(url), autocommit=True) as server:
        server.execute("SET session_replication_role = replica")
        for statement in _ALERTS:
            server.execute(statement.encode(), {"open": first_open} if "%(" in statement else None)
        return int((server.execute("SELECT count(*) FROM alerts").fetchone() or (0,))[0])


def hashes(url: str, most: int) -> Sequence[str]:
    """Hashes of files that came, all over the country."""
    with psycopg.connect(plain(url)) as server:
        found = server.execute(
            "SELECT sha256 FROM receipts WHERE id IN (SELECT id FROM receipts"
            " TABLESAMPLE SYSTEM (50) ORDER BY random() LIMIT %s) ORDER BY 1",
            (most,),
        )
        return [row[0] for row in found]
