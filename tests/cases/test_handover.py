"""When offices merge or are renamed, what they have to put right goes on as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from cases.events import CaseState, Standing, Step
from cases.taking import Asked
from desk import views
from desk.case_acts import Opening, act_on_case, open_case, the_case
from desk.case_export import case_lists
from desk.case_handover import heirs_on
from desk.case_watch import watch_cases
from desk.handle import SHANGHAI
from desk.plans import Approval
from desk.views.case_rates import case_rates
from desk.views.cases import cases_on
from ledger import audit
from ledger.facts import pending
from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.load import DEFAULT_PLAN, load_plan
from tests.desk.hall import Hall
from tests.desk.two_posts import load_edition
from tests.targets.plans import copy_of, spoil

GARDENS, HOUSING, TRANSPORT = "gardens", "housing", "transport"
OLD = "{id: gardens, name: 园林绿化中心, aliases: [旗园林绿化中心]}"
ENDED = (
    "{id: gardens, name: 园林绿化中心, aliases: [旗园林绿化中心],"
    " ended: 2024-10-16, successor: housing}"
)
RENAMED = "{id: gardens, name: 园林绿化服务中心, aliases: [园林绿化中心, 旗园林绿化中心]}"
FIELDS = {
    "origin": "巡察反馈意见第3项", "problem": "绿化缺株", "measure": "补植", "goal": "缺株为零",
    "duty_post": "绿化科长岗", "leader_post": "分管领导岗",
}  # fmt: skip
GIVEN = Opening(
    "rectification", GARDENS, "行道树补植", "问题属实", FIELDS, (TRANSPORT,), due=date(2024, 11, 29)
)


def on_day(hall: Hall, day: date) -> None:
    hall.clock.moment = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


def after(hall: Hall, into: Path, old: str, new: str) -> Hall:
    """The installation under an edition of the plan in which `old` reads `new`."""
    folder = copy_of(DEFAULT_PLAN, into)
    spoil(folder, "offices.yaml", old, new)
    later = replace(hall, desk=replace(hall.desk, plan=load_plan(folder)))
    load_edition(later.desk, later.bureau, Approval("旗政府分管负责人"))
    return later


def seen(hall: Hall, case: str) -> CaseState:
    with hall.desk.ledger.read() as reading:
        return the_case(hall.desk, hall.bureau, reading, case)


def test_an_open_case_of_an_office_that_ends_goes_to_its_successor_with_its_deadlines(
    hall: Hall, tmp_path: Path
) -> None:
    case = open_case(hall.desk, hall.bureau, GIVEN).case
    mine = hall.clerk(GARDENS)
    act_on_case(hall.desk, mine, case, Asked(Step.ACCEPT))
    answer = Asked(Step.ANSWER, "已补植", evidence="报告 1 号")
    answered = act_on_case(hall.desk, mine, case, answer)
    later = after(hall, tmp_path, OLD, ENDED)
    on_day(later, date(2024, 10, 15))
    watch_cases(later.desk, later.bureau)
    assert seen(later, case).office == GARDENS  # until tomorrow
    on_day(later, date(2024, 10, 16))
    moved = [one for one in watch_cases(later.desk, later.bureau) if one.case == case]
    assert [(one.step, one.part, one.office) for one in moved] == [
        (Step.REASSIGN, "system", HOUSING)
    ]
    assert moved[0].text.startswith(
        "园林绿化中心自2024-10-16起不再保留,职责由住房和城乡建设局承担。由其接办,办理情况和时限不变"
    )
    assert moved[0].evidence_sha256 == later.desk.plan.version
    now = seen(later, case)
    assert (now.standing, now.due, now.office_due, now.answered_by, now.cooperating) == (
        Standing.ANSWERED, answered.due, date(2024, 11, 29), mine.post, (TRANSPORT,),
    )  # fmt: skip
    assert [o for o in watch_cases(later.desk, later.bureau) if o.case == case] == []
    assert case in {one.id for one in views.cases(later.desk, later.clerk(HOUSING))}
    assert case not in {one.id for one in views.cases(later.desk, mine)}
    with later.desk.ledger.read() as reading:
        told = {(one.fact.body["title"], one.fact.body["office"]) for one in pending(reading)}
    assert ("督办改派", HOUSING) in told
    assert audit.verify(later.desk.ledger) == ()


def test_the_past_is_the_old_offices_and_the_request_is_counted_once(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall = one_hall
    case = open_case(hall.desk, hall.bureau, GIVEN).case
    later = after(hall, tmp_path, OLD, ENDED)
    on_day(later, date(2024, 10, 17))
    watch_cases(later.desk, later.bureau)
    whose = {
        day: [one.office_name for one in cases_on(later.desk, later.bureau, day) if one.id == case]
        for day in (date(2024, 10, 16), date(2024, 10, 17))
    }
    assert list(whose.values()) == [["园林绿化中心"], ["住房和城乡建设局"]]
    quarter = ReportingPeriod.parse("2024-Q4")
    asked = {
        one.rates.office: one.rates.requests
        for one in case_rates(later.desk, later.bureau, quarter).offices
    }
    assert asked.get(GARDENS) == 1 and HOUSING in asked
    assert case_rates(later.desk, later.bureau, quarter).total.asked["rectification"] == 1


def test_a_renamed_office_is_called_as_it_was_called_on_that_day(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall = one_hall
    open_case(hall.desk, hall.bureau, GIVEN)
    on_day(hall, date(2024, 10, 16))
    renamed = after(hall, tmp_path, OLD, RENAMED)

    def called(day: date) -> str:
        duty = case_lists(renamed.desk, renamed.bureau, day)[2]
        return str(duty.rows[0][duty.headings.index("牵头单位")])

    on_day(renamed, date(2024, 10, 17))
    assert called(date(2024, 10, 15)) == "园林绿化中心"
    assert called(date(2024, 10, 16)) == "园林绿化服务中心"
    names = [
        cases_on(renamed.desk, renamed.bureau, date(2024, 10, day))[0].office_name
        for day in (15, 16)
    ]
    assert names == ["园林绿化中心", "园林绿化服务中心"]


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (ENDED.replace(", successor: housing", ""), "单位“园林绿化中心”撤并,缺 successor"),
        (ENDED.replace(" ended: 2024-10-16,", ""), "单位“园林绿化中心”撤并,缺 ended"),
        (ENDED.replace("housing", "nobody"), "没有单位“nobody”"),
        (ENDED.replace("housing", "gardens"), "撤并成了一圈(gardens→gardens)"),
        (ENDED.replace("2024-10-16", "明年"), "ended"),
    ],
)
def test_a_successor_that_cannot_be_is_refused_with_its_place(
    tmp_path: Path, new: str, told: str
) -> None:
    folder = copy_of(DEFAULT_PLAN, tmp_path)
    spoil(folder, "offices.yaml", OLD, new)
    with pytest.raises(UserError) as mistake:
        load_plan(folder)
    assert "offices.yaml 第" in mistake.value.what and told in mistake.value.what
    assert mistake.value.cure


def test_the_last_of_a_row_of_successors_has_the_duties(tmp_path: Path) -> None:
    folder = copy_of(DEFAULT_PLAN, tmp_path)
    spoil(folder, "offices.yaml", OLD, ENDED.replace("housing", "sanitation"))
    spoil(
        folder, "offices.yaml", "aliases: [旗城乡环卫中心, 环卫中心]}",
        "aliases: [旗城乡环卫中心, 环卫中心], ended: 2025-01-01, successor: housing}",
    )  # fmt: skip
    plan = load_plan(folder)
    assert heirs_on(plan, date(2024, 10, 15)) == {}
    assert heirs_on(plan, date(2024, 12, 31))[GARDENS].office == "sanitation"
    assert heirs_on(plan, date(2025, 1, 1))[GARDENS].office == HOUSING
