"""Which forms a station judges: so many with one mistake each, as many without."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from observations.period import ReportingPeriod
from targets.model import Plan
from tests.campaigns.believing import series
from tests.campaigns.believing.kinds import KINDS, Kind
from tests.campaigns.believing.scene import Rows, Scene, Wrong
from tests.campaigns.believing.world import Title, World

WEIGHTS: Mapping[str, int] = {
    "housing.Q": 38,
    "housing.A": 22,
    "azhen.Q": 6,
    "sanitation.Q": 7,
    "organization.Q": 5,
    "leading-group.Q": 5,
    "urban-management.Q": 6,
    "transport.A": 4,
    "civil-affairs.A": 4,
    "azhen.A": 3,
}
"""How often a form is drawn: most mistakes are made where most numbers are."""


@dataclass(frozen=True)
class Trial:
    """A form to be judged; `wrong` is None of a clean one."""

    title: Title
    rows: Rows
    kind: Kind | None = None
    wrong: Wrong | None = None

    @property
    def claims(self) -> frozenset[tuple[str, str, str]]:
        """What no other form of the same round may speak of."""
        return frozenset((*key, self.title[1]) for key, _ in self.rows)


def deck(number: int, size: int) -> Sequence[Kind]:
    """The kinds a station begins with: all take turns."""
    names = list(KINDS)
    return [KINDS[names[(number * size + at) % len(names)]] for at in range(size)]


def world_of(plan: Plan, seed: str, kinds: Sequence[Kind]) -> World:
    """A world in which the kinds of the deck can happen."""
    chance = random.Random(f"{seed}:world")
    spoils = [kind.spoil for kind in kinds]
    quarter = chance.choice((1, 2, 3, 4))
    if series.not_reset in spoils:
        quarter = 1
    elif series.cumulative_for_point in spoils:
        quarter = chance.choice((2, 3, 4))
    year = chance.choice((2024, 2025))
    return World(plan, seed, ReportingPeriod.parse(f"{year}-Q{quarter}"), chance.randint(8, 12))


def spoiled(world: World, kinds: Sequence[Kind], draw: random.Random) -> list[Trial]:
    """One form with each of the kinds; a kind that fits nowhere gives its turn to another."""
    found = []
    for at, kind in enumerate(kinds):
        others = draw.sample(list(KINDS.values()), len(KINDS))
        made = (_one(world, k, draw, f"wrong-{at}") for k in (kind, *others))
        found.append(next(trial for trial in made if trial is not None))
    return found


def clean(world: World, many: int, draw: random.Random) -> list[Trial]:
    """Forms as the offices mean them."""
    made = []
    for at in range(many):
        title = next(_titles(world, draw))
        made.append(Trial(title, tuple(world.form(*title, f"clean-{at}").items())))
    return made


def _one(world: World, kind: Kind, draw: random.Random, trial: str) -> Trial | None:
    for title in _titles(world, draw):
        form = world.form(*title, trial)
        wrong = kind.spoil(Scene(world, title, form, world.before(*title), draw))
        if wrong is not None:
            return Trial(title, wrong.rows, kind, wrong)
    return None


def _titles(world: World, draw: random.Random) -> Iterator[Title]:
    """Every form that is due, likely ones first."""
    left = dict(WEIGHTS)
    while left:
        name = draw.choices(list(left), list(left.values()))[0]
        del left[name]
        yield world.now(*name.split("."))


def rounds(trials: Sequence[Trial]) -> list[list[Trial]]:
    """Packed so that no two forms of a round speak of the same value."""
    packed: list[tuple[set[tuple[str, str, str]], list[Trial]]] = []
    for trial in trials:
        for taken, members in packed:
            if not taken & trial.claims:
                taken.update(trial.claims)
                members.append(trial)
                break
        else:
            packed.append((set(trial.claims), [trial]))
    return [members for _, members in packed]
