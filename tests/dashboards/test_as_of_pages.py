"""Pages as of a day: data, targets and verdicts as known then, and nothing that came later."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from dash import Dash
from sqlalchemy import make_url

from dashboards.address import Address
from dashboards.app import create_app
from dashboards.asked import asked
from dashboards.routes import open_page
from desk.approve import approve
from desk.assess import assess_period
from desk.corrections import Change, correct
from desk.handle import SHANGHAI
from ledger.opening import open_ledger
from observations.errors import Refused, UserError
from observations.identity import Actor, Area, Office, Role
from observations.period import ReportingPeriod
from targets.model import Plan, Reporting
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor
from tests.desk.counting import Counting
from tests.desk.test_plans import APPROVED, adjustment, edition
from tests.desk.two_posts import load_edition

Q3 = ReportingPeriod.parse("2024-Q3")
KEY = ("leakage_rate", "150627")
DAY, REVISED, GOAL = "2026-01-31", "8.12%", "≤13%"
PAGES = (
    ("/indicators/leakage_rate", {"area": "150627", "period": "2024-Q3"}),
    ("/tasks", {"period": "2024-Q3"}),
    ("/tasks/4-1-4", {"period": "2024-Q3"}),
    ("/offices", {}),
    ("/offices/housing", {}),
    ("/areas", {"indicator": "leakage_rate", "period": "2024-Q3"}),
    ("/final", {}),
)


@dataclass(frozen=True)
class Later:
    """A town in 2026: what each page said as of DAY before the changes, and the site after them."""

    town: Town
    site: Dash
    before: dict[str, str]


def copied(town: Town, home: Path) -> Town:
    """The town in a home of its own, as it is now; its record may be written on."""
    settings = town.desk.settings.model_copy(update={"home": home})
    kept, into = (make_url(one.url).database for one in (town.desk.settings, settings))
    shutil.copytree(
        town.desk.settings.home, home, ignore=lambda _, names: [n for n in names if ".db" in n]
    )
    with closing(sqlite3.connect(str(kept))) as old, closing(sqlite3.connect(str(into))) as new:
        old.backup(new)
    clock = replace(town.clock)
    desk = replace(town.desk, settings=settings, ledger=open_ledger(settings.url), clock=clock)
    return replace(town, desk=desk, clock=clock)


def told(site: Dash, town: Town, path: str, query: dict[str, str]) -> str:
    """What a page says to the bureau's desk, without the choices over it."""
    search = "&".join(f"{name}={value}" for name, value in query.items())
    answer = Visitor(site).log_in(town.posts["desk"].post).open(path, f"?{search}")
    assert answer.status_code == 200, answer.text
    page = unescape(json.dumps(answer.get_json()["response"], ensure_ascii=False))
    assert "menu-label" in page
    return page.partition("as-of-band")[2] or page.rpartition("menu-label")[2]


@pytest.fixture(scope="module")
def later(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Later]:
    """On 10 February 2026 a value of 2024 is revised, a target changed and the period judged."""
    folder = Path(tmp_path_factory.mktemp("later"))
    own = copied(town, folder / "home")
    own.clock.moment = datetime(2026, 2, 3, 9, tzinfo=SHANGHAI)
    site = create_app(own.desk)
    before = {path: told(site, own, path, {**query, "asof": DAY}) for path, query in PAGES}

    own.clock.moment = datetime(2026, 2, 10, 9, tzinfo=SHANGHAI)
    office = next(o.office for o in own.desk.plan.reporting if (o.indicator, o.area) == KEY)
    hands = (own.posts[f"clerk:{office}"], own.posts[f"reviewer:{office}"], own.posts["desk"])
    change = Change(*KEY, numerator=81.2, denominator=1000.0)
    correct(own.desk, hands[0], (office, Q3), [change], "水表抄见量更正")
    for post in hands[1:]:
        approve(own.desk, post, office, Q3)
    plan = edition(folder / "plan", adjustment())
    desk = replace(own.desk, plan=plan)
    load_edition(desk, own.posts["desk"], APPROVED)
    assess_period(desk, own.posts["desk"], Q3)
    yield Later(replace(own, desk=desk), create_app(desk), before)
    desk.ledger.close()


