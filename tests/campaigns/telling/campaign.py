"""R12: channels are down, slow, answer badly; the process that tells dies; nothing is lost.

Mail server and web servers are real and stand in the campaign's process; the process that tells
is a child killed by SIGKILL. A reader drops what has a number it has seen.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

from alerts.channels import channels_from
from ledger import audit, facts
from ledger.facts import AlertFact, MessageRow
from ledger.opening import Ledger, create
from observations.identity import SYSTEM
from tests.alerts.mailbox import Mailbox, mailing
from tests.alerts.robothost import hosting
from tests.campaigns.runner import Campaign, Ground, Tally, Told, Trial
from tests.campaigns.telling.points import POINTS
from tests.campaigns.telling.teller import Errand, Teller

NAMES = ("mail", "wecombot", "dingtalk", "feishu", "lark", "json", "file")
CRASHES = 100
FIRST = datetime(2024, 7, 5, 9, tzinfo=timezone(timedelta(hours=8)))
MOODS = ("ok", "ok", "ok", "500", "code 45009 busy", "slow", "slow after accept", "301")
MAIL_MOODS: Mapping[str, tuple[str, str]] = {
    "500": ("MAIL", "451 not now"),
    "code 45009 busy": ("DATA", "452 full"),
    "slow": ("MAIL", "slow 0.8"),
    "slow after accept": ("TAKEN", "slow 0.8"),
    "301": ("RCPT desk@example.org", "450 later"),
}
LONGEST = 12


@dataclass
class Killing:
    """Whom a receiver kills, and when: `begun` or `taken`; once."""

    where: str = ""
    pid: int = 0
    known: threading.Event = field(default_factory=threading.Event)

    def heard(self, where: str) -> bool:
        """The receiver has heard so much: True when the other side died of it."""
        if where != self.where:
            return False
        self.where = ""
        assert self.known.wait(30)
        os.kill(self.pid, signal.SIGKILL)
        return True


@dataclass
class Receiver:
    """One channel's other end: how it feels, whom it kills, what a reader has seen."""

    url: str
    shown: Mapping[str, object]
    arrived: Callable[[], int]
    mood: str = "ok"
    killing: Killing = field(default_factory=Killing)
    seen: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        (channel,) = channels_from(self.url, "127.0.0.1")
        return channel.name

    def new(self) -> set[str]:
        """Numbers a reader has not seen before the trial."""
        return set(self.shown) - self.seen


@dataclass
class Stage:
    """What the trials share: a ledger, the receivers, the process that tells."""

    ground: Ground
    ledger: Ledger
    receivers: Mapping[str, Receiver]
    teller: Teller

    @property
    def urls(self) -> str:
        return ",".join(one.url for one in self.receivers.values())


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """A ledger, every receiver, a warm process; at the end the audit chain is whole."""
    ledger = create(ground.url, "demo")
    with ExitStack() as stack:
        stack.callback(ledger.close)
        receivers = {name: stack.enter_context(_receiver(name, ground)) for name in NAMES}
        teller = Teller()
        stack.callback(teller.end)
        yield partial(_trial, Stage(ground, ledger, receivers, teller))
        assert audit.verify(ledger) == ()


def _trial(stage: Stage, number: int, chance: random.Random) -> Told:
    """One crash while one channel is told and others are out of sorts; then all is told."""
    victim = NAMES[number % len(NAMES)]
    point = number // len(NAMES) % len(POINTS)
    moment = FIRST + timedelta(days=number)
    moods = _prepare(stage, victim, chance)
    before = {name: one.arrived() for name, one in stage.receivers.items()}
    _remember(stage.ledger, number, moment, chance)
    _crash(stage, victim, point, moment)
    passes = _finish(stage, moment)
    told = _told_once(stage, moment)
    arrived = {name: one.arrived() - before[name] for name, one in stage.receivers.items()}
    repeated = sum(arrived.values()) - sum(len(one.new()) for one in stage.receivers.values())
    counts = Counter({
        f"killed telling {victim}": 1,
        f"killed at {POINTS[point].name}": 1,
        "alerts told": told,
        "seen by number": sum(len(one.new()) for one in stage.receivers.values()),
        "repetitions dropped by number": repeated,
    })  # fmt: skip
    counts.update(f"receiver at first: {mood}" for mood in moods)
    return Told(counts, {"passes until all was told": passes})


def _prepare(stage: Stage, victim: str, chance: random.Random) -> list[str]:
    """How every receiver feels in this trial; the one under test feels well."""
    for name, one in stage.receivers.items():
        one.seen = frozenset(one.shown)
        one.mood = "ok" if name in (victim, "file") else chance.choice(MOODS)
        one.killing = Killing()
    return [one.mood for one in stage.receivers.values()]


def _remember(ledger: Ledger, number: int, moment: datetime, chance: random.Random) -> None:
    """A few alerts of one run, committed before anything is told."""
    offices = chance.sample(["housing", "water", "parks", "roads"], chance.randint(1, 3))
    with ledger.write(SYSTEM, moment, "test.facts") as unit:
        new = facts.store(unit, [_fact(number, office, moment) for office in offices])
        assert len(new) == len(offices)


def _fact(number: int, office: str, moment: datetime) -> AlertFact:
    body = {
        "title": "报表退回",
        "office": office,
        "office_name": f"{office}单位",
        "period": f"{moment:%Y-%m-%d}",
        "lines": [f"第{number}批,{office}:填报 0.091,应填 9.1"],
        "path": f"/receipts/{number}",
    }
    return AlertFact("quality", f"receipt:{number}:{office}", "returned", "critical", body)


