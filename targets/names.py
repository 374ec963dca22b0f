"""From a name as people write it to the plan's own office or indicator."""

from __future__ import annotations

from collections.abc import Sequence

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
    return _of_place(plan, named, written, area)


class OfficeNames:
    """The plan's offices by name, alias and id exactly as written, for whoever reads many rows."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._written: dict[str, list[Office]] = {}
        for one in reversed(plan.offices):
            for name in dict.fromkeys((one.id, one.name, *one.aliases)):
                self._written.setdefault(name, []).append(one)

    def meant(self, written: str, area: str = "") -> str | None:
        """The id of the office so written, as `office_named`; None when unknown."""
        found = _of_place(self._plan, self._written.get(written, ()), written, area)
        return found.id if found else None


def _of_place(plan: Plan, named: Sequence[Office], written: str, area: str) -> Office | None:
    """Of the offices so named the one of `area`, else the first one; `UserError` for several."""
    own = [o for o in named if (o.area or plan.area) == (area or plan.area)]
    if not own and len({o.area or plan.area for o in named}) > 1:
        names = "、".join(sorted(o.name for o in named))
        raise UserError(f"“{written}”可能是 {names}", cure="写全名称,带上地区")
    return next(iter(own or named), None)


def indicator_named(plan: Plan, written: str) -> Indicator | None:
    """The indicator so written, by name or alias, white space aside; None when unknown."""
    wanted = fold(written)
    for indicator in plan.indicators:
        if wanted in {fold(name) for name in (indicator.name, *indicator.aliases)}:
            return indicator
    return None
