"""Whether what is kept for the day the machine breaks lies elsewhere, and is still being kept."""

from __future__ import annotations

from desk.handle import Desk
from desk.views.readiness_point import Check, Step
from ledger import server

_MB = 1 << 20


def place(desk: Desk) -> Check | None:
    """Whether backups lie on a disk of their own; None where none are made by themselves."""
    folder, home = desk.settings.backups, desk.settings.home
    if folder is None:
        return None
    why = "备份与数据在同一块磁盘,盘坏了一起丢。"
    if not folder.is_dir():
        step = Step("先建好目录、挂上备份盘,或改 CITYPLAN_BACKUPS")
        return Check("备份盘", "missing", f"没有备份目录“{folder}”。", why, step)
    if folder.stat().st_dev != home.stat().st_dev:
        return Check("备份盘", "ready", f"“{folder}”不在数据目录的磁盘上。", why)
    step = Step(f"用 findmnt --target {folder} 看备份盘挂上没有;没有另一块的,每天拷到另一台机器")
    return Check("备份盘", "attention", f"“{folder}”与数据目录在同一块磁盘。", why, step)


def archive(desk: Desk) -> Check | None:
    """Whether the continuous archive still takes the log; None where there is none."""
    with desk.ledger.read() as reading:
        found = server.archive(reading)
    if found is None:
        return None
    why = "它停着,这以后的变动只在数据库里;数据库为它留着日志,留久了会占满磁盘。"
    if found.lost:
        step = Step("归档接不上了:重新启动 follow.sh,马上用 base.sh 做一份底本")
        return Check("连续归档", "missing", "数据库已不再为它留日志。", why, step)
    kept = f"数据库为它留着{found.waiting / _MB:.0f} MB。"
    if found.active:
        return Check("连续归档", "ready", f"在收取,{kept}", why)
    step = Step("启动服务 postgres-archive(deploy/archive/follow.sh);不再用的,删去复制槽 cityplan")
    return Check("连续归档", "missing", f"没有人在收取,{kept}", why, step)
