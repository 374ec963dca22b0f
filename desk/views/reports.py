"""The reporting desk's lists: what is due, what came, what was found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desk.approve import Given, next_level, senders
from desk.concern import concerned
from desk.deadlines import due_forms
from desk.handle import Desk
from desk.intake import SENDERS
from desk.lookups import area_name, covered, quoted
from desk.superseded import superseded, told
from desk.views.hands import decided_by, hands, hands_of
from desk.views.rows import (
    DueRow,
    FindingRow,
    ReceiptRow,
    ReceiptValue,
    ReceiptView,
    Submission,
)
from desk.views.withdrawn import wholly_withdrawn
from ledger import approvals, certifications, findings, receipts, revisions
from ledger.approvals import SubmissionRow
from ledger.unit import Reading
from observations.identity import Actor, Role
from observations.layout import Layout
from observations.period import ReportingPeriod, parse_submitted
from observations.submission import CORRECTION, WITHDRAWAL
from targets.layouts import Layouts

RETURNED = ("returned", "refused")
WAITING = ("received", "judging")
WITHDRAWN = "withdrawn"
"""The state of a form of which everything was taken back: it is asked for again."""
UNDECIDED = ("waiting", "office_approved")
MOST_VALUES = 500
"""Of a delivery that brought more, a page lists the first ones."""
HELD = "成批报送的值待核,复核通过后才能审核、审定"


def due_list(desk: Desk, actor: Actor) -> tuple[DueRow, ...]:
    """Forms asked of the actor's offices, newest period first."""
    mine = frozenset(one for one in desk.plan.reporting_offices if actor.covers(one))
    with desk.ledger.read() as reading:
        came = receipts.listing(reading, mine, limit=1000)
        latest = {(r.office, r.period): r for r in reversed(came) if _answers_form(r)}
        states = approvals.submissions(reading, offices=mine)
        reasons = {(r.office, r.period): _reason(r) for r in states}
        withdrawn = wholly_withdrawn(reading, latest.values())
    rows, names, layouts = [], desk.office_names, Layouts(desk.plan)
    calendar = desk.calendar
    for form in due_forms(desk, desk.today(), mine, came=states):
        layout = layouts.of(form.office, form.period)
        key = form.office, str(form.period)
        last = latest.get(key)
        rows.append(
            DueRow(
                office=form.office,
                office_name=names[form.office],
                period=str(form.period),
                title=f"{form.period.label}填报表",
                due=form.due,
                days_left=form.days_left,
                calendar_known=calendar.covered(form.due.year),
                cells=cells_asked(layout),
                state=WITHDRAWN
                if form.state == "approved" and key in withdrawn
                else _due_state(form.state, last.state if last else ""),
                receipt=last.id if last else None,
                reason=reasons.get(key, ""),
                before=form.before,
            )
        )
    return tuple(rows)


def _answers_form(row: receipts.ReceiptRow) -> bool:
    """Not so a third party's table, whose layout is named without a point."""
    return not row.layout or "." in row.layout


def cells_asked(layout: Layout) -> int:
    """Cells a person is asked to write: two parts for a computed value, else one."""
    return sum(2 if row.computed else 1 for row in layout.rows)


def receipts_list(desk: Desk, actor: Actor, limit: int = 50) -> tuple[ReceiptRow, ...]:
    """Deliveries the actor may see, newest first."""
    seen = actor.sees()
    if seen is not None and not seen:
        return ()
    with desk.ledger.read() as reading:
        offices = concerned(desk, reading, actor) if seen is None else seen
        rows = receipts.listing(reading, offices=offices, limit=limit)
        counts = findings.open_counts(reading, [row.id for row in rows])
    return tuple(_row(desk, row, counts.get(row.id, 0)) for row in rows)


def receipt(desk: Desk, actor: Actor, receipt_id: str) -> ReceiptView | None:
    """One delivery; None also when it is another office's, so that nothing can be guessed.

    The attempt on another office's is kept in the audit.
    """
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
    if row is None or not covered(desk, actor, row.office, f"receipt {receipt_id}"):
        return None
    with desk.ledger.read() as reading:
        found = findings.of_receipt(reading, receipt_id)
        brought = revisions.of_receipt(reading, receipt_id)
        doubts = findings.doubts(reading, [receipt_id])
        state = approvals.submission(reading, row.office, row.period) if row.period else None
        held = _held(reading, state)
    return ReceiptView(
        row=_row(desk, row, len(found)),
        findings=tuple(finding_row(desk, one) for one in found),
        return_sheet=row.state in RETURNED,
        suite=row.suite,
        can_approve=state is not None and not held and _is_next(state, actor, senders(desk, state)),
        values=tuple(
            _value(desk, one, doubts) for one in brought.head(MOST_VALUES).iter_rows(named=True)
        ),
        brought=len(brought),
        submission=state.state if state else "",
        may_correct=state is not None
        and isinstance(parse_submitted(state.period), ReportingPeriod)
        and actor.within(row.office).has(*SENDERS),
        superseded=told(desk, row, later).message if (later := superseded(desk, row.id)) else "",
    )


def submissions(desk: Desk, actor: Actor) -> tuple[Submission, ...]:
    """Submissions of the actor's offices, newest period first, with what may be done now."""
    with desk.ledger.read() as reading:
        offices = [one for one in desk.office_names if actor.covers(one)]
        mine = approvals.submissions(reading, offices=offices)
        known = hands(reading, mine)
        undecided = [row for row in mine if row.state in UNDECIDED]
        posts = receipts.handed_in_by(reading, {one for row in undecided for one in row.receipts})
        held = certifications.held_up(reading) if undecided else frozenset()
        last = _last(reading, undecided)
    return tuple(
        replace(
            _submission(desk, actor, row, posts, HELD if _key(row) in held else ""),
            last=last.get(_key(row), ""),
            receipt=row.receipts[-1] if row.receipts else "",
            submitted_by=hands_of(known, row.office, row.period, row.submitted_by),
            decided_by=hands_of(known, row.office, row.period, decided_by(row)),
        )
        for row in sorted(mine, key=lambda r: (r.period, r.office), reverse=True)
    )


