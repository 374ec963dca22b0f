"""How cases went, reckoned from the ledger's steps by hand: nothing of ours is asked.

The demo's cases are the system's: given, closed by data, looked back at, given again. A step of
another kind is unknown here, and the test must learn it first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from tests.campaigns.papers import days
from tests.campaigns.papers.record import Record, end_of

Row = dict[str, Any]
SHANGHAI = timezone(timedelta(hours=8))
GIVEN, CLOSED = ("交办", "重开"), "销号"
KNOWN = (*GIVEN, CLOSED, "回头看")
SIGN_DAYS = 1


@dataclass(frozen=True)
class Round:
    """A case from being given until it is closed, or until the paper's head."""

    office: str
    given: date
    due: date
    closed: date | None


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
    open_one: Row | None = None
    for event in events:
        assert event["step"] in KNOWN, f"a step called {event['step']}"
        if event["step"] in GIVEN:
            open_one = event
        elif event["step"] == CLOSED and open_one is not None:
            yield _round(open_one, day_of(event))
            open_one = None
    if open_one is not None:
        yield _round(open_one, None)


def _round(given: Row, closed: date | None) -> Round:
    return Round(given["office"], day_of(given), date.fromisoformat(given["due"][:10]), closed)


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


def colour(due: date, dated: date) -> str:
    """The default rule's words for a case that nobody has answered yet."""
    if due < dated:
        return "红\uff1a逾期未办结"
    return "蓝\uff1a临近时限" if days.between(dated, due) <= 2 else ""


def told(record: Record, dated: date) -> dict[str, str]:
    """Every number that the annex and the body say of cases, by its name."""
    first, last = span(record, dated)
    every = {case: list(rounds(events)) for case, events in record.cases.items()}
    running = [found[-1] for found in every.values() if found[-1].closed is None]
    late = [one for one in running if one.due < dated]
    found: dict[str, str] = {}
    for word in (*GIVEN, CLOSED):
        steps = [
            case
            for case, events in record.cases.items()
            if any(e["step"] == word and first <= day_of(e) <= last for e in events)
        ]
        found[f"督办本期{word}"] = str(len(steps))
    found |= {"督办待签收": str(len(running)), "督办逾期未办结": str(len(late))}
    for office, name in record.offices.items():
        found[f"{name}督办逾期"] = str(sum(one.office == office for one in late))
        mine = {c: [r for r in rs if r.office == office] for c, rs in every.items()}
        found |= _rates(name, mine, first, last)
    return found | _rates("合计", every, first, last)


def _rates(name: str, every: dict[str, list[Round]], first: date, last: date) -> dict[str, str]:
    mine = [one for found in every.values() for one in found]
    given = [one for one in mine if first <= one.given <= last]
    begun = [[r for r in found if r.given <= last] for found in every.values()]
    now = [found[-1] for found in begun if found]
    open_in_it = [
        found[-1]
        for found in begun
        if found and any(first <= r.given or r.closed is None or r.closed >= first for r in found)
    ]
    closed = [one for one in now if one.closed and first <= one.closed <= last]
    signed = [one for one in mine if _asked(one, later(one.given, SIGN_DAYS), first, last)]
    answered = [one for one in mine if _asked(one, one.due, first, last)]
    done = [one for one in open_in_it if one.closed and one.closed <= last]
    again = _again(every, first, last)
    rates = {
        "按期签收率": (0, len(signed)),
        "按期回复率": (0, len(answered)),
        "办结率": (len(done), len(open_in_it)),
        "按期办结率": (sum(r.closed <= r.due for r in closed if r.closed), len(closed)),
    }
    took = sum(days.between(r.given, r.closed) for r in closed if r.closed)
    return {
        **{f"{name}督办{word}": _share(*parts) for word, parts in rates.items()},
        f"{name}督办交办件数": str(len(given)),
        f"{name}督办重开件数": str(again),
        f"{name}督办平均办结工作日": f"{took / len(closed):.1f}" if closed else "",
    }


def _again(every: dict[str, list[Round]], first: date, last: date) -> int:
    return sum(first <= one.given <= last for found in every.values() for one in found[1:])


def _asked(one: Round, due: date, first: date, last: date) -> bool:
    """True when something was owed until a day of the quarter and had not fallen away by then."""
    return first <= due <= last and (one.closed is None or one.closed > due)


def _share(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f}%\uff08{part}/{whole}\uff09" if whole else ""
