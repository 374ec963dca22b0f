"""A form to be filled in on the page: its rows with what is known, and the draft of its office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desk.files import prefill
from desk.handle import Desk
from desk.views.standing import Part, StandingValue, standing
from ledger import drafts, receipts, revisions
from ledger.drafts import Draft
from ledger.unit import Reading
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.layouts import layout_for

FILLERS = (Role.CLERK, Role.REVIEWER)
"""Who fills in forms on the page and sees the drafts: the office's own posts, nobody else."""
JUDGING = ("received", "judging")
RETURNED = ("returned", "refused")


@dataclass(frozen=True)
class FillingRow:
    """A row of the form: `previous` and `target` as the form prints them, "" for none.

    `texts` is what the draft says, by field name. `known`: the record has its numbers from another
    table, so that they are not asked again.
    """

    value: StandingValue
    previous: str
    target: str
    texts: Mapping[str, str]
    known: bool = False

    @property
    def filled(self) -> bool:
        """True when a number was typed in every field that asks for one, or a note why not."""
        if self.known:
            return True
        parts = [self.texts.get(field_of(self.value, part)) for part in self.value.parts]
        return all(parts) or bool(self.texts.get(note_of(self.value)))


@dataclass(frozen=True)
class FillingView:
    """The form of an office for a period, as this post may fill it in.

    `draft` None before the first saving. `judging`: the receipt under which it was handed in and
    that has no verdict yet; `returned`: the one that came back. `recorded`: values of the period
    were let in, so that they are corrected and not filled in again.
    """

    office: str
    office_name: str
    period: ReportingPeriod
    due: date
    rows: tuple[FillingRow, ...]
    draft: Draft | None
    judging: str
    returned: str
    recorded: bool
    may: bool


def field_of(value: StandingValue, part: Part) -> str:
    """The name of the field in which a part of a value is typed."""
    return f"{part.name}/{value.row.indicator}/{value.row.area}"


def note_of(value: StandingValue) -> str:
    """The name of the field for the note on a value."""
    return f"note/{value.row.indicator}/{value.row.area}"


def may_fill(actor: Actor, office: str) -> bool:
    """True for the office's own reporting posts, and for nobody who only looks after all."""
    return actor.covers(office) and actor.within(office).has(*FILLERS)


def filling(desk: Desk, actor: Actor, office: str, period: ReportingPeriod) -> FillingView:
    """The form with what is known; the draft only for the office's own posts.

    `UserError` for an office out of scope or without such a form.
    """
    now = standing(desk, actor, office, period)
    layout = layout_for(desk.plan, office, period)
    known = prefill(desk, layout, period)
    may = may_fill(actor, office)
    with desk.ledger.read() as reading:
        held = drafts.draft(reading, office, str(period)) if may else None
        state = _handed_in(reading, held)
        own = revisions.current(reading, (str(period),), form=(office, layout.id))
    kept = held if state == "" or state in RETURNED else None
    cells = kept.cells if kept else {}
    return FillingView(
        office=office,
        office_name=now.office_name,
        period=period,
        due=known.due,
        rows=tuple(
            FillingRow(
                value=one,
                previous=known.previous.get(one.key, ""),
                target=known.targets.get(one.key, ""),
                texts=cells,
                known=one.key in known.known,
            )
            for one in now.values
        ),
        draft=kept,
        judging=held.receipt if held and state in JUDGING else "",
        returned=held.receipt if held and state in RETURNED else "",
        recorded=not own.is_empty(),
        may=may,
    )


def _handed_in(reading: Reading, held: Draft | None) -> str:
    """Where the delivery of a draft stands; "" for one that was not handed in."""
    row = receipts.get(reading, held.receipt) if held and held.receipt else None
    return row.state if row else ""


def open_drafts(desk: Desk, actor: Actor) -> Mapping[tuple[str, str], Draft]:
    """Drafts of the actor's own offices that wait to be handed in, by office and period."""
    with desk.ledger.read() as reading:
        mine = [one for one in drafts.drafts_of(reading) if may_fill(actor, one.office)]
        return {
            (one.office, one.period): one
            for one in mine
            if _handed_in(reading, one) in ("", *RETURNED)
        }
