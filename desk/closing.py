"""Closed periods: nothing more is taken for them, but by an exception with a reason and an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from desk.handle import SHANGHAI, Desk
from desk.rights import acting_for, require_everywhere, require_role
from ledger import accounts, arrivals, entry, findings
from ledger.entry import ClosureRow, ExceptionRow, Granted
from ledger.unit import Reading
from observations.crossing import Arrived
from observations.errors import Refused, UserError
from observations.finding import Finding
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from observations.signals import Place, signal
from observations.stations import Interpreted

RULE = "period.closed"
LONGEST_REASON = 2000


@dataclass(frozen=True)
class PeriodRow:
    """A closed period and the exceptions to it that still hold."""

    closing: ClosureRow
    exceptions: tuple[ExceptionRow, ...]


def close_period(desk: Desk, actor: Actor, period: ReportingPeriod, reason: str) -> None:
    """Take nothing more for `period` from now on; what was received before is in time."""
    require_role(actor, Role.DESK)
    require_everywhere(actor, Role.DESK)
    if period.end >= desk.today():
        raise UserError(f"{period.label}还没有结束,不能关账", cure="报告期结束后再关账")
    with desk.ledger.write(actor, desk.now(), "period.close", str(period)) as unit:
        entry.set_closing(unit, str(period), "closed", _reason(reason))


def open_period(desk: Desk, actor: Actor, period: ReportingPeriod, reason: str) -> None:
    """Take deliveries for `period` again."""
    require_role(actor, Role.DESK)
    require_everywhere(actor, Role.DESK)
    with desk.ledger.write(actor, desk.now(), "period.open", str(period)) as unit:
        entry.set_closing(unit, str(period), "opened", _reason(reason))


def grant_exception(desk: Desk, actor: Actor, given: Granted) -> None:
    """Let an office report a closed period until a day inclusive; a post of the office asked.

    What it did not ask for itself (`desk.asking`) is kept as entered for it by the granter.
    """
    require_role(actor, Role.DESK)
    _require_asker(desk, actor, given)
    acting_for(desk, actor, given.office, Role.DESK)
    if given.until < desk.today():
        raise UserError("例外的截止日期已过", cure="写今天或以后的日期")
    period = ReportingPeriod.parse(given.period)
    with desk.ledger.read() as reading:
        if entry.closed(reading, str(period)) is None:
            raise Refused(f"{period.label}没有关账,不需要例外", cure="直接送交即可")
        asks = entry.waiting_asks(reading, given.office, str(period))
    itself = any(one.asked_by == given.asked_by for one in asks)
    said = "" if itself else f"(由“{actor.title}”代录申请)"
    whole = replace(given, period=str(period), text=_reason(given.text) + said)
    about = f"{given.office}/{period} 至{given.until}"
    with desk.ledger.write(actor, desk.now(), "period.except", about) as unit:
        entry.grant(unit, whole)


def end_exception(
    desk: Desk, actor: Actor, office: str, period: ReportingPeriod, reason: str
) -> None:
    """End an exception at once; what was received while it held is in time."""
    acting_for(desk, actor, office, Role.DESK)
    about = f"{office}/{period}"
    with desk.ledger.write(actor, desk.now(), "period.except.end", about) as unit:
        entry.end_exception(unit, office, str(period), _reason(reason))


def closed_periods(desk: Desk) -> tuple[PeriodRow, ...]:
    """Every closed period, newest first, with the exceptions that hold today."""
    with desk.ledger.read() as reading:
        last = {row.period: row for row in entry.closings(reading)}
        granted = {(r.office, r.period): r for r in entry.exceptions_of(reading)}
    shut = [row for row in last.values() if row.decision == "closed"]
    holding = [row for row in granted.values() if row.holds_on(desk.today())]
    return tuple(
        PeriodRow(row, tuple(one for one in holding if one.period == row.period))
        for row in sorted(shut, key=lambda r: ReportingPeriod.parse(r.period).end, reverse=True)
    )


def closing_of(desk: Desk, office: str, period: str) -> PeriodRow | None:
    """The closing of `period` with the office's own exceptions of today; None while it is open."""
    found = next((row for row in closed_periods(desk) if row.closing.period == period), None)
    if found is None:
        return None
    return replace(found, exceptions=tuple(e for e in found.exceptions if e.office == office))


