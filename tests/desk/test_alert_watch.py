"""Acknowledging, closing, escalating, the digest and quiet hours, over real ledgers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import views
from desk.alert_life import after_hold
from desk.alerting import deliver_alerts, digest_today, watch_alerts
from desk.channel_watch import MANY_ATTEMPTS
from desk.channels import channels_of
from desk.deadlines import watch_deadlines
from desk.exemptions import Excused, end_exemption, exempt
from desk.handle import SHANGHAI, Desk
from desk.notices import acknowledge, close
from desk.views.notices import unanswered
from ledger import alert_log, audit, facts
from ledger.alert_log import AlertState, NewAlert
from ledger.facts import AlertFact
from observations.errors import Refused, UserError
from observations.identity import SYSTEM
from observations.period import ReportingPeriod
from tests.desk.hall import Hall

OFFICE, OTHER = "housing", "gardens"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def raised(hall: Hall, number: int = 1, **more: Any) -> str:
    """An alert about a receipt, with the fact that tells of it."""
    office = more.get("office", OFFICE)
    body = {"title": "报表退回", "office": office, "lines": ["D14:未填"], "path": "/receipts/R1"}
    new = NewAlert("bad_data", office, "2024-Q3", f"Q10{number}", "f", "critical", "漏填", body)
    with hall.desk.ledger.write(SYSTEM, hall.desk.now(), "judge") as unit:
        fact = AlertFact("quality", f"receipt:{number}", "1", more.get("loud", "critical"), body)
        stored = facts.store(unit, [fact])
        (name,) = alert_log.open_alerts(unit, [replace(new, **more.get("new", {}))])
        alert_log.stand_behind(unit, [(name, one) for one in stored])
    return name


def state(hall: Hall, name: str) -> AlertState:
    with hall.desk.ledger.read() as reading:
        (found,) = alert_log.alerts(reading, ids=[name])
    return found


def told(hall: Hall) -> list[dict[str, Any]]:
    path = Path(hall.desk.settings.home) / "alerts.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def test_an_alert_and_its_fact_are_acknowledged_together(hall: Hall) -> None:
    first, second = raised(hall), raised(hall, 2)
    acknowledge(hall.desk, hall.clerk(OFFICE), first, "已在核对")
    (fact,) = state(hall, second).facts
    acknowledge(hall.desk, hall.clerk(OFFICE), fact, "")
    assert [state(hall, name).state for name in (first, second)] == ["acknowledged"] * 2
    assert state(hall, first).steps[-1].text == "已在核对"
    assert all(row.acknowledged_by for row in views.alerts(hall.desk, hall.bureau))
    assert audit.verify(hall.desk.ledger) == ()


def test_another_office_and_a_stranger_know_nothing_of_it(one_hall: Hall) -> None:
    hall = one_hall
    name = raised(hall)
    other = next(o for o in hall.desk.plan.reporting_offices if o != OFFICE)
    for wrong in (name, "99-9", "x"):
        with pytest.raises(UserError, match="没有预警"):
            acknowledge(hall.desk, hall.clerk(other), wrong, "")
    assert views.alert_lives(hall.desk, hall.clerk(other)) == ()
    with pytest.raises(UserError, match="没有预警"):
        views.alert_life(hall.desk, hall.clerk(other), name)


def test_the_desk_closes_with_a_reason_that_stays(one_hall: Hall) -> None:
    hall = one_hall
    name = raised(hall)
    with pytest.raises(UserError, match="写明理由"):
        close(hall.desk, hall.bureau, name, "好")
    with pytest.raises(Refused):
        close(hall.desk, hall.clerk(OFFICE), name, "这一项已经不再统计")
    close(hall.desk, hall.bureau, name, "这一项本期起不再统计")
    (row,) = views.alert_lives(hall.desk, hall.clerk(OFFICE), closed=True)
    assert (row.state_said, row.steps[-1].text) == ("已关闭", "这一项本期起不再统计")
    with pytest.raises(Refused, match="已关闭"):
        acknowledge(hall.desk, hall.clerk(OFFICE), name, "")


def test_a_fault_of_ours_is_seen_by_the_desk_and_by_no_office(one_hall: Hall) -> None:
    hall = one_hall
    with hall.desk.ledger.write(SYSTEM, hall.desk.now(), "hold") as unit:
        after_hold(hall.desk, unit, "R-7", "两个引擎不一致")
    assert views.alert_lives(hall.desk, hall.clerk(OFFICE)) == ()
    (row,) = views.alert_lives(hall.desk, hall.bureau)
    assert (row.kind_said, row.office_name, row.receipt) == ("暂停判定", "住建局", "R-7")
    assert "系统管理员岗位" in row.runbook


def test_the_watch_says_each_thing_once_and_writes_nothing_without_cause(hall: Hall) -> None:
    desk, clock = hall.desk, hall.clock
    clock.moment = at("2024-10-14 10:00")
    assert watch_alerts(desk, SYSTEM).digest is False, "nothing is open"
    first, second = raised(hall), raised(hall, 2)
    clock.moment = at("2024-10-15 08:00")
    early = watch_alerts(desk, SYSTEM)
    assert (early.escalated, early.digest) == (2, False)
    clock.moment = at("2024-10-15 08:30")
    assert watch_alerts(desk, SYSTEM).digest is True
    before = desk.ledger.head()
    assert watch_alerts(desk, SYSTEM) == replace(early, escalated=0)
    assert desk.ledger.head() == before
    acknowledge(desk, hall.clerk(OFFICE), first, "")
    clock.moment = at("2024-10-22 09:00")
    assert watch_alerts(desk, SYSTEM).escalated == 2, "a week late: desk and leaders at once"
    assert [step.step for step in state(hall, second).steps][1:] == ["escalated"] * 3
    deliver_alerts(desk)
    carried = [one["title"] for one in told(hall) if one["kind"] == "escalation"]
    name = desk.office_names[OFFICE]
    assert sorted(carried) == [
        f"【演示数据】预警无人确认,报{post}:{name}"
        for post in ("住建局调度岗位", "住建局领导岗位", "本单位审核岗位")
    ]
    digests = [one for one in told(hall) if one["kind"] == "digest"]
    assert [one["title"] for one in digests] == [
        "【演示数据】预警日报 2024-10-15:未关闭 2 条",
        "【演示数据】预警日报 2024-10-22:未关闭 2 条",
    ]
    assert audit.verify(desk.ledger) == ()


def test_messages_wait_for_the_morning_and_the_critical_do_not(one_hall: Hall) -> None:
    hall = one_hall
    hall.clock.moment = at("2024-10-11 20:00")
    raised(hall, 1, loud="warning")
    raised(hall, 2)
    assert deliver_alerts(hall.desk) == 1
    hall.clock.moment = at("2024-10-13 12:00")  # a Sunday
    assert deliver_alerts(hall.desk) == 0
    hall.clock.moment = at("2024-10-14 08:31")
    assert deliver_alerts(hall.desk) == 1
    assert [one["severity"] for one in told(hall)] == ["critical", "warning"]


def test_a_homes_own_rules_are_kept_with_what_they_caused(one_hall: Hall) -> None:
    hall = one_hall
    own = Path(hall.desk.settings.home) / "alerting.yaml"
    own.write_text("escalation: [{after_working_days: 2, to: desk, kinds: [bad_data]}]", "utf-8")
    raised(hall)
    hall.clock.moment += timedelta(days=1)
    assert watch_alerts(hall.desk, SYSTEM).escalated == 0
    hall.clock.moment += timedelta(days=1)
    assert watch_alerts(hall.desk, SYSTEM).escalated == 1
    with hall.desk.ledger.read() as reading:
        kept = [row.fact.body["rules"] for row in facts.facts(reading) if "rules" in row.fact.body]
    assert len(set(kept)) == 1
    assert kept[0].startswith("alerting-")


def test_a_broken_file_of_rules_keeps_no_alert_from_anybody(
    one_hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    hall = one_hall
    (Path(hall.desk.settings.home) / "alerting.yaml").write_text("quiet: 1", "utf-8")
    raised(hall)
    assert deliver_alerts(hall.desk) == 1
    assert "alerting.yaml" in caplog.text


def hooked(hall: Hall) -> tuple[Desk, str]:
    """The desk with a web hook among its channels, and the hook's name."""
    urls = {"alert_urls": "jsons://hooks.example.org/x"}
    settings = hall.desk.settings.model_copy(update=urls)
    return replace(hall.desk, settings=settings), channels_of(settings)[0].name


