"""每日备份: the whole installation in one file, while nobody works."""

from __future__ import annotations

from pathlib import Path

from desk.backup_rounds import day_s_backup
from desk.settings import load_settings
from flows.rhythms import BACKUP
from flows.scheduled import scheduled
from flows.shift import log, on_shift
from flows.shown import show_table
from observations.identity import Actor, Role

KEEPER = Actor("定时任务", frozenset({Role.ADMIN}))


@scheduled("backup")
async def keep_backup() -> str:
    """The path of today's backup; empty when it exists already or no folder was named for it."""
    if load_settings().backups is None:  # nothing was done, so no sign of life either
        log.warning("没有自动备份:未设 CITYPLAN_BACKUPS")
        return ""
    with on_shift(BACKUP) as desk:
        made = day_s_backup(desk, KEEPER)
        if made is not None:
            log.info("已备份:%s,%d 字节,链上第 %d 条", made.path, made.size, made.head)
    if made is not None:
        row = {"文件": Path(made.path).name, "字节": made.size, "链上第几条": made.head}
        await show_table("backup", "今日备份", [row])
    return made.path if made else ""
