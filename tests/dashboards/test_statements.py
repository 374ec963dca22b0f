"""How often a page asks the database: as often for the country's areas as for ten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from dashboards.address import Address
from dashboards.routes import PAGES, open_page
from desk.case_acts import Opening, open_case
from desk.demo.posts import ADMIN, DESK
from desk.handle import SHANGHAI, Desk, open_desk
from desk.opinions import receive as receive_opinion
from desk.paper_flow import draft
from desk.settings import Settings
from desk.setup import start
from desk.views.cases import cases
from ledger import approvals
from observations.identity import SYSTEM, Actor, Area, Role
from observations.period import Frequency, ReportingPeriod
from targets.model import Plan, Target
from tests.desk.counting import Counting
from tests.ledger.material import judge, row, source

NOW = datetime(2024, 10, 20, 9, tzinfo=SHANGHAI)
PERIOD = ReportingPeriod.parse("2024-Q3")
MANY, COUNTRY = 100, 2_843
PATHS = [page.path for page in PAGES if page.path != "/account"]
"""All but the page of the reader's own sign-ins, which needs a session and shows no area."""
EVERYTHING = Actor("全权岗", frozenset(Role))


@dataclass(frozen=True)
class Country:
    """A desk over an installation with so many areas, and what fills the `*` of addresses.

    `search`: without it the areas' page would take the indicator most areas have.
    """

    desk: Desk
    named: dict[str, tuple[str, ...]]
    search: str


def first_quarterly(plan: Plan) -> Target:
    """The first target whose indicator is reported by the quarter."""
    every = (one for one in plan.targets if not one.id.startswith("x"))
    return next(e for e in every if plan.indicator(e.indicator).frequency is Frequency.QUARTER)


def grown(plan: Plan, areas: int) -> Plan:
    """The plan with the first ten of its areas, or with as many more as are asked for.

    Each further area has an office for the first quarterly indicator; twenty have a target too:
    more would cost the drawing of them, not statements.
    """
    model = first_quarterly(plan)
    asked = next(one for one in plan.reporting if one.indicator == model.indicator)
    more = tuple(
        Area(str(8_000_000 + n), f"地区{n}", "旗区", plan.area)
        for n in range(areas - len(plan.areas))
    )
    return replace(
        plan,
        areas=(*plan.areas, *more),
        targets=(*plan.targets, *(_own(model, one) for one in more[:20])),
        reporting=(*plan.reporting, *(replace(asked, area=a.code) for a in more)),
    )


def _own(model: Target, area: Area) -> Target:
    return replace(model, id=f"x{area.code}", area=area.code, tier="旗")


def built(home: Path, areas: int) -> Country:
    """One quarter's values of every area, approved and assessed."""
    start(Settings(home=home), "demo", lambda: NOW)
    desk = replace(open_desk(Settings(home=home)), clock=lambda: NOW)
    desk = replace(desk, plan=grown(desk.plan, areas))
    key = first_quarterly(desk.plan).indicator
    asked = [one for one in desk.plan.reporting if one.indicator == key]
    office, places = asked[0].office, {one.area for one in asked if one.office == asked[0].office}
    rows = [row(key, 50.0, area=place, office=office, period=str(PERIOD)) for place in places]
    receipt = judge(desk.ledger, source("one", office), rows, period=str(PERIOD), when=NOW)
    for level in ("office", "desk"):
        with desk.ledger.write(SYSTEM, NOW, "approve", office) as unit:
            approvals.approve(unit, office, str(PERIOD), level)
    draft(desk, DESK, PERIOD)
    said = {"instruction": "每周报进展", "leader_post": "领导小组岗"}
    open_case(desk, DESK, Opening("instruction", office, "老旧管网改造", "按批示,", said))
    (case,) = (one.number for one in cases(desk, DESK) if one.kind == "instruction")
    told = {"source": "1", "received": str(NOW.date()), "channel": "来访", "text": "路口堵车"}
    (opinion,) = receive_opinion(desk, DESK, told).new
    named = {
        "/cases/*": (case,),
        "/opinions/*": (opinion,),
        "/scores/*/*": (office, str(PERIOD)),
        "/tasks/*": (desk.plan.tasks[0].id,),
        "/offices/*": (office,),
        "/indicators/*": (key,),
        "/reporting/*/*": (office, str(PERIOD)),
        "/reporting/*/*/values": (office, str(PERIOD)),
        "/reporting/*/*/fill": (office, str(PERIOD)),
        "/receipts/*": (receipt,),
        "/briefings/*": (str(PERIOD),),
        "/admin/posts/*": (ADMIN.post,),
    }
    return Country(desk, named, f"?indicator={key}")


@contextmanager
def countries(folder: Path, areas: int) -> Iterator[tuple[Country, Country]]:
    """One of ten areas and one of so many."""
    few, many = (built(folder / str(n), n) for n in (10, areas))
    assert len(many.desk.plan.areas) == areas > len(few.desk.plan.areas) >= 10
    yield few, many
    for one in (few, many):
        one.desk.ledger.close()


@pytest.fixture(scope="module")
def ten_and_many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Country, Country]]:
    with countries(Path(tmp_path_factory.mktemp("countries")), MANY) as made:
        yield made


def asked(country: Country, path: str) -> int:
    """Statements of one page, which must be drawn and not refused."""
    parts = iter(country.named.get(path, ()))
    address = "/".join(next(parts) if one == "*" else one for one in path.split("/"))
    with Counting(country.desk) as statements:
        drawn, _title = open_page(country.desk, EVERYTHING, Address.parse(address, country.search))
    said = str(drawn)[:2000]
    assert not any(word in said for word in ("notice-refused", "notice-error")), (address, said)
    return statements.count


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_as_often_for_many_areas_as_for_ten(
    ten_and_many: tuple[Country, Country], path: str
) -> None:
    few, many = (asked(one, path) for one in ten_and_many)
    assert few == many, path


@pytest.mark.campaign
def test_every_page_asks_as_often_for_the_whole_country_as_for_ten_areas(tmp_path: Path) -> None:
    with countries(tmp_path, COUNTRY) as made:
        counts = {path: [asked(one, path) for one in made] for path in PATHS}
    assert [path for path, (few, many) in counts.items() if few != many] == []
