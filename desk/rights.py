"""Who may do what for whom; one place, asked by every use case."""

from __future__ import annotations

from dataclasses import replace

from desk.handle import Desk
from observations.errors import Refused
from observations.identity import Actor, Role


def require_office(desk: Desk, actor: Actor, office: str) -> None:
    """`Refused` unless the post covers `office`."""
    if not actor.covers(office):
        name = desk.office_names.get(office, office)
        raise Refused(f"岗位“{actor.post}”无权办理{name}的事项", cure="请该单位或住建局办理")


def acting_for(desk: Desk, actor: Actor, office: str, *roles: Role) -> Actor:
    """The post with the rights it has for `office`; `Refused` unless one of `roles` is among them.

    A deputy's right for one office is none for another.
    """
    require_office(desk, actor, office)
    narrowed = actor.within(office)
    require_role(narrowed, *roles)
    return narrowed


def require_role(actor: Actor, *roles: Role) -> None:
    """`Refused` unless the post holds one of `roles`."""
    if not actor.has(*roles):
        words = "、".join(role.label for role in roles)
        raise Refused(f"岗位“{actor.post}”没有{words}权限", cure="请有权限的岗位办理")


def require_everywhere(actor: Actor, *roles: Role) -> None:
    """`Refused` unless the post holds one of `roles` for every office and area.

    As `Actor.within` has it, a right for some offices and another post's sight of all are none.
    """
    require_role(actor, *roles)
    if not actor.everywhere(*roles):
        words = "、".join(role.label for role in roles)
        raise Refused(
            f"岗位“{actor.title}”不是面向全部单位和地区的{words}岗位,不能办理涉及各单位的事项",
            cure=f"请不限单位和地区的{words}岗位办理;单个单位的事可准许例外",
        )


def require_discloser(actor: Actor) -> None:
    """A leader or a desk of every office and area: what the public reads concerns them all."""
    if not actor.everywhere(Role.DESK, Role.LEADER):
        require_role(actor, Role.DESK, Role.LEADER)
        raise Refused("对外公开涉及全部单位和地区", cure="请不限单位、地区的领导或调度岗位办理")


def bounded(desk: Desk, actor: Actor) -> Actor:
    """The post with the offices that lie wholly in its areas, and so those it stands in for."""
    lent = tuple(bounded(desk, one) for one in actor.stands_for)
    inside = _inside(desk, actor.areas) if actor.areas else frozenset()
    return replace(actor, stands_for=lent, inside=inside)


def _inside(desk: Desk, areas: frozenset[str]) -> frozenset[str]:
    """The offices that report about nothing outside `areas`, and those that are of one of them."""
    about: dict[str, set[str]] = {}
    for row in desk.plan.reporting:
        about.setdefault(row.office, set()).add(row.area)
    only = (office for office, places in about.items() if places <= areas)
    return frozenset((*only, *(one.id for one in desk.plan.offices if one.area in areas)))
