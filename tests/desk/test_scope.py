"""Scope: a post sees its own office's matters, in its own areas, and nothing else."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from desk import views
from desk.assess import assess_period
from desk.demo.posts import DESK, LEADER
from observations.errors import Refused
from tests.desk.hall import Q3, Hall, approved

TOWN, BANNER = "150627100", "150627"


@pytest.fixture
def judged(one_hall: Hall) -> Hall:
    approved(one_hall, "azhen")
    approved(one_hall, "sanitation")
    assess_period(one_hall.desk, DESK, Q3)
    return one_hall


def test_a_post_limited_to_an_area_sees_that_area_alone(judged: Hall) -> None:
    town = replace(LEADER, areas=frozenset({TOWN}))
    card = views.overview(judged.desk, town, Q3)
    assert card is not None
    assert {row.target.area for row in card.rows} == {TOWN}
    everything = views.overview(judged.desk, LEADER, Q3)
    assert everything is not None
    assert {TOWN, BANNER} <= {row.target.area for row in everything.rows}
    seen = views.indicator(judged.desk, town, "mechanized_sweeping_rate", TOWN)
    assert [other.area for other in seen.others] == []
    with pytest.raises(Refused, match="地区"):
        views.indicator(judged.desk, town, "mechanized_sweeping_rate", BANNER)


def test_an_office_sees_its_own_targets_receipts_and_alerts(judged: Hall) -> None:
    clerk = judged.clerk("sanitation")
    card = views.overview(judged.desk, clerk, Q3)
    assert card is not None
    assert 0 < len(card.rows) < len(judged.desk.plan.targets)
    offices = {row.office for row in views.receipts(judged.desk, clerk)}
    assert offices == {"sanitation"}
    assert {row.office for row in views.due_list(judged.desk, clerk)} <= {"sanitation"}
    with pytest.raises(Refused, match="没有"):
        views.audit(judged.desk, clerk)


def test_the_list_of_receipts_asks_as_often_for_many_as_for_few(judged: Hall) -> None:
    def asked() -> int:
        count = 0

        def note(*_given: object) -> None:
            nonlocal count
            count += 1

        engine = judged.desk.ledger._engine
        event.listen(engine, "before_cursor_execute", note)
        views.receipts(judged.desk, DESK)
        event.remove(engine, "before_cursor_execute", note)
        return count

    few = asked()
    for period in (Q3.previous(), Q3.previous().previous()):
        approved(judged, "sanitation", period)
        approved(judged, "organization", period)
    assert asked() == few
    row = views.receipts(judged.desk, DESK)[0]
    assert row.findings == 0
