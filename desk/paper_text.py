"""What a draft says on a day: read anew from the record it is pinned to, with its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from briefings import insertions
from briefings.briefing import build_briefing
from briefings.document import briefing_json
from briefings.paper import Briefing
from desk import publish
from desk.handle import SHANGHAI, Desk
from desk.plans import as_it_stood, in_period
from desk.views.overview import card_of
from desk.views.trends import for_paper
from ledger.paper_steps import Draft, StepRow
from observations.errors import Refused
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class Text:
    """A draft as it reads on a day: the paper, and the hash that its approver has to name."""

    row: StepRow
    paper: Briefing
    sha256: str


def text_of_row(desk: Desk, row: StepRow, moment: datetime) -> Text:
    """The draft of a step dated on the day of `moment`, by the plan as it stood then.

    `Refused` when another edition of the plan judges the period now.
    """
    pinned = Draft(row.period, row.head, row.run, row.inserted)
    paper = paper_of(desk, pinned, moment)
    return Text(row, paper, _hash(paper))


def paper_of(desk: Desk, draft: Draft, moment: datetime) -> Briefing:
    """The paper that a draft makes on the day of `moment`; raises as `text_of_row`."""
    period = ReportingPeriod.parse(draft.period)
    then = in_period(as_it_stood(desk, moment), period)
    with desk.ledger.read(draft.head) as reading:
        card = card_of(then, reading, period)
        card = for_paper(then, reading, card) if card else None
    if card is None or card.run.id != draft.run:
        raise Refused("方案已有新版本,草稿不再成立", cure="重新起草")
    card = replace(card, run=replace(card.run, head=draft.head))
    made = build_briefing(
        card,
        moment.astimezone(SHANGHAI).date(),
        calendar=desk.calendar,
        fingerprint=publish.fingerprint(),
    )
    return insertions.inserted(made, insertions.read(draft.inserted))


def _hash(paper: Briefing) -> str:
    """Of what the paper says; what made its bytes is no part of it."""
    said = briefing_json(replace(paper, fingerprint={}))
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
