"""Values others have published: observations of their areas, with publisher and quote."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import polars as pl

from desk.assess import PUBLISHED_OFFICE
from desk.handle import Desk
from expectations.check import CheckContext, check
from ledger import approvals, receipts, revisions
from ledger.record import Recorded, record
from observations.errors import UserError
from observations.identity import Actor
from observations.revise import revise
from observations.spool import spool
from observations.stations import BATCH_SCHEMA, FormHeader, Interpreted, SourceFile, Verdict

FILE = "published-observations.csv"
_PERIOD = re.compile(r"^([0-9]{4}(?:-[0-9]{2})?)")


def load_published(desk: Desk, actor: Actor) -> int:
    """Load the plan's published values through check, revise and record; how many are new.

    A plan without such a file has none. One unit of work: all of it or nothing, and loading the
    same file again changes nothing.
    """
    path = desk.settings.plan / FILE
    if not path.exists():
        return 0
    source = spool(path, FILE, desk.settings.spool_dir, PUBLISHED_OFFICE)
    report = interpret_published(desk, source, receipts.number_of(source))
    with desk.ledger.read() as reading:
        if receipts.get(reading, receipts.number_of(source)) is not None:
            return 0
        previous = revisions.current(reading)
    (checked,) = check([report], _context(desk, previous))
    with desk.ledger.write(actor, desk.now(), "load.published", FILE) as unit:
        leased = receipts.receive_leased(unit, source)
        if leased is None:
            return 0
        revised = revise(previous, checked.accepted)
        record(unit, [Recorded(leased.receipt.id, leased.token, checked, revised)], ())
        if checked.verdict is Verdict.ACCEPTED:
            approvals.approve(unit, PUBLISHED_OFFICE, _form_period(desk), "desk")
    return checked.accepted.height


def _context(desk: Desk, previous: pl.DataFrame) -> CheckContext:
    return CheckContext(
        indicators={one.key: one for one in desk.plan.indicators},
        previous=previous,
        reporting={},
        office_names={PUBLISHED_OFFICE: "公开发布"},
        today=desk.today(),
    )


def interpret_published(desk: Desk, source: SourceFile, receipt: str) -> Interpreted:
    """The file's rows in BATCH_SCHEMA; an unknown indicator, area or period is an error."""
    names = {n: i.key for i in desk.plan.indicators for n in (i.name, *i.aliases)}
    text = source.path.read_text("utf-8")
    rows = []
    for line, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        rows.append(_row(desk, names, row, line) | {"receipt": receipt})
    header = FormHeader("published", "1", PUBLISHED_OFFICE, _form_period(desk))
    return Interpreted(source, header, pl.DataFrame(rows, schema=BATCH_SCHEMA), ())


def _form_period(desk: Desk) -> str:
    """The published values stand as one submission, dated the year before the plan."""
    return str(desk.plan.start.year - 1)


def _row(desk: Desk, names: dict[str, str], row: dict[str, str], line: int) -> dict[str, object]:
    written = row["indicator"]
    key = names.get(written) or names.get(written.partition("(")[0])
    period = _PERIOD.match(row["period"])
    if key is None or period is None:
        place = f"{FILE} 第{line}行"
        raise UserError(f"{place}:指标“{written}”或时期“{row['period']}”无法识别", cure="改正该行")
    desk.plan.area_of(row["adcode"])
    value = row["value"]
    return {
        "indicator": key,
        "area": row["adcode"],
        "period": period.group(1),
        "office": PUBLISHED_OFFICE,
        "value": float(value),
        "status": "A",
        "qualifier": "以上" if "多于" in row["unit"] else "",
        "printed": value,
        "decimals": len(value.partition(".")[2]),
        "note": "|".join((row["source"], row["quote"], row["confidence"])),
        "sheet": Path(FILE).stem,
        "cell": f"E{line}",
    }
