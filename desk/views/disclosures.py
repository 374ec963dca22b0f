"""对外公开: every assessed period, what waits for approval and what the public reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from desk.handle import Desk
from desk.rights import require_discloser
from desk.run_history import assessed_periods
from ledger import disclosed
from ledger.disclosed import Standing, WordRow
from observations.identity import Actor, Role
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class DisclosureLine:
    """A period with what stands of it; `own` when the reader asked for what waits."""

    period: ReportingPeriod
    now: Standing
    own: bool


@dataclass(frozen=True)
class DisclosuresView:
    """Periods newest first, every word newest first, and what the reader may do.

    `content` is the document that waits at the asked period, to be read before approving.
    """

    lines: tuple[DisclosureLine, ...]
    words: tuple[WordRow, ...]
    may_ask: bool
    public: bool
    content: dict[str, Any] | None
    waiting: WordRow | None


def disclosures(desk: Desk, actor: Actor, asked: str = "") -> DisclosuresView:
    """What may be shown to the public and what is; for leaders and the bureau's desk."""
    require_discloser(actor)
    with desk.ledger.read() as reading:
        said = disclosed.words(reading)
        periods = assessed_periods(reading)
    standing = disclosed.by_period(said)
    known = sorted({*periods, *standing}, key=_end, reverse=True)
    waiting = standing.get(asked, Standing()).waiting
    return DisclosuresView(
        lines=tuple(_line(actor, one, standing.get(one, Standing())) for one in known),
        words=tuple(reversed(said)),
        may_ask=any(Role.DESK in one.roles and not one.offices for one in actor.each()),
        public=desk.settings.public,
        content=json.loads(waiting.document) if waiting else None,
        waiting=waiting,
    )


def _line(actor: Actor, period: str, now: Standing) -> DisclosureLine:
    own = now.waiting is not None and now.waiting.post in actor.names
    return DisclosureLine(ReportingPeriod.parse(period), now, own)


def _end(period: str) -> tuple[Any, ...]:
    parsed = ReportingPeriod.parse(period)
    return parsed.end, parsed.start
