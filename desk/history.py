"""Earlier years' figures from the bureau's own workbooks: the same door, marked 历史补录."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desk.delivery import Outcome, ingest_files
from desk.handle import Desk
from desk.rights import require_role
from desk.table_layouts import known_layouts, read_aside, table_layout
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.interpret import interpret
from observations.tables.model import TableLayout
from observations.tables.recognise import recognise_tables


def import_history(
    desk: Desk, actor: Actor, files: Sequence[Path], name: str
) -> tuple[Outcome, ...]:
    """Take every file in by the layout `name`, which must be one for history; one outcome a file.

    Nothing is received unless every file is that table: a wrong file among them is a
    `UserError`. What comes in is approved by two posts like everything else, and none of it is
    a baseline until somebody sets one.
    """
    require_role(actor, Role.DESK)
    layout = table_layout(desk, name)
    if not layout.history:
        raise UserError(
            f"表样 {layout.name} 不是历史补录的表样",
            cure="在表样里写 history: true,或用 ingest 送交",
        )
    for path in files:
        _require_fit(desk, path, layout)
    return ingest_files(desk, actor, files, layout.office)


def _require_fit(desk: Desk, path: Path, layout: TableLayout) -> None:
    """`UserError` unless the file would be taken for a table of `layout` and no other."""
    report = read_aside(path)
    if not report.sheets:
        said = report.findings[0].message if report.findings else f"《{path.name}》没有内容"
        raise UserError(said)
    if not recognise_tables(report, [layout]):
        raise UserError(
            f"《{path.name}》不是表样 {layout.name} 的表", cure="核对标题、工作表名和表头"
        )
    indicators = {one.key: one for one in desk.plan.indicators}
    found = interpret(report, known_layouts(desk), indicators)
    header = found.header
    if any(one.rule == "table.ambiguous" for one in found.findings):
        raise UserError(
            found.findings[-1].message, cure="在表样的 recognise 里多写这张表才有的字,再补录"
        )
    if header is not None and (header.layout, header.edition) != (layout.id, layout.edition):
        taken = f"{header.layout}@{header.edition}"
        raise UserError(
            f"《{path.name}》会按 {taken} 收,不是 {layout.name}", cure=f"用 --layout {taken}"
        )
