"""A program that asks too much is told when to come again, and takes nothing from the others."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from dash import Dash
from werkzeug.test import TestResponse

from dashboards.app import create_app
from dashboards.limits import EACH, MOST_KEYS, Buckets, Room, log_ins_at_once
from desk.accounts import add_post, issue_token
from desk.settings import Settings
from observations.identity import Actor, Role
from tests.dashboards.town import ADMIN, PASSWORD, Town
from tests.dashboards.visitor import Visitor

SUBMIT, RECEIPT = "/api/v1/submissions", "/api/v1/receipts/R1"
CLERK = Actor("限频测试填报员", frozenset({Role.CLERK}), frozenset({"sanitation"}))
TIGHT = {
    "api_token_per_minute": 3,
    "api_address_per_minute": 8,
    "api_big_bodies": 2,
    "login_per_minute": 4,
    "session_per_minute": 8,
    "downloads_per_minute": 3,
}


class Hands:
    """A clock's hands, set by the test."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_minute_at_once_and_refills_evenly() -> None:
    hands = Hands()
    buckets = Buckets(60, hands)
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    assert buckets.take("b") == 0.0  # another's bucket is full
    hands.now = 0.75
    assert buckets.take("a") == pytest.approx(0.25)
    hands.now = 2.0
    assert [buckets.take("a") > 0 for _ in range(3)] == [False, False, True]
    hands.now = 10_000.0  # no more is saved up than a minute's
    assert [buckets.take("a") > 0 for _ in range(61)] == [False] * 60 + [True]


def test_log_ins_come_ten_at_once_and_the_rest_of_the_minute_evenly() -> None:
    hands = Hands()
    buckets = Buckets(60, hands, at_once=log_ins_at_once(60))
    assert [buckets.take("a") > 0 for _ in range(11)] == [False] * 10 + [True]
    taken = 0
    for hands.now in range(1, 61):
        taken += buckets.take("a") == 0.0
    assert taken == 60
    assert log_ins_at_once(4) == 4


@pytest.mark.parametrize("pause", [0.0, 120.0])
def test_many_addresses_do_not_fill_the_memory(pause: float) -> None:
    hands = Hands()
    buckets = Buckets(60, hands)
    for n in range(2 * MOST_KEYS):
        assert buckets.take(str(n)) == 0.0
        hands.now += pause
    assert len(buckets._left) <= MOST_KEYS


def test_room_is_for_so_many_and_nobody_takes_it_all() -> None:
    room = Room(EACH + 1)
    with room.place("a") as first, room.place("a") as second:
        assert (first, second) == (True, True)
        with room.place("a") as third, room.place("b") as other, room.place("c") as full:
            assert (third, other, full) == (False, True, False)
    with room.place("c") as again:
        assert again
    assert not room._held


@pytest.fixture
def tight(town: Town) -> Iterator[Dash]:
    """The site under limits that a test can reach."""
    settings = town.desk.settings.model_copy(update=TIGHT)
    yield create_app(replace(town.desk, settings=settings))


@pytest.fixture(scope="module")
def tokens(town: Town) -> tuple[str, str]:
    add_post(town.desk, ADMIN, CLERK, PASSWORD)
    one, other = (issue_token(town.desk, ADMIN, f"限频 {n}", CLERK.post, 1) for n in (1, 2))
    return one, other


def bearer(token: str, address: str = "") -> dict[str, str]:
    forwarded = {"X-Forwarded-For": f"198.51.100.9, {address}"} if address else {}
    return {"Authorization": f"Bearer {token}", **forwarded}


def test_a_token_and_an_address_that_ask_too_much_get_429_and_when_to_come_again(
    tight: Dash, tokens: tuple[str, str]
) -> None:
    client = tight.server.test_client(use_cookies=False)
    asked = [client.get(RECEIPT, headers=bearer(tokens[0])) for _ in range(4)]
    assert [one.status_code for one in asked] == [404, 404, 404, 429]
    refused = asked[-1]
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    told = refused.get_json()["error"]
    assert told["what"] == "本令牌请求过于频繁"
    assert f"{refused.headers['Retry-After']}秒后再试" in told["cure"]
    assert client.get(RECEIPT, headers=bearer(tokens[1])).status_code == 404

    guessing = [client.get(RECEIPT, headers=bearer(f"guess{n}")) for n in range(4)]
    assert [one.status_code for one in guessing] == [401, 401, 401, 429]
    assert guessing[-1].get_json()["error"]["what"] == "本地址请求过于频繁"
    assert client.get(RECEIPT, headers=bearer(tokens[1])).status_code == 429
    beside = client.get(RECEIPT, headers=bearer(tokens[1], "203.0.113.7"))
    assert beside.status_code == 404  # as the proxy in front of us saw it
    assert client.get("/login").status_code == 200  # pages are none of the programs' matter