def _crash(stage: Stage, victim: str, point: int, moment: datetime) -> None:
    receiver = stage.receivers[victim]
    where = POINTS[point].where
    if where != "child" and victim != "file":
        receiver.killing.where = where
    errand = Errand(stage.ground.url, stage.urls, moment.isoformat(), point, receiver.name)
    receiver.killing.pid = stage.teller.send(errand)
    receiver.killing.known.set()
    code = stage.teller.ended()
    assert code == -signal.SIGKILL, f"{victim} at {POINTS[point].name}: exit {code}"


def _finish(stage: Stage, moment: datetime) -> int:
    """Start again as often as it takes; receivers feel better after the first time."""
    for again in range(1, LONGEST):
        later = moment + timedelta(hours=again)
        stage.teller.send(Errand(stage.ground.url, stage.urls, later.isoformat()))
        assert stage.teller.ended() == 0
        for one in stage.receivers.values():
            one.mood = one.mood if again < 2 else "ok"
        with stage.ledger.read() as reading:
            if not facts.waiting(reading):
                return again
    raise AssertionError(f"not all told after {LONGEST} starts")


def _told_once(stage: Stage, moment: datetime) -> int:
    """Every alert of the trial is in one message a channel, and that was seen once by number."""
    with stage.ledger.read() as reading:
        rows = [row for row in facts.listing(reading, limit=200) if row.opened_at >= moment]
        new = {row.id for row in facts.facts(reading, limit=20) if row.recorded_at >= moment}
    for name, receiver in stage.receivers.items():
        mine = [row for row in rows if row.channel == receiver.name]
        members = [fact.id for row in mine for fact in row.facts]
        assert sorted(members) == sorted(new), f"{name} was fixed {members}, not {new}"
        assert {row.state for row in mine} == {"delivered"}, name
        keys = {row.key for row in mine}
        assert receiver.new() == keys, f"{name} saw {receiver.new()}, fixed were {keys}"
        _says_all(receiver, mine)
    return len(new)


def _says_all(receiver: Receiver, rows: list[MessageRow]) -> None:
    """What a reader sees under a number has the line of every alert it tells."""
    for row in rows:
        text = str(receiver.shown[row.key])
        for fact in row.facts:
            line = fact.fact.body["lines"][0]
            assert line in text, f"{row.key} without {line}: {text}"


@contextmanager
def _receiver(name: str, ground: Ground) -> Iterator[Receiver]:
    if name == "file":
        path = ground.folder / "told" / "alerts.jsonl"
        yield Receiver(path.as_uri(), _Lines(path), lambda: len(_Lines(path).all()))
    elif name == "mail":
        with _mailbox() as receiver:
            yield receiver
    else:
        with _host(name) as receiver:
            yield receiver


@contextmanager
def _host(name: str) -> Iterator[Receiver]:
    held: list[Receiver] = []
    with hosting(lambda _: "500" if held[0].killing.heard("begun") else held[0].mood) as host:
        host.taken = lambda: held[0].killing.heard("taken")
        url = f"{name}://robotkey/?at={host.at}"
        if name == "json":
            url = f"json://127.0.0.1:{host.port}/robot/send"
        held.append(Receiver(url, host.shown, lambda: host.kept))
        yield held[0]


@contextmanager
def _mailbox() -> Iterator[Receiver]:
    held: list[Receiver] = []

    def said(verb: str, _number: int) -> str:
        stage = {"DATA": "begun", "TAKEN": "taken"}.get(verb, "")
        if stage and held[0].killing.heard(stage):
            return "421 gone" if stage == "begun" else ""
        at, answer = MAIL_MOODS.get(held[0].mood, ("", ""))
        return answer if at == verb else ""

    with mailing(said) as box:
        held.append(Receiver(box.url(), _Mails(box), lambda: len(box.mails)))
        yield held[0]


class _Mails(Mapping[str, object]):
    """Plain words of mails by number."""

    def __init__(self, box: Mailbox) -> None:
        self._box = box

    def __getitem__(self, key: str) -> object:
        body = self._box.shown[key].get_body(("plain",))
        return self._box.shown[key]["Subject"] + (body.get_content() if body else "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._box.shown)

    def __len__(self) -> int:
        return len(self._box.shown)


class _Lines(Mapping[str, object]):
    """Lines of the file by number; a line cut off by a crash is none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[dict[str, object]]:
        if not self._path.exists():
            return []
        whole = []
        for line in self._path.read_text("utf-8", "replace").splitlines():
            try:
                whole.append(json.loads(line))
            except ValueError:
                continue
        return whole

    def __getitem__(self, key: str) -> object:
        return next(line for line in self.all() if line["key"] == key)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(str(line["key"]) for line in self.all()))

    def __len__(self) -> int:
        return len(set(self))


def _everywhere(tally: Tally) -> None:
    for name in NAMES:
        found = tally.counts[f"killed telling {name}"]
        assert found >= CRASHES, f"only {found} crashes while {name} was told"
    for point in POINTS:
        found = tally.counts[f"killed at {point.name}"]
        assert found >= CRASHES // 2, f"only {found} crashes at {point.name}"


CAMPAIGN = Campaign(
    name="telling",
    promise=f"{CRASHES} crashes a channel, others down or slow: each alert seen once by number",
    trials=CRASHES * len(NAMES),
    arena=arena,
    judge=_everywhere,
)
