"""The forms of a national month as files, written once and kept between runs (`var/bench/month`).

They are named after the first of them: when what writes a form changes, all are written anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import line
from benchmarks.national_plan import national_desk, office
from briefings.form import Entry, write_form
from desk.files import filled
from desk.handle import Desk
from desk.settings import Settings
from desk.setup import start
from observations.period import ReportingPeriod
from targets.layouts import Layouts

FOLDER = Path("var/bench/month")
PERIOD = ReportingPeriod.parse("2024-06")
Form = tuple[str, Path]
"""Of which office, and where it lies."""


def forms(folder: Path, count: int) -> list[Form]:
    """The forms of the first `count` offices of the nation; those that are missing are made.

    `folder`: for an installation of a moment, which writes them.
    """
    settings = Settings(home=folder / "writing", database_url="")
    start(settings, "demo")
    first = _written(settings, count, (0, 1), folder)[0]
    mark = hashlib.sha256(first.read_bytes()).hexdigest()[:12]
    kept = FOLDER.absolute() / mark
    for old in FOLDER.glob("*/"):
        if old.name != kept.name:
            shutil.rmtree(old)
    kept.mkdir(parents=True, exist_ok=True)
    have = sum(1 for _ in kept.glob("*.xlsx"))
    if have < count:
        line("  填写报表", f"{count - have} 份(存于 {FOLDER},下次沿用)")
        _spread(settings, count, kept)
    return [(office(n), kept / _name(n)) for n in range(count)]


def _spread(settings: Settings, count: int, kept: Path) -> None:
    """A share for every core."""
    cores = os.cpu_count() or 1
    bounds = [count * n // cores for n in range(cores + 1)]
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        shares = [pool.submit(_written, settings, count, share, kept) for share in pairwise(bounds)]
        for one in shares:
            one.result()


def _written(settings: Settings, count: int, share: tuple[int, int], into: Path) -> list[Path]:
    desk = national_desk(settings, count)
    layouts = Layouts(desk.plan)
    made = [_form(desk, layouts, n, into) for n in range(*share)]
    desk.ledger.close()
    return made


def _form(desk: Desk, layouts: Layouts, number: int, into: Path) -> Path:
    """One form, whole under its name or not there."""
    path = into / _name(number)
    if path.exists():
        return path
    layout = layouts.of(desk.plan.offices[number].id, PERIOD)
    entries = {row.key: Entry(value=_value(number, n)) for n, row in enumerate(layout.rows)}
    part = path.with_suffix(".part")
    write_form(layout, filled(desk, layout, PERIOD, entries), part)
    return part.rename(path)


def _value(number: int, place: int) -> float:
    """Per cent, another in every form: no two forms have the same bytes."""
    return round(40 + (number * 7 + place * 31) % 1900 / 100, 2)


def _name(number: int) -> str:
    return f"{number:05d}_{PERIOD}.xlsx"