@pytest.mark.parametrize("place", range(len(PAGES)), ids=[path for path, _ in PAGES])
def test_what_came_later_does_not_show_before_its_day(later: Later, place: int) -> None:
    path, query = PAGES[place]
    then = told(later.site, later.town, path, {**query, "asof": DAY})
    assert f"截至{DAY}的记录" in then
    assert then == later.before[path]
    now = told(later.site, later.town, path, query)
    assert "的记录" not in now
    assert (REVISED in now, REVISED in then) == (path not in ("/offices", "/final"), False)
    assert GOAL not in then
    if path not in ("/offices", "/areas"):
        assert GOAL in now


def test_a_value_no_run_has_judged_is_the_one_known_on_the_day(later: Later) -> None:
    query = {"indicator": KEY[0], "period": "2024-Q4"}
    then = told(later.site, later.town, "/areas", {**query, "asof": DAY})
    now = told(later.site, later.town, "/areas", query)
    assert (REVISED in then, REVISED in now) == (False, True)
    assert "2024年第三季度" in then


def test_the_days_of_every_page_go_back_to_where_the_record_begins(later: Later) -> None:
    visitor = Visitor(later.site).log_in(later.town.posts["desk"].post)
    page = visitor.open("/tasks", "?area=150627").get_data(as_text=True)
    assert "asof=2026-01-31" in page and "asof=2023-10-31" in page
    assert "asof=2023-08-31" not in page


MANY = 100


def larger(plan: Plan) -> Plan:
    """The plan with MANY more areas, each with an office, a target and a value to report."""
    model = next(one for one in plan.targets if (one.indicator, one.area) == KEY)
    codes = [f"15{number:04}" for number in range(7000, 7000 + MANY)]
    return replace(
        plan,
        areas=(*plan.areas, *(Area(one, f"某旗{one}", "旗区", members=()) for one in codes)),
        offices=(*plan.offices, *(Office(f"o{one}", f"某局{one}") for one in codes)),
        reporting=(*plan.reporting, *(Reporting(KEY[0], one, f"o{one}") for one in codes)),
        targets=(
            *plan.targets,
            *(
                replace(model, id=f"x{one}", area=one, tier="旗", leads=(f"o{one}",))
                for one in codes
            ),
        ),
    )


@pytest.mark.parametrize("place", range(len(PAGES)), ids=[path for path, _ in PAGES])
def test_a_past_day_asks_the_database_as_often_for_many_areas_as_for_few(
    town: Town, place: int
) -> None:
    path, query = PAGES[place]
    address = Address(path, {**query, "asof": "2024-10-15"})
    many = replace(town.desk, plan=larger(town.desk.plan))
    with Counting(town.desk) as few:
        open_page(town.desk, town.posts["desk"], address)
    with Counting(many) as more:
        drawn, _ = open_page(many, town.posts["desk"], address)
    assert "notice-error" not in str(drawn)[:500]
    assert more.count == few.count > 5


@pytest.mark.parametrize(
    ("written", "what"),
    [("2024-13-01", "写错了"), ("2030-01-01", "还没有到"), ("31.1.2024", "写错了")],
)
def test_a_day_that_is_none_is_told_and_never_taken_for_today(
    town: Town, written: str, what: str
) -> None:
    with pytest.raises(UserError, match=what):
        asked(town.desk, town.posts["desk"], Address("/tasks", {"asof": written}))


def test_links_between_pages_take_period_day_and_area_along(later: Later) -> None:
    query = {"period": "2024-Q3", "asof": DAY, "area": "150627"}
    page = told(later.site, later.town, "/tasks", query)
    for path in ("/indicators/leakage_rate", "/offices/housing", "/tasks/4-1-4"):
        assert f"{path}?period=2024-Q3&asof={DAY}&area=150627" in page


def test_an_area_out_of_scope_is_refused_and_an_unknown_one_told(town: Town) -> None:
    narrow = Actor("某镇", frozenset({Role.LEADER}), areas=frozenset({"150602"}))
    with pytest.raises(Refused):
        asked(town.desk, narrow, Address("/tasks", {"area": "150627"}))
    with pytest.raises(UserError, match="没有这个地区"):
        asked(town.desk, narrow, Address("/tasks", {"area": "1"}))
