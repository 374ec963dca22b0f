"""Reporting rates from the ledger: one quarter as it happened, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from briefings.form import write_form
from briefings.prefill import Entry
from dashboards.address import Address
from dashboards.components.reporting import due_table
from desk import views
from desk.asked import asked_today
from desk.assess import assess_period
from desk.deadlines import due_forms, watch_deadlines
from desk.demo.posts import DESK
from desk.exemptions import Excused, end_exemption, exempt, exempted
from desk.files import filled
from desk.handle import SHANGHAI
from desk.intake import Bench
from desk.rate_table import RateTable, rate_table
from desk.rates import asked_values, dues, names_ever, rates
from expectations.timeliness import Timeliness
from ledger.alert_log import AlertState, alerts
from ledger.plans import store_plan
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from targets.model import Reporting
from tests.desk import hall as halls
from tests.desk.hall import Q3, Hall

# 2024年第三季度:期限2024-10-18(周五)。六个单位,应填值:住建35、城管2、阿镇1、环卫1、组织3、领导小组4
LAST_MOMENT = "2024-10-18T23:59:59.999+08:00"


@dataclass
class Still:
    """A clock that stands where it was put."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment

    def at(self, written: str) -> None:
        moment = datetime.fromisoformat(written)
        self.moment = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    built = halls.build(tmp_path_factory.mktemp("rates"), "")
    clock = Still(built.clock.moment)
    desk = replace(built.desk, clock=clock)
    with Bench(desk, name="rates") as bench:
        yield Hall(desk, clock, bench, built.folder)  # type: ignore[arg-type]
    built.desk.ledger.close()


def blank(hall: Hall, office: str, name: str, *, nil: bool, note: str = "") -> Path:
    """A form without any number: a zero report, or one that explains every empty row."""
    layout = layout_for(hall.desk.plan, office, Q3)
    entries = {row.key: Entry(note=note) for row in layout.rows} if note else {}
    path = hall.folder / name
    write_form(layout, replace(filled(hall.desk, layout, Q3, entries), nil=nil), path)
    return path


def impossible(hall: Hall, office: str) -> Path:
    wrong = Entry(numerator=999_999, denominator=1)
    return hall.form(office, changes={("leakage_rate", "150627"): wrong})


def of_q3(hall: Hall, head: int | None = None) -> Timeliness:
    with hall.desk.ledger.read(head) as reading:
        return rates(hall.desk, reading, hall.desk.today()).of_period(Q3)


def no_data(hall: Hall) -> tuple[AlertState, ...]:
    with hall.desk.ledger.read() as reading:
        return alerts(reading, kinds=["no_data"])


def test_a_quarter_as_it_happened(hall: Hall) -> None:
    clock: Still = hall.clock  # type: ignore[assignment]

    clock.at("2024-10-14T09:00")  # nothing is due yet; what was due before the start is excused
    with hall.desk.ledger.read() as reading:
        found = rates(hall.desk, reading, hall.desk.today())
    assert (found.expected, len(found.pending), found.with_excuse("before")) == (0, 6, 25)
    listed = views.due_list(hall.desk, DESK)
    assert sum(one.before for one in listed) == 25 and not any(
        one.state == "late" for one in listed
    )
    leaves = [Address("/reporting", {"due": one}) for one in ("1", "2")]
    told = [str(due_table(listed, {}, at, sending=False)) for at in leaves]
    assert [one.count("启用前到期,不计逾期") for one in told] == [
        19,
        6,
    ]  # below the 6 still to come
    assert not any("'逾期 " in one for one in told)

    exempt(hall.desk, DESK, Excused("leading-group", Q3, "exempt", "本季未开展工作"))
    clock.at("2024-10-16T10:00")
    nil = blank(hall, "organization", "零报告.xlsx", nil=True)
    assert hall.hand_in(nil, hall.clerk("organization")).state == "accepted"
    clock.at("2024-10-17T10:00")
    assert hall.hand_in(impossible(hall, "housing"), hall.clerk("housing")).state == "returned"
    empty = blank(hall, "azhen", "空表.xlsx", nil=False, note="数据尚未汇总")
    assert hall.hand_in(empty, hall.clerk("azhen")).state == "accepted"
    clock.at(LAST_MOMENT)
    hall.hand_in(hall.form("urban-management"), hall.clerk("urban-management"))
    clock.at("2024-10-18T16:00:00.000+00:00")  # midnight in Shanghai, one millisecond later
    late = hall.hand_in(hall.form("azhen"), hall.clerk("azhen"))
    assert late.state == "accepted"
    clock.at("2024-10-21T09:00")  # Monday
    assert hall.hand_in(hall.form("housing"), hall.clerk("housing")).state == "accepted"

    clock.at("2024-10-22T09:00")
    found = of_q3(hall)
    told = {f.due.office: (f.outcome, f.on_time, f.days_late) for f in found.forms}
    assert told == {
        "housing": ("values", False, 1),  # returned in time, mended on Monday
        "urban-management": ("values", True, 0),  # the last millisecond of the due date
        "azhen": ("values", False, 1),  # an empty form in time is none; filled a moment too late
        "sanitation": ("absent", False, 2),
        "organization": ("zero", True, 0),
    }
    assert (found.asked, found.with_excuse("exempt"), found.expected) == (6, 1, 5)
    assert (found.received, found.non_empty, found.zero_reports) == (4, 3, 1)
    assert (found.on_time, found.passed, found.missing) == (2, 4, 1)
    assert (found.values_expected, found.values_on_time) == (42, 5)


