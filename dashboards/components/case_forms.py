"""The forms of a case: the steps that a post may take now, and the opening of a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from cases.events import Step
from cases.items import LONGEST, LONGEST_LINE
from cases.kinds import load_kinds
from dashboards.components import forms, html
from dashboards.components.rights import ticked
from dashboards.components.tables import card
from dashboards.uploads import MAX_FILE
from dashboards.words import say, say_as

if TYPE_CHECKING:
    from cases.kinds import CaseKind, Item
    from desk.handle import Desk
    from desk.views.case_page import CaseView

FILE, FIELD, LISTS = "file", "field.", "import/lists"


@dataclass(frozen=True)
class Form:
    """What a step asks to be written: label and example of its words; whether it must be shown."""

    label: str = ""
    example: str = ""
    evidence: bool = False


FORMS: dict[Step, Form] = {
    Step.ACCEPT: Form(),
    Step.OBJECT: Form("异议理由", "例如 不属本单位职责,应由……办理"),
    Step.REASSIGN: Form("改派理由", "例如 职责已划转"),
    Step.NOTE: Form("办理进展", "例如 已完成 3 处,余下 2 处月底前完成"),
    Step.EXTEND: Form("延期理由", "例如 材料未到货"),
    Step.ANSWER: Form("办理情况", "例如 已整改到位,附验收单", evidence=True),
    Step.VERIFY: Form("核验意见", "例如 现场核查属实", evidence=True),
    Step.RETURN: Form("退回理由", "例如 证据不足,请补充验收单"),
    Step.CLOSE: Form("销号理由", "例如 已核验,问题不再存在"),
    Step.LOOK_BACK: Form("回头看情况", "例如 现场复查,没有反弹", evidence=True),
    Step.REOPEN: Form("重开理由", "例如 同一问题再次发生"),
}


def steps(view: CaseView) -> list[Component]:
    """The steps possible now for this post, each a form of its own; in words when there is none.

    Each says how many steps the page has seen: who comes second is told.
    """
    title = "现在可以办的"
    if not view.may:
        told = "现在没有轮到本岗位的步骤。"
        return [card(title, html.P(told, className="quiet"))]
    inside = [_step(view, one) for one in view.may]
    return [card(title, html.Div(inside, className="case-steps"))]


def subject_of(view: CaseView, step: Step) -> str:
    """What the parts of a step's form are on: number, steps seen, step."""
    return f"{view.number}/{len(view.state.events)}/{step.name.lower()}"


def _step(view: CaseView, step: Step) -> Component:
    subject, word = subject_of(view, step), say_as("step", str(step))
    button = forms.submit(word, f"case_{step.name.lower()}", subject)
    form = forms.form(subject, word, *_parts(view, step, subject), button)
    return html.Details([html.Summary(word, className="button small"), form], className="act")


def _parts(view: CaseView, step: Step, subject: str) -> Iterator[Component]:
    wanted = FORMS[step]
    if step is Step.REASSIGN:
        others = [one for one in view.offices if one[0] != view.state.office]
        yield forms.choice("改派到", "to", subject, others)
        yield forms.folded("配合单位", ticked("配合单位", "cooperating", subject, others, ()))
    if step is Step.EXTEND:
        most = view.kind.extend.days
        days = [(str(one), say("{count} 个工作日", count=one)) for one in range(1, most + 1)]
        yield forms.choice("延长", "days", subject, days)
        yield forms.text("阶段进展", "progress", subject, longest=LONGEST)
    if step is Step.ANSWER:
        yield from _items(view.kind.answer_fields, subject)
    if step is Step.CLOSE:
        yield from _items(view.kind.close_fields, subject)
    if wanted.label:
        yield forms.text(wanted.label, "text", subject, longest=LONGEST)
    if wanted.example:
        yield html.P(wanted.example, className="quiet case-example")
    if wanted.evidence:
        yield from _evidence(subject)
    elif wanted.label:
        yield forms.folded("证据(可不附)", html.Div([*_evidence(subject)]))


def _evidence(subject: str) -> Iterator[Component]:
    """A document number or a receipt's, and a file: one of them, or both."""
    yield forms.field("证据(文号、回执编号)", "evidence", subject, maxLength=500)
    yield from _file(subject, say("附文件:PDF、JPG、PNG,不超过 {size} MB", size=MAX_FILE >> 20))


def _file(subject: str, told: str) -> Iterator[Component]:
    yield dcc.Upload(
        html.Div(html.Strong(told)),
        id={"pick": FILE, "on": subject},
        className="drop case-drop",
        className_active="drop drop-active case-drop",
        style={},
        style_active={},
        style_reject={},
    )
    yield html.P(id={"picked": FILE, "on": subject}, className="verbatim case-picked")
    yield forms.hidden(FILE, subject, "")


def _items(items: Sequence[Item], subject: str) -> Iterator[Component]:
    for one in items:
        label = one.label if one.required else say("{label}(可不填)", label=one.label)
        name = f"{FIELD}{one.name}"
        if one.form == "text":
            yield forms.text(label, name, subject, longest=LONGEST)
        elif one.form == "day":
            yield forms.day(label, name, subject)
        else:
            yield forms.field(label, name, subject, maxLength=LONGEST_LINE)


def openings(desk: Desk, *, letters: bool = False) -> list[Component]:
    """A form for each kind that people open, folded: of those answered by letter, or the others."""
    mine = (o for o in load_kinds() if o.opens.by == "people" and not o.opens.through)
    kinds = [one for one in mine if bool(one.letters) is letters]
    inside = [*(_opening(desk, one) for one in kinds), *([] if letters else [_lists()])]
    return [html.Div(inside, className="case-openings")]


def _opening(desk: Desk, kind: CaseKind) -> Component:
    subject = f"open/{kind.id}"
    title = say("交办{kind}", kind=kind.name)
    offices = list(desk.office_names.items())
    areas = [(one.code, one.name) for one in desk.plan.areas]
    days = {
        "given": forms.day("办结时限", "due", subject),
        "ended": forms.day("督查检查考核结束的日期", "ended", subject),
    }
    inside = forms.form(
        subject,
        title,
        forms.choice("承办单位", "office", subject, offices),
        forms.folded("配合单位", ticked("配合单位", "cooperating", subject, offices, ())),
        forms.choice("地区", "area", subject, areas, desk.plan.area),
        forms.field("事项名称", "title", subject, maxLength=100),
        forms.text("事由", "text", subject, longest=LONGEST),
        *_items(kind.fields, subject),
        *([days[kind.counts_from]] if kind.counts_from in days else []),
        forms.folded("依据(可不附)", html.Div([*_evidence(subject)])),
        forms.submit("交办", "case_open", subject),
    )
    return html.Details([html.Summary(title, className="button small"), inside], className="act")


def _lists() -> Component:
    """The three lists as a workbook: what is not known yet is given, or nothing at all."""
    title = "导入三张清单"
    inside = forms.form(
        LISTS,
        title,
        html.P(
            "照下载的三张清单填写,三张以编号相对应。有一格不对就一件也不交办,每一处都写明;"
            "已有的不重复交办,已销号的行不导入。",
            className="quiet",
        ),
        *_file(LISTS, say("工作簿:xlsx,不超过 {size} MB", size=MAX_FILE >> 20)),
        forms.submit("导入", "case_import", LISTS),
    )
    return html.Details([html.Summary(title, className="button small"), inside], className="act")
