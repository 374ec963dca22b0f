"""A case on the pages as tests give it, find it and press its buttons."""

from __future__ import annotations

import base64
import json

from cases.events import Step
from desk import case_acts, views
from desk.case_acts import Opening
from desk.views.rows import CaseRow
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor

SCAN = b"%PDF-1.7\nscan"
FIELDS = {"instruction": "限期修复", "leader_post": "领导小组岗"}


def picked(data: bytes, name: str = "验收单.pdf") -> str:
    """A file as `cases.js` puts it into the form."""
    contents = f"data:application/pdf;base64,{base64.b64encode(data).decode()}"
    return json.dumps({"name": name, "contents": contents})


def given(town: Town, title: str) -> CaseRow:
    """A leader's instruction to the first office."""
    opening = Opening("instruction", town.office, title, "群众反映集中", FIELDS)
    case = case_acts.open_case(town.desk, town.posts["desk"], opening).case
    return row_of(town, case)


def row_of(town: Town, case: str) -> CaseRow:
    rows = views.cases(town.desk, town.posts["desk"])
    return next(one for one in rows if case in (one.id, one.title))


def subject(row: CaseRow, step: Step, seen: int = 0) -> str:
    return f"{row.number}/{seen or row.steps}/{step.name.lower()}"


def drawn_at(visitor: Visitor, query: str) -> str:
    """The list at an address, as JSON text."""
    answer = visitor.open("/cases", f"?{query}").get_json()["response"]
    return json.dumps(answer, ensure_ascii=False)
