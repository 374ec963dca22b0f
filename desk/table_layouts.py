"""The layouts in force: our own forms, and third parties' tables from their two folders."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from desk.handle import Desk
from desk.settings import Settings
from observations.errors import UserError
from observations.interpret import AnyLayout, Catalogue
from observations.jail import Jail
from observations.spool import spool
from observations.stations import ParsedReport
from observations.tables.draft import draft
from observations.tables.draft_text import draft_yaml
from observations.tables.guess import Known
from observations.tables.model import TableLayout
from targets.layout_files import FOLDER, Shelf, load_layouts
from targets.layouts import all_layouts
from targets.model import Plan

log = logging.getLogger(__name__)
Signature = tuple[tuple[str, int, int], ...]


def layout_folders(settings: Settings) -> tuple[Path, ...]:
    """Where layouts of tables lie: beside the plan, and in this installation's own folder."""
    return (settings.plan / FOLDER, settings.home / FOLDER)


def shelf(settings: Settings, plan: Plan) -> Shelf:
    """The layouts of tables as they lie there now, and what is wrong with the others."""
    return load_layouts(layout_folders(settings), plan)


def known_layouts(desk: Desk) -> dict[str, AnyLayout]:
    """Every layout a delivery may have: forms by id, tables by id and edition."""
    return {**all_layouts(desk.plan), **shelf(desk.settings, desk.plan).layouts}


def table_layout(desk: Desk, name: str) -> TableLayout:
    """The layout called `name` (id, or id@edition); `UserError` names those there are."""
    held = shelf(desk.settings, desk.plan)
    fitting = [one for key, one in held.layouts.items() if name in (key, one.id)]
    if len(fitting) == 1:
        return fitting[0]
    known = "、".join(held.layouts) or "(还没有表样)"
    what = f"表样“{name}”有 {len(fitting)} 个版次" if fitting else f"没有表样“{name}”"
    raise UserError(what, cure=f"可用:{known}")


def draft_layout(plan: Plan, path: Path, sheet: str = "") -> str:
    """A layout proposed for the table in a file, as YAML; the file is read in the jail.

    `sheet` chooses one; else the visible one with most in it. `UserError` when the file cannot
    be read or nothing in it looks like a table.
    """
    report = read_aside(path)
    chosen = [one for one in report.sheets if sheet in ("", one.name) and not one.hidden]
    names = "、".join(one.name for one in report.sheets)
    if not chosen:
        said = [finding.message for finding in report.findings]
        what = said[0] if said else f"《{path.name}》没有可读的工作表“{sheet}”"
        raise UserError(what, cure=f"工作表有:{names}" if names else "换一份能打开的文件")
    fullest = max(chosen, key=lambda one: one.texts.height + one.numbers.height)
    known = Known(plan.indicators, plan.areas, plan.offices, plan.area)
    made = draft(fullest, known)
    if made is None:
        raise UserError(
            f"《{path.name}》工作表“{fullest.name}”里没有找到表头和数",
            cure=f"用 --sheet 指明工作表:{names}",
        )
    return draft_yaml(made)


def keep_draft(text: str, path: Path) -> None:
    """Write a draft into a new file; never over one that somebody may have worked on."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UserError(f"{path} 已存在", cure="换一个文件名,以免盖掉改过的表样") from None
    except OSError as fault:
        raise UserError(f"写不进 {path}({fault.strerror})", cure="换一个可写的位置") from fault


def read_aside(path: Path) -> ParsedReport:
    """A file read in the jail without being received: nothing of it is kept."""
    if not path.is_file():
        raise UserError(f"没有文件 {path}", cure="核对路径")
    with tempfile.TemporaryDirectory() as folder, Jail() as jail:
        return jail.read(spool(path, path.name, Path(folder)))


@dataclass
class LayoutShelf:
    """The layouts for a process that goes on: read again when a file of theirs changes."""

    desk: Desk
    signature: Signature | None = None
    held: Catalogue = field(default_factory=Catalogue)

    def layouts(self) -> Mapping[str, AnyLayout]:
        """What `known_layouts` says now; a file that is wrong is logged once a change."""
        now = _signature(layout_folders(self.desk.settings))
        if now != self.signature:
            found = shelf(self.desk.settings, self.desk.plan)
            for problem in found.problems:
                log.error("layout left out: %s", problem)
            self.signature = now
            self.held = Catalogue({**all_layouts(self.desk.plan), **found.layouts})
        return self.held


def _signature(folders: tuple[Path, ...]) -> Signature:
    """What is there now; a file that is going, or an editor's lock, is none."""
    found = []
    for path in sorted(path for folder in folders for path in folder.glob("*.yaml")):
        with suppress(OSError):
            stat = path.stat()
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)
