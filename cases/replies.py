"""Whether what came from outside is replied to: the answer that stands, and whether it is let go.

A reply stands from 回复 on until it is sent back, handed to another office or opened again; it
is let go with 核验, or when the case is closed with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.events import CaseEvent, CaseState, Step, handed_over

_UNDOES = frozenset({Step.OPEN, Step.REASSIGN, Step.RETURN, Step.REOPEN})
_LETS_GO = frozenset({Step.VERIFY, Step.CLOSE})


@dataclass(frozen=True)
class Reply:
    """The answer that stands; `let_go`: the day it was verified or closed with, None until then."""

    answer: CaseEvent
    let_go: date | None


def reply_of(state: CaseState) -> Reply | None:
    """The reply to what the case is about; None while none stands."""
    let_go = None
    for one in reversed(state.events):
        if one.step is Step.ANSWER:
            return Reply(one, let_go)
        if one.step in _UNDOES and not handed_over(one):
            return None
        if one.step in _LETS_GO:
            let_go = one.day
    return None
