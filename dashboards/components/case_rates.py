"""How punctually cases were signed for, answered and closed, each rate with what it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.components.tables import Cell, card, table
from dashboards.words import say

if TYPE_CHECKING:
    from cases.rates import OfficeRates, Share
    from desk.views.case_rates import CaseRates

BACK = 8
"""So many quarters can be chosen; any other can be written in the address."""


def case_rates_card(view: CaseRates, address: Address) -> Component:
    """A line an office and one of all; the rule as it is counted under them."""
    body = [[one.name, *_line(one.rates, view)] for one in view.offices]
    if len(body) > 1:
        body.append([html.Strong("合计"), *_line(view.total, view)])
    labels = [one.label for one in view.rule.rates]
    heads = ["单位", "要求", *labels, "重开", "同时最多"]
    numeric = frozenset(range(1, len(heads)))
    empty = "这一季没有向范围内的单位交办过督办。"
    rule = [html.Li(one.text) for one in view.rule.rates]
    return card(
        say("{period}按期率和办结率", period=view.period.label),
        _periods(view, address),
        table(heads, body, numeric=numeric, empty=empty),
        html.P(say("算法 {rule}:{title}", rule=view.rule.id, title=view.rule.title)),
        html.Ul(rule, className="lines"),
        aside=say("截至{day}", day=view.day.isoformat()),
    )


def _line(rates: OfficeRates, view: CaseRates) -> list[Cell]:
    shares = [_share(rates.shares[one.name]) for one in view.rule.rates]
    return [rates.requests, *shares, rates.reopened, rates.at_once]


def _share(share: Share) -> Component | str:
    """The rate with its numbers; without a denominator there is none."""
    if share.rate is None:
        return "—"
    made = html.Small(f" {share.numerator}/{share.denominator}")
    return html.Span([f"{share.rate * 100:.1f}%", made], className="nowrap")


def _periods(view: CaseRates, address: Address) -> Component:
    """The running quarter and those before it."""
    period, links = view.period.containing(view.day, view.period.frequency), []
    for _ in range(BACK):
        chosen = period == view.period
        links.append(
            dcc.Link(
                period.label,
                href=address.href(period=str(period), page=None),
                className="button small" + (" primary" if chosen else ""),
            )
        )
        period = period.previous()
    return html.Nav(links, className="buttons", **aria(label="报告期"))