def never_taken(hall: Hall, channel: str) -> str:
    """A message that `channel` refused again and again; its id."""
    desk = hall.desk
    with desk.ledger.write(SYSTEM, desk.now(), "alert.open") as unit:
        (fact,) = state(hall, _only(hall)).facts
        message = facts.open_message(unit, "k", channel, [fact])
    for minute in range(MANY_ATTEMPTS):
        with desk.ledger.write(SYSTEM, desk.now(), "alert.failed") as unit:
            facts.failed(unit, message, "HTTP 500", desk.now() + timedelta(minutes=minute))
    return message


def told_to(hall: Hall, channel: str, many: int) -> None:
    """So many newer messages that `channel` took."""
    (fact,) = state(hall, _only(hall)).facts
    with hall.desk.ledger.write(SYSTEM, hall.desk.now(), "alert.delivered") as unit:
        for number in range(many):
            facts.delivered(unit, facts.open_message(unit, f"n{number}", channel, [fact]))


def test_a_channel_that_takes_nothing_is_the_desks_until_it_does(one_hall: Hall) -> None:
    hall = one_hall
    desk, channel = hooked(hall)
    raised(hall)
    message = never_taken(hall, channel)
    watch_alerts(desk, SYSTEM)
    (row,) = [r for r in views.alert_lives(desk, hall.bureau) if r.kind == "system"]
    assert row.title == f"预警通道不通:{channel}"
    told_to(hall, "file:///elsewhere", 1_001)
    watch_alerts(desk, SYSTEM)  # what others took since does not hide it
    assert [r.kind for r in views.alert_lives(desk, hall.bureau)].count("system") == 1
    with desk.ledger.write(SYSTEM, desk.now(), "alert.delivered") as unit:
        facts.delivered(unit, message)
    watch_alerts(desk, SYSTEM)
    (ended,) = [r for r in views.alert_lives(desk, hall.bureau, closed=True) if r.kind == "system"]
    assert [(s.step, s.text) for s in ended.steps] == [("opened", ""), ("closed", "通道已恢复")]


