"""Where cases stand set right by their steps: what `cityplan ledger verify` asks for."""

from __future__ import annotations

from desk.handle import Desk
from desk.rights import require_everywhere
from ledger import case_rebuilding
from observations.identity import Actor, Role


def rebuild_cases(desk: Desk, actor: Actor) -> int:
    """Of every case whose table does not say what its steps do; how many there were.

    One act, beside which nobody takes a step.
    """
    require_everywhere(actor, Role.ADMIN)
    with desk.ledger.write(actor, desk.now(), "case.rebuild") as unit:
        unit.lock_chain()
        return case_rebuilding.mend(unit.connection)