def test_the_overview_and_the_paper_tell_the_same_numbers(hall: Hall) -> None:
    assess_period(hall.desk, DESK, Q3)
    card = views.overview(hall.desk, DESK, Q3)
    assert card is not None and card.context.punctuality is not None
    kept, found = card.context.punctuality, of_q3(hall)
    assert (kept.due, kept.on_time) == (found.values_expected, found.values_on_time) == (42, 5)
    late = {one.office: (one.periods, one.working_days, one.missing) for one in kept.late}
    assert late == {"housing": (1, 1, 0), "azhen": (1, 1, 0), "sanitation": (1, 2, 1)}
    todo = {one.kind: one.count for one in card.context.todo}
    assert todo["missing"] == found.missing == 1


def test_the_table_gives_every_share_with_its_parts(hall: Hall) -> None:
    table = rate_table(hall.desk, DESK, Q3)
    assert table.rule == "reporting-rates 1" and table.uncovered == ()
    share = table.total.rates
    parts = {name: (one.numerator, one.denominator) for name, one in share.items()}
    assert parts == {"completeness": (4, 5), "timeliness": (2, 5), "quality": (4, 4)}
    rows = {row.name: row for row in table.offices}
    assert rows["leading-group"].counts["exempt"] == 1
    assert rows["leading-group"].rates["completeness"].value is None
    assert rows["sanitation"].late == (1, 2) and rows["organization"].late == (0, 0)
    for row in (*table.offices, *table.periods, table.total):
        assert 0 <= row.counts["on_time"] <= row.counts["received"] <= row.counts["expected"]


def test_an_office_sees_its_own_rates_and_a_name_that_is_none_is_told(hall: Hall) -> None:
    mine = rate_table(hall.desk, hall.clerk("azhen"))
    assert [row.name for row in mine.offices] == ["azhen"]
    assert seen(rate_table(hall.desk, DESK, office="housing")) == {"housing"}
    with pytest.raises(UserError, match="没有填报单位“azhen2”"):
        rate_table(hall.desk, DESK, office="azhen2")


def seen(table: RateTable) -> set[str]:
    return {form.due.office for form in table.forms}


def test_who_may_excuse_a_form_and_what_can_be_excused(hall: Hall) -> None:
    form = Excused("sanitation", Q3, "exempt", "车辆计量改造")
    with pytest.raises(Refused, match="没有调度权限"):
        exempt(hall.desk, hall.clerk("housing"), replace(form, office="housing"))
    with pytest.raises(UserError, match="须写明理由"):
        exempt(hall.desk, DESK, replace(form, text=" "))
    with pytest.raises(Refused, match="已报送并受理,不能再免报"):
        exempt(hall.desk, DESK, replace(form, office="housing"))
    with pytest.raises(UserError, match="没有填报单位"):
        exempt(hall.desk, DESK, replace(form, office="nobody"))
    year, month = ReportingPeriod.parse("2024"), ReportingPeriod.parse("2024-06")
    for period, why in ((year, "没有按年填报的表"), (month, "没有按月填报的表")):
        with pytest.raises(UserError, match=why):
            exempt(hall.desk, DESK, replace(form, period=period))
    with pytest.raises(UserError, match="不在方案的填报期内"):
        exempt(hall.desk, DESK, replace(form, period=ReportingPeriod.parse("2022-Q1")))
    with pytest.raises(Refused, match="已经免报"):
        exempt(hall.desk, DESK, Excused("leading-group", Q3, "exempt", "再免一次"))
    with pytest.raises(Refused, match="没有免报"):
        end_exemption(hall.desk, DESK, "sanitation", Q3, "恢复")