class Slow(io.BytesIO):
    """A body whose sender stops at its first byte until it is let go on."""

    def __init__(self, size: int) -> None:
        super().__init__(b"x" * size)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        self.begun.set()
        assert self.go_on.wait(20)
        return super().read(size)

    def readinto(self, buffer: Any) -> int:
        self.begun.set()
        assert self.go_on.wait(20)
        return super().readinto(buffer)


def test_big_bodies_wait_for_room_and_small_ones_do_not(
    tight: Dash, tokens: tuple[str, str]
) -> None:
    def send(body: io.BytesIO, token: str, address: str) -> tuple[int, str]:
        answer = tight.server.test_client(use_cookies=False).post(
            f"{SUBMIT}?name=x.csv",
            input_stream=body,
            content_length=len(body.getbuffer()),
            content_type="text/csv",
            headers=bearer(token, address),
        )
        return answer.status_code, answer.text

    slow = [Slow(2 * 1024 * 1024), Slow(2 * 1024 * 1024)]
    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(send, one, tokens[0], f"203.0.113.{n}") for n, one in enumerate(slow)]
        try:
            assert [one.begun.wait(20) for one in slow] == [True, True]
            status, text = send(io.BytesIO(slow[0].getvalue()), tokens[1], "203.0.113.9")
            assert status == 429
            assert "大文件太多" in text
            assert send(io.BytesIO(b"1,2\n"), tokens[1], "203.0.113.9")[0] == 202
        finally:
            for one in slow:
                one.go_on.set()
        assert [one.result()[0] for one in held] == [202, 202]
    assert send(io.BytesIO(slow[0].getvalue()), tokens[1], "203.0.113.9")[0] == 202


def test_a_session_that_asks_without_end_gets_429_before_its_log_in_is_looked_up(
    tight: Dash, town: Town
) -> None:
    visitor = Visitor(tight).log_in(town.posts["desk"].post)
    other = Visitor(tight).log_in(town.posts["desk"].post)
    missing = f"/files/form/{town.office}/1999-Q1"
    files = [visitor.get(missing) for _ in range(4)]
    assert [one.status_code for one in files] == [404, 404, 404, 429]
    refused = files[-1]
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert "请求过于频繁" in refused.text
    pages = [visitor.open("/nowhere").status_code for _ in range(8)]
    assert pages[:5] == [200] * 5
    assert 429 in pages[5:], "three of eight went to files"
    assert visitor.get("/assets/style.css").status_code == 200
    assert other.get(missing).status_code == 404, "another log-in has its own"


def test_nobody_who_clicks_and_no_wall_meets_the_limits_as_they_are_delivered() -> None:
    usual = Settings()
    assert usual.session_per_minute >= 10 * 60, "ten requests a second, minute after minute"
    assert usual.downloads_per_minute >= 60


def test_an_address_that_logs_in_too_often_waits_whatever_post_it_names(tight: Dash) -> None:
    client = tight.server.test_client(use_cookies=False)

    def enter(post: str, address: str = "") -> TestResponse:
        here = {"Origin": "http://localhost", **bearer("", address)}
        return client.post("/login", data={"post": post, "password": "guess"}, headers=here)

    assert [enter(f"岗位{n}").status_code for n in range(5)] == [401, 401, 401, 401, 429]
    refused = enter("岗位6")
    assert 1 <= int(refused.headers["Retry-After"]) <= 15
    assert "本地址登录过于频繁" in refused.text
    assert enter("岗位7", "203.0.113.8").status_code == 401


def test_who_is_no_known_proxy_says_nothing_of_whose_address_it_is(town: Town) -> None:
    settings = town.desk.settings.model_copy(update=TIGHT | {"trusted_proxy": "10.9.0.0/16"})
    client = create_app(replace(town.desk, settings=settings)).server.test_client(use_cookies=False)

    def enter(number: int, forwarded: str, remote: str) -> int:
        here = {"Origin": "http://localhost", "X-Forwarded-For": forwarded}
        data = {"post": f"岗位{number}", "password": "guess"}
        place = {"REMOTE_ADDR": remote}
        return client.post("/login", data=data, headers=here, environ_base=place).status_code

    direct = [enter(n, f"203.0.113.{n}", "127.0.0.1") for n in range(5)]
    assert direct == [401] * 4 + [429]  # one address, whatever it says
    brought = [enter(n, f"203.0.113.{n}", "10.9.0.1") for n in range(5)]
    assert brought == [401] * 5
    chain = [enter(n, f"198.51.100.{n}, 203.0.113.9, 10.9.0.2", "10.9.0.1") for n in range(5)]
    assert chain == [401] * 4 + [429]  # what stands before the last stranger may be invented
