"""总览: two minutes suffice, on the desk, on the phone and on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from playwright.sync_api import Browser

from briefings.scorecard import Scorecard
from dashboards.address import Address
from dashboards.components import decisions, overview, standings
from dashboards.components.bullet import bullet
from dashboards.pages import overview as page
from desk import views
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.dashboards.browsing import NEEDS_CHROMIUM, PHONE, visit
from tests.dashboards.test_components import card, classes, links, plan, words
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor

__all__ = ["card", "plan"]  # fixtures
HOME = Address("/", {})
Q3 = "2024-Q3"
LEADER = Actor("某领导", frozenset({Role.LEADER}))


def shown(visitor: Visitor, search: str) -> str:
    answer = visitor.open("/", search)
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.get_json()["response"], ensure_ascii=False)


def test_the_text_s_sections_take_a_line_each_until_they_are_unfolded(card: Scorecard) -> None:
    groups = card.groups
    table = sum(len(one.rows) for one in groups if one.rows[0].target.source == "table")
    folded = standings.groups(groups, HOME, whole=False)
    assert classes(folded).count("row") == table
    assert classes(folded).count("section-line") == len(groups) - len(_of_table(groups))
    assert "/?prose=1" in links(folded)
    whole = standings.groups(groups, Address("/", {"prose": "1"}))
    assert classes(whole).count("row") == len(card.rows)
    assert "/" in links(whole)
    filtered = page.body(card, Address("/", {"level": "met"}))
    assert "section-line" not in classes(filtered)


def _of_table(groups: Sequence[object]) -> list[object]:
    return [one for one in groups if one.rows[0].target.source == "table"]  # type: ignore[attr-defined]


def test_where_two_tiers_ask_for_other_numbers_both_lines_are_drawn_and_labelled(
    card: Scorecard,
) -> None:
    pair = [row for row in card.rows if row.name == "公园绿地服务半径覆盖率"]
    for row, other in zip(pair, reversed(pair), strict=True):
        for tree in (decisions.decision(row, HOME), standings.standing(row, HOME)):
            assert {"goal-city", "goal-banner", "bullet-two"} <= set(classes(tree))
            assert f"{other.target.tier}线 {other.goal}" in words(tree)
        assert words(bullet(row)).endswith("旗市")
        told = bullet(row).to_plotly_json()["props"]["aria-label"]
        assert f"{other.target.tier}线 {other.goal}" in told
    one = next(row for row in card.rows if len(row.lines) == 1)
    assert "goal-label" not in classes(bullet(one))


def test_a_line_beyond_the_values_still_finds_its_place_on_the_track(card: Scorecard) -> None:
    for row in card.rows:
        lefts = [
            float(one.style["left"].rstrip("%"))
            for one in bullet(row).children
            if "goal" in (getattr(one, "className", "") or "").split()
        ]
        assert all(0 < left <= 100 for left in lefts)
        assert len(set(lefts)) == len(lefts), row.name


def test_what_waits_is_told_to_each_office_of_its_own_forms(town: Town) -> None:
    period = ReportingPeriod.parse(Q3)
    whole, own = (
        views.overview(town.desk, one, period)
        for one in (LEADER, town.posts[f"clerk:{town.office}"])
    )
    assert whole is not None and own is not None
    every, mine = ({one.kind: one.count for one in seen.context.todo} for seen in (whole, own))
    assert set(every) == set(mine) == {"waiting", "missing", "alerts"}
    assert mine["missing"] == 0 < every["missing"]
    assert all(mine[kind] <= every[kind] for kind in mine)
    assert "/reporting" in links(overview.changes(whole, HOME))


def test_what_waits_is_no_matter_of_a_reader_of_results(card: Scorecard) -> None:
    assert "待办" in words(page.body(card, HOME))
    assert "待办" not in words(page.body(card, HOME, told=False))


def test_nothing_is_said_of_cases_to_a_post_that_sees_none(card: Scorecard) -> None:
    row = next(row for row in card.rows if row.target.binding == "binding" and not row.case)
    assert "未立督办" in words(decisions.decision(row, HOME))
    assert "未立督办" not in words(decisions.decision(row, HOME, frozenset()))


def test_each_choice_of_the_page_keeps_the_others(town: Town, bureau: Visitor) -> None:
    area = town.desk.plan.area
    tree = shown(bureau, f"?period={Q3}&asof=2024-10-19&area={area}")
    assert "截至2024-10-19" in tree
    kept = [one for one in re.findall(r'href=\\"/\?([^\\"]*)', tree) if "asof=" in one]
    assert any("period=2024-Q2" in one and f"area={area}" in one for one in kept)
    assert any("asof=2024-09-30" in one and f"area={area}" in one for one in kept)
    assert any(f"period={Q3}" in one and "area=" not in one for one in kept)
    assert f"/wall?period={Q3}" in tree


def test_a_day_before_the_first_evaluation_leads_back_to_today(bureau: Visitor) -> None:
    told = shown(bureau, "?asof=2023-01-01")
    assert "这一天还没有评估结果" in told
    assert "看今天的记录" in told


def test_a_period_without_an_evaluation_leads_to_the_newest_that_has_one(
    bureau: Visitor,
) -> None:
    told = shown(bureau, "?period=2023-Q1&area=150627")
    assert "2023年第一季度还没有评估" in told
    assert "看2024年第三季度" in told


SMALL = """() => [...document.querySelectorAll(
    ".overview a, .overview summary, .overview button"
)].filter((one) => one.getClientRects().length)
 .map((one) => [one.className, Math.round(one.getBoundingClientRect().height)])
 .filter((one) => one[1] < 44)"""
"""Whatever can be pressed and is smaller than a thumb."""


@NEEDS_CHROMIUM
def test_the_phone_has_room_for_thumbs_and_paper_two_pages(
    browser: Browser, address: str, town: Town
) -> None:
    at, post = f"/?period={Q3}", town.posts["leader"].post
    phone, _ = visit(browser, address, post, PHONE, at=at)
    assert phone.evaluate(SMALL) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    folded = phone.locator(".folded-choices > summary")
    assert "2024年第三季度" in folded.inner_text()
    folded.click()
    phone.locator(".folded-choices .menu summary").first.click()
    phone.locator(".folded-choices").get_by_role("link", name="2024年第一季度").click()
    phone.wait_for_url("**period=2024-Q1**")
    paper = phone.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
    assert re.search(rb"/MediaBox\s*\[\s*0 0 84[12][.0-9]* 59[45]", paper)
    phone.context.close()
