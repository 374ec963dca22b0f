"""How cases went, reckoned from the ledger's steps by hand: nothing of ours is asked.

The demo's cases are given, signed for, answered, verified or sent back, put off, closed, looked
back at and given again. A step of another kind is unknown here: the test must learn it first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from tests.campaigns.papers import days
from tests.campaigns.papers.record import Record, end_of

Row = dict[str, Any]
SHANGHAI = timezone(timedelta(hours=8))
GIVEN, CLOSED = ("交办", "重开"), "销号"
STANDINGS = {
    "交办": "待签收", "重开": "待签收", "签收": "办理中", "回复": "待核验",
    "核验": "待销号", "退回": "办理中", "销号": "已销号",
}  # fmt: skip
KNOWN = (*STANDINGS, "办理", "延期", "回头看")
OFFICE_S = ("待签收", "办理中")
SETTING = ("交办", "重开", "延期", "退回", "回复", "核验")
SIGN_DAYS = 1


@dataclass
class Owed:
    """What an office owes: to sign or to answer, until when; done, or fallen away with 销号."""

    what: str
    due: date
    done: date | None = None
    lifted: date | None = None

    @property
    def open(self) -> bool:
        return self.done is None and self.lifted is None

    @property
    def in_time(self) -> bool:
        ended = self.done or self.lifted
        return ended is not None and ended <= self.due

    def asked(self, first: date, last: date) -> bool:
        """Due in the quarter, and not fallen away by then."""
        return first <= self.due <= last and (self.lifted is None or self.lifted > self.due)


@dataclass
class Round:
    """A case from being given until it is closed, or until the events end."""

    office: str
    given: date
    owed: list[Owed] = field(default_factory=list)
    closed: date | None = None

    def still(self, what: str) -> Owed | None:
        return next((one for one in self.owed if one.what == what and one.open), None)


def day_of(event: Row) -> date:
    return datetime.fromisoformat(event["at"]).astimezone(SHANGHAI).date()


def numbers(record: Record) -> dict[str, str]:
    """Printed numbers in order of opening, by case."""
    return {
        case: f"{events[0]['at'][:4]}-{place:02d}"
        for place, (case, events) in enumerate(record.cases.items(), start=1)
    }


def rounds(events: list[Row]) -> Iterator[Round]:
    """Every round of one case, in order."""
    now: Round | None = None
    for event in events:
        assert event["step"] in KNOWN, f"a step called {event['step']}"
        if event["step"] in GIVEN:
            now = _begun(event)
        elif now is not None:
            _take(now, event)
            if event["step"] == CLOSED:
                yield now
                now = None
    if now is not None:
        yield now


def due_of(event: Row) -> date:
    return date.fromisoformat(event["due"][:10])


def _begun(event: Row) -> Round:
    day = day_of(event)
    owed = [Owed("签收", later(day, SIGN_DAYS)), Owed("回复", due_of(event))]
    return Round(event["office"], day, owed)


def _take(now: Round, event: Row) -> None:
    step, day = event["step"], day_of(event)
    answer = now.still("回复")
    if step in ("签收", "回复"):
        for one in now.owed:
            if one.open and (step == "回复" or one.what == "签收"):
                one.done = day
    elif step == "退回" and answer is None:
        now.owed.append(Owed("回复", due_of(event)))
    elif step in ("延期", "退回") and answer is not None:
        answer.due = due_of(event)
    elif step == CLOSED:
        now.closed = day
        for one in now.owed:
            one.lifted = day if one.open else one.lifted


def standing(events: list[Row]) -> str:
    """Where the case stands after these steps."""
    return next(STANDINGS[e["step"]] for e in reversed(events) if e["step"] in STANDINGS)


def deadline(events: list[Row]) -> date | None:
    """The deadline of whose turn it is; None when there is none."""
    last = next(e for e in reversed(events) if e["step"] in SETTING)
    return due_of(last) if last["due"] else None


def later(day: date, count: int) -> date:
    """The day after so many working days."""
    while count:
        day += timedelta(days=1)
        count -= days.works(day)
    return day


def span(record: Record, dated: date) -> tuple[date, date]:
    """The first and the last day of the quarter, not after the paper's own."""
    year, month = end_of(record.period)
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date(year, month - 2, 1), min(end, dated)


