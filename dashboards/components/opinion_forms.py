"""The forms of opinions: coming in, being judged, handed over, grouped, put forward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from secrets import token_hex
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import forms, html
from dashboards.components.rights import ticked
from dashboards.uploads import MAX_FILE
from dashboards.words import say
from voices.deciding import LONGEST_CONTENT, LONGEST_REASON, LONGEST_TITLE
from voices.lines import in_line
from voices.opinion_events import AHEAD, WAYS, Judged, OpinionState, Stage
from voices.opinion_intake import CHANNELS, LONGEST_LINE, LONGEST_SOURCE, LONGEST_TEXT

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views.opinions import OpinionRow, OpinionView
    from voices.opinions_rules import OpinionRules

RECEIVE, IMPORT, STUDY = "opinions/receive", "opinions/import", "opinions/study"
FILE, MOST = "file", 30
_YES = (("yes", "是"), ("no", "否"))


def coming_in(desk: Desk) -> Component:
    """One by a form, or many by a file."""
    return html.Div([_one(desk), _many()], className="case-openings")


def _one(desk: Desk) -> Component:
    areas = [(one.code, one.name) for one in desk.plan.areas]
    channels = [(one, one) for one in CHANNELS]
    today = desk.today().isoformat()
    inside = forms.form(
        RECEIVE,
        "登记一条意见",
        forms.choice("渠道", "channel", RECEIVE, channels),
        forms.field("来件编号", "source", RECEIVE, maxLength=LONGEST_SOURCE, value=_own(desk)),
        forms.day("收到日期", "received", RECEIVE, today),
        forms.choice("地区", "area", RECEIVE, areas, desk.plan.area),
        forms.field("姓名(可不填,加密保存)", "name", RECEIVE, maxLength=LONGEST_LINE),
        forms.field("联系方式(可不填,加密保存)", "contact", RECEIVE, maxLength=LONGEST_LINE),
        forms.field("住址(可不填,加密保存)", "address", RECEIVE, maxLength=LONGEST_LINE),
        forms.text("意见原文(加密保存)", "text", RECEIVE, longest=LONGEST_TEXT),
        forms.submit("收件", "opinion_receive", RECEIVE),
    )
    return _folded("登记一条意见", inside)


def _own(desk: Desk) -> str:
    """A number for what came without one: of this form, so that it is received once."""
    return f"{desk.today():%m%d}-{token_hex(4)}"


def _many() -> Component:
    told = say("选择文件:csv、xlsx、json,不超过 {size} MB", size=MAX_FILE >> 20)
    inside = forms.form(
        IMPORT,
        "导入意见",
        html.P(
            "第1行写列名:编号、日期、渠道、内容,可有 地区、姓名、联系方式、住址。",
            className="quiet",
        ),
        dcc.Upload(
            html.Div(html.Strong(told)),
            id={"pick": FILE, "on": IMPORT},
            className="drop case-drop",
            className_active="drop drop-active case-drop",
            style={},
            style_active={},
            style_reject={},
        ),
        html.P(id={"picked": FILE, "on": IMPORT}, className="verbatim case-picked"),
        forms.hidden(FILE, IMPORT, ""),
        forms.submit("导入", "opinion_import", IMPORT),
    )
    return _folded("导入意见", inside)


def study(desk: Desk, rows: Sequence[OpinionRow]) -> list[Component]:
    """The group that is studied together: out of the 转阅件 that wait; nothing where none do."""
    waiting = [one.state for one in rows if one.state.stage is Stage.TO_GROUP]
    if not waiting:
        return []
    topics = sorted({topic for one in waiting if one.judged for topic in one.judged.topics})
    options = [(one.number, f"{one.number} {_title(one)}") for one in waiting]
    inside = forms.form(
        STUDY,
        "转阅件归类研究",
        forms.choice("方面", "topic", STUDY, [(one, one) for one in topics]),
        ticked("归入这一组的意见", "numbers", STUDY, options, ()),
        forms.choice("承办单位", "office", STUDY, list(desk.office_names.items())),
        forms.day("办结时限", "due", STUDY),
        forms.text("事由", "text", STUDY, "请归类研究", longest=LONGEST_REASON),
        forms.submit("交办", "opinion_study", STUDY),
    )
    return [html.Div([_folded("转阅件归类研究", inside)], className="case-openings")]


def possible(desk: Desk, view: OpinionView, rules: OpinionRules) -> list[Component]:
    """What the post may do with the opinion now, each a form of its own."""
    shown = _revealing(view)
    if not view.handles:
        return [html.Div(shown, className="case-openings")] if shown else []
    found = [_judging(view, rules)]
    if view.state.stage is Stage.TO_HAND:
        found.insert(0, _handing(desk, view))
    if view.state.is_valid and view.state.judged and view.state.judged.public:
        found.append(_best(view))
    return [html.Div([*found, *shown], className="case-openings")]


def _revealing(view: OpinionView) -> list[Component]:
    """What is sealed in plain, for who handles it: the reason is kept before it is shown."""
    if not view.reveals:
        return []
    subject = _subject(view, "reveal")
    inside = forms.form(
        subject,
        "查看原文和联系方式",
        forms.field("为什么看(记入审计,不写人名、电话)", "why", subject, maxLength=LONGEST_LINE),
        forms.submit("查看", "opinion_reveal", subject),
    )
    return [_folded("查看原文和联系方式", inside)]


def _judging(view: OpinionView, rules: OpinionRules) -> Component:
    """审查 as the rules propose it; later the decision that stands, to be corrected."""
    subject, again = _subject(view, "judge"), view.state.judged is not None
    title = "更正判定" if again else "审查"
    parts = [*_of_validity(view, rules, subject), *_of_content(view, subject)]
    if again:
        parts.append(forms.text("更正的理由", "why", subject, longest=LONGEST_REASON))
    inside = forms.form(subject, title, *parts, forms.submit("确认", "opinion_judge", subject))
    return _folded(title, inside, opened=not again)


def _of_validity(view: OpinionView, rules: OpinionRules, subject: str) -> Iterator[Component]:
    now, proposal = view.state.judged or Judged(), view.state.proposal
    names = {one.number: one.name for one in rules.ranges}
    ranges = [
        (str(n), say("第{number}类 {name}", number=n, name=names.get(n, "")))
        for n in range(1, rules.range_count + 1)
    ]
    kinds = [("valid", "有效"), *((one.name, one.name) for one in rules.invalid)]
    valid = now.invalid or ("valid" if view.state.judged else "")
    chosen = now.range or proposal.range
    yield forms.choice("有效,或无效的类别", "invalid", subject, kinds, valid)
    yield forms.choice("范围", "range", subject, ranges, str(chosen or ""))
    topics = in_line(now.topics or proposal.topics)
    yield forms.field("方面(几个用顿号分开,第一个用于统计)", "topics", subject, value=topics)
    yield forms.choice("转办件或转阅件", "way", subject, [(o, o) for o in WAYS], now.way)
    yield forms.choice("是否公开", "public", subject, _YES, _said(now.public))
    yield forms.field("不公开的理由", "reason", subject, value=now.reason, maxLength=LONGEST_REASON)
    yield forms.choice("是否以其他方式回复", "answered", subject, _YES, _said(now.answered))


def _of_content(view: OpinionView, subject: str) -> Iterator[Component]:
    now, proposal = view.state.judged or Judged(), view.state.proposal
    yield forms.field(
        "摘编标题(不写人名、电话)", "title", subject, value=now.title, maxLength=LONGEST_TITLE
    )
    yield forms.text(
        "摘编内容(不写人名、电话)", "content", subject, now.content, longest=LONGEST_CONTENT
    )
    tasks = in_line(now.tasks or proposal.tasks)
    indicators = in_line(now.indicators or proposal.indicators)
    yield forms.field("关联任务", "tasks", subject, value=tasks)
    yield forms.field("关联指标", "indicators", subject, value=indicators)
    ahead = [("none", "不纳入"), *((one, one) for one in AHEAD)]
    yield forms.choice("拟纳入", "ahead", subject, ahead, now.ahead or "none")


def _handing(desk: Desk, view: OpinionView) -> Component:
    subject, offices = _subject(view, "hand"), list(desk.office_names.items())
    inside = forms.form(
        subject,
        "转办",
        forms.choice("承办单位", "office", subject, offices),
        forms.folded("配合单位", ticked("配合单位", "cooperating", subject, offices, ())),
        forms.text("事由", "text", subject, "请按职责办理", longest=LONGEST_REASON),
        forms.submit("交办", "opinion_hand", subject),
    )
    return _folded("转办", inside, opened=True)


def _best(view: OpinionView) -> Component:
    subject, best = _subject(view, "best"), view.state.recommended
    title = "撤回推荐" if best else "推荐为优秀意见建议"
    inside = forms.form(
        subject,
        title,
        forms.text("理由", "text", subject, longest=LONGEST_REASON),
        forms.hidden("best", subject, "no" if best else "yes"),
        forms.submit("确认", "opinion_best", subject),
    )
    return _folded(title, inside)


def _subject(view: OpinionView, act: str) -> str:
    """What a form is on: the number, how much has happened, the act."""
    return f"{view.state.number}/{len(view.events)}/{act}"


def _said(given: bool | None) -> str:
    return "" if given is None else ("yes" if given else "no")


def _title(state: OpinionState) -> str:
    return state.judged.title if state.judged else ""


def _folded(word: str, inside: Component, *, opened: bool = False) -> Component:
    return html.Details(
        [html.Summary(word, className="button small"), inside], className="act", open=opened
    )
