"""What is said when a case takes a step, and to whom."""

from __future__ import annotations

from cases.events import CaseEvent, Step
from desk.handle import Desk
from ledger.facts import AlertFact

_TITLES = {
    Step.OPEN: "新交办",
    Step.OBJECT: "对交办有异议",
    Step.REASSIGN: "改派",
    Step.EXTEND: "时限已延",
    Step.ANSWER: "已回复,待核验",
    Step.RETURN: "核验退回",
    Step.CLOSE: "已销号",
    Step.REOPEN: "重新交办",
}
"""Steps that somebody is told of; the others stand on the case's own page."""
_DESKS = frozenset({Step.OBJECT, Step.ANSWER})
_LOUD = frozenset({Step.OPEN, Step.REASSIGN, Step.RETURN, Step.REOPEN})


def case_facts(desk: Desk, events: tuple[CaseEvent, ...]) -> list[AlertFact]:
    """The facts of these steps: an office is told what it must do, the desk what waits for it."""
    return [_fact(desk, one) for one in events if one.step in _TITLES]


def _fact(desk: Desk, event: CaseEvent) -> AlertFact:
    office = "" if event.step in _DESKS else event.office
    automatic = event.evidence.startswith("run:")
    return AlertFact(
        kind="case",
        subject=event.case,
        key=f"{event.step}/{event.evidence if automatic else event.place}",
        severity="warning" if event.step in _LOUD else "info",
        body={
            "title": f"督办{_TITLES[event.step]}",
            "office": office,
            "office_name": desk.office_names.get(office, ""),
            "lines": [event.text],
            "path": "/cases",
            "demo": desk.is_demo,
        },
    )
