"""Who may do what about an opinion: the desk in its areas, the office that has its case."""

from __future__ import annotations

from observations.errors import Refused
from observations.identity import Actor, Role


def handles(actor: Actor, area: str) -> bool:
    """True for a desk of every office in `area`: it receives, judges and hands over."""
    return _whole(actor, area, Role.DESK)


def reads(actor: Actor, area: str) -> bool:
    """True for a desk or a leader of every office in `area`."""
    return _whole(actor, area, Role.DESK, Role.LEADER)


def works_for(actor: Actor, office: str, area: str) -> bool:
    """True for a post of `office`, which has an opinion's case, in its area."""
    return any(
        one.roles.intersection({Role.CLERK, Role.REVIEWER})
        and office in one.offices
        and (not one.areas or area in one.areas)
        for one in actor.each()
    )


def require_handles(actor: Actor, area: str) -> None:
    """`Refused` unless the post handles opinions of `area`."""
    if not handles(actor, area):
        raise Refused(
            f"岗位“{actor.title}”不办理这个地区的意见建议", cure="请该地区不限单位的调度岗位办理"
        )


def areas_read(actor: Actor, areas: tuple[str, ...]) -> frozenset[str]:
    """Those of the plan's `areas` whose opinions the post reads whole."""
    return frozenset(one for one in areas if reads(actor, one))


def _whole(actor: Actor, area: str, *roles: Role) -> bool:
    return any(
        one.roles.intersection(roles) and not one.offices and (not one.areas or area in one.areas)
        for one in actor.each()
    )
