"""上线: what is missing is found, says who lacks what, and its next step can be taken."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import typer
from dash import Dash

from dashboards.pages.going_live import SHOWN, STATES, body
from dashboards.routes import PAGES
from desk import views
from desk.accounts import posts
from desk.views.going_live import GoingLiveView, going_live
from desk.views.readiness import CHECKS, checked
from desk.views.readiness_point import Check, Known, Step
from flows.cli.commands import app
from ledger.accounts import PostRow
from ledger.heartbeats import Heartbeat
from ledger.milestones import Milestone
from observations.errors import Refused
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.dashboards.test_alerts_page import words
from tests.dashboards.town import TODAY, Town
from tests.dashboards.visitor import Visitor

NOTHING = Known((), (), (), (), (), (), (), ())
CLERK, REVIEWER = frozenset({Role.CLERK}), frozenset({Role.REVIEWER})


def points(town: Town, known: Known) -> dict[str, Check]:
    return {one.title: one for one in checked(town.desk, known)}


def seen(town: Town, role: str = "desk") -> GoingLiveView:
    return going_live(town.desk, town.posts[role])


def page(visitor: Visitor) -> str:
    answer = visitor.open("/going-live")
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.get_json()["response"], ensure_ascii=False)


@pytest.mark.parametrize("role", ["desk", "admin"])
def test_desk_and_administrator_see_it(site: Dash, town: Town, role: str) -> None:
    shown = page(Visitor(site).log_in(town.posts[role].post))
    assert "还不能正式使用" in shown
    assert all(one.title in shown for one in seen(town).checks)


def test_nobody_else_does(site: Dash, town: Town, stranger: Visitor) -> None:
    for role in ("leader", f"clerk:{town.office}", f"reviewer:{town.office}"):
        shown = page(Visitor(site).log_in(town.posts[role].post))
        assert "无权查看" in shown
        assert "会话密钥" not in shown
        with pytest.raises(Refused):
            seen(town, role)
    assert stranger.open("/going-live").status_code == 401


def test_a_demonstration_can_never_become_the_real_one(town: Town) -> None:
    first = seen(town).checks[0]
    assert (first.title, first.state) == ("正式库", "missing")
    assert "永远不能转为正式库" in first.why


def test_what_is_missing_comes_first_and_every_point_is_counted(town: Town) -> None:
    view = seen(town)
    order = list(STATES)
    places = [order.index(one.state) for one in view.checks]
    assert places == sorted(places)
    assert sum(view.counts.values()) == len(view.checks) == len(CHECKS)


@pytest.mark.parametrize(
    ("posts", "lack"),
    [
        ((), "缺填报、审核"),
        ((("甲", CLERK),), "缺审核"),
        ((("乙", REVIEWER),), "缺填报"),
        ((("甲", CLERK | REVIEWER),), "填报、审核是同一岗位"),
        ((("甲", CLERK), ("乙", REVIEWER)), ""),
        ((("甲", CLERK | REVIEWER), ("乙", CLERK)), ""),
    ],
)
def test_an_office_needs_one_to_report_and_another_to_check(
    town: Town, posts: tuple[tuple[str, frozenset[Role]], ...], lack: str
) -> None:
    held = tuple(PostRow(name, roles, frozenset({town.office})) for name, roles in posts)
    found = points(town, replace(NOTHING, posts=held, offices=(town.office,)))["单位岗位"]
    name = town.desk.office_names[town.office]
    assert found.lacking == ((f"{name}({lack})",) if lack else ())
    assert found.state == ("missing" if lack else "ready")


def test_the_two_offices_with_posts_are_the_ones_not_named(town: Town) -> None:
    found = {one.title: one for one in seen(town).checks}["单位岗位"]
    named = {one.partition("(")[0] for one in found.lacking}
    names = town.desk.office_names
    held = {office for one in posts(town.desk) for office in one.offices}
    without = set(town.desk.plan.reporting_offices) - held
    assert without and named >= {names[one] for one in without}
    assert not named & {names[town.office], names[town.other]}


def test_targets_said_to_lack_a_baseline_are_those_that_assessing_finds(town: Town) -> None:
    lacking = {one.title: one for one in seen(town).checks}["基期值"].lacking
    run = views.run_seen(town.desk, town.posts["desk"], ReportingPeriod.parse("2024-Q3"))
    assert run is not None
    plan = town.desk.plan
    unjudged = {one.indicator for one in run.assessments if one.why_code == "no_baseline"}
    assert {plan.indicator(key).name for key in unjudged} <= set(lacking)
    judged = {one.indicator for one in run.assessments if one.achieved_share is not None}
    assert judged
    assert not {plan.indicator(key).name for key in judged} & set(lacking)


def test_an_empty_installation_lacks_nearly_everything(town: Town) -> None:
    found = points(town, NOTHING)
    missing = {title for title, one in found.items() if one.state == "missing"}
    assert missing >= {"正式库", "方案", "预警通道", "HTTPS", "核验进程", "定时任务"}
    assert found["调度、管理、领导岗位"].lacking == ("调度", "管理", "领导")
    assert found["序时起点和节点值"].state == "confirm"


def test_a_schedule_that_is_late_is_named(town: Town) -> None:
    beats = (
        Heartbeat("季调度", TODAY, TODAY + timedelta(hours=1), {}),
        Heartbeat("收件箱收取", TODAY, None, {}),
    )
    found = points(town, replace(NOTHING, beats=beats))["定时任务"]
    assert (found.state, found.lacking) == ("missing", ("季调度",))


def test_a_post_on_a_one_time_password_is_named(town: Town) -> None:
    from desk.accounts import add_post, disable
    from tests.dashboards.town import ADMIN

    add_post(town.desk, ADMIN, Actor("没来过的岗位", frozenset({Role.LEADER})))
    found = {one.title: one for one in seen(town).checks}["口令"]
    assert "没来过的岗位" in found.lacking
    assert found.state == "attention"
    disable(town.desk, ADMIN, "没来过的岗位")
    assert "没来过的岗位" not in {one.title: one for one in seen(town).checks}["口令"].lacking


def test_milestones_make_the_pace_a_settled_matter(town: Town) -> None:
    one = Milestone(town.desk.plan.targets[0].id, "2024", 1.0, "年度分解")
    assert points(town, replace(NOTHING, milestones=(one,)))["序时起点和节点值"].state == "ready"


def test_every_next_step_can_be_taken(town: Town) -> None:
    root = typer.main.get_command(app)
    paths = {one.path for one in PAGES}
    steps = [one.step for one in (*checked(town.desk, NOTHING), *seen(town).checks) if one.step]
    assert len(steps) >= 8
    for step in steps:
        assert step.words
        assert not step.href or step.href in paths
        if step.command:
            program, *names = step.command.split()
            command = root
            for name in names:
                command = command.commands[name]  # type: ignore[attr-defined]
            assert program == "cityplan"


def test_a_point_is_drawn_with_shape_word_reason_and_step() -> None:
    names = tuple(f"指标{number}" for number in range(SHOWN + 3))
    point = Check(
        "基期值", "missing", "缺。", "为什么。", Step("录入", command="cityplan x"), names
    )
    view = GoingLiveView((point,), {"missing": 1, "attention": 0, "confirm": 0, "ready": 0}, False)
    text = words(body(view)[2])
    assert re.search("■ ?未具备", text)
    assert all(one in text for one in ("基期值", "为什么。", "录入", "cityplan x", "其余3项"))
    assert "未具备1项" in words(body(view)[1])


def test_the_calendar_of_this_and_the_next_year_is_asked_for(town: Town) -> None:
    found = points(town, NOTHING)["工作日历"]
    year = town.desk.today().year
    covered = [town.desk.calendar.covered(one) for one in (year, year + 1)]
    assert found.state == ("ready" if all(covered) else "attention" if covered[0] else "missing")
