"""大屏: three scenes that take turns, as far as a post may see, never an old picture in silence."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from dash import Dash
from playwright.sync_api import Browser, Page, expect

import dashboards
from dashboards.address import Address
from dashboards.components import wall_scenes
from dashboards.components.wall import ANEW, SCENES, STALE, TURN
from dashboards.components.wall_scenes import ROWS
from dashboards.pages import wall as page
from desk import sessions, views
from desk.views.wall import wall
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.dashboards.browsing import NEEDS_CHROMIUM, PHONE, visit
from tests.dashboards.test_components import words
from tests.dashboards.town import PASSWORD, Town
from tests.dashboards.visitor import Visitor, request_for

LEADER = Actor("某领导", frozenset({Role.LEADER}))
Q3 = "2024-Q3"


def screen(town: Town, who: Actor = LEADER, **query: str) -> str:
    """All markup of the wall."""
    tree = page.render(town.desk, who, Address("/wall", {"period": Q3, **query}))
    parts = [part.to_plotly_json()["props"] for part in tree.children]
    return "".join(str(part.get("data-markup", "")) for part in parts) + words(tree)


def test_the_three_scenes_stand_in_turn_and_a_long_list_has_pages(town: Town) -> None:
    card = views.overview(town.desk, LEADER, ReportingPeriod.parse(Q3))
    assert card is not None
    shown = screen(town)
    count = len(card.decisions)
    pages = -(-count // ROWS)
    assert pages > 1
    assert shown.count("<section") == 2 + pages
    assert f"滞后清单 {count} 项\uff0c第 {pages} 页\uff0c共 {pages} 页" in shown
    assert all(f"<strong>{row.name}</strong>" in shown for row in card.decisions)
    assert all(f"<strong>{tally.now}</strong>" in shown for tally in card.tallies)
    assert shown.count(" now") == 1


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_named_in_the_address_stands_first_and_stays(town: Town, scene: str) -> None:
    tree = page.render(town.desk, LEADER, Address("/wall", {"period": Q3, "scene": scene}))
    assert tree.to_plotly_json()["props"]["data-scene"] == scene
    shown = screen(town, scene=scene)
    assert shown.count(" now") == 1
    assert f'class="wall-step wall-{scene} now"' in shown


def test_another_scene_is_a_mistake_that_is_drawn(town: Town, bureau: Visitor) -> None:
    with pytest.raises(UserError, match="画面"):
        screen(town, scene="x")
    assert "没有这个画面" in drawn_at(bureau, "?scene=x")


def drawn_at(visitor: Visitor, search: str) -> str:
    answer = visitor.open("/wall", search)
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.get_json()["response"], ensure_ascii=False)


def test_an_office_s_wall_has_its_own_targets_alone(town: Town, clerk: Visitor) -> None:
    who = town.posts[f"clerk:{town.office}"]
    whole, own = (wall(town.desk, one, ReportingPeriod.parse(Q3)) for one in (LEADER, who))
    assert whole.card is not None and own.card is not None
    mine = {row.name for row in own.card.decisions}
    foreign = {row.name for row in whole.card.decisions} - mine
    shown = drawn_at(clerk, f"?period={Q3}")
    assert mine and foreign
    assert all(name in shown for name in mine)
    assert not any(f"<strong>{name}</strong>" in shown for name in foreign)


def test_a_screen_on_a_wall_opens_the_wall_and_reads_results_alone(site: Dash, town: Town) -> None:
    screen = Visitor(site)
    form = {"post": town.posts["leader"].post, "password": PASSWORD, "wall": "1", "place": "大厅"}
    answer = screen.post("/login", form)
    assert (answer.status_code, answer.location) == (303, "/wall")
    shown = drawn_at(screen, f"?period={Q3}")
    assert "已达标" in shown
    assert "待办" not in shown and "督办" not in shown


def test_the_wall_s_own_clock_keeps_no_log_in_alive(site: Dash, town: Town) -> None:
    post = town.posts["leader"].post
    others = {one.key for one in sessions.of_post(town.desk, post, town.desk.now())}
    visitor = Visitor(site).log_in(post)
    before = town.clock.moment
    seen = []
    for part in ("clock.n_intervals", "acted.data"):
        town.clock.moment = town.clock.moment + timedelta(minutes=5)
        values = {"address.pathname": "/wall", "address.search": f"?period={Q3}", part: 1}
        body = request_for(site, "page.children", values)
        assert visitor.call({**body, "changedPropIds": [part]}).status_code == 200
        lines = sessions.of_post(town.desk, post, town.desk.now())
        (own,) = [one for one in lines if one.key not in others]
        seen.append(own.seen_at)
    town.clock.moment = before
    assert seen[0] < seen[1]


def test_before_the_evaluation_the_wall_says_what_it_waits_for(town: Town) -> None:
    shown = screen(town, period="2023-Q4")
    assert "2023年第四季度还没有评估" in shown
    assert shown.count("<section") == 1


def test_every_text_of_the_wall_is_read_at_five_metres() -> None:
    css = (Path(dashboards.__file__).parent / "assets" / "wall.css").read_text("utf-8")
    sizes = [float(one) for one in re.findall(r"font-size: calc\(var\(--u\) \* ([0-9.]+)\)", css)]
    others = re.findall(r"font-size: (?!calc|inherit)([^;]+);", css)
    assert min(sizes) >= 2.2 and others == []


def test_changed_targets_are_named_whole_and_the_rest_is_counted_not_cut() -> None:
    names = [f"第{place}项目标的名称" for place in range(22)]
    said = words(wall_scenes._named("新达标", names))
    assert said.startswith("新达标 22 第0项目标的名称、") and said.endswith("等 22 项")
    assert len(said) < wall_scenes.LETTERS["zh-CN"] + 20 and "…" not in said
    assert words(wall_scenes._named("新达标", names[:2])).endswith("第1项目标的名称")
    (long,) = (wall_scenes._named("新达标", ["长" * 90]),)
    assert words(long).endswith("长" * 90)


@NEEDS_CHROMIUM
def test_on_a_phone_all_scenes_stand_one_under_another_at_the_size_of_a_hand(
    browser: Browser, address: str, town: Town
) -> None:
    page, _ = visit(browser, address, town.posts["leader"].post, PHONE, at=f"/wall?period={Q3}")
    expect(page.locator(".wall-areas")).to_be_visible()
    expect(page.locator(".wall-overview")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    small = "all => Math.min(...all.map(a => parseFloat(getComputedStyle(a).fontSize)))"
    assert page.locator(".wall-step *:visible").evaluate_all(small) >= 12
    page.goto(f"/wall?period={Q3}&scene=areas")
    expect(page.locator(".wall-overview")).to_be_hidden()


def told(page: Page) -> str:
    return str(page.locator(".wall-told").inner_text())


@NEEDS_CHROMIUM
def test_the_wall_turns_stops_and_never_shows_an_old_picture_in_silence(
    browser: Browser, address: str, town: Town
) -> None:
    page, _ = visit(browser, address, town.posts["leader"].post, at="/briefings")
    page.clock.install()
    page.goto(f"/wall?period={Q3}")
    place = page.locator(".wall-place")
    expect(place).to_have_text(re.compile("^1 / "))
    for width, height in ((1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        inside = page.evaluate(INSIDE)
        assert inside == [width, height, []], inside
    page.clock.run_for(TURN * 1000 + 500)
    expect(place).to_have_text(re.compile("^2 / "))
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="继续")).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(TURN * 3000)
    expect(place).to_have_text(re.compile("^2 / "))
    assert "已暂停 1 分钟" in told(page)
    before = page.locator(".wall-read").inner_text()
    page.get_by_role("button", name="继续").click()
    expect(page.locator(".wall-read")).not_to_have_text(before)
    expect(place).to_have_text(re.compile("^2 / "))
    page.context.set_offline(True)
    page.clock.run_for((STALE + ANEW) * 1000)
    assert "没有更新" in told(page)
    page.context.set_offline(False)
    page.clock.run_for(ANEW * 1000)
    expect(page.locator(".wall-told")).to_be_empty()
    page.context.clear_cookies()
    page.clock.run_for(ANEW * 1000)
    expect(page.locator(".wall-told")).to_contain_text("登录已到期")
    page.get_by_role("link", name="去登录").click()
    page.wait_for_url("**/login?next=**wall**")
    page.context.close()


INSIDE = """() => {
  const root = document.documentElement, late = [];
  document.querySelectorAll(".wall-step").forEach((step) => {
    const box = step.getBoundingClientRect();
    step.querySelectorAll("li, p, .wall-count, .wall-group").forEach((one) => {
      const own = one.getBoundingClientRect();
      const over = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0;
      const out = own.bottom > box.bottom + 1 || own.right > box.right + 1;
      if (out || over) late.push(one.innerText);
    });
  });
  return [root.scrollWidth, root.scrollHeight, late];
}"""
"""Size of the page, and what of any step runs out of its place."""
