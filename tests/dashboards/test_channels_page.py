"""The page of channels: how each fares, a test message, nobody's address or secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from dash import Dash

from alerts.deliver import deliver
from dashboards.app import create_app
from desk import views
from desk.accounts import add_post
from desk.channels import channels_of
from desk.handle import Desk, open_desk
from desk.settings import Settings
from desk.setup import start
from ledger import facts
from ledger.facts import AlertFact
from observations.identity import SYSTEM, Actor, Role
from tests.dashboards.test_journey import press
from tests.dashboards.town import ADMIN, PASSWORD, TODAY
from tests.dashboards.visitor import Visitor, drawn
from tests.targets.plans import TINY

URLS = "wecombot://SECRETROBOT/?at=https://127.0.0.1:9,mailtos://u:pass-word@127.0.0.1:9/?from=a@b.cn&to=c@d.cn"
BUREAU = Actor("值班调度", frozenset({Role.DESK}))
CLERK = Actor("财政经办", frozenset({Role.CLERK}), offices=frozenset({"finance"}))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home: Path = tmp_path_factory.mktemp("channels") / "home"
    settings = Settings(
        home=home, plan=TINY, insecure_cookie=True, alert_urls=URLS, alert_allow="127.0.0.1"
    )
    start(settings, "demo", lambda: TODAY - timedelta(days=1))
    opened = replace(open_desk(settings), clock=lambda: TODAY)
    for post in (BUREAU, CLERK):
        add_post(opened, ADMIN, post, PASSWORD)
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def here(desk: Desk) -> Dash:
    return create_app(desk)


def told(desk: Desk, minutes: int) -> list[tuple[str, str, int, int]]:
    """State, reason, what waits and how often it was tried, after a delivery at that minute."""
    deliver(desk.ledger, channels_of(desk.settings), SYSTEM, TODAY + timedelta(minutes=minutes))
    rows = views.channels(desk, BUREAU)
    return [(one.state, one.fared.reason, one.fared.waiting, one.fared.attempts) for one in rows]


def test_the_states_of_channels_follow_what_became_of_their_messages(desk: Desk) -> None:
    before = views.channels(desk, BUREAU)
    assert [(one.kind, one.place, one.state) for one in before] == [
        ("企业微信群机器人", "127.0.0.1:9", "idle"),
        ("邮件", "127.0.0.1:9", "idle"),
        ("文件", "alerts.jsonl", "idle"),
    ]
    with desk.ledger.write(SYSTEM, TODAY, "test.facts") as unit:
        body = {"title": "报表退回", "office": "finance", "office_name": "财政局", "lines": ["D14"]}
        facts.store(unit, [AlertFact("quality", "receipt:1", "returned", "critical", body)])
    robot, mail, file = told(desk, 0)
    assert robot == ("failing", "连接被拒绝,对方端口未开放", 1, 1)
    assert mail[0] == "failing" and file == ("well", "", 0, 0)
    for step in range(1, 5):
        robot = told(desk, 60 * 7 * step)[0]
    assert robot[0] == "silent" and robot[3] == 5


def test_a_test_message_says_what_came_of_it_and_the_page_keeps_it(desk: Desk, here: Dash) -> None:
    visitor = Visitor(here).log_in(BUREAU.post)
    refused = press(here, visitor, ("try_channel", "1"))
    assert "企业微信群机器人 127.0.0.1:9" in refused and "未接收：连接被拒绝" in refused
    assert "已接收测试消息" in press(here, visitor, ("try_channel", "3"))
    assert "没有第 9 个预警通道" in press(here, visitor, ("try_channel", "9"))
    page = drawn(visitor, "/channels")
    assert "对方已接收" in page and page.count('"do": "try_channel"') == 3
    for secret in ("SECRETROBOT", "pass-word", "c@d.cn", str(desk.settings.home)):
        assert secret not in page
    assert "/channels" in drawn(visitor, "/alerts")


def test_who_does_not_look_after_channels_sees_and_tests_none(desk: Desk, here: Dash) -> None:
    visitor = Visitor(here).log_in(CLERK.post)
    assert "/channels" not in drawn(visitor, "/alerts")
    assert "本岗位无权使用此功能" in drawn(visitor, "/channels")
    before = views.channels(desk, BUREAU)
    assert "本岗位无权使用此功能" in press(here, visitor, ("try_channel", "3"))
    assert views.channels(desk, BUREAU) == before
