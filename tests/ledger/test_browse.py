"""Pages of the record are the record: nothing twice, nothing left out, nothing out of reach."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from ledger import approvals, browse, revisions
from ledger.browse import Asked, Reach
from ledger.opening import Ledger
from tests.ledger.material import DESK, at, judge, row, source

EVERYBODY = (Reach(),)
AREAS = ("150627", "150600")
NAMES = {"water": ("main_leak", "main-leak", "mainz"), "parks": ("Green", "green_rate", "greens")}
PERIODS = ("2023", "2024-Q1", "2024-Q2")
ASKED = [
    Asked(),
    Asked(approved=False),
    Asked(indicators=frozenset({"main_leak", "Green"})),
    Asked(areas=frozenset({"150600"}), approved=False),
    Asked(periods=frozenset({"2023", "2024-Q2"})),
    Asked(offices=frozenset({"parks"}), approved=False),
    Asked(doubted=True, approved=False),
    Asked(indicators=frozenset({"nothing"})),
]


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Two offices, two areas, three periods; one later value not approved, one withdrawn."""
    minutes = itertools.count()
    for (office, names), period in itertools.product(NAMES.items(), PERIODS):
        rows = [
            row(name, float(at), period=period, office=office, area=area, doubted=name == "mainz")
            for (at, name), area in itertools.product(enumerate(names), AREAS)
        ]
        judge(
            ledger,
            source(f"{office} {period}", office),
            rows,
            when=at(next(minutes)),
            period=period,
        )
        if period != "2024-Q2":
            with ledger.write(DESK, at(next(minutes)), "approve", office) as unit:
                approvals.approve(unit, office, period, "desk")
    later = [
        row("main_leak", 9.0, period="2023"),
        row("mainz", None, period="2023", action="withdrawn"),
    ]
    judge(ledger, source("later"), later, when=at(next(minutes)), period="2023")
    return ledger


def test_the_pages_together_are_the_record(filled: Ledger) -> None:
    with filled.read() as reading:
        for asked in ASKED:
            whole = _oracle(revisions.as_of(reading, approved=asked.approved), asked)
            assert browse.counted(reading, asked, EVERYBODY) == whole.height
            pages = _pages(filled, asked, 5)
            assert all(page.height == 5 for page in pages[:-1])
            found = pl.concat(pages).sort("indicator", "area", "period")
            assert found.equals(whole.sort("indicator", "area", "period")), asked


def _oracle(frame: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    for column, wanted in (
        ("indicator", asked.indicators),
        ("area", asked.areas),
        ("period", asked.periods),
        ("office", asked.offices),
    ):
        if wanted:
            frame = frame.filter(pl.col(column).is_in(sorted(wanted)))
    return frame.filter("doubted") if asked.doubted else frame


def _pages(ledger: Ledger, asked: Asked, size: int) -> list[pl.DataFrame]:
    with ledger.read() as reading:
        pages = [browse.observations(reading, asked, EVERYBODY, size)]
        while pages[-1].height == size:
            last = pages[-1].row(-1, named=True)
            key = (last["indicator"], last["area"], last["period"])
            later = Asked(**{**vars(asked), "after": key})
            pages.append(browse.observations(reading, later, EVERYBODY, size))
    return pages


def test_only_what_is_in_reach_is_seen(filled: Ledger) -> None:
    water = Reach(frozenset({"water"}), None)
    city = Reach(None, frozenset({"150600"}))
    with filled.read() as reading:
        everything = Asked(approved=False)

        def seen(*reaches: Reach) -> set[tuple[str, str]]:
            frame = browse.observations(reading, everything, reaches, 1000)
            assert frame.height == browse.counted(reading, everything, reaches)
            return set(frame.select("office", "area").iter_rows())

        assert seen() == set()
        assert seen(water) == {("water", area) for area in AREAS}
        assert seen(city) == {(office, "150600") for office in NAMES}
        assert seen(water, city) == {("water", "150627"), *seen(city)}
        both = Reach(water.offices, city.areas)
        assert seen(both) == {("water", "150600")}
        assert seen(Reach(frozenset(), None)) == set()


def test_an_earlier_head_shows_the_pages_of_then(filled: Ledger) -> None:
    head = filled.head() - 1
    asked = Asked(indicators=frozenset({"main_leak"}), periods=frozenset({"2023"}), approved=False)
    with filled.read(head) as reading:
        assert browse.observations(reading, asked, EVERYBODY, 9)["value"].to_list() == [0.0, 0.0]
    with filled.read() as reading:
        now = browse.observations(reading, asked, EVERYBODY, 9)
        assert sorted(now["value"].to_list()) == [0.0, 9.0]


def test_a_page_knows_which_of_its_values_are_published(filled: Ledger) -> None:
    with filled.read() as reading:
        page = browse.observations(reading, Asked(approved=False), EVERYBODY, 1000)
        published = set(revisions.as_of(reading)["revision"])
        assert browse.published_among(reading, page) == published & set(page["revision"])
        assert browse.published_among(reading, page.clear()) == frozenset()
