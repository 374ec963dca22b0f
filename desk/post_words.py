"""A post as people describe it: words for roles, offices and areas."""

from __future__ import annotations

from collections.abc import Sequence

from desk.handle import Desk
from observations.errors import UserError
from observations.identity import Actor, Role


def described(
    desk: Desk, post: str, roles: Sequence[str], offices: Sequence[str], areas: Sequence[str]
) -> Actor:
    """A post as given by words; `UserError` names the unknown role, office or area."""
    known = [role.value for role in Role]
    for role in roles:
        if role not in known:
            raise UserError(f"没有角色“{role}”", cure=f"可用:{'、'.join(known)}")
    for office in offices:
        if office not in desk.office_names:
            raise UserError(f"没有单位“{office}”", cure=f"可用:{'、'.join(desk.office_names)}")
    codes = {area.code for area in desk.plan.areas}
    for area in areas:
        if area not in codes:
            raise UserError(f"没有地区“{area}”", cure="用行政区划代码")
    new = Actor(post, frozenset(map(Role, roles)), frozenset(offices), frozenset(areas))
    if new.has(Role.CLERK, Role.REVIEWER) and not new.offices and not new.has(Role.DESK):
        raise UserError("填报、审核岗位须指定单位", cure="加 --office 单位代码")
    return new
