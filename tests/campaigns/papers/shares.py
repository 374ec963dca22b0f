"""Shares and counts of forms, cases and alerts, by their names, reckoned from the record."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from tests.campaigns.papers import casework, days, printed
from tests.campaigns.papers.record import Record, before, end_of, months

FIRST = "2023-Q4"
SHANGHAI = timezone(timedelta(hours=8))


class Unknown(AssertionError):  # noqa: N818 -- names what happened
    """A number of a name that nothing here can reckon: the test must learn it first."""


def shared(record: Record, what: str, dated: date) -> str:
    table = _shares(record, dated)
    if what not in table:
        raise Unknown(f"a share called {what}")
    return table[what]


@lru_cache(maxsize=2)
def _shares(record: Record, dated: date) -> dict[str, str]:
    """Every share by its name, those of the data-quality statement with its title before."""
    offices: dict[str, str] = {}
    for office in record.offices:
        offices |= _of_office(record, office, dated)
    quality = {**_forms_due(record), **_alerts(record, dated), **offices}
    cases = {**_cases(record, dated), **casework.told(record, dated)}
    values = {**_values_due(record), **cases, **offices}
    return values | {f"数据质量\uff1a{name}": number for name, number in quality.items()}


def _arrived(record: Record, period: str = "") -> dict[str, date]:
    """The Shanghai date on which each office's form of a quarter first came."""
    found: dict[str, date] = {}
    for row in record.delivered(period or record.period):
        moment = datetime.fromisoformat(row["received_at"]).astimezone(SHANGHAI)
        found.setdefault(row["office"], moment.date())
    return found


def _values_due(record: Record) -> dict[str, str]:
    came, due = _arrived(record), days.due(record.period)
    offices = list(record.due_keys.values())
    kept = sum(came.get(one, date.max) <= due for one in offices)
    until = months(end_of(record.period))
    return {
        "时间进度": printed.share(until, 36),
        "应报值个数": str(len(offices)),
        "按时报送值个数": str(kept),
        "报送及时率": printed.share(kept, len(offices)),
    }


def _forms_due(record: Record) -> dict[str, str]:
    came, due = _arrived(record), days.due(record.period)
    offices = set(record.due_keys.values())
    delivered = record.delivered(record.period)
    last = {row["office"]: row["verdict"] for row in delivered}
    kept = sum(came.get(one, date.max) <= due for one in offices)
    good = sum(last.get(one) == "accepted" for one in offices)
    suites = {row["suite"] for row in delivered}
    told = {"应报表数": len(offices), "已报表数": len(came), "按时表数": kept, "合格表数": good}
    told |= {"零报告表数": 0, "逾期报送表数": len(came) - kept}
    told |= {"未报表数": len(offices) - len(came), "已报未合格表数": len(came) - good}
    told |= {"存疑未说明数据": len(record.doubts)}
    for suite in suites:
        told[f"规则版本{suite}核验来件"] = sum(r["suite"] == suite for r in delivered)
    rates = {"报送率": (len(came), len(offices)), "及时率": (kept, len(offices))}
    rates |= {"合格率": (good, len(came))}
    return {name: str(number) for name, number in told.items()} | {
        name: printed.share(*parts) for name, parts in rates.items()
    }


def _cases(record: Record, dated: date) -> dict[str, str]:
    """By the last event of each case: closed, or running until the deadline of whose turn it is."""
    last = {name: events[-1] for name, events in record.cases.items()}
    closed = [name for name, event in last.items() if event["step"] == "销号"]
    running = [name for name in last if name not in closed]
    dues = (casework.deadline(record.cases[name]) for name in running)
    late = [due for due in dues if due is not None and due < dated]
    told = {"督办在办": len(running), "督办逾期": len(late), "督办累计销号": len(closed)}
    return {name: str(number) for name, number in told.items()}


def _alerts(record: Record, dated: date) -> dict[str, str]:
    opened = [datetime.fromisoformat(r["at"]).astimezone(SHANGHAI).date() for r in record.alerts]
    late = [r for r in record.alerts if r["due"] and date.fromisoformat(r["due"]) < dated]
    oldest = max((days.between(one, dated) for one in opened), default=0)
    told = {"未关闭预警": len(opened), "过期预警": len(late), "预警最长已开工作日": oldest}
    return {name: str(number) for name, number in told.items()}


def _late(record: Record, office: str, until: date) -> list[int]:
    """Working days of lateness of the quarter and those before it, up to the first one kept."""
    found: list[int] = []
    period = record.period
    while period >= FIRST:
        came = min(_arrived(record, period).get(office, until), until)
        missing = office not in _arrived(record, period)
        if not missing and came <= days.due(period):
            break
        found.append(max(1, days.between(days.due(period), came)))  # over a week-end: one
        period = before(period)
    return found


def _of_office(record: Record, office: str, dated: date) -> dict[str, str]:
    """What is said of one office, by what follows its name."""
    late, came = _late(record, office, dated), office in _arrived(record)
    owed = 0 if came else sum(one == office for one in record.due_keys.values())
    told = {
        "牵头任务": sum(office in task["leads"] for task in record.tasks),
        "存疑数据": sum(row["office"] == office for row in record.doubts),
        "连续逾期": len(late),
        "逾期工作日": max(late, default=0),
        "未报": owed,
        "未报逾期工作日": 0 if came else (late or [0])[0],
    }
    return {f"{record.offices[office]}{word}": str(number) for word, number in told.items()}
