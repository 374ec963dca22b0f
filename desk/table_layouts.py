"""The layouts in force: our own forms, and third parties' tables from their two folders."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desk.handle import Desk
from observations.errors import UserError
from observations.interpret import AnyLayout
from observations.tables.model import TableLayout
from targets.layout_files import FOLDER, Shelf, load_layouts
from targets.layouts import all_layouts

log = logging.getLogger(__name__)
Signature = tuple[tuple[str, int, int], ...]


def layout_folders(desk: Desk) -> tuple[Path, ...]:
    """Where layouts of tables lie: beside the plan, and in this installation's own folder."""
    return (desk.settings.plan / FOLDER, desk.settings.home / FOLDER)


def shelf(desk: Desk) -> Shelf:
    """The layouts of tables as they lie there now, and what is wrong with the others."""
    return load_layouts(layout_folders(desk), desk.plan)


def known_layouts(desk: Desk) -> dict[str, AnyLayout]:
    """Every layout a delivery may have: forms by id, tables by id and edition."""
    return {**all_layouts(desk.plan), **shelf(desk).layouts}


def table_layout(desk: Desk, name: str) -> TableLayout:
    """The layout called `name` (id, or id@edition); `UserError` names those there are."""
    held = shelf(desk)
    fitting = [one for key, one in held.layouts.items() if name in (key, one.id)]
    if len(fitting) == 1:
        return fitting[0]
    known = "、".join(held.layouts) or "(还没有表样)"
    what = f"表样“{name}”有 {len(fitting)} 个版次" if fitting else f"没有表样“{name}”"
    raise UserError(what, cure=f"可用:{known}")


@dataclass
class LayoutShelf:
    """The layouts for a process that goes on: read again when a file of theirs changes."""

    desk: Desk
    signature: Signature | None = None
    held: dict[str, AnyLayout] = field(default_factory=dict)

    def layouts(self) -> Mapping[str, AnyLayout]:
        """What `known_layouts` says now; a file that is wrong is logged once a change."""
        now = _signature(layout_folders(self.desk))
        if now != self.signature:
            found = shelf(self.desk)
            for problem in found.problems:
                log.error("layout left out: %s", problem)
            self.signature, self.held = now, {**all_layouts(self.desk.plan), **found.layouts}
        return self.held


def _signature(folders: tuple[Path, ...]) -> Signature:
    files = sorted(path for folder in folders for path in folder.glob("*.yaml"))
    stats = ((str(path), path.stat()) for path in files)
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
