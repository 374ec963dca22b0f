"""考核: the ranking, one office's statement to the last point, objections with their forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import forms, html
from dashboards.components.tables import Cell, card, table
from dashboards.components.times import moment
from dashboards.words import CHINESE, say
from targets.score_words import PARTS, printed, score_told, share_told

if TYPE_CHECKING:
    from desk.scoring import Objection
    from desk.views.scores import ScoresView, StatementView
    from targets.model import Target
    from targets.score_rule import ScoreRule
    from targets.scores import Counted, Fact, ItemScore, OfficeScore

PAGE = "/scores"
LONGEST = 2000


def href(period: object, office: str) -> str:
    """The address of one office's statement."""
    return f"{PAGE}/{segment(office)}/{segment(str(period))}"


def ranking(view: ScoresView) -> Component:
    """Who is ranked and who is not, with the sum behind each score."""
    found = view.scored
    rows = [_row(view, one) for one in view.rows]
    heads = ["名次", "单位", "得分", "等次", "怎样算的"]
    title = "得分和名次" if view.whole else "本单位"
    told = table(heads, rows, numeric=frozenset({2}), empty="没有可看的单位。")
    return card(title, told, aside=say("规则 {rule}", rule=found.rule.id))


def _row(view: ScoresView, one: OfficeScore) -> list[Cell]:
    found = view.scored
    name = found.names.get(one.office, one.office)
    link = dcc.Link(name, href=href(found.period, one.office))
    if one.score is None:
        return ["—", link, "不参评", "—", one.why_not]
    place: Cell = html.Strong(str(one.rank)) if view.whole else "—"
    return [place, link, str(one.score), one.band, score_told(one)]


def rule_card(rule: ScoreRule, versions: int) -> Component:
    """The rule in force: items, points, where each comes from; folded."""
    rows: list[list[Cell]] = [
        [one.clause, one.label, str(one.points), one.source] for one in rule.items
    ]
    share = say(
        "牵头权重 {lead}%,配合权重 {cooperating}%;不可评估、没有到期的不计,可得分相应减少。",
        lead=rule.share.lead,
        cooperating=rule.share.cooperating,
    )
    inside = html.Div(
        [
            html.P(rule.source, className="quiet", lang=CHINESE),
            html.P(share, className="quiet"),
            table(["条款", "考核项", "分值", "依据"], rows, numeric=frozenset({2})),
        ]
    )
    title = say("计分规则 {rule},共 {count} 版", rule=rule.id, count=versions)
    return html.Details([html.Summary(title), inside], className="card")


def items(view: StatementView, targets: Mapping[str, Target]) -> list[Component]:
    """Every item of the statement: what was counted, what was not, and how to object."""
    return [_item(view, one, targets) for one in view.one.items]


def _item(view: StatementView, one: ItemScore, targets: Mapping[str, Target]) -> Component:
    rows: list[list[Cell]] = [
        [
            _about(each.fact, targets),
            PARTS[each.fact.part],
            each.grade.text,
            f"{printed(each.got)}/{printed(each.possible)}",
            html.Span([share_told(each), html.Small(each.fact.told)], className="change-detail"),
            _objecting(view, one, each),
        ]
        for each in one.counted
    ]
    rows += [
        [_about(left.fact, targets), PARTS[left.fact.part], "不计", "—", left.why, "—"]
        for left in one.left
    ]
    heads = ["事项", "牵头或配合", "评定", "得/可得", "凭什么", "异议"]
    told = table(heads, rows, numeric=frozenset({3}), empty="没有可计的,不算失分。")
    amount = f"{printed(one.got)}/{printed(one.possible)}" if one.counted else "—"
    aside = say("{amount} 分,{clause}", amount=amount, clause=one.item.clause)
    return card(one.item.label, told, aside=aside)


def _about(fact: Fact, targets: Mapping[str, Target]) -> Component:
    """The matter, with the way to where it was observed."""
    target = targets.get(fact.key)
    kind, _, name = next(iter(fact.sources), "").partition(":")
    if target is not None and kind == "run":
        where = f"/indicators/{segment(target.indicator)}?area={segment(target.area)}"
        return dcc.Link(fact.label, href=where)
    pages = {"case": "/cases", "receipt": "/receipts"}
    if kind in pages:
        return dcc.Link(fact.label, href=f"{pages[kind]}/{segment(name)}")
    return html.Span(fact.label)


def _objecting(view: StatementView, item: ItemScore, one: Counted) -> Cell:
    mine = (item.item.name, one.fact.key)
    known = [each for each in view.objections if (each.item, each.matter) == mine]
    if known:
        return say("{number} {state}", number=known[0].key, state=known[0].state)
    if not view.may_object or one.got == one.possible:
        return "—"
    subject = f"{view.scored.period}/{view.one.office}/{item.item.name}/{one.fact.key}"
    asking = forms.form(
        subject,
        "提异议",
        forms.text("理由", "reason", subject, longest=LONGEST),
        forms.submit("提异议", "score_object", subject),
    )
    return forms.folded("提异议", asking)


def objections(told: tuple[Objection, ...], names: Mapping[str, str], *, may: bool) -> Component:
    """Every objection and what was decided; a form for who may decide on those that wait."""
    rows: list[list[Cell]] = [
        [
            one.key,
            dcc.Link(names.get(one.office, one.office), href=href(one.period, one.office)),
            one.label,
            one.reason,
            html.Span([one.state, html.Small(one.decided.text)]) if one.decided else one.state,
            moment(one.at),
            _deciding(one) if may and one.decided is None else "—",
        ]
        for one in told
    ]
    heads = ["编号", "单位", "事项", "理由", "结果", "何时", "办理"]
    return card(
        "考核异议",
        table(heads, rows, empty="没有异议。"),
        aside="采纳的不再计入,不采纳的照旧;都长期保留",
    )


def _deciding(one: Objection) -> Component:
    subject = f"{one.key}/objection"
    deciding = forms.form(
        subject,
        "办理异议",
        forms.text("理由", "reason", subject, longest=LONGEST),
        forms.submit("采纳", "score_uphold", subject),
        forms.submit("不采纳", "score_decline", subject, primary=False),
    )
    return forms.folded("办理", deciding)
