"""What the administrator has to see to of the database behind the record."""

from __future__ import annotations

from desk.handle import Desk
from desk.views.readiness_point import Check, Step
from ledger import roles

_SHOWN = 12


def rights(desk: Desk) -> Check:
    """Whether the program's own role may do more than it needs."""
    why = "程序的角色权限过大,一处漏洞就能改写台账;只能追加,改不动已有的记录。"
    if desk.ledger.dialect != "postgresql":
        return Check("数据库权限", "ready", "SQLite 由触发器保护,不分角色。", why)
    with desk.ledger.read() as reading:
        more = roles.excess(reading)
    if not more:
        return Check("数据库权限", "ready", "程序的角色只能追加和读取。", why)
    step = Step(
        "另建一个角色,由所有者授权,写进 CITYPLAN_DATABASE_URL 后重启",
        command="cityplan ledger roles --writer 角色",
    )
    found = f"程序的角色多出{len(more)}项权限。"
    return Check("数据库权限", "attention", found, why, step, more[:_SHOWN])
