"""A flood waits behind itself: askers take turns, and files leave threads for pages."""

from __future__ import annotations

from collections import Counter

import pytest

from dashboards.guard import COOKIE, SECURE_COOKIE
from flows.web_lanes import BURST, CROWD, PAGES, REST, Asker, Lanes, asker_of

THREADS, MANY, PLENTY = 4, 100, 1000
UPDATE = "/_dash-update-component"


def asker(path: str, cookie: str = "", *more: str, address: str = "10.0.0.1") -> Asker:
    """Whose line a request waits in; the log-in's form is posted."""
    method = "POST" if path in ("/login", UPDATE) else "GET"
    said = [f"Cookie: {cookie}"] if cookie else []
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *said, *more, "", ""]
    return asker_of("\r\n".join(lines).encode(), address)


def one_by_one(lanes: Lanes[str]) -> list[str]:
    """Everything that waits, in the order in which a single thread would get it."""
    order = []
    while (found := lanes.take()) is not None:
        order.append(found[1])
        lanes.done(found[0])
    return order


class Hands:
    """A clock's hands, set by the test."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_asker_begins_so_many_a_second_and_the_others_go_on() -> None:
    hands = Hands()
    lanes: Lanes[str] = Lanes(THREADS, 5, PLENTY, hands)
    greedy, other = asker(UPDATE, f"{COOKIE}=greedy"), asker(UPDATE, f"{COOKIE}=other")
    for n in range(5 * BURST + 9):
        assert lanes.put(greedy, f"flood {n}")
    assert len(one_by_one(lanes)) == 5 * BURST
    lanes.put(other, "page")
    assert one_by_one(lanes) == ["page"]
    assert len(lanes) == 9
    hands.now += 1.0
    assert len(one_by_one(lanes)) == 5
    hands.now += 100.0
    assert len(one_by_one(lanes)) == 4


def test_files_of_many_together_begin_so_many_a_second_and_pages_go_on() -> None:
    hands = Hands()
    lanes: Lanes[str] = Lanes(THREADS, PLENTY, 50, hands)
    for n in range(200):
        lanes.put(asker("/files/data.xlsx", f"{COOKIE}=s{n}"), f"file {n}")
        lanes.put(asker(UPDATE, f"{COOKIE}=r{n}"), f"page {n}")
    begun = Counter(one.partition(" ")[0] for one in one_by_one(lanes))
    assert begun == {"page": 200, "file": 50}
    hands.now += 1.0
    assert one_by_one(lanes) == [f"file {n}" for n in range(50, 100)], "in the order they came"
    hands.now += 60.0
    assert len(one_by_one(lanes)) == 50, "a rest saves no more than a second's worth"


def test_a_line_has_an_end_in_a_crowd_and_only_its_own() -> None:
    lanes: Lanes[int] = Lanes(THREADS, PLENTY, PLENTY)
    greedy = asker("/files/x", f"{COOKIE}=greedy")
    assert [lanes.put(greedy, n) for n in range(CROWD + 1)] == [True] * CROWD + [False]
    assert lanes.put(asker("/files/x", f"{COOKIE}=other"), 0)
    assert len(lanes) == CROWD + 1


@pytest.mark.parametrize("path", ["/files/data.xlsx", UPDATE])
def test_one_page_does_not_wait_for_a_hundred_requests_of_another(path: str) -> None:
    lanes: Lanes[str] = Lanes(THREADS, PLENTY, PLENTY)
    for n in range(MANY):
        lanes.put(asker(path, f"{COOKIE}=greedy"), f"flood {n}")
    lanes.put(asker(UPDATE, f"{COOKIE}=patient"), "page")
    order = one_by_one(lanes)
    assert order.index("page") <= 1
    assert len(order) == MANY + 1
    assert order[-1] == f"flood {MANY - 1}"


def test_nobody_has_more_than_half_of_the_threads() -> None:
    lanes: Lanes[int] = Lanes(THREADS, PLENTY, PLENTY)
    greedy, other = asker(UPDATE, f"{COOKIE}=greedy"), asker(UPDATE, f"{COOKIE}=other")
    for n in range(9):
        lanes.put(greedy, n)
    assert [lanes.take(), lanes.take(), lanes.take()] == [(greedy, 0), (greedy, 1), None]
    lanes.put(other, 9)
    assert lanes.take() == (other, 9)
    lanes.done(greedy)
    assert lanes.take() == (greedy, 2)


def test_files_of_many_leave_threads_for_pages_and_step_back_while_one_is_drawn() -> None:
    lanes: Lanes[str] = Lanes(THREADS, PLENTY, PLENTY)
    page = asker(UPDATE, f"{COOKIE}=reader")
    for n in range(100):
        lanes.put(asker("/files/data.xlsx", f"{COOKIE}=s{n}"), f"file {n}")
    begun = [lanes.take(), lanes.take()]
    assert lanes.take() is None, "the other two are for pages"
    lanes.put(page, "page")
    assert lanes.take() == (page, "page")
    for one in begun:
        assert one is not None
        lanes.done(one[0])
    first = lanes.take()
    assert first is not None
    assert first[0].lane == REST
    assert lanes.take() is None, "one of them beside a page"
    lanes.done(page)
    assert lanes.take() is not None


def test_a_line_is_a_session_s_whatever_else_the_request_says() -> None:
    mine = asker("/files/x", f"theme=dark; {COOKIE}=abc; other=1")
    assert mine == asker("/files/y", f"{SECURE_COOKIE}=abc", address="10.0.0.2")
    assert mine != asker("/files/x", f"{COOKIE}=abd")
    assert b"abc" not in mine.name
    assert mine.lane == REST
    assert asker("/", f"{COOKIE}=abc").lane == PAGES


def test_who_signs_in_waits_by_the_address_and_not_by_an_invented_cookie() -> None:
    plain = asker("/login")
    assert plain == asker("/login", f"{COOKIE}=invented")
    assert plain.lane == REST
    behind = asker("/login", "", "X-Forwarded-For: 198.51.100.9, 203.0.113.7")
    assert behind == asker("/login", "", "x-forwarded-for: 203.0.113.7", address="10.0.0.9")
    assert behind != plain


@pytest.mark.parametrize(
    "head", [b"", b"\r\n\r\n", b"GET", b"\xff\xfe / \r\ncookie:", b"GET /files/ \r\nCookie: a" * 9]
)
def test_a_head_that_makes_no_sense_has_a_line_too(head: bytes) -> None:
    assert asker_of(head, "10.0.0.1").lane in (PAGES, REST)