def test_a_missing_form_has_one_alert_that_an_exemption_closes_and_its_end_opens_again(
    hall: Hall,
) -> None:
    told = watch_deadlines(hall.desk, DESK)
    assert [fact.subject for fact in told] == [f"sanitation/{Q3}"]
    assert watch_deadlines(hall.desk, DESK) == ()
    (one,) = no_data(hall)
    assert (one.alert.office, one.alert.period, one.state) == ("sanitation", str(Q3), "opened")
    assert one.alert.due == hall.desk.due(Q3) and len(one.facts) == 1
    head = hall.desk.ledger.head()

    exempt(hall.desk, DESK, Excused("sanitation", Q3, "closed", "机构改革并入住建局"))
    (one,) = no_data(hall)
    assert one.state == "closed" and one.steps[-1].text == "免报:机构改革并入住建局"
    now, then = of_q3(hall), of_q3(hall, head)
    assert (now.with_excuse("closed"), now.expected, now.missing) == (1, 4, 0)
    assert (then.with_excuse("closed"), then.expected, then.missing) == (0, 5, 1)
    assert ("sanitation", Q3) not in {(f.office, f.period) for f in due_forms(hall.desk, TODAY)}
    assert [row.office for row in exempted(hall.desk, DESK)] == ["sanitation", "leading-group"]
    assert exempted(hall.desk, hall.clerk("azhen")) == ()
    assert watch_deadlines(hall.desk, DESK) == ()

    end_exemption(hall.desk, DESK, "sanitation", Q3, "机构改革推迟")
    assert watch_deadlines(hall.desk, DESK) == ()  # the office knows it is late
    assert [(a.round, a.state) for a in no_data(hall)] == [(1, "closed"), (2, "opened")]
    hall.hand_in(hall.form("sanitation"), hall.clerk("sanitation"))
    assert [a.state for a in no_data(hall)] == ["closed", "closed"]
    assert of_q3(hall).received == 5


TODAY = datetime(2024, 10, 22, tzinfo=SHANGHAI).date()


def test_an_office_that_a_later_edition_asks_is_not_expected_for_the_periods_before(
    hall: Hall,
) -> None:
    desk, plan = hall.desk, hall.desk.plan
    more = Reporting("public_toilet_density", "150627100", "gardens", inferred=False)
    wider = replace(plan, version="0" * 16, reporting=(*plan.reporting, more))
    with desk.ledger.write(DESK, desk.now(), "plan.load", "wider") as unit:
        assert store_plan(unit, wider, effective=Q3.next().start)
    later = replace(desk, plan=wider)
    with later.ledger.read() as reading:
        asked = {one.key: one.excuse for one in dues(later, reading, date(2025, 2, 3))}
    assert [asked["gardens", period] for period in (Q3, Q3.next())] == ["closed", ""]
    assert [asked["housing", period] for period in (Q3, Q3.next())] == ["", ""]


def test_an_office_that_a_later_edition_removed_keeps_its_past_and_its_name(hall: Hall) -> None:
    """The centre is dissolved with the fourth quarter: its third one stays in every rate."""
    desk, plan = hall.desk, hall.desk.plan
    fewer = replace(
        plan,
        version="1" * 16,
        reporting=tuple(one for one in plan.reporting if one.office != "sanitation"),
        offices=tuple(one for one in plan.offices if one.id != "sanitation"),
    )
    asked_then = asked_values(desk, Q3)
    with desk.ledger.write(DESK, desk.now(), "plan.load", "fewer") as unit:
        assert store_plan(unit, fewer, effective=Q3.next().start)
    later, day = replace(desk, plan=fewer), date(2025, 2, 3)
    with later.ledger.read() as reading:
        found = dues(later, reading, day)
        before, after = rates(desk, reading, day, [Q3]), rates(later, reading, day, [Q3])
        names = names_ever(later, reading)
    of_centre = {one.period: one.values for one in found if one.office == "sanitation"}
    assert of_centre[Q3] == asked_then["sanitation"] and Q3.next() not in of_centre
    assert (before.expected, before.received) == (after.expected, after.received)
    assert names["sanitation"] == desk.office_names["sanitation"]
    assert "sanitation" not in {one.office for one in asked_today(later)}
    assert "sanitation" not in {one.office for one in due_forms(later, day)}
    rows = {row.name: row.title for row in rate_table(later, DESK, Q3).offices}
    assert rows["sanitation"] == desk.office_names["sanitation"]
    assert rate_table(later, DESK, Q3, "sanitation").total.counts["asked"] == 1
    fared = {one.office: one.name for one in views.quality(later, DESK, Q3).fared}
    assert fared["sanitation"] == desk.office_names["sanitation"]
