"""管理: the posts, the programs' tokens, and what the installation goes by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from desk.closing import closed_periods
from desk.deputies import running
from desk.handle import Desk
from desk.rights import require_role
from desk.rule_settings import standings, suite_in_force
from desk.views.channels import ChannelRow, channels
from ledger import accounts, credentials, plans
from ledger.accounts import PostRow, TokenRow
from ledger.audited import last_of
from ledger.deputies import Leave
from ledger.plans import PlanVersion
from ledger.rule_settings import SettingRow
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

SIGN_IN = "log_in"


@dataclass(frozen=True)
class PostLine:
    """A post: `once` while it has a password that somebody else set; `leaves` name it."""

    post: PostRow
    signed_in: datetime | None
    once: bool
    leaves: tuple[Leave, ...]


@dataclass(frozen=True)
class TokenLine:
    """A program's token; `live` while it opens something."""

    token: TokenRow
    live: bool


@dataclass(frozen=True)
class InForce:
    """What the installation goes by; each is changed elsewhere.

    `offices`: (name, whether it reports, posts in use); `edition` None before a plan is loaded,
    `differs` when the plan's folder holds another one; `years`: (year, arrangement known).
    """

    offices: tuple[tuple[str, bool, int], ...]
    edition: PlanVersion | None
    differs: bool
    calendar: str
    years: tuple[tuple[int, bool], ...]
    suite: str
    settings: tuple[SettingRow, ...]
    closed: tuple[ReportingPeriod, ...]
    channels: tuple[ChannelRow, ...]


@dataclass(frozen=True)
class AdminView:
    """All that the page of administration shows."""

    posts: tuple[PostLine, ...]
    tokens: tuple[TokenLine, ...]
    in_force: InForce


def admin(desk: Desk, actor: Actor) -> AdminView:
    """Posts in use first, tokens that open something first; for administrators, else `Refused`."""
    require_role(actor, Role.ADMIN)
    now, leaves = desk.now(), running(desk)
    with desk.ledger.read() as reading:
        signed = last_of(reading, SIGN_IN)
        lines = [_line(reading, one, signed, leaves) for one in accounts.posts(reading)]
        tokens = [TokenLine(one, _live(one, now)) for one in accounts.tokens_of(reading)]
    return AdminView(
        posts=tuple(sorted(lines, key=lambda one: not one.post.active)),
        tokens=tuple(sorted(tokens, key=lambda one: not one.live)),
        in_force=_in_force(desk, actor, [one.post for one in lines if one.post.active]),
    )


def one_post(desk: Desk, actor: Actor, name: str) -> PostLine:
    """The post called `name`; for administrators, else `Refused`."""
    require_role(actor, Role.ADMIN)
    leaves = running(desk)
    with desk.ledger.read() as reading:
        row = accounts.post(reading, name)
        if row is None:
            raise UserError("没有这个岗位", cure="请从管理页的岗位列表进入")
        return _line(reading, row, last_of(reading, SIGN_IN), leaves)


def _line(
    reading: Reading, row: PostRow, signed: dict[str, datetime], leaves: tuple[Leave, ...]
) -> PostLine:
    held = credentials.holding(reading, row.name)
    mine = tuple(one for one in leaves if row.name in (one.post, one.deputy))
    return PostLine(row, signed.get(row.name), held is not None and held.once, mine)


def _live(token: TokenRow, now: datetime) -> bool:
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now)


def _in_force(desk: Desk, actor: Actor, posts: list[PostRow]) -> InForce:
    held = Counter(office for one in posts for office in one.offices)
    reporting = set(desk.plan.reporting_offices)
    with desk.ledger.read() as reading:
        editions = [one for one in plans.versions(reading) if one.plan == desk.plan.id]
    last = editions[-1] if editions else None
    first, until = desk.plan.issued.year, max(desk.plan.end.year, desk.today().year) + 1
    return InForce(
        offices=tuple((o.name, o.id in reporting, held[o.id]) for o in desk.plan.offices),
        edition=last,
        differs=last is not None and last.version != desk.plan.version,
        calendar=desk.calendar.version,
        years=tuple((year, desk.calendar.covered(year)) for year in range(first, until + 1)),
        suite=suite_in_force(desk),
        settings=tuple(row for one in standings(desk) for row in one.settings),
        closed=tuple(ReportingPeriod.parse(one.closing.period) for one in closed_periods(desk)),
        channels=channels(desk, actor),
    )
