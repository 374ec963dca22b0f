"""The page of data quality: the leader's line first, the issued statement, how old alerts are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from dashboards.pages.quality import body
from desk.handle import SHANGHAI
from desk.views import QualityView
from desk.views.quality import Problem
from desk.views.quality_paper import StatementPaper
from expectations.timeliness import RULE, Timeliness
from observations.finding import Severity
from observations.period import ReportingPeriod
from tests.dashboards.test_alerts_page import ROW, parts, words

Q3 = ReportingPeriod.parse("2024-Q3")
LINE = "6家单位应报6张,全部按时;1张存疑未说明(城乡环卫中心)。"
VIEW = QualityView(
    moment=datetime(2024, 11, 5, 9, tzinfo=SHANGHAI),
    demo=False,
    period=Q3,
    rule=RULE,
    rates=Timeliness(()),
    periods=(Q3,),
    latest=(Q3,),
    fared=(),
    alerts=(),
    problems=(),
    more=0,
    rules=(),
    summary=LINE,
)


def links(tree: list[Component]) -> dict[str, str]:
    return {one.href: words(one) for one in parts(tree) if isinstance(one, html.A)}


def test_the_leaders_line_stands_right_under_the_title() -> None:
    head = body(VIEW)[0].children
    assert [words(one) for one in head[:2]] == ["数据质量", LINE]
    assert words(body(replace(VIEW, summary=""))[0].children[1]).startswith("报告期")


def test_the_issued_statement_is_one_click_away() -> None:
    issued = StatementPaper("2024-Q3-12ab", "季度通报_2024-Q3.html", 4)
    shown = links(body(replace(VIEW, paper=issued)))
    (href,) = shown
    assert href.startswith("/files/briefing/2024-Q3-12ab/") and href.endswith("_2024-Q3.html")
    assert shown[href] == "2024年第三季度通报附件4《数据质量说明》"
    assert links(body(VIEW)) == {}


def test_open_alerts_say_how_long_they_have_been_open_on_average() -> None:
    view = replace(VIEW, alerts=(replace(ROW, days=2), replace(ROW, days=5)))
    assert view.mean_age == 3.5
    assert "平均已开 3.5 个工作日" in " ".join(map(words, body(view)))
    assert VIEW.mean_age is None
    assert "平均" not in " ".join(map(words, body(VIEW)))


def test_a_return_sheet_is_offered_only_for_what_was_sent_back() -> None:
    doubt = Problem(
        "1-1", "Q602", Severity.WARNING, "城乡环卫中心", "", "R1", "填报", "I5", "", VIEW.moment
    )
    wrong = replace(doubt, severity=Severity.CRITICAL, receipt="R2")
    assert "/files/return/R1" not in links(body(replace(VIEW, problems=(doubt,))))
    assert "/files/return/R2" in links(body(replace(VIEW, problems=(wrong,))))
