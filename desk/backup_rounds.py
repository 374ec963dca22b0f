"""The day's backup: one file a day in a folder of its own, the newest kept, the rest taken away."""

from __future__ import annotations

import re
from pathlib import Path

from desk.backup import Backup, back_up
from desk.handle import Desk
from observations.errors import UserError
from observations.identity import Actor

NAME = re.compile(r"cityplan-\d{4}-\d{2}-\d{2}\.zip\Z", re.ASCII)


def day_s_backup(desk: Desk, actor: Actor) -> Backup | None:
    """Today's backup in the folder `CITYPLAN_BACKUPS`; None when it is there, or without a folder.

    Only after it was read back whole are older ones taken away, down to
    `CITYPLAN_BACKUPS_KEPT` files. `UserError` for a folder that is not there; raises as
    `back_up`.
    """
    folder = desk.settings.backups
    if folder is None:
        return None
    if not folder.is_dir():
        raise UserError(
            f"没有备份目录“{folder}”", cure="先建好目录(备份盘是否已挂载),或改 CITYPLAN_BACKUPS"
        )
    target = folder / f"cityplan-{desk.today().isoformat()}.zip"
    made = None if target.exists() else back_up(desk, actor, target)
    for path in _ours(folder)[: -desk.settings.backups_kept]:
        path.unlink(missing_ok=True)
    return made


def _ours(folder: Path) -> list[Path]:
    """The backups of former days in the folder, oldest first; nothing else in it."""
    return sorted(one for one in folder.iterdir() if NAME.fullmatch(one.name) and one.is_file())
