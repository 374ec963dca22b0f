"""R9: seeded mistakes among clean forms, on series nobody tuned a rule on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desk.handle import open_desk
from desk.intake import Bench
from desk.settings import Settings
from targets.load import load_plan
from targets.model import Plan
from tests.campaigns.believing import table
from tests.campaigns.believing.drawing import Trial, clean, deck, rounds, spoiled, world_of
from tests.campaigns.believing.edition import edition
from tests.campaigns.believing.kinds import KINDS
from tests.campaigns.believing.station import Station, founded
from tests.campaigns.runner import SQLITE, Campaign, Ground, Told
from tests.campaigns.runner import Trial as RunnerTrial

FORMS = 10  # with a mistake, and as many without, at each station
STATIONS = 50
CRITICAL = tuple(kind for kind in KINDS.values() if kind.critical)
"""What the suite's sample tries: one form of each."""


@dataclass(frozen=True)
class Arena:
    """An installation without a record, and the plan that its offices report by."""

    bench: Bench
    empty: Settings
    plan: Plan
    folder: Path
    seed: int
    whole: bool

    def trial(self, number: int, draw: random.Random) -> Told:
        """One station: a history on record, and twenty ways it goes on."""
        kinds = deck(number, FORMS) if self.whole else CRITICAL
        world = world_of(self.plan, f"{self.seed}:{number}", kinds)
        wrong = spoiled(world, kinds, draw)
        right = clean(world, FORMS if self.whole else FORMS // 2, draw)
        counts: Counter[str] = Counter()
        with Station(self.bench, self.empty, world, self.folder / f"station-{number}") as station:
            counts += table.before([answer for _, answer in station.history])
            for trials in (*rounds(wrong), *rounds(right)):
                counts += _judged(station, trials)
        return Told(dict(counts))


def _judged(station: Station, trials: list[Trial]) -> Counter[str]:
    answers = station.judged([(trial.title, trial.rows) for trial in trials])
    counts: Counter[str] = Counter()
    for trial, answer in zip(trials, answers, strict=True):
        counts += table.counted(trial, answer)
    return counts


@contextmanager
def _arena(ground: Ground) -> Iterator[RunnerTrial]:
    plan = edition(ground.folder)
    empty = founded(ground.folder, plan)
    with Bench(open_desk(empty)) as bench:
        yield Arena(bench, empty, load_plan(plan), ground.folder, ground.seed, ground.whole).trial


CAMPAIGN = Campaign(
    "believing",
    "of a thousand forms, the wrong ones are named and the right ones are believed",
    STATIONS,
    _arena,
    (SQLITE,),
    table.judge,
    table.shown,
)
