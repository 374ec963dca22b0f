"""考核 from a real ledger: whose points, who may see, object and decide, when a rule begins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from desk import proposing
from desk.handle import SHANGHAI
from desk.score_acts import Matter, decide, object_to, simulate
from desk.scoring import OBJECTION, Scored, office_score, rule_for, scored
from desk.views.scores import scores_view, statement_view
from desk.views.surroundings import evidence_named
from ledger import accounts
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.score_rule import ScoreRule, kept_rule, load_score_rule
from targets.score_words import statement_document
from targets.scores import Counted
from tests.dashboards import town as halls

QUARTER = ReportingPeriod.parse("2024-Q3")
FORMS_DUE = datetime(2024, 10, 25, 9, tzinfo=SHANGHAI)
WHY = "报送当日平台停用,附函说明"


@pytest.fixture
def town(first_town: Path, tmp_path: Path) -> Iterator[halls.Town]:
    """The town two days after its third quarter was assessed: objections are open."""
    own = halls.copied(first_town, tmp_path / "town")
    own.clock.moment = datetime(2024, 10, 11, 9, tzinfo=SHANGHAI)
    yield own
    own.desk.ledger.close()


def _lost(found: Scored, office: str) -> Counted:
    """A verdict that cost the office points."""
    items = office_score(found.found, office).items
    return next(
        one
        for item in items
        for one in item.counted
        if one.got < one.possible and one.fact.sources[1:]
    )


def _matter(found: Scored, office: str) -> Matter:
    fact = _lost(found, office).fact
    return Matter(found.period, office, fact.item, fact.key)


def _statements(found: Scored) -> str:
    told = [statement_document(one, found.names[one.office], found.rule) for one in found.found]
    return json.dumps(told, ensure_ascii=False)


def test_every_office_of_the_plan_is_told_and_the_same_record_gives_the_same_bytes(
    town: halls.Town,
) -> None:
    town.clock.moment = FORMS_DUE
    found = scored(town.desk, QUARTER)
    assert {one.office for one in found.found} == {one.id for one in town.desk.plan.offices}
    reporting = {
        one.office: item
        for one in found.found
        for item in one.items
        if item.item.name == "reporting" and item.counted
    }
    assert reporting[town.office].got == reporting[town.office].item.points
    early = office_score(scored(town.desk, QUARTER, date(2024, 10, 10)).found, town.office)
    assert early.items[6].counted == ()  # the form was not due yet
    assert _statements(scored(town.desk, QUARTER)) == _statements(found)


def test_a_point_leads_back_to_the_cell_it_was_observed_in(town: halls.Town) -> None:
    found = scored(town.desk, QUARTER)
    fact = _lost(found, town.office).fact
    run, revision, *_ = fact.sources
    verdict = next(one for one in found.run.assessments if one.target_id == fact.key)
    assert run == f"run:{found.run.id}" and fact.told == verdict.why
    with town.desk.ledger.read() as reading:
        (seen,) = evidence_named(reading, {revision.removeprefix("revision:")}).values()
    assert (seen.indicator, seen.value) == (verdict.indicator, verdict.value)
    assert seen.file.endswith(".xlsx") and seen.sheet and seen.cell


def test_no_statement_names_a_post(town: halls.Town) -> None:
    with town.desk.ledger.read() as reading:
        posts = {one.name for one in accounts.posts(reading)}
    told = _statements(scored(town.desk, QUARTER))
    assert len(posts) > 5 and not [one for one in posts if one in told]


def test_an_upheld_objection_leaves_the_matter_out_from_that_day_on(town: halls.Town) -> None:
    desk, office = town.desk, town.office
    before = scored(desk, QUARTER)
    matter = _matter(before, office)
    key = object_to(desk, town.posts[f"clerk:{office}"], matter, WHY)
    waiting = scored(desk, QUARTER)
    assert waiting.found == before.found and [o.state for o in waiting.objections] == ["待办理"]
    decide(desk, town.posts["desk"], key, upheld=True, reason="函件属实,予以采纳")
    after = scored(desk, QUARTER)
    item = next(
        one for one in office_score(after.found, office).items if one.item.name == matter.item
    )
    assert [one.why for one in item.left if one.fact.key == matter.key] == [
        f"异议 {key} 采纳:函件属实,予以采纳"
    ]
    assert [(o.state, o.reason) for o in after.objections] == [("采纳", WHY)]
    others = {one.office: one.got for one in before.found if one.office != office}
    assert {one.office: one.got for one in after.found if one.office != office} == others
    assert scored(desk, QUARTER, date(2024, 10, 10)).found == before.found


def test_a_declined_objection_changes_nothing_and_is_shown_for_ever(town: halls.Town) -> None:
    desk, office = town.desk, town.office
    before = scored(desk, QUARTER)
    matter = _matter(before, office)
    key = object_to(desk, town.posts[f"reviewer:{office}"], matter, WHY)
    decide(desk, town.posts["second"], key, upheld=False, reason="数据与原表一致")
    after = scored(desk, QUARTER)
    assert after.found == before.found and after.objections[0].state == "不采纳"
    with pytest.raises(Refused, match="已提过异议"):
        object_to(desk, town.posts[f"clerk:{office}"], matter, WHY)
    with pytest.raises(Refused, match="已办理"):
        decide(desk, town.posts["desk"], key, upheld=True, reason="再看一次属实")


def test_only_the_office_itself_may_object_and_only_for_so_many_days(town: halls.Town) -> None:
    desk, office = town.desk, town.office
    matter = _matter(scored(desk, QUARTER), office)
    for post in (f"clerk:{town.other}", "desk", "leader", "admin"):
        with pytest.raises(Refused, match=r"无权办理|没有填报"):
            object_to(desk, town.posts[post], matter, WHY)
    clerk = town.posts[f"clerk:{office}"]
    with pytest.raises(UserError, match="须写明理由"):
        object_to(desk, clerk, matter, "不服")
    with pytest.raises(UserError, match="没有计“T0”"):
        object_to(desk, clerk, replace(matter, key="T0"), WHY)
    town.clock.moment = datetime(2024, 10, 16, 9, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="异议期到 2024-10-15 为止"):
        object_to(desk, clerk, matter, WHY)


def test_who_objected_never_decides_nor_anybody_but_a_desk_of_all(town: halls.Town) -> None:
    desk, office = town.desk, town.office
    matter = _matter(scored(desk, QUARTER), office)
    both = Actor("兼岗", frozenset({Role.DESK, Role.CLERK}))
    key = object_to(desk, both, matter, WHY)
    for post in (both, town.posts["leader"], town.posts[f"clerk:{office}"]):
        with pytest.raises(Refused, match=r"不能自己办理|没有调度权限"):
            decide(desk, post, key, upheld=True, reason="予以采纳,不再计入")
    narrow = Actor("分管经办人", frozenset({Role.DESK}), frozenset({office}))
    with pytest.raises(Refused, match="不是面向全部单位"):
        decide(desk, narrow, key, upheld=True, reason="予以采纳,不再计入")
    assert [one.state for one in scored(desk, QUARTER).objections] == ["待办理"]
    assert OBJECTION not in {one.asked.kind for one in proposing.every(desk)}
    with pytest.raises(Refused, match="已另有处理"):
        proposing.approve(desk, town.posts["desk"], key)


def test_an_office_sees_its_own_statement_and_leaders_see_all(town: halls.Town) -> None:
    desk, clerk = town.desk, town.posts[f"clerk:{town.office}"]
    assert [one.office for one in scores_view(desk, clerk, QUARTER).rows] == [town.office]
    assert statement_view(desk, clerk, (QUARTER, town.office)).may_object
    with pytest.raises(Refused, match="还没有公布"):
        statement_view(desk, clerk, (QUARTER, town.other))
    viewer = Actor("查看岗", frozenset({Role.VIEWER}))
    assert scores_view(desk, viewer, QUARTER).rows == ()
    for post in ("leader", "desk", "admin"):
        view = scores_view(desk, town.posts[post], QUARTER)
        assert len(view.rows) == len(desk.plan.offices) and view.whole


def _next_rule(since: str = "2024-12-01") -> ScoreRule:
    body = load_score_rule().body
    items = [{**one, "points": 40 if one["name"] == "reporting" else one["points"]}
             for one in body["items"]]  # fmt: skip
    return kept_rule({**body, "version": 2, "since": since, "items": items})


def test_a_rule_is_tried_asked_for_and_let_in_by_another_post_for_periods_to_come(
    town: halls.Town,
) -> None:
    desk, asker, other = town.desk, town.posts["desk"], town.posts["second"]
    town.clock.moment = FORMS_DUE
    new = _next_rule()
    tried = simulate(desk, new, QUARTER)
    why = {one.office: one.why for one in tried.changes}
    assert why[town.office] == ("报送及时:10.00/10.00 分 改为 40.00/40.00 分",)
    assert scored(desk, QUARTER).rule.id == "standard-1"
    key = proposing.ask_score_rule(desk, asker, new, "按领导小组会议纪要加重报送及时")
    told = proposing.waiting(desk, key).body["changes"]
    assert told[0] == "按2024年第三季度试算:" and len(told) == 1 + len(desk.plan.offices)
    with pytest.raises(Refused, match="不能自己批准"):
        proposing.approve(desk, asker, key)
    proposing.approve(desk, other, key)
    assert scored(desk, QUARTER).rule.id == "standard-1"
    with desk.ledger.read() as reading:
        assert rule_for(reading, ReportingPeriod.parse("2024-Q4")).id == "standard-1"
        assert rule_for(reading, ReportingPeriod.parse("2025-Q1")) == new


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"since": "2024-10-11"}, "须写明以后的启用日期"),
        ({"since": None}, "须写明以后的启用日期"),
        ({"version": 1}, "不能提请第 1 版"),
        ({"version": 3}, "不能提请第 3 版"),
    ],
)
def test_a_rule_for_what_has_begun_or_out_of_order_is_refused(
    town: halls.Town, fields: dict[str, object], said: str
) -> None:
    wrong = kept_rule({**_next_rule().body, **fields})
    with pytest.raises(Refused, match=said):
        proposing.ask_score_rule(town.desk, town.posts["desk"], wrong, "按会议纪要改")


def test_a_rule_whose_day_passed_while_it_waited_is_not_let_in(town: halls.Town) -> None:
    asked = proposing.ask_score_rule(
        town.desk, town.posts["desk"], _next_rule("2024-10-12"), "按会议纪要改"
    )
    town.clock.moment = datetime(2024, 10, 14, 9, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="须写明以后的启用日期"):
        proposing.approve(town.desk, town.posts["second"], asked)


def test_what_is_not_assessed_or_no_such_period_is_refused(town: halls.Town) -> None:
    with pytest.raises(Refused, match="2024年第四季度还没有评估"):
        scored(town.desk, ReportingPeriod.parse("2024"))
    with pytest.raises(UserError, match="不是考核的报告期"):
        scored(town.desk, ReportingPeriod.parse("2024-06"))
    with pytest.raises(UserError, match="还没有到"):
        scored(town.desk, QUARTER, date(2024, 12, 1))
