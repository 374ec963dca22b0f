"""A viewer sees what is approved within its scope: no draft, no finding, no case, no receipt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk import files, views
from desk.assess import assess_period
from desk.demo.posts import DESK, LEADER
from desk.views.browsing import offered
from ledger.browse import Asked
from observations.errors import Refused
from observations.identity import Actor, Role
from tests.desk.hall import Q3, Hall, approved

VIEWER = Actor("领导小组成员单位阅览岗", frozenset({Role.VIEWER}))
KEY, TOWN, BANNER = "public_toilet_density", "150627100", "150627"
NEWEST = Asked(approved=False)


@pytest.fixture
def half_approved(one_hall: Hall) -> Hall:
    """The quarter before is approved and assessed, this one is only handed in."""
    approved(one_hall, "sanitation", Q3.previous())
    assess_period(one_hall.desk, DESK, Q3.previous())
    one_hall.hand_in(one_hall.form("sanitation"), one_hall.clerk("sanitation"))
    return one_hall


def test_a_viewer_sees_approved_values_alone_and_a_leader_the_others_too(
    half_approved: Hall,
) -> None:
    desk = half_approved.desk
    leader, viewer = (views.indicator(desk, one, KEY, BANNER) for one in (LEADER, VIEWER))
    assert [point.approved for point in viewer.points] == [True]
    assert {point.approved for point in leader.points} == {True, False}
    assert all(one.approved for point in viewer.points for one in point.vintages)
    assert viewer.findings == () and viewer.cases == ()
    known = views.observations(desk, VIEWER, Asked())
    assert known.total == views.observations(desk, LEADER, Asked()).total > 0
    with pytest.raises(Refused, match="已审定"):
        views.observations(desk, VIEWER, NEWEST)
    with pytest.raises(Refused, match="已审定"):
        views.every_observation(desk, VIEWER, NEWEST)
    assert offered(desk, VIEWER).days == ()
    assert [one for one, _ in offered(desk, VIEWER).periods] == [str(Q3.previous())]


def test_a_viewer_has_the_card_without_what_is_nobody_s_but_the_offices(
    half_approved: Hall,
) -> None:
    desk = half_approved.desk
    whole, seen = (views.overview(desk, one, Q3.previous()) for one in (LEADER, VIEWER))
    assert whole is not None and seen is not None
    assert [row.target.id for row in seen.rows] == [row.target.id for row in whole.rows]
    assert seen.todo == ()
    assert views.cases(desk, VIEWER) == () == views.alerts(desk, VIEWER)
    assert views.receipts(desk, VIEWER) == () == views.due_list(desk, VIEWER)
    (given,) = (r for r in views.receipts(desk, LEADER) if r.period == str(Q3))
    assert files.original(desk, VIEWER, given.id) is None
    assert views.receipt(desk, VIEWER, given.id) is None
    with pytest.raises(Refused):
        files.form(desk, VIEWER, "sanitation", Q3)


def test_a_viewer_s_offices_and_areas_narrow_what_it_sees(half_approved: Hall) -> None:
    desk = half_approved.desk
    own = replace(VIEWER, offices=frozenset({"sanitation"}))
    other = replace(VIEWER, offices=frozenset({"organization"}))
    town = replace(VIEWER, areas=frozenset({TOWN}))
    assert views.indicator(desk, own, KEY, BANNER).points
    for one, reason in ((other, "不属于"), (town, "地区")):
        with pytest.raises(Refused, match=reason):
            views.indicator(desk, one, KEY, BANNER)
    assert views.observations(desk, own, Asked()).total > 0
    assert views.observations(desk, other, Asked()).total == 0
    assert {row.area for row in views.observations(desk, town, Asked()).rows} <= {TOWN}


def test_who_stands_in_for_a_clerk_gets_that_office_s_drafts_and_no_others(
    half_approved: Hall,
) -> None:
    desk = half_approved.desk
    clerk, stranger = half_approved.clerk("sanitation"), half_approved.clerk("organization")
    acting = replace(VIEWER, stands_for=(clerk,))
    assert not all(p.approved for p in views.indicator(desk, acting, KEY, BANNER).points)
    elsewhere = replace(VIEWER, stands_for=(stranger,))
    assert all(p.approved for p in views.indicator(desk, elsewhere, KEY, BANNER).points)
    assert {r.office for r in views.observations(desk, acting, NEWEST).rows} == {"sanitation"}
    assert views.observations(desk, elsewhere, NEWEST).total == 0
    both = replace(VIEWER, stands_for=(replace(VIEWER, post="另一阅览岗"),))
    assert all(p.approved for p in views.indicator(desk, both, KEY, BANNER).points)
