"""Corrections in place and withdrawals: written down as a submission, received like any file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.delivery import Outcome, judge_all, outcome
from desk.handle import Desk
from desk.intake import SENDERS, receive
from desk.keys import plan_keys
from desk.rights import acting_for
from ledger import revisions
from observations.errors import UserError
from observations.identity import Actor
from observations.period import ReportingPeriod
from observations.stations import Receipt
from observations.submission import CORRECTION, WITHDRAWAL, document

SHORTEST_REASON = 4
LONGEST_REASON = 2000
_KINDS = {CORRECTION: "更正", WITHDRAWAL: "撤回"}


@dataclass(frozen=True)
class Change:
    """What a value is to become; None leaves a part empty. `qualifier`: 约, 近, 以上 or empty."""

    indicator: str
    area: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    qualifier: str = ""


def correct(
    desk: Desk,
    actor: Actor,
    which: tuple[str, ReportingPeriod],
    changes: Sequence[Change],
    reason: str,
) -> Outcome:
    """Correct some values of `which` (office, period) in place; what became of it.

    It is a submission like any: original, receipt, rules, four eyes. Values not named stay.
    """
    return _judged(desk, send_correction(desk, actor, which, changes, reason))


def send_correction(
    desk: Desk,
    actor: Actor,
    which: tuple[str, ReportingPeriod],
    changes: Sequence[Change],
    reason: str,
) -> Receipt:
    """Hand in a correction as `correct` does; the worker judges it, as a page's file."""
    if not changes:
        raise UserError("没有要更正的数值", cure="至少写一个指标")
    for change in changes:
        _require_finite(desk, change)
    values = [_written(change, reason.strip()) for change in changes]
    return _hand_in(desk, actor, which, (CORRECTION, values, reason))


def withdraw(
    desk: Desk,
    actor: Actor,
    which: tuple[str, ReportingPeriod],
    keys: Sequence[tuple[str, str]],
    reason: str,
) -> Outcome:
    """Withdraw the values of `keys` (indicator, area) of `which` (office, period).

    The withdrawal follows the value as its next revision; what was published stays so until
    the withdrawal is approved, and stays quotable as of then.
    """
    return _judged(desk, send_withdrawal(desk, actor, which, keys, reason))


def send_withdrawal(
    desk: Desk,
    actor: Actor,
    which: tuple[str, ReportingPeriod],
    keys: Sequence[tuple[str, str]],
    reason: str,
) -> Receipt:
    """Hand in a withdrawal as `withdraw` does; the worker judges it, as a page's file."""
    office, period = which
    acting_for(desk, actor, office, *SENDERS)
    with desk.ledger.read() as reading:
        asked = plan_keys(desk.plan, periods=(str(period),))
        now = revisions.as_of(reading, approved=False, keys=asked)
    mine = now.filter(now["form_office"] == office).select("indicator", "area").rows()
    for key in keys:
        if key not in mine:
            where = f"{_name(desk, key[0])}({key[1]}){period.label}"
            raise UserError(f"{where}没有在册的数值可撤回", cure="核对指标、地区、报告期和单位")
    values = [
        {"indicator": indicator, "area": area, "note": reason.strip()} for indicator, area in keys
    ]
    return _hand_in(desk, actor, which, (WITHDRAWAL, values, reason))


def _hand_in(
    desk: Desk,
    actor: Actor,
    which: tuple[str, ReportingPeriod],
    told: tuple[str, Sequence[Mapping[str, object]], str],
) -> Receipt:
    (office, period), (kind, values, reason) = which, told
    if len(reason.strip()) < SHORTEST_REASON:
        raise UserError(f"{_KINDS[kind]}须写明理由", cure=f"不少于 {SHORTEST_REASON} 个字")
    if len(reason) > LONGEST_REASON:
        raise UserError("理由过长", cure=f"不超过 {LONGEST_REASON} 个字")
    if office not in desk.office_names:
        known = "、".join(desk.plan.reporting_offices)
        raise UserError(f"没有单位“{office}”", cure=f"可用:{known}")
    acting_for(desk, actor, office, *SENDERS)
    # Post and moment make every act a document of its own: the same words said again are new.
    stamp = f"{actor.title} {desk.now():%Y-%m-%d %H:%M:%S.%f} 办理"
    data = document((office, str(period)), kind, values, stamp)
    name = f"{_KINDS[kind]}_{office}_{period}.json"
    return receive(desk, actor, data, name, office=office)


def _judged(desk: Desk, receipt: Receipt) -> Outcome:
    judge_all(desk, [receipt.id])
    return outcome(desk, receipt.source.name, receipt)


def _written(change: Change, reason: str) -> dict[str, object]:
    parts: dict[str, object] = {
        name: _whole(number)
        for name in ("value", "numerator", "denominator")
        if (number := getattr(change, name)) is not None
    }
    key = {"indicator": change.indicator, "area": change.area}
    return key | parts | {"qualifier": change.qualifier, "note": reason}


def _whole(number: float) -> float:
    """A whole number without a fraction: 是 is written 1, and 1.0 is no such word."""
    return int(number) if math.isfinite(number) and number == int(number) else number


def _require_finite(desk: Desk, change: Change) -> None:
    for number in (change.value, change.numerator, change.denominator):
        if number is not None and not math.isfinite(number):
            raise UserError(f"“{_name(desk, change.indicator)}”填的不是数", cure="填普通的数")


def _name(desk: Desk, key: str) -> str:
    names = {one.key: one.name for one in desk.plan.indicators}
    if key not in names:
        raise UserError(f"没有指标“{key}”", cure="用方案中的指标代码")
    return names[key]
