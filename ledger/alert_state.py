"""What an alert is and how it stands, as the rooms above know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

STATES = ("opened", "acknowledged", "corrected", "verified", "closed")
REMARKS = ("escalated", "noted")
"""Steps that leave the state as it is: carried to the next post, seen again in a later receipt."""

SAID: Mapping[str, str] = {
    "opened": "待处理",
    "acknowledged": "已确认",
    "corrected": "已改报",
    "verified": "已复核",
    "closed": "已关闭",
    "escalated": "已升级",
    "noted": "再次出现",
}
KEY = ("kind", "office", "period", "rule", "subject")
_ANSWERED = frozenset({"acknowledged", "corrected", "verified", "closed"})
Key = tuple[str, ...]


@dataclass(frozen=True)
class NewAlert:
    """Something to be put right. The first five fields tell two alerts apart.

    `kind`: bad_data, no_data, held or system. `office`: who must act, empty for the desk.
    `subject`: what else tells it apart (form, job …). `body`: what messages are composed of,
    JSON. `due`: the last day to put it right.
    """

    kind: str
    office: str
    period: str
    rule: str
    subject: str
    severity: str
    title: str
    body: Mapping[str, Any]
    due: date | None = None

    @property
    def key(self) -> Key:
        """What is open only once at a time."""
        return tuple(getattr(self, name) for name in KEY)


@dataclass(frozen=True)
class AlertStep:
    """One thing that became of an alert; `evidence`: receipt or finding that proves it."""

    step: str
    text: str
    evidence: str
    post: str
    at: datetime


@dataclass(frozen=True)
class AlertState:
    """An alert as it stood at the reading's head; `round` counts how often it was opened."""

    id: str
    alert: NewAlert
    round: int
    opened_at: datetime
    steps: tuple[AlertStep, ...]
    facts: tuple[str, ...] = field(default=())

    @property
    def state(self) -> str:
        """The last step that is no remark."""
        return state_of([one.step for one in self.steps])

    @property
    def acknowledged_at(self) -> datetime | None:
        """When somebody first answered it: took note, sent a new file or closed it."""
        return next((one.at for one in self.steps if one.step in _ANSWERED), None)

    @property
    def closed_at(self) -> datetime | None:
        """When it was closed, None while it is not."""
        return next((one.at for one in self.steps if one.step == "closed"), None)

    @property
    def escalations(self) -> int:
        """How often it was carried to the next post."""
        return sum(one.step == "escalated" for one in self.steps)

    def age(self, now: datetime) -> timedelta:
        """How long it was open: until it was closed, else until `now`."""
        return (self.closed_at or now) - self.opened_at


def state_of(steps: Sequence[str]) -> str:
    """The state after these steps, oldest first.

    >>> state_of(["opened", "acknowledged", "escalated"])
    'acknowledged'
    """
    return next((one for one in reversed(steps) if one in STATES), "opened")


@dataclass(frozen=True)
class Taken:
    """A step to be taken: on which alert, which one, why, and what proves it."""

    alert: str
    step: str
    text: str = ""
    evidence: str = ""
