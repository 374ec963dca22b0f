"""The form somebody is about to spoil, and what a statistician knows of its rows."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from observations.indicator import Indicator
from tests.campaigns.believing.rates import nature
from tests.campaigns.believing.said import Form, Key, Number, Said, worth
from tests.campaigns.believing.wholes import STABLE
from tests.campaigns.believing.world import Title, World

Rows = Sequence[tuple[Key, Said]]


@dataclass(frozen=True)
class Wrong:
    """A spoiled form: its rows, which of them are wrong, and what the clerk sees there."""

    rows: Rows
    hit: frozenset[Key]
    words: str


@dataclass(frozen=True)
class Scene:
    """A clean form that is due, with the forms before it."""

    world: World
    title: Title
    clean: Form
    before: Sequence[Form]
    draw: random.Random

    def indicator(self, key: Key) -> Indicator:
        return self.world.plan.indicator(key[0])

    def last(self, key: Key) -> Said:
        """The row a period ago."""
        return self.before[-1][key]

    def now(self, key: Key) -> float:
        value = worth(self.clean[key], self.indicator(key))
        return math.nan if value is None else value

    def spread(self, key: Key) -> float:
        """The usual step from period to period: root mean square, never below the last digit.

        Steps that the office explained are no chance and are left out.
        """
        known = [(worth(form[key], self.indicator(key)), form[key].note) for form in self.before]
        values = [(value, note) for value, note in known if value is not None]
        steps = [b - a for (a, _), (b, note) in pairwise(values) if not note]
        usual = math.sqrt(sum(step * step for step in steps) / max(1, len(steps)))
        return float(max(usual, 10.0 ** -self.indicator(key).decimals))

    def strange(self, key: Key, said: Said, times: float) -> bool:
        """True when the row's new value lies so many usual steps from the true one."""
        value = worth(said, self.indicator(key))
        return value is not None and abs(value - self.now(key)) > times * self.spread(key)

    def pick(self, fits: Callable[[Key, Said], bool]) -> Key | None:
        """A row that fits and says something, by chance."""
        fitting = [k for k, said in self.clean.items() if worthy(said) and fits(k, said)]
        return self.draw.choice(fitting) if fitting else None

    def stable(self, key: Key) -> bool:
        """True for a rate whose denominator is a stock, not a flow or a sample."""
        return self.clean[key].denominator is not None and nature(self.indicator(key)) in STABLE

    def with_rows(self, changed: Mapping[Key, Said], words: str) -> Wrong:
        """The form with these rows in place of the true ones."""
        rows = tuple((key, changed.get(key, said)) for key, said in self.clean.items())
        return Wrong(rows, frozenset(changed), f"{self.title[0]} {self.title[1]}:{words}")

    def called(self, key: Key) -> str:
        return f"“{self.indicator(key).name}”"


def worthy(said: Said) -> bool:
    """True for a row with a number in it, and no word that explains it."""
    told = said.value if said.numerator is None else said.numerator
    return told is not None and not isinstance(told, bool) and not said.note


def rate(_key: Key, said: Said) -> bool:
    """A row with two parts, neither of them nothing."""
    return bool(said.numerator) and bool(said.denominator)


def of(said: Said) -> str:
    """The row as it stands on the form."""
    parts = "" if said.numerator is None else f"{said.numerator}/{said.denominator}"
    typed = "" if said.value is None else f"{said.value}"
    return f"{parts}{'=' if parts and typed else ''}{typed}"


def plain(said: Said) -> Number | None:
    """The number of a row without parts."""
    if said.numerator is not None or isinstance(said.value, bool):
        return None
    return said.value