def _key(row: SubmissionRow) -> tuple[str, str]:
    return row.office, row.period


def _submission(
    desk: Desk, actor: Actor, row: SubmissionRow, posts: Mapping[str, str], held: str
) -> Submission:
    """`posts`: who handed in each receipt of an undecided submission."""
    undecided = row.state in UNDECIDED
    sent_by = frozenset({row.submitted_by, *(posts[one] for one in row.receipts if one in posts)})
    is_next = undecided and _is_next(row, actor, sent_by)
    held = held if undecided else ""
    return Submission(
        office=row.office,
        office_name=desk.office_names[row.office],
        period=row.period,
        state=row.state,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        may=_may(row, actor.within(row.office), approve=is_next and not held),
        seq=row.seq,
        text=row.text,
        decided_by=decided_by(row),
        held=held,
        next=is_next,
        stated=row.stated,
    )


def _last(reading: Reading, rows: Sequence[SubmissionRow]) -> dict[tuple[str, str], str]:
    """Of those that wait with no whole form but a correction or a withdrawal: with its reason."""
    came = receipts.named(reading, {row.receipts[-1] for row in rows if row.receipts})
    last = ((row, came.get(row.receipts[-1])) for row in rows if row.receipts)
    return {_key(row): _in_place(reading, one) for row, one in last if one is not None}


def _in_place(reading: Reading, came: receipts.ReceiptRow) -> str:
    word = _IN_PLACE.get(came.edition.rpartition("/")[2])
    if word is None:
        return ""
    notes = revisions.of_receipt(reading, came.id)["note"].unique().drop_nulls().to_list()
    return f"{word}:{notes[0]}" if len(notes) == 1 and notes[0] else word


_IN_PLACE = {CORRECTION: "就地更正", WITHDRAWAL: "撤回"}


def _held(reading: Reading, row: SubmissionRow | None) -> str:
    """Why an undecided report cannot be approved by anybody: bulk values nobody certified."""
    if row is None or row.state not in UNDECIDED:
        return ""
    return HELD if certifications.pending(reading, row.office, row.period) else ""


def _is_next(row: SubmissionRow, actor: Actor, sent_by: frozenset[str]) -> bool:
    return isinstance(next_level(row, actor.within(row.office), sent_by), Given)


def finding_row(desk: Desk, one: findings.FindingRow) -> FindingRow:
    """A stored finding as pages show it."""
    f = one.finding
    names = {i.key: i.name for i in desk.plan.indicators}
    return FindingRow(
        id=one.id,
        rule=f.rule,
        severity=f.severity,
        sheet=f.sheet,
        cell=f.cell,
        indicator=f.indicator,
        indicator_name=names.get(f.indicator, ""),
        value=quoted(desk, f),
        expected=f.expected,
        message=f.message,
        receipt=one.receipt,
        answered=one.answer,
    )


def _reason(row: SubmissionRow) -> str:
    """Why it was sent back."""
    return row.text if row.state == "returned" else ""


def _may(row: SubmissionRow, acting: Actor, *, approve: bool) -> tuple[str, ...]:
    acts = ["approve"] if approve else []
    if row.state == "returned" and acting.has(*SENDERS):
        acts.append("resubmit")
    if row.state != "returned" and acting.has(Role.REVIEWER, Role.DESK):
        acts.append("send_back")
    if row.state == "approved" and acting.has(Role.DESK):
        acts.append("unapprove")
    return tuple(acts)


def _due_state(state: str, last: str) -> str:
    """The form's state, unless a newer delivery waits or came back."""
    if last in WAITING:
        return "judging"
    return "returned" if last in RETURNED and state in ("due", "late") else state


def _row(desk: Desk, row: receipts.ReceiptRow, count: int) -> ReceiptRow:
    return ReceiptRow(
        id=row.id,
        name=row.source.name,
        office=row.office,
        office_name=desk.office_names.get(row.office, "未知单位"),
        period=row.period,
        received_at=row.received_at,
        submitted_by=row.received_by,
        state=row.state,
        accepted=row.accepted,
        rejected=row.rejected,
        findings=count,
        duplicate_of=row.duplicate_of,
        sha256=row.source.sha256,
        in_place=row.edition.rpartition("/")[2] in (CORRECTION, WITHDRAWAL),
        withdrawal=row.edition.endswith(f"/{WITHDRAWAL}"),
    )


def _value(desk: Desk, row: dict[str, object], doubts: findings.Doubts) -> ReceiptValue:
    """One value; what its office explained is no longer doubted."""
    asked = (str(row["receipt"]), str(row["indicator"]), str(row["area"])) in doubts
    indicator = desk.plan.indicator(str(row["indicator"]))
    value = row["value"]
    return ReceiptValue(
        indicator=indicator.key,
        indicator_name=indicator.name,
        unit=indicator.unit,
        area_name=area_name(desk, str(row["area"])),
        period=str(row["period"]),
        value=float(value) if isinstance(value, (int, float)) else None,
        printed=str(row["printed"]),
        sheet=str(row["sheet"]),
        cell=str(row["cell"]),
        doubted=bool(row["doubted"]) and asked,
        action=str(row["action"]),
    )
