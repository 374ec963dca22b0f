"""Who reports, who acts, and what place a value is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Area:
    """A reference area (REF_AREA): administrative code, name, level and the area above.

    `tile` is (row, column) in the plan's own schematic map, None when not drawn.
    """

    code: str
    name: str
    level: str  # 国 | 自治区 | 市 | 旗区 | 镇
    parent: str | None = None
    tile: tuple[int, int] | None = None


@dataclass(frozen=True)
class Office:
    """A unit that answers for targets or tasks (DataProvider); `id` is an ASCII slug."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class Role(StrEnum):
    """What a post may do. Scope (office, area) is kept beside the role, never inside it."""

    CLERK = "clerk"  # 填报:报送本单位报表、就地更正、属实说明
    REVIEWER = "reviewer"  # 审核:本单位第二人审核
    DESK = "desk"  # 住建局经办:审定、退回、评估、督办、通报
    LEADER = "leader"  # 领导:只读全部
    ADMIN = "admin"  # 管理员:账号、令牌、设置;不能代替审核

    @property
    def label(self) -> str:
        """Chinese name on screen."""
        return {
            "clerk": "填报",
            "reviewer": "审核",
            "desk": "调度",
            "leader": "领导",
            "admin": "管理",
        }[self.value]


@dataclass(frozen=True)
class Actor:
    """The post on whose authority something is done; every write names one.

    `offices` and `areas` empty mean the whole plan for desk, leader and admin, and nothing
    for clerk and reviewer.
    """

    post: str
    roles: frozenset[Role]
    offices: frozenset[str] = field(default_factory=frozenset)
    areas: frozenset[str] = field(default_factory=frozenset)

    def has(self, *roles: Role) -> bool:
        """True when the post holds at least one of `roles`."""
        return bool(self.roles.intersection(roles))

    def covers(self, office: str) -> bool:
        """True when the post may see and act for `office`."""
        if office in self.offices:
            return True
        return not self.offices and self.has(Role.DESK, Role.LEADER, Role.ADMIN)

    def covers_area(self, area: str) -> bool:
        """True when the post may see `area`."""
        return not self.areas or area in self.areas


SYSTEM = Actor("系统", frozenset({Role.DESK}))
