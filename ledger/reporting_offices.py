"""Which offices each edition of a plan asked to report, from the editions as they were loaded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ledger.content import load
from ledger.tables.chain import audit
from ledger.tables.plans import plan_parts, plan_versions
from ledger.unit import Reading
from observations.identity import Office
from targets.model import Reporting


@dataclass(frozen=True)
class Asking:
    """The offices that an edition asks from the day on from which it holds; its version."""

    effective: date
    offices: frozenset[str]
    version: str = ""


def asking_editions(reading: Reading, plan: str) -> tuple[Asking, ...]:
    """Every edition of the plan loaded up to the head, in order of loading."""
    head = (
        select(plan_versions.c.id, plan_versions.c.version, plan_versions.c.effective)
        .join(audit, audit.c.unit == plan_versions.c.unit)
        .where(plan_versions.c.plan == plan, audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    editions = reading.connection.execute(head).all()
    if len(editions) < 2:  # one edition asks the same of every period
        return tuple(Asking(row.effective, frozenset(), row.version) for row in editions)
    parts = select(plan_parts.c.plan_version, plan_parts.c.content).where(
        plan_parts.c.kind == "reporting",
        plan_parts.c.plan_version.in_([row.id for row in editions]),
    )
    found: dict[int, set[str]] = defaultdict(set)
    for row in reading.connection.execute(parts):
        found[row.plan_version].add(load(Reporting, row.content).office)
    return tuple(Asking(row.effective, frozenset(found[row.id]), row.version) for row in editions)


def office_names_ever(reading: Reading, plan: str) -> dict[str, str]:
    """The names of every office of every edition loaded up to the head; the newest name wins."""
    query = (
        select(plan_parts.c.content)
        .join(plan_versions, plan_versions.c.id == plan_parts.c.plan_version)
        .join(audit, audit.c.unit == plan_versions.c.unit)
        .where(plan_versions.c.plan == plan, audit.c.seq <= reading.head)
        .where(plan_parts.c.kind == "offices")
        .order_by(audit.c.seq, plan_parts.c.place)
    )
    offices = (load(Office, text) for text in reading.connection.execute(query).scalars())
    return {office.id: office.name for office in offices}


def office_names_on(reading: Reading, plan: str, day: date) -> dict[str, str]:
    """Names of every office by the edition in force on `day`; of those it lacks, as `…_ever`."""
    then = in_force_on(asking_editions(reading, plan), day)
    query = (
        select(plan_parts.c.content)
        .join(plan_versions, plan_versions.c.id == plan_parts.c.plan_version)
        .where(plan_versions.c.plan == plan, plan_parts.c.kind == "offices")
        .where(plan_versions.c.version == (then.version if then else ""))
    )
    offices = (load(Office, text) for text in reading.connection.execute(query).scalars())
    return office_names_ever(reading, plan) | {one.id: one.name for one in offices}


def codes_ever(reading: Reading, plan: str) -> tuple[frozenset[str], frozenset[str]]:
    """Indicators and areas of every edition of the plan loaded up to the head."""
    query = (
        select(plan_parts.c.kind, plan_parts.c.content)
        .join(plan_versions, plan_versions.c.id == plan_parts.c.plan_version)
        .join(audit, audit.c.unit == plan_versions.c.unit)
        .where(plan_versions.c.plan == plan, audit.c.seq <= reading.head)
        .where(plan_parts.c.kind.in_(("indicators", "areas")))
    )
    found: dict[str, set[str]] = {"indicators": set(), "areas": set()}
    for kind, text in reading.connection.execute(query):
        found[kind].add(json.loads(text)["key" if kind == "indicators" else "code"])
    return frozenset(found["indicators"]), frozenset(found["areas"])


def in_force_on(editions: Sequence[Asking], day: date) -> Asking | None:
    """The edition in force on `day`, before all of them the first; None without editions."""
    then = [one for one in editions if one.effective <= day] or editions[:1]
    return then[-1] if then else None


def existed(editions: Sequence[Asking], office: str, day: date) -> bool:
    """True when the edition in force on `day` (before all of them: the first) asks the office."""
    if len(editions) < 2:
        return True
    then = in_force_on(editions, day)
    return then is not None and office in then.offices
