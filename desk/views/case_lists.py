"""The three lists, and what is to be said of cases on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from cases.kinds import CaseKind, load_kinds
from cases.lists import LISTS, Entry, three_lists
from cases.stages import Stage, look
from desk.case_known import folded
from desk.handle import Desk
from desk.views.case_search import Sought, wanted_by
from desk.views.cases import named, scope, sees_case, shades
from desk.views.stretch import Stretched
from ledger import case_counts, case_reads
from ledger.case_wanted import Wanted
from observations.errors import UserError
from observations.identity import Actor


@dataclass(frozen=True)
class Told:
    """A stage of a case that falls on a day: a reminder, an escalation, a review, a look-back."""

    number: str
    title: str
    office: str
    stage: Stage


def lists(desk: Desk, actor: Actor) -> Mapping[str, tuple[Entry, ...]]:
    """问题清单、任务清单、责任清单 of what runs in the actor's scope, in order of opening."""
    with desk.ledger.read() as reading:
        mine = scope(actor, reading)
        found = case_reads.in_order(reading, Wanted(pairs=mine, shut=False))
        return three_lists(folded(reading, found), _kinds())


def listing(desk: Desk, actor: Actor, title: str, sought: Sought) -> Sequence[Entry]:
    """One of the three lists of what runs and fits, in the order of the case list.

    Only the stretch that is looked at is read. `UserError` for a list of no such title.
    """
    name = next((one for one, said in LISTS.items() if said == title), "")
    if not name:
        raise UserError(f"没有清单“{title}”", cure=f"可用:{'、'.join(LISTS.values())}")
    on_it = {one.id for one in _kinds().values() if any(i.list == name for i in one.fields)}
    asked = wanted_by(sought)
    kinds = on_it & set(asked.kinds) if asked.kinds else on_it
    by_kind = shades(desk, desk.today())
    with desk.ledger.read() as reading:
        mine = scope(actor, reading)
        wanted = replace(asked, pairs=mine, kinds=kinds or ("",), shut=False, shades=by_kind)
        count = case_counts.number_of(reading, wanted)
    return Stretched(count, partial(_entries, desk, wanted, title))


def _entries(
    desk: Desk, wanted: Wanted, title: str, limit: int | None, offset: int
) -> tuple[Entry, ...]:
    with desk.ledger.read() as reading:
        found = case_reads.stood(reading, wanted, limit, offset)
        known = {one.case: one for one in folded(reading, found)}
        return three_lists([known[one.case] for one in found], _kinds())[title]


def told_on(desk: Desk, actor: Actor, day: date) -> tuple[Told, ...]:
    """What is to be said on `day` of the cases in the actor's scope, whoever asks, whenever."""
    kinds, calendar = _kinds(), desk.calendar
    with desk.ledger.read() as reading:
        rows = case_reads.standing_on(reading, day)
    told = []
    for one in rows:
        title, area = named(desk, one.subject, one.title, one.area)
        if sees_case(actor, one.office, area):
            days = (day - timedelta(days=1), day)
            reached, _ = look(one, kinds[one.kind], calendar, days)
            told += [Told(one.printed, title, one.office, stage) for stage in reached]
    return tuple(told)


def _kinds() -> Mapping[str, CaseKind]:
    return {one.id: one for one in load_kinds()}
