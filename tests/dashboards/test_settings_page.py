"""设置与版本: what is in force is shown; nobody lets in the change he asked for himself."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from dash import Dash

from dashboards.components.loads import IN_USE
from dashboards.components.settings import ASK_PLAN, ASK_RULE
from desk import proposing
from desk.rule_settings import standings, versions
from desk.views.settings import settings_view
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn, request_for, submit

CALENDAR = """days:
  - day: 2030-03-05
    working: false
    document: 旗政办发〔2030〕3号
    reason: 全旗停电检修
"""


@pytest.fixture(scope="module")
def second(site: Dash, town: Town) -> Visitor:
    """The bureau's other desk, logged in."""
    return Visitor(site).log_in(town.posts["second"].post)


def load(visitor: Visitor, what: str, data: bytes, name: str = "日历.yaml") -> str:
    """Drop a file on a page of settings; what is drawn in its place, and beside it."""
    values = {
        "load.contents": f"data:x;base64,{base64.b64encode(data).decode()}",
        "load.filename": name,
        "load-what.data": what,
    }
    answer = visitor.call(request_for(visitor.site, "loaded.children", values))
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.get_json(), ensure_ascii=False)


def waiting(town: Town, kind: str) -> str:
    """The key of the newest change of a kind that waits."""
    return next(
        one.asked.key
        for one in proposing.every(town.desk)
        if one.decided is None and one.asked.kind == kind
    )


def test_a_rule_is_changed_by_two_posts_and_never_by_the_one_who_asked(
    bureau: Visitor, second: Visitor, town: Town
) -> None:
    today = town.desk.today()
    asked = {
        "rule": standings(town.desk)[0].rule.id,
        "severity": "default",  # as declared: the other tests' forms are judged as before
        "since": today.isoformat(),
        "until": (today + timedelta(days=30)).isoformat(),
        "reason": "水表更换期间波动属正常",
    }
    said = submit(bureau, "ask_rule", ASK_RULE, **(asked | {"reason": "短"}))
    assert "理由" in said.told and not said.over
    assert "待另一调度岗位批准" in submit(bureau, "ask_rule", ASK_RULE, **asked).over
    assert "等候批准" in submit(bureau, "ask_rule", ASK_RULE, **asked).told
    subject = f"{waiting(town, 'rule')}/change"
    assert "不能自己批准" in submit(bureau, "approve_change", subject).told
    assert not versions(town.desk, asked["rule"])
    page = drawn(second, "/settings")
    assert "approve_change" in page and "approve_change" not in drawn(bureau, "/settings")
    assert "已批准并生效" in submit(second, "approve_change", subject).over
    (row,) = versions(town.desk, asked["rule"])
    assert (row.setting.asked_by, row.post) == (town.posts["desk"].post, town.posts["second"].post)
    assert "已另有处理" in submit(second, "approve_change", subject).told


def test_a_calendar_file_counts_from_the_second_posts_word_on_and_a_wrong_one_says_its_line(
    bureau: Visitor, second: Visitor, town: Town
) -> None:
    desk = town.desk
    assert "日历.yaml 第2行" in load(bureau, "calendar", b"days:\n  - day: never\n")
    assert "不允许锚点" in load(bureau, "calendar", b"days: &a\n  - *a\n")
    before = desk.calendar.version
    said = load(bureau, "calendar", CALENDAR.encode())
    assert "另一调度岗位批准后生效" in said and "2030-03-05 改为放假" in said
    assert desk.calendar.version == before
    subject = f"{waiting(town, 'calendar')}/change"
    assert "不能自己批准" in submit(bureau, "approve_change", subject).told
    submit(second, "approve_change", subject)
    version = desk.calendar.version
    assert version and version != before
    view = settings_view(desk, town.posts["desk"])
    assert view.calendar_loaded is not None and view.calendar_loaded.version == version
    assert view.approvals[version][0] == town.posts["second"].post
    assert view.askers[version] == town.posts["desk"].post, "not the one that approved"
    assert version in drawn(bureau, "/settings")
    assert "这个文件正在使用" in load(bureau, "calendar", CALENDAR.encode())
    desk.settings.calendar_path.unlink()  # the other tests count by the published years


def test_who_asked_may_take_it_back_with_a_reason_and_nobody_else_may_but_a_desk(
    site: Dash, bureau: Visitor, town: Town
) -> None:
    admin = Visitor(site).log_in(town.posts["admin"].post)
    changed = CALENDAR.replace("2030-03-05", "2030-03-06").encode()
    assert "已提请" in load(admin, "calendar", changed)
    subject = f"{waiting(town, 'calendar')}/change"
    assert submit(admin, "approve_change", subject).told, "an administrator lets nothing in"
    assert "理由" in submit(admin, "decline_change", subject, reason="").told
    assert "已不予批准" in submit(admin, "decline_change", subject, reason="文号写错,另行提请").over
    assert "文号写错" in drawn(bureau, "/settings")


def test_the_edition_in_force_is_not_asked_for_again(bureau: Visitor) -> None:
    said = submit(bureau, "ask_plan", ASK_PLAN, reason="领导小组会议纪要")
    assert "现行的一版" in said.told
    assert "没有要载入的" in drawn(bureau, "/settings")


def test_a_map_is_read_in_the_jail_and_drawn_and_a_wrong_one_changes_nothing(
    bureau: Visitor, town: Town
) -> None:
    code = town.desk.plan.areas[0].code
    ring = [[109.0, 39.0], [110.0, 39.0], [110.0, 40.0], [109.0, 39.0]]
    feature = {
        "type": "Feature",
        "properties": {"adcode": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    whole = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    assert "另选放行政区划代码的属性" in load(bureau, "map/name", whole, "旗.geojson")
    assert "地图已载入" not in load(bureau, "map/adcode", b"{", "旗.geojson")
    assert IN_USE not in load(bureau, "map/adcode", b"{", "旗.geojson")
    shown = load(bureau, "map/adcode", whole, "旗.geojson")
    assert town.desk.plan.areas[0].name in shown
    assert IN_USE in shown and "没有载入地图" not in shown, "the card says at once what is in use"
    assert town.posts["desk"].post in drawn(bureau, "/settings/map")


@pytest.mark.parametrize("post", ["clerk", "reviewer", "leader"])
def test_nobody_but_desks_and_administrators_sees_or_changes_settings(
    site: Dash, town: Town, post: str
) -> None:
    name = town.posts[post if post == "leader" else f"{post}:{town.office}"].post
    stranger, count = Visitor(site).log_in(name), len(proposing.every(town.desk))
    for path in ("/settings", "/settings/calendar", "/settings/map"):
        assert "无权查看" in drawn(stranger, path)
    assert "无权" in load(stranger, "calendar", CALENDAR.encode())
    assert "无权" in load(stranger, "map/adcode", b"{}")
    for act, subject in (
        ("ask_rule", ASK_RULE),
        ("ask_plan", ASK_PLAN),
        ("approve_change", "P1/change"),
        ("decline_change", "P1/change"),
    ):
        said = submit(stranger, act, subject, reason="没有这个权限的人")
        assert "无权" in said.told and not said.over
    assert len(proposing.every(town.desk)) == count
