"""A table of baselines, as a bureau keeps it in a spreadsheet: all of it or none of it."""

from __future__ import annotations

from pathlib import Path

from desk.baselines import accepted
from desk.entry_table import Row, named, number_in, rows_of
from desk.handle import Desk
from desk.rights import require_role
from ledger import plans
from observations.identity import Actor, Role
from targets.assessment import Baseline

HEADINGS = ("指标", "地区", "基期", "基期值", "来源")


def import_baselines(desk: Desk, actor: Actor, path: Path) -> int:
    """Keep every row of a csv or xlsx table; how many. `UserError` names the first wrong row.

    Headings 指标 (key or name), 地区 (code or name), 基期, 基期值, 来源, in any order.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    rows = rows_of(desk, path, HEADINGS, "基期表")
    given = [accepted(desk, _baseline(desk, row)) for row in rows]
    with desk.ledger.write(actor, desk.now(), "baseline.import", path.name) as unit:
        for one in given:
            plans.set_baseline(unit, one)
    return len(given)


def _baseline(desk: Desk, row: Row) -> Baseline:
    where, cells = row
    indicators = [(i.key, (i.key, i.name, *i.aliases)) for i in desk.plan.indicators]
    areas = [(a.code, (a.code, a.name)) for a in desk.plan.areas]
    return Baseline(
        indicator=named(indicators, cells["指标"].strip(), f"{where}:没有指标"),
        area=named(areas, cells["地区"].strip(), f"{where}:没有地区"),
        period=cells["基期"].strip().removesuffix("年"),
        value=number_in(row, "基期值"),
        source=cells["来源"].strip(),
    )
