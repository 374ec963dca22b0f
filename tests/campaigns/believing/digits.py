"""Slips of the hand: a point lost, two digits changed about, a digit too many."""

from __future__ import annotations

from collections.abc import Callable

from tests.campaigns.believing.parts import told
from tests.campaigns.believing.said import Key, Number, Said, decimals_of, with_number
from tests.campaigns.believing.scene import Scene, Wrong, plain

Slip = Callable[[Scene, Number], Number | None]
_SEEN = 6.0
"""A slip counts as one when the value lies so many usual steps from the true one."""


def point_lost(scene: Scene) -> Wrong | None:
    """1286.35 written as 128635."""
    return _slipped(scene, _without_point)


def digit_extra(scene: Scene) -> Wrong | None:
    """1286.35 written as 12286.35."""
    return _slipped(scene, _longer)


def transposed(scene: Scene) -> Wrong | None:
    """1286.35 written as 2186.35; only where the row then looks unlike itself."""
    return _slipped(scene, _turned)


def _slipped(scene: Scene, slip: Slip) -> Wrong | None:
    found = [
        (key, spoiled)
        for key, said in scene.clean.items()
        if not said.note and not isinstance(said.value, bool)
        for spoiled in _each(scene, said, slip)
    ]
    seen = [(key, said) for key, said in found if _unlike(scene, key, said)]
    return told(scene, *scene.draw.choice(seen)) if seen else None


def _each(scene: Scene, said: Said, slip: Slip) -> list[Said]:
    """The row with the slip in one of its numbers, once for each number it can happen to."""
    names = ("value",) if plain(said) is not None else ("numerator", "denominator")
    slipped = {name: slip(scene, getattr(said, name) or 0) for name in names}
    return [with_number(said, name, new) for name, new in slipped.items() if new]


def _unlike(scene: Scene, key: Key, said: Said) -> bool:
    """True where nobody takes the number for the true one: by its part or by the row's value."""
    if said.denominator is not None and not said.numerator:
        return False
    change = abs((scene.now(key) or 1) / 50)
    return scene.strange(key, said, max(_SEEN, change / scene.spread(key)))


def _without_point(_: Scene, number: Number) -> Number | None:
    digits = decimals_of(number)
    return round(number * 10**digits) if digits else None


def _longer(scene: Scene, number: Number) -> Number | None:
    """One of its digits typed twice, before the point."""
    whole, point, rest = str(number).partition(".")
    if len(whole) < 2:
        return None
    at = scene.draw.randrange(len(whole))
    return _number(f"{whole[:at]}{whole[at]}{whole[at:]}{point}{rest}")


def _turned(scene: Scene, number: Number) -> Number | None:
    """Two neighbours among the first three digits."""
    text = str(number)
    whole = text.partition(".")[0]
    at = scene.draw.choice((0, 1))
    if len(whole) < at + 2 or whole[at] == whole[at + 1]:
        return None
    return _number(f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}")


def _number(text: str) -> Number:
    return float(text) if "." in text else int(text)
