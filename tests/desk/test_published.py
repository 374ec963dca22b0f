"""The only real numbers: published values of other areas, with publisher and quote."""

from datetime import datetime

import pytest

from desk import views
from desk.assess import PUBLISHED_OFFICE
from desk.demo.posts import DESK
from desk.handle import SHANGHAI
from desk.published import load_published
from ledger import findings, receipts, revisions
from observations.identity import SYSTEM
from tests.desk.hall import Hall

JUNGAR = "150622"


@pytest.fixture
def loaded(hall: Hall) -> Hall:
    hall.clock.moment = datetime(2024, 10, 14, 9, 0, tzinfo=SHANGHAI)
    assert load_published(hall.desk, SYSTEM) == 30
    return hall


def test_every_published_row_is_an_observation_of_its_area(loaded: Hall) -> None:
    with loaded.desk.ledger.read() as reading:
        frame = revisions.as_of(reading, approved=True)
        (row,) = (r for r in receipts.listing(reading) if r.office == PUBLISHED_OFFICE)
        assert findings.of_receipt(reading, row.id) == ()
    mine = frame.filter(frame["office"] == PUBLISHED_OFFICE)
    assert mine.height == 30
    kangbashi = mine.filter((mine["area"] == "150603") & (mine["value"] == 96.22))
    assert "鄂尔多斯日报" in kangbashi["note"].item()


def test_the_jungar_row_closes(loaded: Hall) -> None:
    with loaded.desk.ledger.read() as reading:
        frame = revisions.as_of(reading, approved=True)
    of = {r["indicator"]: r["value"] for r in frame.iter_rows(named=True) if r["area"] == JUNGAR}
    parts = ("park_green_area", "attached_green_area", "protective_green_area")
    assert sum(of[p] for p in parts) == pytest.approx(of["green_area"], abs=0.05)
    by_green = of["green_area"] / of["green_space_rate"] * 100
    by_cover = of["greening_cover_area"] / of["greening_coverage"] * 100
    assert by_green == pytest.approx(by_cover, rel=0.005)


def test_loading_them_again_changes_nothing(loaded: Hall) -> None:
    head = loaded.desk.ledger.head()
    assert load_published(loaded.desk, SYSTEM) == 0
    with loaded.desk.ledger.read() as reading:
        assert len(receipts.listing(reading)) == 1
    assert loaded.desk.ledger.head() == head


def test_they_stand_beside_the_banner_s_own_indicator_and_are_not_demo_data(loaded: Hall) -> None:
    seen = views.indicator(loaded.desk, DESK, "green_space_rate", "150627")
    other = {one.area: one for one in seen.others}
    assert other[JUNGAR].value == "42.27%"
    assert other[JUNGAR].published
    assert "建成区绿地率42.27%" in other[JUNGAR].quote