def with_closings(
    desk: Desk, reading: Reading, came: Iterable[tuple[Interpreted, Arrived]]
) -> tuple[Interpreted, ...]:
    """Each report with a critical finding for each closed period it reports without an exception.

    The moment of receiving counts, not that of judging. An exception counts that held when the
    file came, or that holds now and whose last day was not over when the file came. Asked once
    for all reports.
    """
    words: dict[str, list[ClosureRow]] = {}
    for word in entry.closings(reading):
        words.setdefault(word.period, []).append(word)
    if not words:
        return tuple(report for report, _ in came)
    return tuple(_with_closing(desk, reading, pair, words) for pair in came)


def _with_closing(
    desk: Desk,
    reading: Reading,
    pair: tuple[Interpreted, Arrived],
    words: Mapping[str, Sequence[ClosureRow]],
) -> Interpreted:
    report, came = pair
    if report.header is None:
        return report
    office, written = report.header.office, set(report.batch["period"].unique())
    shut = [
        closing
        for period in sorted(written | {report.header.period})
        if (closing := entry.standing(words.get(period, ()), before=came.seq)) is not None
        and not _excepted(reading, office, period, came)
    ]
    found = tuple(_finding(desk, report, closing) for closing in shut)
    return replace(report, findings=(*report.findings, *found)) if found else report


def lifted(desk: Desk, reading: Reading, receipt: str) -> bool:
    """True when a delivery went back because of a closing that an exception now lifts."""
    found = findings.of_receipt(reading, receipt)
    shut = {(one.office, one.finding.period) for one in found if one.finding.rule == RULE}
    came = arrivals.arrivals(reading, [receipt])[receipt]
    today = desk.today()
    return bool(shut) and all(
        entry.closed(reading, period, before=came.seq) is None
        or _holds(entry.exceptions_of(reading, office, period), today)
        for office, period in shut
    )


def _excepted(reading: Reading, office: str, period: str, came: Arrived) -> bool:
    words = entry.exceptions_of(reading, office, period)
    then = [row for row in words if row.seq < came.seq]
    day = _day(came.at)
    return _holds(then, day) or _holds(words, day)


def _holds(words: Sequence[ExceptionRow], day: date) -> bool:
    return bool(words) and words[-1].holds_on(day)


def _finding(desk: Desk, report: Interpreted, closing: ClosureRow) -> Finding:
    period = ReportingPeriod.parse(closing.period)
    day = closing.at.astimezone(SHANGHAI).date()
    message = (
        f"《{report.source.name}》:{period.label}已于{day}关账({closing.text}),"
        "关账后送交的报表、更正和撤回不再受理;确需补报的,请向住建局申请例外,准许后重新送交"
    )
    return signal(RULE, message, Place(period=closing.period), value=closing.period)


def _require_asker(desk: Desk, actor: Actor, given: Granted) -> None:
    """The one who asks is a known post, and not the one who grants."""
    if given.office not in desk.office_names:
        known = "、".join(desk.plan.reporting_offices)
        raise UserError(f"没有单位“{given.office}”", cure=f"可用:{known}")
    if given.asked_by in actor.names:
        raise Refused("申请例外的岗位不能自己准许", cure="请住建局另一调度岗办理")
    with desk.ledger.read() as reading:
        row = accounts.post(reading, given.asked_by)
    if row is None or not row.active:
        raise UserError(f"没有在用的岗位“{given.asked_by}”", cure="用 cityplan user list 查岗位名")
    if given.office not in row.offices or not row.actor.has(Role.CLERK, Role.REVIEWER):
        name = desk.office_names[given.office]
        raise Refused(f"“{given.asked_by}”不是{name}的岗位", cure="写该单位的填报或审核岗位")


def _reason(text: str) -> str:
    if not text.strip():
        raise UserError("须写明理由", cure="加 --reason")
    return text.strip()[:LONGEST_REASON]


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
