"""A page drawn once is shown again only to the same post, of the same record, in its language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from time import sleep

from plotly.io.json import to_json_plotly

from dashboards.address import Address
from dashboards.components.described import as_sent
from dashboards.drawn import BESIDE, KEPT, Drawn, State, state
from dashboards.routes import PAGES, open_page
from dashboards.words import ENGLISH, speaking
from desk.accounts import denied
from desk.filling import Opened, save_draft
from desk.views.filling import field_of, filling
from observations.identity import Role
from observations.period import ReportingPeriod
from tests.dashboards.town import Town

HOME = Address.parse("/", "")
PERIOD = ReportingPeriod.parse("2024-Q4")
NOON = datetime(2025, 1, 10, 12, tzinfo=UTC)


def of(name: str, head: int = 1, minute: datetime = NOON) -> State:
    return State((minute, head), name)


def at_one_moment(town: Town) -> Town:
    return replace(town, desk=replace(town.desk, clock=lambda: town.clock.moment))


def test_a_page_is_drawn_again_for_another_post_language_address_minute_or_record(
    town: Town,
) -> None:
    hall = at_one_moment(town)
    who = hall.posts["desk"]
    key = state(hall.desk, who, HOME)
    assert state(hall.desk, who, HOME) == key
    later = replace(hall.desk, clock=lambda: hall.clock.moment + timedelta(minutes=1))
    others = [
        state(hall.desk, replace(who, roles=frozenset({Role.LEADER})), HOME),
        state(hall.desk, replace(who, areas=frozenset({"150627"})), HOME),
        state(hall.desk, who, Address.parse("/", "?level=met")),
        state(later, who, HOME),
    ]
    with speaking(ENGLISH):
        others.append(state(hall.desk, who, HOME))
    denied(hall.desk, who, "a subject of this test", "a link of the chain")
    others.append(state(hall.desk, who, HOME))
    assert key not in others
    assert len(set(others)) == len(others)


def test_what_is_shown_again_is_what_was_drawn_and_an_office_gets_its_own(town: Town) -> None:
    hall, kept = at_one_moment(town), Drawn()
    for who in (hall.posts["desk"], hall.posts[f"clerk:{hall.office}"]):
        first, _ = open_page(hall.desk, who, HOME, kept)
        again, _ = open_page(hall.desk, who, HOME, kept)
        fresh, _ = open_page(hall.desk, who, HOME)
        assert again is first
        assert to_json_plotly(again) == to_json_plotly(as_sent(fresh))


def test_a_refusal_is_never_kept_and_each_is_told(town: Town) -> None:
    hall, kept = at_one_moment(town), Drawn()
    clerk = hall.posts[f"clerk:{hall.office}"]
    for _ in range(2):
        before = hall.desk.ledger.head()
        shown, _ = open_page(hall.desk, clerk, Address.parse("/audit", ""), kept)
        assert "notice-refused" in str(shown)
        assert hall.desk.ledger.head() == before + 1


def test_a_page_that_many_ask_for_at_once_is_drawn_once() -> None:
    kept, drawn, waiting = Drawn(), [], Barrier(8)

    def draw() -> str:
        drawn.append("a")
        sleep(0.05)  # the others come while it is drawn
        return "a"

    def ask(_place: int) -> str:
        waiting.wait()
        return str(kept.page(of("a"), draw))

    with ThreadPoolExecutor(8) as many:
        assert [*many.map(ask, range(8))] == ["a"] * 8
    assert drawn == ["a"]


def test_a_drawing_that_fails_fails_for_its_own_asker_alone() -> None:
    kept, began, end = Drawn(), Event(), Event()

    def failing() -> str:
        began.set()
        end.wait()
        raise LookupError

    with ThreadPoolExecutor(2) as many:
        first = many.submit(kept.page, of("a"), failing)
        began.wait()
        second = many.submit(kept.page, of("a"), lambda: "drawn")
        end.set()
        assert second.result() == "drawn"
        assert isinstance(first.exception(), LookupError)


def test_the_least_recently_shown_page_goes_first() -> None:
    kept = Drawn(most=2)
    drawn: list[str] = []

    def shown(name: str) -> str:
        return str(kept.page(of(name), lambda: drawn.append(name) or name))

    for name in ("a", "b", "a", "c", "a", "b"):
        assert shown(name) == name
    assert drawn == ["a", "b", "c", "b"]


def test_what_was_drawn_of_an_earlier_record_or_minute_is_let_go() -> None:
    kept, drawn = Drawn(), list[State]()

    def shown(key: State) -> None:
        assert kept.page(key, lambda: drawn.append(key) or key) == key

    early, later, next_minute = of("a"), of("a", 2), of("a", 2, NOON + timedelta(minutes=1))
    for key in (early, later, later, early, later, next_minute, later, next_minute):
        shown(key)
    assert drawn == [early, later, early, next_minute, later]


def test_only_pages_there_are_may_be_kept() -> None:
    assert {page.path for page in PAGES} >= KEPT | BESIDE


def test_a_page_of_the_queue_is_drawn_again_when_something_waits_or_is_typed(town: Town) -> None:
    hall = at_one_moment(town)
    who, there = hall.posts[f"clerk:{hall.office}"], Address.parse("/reporting", "")
    keys = [state(hall.desk, who, there, moving=True)]
    assert state(hall.desk, who, there, moving=True) == keys[0]
    view = filling(hall.desk, who, hall.office, PERIOD)
    name = field_of(view.rows[0].value, view.rows[0].value.parts[0])
    opened = Opened(hall.office, PERIOD, 0, {})
    for text in ("1", "2"):
        kept = save_draft(hall.desk, who, opened, {name: text})
        opened = replace(opened, seen=kept.version, was=kept.cells)
        keys.append(state(hall.desk, who, there, moving=True))
    assert len(set(keys)) == len(keys)
