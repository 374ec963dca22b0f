"""P3: 200 forms a batch, the jail's own cost, the verdict on a killed child.

Reference: reading the same files in the jail and spooling them, nothing else.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import expectations.check as checking
from benchmarks.many_offices import clerk_of, desk_of
from benchmarks.measure import Timed, bounded, counted, line, timed, within
from briefings.form import Entry, write_form
from desk.files import filled
from desk.handle import Desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings
from desk.setup import start
from expectations.gx import warm
from ledger import receipts
from observations import wire
from observations.content import content_of
from observations.jail import Jail
from observations.jail_answer import sheet_of
from observations.period import ReportingPeriod
from observations.readers import READERS
from observations.readers.raw import RawSheet
from observations.spool import spool
from observations.stations import Sheet, SourceFile
from targets.layouts import layout_for

FORMS, ROWS, REPEATS = 200, 12, 3
_PERIOD = "2024-06"
Form = tuple[str, Path]


def run(folder: Path) -> None:
    """Whole batches on SQLite; then the parts of the jail alone."""
    warm()
    settings = Settings(home=folder / "forms", database_url="")
    start(settings, "demo")
    desk = desk_of(settings, FORMS, ROWS)
    forms = _forms(desk, folder)
    counted("表数", len(forms), FORMS)
    parts = Timed(tuple(_parts(forms, folder / f"parts{n}") for n in range(REPEATS)))
    desk.ledger.close()
    ours = [_batch(forms, folder / f"batch{n}") for n in range(REPEATS)]
    received, judged, inside = (Timed(part) for part in zip(*ours, strict=True))
    own = Timed(tuple(r + j - g for r, j, g in ours))
    within(f"P3 一批 {FORMS} 张表,不含 GX", own, parts, 1.5)
    line("  其中收件(存档、落库、fsync)", f"{received.median / FORMS * 1000:.2f} ms 一张")
    alone = (judged.median - inside.median) / FORMS * 1000
    line("  其中读取、解释、校核、记录", f"{alone:.2f} ms 一张")
    line("  GX", f"{inside.median / FORMS * 1000:.2f} ms 一张")
    _jail(forms, folder)


def _forms(desk: Desk, folder: Path) -> list[Form]:
    """One form an office, as a month's end brings them."""
    period = ReportingPeriod.parse(_PERIOD)
    made = []
    for office in desk.plan.offices:
        layout = layout_for(desk.plan, office.id, period)
        entries = {row.key: Entry(value=50 + place * 0.37) for place, row in enumerate(layout.rows)}
        path = folder / f"{office.id}.xlsx"
        write_form(layout, filled(desk, layout, period, entries), path)
        made.append((office.id, path))
    return made


def _parts(forms: list[Form], archive: Path) -> float:
    with Jail() as jail:
        jail.read(spool(forms[0][1], "warm", archive / "warm"))
        began = time.perf_counter()
        for _, path in forms:
            counted("读出的表", len(jail.read(spool(path, path.name, archive)).sheets) > 0, True)
        return time.perf_counter() - began


def _batch(forms: list[Form], home: Path) -> tuple[float, float, float]:
    """Seconds of receiving, of judging, and of Great Expectations within."""
    settings = Settings(home=home, database_url="")
    start(settings, "demo")
    desk = desk_of(settings, FORMS, ROWS)
    inside: list[float] = []
    with Bench(desk, name="bench") as bench, _timing(inside):
        bench.jail.read(spool(forms[0][1], "warm", home / "warm"))
        began = time.perf_counter()
        taken = [receive(desk, clerk_of(office), path, path.name) for office, path in forms]
        received = time.perf_counter() - began
        while judge_waiting(bench):
            pass
        judged = time.perf_counter() - began - received
    with desk.ledger.read() as reading:
        rows = [receipts.get(reading, one.id) for one in taken]
    counted("有结论的表", sum(r is not None and r.state == "accepted" for r in rows), len(forms))
    desk.ledger.close()
    return received, judged, sum(inside)


@contextmanager
def _timing(inside: list[float]) -> Iterator[None]:
    """Note what each certification takes."""
    certify: Callable[..., object] = checking.certify

    def noted(*given: object) -> object:
        began = time.perf_counter()
        try:
            return certify(*given)
        finally:
            inside.append(time.perf_counter() - began)

    checking.certify = noted  # type: ignore[assignment]
    try:
        yield
    finally:
        checking.certify = certify  # type: ignore[assignment]


def _jail(forms: list[Form], folder: Path) -> None:
    sources = [spool(path, path.name, folder / "jail") for _, path in forms]
    with Jail() as jail:
        jail.read(sources[0])
        walled = timed(lambda: [jail.read(one) for one in sources])
        open_air = timed(lambda: [_read(one) for one in sources])
        beyond = Timed((max(walled.median - open_air.median, 1e-9) / len(sources),))
        bounded("P3 隔离每份多花", beyond, 0.0005, "ms")
        line("  不隔离读取(参照)", f"{open_air.median / len(sources) * 1000:.2f} ms 一份")
        killed = Timed(tuple(_killed(jail, sources[0]) for _ in range(5)))
        bounded("P3 子进程被杀,到出结论", killed, 0.25, "ms")


def _read(source: SourceFile) -> list[Sheet]:
    """The readers and the frames alone, in this process: no child, no wire, no checks."""
    with source.path.open("rb") as file:
        content = content_of(file, source.size)
        report = READERS[content.kind](file, content)
    return [sheet_of(_told(sheet)) for sheet in report.sheets]


def _told(sheet: RawSheet) -> wire.Told:
    columns = tuple(column.tobytes() for column in sheet.columns)
    rows, cols, texts, kinds = zip(*sheet.texts, strict=True) if sheet.texts else ((),) * 4
    written = ([*rows], [*cols], [*texts], [*kinds])
    return wire.Told(sheet.name, sheet.hidden, columns, written, (), frozenset())


def _killed(jail: Jail, source: SourceFile) -> float:
    """Seconds from the kill to whatever is then said of a file; the next one is read again."""
    counted("读出的表", len(jail.read(source).sheets) > 0, True)
    os.kill(jail.child_pid or os.getpid(), signal.SIGKILL)
    began = time.perf_counter()
    jail.read(source)
    return time.perf_counter() - began
