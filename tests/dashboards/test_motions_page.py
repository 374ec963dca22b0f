"""提案建议 on the pages: passed on by a form, shown with its letter, summed up for the bureau."""

from __future__ import annotations

import io
import json

import openpyxl

from cases.events import Step
from desk.views.motions import motions
from tests.dashboards.test_cases_page import row_of, subject
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn, submit

WHOLE = {
    "title": "关于公厕的提案", "text": "请研究办理", "field.year": "2024年",
    "field.number": "第26号", "field.proposers": "3",
}  # fmt: skip
FORM = ("case_open", "open/cppcc-proposal")


def test_one_goes_its_whole_way_from_the_form_to_the_list_of_replies(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    whole = {**WHOLE, "office": town.office}
    refused = submit(bureau, *FORM, **{**whole, "field.proposers": "某某"}).told
    assert "提案委员人数" in refused and "只写数字" in refused and "某某" not in refused
    assert "已交办" in submit(bureau, *FORM, **whole).over
    row = row_of(town, "第26号提案:关于公厕的提案")
    letter = f"/files/proposals/{row.number}"
    stranger = Visitor(bureau.site).log_in(town.posts[f"clerk:{town.other}"].post)
    for visitor, sees in ((bureau, True), (clerk, True), (stranger, False)):
        shown = drawn(visitor, "/proposals")
        assert ("关于公厕的提案" in shown) is sees
        assert ("/files/proposals.xlsx" in shown) is (visitor is bureau)
        assert f"{letter}.docx" not in shown  # nobody has answered
    assert clerk.get(f"{letter}.docx", page=False).status_code == 403
    submit(clerk, "case_accept", subject(row, Step.ACCEPT))
    submit(clerk, "case_answer", subject(row, Step.ANSWER, 2), text="已改造", evidence="复函")
    assert f"{letter}.docx" in drawn(clerk, "/proposals")
    answer = clerk.get(f"{letter}.xlsx", page=False)
    cells = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(answer.data)).active["A"]]
    assert "已改造" in cells and "对2024年第26号提案的答复" in cells
    assert stranger.get(f"{letter}.docx", page=False).status_code == 404
    summary = "/files/proposals/cppcc-proposal/2024"
    assert f"{summary}.pdf" in drawn(bureau, "/proposals")
    assert f"{summary}.pdf" not in drawn(clerk, "/proposals")
    assert bureau.get(f"{summary}.docx", page=False).status_code == 200
    assert clerk.get(f"{summary}.docx", page=False).status_code == 403
    assert bureau.get(f"{summary}.exe", page=False).status_code == 404


def test_what_is_sought_stands_in_the_address(bureau: Visitor, town: Town) -> None:
    submit(bureau, *FORM, **{**WHOLE, "office": town.office, "field.number": "27"})
    every = motions(town.desk, town.posts["desk"]).every
    one = next(one for one in every if one.came.number == "27")
    assert one.came.case in at(bureau, "?status=open&year=2024&kind=cppcc-proposal")
    for other in ("?status=done", "?year=2023", "?kind=npc-suggestion"):
        assert one.came.case not in at(bureau, other)
    assert "没有条件" in at(bureau, "?status=nonsense")


def at(visitor: Visitor, query: str) -> str:
    return json.dumps(visitor.open("/proposals", query).get_json(), ensure_ascii=False)
