"""A table of milestones, as a bureau splits its targets by year: all of it or none of it."""

from __future__ import annotations

from pathlib import Path

from desk.entry_table import Row, named, number_in, rows_of
from desk.handle import Desk
from desk.milestones import accepted, keep
from desk.rights import require_role
from observations.identity import Actor, Role
from targets.adjustments import ever
from targets.milestones import Milestone

HEADINGS = ("目标", "期", "值", "来源")


def import_milestones(desk: Desk, actor: Actor, path: Path) -> int:
    """Keep every row of a csv or xlsx table; how many. `UserError` names the first wrong row.

    Headings 目标 (id, or a name that only one target bears), 期, 值, 来源, in any order.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    rows = rows_of(desk, path, HEADINGS, "节点表")
    given = [accepted(desk, _milestone(desk, row), f"{row[0]}:") for row in rows]
    with desk.ledger.write(actor, desk.now(), "milestone.import", path.name) as unit:
        return len(keep(unit, given))


def _milestone(desk: Desk, row: Row) -> Milestone:
    where, cells = row
    return Milestone(
        target=named(_known(desk), cells["目标"].strip(), f"{where}:没有目标,或同名的不止一个"),
        period=cells["期"].strip().removesuffix("年"),
        value=number_in(row, "值"),
        source=cells["来源"].strip(),
    )


def _known(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    """Ids, and names that tell one target from all others: the city's and the banner's differ."""
    targets = list(ever(desk.plan).values())
    names = [target.name for target in targets]
    return [(t.id, (t.id, t.name) if names.count(t.name) == 1 else (t.id,)) for t in targets]
