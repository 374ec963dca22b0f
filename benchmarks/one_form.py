"""One form through the whole way in a warm worker: receive, judge, record."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import bounded, line, timed
from briefings.form import write_form
from desk.demo.posts import clerk
from desk.demo.series import entry_for
from desk.files import filled
from desk.handle import Desk, open_desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings
from desk.setup import start
from desk.worker import warm_up
from observations.period import ReportingPeriod
from observations.spool import spool
from targets.layouts import layout_for

OFFICE = "housing"
FORMS = 12


def run(folder: Path) -> None:
    """A new period each time, so that nothing is a duplicate; jailed read + spool as reference."""
    warm_up()
    settings = Settings(home=folder / "one", database_url="")
    start(settings, "demo")
    desk = open_desk(settings)
    paths = iter(_forms(desk, folder))
    with Bench(desk, name="bench") as bench:
        _whole(bench, next(paths))
        whole = timed(lambda: _whole(bench, next(paths)), FORMS - 2)
        path = next(paths)
        alone = timed(lambda: bench.jail.read(spool(path, path.name, folder / "spool")))
    bounded("一张表走完全程(热进程)", whole, 0.3, "ms")
    line("  其中隔离读取与存档(参照)", f"中位 {alone.median * 1000:.1f} ms")
    desk.ledger.close()


def _whole(bench: Bench, path: Path) -> None:
    receive(bench.desk, clerk(bench.desk, OFFICE), path, path.name)
    judge_waiting(bench)


def _forms(desk: Desk, folder: Path) -> list[Path]:
    made, period = [], ReportingPeriod.parse("2020-Q1")
    for _ in range(FORMS):
        layout = layout_for(desk.plan, OFFICE, period)
        entries = {
            row.key: entry_for(desk.plan, desk.plan.indicator(row.indicator), row.area, period)
            for row in layout.rows
        }
        path = folder / f"{period}.xlsx"
        write_form(layout, filled(desk, layout, period, entries), path)
        made.append(path)
        period = period.next()
    return made
