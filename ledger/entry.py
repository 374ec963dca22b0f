"""Who may still report what: closed periods and the exceptions to them, as of any head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, select

from ledger.tables.chain import audit
from ledger.tables.rules_of_entry import closures, exceptions
from ledger.unit import Reading, Unit
from observations.errors import Refused

Closing = Literal["closed", "opened"]


@dataclass(frozen=True)
class ClosureRow:
    """A word on a period: `decision` closed | opened, why, by whom; `seq` orders it."""

    period: str
    decision: str
    text: str
    post: str
    at: datetime
    seq: int


@dataclass(frozen=True)
class ExceptionRow:
    """A word on an office's exception: `decision` asked | granted | ended; `until` its last day."""

    office: str
    period: str
    decision: str
    until: date
    text: str
    asked_by: str
    post: str
    at: datetime
    seq: int

    def holds_on(self, day: date) -> bool:
        """True when the exception was granted and its last day is not over on `day`."""
        return self.decision == "granted" and day <= self.until


@dataclass(frozen=True)
class Granted:
    """An exception to be granted: for whom, until which day inclusive, why, who asked."""

    office: str
    period: str
    until: date
    text: str
    asked_by: str


def set_closing(unit: Unit, period: str, decision: Closing, text: str) -> None:
    """Close a period for every office, or open it again; Refused when it is so already."""
    unit.lock_chain()
    shut = closed(unit.reading(), period) is not None
    if shut == (decision == "closed"):
        word = "已经关账" if shut else "没有关账"
        raise Refused(f"{period} {word}", cure="用 cityplan period list 查看")
    row = {"period": period, "decision": decision, "text": text}
    unit.add(closures, [row | {"post": unit.actor.post, "at": unit.now}])


def closed(reading: Reading, period: str, before: int | None = None) -> ClosureRow | None:
    """The closing of `period` that stands; None when it is open.

    `before`: the audit sequence at which something was received. It is only shut out by a
    period that was closed by then, and still (or again) is.
    """
    return standing(closings(reading, period), before)


def standing(words: Sequence[ClosureRow], before: int | None = None) -> ClosureRow | None:
    """Like `closed`, from every word on one period, oldest first."""
    then = [row for row in words if before is None or row.seq < before]
    if not then or "opened" in (then[-1].decision, words[-1].decision):
        return None
    return then[-1]


def closings(reading: Reading, period: str | None = None) -> tuple[ClosureRow, ...]:
    """Every word on closing up to the head, oldest first."""
    query = (
        select(closures, audit.c.seq)
        .join(audit, audit.c.unit == closures.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, closures.c.id)
    )
    chosen = query if period is None else query.where(closures.c.period == period)
    names = ClosureRow.__dataclass_fields__
    rows = reading.connection.execute(chosen)
    return tuple(ClosureRow(*(getattr(row, name) for name in names)) for row in rows)


def ask(unit: Unit, office: str, period: str, until: date, text: str) -> None:
    """Keep that the acting post asks for an exception; it grants nothing and ends none."""
    _word(unit, Granted(office, period, until, text, unit.actor.post), "asked")


def grant(unit: Unit, given: Granted) -> None:
    """Let an office report a period until a day; a later word replaces an earlier one."""
    _word(unit, given, "granted")


def end_exception(unit: Unit, office: str, period: str, text: str) -> None:
    """End an exception now; Refused when none was granted."""
    unit.lock_chain()
    words = exceptions_of(unit.reading(), office, period)
    if not words or words[-1].decision != "granted":
        raise Refused(f"{office} {period} 没有在用的例外", cure="用 cityplan period list 查看")
    last = words[-1]
    _word(unit, Granted(office, period, last.until, text, last.asked_by), "ended")


def exceptions_of(
    reading: Reading, office: str | None = None, period: str | None = None
) -> tuple[ExceptionRow, ...]:
    """Every decision on exceptions up to the head, oldest first; limited where asked."""
    return _words(reading, exceptions.c.decision != "asked", office, period)


def asks_of(
    reading: Reading, office: str | None = None, period: str | None = None
) -> tuple[ExceptionRow, ...]:
    """Every request for an exception (`decision` asked) up to the head, oldest first."""
    return _words(reading, exceptions.c.decision == "asked", office, period)


def waiting_asks(
    reading: Reading, office: str | None = None, period: str | None = None
) -> tuple[ExceptionRow, ...]:
    """Requests that no decision on the same office and period followed, oldest first."""
    decided = {(r.office, r.period): r.seq for r in exceptions_of(reading, office, period)}
    asks = asks_of(reading, office, period)
    return tuple(one for one in asks if one.seq > decided.get((one.office, one.period), 0))


def _words(
    reading: Reading, chosen: ColumnElement[bool], office: str | None, period: str | None
) -> tuple[ExceptionRow, ...]:
    query = _exceptions(reading).where(chosen)
    if office is not None:
        query = query.where(exceptions.c.office == office)
    if period is not None:
        query = query.where(exceptions.c.period == period)
    return tuple(_exception(row) for row in reading.connection.execute(query))


def _word(unit: Unit, given: Granted, decision: str) -> None:
    row = vars(given) | {"until": given.until.isoformat(), "decision": decision}
    unit.add(exceptions, [row | {"post": unit.actor.post, "at": unit.now}])


def _exceptions(reading: Reading) -> Select[Any]:
    return (
        select(exceptions, audit.c.seq)
        .join(audit, audit.c.unit == exceptions.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, exceptions.c.id)
    )


def _exception(row: Row[Any]) -> ExceptionRow:
    names = ExceptionRow.__dataclass_fields__
    given = {name: getattr(row, name) for name in names}
    return ExceptionRow(**given | {"until": date.fromisoformat(row.until)})