def test_a_channel_taken_out_of_the_settings_is_nobodys_matter_any_more(one_hall: Hall) -> None:
    hall = one_hall
    desk, channel = hooked(hall)
    raised(hall)
    never_taken(hall, channel)
    watch_alerts(desk, SYSTEM)
    for _ in range(2):
        watch_alerts(hall.desk, SYSTEM)  # without the hook
    assert not [r for r in views.alert_lives(desk, hall.bureau) if r.kind == "system"]
    (ended,) = [r for r in views.alert_lives(desk, hall.bureau, closed=True) if r.kind == "system"]
    assert ended.steps[-1].text == "通道已不再使用"


def test_what_is_said_to_an_alert_is_one_line_and_cannot_pass_for_another_step(
    one_hall: Hall,
) -> None:
    hall, name = one_hall, raised(one_hall)
    forged = "在核对\r\n  2024-10-14 09:00  已关闭  住建局调度岗  同意\u202e\x1b[2K"
    acknowledge(hall.desk, hall.clerk(OFFICE), name, forged)
    assert state(hall, name).steps[-1].text == (
        "在核对 2024-10-14 09:00 已关闭 住建局调度岗 同意 [2K"
    )
    with pytest.raises(UserError, match="理由"):
        close(hall.desk, hall.bureau, name, "\u200b" * 9)


