"""问题清单、任务清单、责任清单 as a file: what the post sees, as it stood on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from briefings.list_book import ListSheet, list_book
from cases.events import CaseState
from cases.kinds import load_kinds
from cases.list_table import ListTable, list_tables
from desk.files import XLSX, FileOut
from desk.handle import SHANGHAI, Desk
from desk.rates import names_on
from desk.views.cases import numbered, sees_case, subject_of
from ledger import case_log
from observations.errors import UserError
from observations.identity import Actor

TITLE = "督办三张清单"


def case_lists(desk: Desk, actor: Actor, day: date | None = None) -> tuple[ListTable, ...]:
    """The three lists at the end of `day` (None: now), closed cases with their 销号 too.

    `UserError` for a day to come.
    """
    on = _past(desk, day)
    moment = datetime.combine(on, time.max, SHANGHAI)
    with desk.ledger.read(desk.ledger.head_at(moment) if day else None) as reading:
        known = tuple(numbered(case_log.events(reading)))
        names = names_on(desk, reading, on)
    mine = [(number, one) for number, one in known if _sees(desk, actor, one)]
    kinds = {one.id: one for one in load_kinds()}
    return list_tables(mine, kinds, names, _area_names(desk))


def case_lists_file(desk: Desk, actor: Actor, day: date | None = None) -> FileOut:
    """The lists as a workbook that `case_import` opens the same cases from."""
    on, tables = _past(desk, day), case_lists(desk, actor, day)
    sheets = [ListSheet(one.title, one.headings, one.rows) for one in tables]
    notes = (
        ("表名", TITLE),
        ("截至", on.isoformat()),
        ("件数", str(len(tables[0].rows))),
        ("导出岗位", actor.title),
        (
            "导入",
            "cityplan cases import 本文件;三张清单以编号相对应,交办日期、现在、销号各列不导入",
        ),
    )
    made = datetime.combine(on, time())
    data = list_book(sheets, notes, made, demo=desk.is_demo)
    return FileOut(f"{TITLE}_{on.isoformat()}{'_演示' if desk.is_demo else ''}.xlsx", XLSX, data)


def lists_document(tables: tuple[ListTable, ...]) -> dict[str, list[dict[str, Any]]]:
    """The lists by their titles, a row a mapping by heading."""
    return {
        one.title: [dict(zip(one.headings, row, strict=True)) for row in one.rows] for one in tables
    }


def _past(desk: Desk, day: date | None) -> date:
    if day is not None and day > desk.today():
        raise UserError(f"{day} 还没有到", cure="写今天或以前的日期")
    return day or desk.today()


def _sees(desk: Desk, actor: Actor, state: CaseState) -> bool:
    return sees_case(actor, state.office, subject_of(desk, state)[1])


def _area_names(desk: Desk) -> Mapping[str, str]:
    """Names of areas that only one has; of the others the code stands."""
    counted = Counter(one.name for one in desk.plan.areas)
    return {one.code: one.name for one in desk.plan.areas if counted[one.name] == 1}
