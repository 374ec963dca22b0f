"""The pages of the plan's tasks: all of them, whose they are, and verdicts within the scope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from dash import Dash, html
from dash.development.base_component import Component

from dashboards.components.flat import markup
from dashboards.pages import tasks as page
from desk import views
from desk.milestones import set_milestone
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.milestones import Milestone
from tests.dashboards.asking import LEADER, at
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn
from tests.desk.counting import Counting


def shown(tree: list[Component]) -> str:
    return markup(html.Div(tree))


def test_every_task_of_the_plan_stands_there_in_plan_order_with_its_offices(town: Town) -> None:
    view = views.tasks(town.desk, town.posts["leader"])
    assert [one.id for one in view.tasks] == [one.id for one in town.desk.plan.tasks]
    assert len(view.tasks) == view.total == 29
    assert sum(count for *_, count in view.sections) == 29
    for row, task in zip(view.tasks, town.desk.plan.tasks, strict=True):
        assert tuple(office for office, _ in row.leads) == task.leads
        assert tuple(office for office, _ in row.cooperating) == task.cooperating
        assert row.title in row.words
        assert row.quote in row.words
        assert {one.id for one in row.targets} == {
            one.id for one in town.desk.plan.targets if one.task == task.id
        }


def test_a_task_shows_the_newest_verdict_of_each_of_its_targets(town: Town) -> None:
    card = views.overview(town.desk, LEADER, views_period(town))
    assert card is not None
    judged = {row.target.id: row for row in card.rows}
    marks = [one for row in views.tasks(town.desk, LEADER).tasks for one in row.targets]
    assert len(marks) > 50
    for one in marks:
        assert one.level is judged[one.id].assessment.level
        assert one.goal == judged[one.id].goal
    assert len({one.level for one in marks}) > 2


def views_period(town: Town) -> ReportingPeriod:
    return ReportingPeriod.parse(views.periods(town.desk, LEADER)[0])


def test_office_and_section_filter_from_the_address_and_unknown_ones_are_told(
    town: Town, bureau: Visitor
) -> None:
    view = views.tasks(town.desk, LEADER, "justice", "四(六)")
    assert [one.id for one in view.tasks] == ["4-6-2"]
    assert views.tasks(town.desk, LEADER, "justice", "四(一)").tasks == ()
    for office, section in (("nobody", ""), ("", "九(九)"), ("finance", "")):
        with pytest.raises(UserError):
            views.tasks(town.desk, LEADER, office, section)
    links = shown(page.body(view, LEADER, at(town, "/tasks", office="justice")))
    assert "office=justice&amp;section=" in links
    assert "没有任务由单位" in json.dumps(
        bureau.open("/tasks", "?office=nobody").get_json(), ensure_ascii=False
    )


def test_a_clerk_reads_every_task_but_only_verdicts_of_the_own_targets(
    town: Town, clerk: Visitor
) -> None:
    who = Actor("城管局填报岗", frozenset({Role.CLERK}), frozenset({"urban-management"}))
    view = views.tasks(town.desk, who)
    assert view.total == len(view.tasks) == 29
    marks = [one for row in view.tasks for one in row.targets]
    hidden = [one for one in marks if not one.seen]
    assert hidden
    assert all((one.level, one.value, one.milestones) == (None, "", ()) for one in hidden)
    card = views.overview(town.desk, who, views_period(town))
    assert card is not None
    assert {one.id for one in marks if one.seen} <= {row.target.id for row in card.rows}
    words = shown(page.body(view, who, at(town, "/tasks")))
    assert "评估不在本岗位范围内" in words
    assert 'href="/offices/urban-management"' in words
    assert 'href="/offices/housing"' not in words
    assert "方案列任务 29 项" in drawn(clerk, "/tasks")


@pytest.fixture
def with_milestone(town: Town) -> Iterator[Milestone]:
    """A milestone of T09 in the hall, taken back afterwards: other tests share the hall."""
    from desk.milestones import withdraw_milestone

    given = Milestone("T09", "2024", 10.5, "某号文件附件2《年度分解表》")
    yield set_milestone(town.desk, town.posts["desk"], given)
    withdraw_milestone(town.desk, town.posts["desk"], "T09", "2024", "试用完毕")


def test_a_task_s_own_page_has_the_plan_s_words_milestones_and_neighbours(
    town: Town, bureau: Visitor, with_milestone: Milestone
) -> None:
    view = views.task(town.desk, LEADER, "4-1-4")
    assert "供水管网漏损率控制在9%以内" in view.task.words
    assert (view.before, view.after) == (
        ("4-1-3", "健全垃圾分类体系"),
        ("4-1-5", "加强历史文化保护"),
    )
    words = drawn(bureau, "/tasks/4-1-4")
    assert "某号文件附件2《年度分解表》" in words
    assert "10.5%" in words
    assert views.task(town.desk, LEADER, "4-1-1").before is None
    assert views.task(town.desk, LEADER, "4-6-3").after is None


def test_a_task_nobody_planned_is_told_and_drawn(town: Town, bureau: Visitor) -> None:
    with pytest.raises(UserError, match="方案中没有任务"):
        views.task(town.desk, LEADER, "9-9-9")
    assert "方案中没有任务" in drawn(bureau, "/tasks/9-9-9")


def test_a_case_stands_on_its_task_and_not_on_a_clerk_s_of_another_office(town: Town) -> None:
    about = {one.target_id: one for one in views.cases(town.desk, LEADER)}
    task = next(one.task for one in town.desk.plan.targets if one.id in about and one.task)
    assert views.task(town.desk, LEADER, task).cases
    who = town.posts[f"clerk:{town.other}"]
    assert all(who.covers(one.office) for one in views.task(town.desk, who, task).cases)


def test_the_database_is_asked_as_often_for_one_task_as_for_all(town: Town, site: Dash) -> None:
    with Counting(town.desk) as all_of_them:
        views.tasks(town.desk, LEADER)
    few = replace(town.desk, plan=replace(town.desk.plan, tasks=town.desk.plan.tasks[:1]))
    with Counting(few) as one:
        views.tasks(few, LEADER)
    assert one.count == all_of_them.count
    assert all_of_them.count < 12
