"""Changes one post asked for: every word on each, and what still waits for another post."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select

from ledger.content import text_of
from ledger.tables.chain import audit
from ledger.tables.proposals import proposals
from ledger.unit import Reading, Unit
from observations.errors import Refused

Decision = Literal["approved", "declined"]


@dataclass(frozen=True)
class Word:
    """One word on a change: `title` and `body` stand in the word that asks for it."""

    key: str
    kind: str
    decision: str
    title: str
    body: Mapping[str, Any]
    text: str
    post: str
    at: datetime
    seq: int


@dataclass(frozen=True)
class Proposal:
    """A change asked for, and the word that decided on it; None while it waits."""

    asked: Word
    decided: Word | None


def ask(unit: Unit, kind: str, told: tuple[str, Mapping[str, Any]], text: str) -> str:
    """Ask for a change of `kind`, `told` = (title, body); its key."""
    unit.lock_chain()
    key, (title, body) = f"P{unit.id}", told
    row = {"key": key, "kind": kind, "decision": "asked", "title": title, "text": text}
    more = {"body": text_of(dict(body)), "post": unit.actor.post, "at": unit.now}
    unit.add(proposals, [row | more])
    return key


def decide(unit: Unit, asked: Word, decision: Decision, text: str) -> None:
    """Say the last word on a change; Refused when somebody said it before."""
    unit.lock_chain()
    found = proposal(unit.reading(), asked.key)
    if found is None or found.decided is not None:
        raise Refused("这项申请已另有处理", cure="在“设置与版本”页或用 cityplan change list 核对")
    row = {"key": asked.key, "kind": asked.kind, "decision": decision, "title": "", "body": "{}"}
    unit.add(proposals, [row | {"text": text, "post": unit.actor.post, "at": unit.now}])


def proposal(reading: Reading, key: str) -> Proposal | None:
    """The change called `key`; None when nobody asked for it."""
    return next((one for one in every(reading) if one.asked.key == key), None)


def every(reading: Reading) -> tuple[Proposal, ...]:
    """Every change that was asked for up to the head, newest first."""
    query = (
        select(proposals, audit.c.seq)
        .join(audit, audit.c.unit == proposals.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    words = [_word(row) for row in reading.connection.execute(query)]
    last = {one.key: one for one in words if one.decision != "asked"}
    asked = [one for one in words if one.decision == "asked"]
    return tuple(Proposal(one, last.get(one.key)) for one in reversed(asked))


def _word(row: Row[Any]) -> Word:
    return Word(
        key=row.key,
        kind=row.kind,
        decision=row.decision,
        title=row.title,
        body=json.loads(row.body),
        text=row.text,
        post=row.post,
        at=row.at,
        seq=row.seq,
    )
