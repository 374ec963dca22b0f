"""What pages show: frozen rows of plain values, no frames and no sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from observations.finding import Severity


@dataclass(frozen=True)
class FindingRow:
    """A finding as a person reads it; `answered` is empty while it is open."""

    id: str
    rule: str
    severity: Severity
    sheet: str
    cell: str
    indicator: str
    indicator_name: str
    value: str
    expected: str
    message: str
    receipt: str
    answered: str
    cure: str = ""


@dataclass(frozen=True)
class CaseRow:
    """A supervised item; `days_left` in working days, negative when overdue.

    `due` is the office's deadline, None while it is not the office's turn. `calendar_known`: the
    working days of the due date's year are published. `standing`: where it stands, in words;
    `colour_text` and `colour_rule` stand beside the colour; `steps`: how many it took.
    """

    id: str
    number: str
    title: str
    target_id: str
    indicator: str
    area: str
    office: str
    office_name: str
    step: str
    step_label: str
    colour: str
    opened: date
    due: date | None
    days_left: int | None
    text: str
    closed: date | None = None
    calendar_known: bool = True
    kind: str = ""
    standing: str = ""
    colour_text: str = ""
    colour_rule: str = ""
    steps: int = 0


@dataclass(frozen=True)
class DueRow:
    """A form asked of an office; `cells` counts what a person is asked to write.

    `reason` is why the report was sent back, empty unless it was. `before`: it was due before
    this installation began.
    """

    office: str
    office_name: str
    period: str
    title: str
    due: date
    days_left: int
    calendar_known: bool
    cells: int
    state: str
    receipt: str | None
    reason: str = ""
    before: bool = False


@dataclass(frozen=True)
class ReceiptRow:
    """A delivery as listed; `in_place`: written on a page, a correction or a withdrawal."""

    id: str
    name: str
    office: str
    office_name: str
    period: str
    received_at: datetime
    submitted_by: str
    state: str
    accepted: int
    rejected: int
    findings: int
    duplicate_of: str | None
    sha256: str
    in_place: bool = False
    withdrawal: bool = False


@dataclass(frozen=True)
class ReceiptValue:
    """One value a delivery brought."""

    indicator: str
    indicator_name: str
    unit: str
    area_name: str
    period: str
    value: float | None
    printed: str
    sheet: str
    cell: str
    doubted: bool
    action: str


@dataclass(frozen=True)
class ReceiptView:
    """A delivery with all its findings and values; `submission` is the report's present state.

    waiting | office_approved | approved | returned; empty when nothing was accepted for it.
    `may_correct`: this post may correct single values of the report, or withdraw it. `brought`
    counts the values; `values` are the first of them. `superseded`: which later deliveries
    changed how many of its values, and what to do; empty while they stand.
    """

    row: ReceiptRow
    findings: tuple[FindingRow, ...]
    return_sheet: bool
    suite: str
    can_approve: bool
    values: tuple[ReceiptValue, ...]
    submission: str = ""
    may_correct: bool = False
    brought: int = 0
    superseded: str = ""


@dataclass(frozen=True)
class Submission:
    """An office's report of a period; `may` says what this actor may do now.

    `text` is why it was sent back or its approval taken back, else empty; `decided_by` the post
    whose approval stands. `seq` is the audit sequence of its last event: an act on it names what
    its page showed. `held` is why nobody can approve it now, empty unless something holds it up;
    `next` says whether this actor could but for that. `stated`: with what the same numbers were
    handed in again after a sending back. `last`: what waits is a correction in place or a
    withdrawal, with its reason; `receipt`: the newest delivery.
    """

    office: str
    office_name: str
    period: str
    state: str
    submitted_by: str
    submitted_at: datetime | None
    may: tuple[str, ...]
    seq: int
    text: str = ""
    decided_by: str = ""
    held: str = ""
    next: bool = False
    stated: str = ""
    last: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class AlertRow:
    """Something somebody must know; `acknowledged_by` is empty while nobody took note."""

    id: str
    kind: str
    title: str
    body: str
    severity: Severity
    raised_at: datetime
    acknowledged_by: str
    subject: str


@dataclass(frozen=True)
class BriefingRow:
    """An issued paper; `files` are (name, bytes)."""

    id: str
    title: str
    period: str
    issued_at: datetime
    head: int
    demo: bool
    files: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class AuditRow:
    """One link of the audit chain."""

    seq: int
    recorded_at: datetime
    post: str
    action: str
    subject: str
    digest: str
