"""通报: what is in work, the text of a draft with what people wrote in, its steps and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from briefings.insertions import LONGEST, PARTS
from briefings.paper import Paragraph, text_of
from dashboards.address import segment
from dashboards.components import forms, html
from dashboards.components.flat import flat
from dashboards.components.states import state
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import say

if TYPE_CHECKING:
    from briefings.insertions import Insertion
    from briefings.paper import Briefing
    from desk.views.papers import PaperLine, PaperView
    from ledger.paper_steps import StepRow

STATES = {
    "waiting": ("待批准", "waiting"),
    "declined": ("已退回", "returned"),
    "approved": ("已批准", "approved"),
    "none": ("没有在办的草稿", "due"),
}
STEPS = {
    "drafted": "起草",
    "edited": "修改",
    "approved": "批准",
    "declined": "退回",
    "issued": "印发",
    "superseded": "被取代",
}
NOTHING = "—"


def in_work(lines: tuple[PaperLine, ...]) -> Component:
    """Every paper that is drafted and not yet issued, with the way to it."""
    rows = [
        [
            dcc.Link(one.period.label, href=f"/briefings/{one.period}", className="nowrap"),
            state(*STATES[one.state]),
            html.Span([STEPS[one.last.step], " ", one.last.post]),
            moment(one.last.at),
        ]
        for one in lines
    ]
    heads = ["报告期", "状态", "最近一步", "时间"]
    return card("在办的通报", table(heads, rows, empty="没有在办的草稿。"))


def text(view: PaperView) -> Component:
    """The draft's sentences part by part; tables, charts and annexes stand in the whole text."""
    if view.text is None:
        none = view.broken or "没有在办的草稿。要反映新的数,由调度岗位起草。"
        return card("稿子", html.P(none, className="quiet"))
    paper = view.text.paper
    link = html.A(
        "看全文(图、表、附件)",
        href=f"/files/paper/{view.period}",
        target="_blank",
        className="button small",
    )
    about = say("草稿 {draft},散列 {sha}", draft=view.text.row.draft, sha=view.text.sha256[:12])
    inside = [html.H3(paper.title), html.P(paper.addressee), *_sections(paper)]
    said = flat(html.Div(inside, className="preview"))
    return card("稿子", html.P(link), said, aside=about)


def _sections(paper: Briefing) -> list[Component]:
    found: list[Component] = [html.P(text_of(paper.opening))]
    for section in paper.sections:
        found.append(html.H4(section.title))
        found += [
            html.P(text_of(block.line)) for block in section.blocks if isinstance(block, Paragraph)
        ]
    return found


def paragraphs(view: PaperView) -> Component:
    """What people wrote in, each to be changed or taken out, and a form for one more."""
    rows = [_paragraph(view, place, one) for place, one in enumerate(view.inserted)]
    none = [] if rows else [html.P("还没有人工补充。", className="quiet")]
    more = [_form(view, len(view.inserted), None)] if view.may_write and view.text else []
    about = "文中标明“人工补充”或“某单位说明”,里面的数不追溯"
    return card("人工补充", *none, *rows, *more, aside=about)


def _paragraph(view: PaperView, place: int, one: Insertion) -> Component:
    said = html.P([html.Strong(PARTS[one.part]), " ", one.mark, one.text])
    acts = [_form(view, place, one)] if view.may_write and view.text else []
    return html.Div([said, *acts], className="inserted")


def _form(view: PaperView, place: int, one: Insertion | None) -> Component:
    seen = view.standing.written.seq if view.standing.written else 0
    subject = f"{view.period}/{seen}/{place}"
    by_name = {name: key for key, name in view.offices.items()}
    word = "补充一段" if one is None else "修改"
    parts = [
        forms.choice("放在哪一部分", "part", subject, [*PARTS.items()], one.part if one else ""),
        forms.choice(
            "哪个单位的说明(人工补充不选)",
            "office",
            subject,
            [("", "人工补充"), *view.offices.items()] if one else [*view.offices.items()],
            by_name.get(one.office, "") if one else "",
        ),
        forms.text("内容", "text", subject, one.text if one else "", longest=LONGEST),
        forms.submit("保存", "put_paragraph", subject),
    ]
    if one is not None:
        parts.append(forms.submit("删去这一段", "drop_paragraph", subject, primary=False))
    return forms.folded(
        word, forms.form(subject, say("{act}:第{n}段", act=word, n=place + 1), *parts)
    )


def decide(view: PaperView) -> list[Component]:
    """The two decisions on the draft that is shown, named by its hash."""
    if view.text is None:
        return []
    subject = f"{view.period}/{view.text.sha256}"
    may = view.state != "approved" and not view.own
    own = html.P("本人起草或修改的,由另一岗位批准。", className="quiet")
    inside = forms.form(
        subject,
        "批准或退回",
        forms.field("退回理由(要改什么)", "reason", subject, placeholder="例如 补充供水漏损的原因"),
        forms.submit("退回", "decline_paper", subject, primary=False),
        *([forms.submit("批准这一稿", "approve_paper", subject)] if may else []),
    )
    return [card("办理", html.Div([*([own] if view.own else []), inside]))]


def to_do(view: PaperView) -> list[Component]:
    """What the desk may ask of the worker: a new draft, the issue of what is approved."""
    if not view.may_write:
        return []
    anew = "重新起草" if view.text else "起草"
    buttons = [_button(anew, "draft_paper", view, primary=view.text is None)]
    if view.state == "approved":
        buttons.append(_button("印发", "issue_paper", view, primary=True))
    return [html.Div(buttons, className="buttons")]


def _button(word: str, act: str, view: PaperView, *, primary: bool) -> Component:
    name = "button primary" if primary else "button"
    return html.Button(word, id={"do": act, "on": str(view.period)}, className=name)


def history(view: PaperView) -> Component:
    """Every step, newest first."""
    rows = [
        [STEPS[row.step], row.draft, row.post, moment(row.at), _said(row)] for row in view.steps
    ]
    heads = ["步骤", "草稿", "岗位", "时间", "说明"]
    return card("办理过程", table(heads, rows, empty="这一期还没有起草过。"))


def _said(row: StepRow) -> Component | str:
    if row.step == "issued":
        return say("{year}年第{number}号", year=row.year, number=row.number)
    if row.step == "superseded":
        return say("由{other}取代", other=row.text)
    return row.text or (html.Code(row.sha256[:12]) if row.sha256 else NOTHING)


def changes(view: PaperView) -> list[Component]:
    """Targets that stand otherwise now than in the last issue; nothing before the first."""
    if not any(row.step == "issued" for row in view.steps):
        return []
    rows = [
        [
            one.name,
            f"{one.then.value} {one.then.level}",
            f"{one.now.value} {one.now.level}",
        ]
        for one in view.changes
    ]
    heads = ["目标", "印发时", "现在"]
    none = "印发以后没有目标的数值或结论有变。"
    return [card("印发以后的变动", table(heads, rows, empty=none))]


def files(paper: str, names: tuple[tuple[str, int], ...]) -> Component:
    """The archived files of an issue, each to be fetched."""
    links = [
        html.A(
            f"{name.rpartition('.')[2]} · {max(1, size // 1024)} KB",
            className="button small",
            href=f"/files/briefing/{segment(paper)}/{segment(name)}",
        )
        for name, size in names
    ]
    return html.Div(links, className="buttons")
