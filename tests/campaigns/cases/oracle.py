"""What may happen to a case, written down a second time by hand; imports nothing of ours.

The holidays are copied from the State Council's notices for 2023 to 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

_OFF = (
    "2022-12-31/2023-01-02 2023-01-21/2023-01-27 2023-04-05/2023-04-05 2023-04-29/2023-05-03 "
    "2023-06-22/2023-06-24 2023-09-29/2023-10-06 2023-12-30/2024-01-01 2024-02-10/2024-02-17 "
    "2024-04-04/2024-04-06 2024-05-01/2024-05-05 2024-06-08/2024-06-10 2024-09-15/2024-09-17 "
    "2024-10-01/2024-10-07 2025-01-01/2025-01-01 2025-01-28/2025-02-04 2025-04-04/2025-04-06 "
    "2025-05-01/2025-05-05 2025-05-31/2025-06-02 2025-10-01/2025-10-08 2026-01-01/2026-01-03 "
    "2026-02-15/2026-02-23 2026-04-04/2026-04-06 2026-05-01/2026-05-05 2026-06-19/2026-06-21 "
    "2026-09-25/2026-09-27 2026-10-01/2026-10-07"
)
_WORKED = (
    "2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08 2024-02-04 "
    "2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 2025-01-26 "
    "2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 "
    "2026-09-20 2026-10-10"
)
OFF = {
    date.fromisoformat(span[:10]) + timedelta(days=n)
    for span in _OFF.split()
    for n in range((date.fromisoformat(span[11:]) - date.fromisoformat(span[:10])).days + 1)
}
WORKED = {date.fromisoformat(day) for day in _WORKED.split()}


def works(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def later(day: date, count: int) -> date:
    """The day after `count` working days, one day after another."""
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


# kind: (evidence closes, answer, verify, look back, who may give it, what its deadline is)
KINDS = {
    "lagging-target": (True, 5, 5, 60, "S", "opening"),
    "missing-report": (True, 5, 5, 60, "S", "opening"),
    "bad-data": (True, 5, 5, 60, "S", "opening"),
    "rectification": (False, 5, 5, 60, "DL", "given"),
    "instruction": (False, 5, 3, 40, "DL", "opening"),
    "inspection": (False, 10, 5, 60, "DL", "ended"),
}
# step: (standings it is taken from, who, standing after; "" stays)
WAY = {
    "签收": (("待签收",), "O", "办理中"),
    "异议": (("待签收",), "O", "有异议"),
    "改派": (("待签收", "有异议", "办理中"), "D", "待签收"),
    "办理": (("待签收", "办理中", "待核验", "待销号"), "OD", ""),
    "延期": (("办理中",), "D", ""),
    "回复": (("办理中",), "O", "待核验"),
    "核验": (("待核验",), "D", "待销号"),
    "退回": (("有异议", "待核验", "待销号"), "D", "办理中"),
    "销号": (("待签收", "有异议", "办理中", "待核验", "待销号"), "", "已销号"),
    "回头看": (("已销号",), "DL", ""),
    "重开": (("已销号",), "", "待签收"),
}


@dataclass(frozen=True)
class Act:
    """Somebody tries a step: who ("O" office, "D" desk, "L" leader, "S" system), what is said."""

    step: str
    who: str
    post: str
    day: date
    text: bool = True
    evidence: bool = True
    progress: bool = True
    lines: bool = True
    days: int = 3
    to: str = "other"


@dataclass
class Oracle:
    """A case that was given on `given` with the deadline `due`."""

    kind: str
    given: date
    due: date | None
    standing: str = "待签收"
    office: str = "first"
    office_due: date | None = None
    day: date = date.min
    put_off: int = 0
    answerer: str = ""
    closed_until: date | None = None
    told: list[str] = field(default_factory=lambda: ["交办"])

    def __post_init__(self) -> None:
        self.office_due, self.day = self.due, self.given

    def may(self, act: Act) -> bool:
        evidence, *_ = KINDS[self.kind]
        standings, who, _ = WAY[act.step]
        if act.step == "销号":
            who = "SL" if evidence else "DL"
        elif act.step == "重开":
            who = "SD" if evidence else "DL"
        elif act.step == "回头看" and evidence:
            who = "DLS"
        if self.standing not in standings or act.who not in who or act.day < self.day:
            return False
        return (act.text or act.step == "签收") and self._more(act, evidence)

    def _more(self, act: Act, evidence: bool) -> bool:
        if act.step == "异议":
            return act.day <= later(self.given, 1)
        if act.step == "改派":
            return act.to not in ("", self.office)
        if act.step == "延期":
            timely = self.due is not None and act.day <= self.due
            return timely and self.put_off < 1 and 1 <= act.days <= 5 and act.progress
        if act.step == "回复":
            return act.evidence and (act.lines or self.kind != "inspection")
        if act.step == "核验":
            return act.evidence and act.post != self.answerer
        if act.step == "销号" and not evidence:
            return act.who == "L" or self.standing == "待销号"
        return True

    def take(self, act: Act) -> None:
        evidence, answer, verify, back, _, counted = KINDS[self.kind]
        fresh, rework = later(act.day, answer), later(act.day, 3)
        if act.step in ("改派", "重开"):
            whole = counted == "opening" or act.step == "重开"
            self._give(act.day, fresh if whole else max(self.office_due or fresh, rework))
            self.office = act.to if act.step == "改派" else self.office
        elif act.step == "异议":
            self.due = later(act.day, 1)
        elif act.step == "延期":
            self.due = self.office_due = later(self.due or act.day, act.days)
            self.put_off += 1
        elif act.step == "回复":
            self.due, self.answerer = later(act.day, verify), act.post
        elif act.step == "核验":
            self.due = None if evidence else later(act.day, 3)
        elif act.step == "退回":
            self.due = self.office_due = max(self.office_due or rework, rework)
        elif act.step in ("销号", "回头看"):
            self.closed_until = later(act.day, back) if act.step == "销号" else None
        self.standing = WAY[act.step][2] or self.standing
        self.day = act.day
        self.told.append(act.step)

    def _give(self, day: date, due: date) -> None:
        self.given, self.due, self.office_due = day, due, due
        self.put_off, self.answerer, self.closed_until = 0, "", None

    def seen(self) -> tuple[object, ...]:
        """Everything that a reader of the case goes by."""
        closed = self.standing == "已销号"
        return (
            self.standing, not closed, self.office, self.due, self.office_due, self.put_off,
            self.answerer, self.closed_until if closed else None, tuple(self.told),
        )  # fmt: skip
