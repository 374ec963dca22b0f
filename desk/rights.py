"""Who may do what for whom; one place, asked by every use case."""

from __future__ import annotations

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


def require_everywhere(actor: Actor, role: Role) -> None:
    """`Refused` unless the post holds `role` for every office: what it does concerns them all.

    As `Actor.within` has it, a right for some offices and another post's sight of all are none.
    """
    if not any(role in one.roles and not one.offices for one in (actor, *actor.stands_for)):
        raise Refused(
            f"岗位“{actor.title}”不是面向全部单位的{role.label}岗位,不能办理涉及各单位的事项",
            cure=f"请不限单位的{role.label}岗位办理;单个单位的事可准许例外",
        )


def require_discloser(actor: Actor) -> None:
    """A leader or a desk of every office and area: what the public reads concerns them all."""
    require_role(actor, Role.DESK, Role.LEADER)
    wide = [one for one in actor.each() if not one.offices and not one.areas]
    if not any(one.roles & {Role.DESK, Role.LEADER} for one in wide):
        raise Refused("对外公开涉及全部单位和地区", cure="请不限单位、地区的领导或调度岗位办理")
