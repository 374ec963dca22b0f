"""From a name as people write it to the plan's own office or indicator."""

from __future__ import annotations

from observations.identity import Office
from observations.indicator import Indicator
from targets.extract.words import narrow
from targets.model import Plan
from targets.quotes import fold


def office_named(plan: Plan, written: str) -> Office | None:
    """The office so written, by name or alias, in full or half width; None when unknown."""
    wanted = narrow(written)
    named = ((o, {narrow(n) for n in (o.name, *o.aliases)}) for o in plan.offices)
    return next((o for o, spellings in named if wanted in spellings), None)


def indicator_named(plan: Plan, written: str) -> Indicator | None:
    """The indicator so written, by name or alias, white space aside; None when unknown."""
    wanted = fold(written)
    for indicator in plan.indicators:
        if wanted in {fold(name) for name in (indicator.name, *indicator.aliases)}:
            return indicator
    return None
