"""Who reports, who acts, and what place a value is about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Area:
    """A reference area (REF_AREA): administrative code, name, level and the area above.

    `tile` is (row, column) in the plan's own schematic map, None when not drawn. `members` are
    the codes of all areas it is made of, those included that the plan does not list; None: the
    areas that name it as their parent. Empty: it is never put together from others.
    `valid_from` is its first day and `valid_to` the first day on which it is no more, None where
    it has no such day; its `successors` (codes) have its ground from then on. They are None where
    nothing ended, empty where nobody took over.
    """

    code: str
    name: str
    level: str  # 国 | 自治区 | 省 | 市 | 旗区 | 镇 | 村 | 园区
    parent: str | None = None
    tile: tuple[int, int] | None = None
    members: tuple[str, ...] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] | None = None

    @property
    def dated(self) -> bool:
        """True when the area has not always been there, or will not always be."""
        return self.valid_from is not None or self.valid_to is not None

    def valid_on(self, day: date) -> bool:
        """True when the area is there on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Office:
    """A unit that answers for targets or tasks (DataProvider); `id` is an ASCII slug.

    `ended`: the first day on which it is no more; its `successor` (an office id) has its duties
    from then on. `area` is the code of the place whose office it is, empty for the plan's own;
    where two places have offices of one name, `name` begins with the place's.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    ended: date | None = None
    successor: str = ""
    area: str = ""


class Role(StrEnum):
    """What a post may do. Scope (office, area) is kept beside the role, never inside it."""

    VIEWER = "viewer"  # 查看:只读范围内审定过、公布了的;看不到草稿、未审定的值、督办和预警
    CLERK = "clerk"  # 填报:报送本单位报表、就地更正、属实说明
    REVIEWER = "reviewer"  # 审核:本单位第二人审核
    DESK = "desk"  # 住建局经办:审定、退回、评估、督办、通报
    LEADER = "leader"  # 领导:只读全部
    ADMIN = "admin"  # 管理员:账号、令牌、设置;不能代替审核

    @property
    def label(self) -> str:
        """Chinese name on screen."""
        return {
            "viewer": "查看",
            "clerk": "填报",
            "reviewer": "审核",
            "desk": "调度",
            "leader": "领导",
            "admin": "管理",
        }[self.value]


_WIDE = (Role.DESK, Role.LEADER, Role.ADMIN)
_LOOKING = frozenset({Role.VIEWER})


@dataclass(frozen=True)
class Actor:
    """The post on whose authority something is done; every write names one.

    `offices` and `areas` empty mean the whole plan for desk, leader and admin, and nothing
    for clerk and reviewer. A viewer acts for no office; it sees what is approved of the targets
    of its offices, without any of every target. `inside`: for a post limited to areas, the
    offices that report about nothing outside them, and those the plan has in one of them; it
    handles the matters of no other.
    `stands_for` are the posts on leave whose deputy
    this one is: their rights are had beside its own, each within its own offices (`within`),
    never mixed.
    """

    post: str
    roles: frozenset[Role]
    offices: frozenset[str] = field(default_factory=frozenset)
    areas: frozenset[str] = field(default_factory=frozenset)
    stands_for: tuple[Actor, ...] = ()
    inside: frozenset[str] = field(default_factory=frozenset)

    @property
    def standing_in(self) -> tuple[str, ...]:
        """The posts on leave that this one stands in for."""
        return tuple(one.post for one in self.stands_for)

    @property
    def names(self) -> frozenset[str]:
        """The posts whose hand this is: four eyes means none of them did the step before."""
        return frozenset({self.post, *self.standing_in})

    @property
    def title(self) -> str:
        """The post as papers and pages name it: 甲(代乙)."""
        absent = "、".join(self.standing_in)
        return f"{self.post}(代{absent})" if absent else self.post

    def has(self, *roles: Role) -> bool:
        """True when the post, or one it stands in for, holds at least one of `roles`."""
        return any(one.roles.intersection(roles) for one in self.each())

    def covers(self, office: str) -> bool:
        """True when the post may see and act for `office`."""
        return any(one._covers(office) for one in self.each())

    @property
    def insider(self) -> Actor:
        """The post with the rights it has beyond looking at what is approved; none for a viewer."""
        own, *others = (one._beyond_looking() for one in self.each())
        return replace(own, stands_for=tuple(others))

    def concerned_with(self, office: str, area: str) -> bool:
        """True when the post may see what is approved of the targets of `office` in `area`."""
        return self.covers_value(office, area) or any(
            Role.VIEWER in one.roles and (not one.offices or office in one.offices)
            for one in self.each()
            if one._in(area)
        )

    def covers_area(self, area: str) -> bool:
        """True when the post may see `area`."""
        return any(one._in(area) for one in self.each())

    def covers_value(self, office: str, area: str) -> bool:
        """True when one post, not two mixed, covers both `office` and `area`."""
        return any(one._covers(office) and one._in(area) for one in self.each())

    def oversees(self, area: str) -> bool:
        """True when the post sees `area` whole, whichever office a value is from."""
        return any(one._sees_whole() and one._in(area) for one in self.each())

    def everywhere(self, *roles: Role) -> bool:
        """True when one post has one of `roles` for the whole plan, every office and area."""
        whole = (one for one in self.each() if not one.offices and not one.areas)
        return any(one.roles.intersection(roles) for one in whole)

    def sees(self) -> frozenset[str] | None:
        """The offices the post may see; None for every one."""
        if self.everywhere(*_WIDE):
            return None
        seen = (one.offices | one.inside for one in self.each() if one.roles != _LOOKING)
        return frozenset().union(*seen)

    def within(self, office: str) -> Actor:
        """The post with only the rights it has for `office`: a right for another office is none."""
        fit = [one for one in self.each() if one._covers(office)]
        roles = frozenset(role for one in fit for role in one.roles)
        absent = tuple(Actor(name, frozenset()) for name in self.standing_in)
        return Actor(self.post, roles, frozenset({office} if fit else ()), self.areas, absent)

    def _sees_whole(self) -> bool:
        return not self.offices and bool(self.roles.intersection({Role.VIEWER, *_WIDE}))

    def _beyond_looking(self) -> Actor:
        return Actor(self.post, frozenset()) if self.roles == _LOOKING else self

    def _covers(self, office: str) -> bool:
        if self.roles == _LOOKING:
            return False
        if office in self.offices:
            return True
        wide = not self.offices and bool(self.roles.intersection(_WIDE))
        return wide and (not self.areas or office in self.inside)

    def _in(self, area: str) -> bool:
        return not self.areas or area in self.areas

    def each(self) -> tuple[Actor, ...]:
        """The post itself and those it stands in for, each with its own rights.

        Nobody stands in for a deputy's deputy.
        """
        return (self, *self.stands_for)


SYSTEM = Actor("系统", frozenset({Role.DESK}))
