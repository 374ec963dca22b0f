"""待核 on the pages: while a bulk delivery waits to be certified nobody is offered to approve."""

from __future__ import annotations

from pathlib import Path

from dash import Dash

from desk import views
from desk.bulk import deliver_bulk
from desk.bulk_certify import certify_waiting
from observations.bulk.headings import Asked
from observations.period import ReportingPeriod
from tests.dashboards.test_journey import press, subject_of
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn
from tests.desk.bulk_tables import rows, write

PERIOD = ReportingPeriod.parse("2023-Q3")
HELD = "成批报送的值待核"


def test_the_step_is_shown_but_cannot_be_pressed_until_the_values_are_certified(
    site: Dash, town: Town, tmp_path: Path
) -> None:
    office, posts = town.office, town.posts
    given = [(key, area, str(PERIOD), *rest) for key, area, _, *rest in rows(2)]
    taken = deliver_bulk(
        town.desk, posts["second"], write(tmp_path / "bulk.csv", given), Asked(office, rows=6)
    )
    assert taken.certification == "pending"
    reviewer = Visitor(site).log_in(posts[f"reviewer:{office}"].post)
    clerk = Visitor(site).log_in(posts[f"clerk:{office}"].post)
    own = f"/reporting/{office}/{PERIOD}"
    subject = subject_of(town, office, PERIOD)
    button = f'"do": "approve", "on": "{subject}"'
    for path in ("/reporting", own):
        page = drawn(reviewer, path)
        assert HELD in page
        assert '"disabled": true' in page
        assert button not in page
        assert f'"do": "send_back", "on": "{subject}"' in page
        waiting = drawn(clerk, path)
        assert HELD in waiting and "待复核" in waiting and '"disabled": true' not in waiting
    assert "待复核" in press(site, reviewer, ("approve", subject))
    view = views.receipt(town.desk, posts[f"reviewer:{office}"], taken.receipt)
    assert view is not None and not view.can_approve
    assert "入账数值" in drawn(reviewer, f"/receipts/{taken.receipt}")

    certify_waiting(town.desk)
    page = drawn(reviewer, own)
    assert HELD not in page and button in page
    assert "已审核" in press(site, reviewer, ("approve", subject))
