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
