"""对外公开: one post puts a period's figures forward, another lets the public see them.

What is approved is what is shown, letter by letter: the document is kept when it is asked for,
and a later change of the record changes nothing until it is put forward anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from briefings.disclosure import disclosure
from desk.assess import assess_period
from desk.handle import Desk
from desk.hands import require_other_hands
from desk.rights import require_discloser, require_everywhere, require_role
from desk.views.overview import card_of
from ledger import disclosed
from ledger.disclosed import Content, Decision, Standing, WordRow
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Shown:
    """What the public reads of a period: the document, its hash and when it was approved."""

    period: ReportingPeriod
    content: dict[str, Any]
    sha256: str
    since: str


def ask(desk: Desk, actor: Actor, period: ReportingPeriod, reason: str) -> str:
    """Put the period's figures forward as they stand now; the document's SHA-256.

    Assesses first, so that nothing older than the record is put forward.
    """
    require_role(actor, Role.DESK)
    require_everywhere(actor, Role.DESK)
    require_discloser(actor)
    assess_period(desk, actor, period)
    with desk.ledger.read() as reading:
        card = card_of(desk, reading, period)
        head = reading.head
    if card is None or all(one.value is None for one in card.run.assessments):
        raise UserError(f"{period.label}没有审定的填报值,没有可公开的", cure="先完成审定和评估")
    text = json.dumps(disclosure(card), ensure_ascii=False, sort_keys=True)
    content = Content(str(period), text, head, card.run.id)
    with desk.ledger.write(actor, desk.now(), "disclosure.ask", str(period)) as unit:
        disclosed.ask(unit, content, reason.strip()[:LONGEST_REASON])
    return content.sha256


def approve(desk: Desk, actor: Actor, period: ReportingPeriod, seen: str) -> None:
    """Let the public read what waits, whose hash the approver has `seen`; never one's own."""
    waiting = _waiting(desk, actor, period, seen)
    if waiting.post in actor.names:
        raise Refused("提请公开的岗位不能自己批准", cure="请领导岗位或另一调度岗位批准")
    require_other_hands(desk, actor, {waiting.post}, "")
    _decide(desk, actor, waiting, "approved", "")


def decline(desk: Desk, actor: Actor, period: ReportingPeriod, seen: str, reason: str) -> None:
    """Leave what waits unpublished, with a reason; who asked may take it back so."""
    _decide(desk, actor, _waiting(desk, actor, period, seen), "declined", _said(reason))


def withdraw(desk: Desk, actor: Actor, period: ReportingPeriod, reason: str) -> None:
    """Take down what the public sees, at once and by one post alone; the reason is kept."""
    require_discloser(actor)
    shown = standing(desk, period).shown
    if shown is None:
        raise Refused(f"{period.label}没有公开", cure="刷新本页核对")
    _decide(desk, actor, shown, "withdrawn", _said(reason))


def standing(desk: Desk, period: ReportingPeriod) -> Standing:
    """What waits and what the public sees of `period` now."""
    with desk.ledger.read() as reading:
        return disclosed.standing(disclosed.words(reading, str(period)))


def shown(desk: Desk) -> tuple[Shown, ...]:
    """Everything the public may read, the newest period first; asks for no actor on purpose."""
    with desk.ledger.read() as reading:
        said = disclosed.words(reading)
    found = disclosed.by_period(said).values()
    rows = [_shown(now.shown, now.approval) for now in found if now.shown and now.approval]
    return tuple(sorted(rows, key=lambda one: one.period, reverse=True))


def _waiting(desk: Desk, actor: Actor, period: ReportingPeriod, seen: str) -> WordRow:
    require_discloser(actor)
    waiting = standing(desk, period).waiting
    if waiting is None or waiting.sha256 != seen:
        raise Refused("待批准的内容已变动", cure="刷新本页,看过现在的内容再办理")
    return waiting


def _decide(desk: Desk, actor: Actor, about: WordRow, decision: Decision, reason: str) -> None:
    action = f"disclosure.{decision}"
    with desk.ledger.write(actor, desk.now(), action, about.period) as unit:
        disclosed.decide(unit, about, decision, reason)


def _shown(row: WordRow, approval: WordRow) -> Shown:
    period = ReportingPeriod.parse(row.period)
    return Shown(period, json.loads(row.document), row.sha256, approval.at.isoformat())


def _said(reason: str) -> str:
    if not reason.strip():
        raise UserError("须写明理由", cure="填写理由后再办理")
    return reason.strip()[:LONGEST_REASON]
