"""Which periods are open, who was let in all the same, and what was decided about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from desk.accounts import posts
from desk.asking import waiting
from desk.closing import closed_periods
from desk.deadlines import asked_periods, due_forms
from desk.handle import Desk
from ledger import entry
from ledger.entry import ClosureRow, ExceptionRow
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

_KNOWN = {
    "asked": "申请例外",
    "closed": "关账",
    "opened": "重开",
    "granted": "准许例外",
    "ended": "结束例外",
}


@dataclass(frozen=True)
class PeriodLine:
    """A finished period: `closing` while it is closed, `opened` the word that opened it again.

    `approved` of `asked` forms of the actor's offices have passed both approvals.
    """

    period: ReportingPeriod
    closing: ClosureRow | None
    opened: ClosureRow | None
    approved: int
    asked: int


@dataclass(frozen=True)
class Word:
    """One decision about closing: what (`title`), on what, why, by whom; `row` as it was kept."""

    title: str
    office: str
    row: ClosureRow | ExceptionRow


@dataclass(frozen=True)
class ClosingView:
    """All that the page of closing shows.

    `may_close`: this post closes and opens periods; `may_grant`: it decides on exceptions, for
    `offices` (id, name) and asked by `askers` (post, post and office). `own` are the offices it
    may itself ask for; `asks` the requests that wait for a decision, each with its office.
    """

    lines: tuple[PeriodLine, ...]
    exceptions: tuple[tuple[str, ExceptionRow], ...]
    asks: tuple[tuple[str, ExceptionRow], ...]
    words: tuple[Word, ...]
    may_close: bool
    may_grant: bool
    own: tuple[tuple[str, str], ...]
    offices: tuple[tuple[str, str], ...]
    askers: tuple[tuple[str, str], ...]


def closing(desk: Desk, actor: Actor) -> ClosingView:
    """Finished periods newest first, standing exceptions and words of the actor's offices."""
    with desk.ledger.read() as reading:
        closings, granted = entry.closings(reading), entry.exceptions_of(reading)
        asked = entry.asks_of(reading)
    shut = closed_periods(desk)
    standing = [e for row in shut for e in row.exceptions if actor.covers(e.office)]
    mine: list[ClosureRow | ExceptionRow] = [*closings]
    mine += [e for e in (*granted, *asked) if actor.covers(e.office)]
    names = desk.office_names
    known = [(one, names[one]) for one in desk.plan.reporting_offices]
    granting = [one for one in known if actor.within(one[0]).has(Role.DESK)]
    return ClosingView(
        lines=_lines(desk, actor, {row.period: row for row in closings}),
        exceptions=tuple((names.get(e.office, e.office), e) for e in standing),
        asks=tuple((names.get(e.office, e.office), e) for e in waiting(desk, actor)),
        words=tuple(_word(desk, row) for row in sorted(mine, key=lambda r: r.seq, reverse=True)),
        may_close=actor.everywhere(Role.DESK),
        may_grant=bool(granting),
        own=tuple(o for o in known if actor.within(o[0]).has(Role.CLERK, Role.REVIEWER)),
        offices=tuple(granting),
        askers=_askers(desk, actor, dict(granting)),
    )


def _lines(desk: Desk, actor: Actor, last: dict[str, ClosureRow]) -> tuple[PeriodLine, ...]:
    """Every period that was asked for, and every other on which something was decided."""
    mine = frozenset(one for one in desk.plan.reporting_offices if actor.covers(one))
    forms = due_forms(desk, desk.today(), mine)
    asked = Counter(str(one.period) for one in forms)
    done = Counter(str(one.period) for one in forms if one.state == "approved")
    known = {*map(str, asked_periods(desk, desk.today())), *last}
    return tuple(
        _line(period, last.get(str(period)), (done[str(period)], asked[str(period)]))
        for period in sorted(map(ReportingPeriod.parse, known), reverse=True)
    )


def _line(period: ReportingPeriod, word: ClosureRow | None, counts: tuple[int, int]) -> PeriodLine:
    shut = word is not None and word.decision == "closed"
    return PeriodLine(period, word if shut else None, None if shut else word, *counts)


def _word(desk: Desk, row: ClosureRow | ExceptionRow) -> Word:
    office = row.office if isinstance(row, ExceptionRow) else ""
    return Word(_KNOWN[row.decision], desk.office_names.get(office, office), row)


def _askers(desk: Desk, actor: Actor, offices: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Reporting posts in use of `offices`: not the one that grants."""
    return tuple(
        (one.name, f"{one.name}({offices[office]})")
        for one in posts(desk)
        for office in sorted(one.offices & offices.keys())
        if one.active and one.name not in actor.names
        if one.actor.has(Role.CLERK, Role.REVIEWER)
    )