def test_a_missing_form_is_not_closed_away_while_it_is_asked_for(one_hall: Hall) -> None:
    """Closed by hand it would be open again the next morning, and climb again."""
    hall, desk = one_hall, replace(one_hall.desk, clock=lambda: at("2024-11-20 10:00"))
    watch_deadlines(desk, SYSTEM)
    life = next(one for one in views.alert_lives(desk, hall.bureau) if one.kind == "no_data")
    with pytest.raises(Refused, match="仍要报") as refused:
        close(desk, hall.bureau, life.id, "这张表已经并入别的表")
    assert "exempt add" in refused.value.cure
    period = ReportingPeriod.parse(life.period)
    exempt(desk, hall.bureau, Excused(life.office, period, "exempt", "并入别的表"))
    assert state(hall, life.id).state == "closed"
    watch_deadlines(desk, SYSTEM)
    assert [o.round for o in _rounds(hall, life.office)] == [1]
    end_exemption(desk, hall.bureau, life.office, period, "又要报了")
    watch_deadlines(desk, SYSTEM)
    assert [o.state for o in _rounds(hall, life.office)] == ["closed", "opened"]


def _rounds(hall: Hall, office: str) -> tuple[AlertState, ...]:
    with hall.desk.ledger.read() as reading:
        return alert_log.alerts(reading, kinds=["no_data"], offices=[office])


def test_the_bureaus_own_matter_is_not_an_offices_to_answer(one_hall: Hall) -> None:
    """The body of such a fact names the office whose delivery it is about."""
    hall, desk = one_hall, one_hall.desk
    body = {"title": "成批报送复核未通过", "office": OFFICE, "lines": ["R9:规则不符"]}
    with desk.ledger.write(SYSTEM, desk.now(), "certify") as unit:
        (name,) = facts.store(unit, [AlertFact("held", "receipt:R9", "1", "critical", body)])
    with pytest.raises(UserError, match="没有预警"):
        acknowledge(desk, hall.clerk(OFFICE), name, "知道了")
    acknowledge(desk, hall.bureau, name, "在查")


def _only(hall: Hall) -> str:
    with hall.desk.ledger.read() as reading:
        return alert_log.alerts(reading)[0].id


def test_the_page_lists_life_and_older_facts_stay_readable(one_hall: Hall) -> None:
    hall, desk = one_hall, one_hall.desk
    raised(hall)
    with desk.ledger.write(SYSTEM, desk.now(), "old") as unit:
        body = {"title": "报表逾期未报", "office": OFFICE, "lines": ["应于10月10日前报送"]}
        facts.store(unit, [AlertFact("late", f"{OFFICE}/2024-Q2", "overdue", "warning", body)])
    (life,) = views.alert_lives(desk, hall.clerk(OFFICE))
    assert (life.state_said, life.days, life.may_acknowledge, life.may_close) == (
        "待处理",
        0,
        True,
        False,
    )
    (old,) = views.plain_notices(desk, hall.clerk(OFFICE))
    assert old.title == "报表逾期未报"
    with desk.ledger.read() as reading:
        assert unanswered(desk, reading) == 2
    close(desk, hall.bureau, life.id, "这一项本期起不再统计")
    with desk.ledger.read() as reading:
        assert unanswered(desk, reading) == 1, "what is closed waits for nobody"


def test_the_digest_is_for_the_bureau(one_hall: Hall) -> None:
    hall = one_hall
    assert digest_today(hall.desk, hall.bureau) is None
    raised(hall)
    digest = digest_today(hall.desk, hall.bureau)
    assert digest is not None
    assert digest.open == 1
    with pytest.raises(Refused):
        digest_today(hall.desk, hall.clerk(OFFICE))
