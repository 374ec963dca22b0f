"""What the installation goes by, each with the page or command that changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import listed, say
from expectations.settings import WORDS

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views.admin import InForce
    from ledger.rule_settings import SettingRow

SHOWN = 12  # signs of a version that tell two apart by eye


def in_force(one: InForce) -> Component:
    """Plan, calendar, rules, closed periods and channels as they stand."""
    failing = sum(channel.fared.attempts > 0 for channel in one.channels)
    closed = listed(period.label for period in one.closed) or "没有"
    rows: list[list[Any]] = [
        ["方案版本", _edition(one), _settings("plan load")],
        ["工作日历", _calendar(one), _settings("calendar load")],
        ["质量规则", _suite(one), _settings("rules set")],
        ["已关账的报告期", closed, dcc.Link("关账", href="/closing")],
        [
            "预警通道",
            say("{count} 个", count=len(one.channels))
            + (say(",{count} 个未接收", count=failing) if failing else ""),
            dcc.Link("通道", href="/channels"),
        ],
    ]
    return card("现行版本和设置", table(["项目", "现状", "在哪里改"], rows), aside="本页只读")


def _settings(words: str) -> Component:
    """The page where it is asked for and approved; the command that does the same."""
    return html.Span([dcc.Link("设置与版本", href="/settings"), html.Small(_command(words))])


def _command(words: str) -> Component:
    return html.Code(f"cityplan {words}")


def _edition(one: InForce) -> Component | str:
    if one.edition is None:
        return "还没有载入台账"
    found = one.edition
    by = html.Small([moment(found.loaded_at), say(" 由{post}载入", post=found.loaded_by)])
    differs = [html.Small("方案目录里的与它不同", className="late")] if one.differs else []
    return html.Span(
        [say("《{title}》 ", title=found.title), html.Code(found.version[:SHOWN]), by, *differs]
    )


def _calendar(one: InForce) -> Component:
    known = listed(f"{year}" for year, there in one.years if there) or "无"
    lacking = listed(f"{year}" for year, there in one.years if not there)
    said = say("放假安排已有:{known}", known=known) + (
        say(";未公布:{lacking}", lacking=lacking) if lacking else ""
    )
    version = ["版本 ", html.Code(one.calendar)] if one.calendar else ["随程序的版本"]
    return html.Span([*version, html.Small(said)])


def _suite(one: InForce) -> Component:
    said = say("另有 {count} 项调整在用", count=len(one.settings)) if one.settings else "没有调整"
    return html.Span(["版本 ", html.Code(one.suite), html.Small(said)])


def settings(desk: Desk, rows: tuple[SettingRow, ...]) -> Component:
    """How rules are set today beside their declarations, each with its end."""
    names = {one.key: one.name for one in desk.plan.indicators}
    body = [
        [
            html.Code(row.setting.rule),
            names.get(row.setting.indicator, row.setting.indicator) or "全部指标",
            WORDS.get(row.setting.severity, row.setting.severity),
            say("{since} 至 {until}", since=row.setting.since, until=row.setting.until or "不限"),
            say("{asker}提出,{post}批准", asker=row.setting.asked_by, post=row.post),
            row.setting.reason,
        ]
        for row in rows
    ]
    heads = ["规则", "指标", "结果", "起止(含)", "岗位", "理由"]
    inside = table(heads, body, empty="没有在用的规则调整。")
    return card("规则调整", inside, aside=_command("rules set"))


def offices(one: InForce) -> Component:
    """The plan's offices, folded: there are many and they change with the plan."""
    body = [[name, "报送" if reports else "—", str(posts)] for name, reports, posts in one.offices]
    inside = table(["单位", "报送", "在用岗位"], body, numeric=frozenset({2}))
    said = html.P(
        ["单位随方案,改方案目录后用 ", _command("plan load"), " 载入。"], className="quiet"
    )
    return html.Section(
        html.Details(
            [html.Summary(say("单位 {count} 个", count=len(body))), said, inside],
            className="folded",
        ),
        className="card",
    )  # fmt: skip
