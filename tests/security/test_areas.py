"""Where a post is limited to areas or offices, and where a deputy's two rights meet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk import accounts, jobs, views
from desk.closing import close_period
from desk.intake import receive
from desk.rights import bounded
from observations.errors import Refused
from observations.identity import Actor, Role
from targets.load import load_plan
from targets.model import Reporting
from tests.security.world import AREA, INDICATOR, SETTLED, UNSETTLED, WAITING, World
from tests.targets.plans import MERGED

OTHER_AREA = "150627100"


@pytest.fixture
def elsewhere(world: World) -> Actor:
    """The bureau's post for one town, as it comes in through the door."""
    actor = world.people["别地区调度"].actor
    assert actor is not None
    return actor


def test_a_post_of_one_area_handles_only_offices_that_report_about_nothing_else(
    world: World, elsewhere: Actor
) -> None:
    about: dict[str, set[str]] = {}
    for row in world.town.desk.plan.reporting:
        about.setdefault(row.office, set()).add(row.area)
    whole = {office for office, areas in about.items() if areas == {OTHER_AREA}}
    partly = {office for office, areas in about.items() if OTHER_AREA in areas} - whole
    assert whole and partly
    assert {one for one in about if elsewhere.covers(one)} == whole == elsewhere.sees()
    assert not elsewhere.covers("")
    assert {row.office for row in views.due_list(world.town.desk, elsewhere)} <= whole
    assert {row.office for row in views.receipts(world.town.desk, elsewhere)} <= whole
    assert views.cases(world.town.desk, elsewhere) == ()


def test_a_post_of_an_area_handles_the_offices_that_the_plan_has_there(world: World) -> None:
    east, town, plan = "990621", "990621100", load_plan(MERGED)
    elsewhere = Reporting("sewage_rate", town, "housing-east")
    desk = replace(world.town.desk, plan=replace(plan, reporting=(*plan.reporting, elsewhere)))
    post = bounded(desk, Actor("东旗调度", frozenset({Role.DESK}), areas=frozenset({east})))
    assert {one.id for one in plan.offices if post.covers(one.id)} == {"housing-east"}
    assert post.covers_value("housing-east", east)
    assert not post.covers_value("housing-east", town)


def test_what_concerns_every_office_is_no_matter_of_a_post_of_one_area(
    world: World, elsewhere: Actor
) -> None:
    desk = world.town.desk
    for refused in (
        lambda: close_period(desk, elsewhere, WAITING, "关账"),
        lambda: jobs.ask(desk, elsewhere, "draft", WAITING),
        lambda: views.audit(desk, elsewhere),
        lambda: views.channels(desk, elsewhere),
    ):
        with pytest.raises(Refused, match="不是面向全部单位和地区"):
            refused()
    assert not views.closing(desk, elsewhere).may_close
    assert jobs.askable(desk, elsewhere) == ()
    assert views.audit(desk, world.town.posts["leader"], limit=1)


def test_two_rights_of_a_deputy_are_never_mixed(world: World) -> None:
    """An office in one area, and another office in all of them, is not both in all of them."""
    desk, office = world.town.desk, frozenset({world.office})
    lent = Actor("甲", frozenset({Role.CLERK}), frozenset({world.town.other}))
    own = Actor("乙", frozenset({Role.CLERK}), office, frozenset({OTHER_AREA}))
    both = replace(own, stands_for=(lent,))
    assert both.covers(world.office) and both.covers_area(AREA)
    assert not both.covers_value(world.office, AREA)
    with pytest.raises(Refused, match="不属于本单位"):
        views.indicator(desk, both, INDICATOR, AREA)
    card = views.overview(desk, both, WAITING)
    assert card is not None
    assert INDICATOR not in {row.indicator.key for row in card.rows if row.target.area == AREA}


def test_an_office_concerned_sees_what_is_approved_of_another_s_value_and_no_more(
    world: World,
) -> None:
    desk = world.town.desk
    shared = next(
        one
        for one in desk.plan.targets
        if (one.indicator, one.area) == (INDICATOR, AREA) and one.cooperating
    )
    partner = next(one for one in (*shared.cooperating, *shared.leads) if one != world.office)
    clerk = Actor("配合单位填报员", frozenset({Role.CLERK}), frozenset({partner}))
    theirs = views.indicator(desk, clerk, INDICATOR, AREA)
    own = views.indicator(desk, world.town.posts[f"clerk:{world.office}"], INDICATOR, AREA)
    assert UNSETTLED in {point.value for point in own.points}
    assert own.findings
    assert theirs.points and all(point.approved for point in theirs.points)
    assert SETTLED in {point.value for point in theirs.points}
    assert theirs.findings == ()
    assert views.cases(desk, clerk) == () and theirs.cases == ()


def test_a_desk_of_two_offices_says_for_which_of_them_it_sends(world: World) -> None:
    desk, offices = world.town.desk, frozenset({"azhen", "sanitation"})
    limited = Actor("两单位经办人", frozenset({Role.DESK}), offices)
    with pytest.raises(Refused):
        receive(desk, limited, b"a,b\n1,2\n", "x.csv")
    with pytest.raises(Refused):
        receive(desk, limited, b"a,b\n1,2\n", "x.csv", office=world.office)
    assert receive(desk, limited, b"a,b\n1,2\n", "x.csv", office="azhen").state == "received"


def test_a_post_named_on_the_command_line_is_bounded_like_one_at_the_door(world: World) -> None:
    known = accounts.post_named(world.town.desk, "别地区经办人")
    assert known == world.people["别地区调度"].actor
