"""A table of baselines, as a bureau keeps it in a spreadsheet: all of it or none of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desk.baselines import accepted
from desk.handle import Desk
from desk.rights import require_role
from ledger import plans
from observations.cells import lines
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.jail import Jail
from observations.number import read_number
from observations.spool import spool
from targets.assessment import Baseline

HEADINGS = ("指标", "地区", "基期", "基期值", "来源")


def import_baselines(desk: Desk, actor: Actor, path: Path) -> int:
    """Keep every row of a csv or xlsx table; how many. `UserError` names the first wrong row.

    Headings 指标 (key or name), 地区 (code or name), 基期, 基期值, 来源, in any order.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    rows = _table(desk, path)
    given = [accepted(desk, _baseline(desk, path.name, place, row)) for place, row in rows]
    with desk.ledger.write(actor, desk.now(), "baseline.import", path.name) as unit:
        for one in given:
            plans.set_baseline(unit, one)
    return len(given)


def _table(desk: Desk, path: Path) -> list[tuple[int, dict[str, str]]]:
    """Rows by heading, with their place in the sheet from 1; read in the jail."""
    with Jail() as jail:
        report = jail.read(spool(path, path.name, desk.settings.spool_dir))
    if not report.sheets:
        said = report.findings[0].message if report.findings else f"《{path.name}》没有内容"
        raise UserError(said, cure="给出 csv 或 xlsx 基期表")
    written = lines(report.sheets[0])
    head = [cell.strip() for cell in written[0]] if written else []
    missing = [heading for heading in HEADINGS if heading not in head]
    if missing:
        raise UserError(
            f"《{path.name}》第1行缺列:{'、'.join(missing)}", cure=f"表头写:{'、'.join(HEADINGS)}"
        )
    return [
        (place, dict(zip(head, line, strict=False)))
        for place, line in enumerate(written[1:], start=2)
        if any(line)
    ]


def _baseline(desk: Desk, name: str, place: int, row: dict[str, str]) -> Baseline:
    where = f"《{name}》第{place}行"
    indicators = [(i.key, (i.key, i.name, *i.aliases)) for i in desk.plan.indicators]
    areas = [(a.code, (a.code, a.name)) for a in desk.plan.areas]
    reading = read_number(row["基期值"])
    if reading.value is None:
        raise UserError(f"{where}:基期值“{row['基期值']}”不是数", cure="填写数值,例如 13.2")
    return Baseline(
        indicator=_found(indicators, row["指标"].strip(), f"{where}:没有指标"),
        area=_found(areas, row["地区"].strip(), f"{where}:没有地区"),
        period=row["基期"].strip().removesuffix("年"),
        value=reading.value,
        source=row["来源"].strip(),
    )


def _found(known: Sequence[tuple[str, tuple[str, ...]]], written: str, problem: str) -> str:
    for key, names in known:
        if written in names:
            return key
    raise UserError(f"{problem}“{written}”", cure="写方案中的名称或代码")
