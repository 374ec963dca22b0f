"""The record as a file: exactly the values that the filters ask for and the post may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from briefings.data_table import Cell, DataTable, csv_bytes, xlsx_bytes
from desk.files import XLSX, FileOut
from desk.handle import SHANGHAI, Desk
from desk.views.browsing import filters_said, moment_head
from desk.views.observations import ObservedRow, every_observation
from ledger.browse import Asked
from observations.identity import Actor

Kind = Literal["csv", "xlsx"]
TITLE = "填报数值"
_STATUSES: Mapping[str, str] = {"A": "正常", "E": "估计", "P": "初步", "M": "缺"}
_YES = {True: "是", False: ""}
COLUMNS: Mapping[str, Callable[[ObservedRow], Cell]] = {
    "指标代码": lambda row: row.indicator,
    "指标": lambda row: row.indicator_name,
    "地区代码": lambda row: row.area,
    "地区": lambda row: row.area_name,
    "报告期": lambda row: row.period,
    "填报单位代码": lambda row: row.office,
    "填报单位": lambda row: row.office_name,
    "数值": lambda row: row.value,
    "计量单位": lambda row: row.unit,
    "分子": lambda row: row.numerator,
    "分母": lambda row: row.denominator,
    "填报原文": lambda row: row.printed,
    "说明": lambda row: row.note,
    "数据状态": lambda row: _STATUSES.get(row.status, row.status),
    "存疑": lambda row: _YES[row.doubted],
    "审定": lambda row: "已审定" if row.approved else "未审定",
    "演示": lambda row: _YES[row.demo],
    "回执": lambda row: row.receipt,
    "工作表": lambda row: row.sheet,
    "单元格": lambda row: row.cell,
    "修订号": lambda row: row.revision,
    "入账时间": lambda row: row.recorded_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
}
"""The heading of each column and what stands under it."""
_WRITERS: Mapping[Kind, tuple[str, Callable[[DataTable], bytes]]] = {
    "csv": ("text/csv", csv_bytes),
    "xlsx": (XLSX, xlsx_bytes),
}


def data_file(
    desk: Desk, actor: Actor, asked: Asked, kind: Kind, *, day: date | None, seen: int | None
) -> FileOut:
    """The values asked for as of a day's end (None: now), never after the head already `seen`.

    `UserError` for a code that is none, or for more values than MOST_EXPORTED.
    """
    table = data_table(desk, actor, asked, moment_head(desk, actor, day, seen))
    mime, written = _WRITERS[kind]
    version = "已审定" if asked.approved else "最新报送"
    until = day.isoformat() if day else f"{table.made:%Y-%m-%d}"
    mark = "_演示" if table.demo else ""
    return FileOut(f"{TITLE}_{version}_截至{until}{mark}.{kind}", mime, written(table))


def data_table(desk: Desk, actor: Actor, asked: Asked, head: int) -> DataTable:
    """All rows at a head of the chain, with the filters and the head in words."""
    rows = every_observation(desk, actor, asked, head=head)
    made = desk.now()
    notes = (
        *filters_said(desk, asked),
        ("截至审计序号", str(head)),
        ("导出时间", f"{made:%Y-%m-%d %H:%M}"),
        ("导出岗位", actor.title),
        ("方案版本", desk.plan.version[:12]),
    )
    cells = [tuple(column(row) for column in COLUMNS.values()) for row in rows]
    return DataTable(TITLE, tuple(COLUMNS), cells, notes, made, demo=desk.is_demo)
