"""Wrong units: a hundred too much or too little, 万, hectares, fractions and ratios."""

from __future__ import annotations

from dataclasses import replace

from tests.campaigns.believing.said import Key, Number, Said, printed, with_number
from tests.campaigns.believing.scene import Scene, Wrong, of, plain, rate

_AREAS = frozenset({"公顷", "平方公里", "平方米", "平方米/人"})


def hundred_up(scene: Scene) -> Wrong | None:
    """One number of a row is written a hundred times too large."""
    return _scaled(scene, 100.0, 5)


def hundred_down(scene: Scene) -> Wrong | None:
    """One number of a row is written a hundred times too small."""
    return _scaled(scene, 0.01, 5)


def ten_thousand(scene: Scene) -> Wrong | None:
    """Numbers of a row are written in 万: one of them, or both parts alike."""
    if scene.draw.random() < 0.5:
        return _scaled(scene, 1e-4, 1000)
    key = scene.pick(lambda _, said: rate(_, said) and min(_parts(said)) >= 1000)
    if key is None:
        return None
    said = scene.clean[key]
    above, below = (_times(part, 1e-4) for part in _parts(said))
    return _told(scene, key, replace(said, value=None, numerator=above, denominator=below))


def hectares(scene: Scene) -> Wrong | None:
    """One area of a row is written in the other unit: 公顷 for 平方公里 or the other way round."""
    return _scaled(scene, scene.draw.choice((100.0, 0.01)), 1, of_areas=True)


def fraction(scene: Scene) -> Wrong | None:
    """0.912 typed where 91.2 per cent is meant; the parts are right."""
    key = scene.pick(lambda k, s: rate(k, s) and scene.indicator(k).unit == "%")
    if key is None or scene.now(key) == 0:
        return None
    typed = printed(scene.now(key) / 100, 4)
    return _told(scene, key, replace(scene.clean[key], value=typed))


def ratio_as_percent(scene: Scene) -> Wrong | None:
    """33.3 typed where 1:3 is meant, that is 0.333; the parts are right."""
    key = scene.pick(lambda k, s: rate(k, s) and scene.indicator(k).kind == "ratio")
    if key is None:
        return None
    typed = printed(scene.now(key) * 100, 2)
    return _told(scene, key, replace(scene.clean[key], value=typed))


def _scaled(scene: Scene, factor: float, least: float, *, of_areas: bool = False) -> Wrong | None:
    """One number of at least `least` in a row multiplied; the computed value follows."""
    found = [
        (key, name)
        for key, said in scene.clean.items()
        for name, number in _numbers(said).items()
        if number >= least and not said.note and (not of_areas or _is_area(scene, key, name))
    ]
    if not found:
        return None
    key, name = scene.draw.choice(found)
    said = scene.clean[key]
    spoiled = with_number(said, name, _times(_numbers(said)[name], factor))
    return _told(scene, key, spoiled)


def _numbers(said: Said) -> dict[str, Number]:
    """The numbers somebody writes into a row, by field."""
    if plain(said) is not None:
        return {"value": said.value or 0}
    names = ("numerator", "denominator")
    return {name: part for name, part in zip(names, _parts(said), strict=True) if part}


def _parts(said: Said) -> tuple[Number, Number]:
    return said.numerator or 0, said.denominator or 0


def _is_area(scene: Scene, key: Key, name: str) -> bool:
    one = scene.indicator(key)
    units = {
        "value": one.unit,
        "numerator": one.numerator_unit,
        "denominator": one.denominator_unit,
    }
    return units[name] in _AREAS


def _times(number: Number, factor: float) -> Number:
    moved = printed(number * factor, 6)
    return int(moved) if float(moved).is_integer() else moved


def _told(scene: Scene, key: Key, said: Said) -> Wrong:
    words = f"{scene.called(key)}应为 {of(scene.clean[key])},填成 {of(said)}"
    return scene.with_rows({key: said}, words)
