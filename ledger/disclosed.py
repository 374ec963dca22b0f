"""What was put before the public: every word on it, and what stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Literal

from ledger.in_order import rows_in_order
from ledger.tables.disclosures import disclosures
from ledger.unit import Reading, Unit, clean
from observations.errors import Refused

Decision = Literal["asked", "approved", "declined", "withdrawn"]
NAMES = ("period", "decision", "sha256", "document", "head", "run", "text", "post", "at")


@dataclass(frozen=True)
class Content:
    """What the public would read of `period`: JSON text, told by `run` as known at `head`."""

    period: str
    document: str
    head: int
    run: str

    @property
    def sha256(self) -> str:
        """Of the document's UTF-8 bytes."""
        return sha256(clean(self.document).encode()).hexdigest()


@dataclass(frozen=True)
class WordRow:
    """A word on a period's disclosure; `document` stands in the word that asks."""

    period: str
    decision: str
    sha256: str
    document: str
    head: int
    run: str
    text: str
    post: str
    at: datetime
    seq: int


@dataclass(frozen=True)
class Standing:
    """Of one period: what waits for approval, what the public sees, and the word that let it."""

    waiting: WordRow | None = None
    shown: WordRow | None = None
    approval: WordRow | None = None


def ask(unit: Unit, content: Content, text: str) -> None:
    """Put `content` forward; it takes the place of what waited. Refused when it is shown so."""
    unit.lock_chain()
    now = standing(words(unit.reading(), content.period))
    for same in (now.waiting, now.shown):
        if same is not None and same.sha256 == content.sha256:
            raise Refused("内容与已提请或已公开的一字不差", cure="数值有变动后再提请")
    row = vars(content) | {"decision": "asked", "sha256": content.sha256, "text": text}
    unit.add(disclosures, [row | {"post": unit.actor.post, "at": unit.now}])


def decide(unit: Unit, about: WordRow, decision: Decision, text: str) -> None:
    """Approve or decline what waits, or take down what is shown; Refused when it is so no more."""
    unit.lock_chain()
    now = standing(words(unit.reading(), about.period))
    current = now.shown if decision == "withdrawn" else now.waiting
    if current is None or current.seq != about.seq:
        raise Refused("这一份已另有处理", cure="刷新本页,按现在的内容办理")
    row = {"period": about.period, "decision": decision, "sha256": about.sha256, "text": text}
    empty = {"document": "", "head": 0, "run": ""}
    unit.add(disclosures, [row | empty | {"post": unit.actor.post, "at": unit.now}])


def words(reading: Reading, period: str | None = None) -> tuple[WordRow, ...]:
    """Every word up to the head, oldest first; with `period` only its own."""
    return tuple(WordRow(*row) for row in rows_in_order(reading, disclosures, NAMES, period))


def standing(said: Iterable[WordRow]) -> Standing:
    """What stands after every word on one period, oldest first."""
    now = Standing()
    for word in said:
        if word.decision == "asked":
            now = replace(now, waiting=word)
        elif word.decision == "approved":
            now = Standing(None, now.waiting, word)
        elif word.decision == "declined":
            now = replace(now, waiting=None)
        else:
            now = replace(now, shown=None, approval=None)
    return now


def by_period(said: Sequence[WordRow]) -> dict[str, Standing]:
    """What stands of every period that something was said of."""
    return {
        period: standing(one for one in said if one.period == period)
        for period in {one.period for one in said}
    }
