"""多考合一: what is due at one office is answered once."""

from __future__ import annotations

from collections.abc import Iterable

from cases.events import CaseEvent, CaseState, Part, Step
from cases.kinds import CaseKind
from cases.taking import New, Taking, first_due, next_event


def host_for(new: New, kind: CaseKind, known: Iterable[CaseState], by: Taking) -> CaseState | None:
    """The open case whose answer can serve `new`, too: same kind and office, earliest deadline.

    Its report must not be due before the new one's work has ended, nor after the new one's own
    deadline; None where there is none, and for a kind that does not merge.
    """
    if not kind.merges:
        return None
    due = first_due(kind, by.when, ended=new.ended)
    fit = [
        one
        for one in known
        if (one.kind, one.office) == (kind.id, new.office)
        and one.is_open
        and one.turn is Part.OFFICE
        and one.due is not None
        and max(new.ended or one.due, by.when.day) <= one.due <= due
    ]
    return min(fit, key=lambda one: one.due or due, default=None)


def merge(host: CaseState, new: New, text: str, kind: CaseKind, by: Taking) -> CaseEvent:
    """The event that puts `new` into `host`: one report answers for both, by host's deadline."""
    said = text.strip().rstrip("。")
    return next_event(
        host,
        Step.NOTE,
        by,
        text=f"并入“{new.title}”:{said}。多考合一,与本件一并报备。",
        edition=kind.edition,
        merged=(new.subject,),
        part=by.hand.part(Step.OPEN, kind),
    )
