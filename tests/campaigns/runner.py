"""What a campaign is, and how it is run: seeded, counted, resumable."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SQLITE, POSTGRES = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRES)
EVERY_SECONDS = 20.0

Say = Callable[[str], None]


class BrokenPromise(AssertionError):  # noqa: N818 -- names what happened
    """The system did not keep what the campaign says it keeps."""


@dataclass(frozen=True)
class Ground:
    """Where a campaign stands: an empty database and an empty folder.

    `seed` is the campaign's; `whole` is false in the sample of the suite, which leaves out
    what only a long run can show. `warm`: a warm process to be shared, if there is one.
    """

    kind: str
    url: str
    folder: Path
    seed: int
    whole: bool = True
    warm: object = None


@dataclass(frozen=True)
class Told:
    """What one trial tells: things counted, and measures of which the worst is kept."""

    counts: Mapping[str, int] = field(default_factory=dict)
    worst: Mapping[str, float] = field(default_factory=dict)


@dataclass
class Tally:
    """What all trials told so far."""

    trials: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    worst: dict[str, float] = field(default_factory=dict)

    def add(self, told: Told) -> None:
        self.trials += 1
        self.counts.update(told.counts)
        for name, value in told.worst.items():
            self.worst[name] = max(value, self.worst.get(name, value))

    def lines(self) -> Iterator[str]:
        for name, count in sorted(self.counts.items()):
            yield f"  {count:>7}  {name}"
        for name, value in sorted(self.worst.items()):
            yield f"  {value:>9.2f}  worst {name}"


Trial = Callable[[int, random.Random], Told]


def _content(_tally: Tally) -> None:
    """No promise about the campaign as a whole."""


@dataclass(frozen=True)
class Campaign:
    """A promise and the trials that try to break it.

    `arena` prepares a ground and yields the trial; leaving it checks what only the end shows.
    A trial depends on its number and its own random numbers alone, so that any can be repeated.
    `judge` looks at the tally of a complete run. Broken promises are AssertionErrors. `shown`:
    how the tally is printed, for counts that make a table.
    """

    name: str
    promise: str
    trials: int
    arena: Callable[[Ground], AbstractContextManager[Trial]]
    databases: Sequence[str] = BOTH
    judge: Callable[[Tally], None] = _content
    shown: Callable[[Tally], Iterator[str]] = Tally.lines


def chance_of(seed: int, kind: str, number: int) -> random.Random:
    """The random numbers of one trial."""
    return random.Random(f"{seed}:{kind}:{number}")


class Progress:
    """One line of JSON a finished trial, so that an interrupted campaign goes on."""

    def __init__(self, path: Path, *, resume: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not resume:
            path.unlink(missing_ok=True)
        self._path = path
        self._known = [json.loads(line) for line in _whole_lines(path)]

    def done(self, kind: str) -> dict[int, Told]:
        """What the finished trials on a kind of database told."""
        mine = (line for line in self._known if line["database"] == kind)
        return {line["trial"]: Told(line["counts"], line["worst"]) for line in mine}

    def keep(self, kind: str, number: int, told: Told) -> None:
        line: dict[str, Any] = {"database": kind, "trial": number}
        line |= {"counts": dict(told.counts), "worst": dict(told.worst)}
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _whole_lines(path: Path) -> list[str]:
    """A line cut off by the interruption is no finished trial."""
    if not path.exists():
        return []
    return [line for line in path.read_text("utf-8").splitlines() if line.endswith("}")]


def run(
    campaign: Campaign, ground: Ground, trials: Sequence[int], progress: Progress, say: Say
) -> Tally:
    """Run the trials that are not done yet, printing counts as they come."""
    tally, done = Tally(), progress.done(ground.kind)
    for told in (done[number] for number in trials if number in done):
        tally.add(told)
    left = [number for number in trials if number not in done]
    say(f"{campaign.name} on {ground.kind}, seed {ground.seed}: {len(done)} done, {len(left)} left")
    if left:
        _run(campaign, ground, left, lambda n, told: _kept(progress, ground, tally, n, told), say)
    lines = (f"{campaign.name} on {ground.kind}: {tally.trials} trials", *campaign.shown(tally))
    say("\n".join(lines))
    if len(trials) >= campaign.trials:
        campaign.judge(tally)
    return tally


def _run(
    campaign: Campaign,
    ground: Ground,
    numbers: Sequence[int],
    keep: Callable[[int, Told], None],
    say: Say,
) -> None:
    began = said = time.monotonic()
    with campaign.arena(ground) as trial:
        for place, number in enumerate(numbers, start=1):
            try:
                keep(number, trial(number, chance_of(ground.seed, ground.kind, number)))
            except AssertionError as broken:
                place_of = f"--seed {ground.seed} --database {ground.kind} --only {number}"
                again = f"python -m tests.campaigns {campaign.name} {place_of}"
                raise BrokenPromise(f"trial {number}: {broken}\nagain: {again}") from broken
            if time.monotonic() - said > EVERY_SECONDS:
                said = time.monotonic()
                say(f"  … {place} of {len(numbers)} in {said - began:.0f} s")


def _kept(progress: Progress, ground: Ground, tally: Tally, number: int, told: Told) -> None:
    progress.keep(ground.kind, number, told)
    tally.add(told)


def sample(campaign: Campaign, ground: Ground, trials: Sequence[int]) -> Tally:
    """A few trials of a campaign, for the suite: the same functions, nothing kept."""
    tally = Tally()
    with campaign.arena(ground) as trial:
        for number in trials:
            tally.add(trial(number, chance_of(ground.seed, ground.kind, number)))
    return tally
