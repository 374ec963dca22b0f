"""A desk over a new database, with posts for everybody and a clock that the test sets."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import make_url

from briefings.form import Entry, write_form
from desk.approve import approve
from desk.demo.posts import DESK, clerk, reviewer
from desk.demo.series import entry_for
from desk.files import filled
from desk.handle import SHANGHAI, Desk, open_desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings
from desk.setup import start
from ledger.opening import open_ledger
from ledger.receipts import ReceiptRow, get
from observations.identity import Actor
from observations.jail import Jail
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from tests.databases import beside, copy_database

Q3 = ReportingPeriod.parse("2024-Q3")
Changes = dict[tuple[str, str], Entry]


@dataclass
class HallClock:
    """A clock that stands where the test puts it; every reading is a second later."""

    moment: datetime = datetime(2024, 10, 14, 9, 0, tzinfo=SHANGHAI)
    readings: int = field(default=0)

    def __call__(self) -> datetime:
        self.readings += 1
        return self.moment + timedelta(seconds=self.readings)


@dataclass(frozen=True)
class Hall:
    """An installation under test."""

    desk: Desk
    clock: HallClock
    bench: Bench
    folder: Path

    def clerk(self, office: str) -> Actor:
        return clerk(self.desk, office)

    def reviewer(self, office: str) -> Actor:
        return reviewer(self.desk, office)

    @property
    def bureau(self) -> Actor:
        return DESK

    def form(
        self, office: str, period: ReportingPeriod = Q3, changes: Changes | None = None
    ) -> Path:
        """The office's form, filled with believable values but for `changes`."""
        plan = self.desk.plan
        layout = layout_for(plan, office, period)
        entries = {
            row.key: entry_for(plan, plan.indicator(row.indicator), row.area, period)
            for row in layout.rows
        }
        path = self.folder / f"{office}_{period}_{len(list(self.folder.iterdir()))}.xlsx"
        write_form(layout, filled(self.desk, layout, period, entries | (changes or {})), path)
        return path

    def hand_in(self, path: Path, actor: Actor) -> ReceiptRow:
        """Receive and judge one file; what the ledger knows of it."""
        receipt = receive(self.desk, actor, path, path.name)
        judge_waiting(self.bench)
        with self.desk.ledger.read() as reading:
            row = get(reading, receipt.id)
        if row is None:
            raise AssertionError(receipt.id)
        return row


def approved(hall: Hall, office: str, period: ReportingPeriod = Q3) -> ReceiptRow:
    """One office's form of a period, handed in and approved by two other posts."""
    row = hall.hand_in(hall.form(office, period), hall.clerk(office))
    approve(hall.desk, hall.reviewer(office), office, period)
    approve(hall.desk, DESK, office, period)
    return row


def build(folder: Path, url: str, **settings: str) -> Hall:
    """A new demo installation on `url`; close its bench and its ledger afterwards."""
    given = Settings(home=folder / "home", database_url=url, **settings)
    clock = HallClock()
    start(given, "demo", clock)
    desk = replace(open_desk(given), clock=clock)
    return _opened(desk, clock, folder, Jail())


def _opened(desk: Desk, clock: HallClock, folder: Path, jail: Jail) -> Hall:
    files = folder / "files"
    files.mkdir()
    return Hall(desk, clock, Bench(desk, name="test", jail=jail), files)


class LentJail(Jail):
    """A jail that goes from bench to bench, as a worker's goes from file to file.

    It starts with the first file; `end` stops it.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        """It stays for the next bench."""

    def end(self) -> None:
        super().__exit__(None, None, None)


class FirstHalls:
    """A new demo installation, founded once on each kind of database and copied from there.

    Founding one takes ten times as long as copying it, and most tests begin after it.
    """

    def __init__(self, folder: Path, jail: Jail) -> None:
        self._folder, self._jail = folder, jail
        self._founded: dict[str, tuple[Desk, HallClock]] = {}

    def copied(self, folder: Path, url: str) -> Hall:
        """A copy in `folder`, its database on the empty one at `url` (in its home without)."""
        settings = Settings(home=folder / "home", database_url=url)
        kind = make_url(settings.url).get_backend_name()
        if kind not in self._founded:
            self._founded[kind] = self._found(self._folder / kind, settings.url)
        first, clock = self._founded[kind]
        shutil.copytree(first.settings.home, settings.home)
        copy_database(first.settings.url, settings.url)
        own = replace(clock)
        desk = replace(first, settings=settings, ledger=open_ledger(settings.url), clock=own)
        return _opened(desk, own, folder, self._jail)

    def _found(self, folder: Path, url: str) -> tuple[Desk, HallClock]:
        folder.mkdir()
        built = build(folder, beside(url, folder))
        built.desk.ledger.close()
        return built.desk, built.clock
