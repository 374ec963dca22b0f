"""Who is told when nobody took note, and what the desk reads every morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from alerts.digest import daily_digest
from alerts.escalation import POSTS, to_carry
from alerts.quiet import SHANGHAI
from alerts.rules import Rung, To, load_alerting
from ledger.alert_log import AlertState, AlertStep, NewAlert
from observations.calendar import WorkingDays

RULES, CALENDAR = load_alerting(), WorkingDays()
NEW = NewAlert(
    kind="bad_data",
    office="water",
    period="2024-Q3",
    rule="Q404",
    subject="water.Q",
    severity="critical",
    title="数对不上",
    body={"period": "2024年第三季度"},
    due=date(2024, 9, 30),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def opened(*later: str, new: NewAlert = NEW, on: str = "2024-09-27 10:00") -> AlertState:
    """An alert opened on Friday 27 September 2024, then these steps ("step day")."""
    steps, posts = [AlertStep("opened", "", "", "系统", at(on))], iter(POSTS.values())
    for one in later:
        name, _, day = one.partition(" ")
        text = f"无人确认,报{next(posts)}" if name == "escalated" else ""
        steps.append(AlertStep(name, text, "", "岗位", at(f"{day} 10:00")))
    return AlertState("1-1", new, 1, at(on), tuple(steps))


@pytest.mark.parametrize(
    ("today", "posts"),
    [
        ("2024-09-28", []),  # a Saturday off
        ("2024-09-29", ["reviewer"]),  # a Sunday that is worked
        ("2024-09-30", ["reviewer"]),
        ("2024-10-07", ["reviewer"]),  # the holiday counts for nothing
        ("2024-10-08", ["reviewer", "desk"]),
        ("2024-10-10", ["reviewer", "desk", "leader"]),
        ("2024-12-31", ["reviewer", "desk", "leader"]),
    ],
)
def test_what_nobody_took_note_of_climbs_by_working_days(today: str, posts: list[str]) -> None:
    carried = to_carry([opened()], date.fromisoformat(today), RULES, CALENDAR)
    assert [one.rung.to for one in carried] == posts


@pytest.mark.parametrize(
    ("later", "posts"),
    [
        (["acknowledged 2024-09-29"], []),
        (["corrected 2024-09-29"], []),
        (["closed 2024-09-29"], []),
        (["noted 2024-09-29"], ["reviewer", "desk"]),
        (["escalated 2024-09-29"], ["desk"]),
        (["escalated 2024-09-29", "escalated 2024-10-08"], []),
        (["escalated 2024-09-29", "corrected 2024-09-29", "opened 2024-09-30"], ["reviewer"]),
    ],
)
def test_an_answer_stops_the_climb_and_a_new_opening_begins_it_anew(
    later: list[str], posts: list[str]
) -> None:
    carried = to_carry([opened(*later)], date(2024, 10, 8), RULES, CALENDAR)
    assert [one.rung.to for one in carried] == posts


@pytest.mark.parametrize(
    ("days", "posts"),
    [
        ({"desk": 3, "leader": 5}, ["desk"]),  # the reviewer's rung was taken out
        ({"reviewer": 1, "desk": 2, "leader": 5}, ["desk"]),  # the desk's came nearer
        ({"leader": 1, "reviewer": 2}, ["leader"]),  # another order
    ],
)
def test_rules_changed_on_the_way_pass_no_post_over_and_tell_none_twice(
    days: dict[To, int], posts: list[str]
) -> None:
    rungs = tuple(Rung(n, to, ("bad_data",)) for to, n in days.items())
    changed = replace(RULES, escalation=rungs)
    told = opened("escalated 2024-09-29")  # to the reviewer
    carried = to_carry([told], date(2024, 10, 8), changed, CALENDAR)
    assert [one.rung.to for one in carried] == posts


def test_faults_of_ours_go_past_the_offices() -> None:
    held = replace(NEW, kind="held", office="")
    (one,) = to_carry([opened(new=held)], date(2024, 10, 8), RULES, CALENDAR)
    assert (one.rung.to, one.text) == ("leader", "3个工作日无人确认,报住建局领导岗位")


def test_the_digest_says_by_office_how_much_is_open_and_how_old() -> None:
    green = replace(NEW, office="green", severity="warning", due=None, title="与上期变动过大")
    states = [
        opened("acknowledged 2024-09-29"),
        opened(new=green, on="2024-09-23 09:00"),
        opened(new=replace(NEW, rule="Q1", title="漏填")),
        opened("closed 2024-09-29", new=replace(NEW, rule="Q2")),
    ]
    names = {"water": "水务局", "green": "园林局"}
    digest = daily_digest(states, date(2024, 10, 8), CALENDAR, names)
    assert digest is not None
    assert digest.title == "预警日报 2024-10-08:未关闭 3 条"
    assert digest.lines(50) == (
        "园林局:1 条、未确认 1,最久 7 个工作日",
        "  2024年第三季度 与上期变动过大:待处理,7 个工作日",
        "水务局:2 条、退回级 2、未确认 1、过限期 2,最久 3 个工作日",
        "  2024年第三季度 数对不上:已确认,3 个工作日,限 2024-09-30",
        "  2024年第三季度 漏填:待处理,3 个工作日,限 2024-09-30",
    )
    assert digest.lines(1)[-1] == "另有 2 条,见预警页。"
    assert [line for line in digest.lines(1) if line.startswith("水务局")]


def test_with_nothing_open_there_is_no_digest() -> None:
    closed = opened("closed 2024-09-29")
    assert daily_digest([closed], date(2024, 10, 8), CALENDAR, {}) is None
