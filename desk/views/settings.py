"""设置与版本: what figures go by, since when and on whose word; what waits for another post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk import proposing
from desk.area_map import Outline, current_map
from desk.calendar_load import LoadedCalendar, loaded_calendar
from desk.handle import Desk
from desk.plans import require_loadable
from desk.rights import require_everywhere
from desk.rule_settings import standings, suite_in_force
from expectations.rules import load_book
from ledger import plans
from ledger.plans import PlanVersion
from ledger.proposals import Proposal, Word
from ledger.rule_settings import SettingRow
from observations.errors import UserError
from observations.identity import Actor, Role
from targets.adjustment import Change

DECIDED_SHOWN = 30


@dataclass(frozen=True)
class ProposalLine:
    """A change that was asked for: what this post may do about it now."""

    proposal: Proposal
    may_approve: bool
    may_decline: bool


@dataclass(frozen=True)
class CalendarYear:
    """A year of the calendar: `known` when its arrangement is; days off on weekdays, days worked.

    `irregular` are (day, worked), in order: what weekends alone do not tell.
    """

    year: int
    known: bool
    irregular: tuple[tuple[date, bool], ...]


@dataclass(frozen=True)
class SettingsView:
    """What is in force and what may be changed.

    `edition` None before a plan was loaded; `changes` what loading the folder's edition would
    change, `why_not` why it cannot be loaded. `approvals`: by version of plan or calendar the
    word that let it in, (post, when); `askers`: the post that had asked for it.
    """

    title: str
    edition: PlanVersion | None
    changes: tuple[Change, ...]
    why_not: str
    calendar: str
    calendar_loaded: LoadedCalendar | None
    suite: str
    settings: tuple[SettingRow, ...]
    map: Outline | None
    approvals: dict[str, tuple[str, datetime]]
    askers: dict[str, str]
    waiting: tuple[ProposalLine, ...]
    decided: tuple[ProposalLine, ...]
    rules: tuple[tuple[str, str], ...]
    indicators: tuple[tuple[str, str], ...]


def settings_view(desk: Desk, actor: Actor) -> SettingsView:
    """Everything the page of settings shows; for desks and administrators, else `Refused`."""
    require_everywhere(actor, Role.DESK, Role.ADMIN)
    with desk.ledger.read() as reading:
        editions = [one for one in plans.versions(reading) if one.plan == desk.plan.id]
        loaded, drawn = loaded_calendar(reading), current_map(desk, reading)
    asked = proposing.every(desk)
    lines = [_line(actor, one) for one in asked]
    changed, why_not = _edition_changes(desk)
    return SettingsView(
        title=desk.plan.title,
        edition=editions[-1] if editions else None,
        changes=changed,
        why_not=why_not,
        calendar=desk.calendar.version,
        calendar_loaded=loaded,
        suite=suite_in_force(desk),
        settings=tuple(row for one in standings(desk) for row in one.settings),
        map=drawn,
        approvals={version: (one.post, one.at) for version, (_, one) in _let_in(asked).items()},
        askers={version: one.post for version, (one, _) in _let_in(asked).items()},
        waiting=tuple(one for one in lines if one.proposal.decided is None),
        decided=tuple(one for one in lines if one.proposal.decided is not None)[:DECIDED_SHOWN],
        rules=tuple(sorted((one.id, f"{one.id} {one.name}") for one in load_book().declared)),
        indicators=tuple((one.key, one.name) for one in desk.plan.indicators),
    )


def calendar_years(desk: Desk, actor: Actor) -> tuple[CalendarYear, ...]:
    """The years of the plan and the one after, newest first; for desks and administrators."""
    require_everywhere(actor, Role.DESK, Role.ADMIN)
    calendar = desk.calendar
    last = max(desk.plan.end.year, desk.today().year) + 1
    return tuple(
        CalendarYear(year, calendar.covered(year), tuple(calendar.irregular(year)))
        for year in range(last, desk.plan.issued.year - 1, -1)
    )


def _line(actor: Actor, one: Proposal) -> ProposalLine:
    """As `desk.proposing` will have it: the asker may take back, another desk may decide."""
    open_, own = one.decided is None, one.asked.post in actor.names
    everywhere = actor.everywhere(Role.DESK)
    return ProposalLine(one, open_ and everywhere and not own, open_ and (own or everywhere))


def _let_in(asked: tuple[Proposal, ...]) -> dict[str, tuple[Word, Word]]:
    """By version of plan or calendar: the word that asked for it and the one that approved."""
    return {
        str(one.asked.body["version"]): (one.asked, one.decided)
        for one in reversed(asked)
        if one.decided and one.decided.decision == "approved" and "version" in one.asked.body
    }


def _edition_changes(desk: Desk) -> tuple[tuple[Change, ...], str]:
    """What the folder's edition would change, and why it may not be loaded."""
    try:
        found = require_loadable(desk)
    except UserError as mistake:
        return (), str(mistake)
    if found is None:
        return (), ""
    return (*found.silent, *found.approved_with_it, *found.adjusted), ""
