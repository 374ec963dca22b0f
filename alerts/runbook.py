"""The line in every alert: what to do, by when, whom to ask; read from `runbook.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, get_args

from expectations.declared import Dimension
from expectations.rules import cure_of, load_book
from observations.calendar import WorkingDays
from observations.errors import UserError
from observations.finding import Severity
from observations.signals import SIGNALS
from targets.shapes import Field, Shape, json_schema, read_records
from targets.yamlfile import Place, read_yaml

FILE = Path(__file__).with_name("runbook.yaml")
KINDS = ("bad_data", "no_data", "late", "held", "system", "heartbeat", "escalation", "case")
MOST_DAYS = 60
_FILE = Shape(
    "runbook",
    "预警的处理办法",
    "runbook",
    (
        Field("name", "text", "条目的名称", required=True),
        Field("what", "text", "做什么;规则自己的改法接在后面", required=True),
        Field("days", "whole", f"几个工作日内,0 至 {MOST_DAYS}", required=True),
        Field("ask", "text", "问哪个岗位", required=True),
        Field("kinds", "texts", "预警种类;不写即不限", choices=KINDS),
        Field("rules", "texts", "规则编号,可用 *;不写即不限"),
        Field("dimensions", "texts", "质量规则的维度;不写即不限", choices=get_args(Dimension)),
        Field("severities", "texts", "级别;不写即不限", choices=tuple(Severity)),
    ),
)


@dataclass(frozen=True)
class Entry:
    """What to do about a family of alerts; an empty list means any."""

    name: str
    what: str
    days: int
    ask: str
    kinds: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()

    def fits(self, kind: str, rule: str, severity: str) -> bool:
        """True when the entry speaks of such an alert."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.rules or any(fnmatchcase(rule, one) for one in self.rules))
            and (not self.dimensions or _dimension(rule) in self.dimensions)
            and (not self.severities or severity in self.severities)
        )


@dataclass(frozen=True)
class Line:
    """What to do, the last day, whom to ask (a post); `known`: its year's calendar is published."""

    what: str
    due: date
    days: int
    ask: str
    known: bool = True

    @property
    def text(self) -> str:
        """One sentence for a message or a page."""
        unsure = "" if self.known else ",当年放假安排未公布"
        by = f"{self.due:%Y-%m-%d}前({self.days}个工作日{unsure})"
        return f"处理:{self.what};{by};问{self.ask}"


def line_for(
    kind: str, rule: str, severity: str, *, today: date, calendar: WorkingDays
) -> Line | None:
    """The line for such an alert, None for a kind that asks nothing (a notice, a digest)."""
    entry = next((one for one in load_runbook() if one.fits(kind, rule, severity)), None)
    if entry is None:
        return None
    cure = cure_said(rule)
    what = f"{entry.what}({cure})" if cure else entry.what
    due = calendar.add(today, entry.days)
    return Line(what, due, entry.days, entry.ask, calendar.covered(due.year))


def in_general(kind: str) -> str:
    """What to do about alerts of a kind, without a day; empty when nothing is asked."""
    entry = next((one for one in load_runbook() if one.fits(kind, "", "")), None)
    if entry is None or not entry.kinds:
        return ""
    return f"处理:{entry.what};{entry.days}个工作日内;问{entry.ask}"


def cure_said(rule: str) -> str:
    """A rule's own cure, of the door or of the quality rules; empty for neither."""
    found = SIGNALS[rule].cure if rule in SIGNALS else cure_of(rule)
    return found.rstrip("。")


@cache
def load_runbook(path: Path = FILE) -> tuple[Entry, ...]:
    """Every entry in order; `UserError` with file, line and field for anything that is none."""
    return tuple(_entry(*one) for one in read_records(_FILE, read_yaml(path)))


def runbook_schema() -> dict[str, Any]:
    """The JSON schema of the file."""
    schema = json_schema(_FILE)
    days = schema["properties"]["runbook"]["items"]["properties"]["days"]
    days |= {"minimum": 0, "maximum": MOST_DAYS}
    return schema


def _entry(place: Place, record: dict[str, Any]) -> Entry:
    if not 0 <= record["days"] <= MOST_DAYS:
        what = f"{place.below('days')}:写作“{record['days']}”,应为 0 至 {MOST_DAYS} 的整数"
        raise UserError(what, cure="改正后再试")
    return Entry(**record)


@cache
def _dimensions() -> Mapping[str, str]:
    return {one.id: str(one.dimension) for one in load_book().declared}


def _dimension(rule: str) -> str:
    return _dimensions().get(rule, "完整性" if rule.startswith("row.") else "")
