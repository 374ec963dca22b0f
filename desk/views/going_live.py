"""上线: what is still missing before real use, for those who set an installation up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from desk.handle import Desk
from desk.rights import require_everywhere
from desk.views.channels import channels
from desk.views.readiness import checked
from desk.views.readiness_point import Check, Known, State
from ledger import accounts, credentials, heartbeats, milestones, plans
from ledger.accounts import PostRow
from ledger.unit import Reading
from observations.identity import Actor, Role
from observations.period import Frequency, ReportingPeriod
from targets.gathering import Asked, gather, hearings
from targets.hearing import Hearing
from targets.rulebook import judging_rule

ORDER: tuple[State, ...] = ("missing", "attention", "confirm", "ready")


@dataclass(frozen=True)
class GoingLiveView:
    """Every point, what is missing first; `counts` by state."""

    checks: tuple[Check, ...]
    counts: dict[State, int]
    demo: bool


def going_live(desk: Desk, actor: Actor) -> GoingLiveView:
    """How far the installation is from real use; for desk and administrator, else `Refused`.

    Of offices and their posts a post limited to some sees those.
    """
    require_everywhere(actor, Role.DESK, Role.ADMIN)
    found = sorted(checked(desk, known_of(desk, actor)), key=lambda one: ORDER.index(one.state))
    counts = Counter(one.state for one in found)
    return GoingLiveView(tuple(found), {state: counts[state] for state in ORDER}, desk.is_demo)


def known_of(desk: Desk, actor: Actor) -> Known:
    """What the points look at, as the post may see it."""
    with desk.ledger.read() as reading:
        posts = tuple(one for one in accounts.posts(reading) if one.active)
        return Known(
            editions=tuple(one for one in plans.versions(reading) if one.plan == desk.plan.id),
            posts=posts,
            once=tuple(one.name for one in posts if _seen(actor, one) and _once(reading, one)),
            offices=tuple(one for one in desk.plan.reporting_offices if actor.covers(one)),
            ways=_ways(desk, reading),
            milestones=(*desk.plan.milestones, *milestones.milestones(reading)),
            channels=channels(desk, actor),
            beats=heartbeats.beats(reading),
        )


def _seen(actor: Actor, post: PostRow) -> bool:
    return actor.sees() is None or any(actor.covers(office) for office in post.offices)


def _once(reading: Reading, post: PostRow) -> bool:
    held = credentials.holding(reading, post.name)
    return held is not None and held.once


def _ways(desk: Desk, reading: Reading) -> tuple[Hearing, ...]:
    """Every target with its baseline and pace, before any value."""
    period = ReportingPeriod.containing(desk.plan.end, Frequency.QUARTER)
    rule = judging_rule(desk.plan.rule)
    asked = Asked(desk.plan, period, rule, desk.plan.pace_origin, final=False)
    baselines = plans.baselines(reading)
    return tuple(hearings(gather(asked, (), baselines, milestones.milestones(reading))))