def colour(events: list[Row], dated: date) -> str:
    """The default rule's words for a running case on a day."""
    where, due = standing(events), deadline(events)
    if due is not None and due < dated:
        return "红\uff1a逾期未办结"
    answers = [e["step"] for e in events if e["step"] in ("回复", "退回", *GIVEN)]
    if where == "办理中" and answers[-1] == "退回":
        return "黄\uff1a质量差\uff0c核验退回"
    if where == "待销号" and due is None:
        return "黄\uff1a措施已核验\uff0c仍未达序时"
    near = due is not None and days.between(dated, due) <= 2
    return "蓝\uff1a临近时限" if near else ""


def late(events: list[Row], dated: date) -> bool:
    """Whether the office has let its deadline pass."""
    due = deadline(events)
    return standing(events) in OFFICE_S and due is not None and due < dated


def told(record: Record, dated: date) -> dict[str, str]:
    """Every number that the annex and the body say of cases, by its name."""
    first, last = span(record, dated)
    running = [events for events in record.cases.values() if standing(events) != "已销号"]
    overdue = [events for events in running if late(events, dated)]
    found: dict[str, str] = {}
    for word in (*GIVEN, CLOSED):
        steps = [
            case
            for case, events in record.cases.items()
            if any(e["step"] == word and first <= day_of(e) <= last for e in events)
        ]
        found[f"督办本期{word}"] = str(len(steps))
    for word in dict.fromkeys(STANDINGS.values()):
        found[f"督办{word}"] = str(sum(standing(events) == word for events in running))
    found["督办逾期未办结"] = str(len(overdue))
    every = {
        case: list(rounds([e for e in events if day_of(e) <= last]))
        for case, events in record.cases.items()
    }
    for office, name in record.offices.items():
        found[f"{name}督办逾期"] = str(sum(e[-1]["office"] == office for e in overdue))
        mine = {c: [r for r in rs if r.office == office] for c, rs in every.items()}
        found |= _rates(name, mine, first, last)
    return found | _rates("合计", every, first, last)


def _rates(name: str, every: dict[str, list[Round]], first: date, last: date) -> dict[str, str]:
    mine = [one for found in every.values() for one in found]
    owed = [one for found in mine for one in found.owed if one.asked(first, last)]
    signed, answered = ([o for o in owed if o.what == what] for what in ("签收", "回复"))
    met = [
        found[-1]
        for found in every.values()
        if found and any(first <= r.given or r.closed is None or r.closed >= first for r in found)
    ]
    closed = [one for one in met if one.closed and one.closed >= first]
    kept = [one for one in closed if all(o.in_time for o in one.owed if o.what == "回复")]
    rates = {
        "按期签收率": (sum(one.in_time for one in signed), len(signed)),
        "按期回复率": (sum(one.in_time for one in answered), len(answered)),
        "办结率": (sum(one.closed is not None for one in met), len(met)),
        "按期办结率": (len(kept), len(closed)),
    }
    took = sum(days.between(one.given, one.closed) for one in closed if one.closed)
    return {
        **{f"{name}督办{word}": _share(*parts) for word, parts in rates.items()},
        f"{name}督办交办件数": str(sum(first <= one.given <= last for one in mine)),
        f"{name}督办重开件数": str(_again(every, first, last)),
        f"{name}督办平均办结工作日": f"{took / len(closed):.1f}" if closed else "",
    }


def _again(every: dict[str, list[Round]], first: date, last: date) -> int:
    return sum(first <= one.given <= last for found in every.values() for one in found[1:])


def _share(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f}%\uff08{part}/{whole}\uff09" if whole else ""
