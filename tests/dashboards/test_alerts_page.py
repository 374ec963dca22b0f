"""The page of alerts: state, age, last day, what to do, and one click to the cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.flat import markup
from dashboards.pages.alerts import PLACES, SHOWN, life_table
from desk.handle import SHANGHAI
from desk.views.alert_lives import LifeRow, LifeStep
from observations.finding import Severity

OPENED = datetime(2024, 10, 10, 9, 30, tzinfo=SHANGHAI)
STEPS = (
    LifeStep("opened", "待处理", "", "", "系统", OPENED),
    LifeStep("escalated", "已升级", "1个工作日无人确认,报本单位审核岗位", "", "系统", OPENED),
)
PLACE = {"sheet": "填报", "cell": "D14", "message": "D14:填报 <b>三千</b>,应为数"}
ROW = LifeRow(
    id="12-3",
    kind="bad_data",
    kind_said="数据有误",
    office="housing",
    office_name="住房和城乡建设局",
    period="2024-Q3",
    period_label="2024年第三季度",
    rule="cell.not_a_number",
    severity=Severity.CRITICAL,
    title="应填数的格子里不是数(8处)",
    lines=("D14:填报 三千",),
    state="opened",
    state_said="待处理",
    round=1,
    opened_at=OPENED,
    days=2,
    due=date(2024, 10, 12),
    late=True,
    runbook="处理:按退回单改正;2024-10-12前(2个工作日);问住建局调度岗位",
    receipt="R/7",
    path="/receipts/R7",
    count=8,
    places=(PLACE,) * 6,
    steps=STEPS,
    may_acknowledge=True,
)


def parts(tree: Any) -> Iterator[Component]:
    if isinstance(tree, (list, tuple)):
        for one in tree:
            yield from parts(one)
    elif isinstance(tree, Component):
        yield tree
        yield from parts(getattr(tree, "children", None))


def words(tree: Any) -> str:
    if isinstance(tree, (list, tuple)):
        return " ".join(map(words, tree))
    return (
        words(getattr(tree, "children", None) or "") if isinstance(tree, Component) else str(tree)
    )


def test_an_open_alert_says_everything_and_links_to_the_cell_and_the_return_sheet() -> None:
    tree = life_table("未关闭", [ROW])
    text = words(tree)
    for said in ("待处理", "已 2 个工作日", "已过限期 2024-10-12", ROW.runbook, "另有 3 处,见回执"):
        assert said in text
    assert "已升级 系统 :1个工作日无人确认,报本单位审核岗位" in text
    links = {one.href for one in parts(tree) if isinstance(one, (dcc.Link, html.A))}
    assert links == {"/receipts/R%2F7", "/files/return/R%2F7"}
    cells = [words(one) for one in parts(tree) if isinstance(one, dcc.Link)]
    assert cells.count("填报!D14") == PLACES
    (button,) = [one for one in parts(tree) if isinstance(one, html.Button)]
    assert button.id == {"do": "acknowledge", "on": "12-3"}


def test_the_desk_closes_with_the_reason_in_the_same_field() -> None:
    tree = life_table("未关闭", [replace(ROW, may_close=True)])
    acts = [one.id["do"] for one in parts(tree) if isinstance(one, html.Button)]
    (text,) = [one for one in parts(tree) if isinstance(one, dcc.Input)]
    assert (acts, text.placeholder) == (["acknowledge", "close_alert"], "处理意见(关闭须写明理由)")
    corrected = replace(ROW, may_close=True, may_acknowledge=False, state="corrected")
    (button,) = [one for one in parts(life_table("", [corrected])) if isinstance(one, html.Button)]
    assert words(button) == "关闭"


def test_a_closed_alert_shows_why_it_was_closed_and_no_longer_what_to_do() -> None:
    last = replace(STEPS[-1], step="closed", said="已关闭", text="施工期停测,已核实")
    tree = life_table("已关闭", [replace(ROW, state="closed", steps=(*STEPS, last))])
    assert "关闭理由   施工期停测,已核实" in words(tree)
    assert ROW.runbook not in words(tree)
    assert "关闭理由" not in words(life_table("", [ROW]))


def test_what_is_missing_leads_the_desk_to_where_it_may_be_excused() -> None:
    missing = replace(ROW, kind="no_data", receipt="", path="/reporting/housing/2024-Q3", places=())
    for may in (True, False):
        tree = life_table("", [replace(missing, may_close=may)])
        links = {one.href for one in parts(tree) if isinstance(one, dcc.Link)}
        assert ("/quality?office=housing&period=2024-Q3" in links) is may


def test_a_doubt_has_no_return_sheet_and_a_fault_of_ours_no_cells() -> None:
    doubt = replace(ROW, severity=Severity.WARNING, late=False)
    tree = life_table("未关闭", [doubt])
    assert "/files/return" not in str([getattr(one, "href", "") for one in parts(tree)])
    assert "限期 2024-10-12" in words(tree)
    ours = replace(ROW, kind="system", kind_said="系统", places=(), receipt="", path="/alerts")
    links = [one.href for one in parts(life_table("", [ours])) if isinstance(one, dcc.Link)]
    assert links == ["/alerts"]


def test_closed_alerts_are_plain_markup_with_the_reason_and_nothing_of_theirs_is_code() -> None:
    shut = OPENED.replace(day=14)
    closed = LifeStep("closed", "已关闭", "这一项<i>不再</i>统计", "", "城管科调度", shut)
    row = replace(
        ROW, state="closed", state_said="已关闭", steps=(*STEPS, closed), may_acknowledge=False
    )
    html_text = markup(life_table("已关闭", [row]))
    state = html_text.index("<strong>已关闭")
    assert html_text.index("2024-10-14", state) < html_text.index("历时", state)
    assert "2024-10-10" not in html_text[state : html_text.index("历时", state)]
    assert "历时 2 个工作日" in html_text
    assert "&lt;i&gt;不再&lt;/i&gt;" in html_text
    assert "<b>三千" not in html_text
    assert "过限期" not in html_text


def test_a_very_long_list_says_how_much_there_is() -> None:
    tree = life_table("未关闭", [ROW] * (SHOWN + 5))
    assert f"共 {SHOWN + 5} 条,列出 {SHOWN} 条" in words(tree)
    assert sum(isinstance(one, html.Button) for one in parts(tree)) == SHOWN
    assert "没有预警。" in words(life_table("未关闭", []))
