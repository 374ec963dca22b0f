"""Delivery through a real ledger to a real receiver that fails, dawdles and de-duplicates."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from alerts.channels import Channel, FileChannel, HookChannel, channels_from
from alerts.compose import Message
from alerts.deliver import deliver, wait_after
from ledger import facts
from ledger.alert_log import NewAlert, open_alerts, stand_behind, take_step
from ledger.facts import AlertFact
from ledger.opening import Ledger
from observations.identity import SYSTEM
from tests.alerts.receiver import Receiver, receiving

NOW = datetime(2024, 7, 5, 9, tzinfo=timezone(timedelta(hours=8)))
MINUTE = timedelta(minutes=1)


def fact(number: int, *, kind: str = "quality") -> AlertFact:
    body = {
        "title": "报表退回",
        "office_name": "住房和城乡建设局",
        "period": "2024年第二季度",
        "lines": [f"《市政供水月报》2024-Q2,D{number}:填报 0.091,应填 9.1"],
        "path": f"/receipts/{number}",
    }
    return AlertFact(kind, f"receipt:{number}", "returned", "critical", body)


def remember(ledger: Ledger, *many: AlertFact) -> None:
    with ledger.write(SYSTEM, NOW, "test.facts") as unit:
        facts.store(unit, many)


def hook(receiver: Receiver) -> tuple[Channel, ...]:
    return channels_from(receiver.url, "127.0.0.1")


def states(ledger: Ledger) -> list[str]:
    with ledger.read() as reading:
        return [row.state for row in facts.listing(reading)]


def test_a_fact_is_told_once_with_key_title_and_demo_mark(ledger: Ledger) -> None:
    remember(ledger, fact(7))
    with receiving() as receiver:
        first = deliver(ledger, hook(receiver), SYSTEM, NOW)
        second = deliver(ledger, hook(receiver), SYSTEM, NOW + MINUTE)
    assert (first.opened, first.sent, second.opened, second.sent) == (1, 1, 0, 0)
    (body,) = receiver.requests
    assert body["title"] == "【演示数据】报表退回:住房和城乡建设局2024年第二季度"
    assert "D7:填报 0.091,应填 9.1" in body["message"]
    assert "查看:/receipts/7" in body["message"]
    assert body["key"] == receiver.headers[0]["Idempotency-Key"]
    assert (body["path"], body["demo"], body["type"]) == ("/receipts/7", "是", "failure")


def test_nothing_new_writes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    before = ledger.head()
    deliver(ledger, (FileChannel(tmp_path / "alerts.jsonl"),), SYSTEM, NOW)
    assert ledger.head() == before


def test_every_channel_is_told(ledger: Ledger, tmp_path: Path) -> None:
    remember(ledger, fact(1))
    with receiving() as receiver:
        channels = (*hook(receiver), FileChannel(tmp_path / "alerts.jsonl"))
        assert deliver(ledger, channels, SYSTEM, NOW).sent == 2
    line = json.loads((tmp_path / "alerts.jsonl").read_text("utf-8"))
    assert line["key"] == receiver.requests[0]["key"]


def test_a_failure_waits_rests_the_channel_and_is_sent_again_under_one_key(
    ledger: Ledger,
) -> None:
    remember(ledger, fact(1), fact(2))
    with receiving(lambda number: "fail" if number == 1 else "ok") as receiver:
        first = deliver(ledger, hook(receiver), SYSTEM, NOW)
        assert (first.opened, first.sent, first.failed) == (2, 0, 1)
        resting = deliver(ledger, hook(receiver), SYSTEM, NOW + MINUTE / 2)
        assert (resting.sent, resting.failed, len(resting.resting)) == (0, 0, 1)
        assert len(receiver.requests) == 1
        assert deliver(ledger, hook(receiver), SYSTEM, NOW + 2 * MINUTE).sent == 2
    assert states(ledger) == ["delivered", "delivered"]
    assert sorted(b["path"] for b in receiver.shown.values()) == ["/receipts/1", "/receipts/2"]
    with ledger.read() as reading:
        assert not facts.waiting(reading)


def test_a_failure_says_why_and_when_again(ledger: Ledger) -> None:
    remember(ledger, fact(1))
    with receiving(lambda number: "fail") as receiver:
        deliver(ledger, hook(receiver), SYSTEM, NOW)
    with ledger.read() as reading:
        (row,) = facts.listing(reading)
    assert "500" in row.reason
    assert row.retry_at == NOW + MINUTE


@pytest.mark.parametrize("seed", [1, 2])
def test_an_unreliable_receiver_is_shown_everything_once(ledger: Ledger, seed: int) -> None:
    choice = random.Random(seed)
    outcomes = [choice.choice(["ok", "fail", "ok"]) for _ in range(200)]
    moment = NOW
    with receiving(lambda number: outcomes[number]) as receiver:
        for number in range(8):
            remember(ledger, fact(number))
            deliver(ledger, hook(receiver), SYSTEM, moment)
            moment += timedelta(minutes=choice.choice([0, 1, 5]))
        for _ in range(30):
            moment += timedelta(hours=6)
            deliver(ledger, hook(receiver), SYSTEM, moment)
    assert set(states(ledger)) == {"delivered"}
    paths = sorted(b["path"] for b in receiver.shown.values())
    assert paths == [f"/receipts/{n}" for n in range(8)]


class CrashError(Exception):
    pass


class Crashing:
    """A channel whose process dies just before or just after the receiver took the message."""

    def __init__(self, inner: Channel, *, after: bool) -> None:
        self.inner = inner
        self.after = after

    @property
    def name(self) -> str:
        return self.inner.name

    def send(self, message: Message) -> None:
        if self.after:
            self.inner.send(message)
        raise CrashError


@pytest.mark.parametrize("after", [False, True], ids=["before sending", "after sending"])
def test_a_crash_loses_nothing_and_shows_nothing_twice(ledger: Ledger, after: bool) -> None:
    remember(ledger, fact(1))
    with receiving() as receiver:
        (channel,) = hook(receiver)
        with pytest.raises(CrashError):
            deliver(ledger, (Crashing(channel, after=after),), SYSTEM, NOW)
        remember(ledger, fact(2))
        assert deliver(ledger, (channel,), SYSTEM, NOW).sent == 2
    assert len(receiver.requests) == (3 if after else 2)
    assert sorted(b["path"] for b in receiver.shown.values()) == ["/receipts/1", "/receipts/2"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_taken_and_could_not_be_written_down_is_not_told_every_second(
    ledger: Ledger, tmp_path: Path
) -> None:
    """The database takes no row of deliveries, as when its disk is full."""
    file = FileChannel(tmp_path / "alerts.jsonl")
    remember(ledger, fact(1))
    with ledger.step() as connection:
        full = "BEGIN SELECT RAISE(ABORT, 'full'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER full BEFORE INSERT ON deliveries {full}")
    for second in range(5):
        with pytest.raises(DBAPIError, match="full"):
            deliver(ledger, (file,), SYSTEM, NOW + timedelta(seconds=second))
    with ledger.step() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    assert deliver(ledger, (file,), SYSTEM, NOW + MINUTE).sent == 1
    assert states(ledger) == ["delivered"]
    assert len(file.path.read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_that_was_set_back_leaves_no_channel_resting_for_years(
    ledger: Ledger, tmp_path: Path
) -> None:
    """A machine that starts in 2099, when no certificate is valid, and learns the date soon."""
    good = FileChannel(tmp_path / "alerts.jsonl")
    remember(ledger, fact(1))
    (tmp_path / "alerts.jsonl").mkdir()
    assert deliver(ledger, (good,), SYSTEM, NOW.replace(year=2099)).failed == 1
    (tmp_path / "alerts.jsonl").rmdir()
    remember(ledger, fact(2))
    assert deliver(ledger, (good,), SYSTEM, NOW + MINUTE).sent == 2


def test_deliverers_at_the_same_time_tell_a_fact_in_one_message(
    ledger: Ledger, tmp_path: Path
) -> None:
    remember(ledger, *(fact(number) for number in range(6)))
    path = tmp_path / "alerts.jsonl"
    with ThreadPoolExecutor(4) as pool:
        passes = [pool.submit(deliver, ledger, (FileChannel(path),), SYSTEM, NOW) for _ in range(4)]
        opened = sum(one.result().opened for one in passes)
    shown = {line["key"]: line for line in map(json.loads, path.read_text("utf-8").splitlines())}
    assert opened == 6
    assert sorted(line["path"] for line in shown.values()) == [f"/receipts/{n}" for n in range(6)]


def test_a_receiver_that_accepts_and_then_dawdles_is_asked_again(ledger: Ledger) -> None:
    remember(ledger, fact(1))
    with receiving(lambda number: "slow after accept" if number == 1 else "ok") as receiver:
        hurried = (HookChannel(receiver.url, ("127.0.0.1",), read_seconds=0.2),)
        assert deliver(ledger, hurried, SYSTEM, NOW).failed == 1
        assert deliver(ledger, hurried, SYSTEM, NOW + 2 * MINUTE).sent == 1
    assert (len(receiver.requests), len(receiver.shown)) == (2, 1)


def test_a_receiver_that_is_down_loses_nothing(ledger: Ledger) -> None:
    remember(ledger, fact(1))
    with receiving() as gone:
        address = gone.url
    outcome = deliver(ledger, channels_from(address, "127.0.0.1"), SYSTEM, NOW)
    assert (outcome.sent, outcome.failed) == (0, 1)
    with ledger.read() as reading:
        (row,) = facts.waiting(reading)
    assert [f.fact.subject for f in row.facts] == ["receipt:1"]


def test_a_redirect_is_not_followed(ledger: Ledger) -> None:
    remember(ledger, fact(1))
    with receiving(lambda number: "redirect") as receiver:
        assert deliver(ledger, hook(receiver), SYSTEM, NOW).failed == 1
    assert len(receiver.requests) == 1


def test_many_facts_at_once_are_one_digest(ledger: Ledger, tmp_path: Path) -> None:
    remember(ledger, *(fact(number) for number in range(30)))
    path = tmp_path / "alerts.jsonl"
    deliver(ledger, (FileChannel(path),), SYSTEM, NOW)
    (line,) = [json.loads(text) for text in path.read_text("utf-8").splitlines()]
    assert line["title"] == "【演示数据】数据质量预警汇总:共 30 条"
    assert (len(line["lines"]), line["path"]) == (30, "/alerts")


def test_the_wait_doubles_up_to_six_hours() -> None:
    waits: Sequence[timedelta] = [wait_after(n) for n in (1, 2, 3, 20, 2000)]
    hours = timedelta(hours=6)
    assert list(waits) == [MINUTE, 2 * MINUTE, 4 * MINUTE, hours, hours]


def test_a_new_channel_is_not_told_what_is_settled(ledger: Ledger) -> None:
    """Of six old facts one is noted, two have ended alerts, one an ended and an open one."""
    remember(ledger, *(fact(number) for number in range(6)))
    with ledger.read() as reading:
        names = {row.fact.subject.partition(":")[2]: row.id for row in facts.facts(reading)}
    new = [
        NewAlert("bad_data", "water", "2024-Q2", f"Q{n}", "", "critical", "漏填", {}) for n in "abc"
    ]
    with ledger.write(SYSTEM, NOW, "test.alerts") as unit:
        facts.acknowledge(unit, names["0"], "知道了")
        first, second, open_ = open_alerts(unit, new)
        stand_behind(unit, [(first, names["1"]), (first, names["2"]), (second, names["2"])])
        stand_behind(unit, [(first, names["3"]), (open_, names["3"])])
        for one in (first, second):
            take_step(unit, one, "closed", "改正")
    with receiving() as receiver:
        assert deliver(ledger, hook(receiver), SYSTEM, NOW).sent == 3
    paths = sorted(body["path"] for body in receiver.shown.values())
    assert paths == ["/receipts/3", "/receipts/4", "/receipts/5"]


def test_a_new_password_is_the_same_channel_and_another_user_is_another() -> None:
    hook = "jsons://clerk:{}@hooks.example.org/alerts"
    urls = ",".join((hook.format("a"), hook.format("b"), hook.format("a").replace("clerk", "x")))
    first, second, other = (channel.name for channel in channels_from(urls))
    assert first == second != other


def test_the_stored_channel_name_holds_no_secret() -> None:
    (channel,) = channels_from("jsons://clerk:canary-secret@hooks.example.org/x?token=canary-token")
    assert isinstance(channel, HookChannel)
    assert "canary" not in channel.name
    assert channel.name.startswith("jsons://hooks.example.org#")
