"""What the administrator has to see to of the database behind the record."""

from __future__ import annotations

from desk.handle import Desk
from desk.views.readiness_point import Check, Step
from ledger import pools, roles

_SHOWN = 12
_PARTS = {"web": "看板", "worker": "核验", "command": "定时和命令"}


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


def copy(desk: Desk) -> Check | None:
    """Whether the copy that pages are read from is near enough; None where none is set."""
    lag = desk.ledger.lag()
    if lag is None:
        return None
    why = "看板和开放数据在只读副本上读;它不在或落后太多,就都在主库读,慢一些,数不会错。"
    if not lag.why:
        late = f"差{lag.behind}笔,{lag.seconds:.1f}秒" if lag.behind else "没有差"
        return Check("只读副本", "ready", f"在用({late})。", why)
    found = f"没有用上:{lag.why}"
    found += f",差{lag.behind}笔、{lag.seconds:.0f}秒。" if lag.behind else "。"
    step = Step("检查副本的服务、复制和 CITYPLAN_READ_URL;不再用的,取消这项设置")
    return Check("只读副本", "attention", found, why, step)


def connections(desk: Desk) -> Check | None:
    """Whether the server takes as many connections as all processes may want; None on SQLite."""
    settings = desk.settings
    kinds = {part: settings.pool(part) for part in pools.POOLS}
    with desk.ledger.read() as reading:
        room = pools.room(reading, kinds)
    if room is None:
        return None
    why = "连接用完,后来的请求要等,等不到就报“数据库正忙”。"
    parts = "、".join(f"{_PARTS[part]}{pool.most}" for part, pool in kinds.items())
    found = f"各进程至多{room.wanted}个连接({parts}),数据库可给{room.allowed}个。"
    if room.wanted <= room.allowed:
        return Check("数据库连接", "ready", found, why)
    step = Step("减小 CITYPLAN_POOL_WEB 等三项,或加大数据库的 max_connections,重启")
    return Check("数据库连接", "attention", found, why, step)
