"""同比 in a paper: the same quarter a year before, approved, as the record knows it now."""

from __future__ import annotations

from briefings.lineage import LineageBook
from briefings.paper import text_of
from briefings.sentences import standing
from desk.assess import assess_period
from desk.views.overview import card_of
from desk.views.trends import for_paper
from observations.period import ReportingPeriod
from tests.desk.hall import DESK, Q3, Hall, approved

LAST = ReportingPeriod.parse("2023-Q3")


def told(hall: Hall) -> dict[str, str]:
    """What a paper says of each target that was compared with the year before."""
    with hall.desk.ledger.read() as reading:
        card = card_of(hall.desk, reading, Q3)
        assert card is not None
        card = for_paper(hall.desk, reading, card)
    book = LineageBook(card)
    rows = (row for row in card.rows if row.target.id in card.context.year_ago)
    return {row.indicator.key: text_of(standing(book, row)) for row in rows}


def test_a_value_is_compared_with_the_same_quarter_of_last_year_once_both_are_approved(
    one_hall: Hall,
) -> None:
    hall = one_hall
    approved(hall, "housing")
    assess_period(hall.desk, DESK, Q3)
    assert told(hall) == {}
    row = hall.hand_in(hall.form("housing", LAST), hall.clerk("housing"))
    assert row.state == "accepted"
    assert told(hall) == {}, "nobody has approved it"
    approved(hall, "housing", LAST)
    said = told(hall)
    assert "leakage_rate" in said
    assert all("\uff0c同比" in one for one in said.values())
