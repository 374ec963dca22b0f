"""From a name as people write it to the plan's own office or indicator."""

from __future__ import annotations

from observations.errors import UserError
from observations.identity import Office
from observations.indicator import Indicator
from targets.extract.words import narrow
from targets.model import Plan
from targets.quotes import fold


def office_named(plan: Plan, written: str, area: str = "") -> Office | None:
    """The office so written, by name or alias, in full or half width; None when unknown.

    Where several areas have one, that of `area` (the plan's own unless given) is meant;
    `UserError` naming all of them when it is none of theirs.
    """
    wanted = narrow(written)
    named = [o for o in plan.offices if wanted in {narrow(n) for n in (o.name, *o.aliases)}]
    own = [o for o in named if (o.area or plan.area) == (area or plan.area)]
    if not own and len({o.area or plan.area for o in named}) > 1:
        names = "、".join(o.name for o in named)
        raise UserError(f"“{written}”可能是 {names}", cure="写全名称,带上地区")
    return next(iter(own or named), None)


def indicator_named(plan: Plan, written: str) -> Indicator | None:
    """The indicator so written, by name or alias, white space aside; None when unknown."""
    wanted = fold(written)
    for indicator in plan.indicators:
        if wanted in {fold(name) for name in (indicator.name, *indicator.aliases)}:
            return indicator
    return None
