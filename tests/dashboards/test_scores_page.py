"""考核: an office reads its statement and objects on it, a desk decides; nobody else sees it."""

from __future__ import annotations

from datetime import datetime

import pytest
from dash import Dash

from desk.handle import SHANGHAI
from desk.scoring import scored
from observations.period import ReportingPeriod
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn, submit

QUARTER = ReportingPeriod.parse("2024-Q3")


@pytest.fixture(autouse=True)
def objections_open(town: Town) -> None:
    """Two days after the assessment."""
    town.clock.moment = datetime(2024, 10, 11, 9, tzinfo=SHANGHAI)


def _lost(town: Town, place: int) -> str:
    """What a form of objection is on: a matter of the first office that cost it points."""
    found = next(one for one in scored(town.desk, QUARTER).found if one.office == town.office)
    counted = [(item.item.name, one) for item in found.items for one in item.counted]
    lost = [(name, one.fact.key) for name, one in counted if one.got < one.possible]
    item, key = lost[place]
    return f"{QUARTER}/{town.office}/{item}/{key}"


def test_the_ranking_has_every_office_for_the_bureau_and_its_own_for_a_clerk(
    bureau: Visitor, clerk: Visitor, town: Town
) -> None:
    page = drawn(bureau, "/scores")
    assert "得分和名次" in page and "不足 3 项" in page and "standard-1" in page
    own = drawn(clerk, "/scores")
    assert f"/scores/{town.office}/2024-Q3" in own and "得分和名次" not in own
    assert f"/scores/{town.other}/2024-Q3" in page
    assert f"/scores/{town.other}/2024-Q3" not in own
    assert "还没有公布" in drawn(clerk, f"/scores/{town.other}/2024-Q3")


def test_an_office_objects_and_a_desk_decides_on_the_page(
    bureau: Visitor, clerk: Visitor, site: Dash, town: Town
) -> None:
    page = f"/scores/{town.office}/2024-Q3"
    first, second = _lost(town, 0), _lost(town, 1)
    assert first in drawn(clerk, page) and '"do": "score_object"' not in drawn(bureau, page)
    assert "理由" in submit(clerk, "score_object", first, reason="").told
    for subject in (first, second):
        assert "已提异议" in submit(clerk, "score_object", subject, reason="附函说明原因").over
    keys = [one.key for one in scored(town.desk, QUARTER).objections]
    assert '"do": "score_uphold"' in drawn(bureau, page)
    assert '"do": "score_uphold"' not in drawn(clerk, page)
    said = submit(bureau, "score_uphold", f"{keys[0]}/objection", reason="函件属实,予以采纳")
    assert "采纳" in said.over
    said = submit(bureau, "score_decline", f"{keys[1]}/objection", reason="与原表一致,照旧")
    assert "不采纳" in said.over
    shown = drawn(clerk, page)
    assert f"异议 {keys[0]} 采纳" in shown and "函件属实" in shown and "与原表一致" in shown
    leader = Visitor(site).log_in(town.posts["leader"].post)
    assert "与原表一致" in drawn(leader, "/scores")


def test_an_address_that_names_nothing_is_told_so(bureau: Visitor, town: Town) -> None:
    assert "没有单位“nobody”" in drawn(bureau, "/scores/nobody/2024-Q3")
    assert "还没有评估" in drawn(bureau, f"/scores/{town.office}/2024")
