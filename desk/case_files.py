"""The evidence of a case, handed out again to whoever may see the case."""

from __future__ import annotations

from desk.attachments import MIMES, handed_out_as
from desk.case_acts import the_case
from desk.case_evidence import file_of
from desk.files import FileOut
from desk.handle import Desk
from desk.keeping import kept_bytes
from observations.identity import Actor
from observations.spool import archived


def evidence_file(desk: Desk, actor: Actor, case: str, place: int) -> FileOut | None:
    """The file shown with the step at `place` (from 1) of a case; None when there is none.

    `UserError` for no such case in the post's scope, as for one that does not exist.
    """
    with desk.ledger.read() as reading:
        state = the_case(desk, actor, reading, case)
        if not 1 <= place <= len(state.events):
            return None
        row = file_of(reading, state.events[place - 1])
    if row is None:
        return None
    one = row.attached
    data = kept_bytes(archived(desk.settings.spool_dir, one.sha256), one.sha256)
    return FileOut(handed_out_as(one), MIMES[one.media], data)
