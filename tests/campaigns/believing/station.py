"""A scratch ledger with one world's history, and forms judged over it that leave no trace."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from types import TracebackType

from desk.demo.posts import clerk
from desk.handle import SHANGHAI, Clock, Desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings
from desk.setup import start
from ledger import findings, receipts
from ledger.opening import open_ledger
from observations.finding import Finding
from observations.period import ReportingPeriod
from observations.submission import FORM, document
from tests.campaigns.believing.said import Key, Said
from tests.campaigns.believing.world import Title, World

Rows = Sequence[tuple[Key, Said]]
DAYS_AFTER = 8  # a form comes in so long after its period
DRAFTED = "housing"
"""The office some of whose earlier forms were corrected by a later file."""
KEPT = ("cityplan.db", "secret.key")


@dataclass(frozen=True)
class Answer:
    """What the desk said of one form."""

    state: str
    findings: tuple[Finding, ...]


def founded(folder: Path, plan: Path) -> Settings:
    """A new installation for the campaign's edition of the plan, nothing on record."""
    settings = Settings(home=folder / "empty", plan=plan)
    start(settings, "demo", _clock(ReportingPeriod.parse("2023-Q1")))
    return settings


def written(title: Title, rows: Rows) -> bytes:
    """The submission document of a form, as a program of the office hands it in."""
    return document(title, FORM, [_line(key, said) for key, said in rows])


def _line(key: Key, said: Said) -> dict[str, object]:
    parts = {
        "value": said.value,
        "numerator": said.numerator,
        "denominator": said.denominator,
        "note": said.note or None,
    }
    told: dict[str, object] = {name: part for name, part in parts.items() if part is not None}
    return {"indicator": key[0], "area": key[1], **told}


def _clock(period: ReportingPeriod) -> Clock:
    """A morning some days after the period; it stands, so that no lease grows old."""
    day = period.end + timedelta(days=DAYS_AFTER)
    return lambda: datetime.combine(day, time(9, 0), SHANGHAI)


@dataclass
class Station(AbstractContextManager["Station"]):
    """Where the forms of one world are judged.

    The history goes through the real intake once. Every round of trial forms is judged on a
    copy of that ledger, so that no trial's form is another's history.
    """

    bench: Bench
    empty: Settings
    world: World
    folder: Path
    rounds: int = 0

    def __enter__(self) -> Station:
        self._copied(self.empty.home, self.folder / "record")
        self.history = self._record()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.folder)

    def _copied(self, of: Path, home: Path) -> Settings:
        home.mkdir(parents=True)
        for name in KEPT:
            shutil.copy(of / name, home / name)
        return Settings(home=home, plan=self.empty.plan)

    def _record(self) -> list[tuple[Title, Answer]]:
        """Everything before; a few forms come a first time as a draft."""
        settings = Settings(home=self.folder / "record", plan=self.empty.plan)
        titles = self.world.history()
        drafts = [title for title in titles if title[0] == DRAFTED][1:-1:3]
        self._judged(settings, [(t, tuple(self.world.draft(*t).items())) for t in drafts])
        forms = [(title, tuple(self.world.form(*title).items())) for title in titles]
        return list(zip(titles, self._judged(settings, forms), strict=True))

    def judged(self, forms: Sequence[tuple[Title, Rows]]) -> list[Answer]:
        """The desk's answers to forms of different offices and periods, over the record."""
        self.rounds += 1
        home = self.folder / f"round-{self.rounds}"
        answers = self._judged(self._copied(self.folder / "record", home), forms)
        shutil.rmtree(home)
        return answers

    def _judged(self, settings: Settings, forms: Sequence[tuple[Title, Rows]]) -> list[Answer]:
        periods = [ReportingPeriod.parse(title[1]) for title, _ in forms]
        latest = max(periods, key=lambda period: period.end)
        desk = replace(
            self.bench.desk,
            settings=settings,
            ledger=open_ledger(settings.url),
            clock=_clock(latest),
        )
        self.bench.desk = desk
        try:
            names = [self._received(desk, title, rows) for title, rows in forms]
            judge_waiting(self.bench)
            return [_answer(desk, name) for name in names]
        finally:
            desk.ledger.close()

    @staticmethod
    def _received(desk: Desk, title: Title, rows: Rows) -> str:
        data = written(title, rows)
        return receive(desk, clerk(desk, title[0]), data, "submission.json").id


def _answer(desk: Desk, name: str) -> Answer:
    with desk.ledger.read() as reading:
        row = receipts.get(reading, name)
        found = findings.of_receipt(reading, name)
    if row is None:
        raise AssertionError(name)
    return Answer(row.state, tuple(one.finding for one in found))
