"""What an address asks of the record: as of which day, of which period, of which area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dashboards import scope
from dashboards.address import Address, keep
from dashboards.words import say
from observations.errors import UserError
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from observations.identity import Actor

CARRIED = ("period", "asof", "area")
"""What a link to another page takes along."""


@dataclass(frozen=True)
class Asked:
    """The choices of an address; `desk` and `head` are those of the end of `day`.

    `day` and `head` are None for the record of now; `since` is the record's first day, None in
    an empty one. `area` is empty for all of them.
    """

    address: Address
    desk: Desk
    today: date
    since: date | None = None
    day: date | None = None
    head: int | None = None
    period: ReportingPeriod | None = None
    area: str = ""

    def href(self, path: str, **changes: str) -> str:
        """`path` with the choices, other than `changes`, taken along."""
        return carried(self.address, path, **changes)


def carried(address: Address, path: str, **changes: str) -> str:
    """`path` with period, as-of day and area of `address`, other than `changes`.

    >>> carried(Address("/tasks", {"asof": "2024-09-30", "office": "x"}), "/areas", area="150627")
    '/areas?asof=2024-09-30&area=150627'
    """
    return keep(Address(address.path, {**address.query, **changes}), path, *CARRIED)


def asked(desk: Desk, who: Actor, address: Address) -> Asked:
    """The choices of `address`; `UserError` for a day, period or area that is none."""
    from desk import views

    area, written = address.get("area"), address.get("period")
    if area:
        _require_area(desk, who, area)
    day = _day(address.get("asof"), desk.today())
    return Asked(
        address=address,
        desk=views.on_day(desk, day),
        today=desk.today(),
        since=views.began(desk, who),
        day=day,
        head=views.head_at(desk, who, day) if day else None,
        period=ReportingPeriod.parse(written) if written else None,
        area=area,
    )


def _require_area(desk: Desk, who: Actor, area: str) -> None:
    if area not in {one.code for one in desk.plan.areas}:
        raise UserError("方案里没有这个地区", cure="从“地区”中选择")
    scope.require_area(who, area)


def _day(written: str, today: date) -> date | None:
    """The as-of day; None for now. A day that is misspelt is never taken for today."""
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise UserError(
            say("“截至”的日期“{written}”写错了", written=written),
            cure="写成2024-09-30这样,或从“截至”中选择",
        ) from error
    if day > today:
        raise UserError(say("{day}还没有到", day=day.isoformat()), cure="“截至”选今天或以前的日子")
    return None if day == today else day
