"""Right numbers in the wrong place: rows, columns, periods, offices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from tests.campaigns.believing.said import Form, Key, Said, decimals_of, printed
from tests.campaigns.believing.scene import Scene, Wrong, of, plain, rate, worthy

_NEAR = 4  # rows: the clerk slips by a few lines


def rows_swapped(scene: Scene) -> Wrong | None:
    """Two rows near each other have each other's numbers, and at least one looks strange."""
    keys = [key for key, said in scene.clean.items() if worthy(said)]
    pairs = [
        (one, other)
        for at, one in enumerate(keys)
        for other in keys[at + 1 : at + 1 + _NEAR]
        if _exchangeable(scene, one, other)
    ]
    if not pairs:
        return None
    one, other = scene.draw.choice(pairs)
    a, b = _bare(scene.clean[one]), _bare(scene.clean[other])
    words = f"{scene.called(one)}({of(a)})与{scene.called(other)}({of(b)})两行填反"
    return scene.with_rows({one: b, other: a}, words)


def _exchangeable(scene: Scene, one: Key, other: Key) -> bool:
    a, b = scene.clean[one], scene.clean[other]
    same_kind = (rate(one, a) and rate(other, b)) or None not in (plain(a), plain(b))
    alike = scene.indicator(one).unit == scene.indicator(other).unit
    return same_kind and alike and (scene.strange(one, b, 6) or scene.strange(other, a, 6))


def _bare(said: Said) -> Said:
    """A row without the typed value, which would stay where it was."""
    return said if plain(said) is not None else replace(said, value=None)


def previous_column(scene: Scene) -> Wrong | None:
    """The column 上期值 is copied into 本期值; the parts are this period's."""
    changed = {}
    for key, said in scene.clean.items():
        old = _shown(scene, key)
        if rate(key, said) and not said.note and old is not None and _differs(scene, key, old):
            changed[key] = replace(said, value=old)
    if not changed:
        return None
    key, said = next(iter(changed.items()))
    words = f"“上期值”整列抄进“本期值”,{len(changed)} 行,如{scene.called(key)}填成 {of(said)}"
    return scene.with_rows(changed, words)


def _differs(scene: Scene, key: Key, old: float) -> bool:
    """True when the last period's value is not this one's at the digits it is written with.

    84.10 is written as 84.1 in a document, and 84.13 is 84.1 to one digit.
    """
    digits = min(scene.indicator(key).decimals, decimals_of(old))
    return abs(old - scene.now(key)) >= 2 * 10**-digits


def _shown(scene: Scene, key: Key) -> float | int | None:
    """Last period's value as the form shows it."""
    last, one = scene.last(key), scene.indicator(key)
    if rate(key, last):
        share = (last.numerator or 0) / (last.denominator or 1) * one.scale
        return printed(share, one.decimals)
    return plain(last)


def stale_form(scene: Scene) -> Wrong | None:
    """Last period's whole form once more, under this period's name."""
    return _of_another(scene, scene.before[-1], "上一期")


def wrong_period(scene: Scene) -> Wrong | None:
    """The numbers of two, three or four periods ago, under this period's name."""
    back = scene.draw.choice((2, 3, 4))
    return _of_another(scene, scene.before[-back], f"{back} 期以前")


def _of_another(scene: Scene, old: Form, whose: str) -> Wrong | None:
    """That form's rows, when no two forms of the record were ever equal and numbers tell."""
    forms = [*scene.before, scene.clean]
    repeated = any(_numbers(a) == _numbers(b) for a, b in pairwise(forms))
    telling = [key for key, said in old.items() if worthy(said) and _told(said)]
    changed = {key: said for key, said in old.items() if said != scene.clean[key]}
    if repeated or not telling or not changed:
        return None
    wrong = scene.with_rows(old, f"{len(old)} 行全部是{whose}的数")
    return replace(wrong, hit=frozenset(changed))


def _numbers(form: Form) -> Mapping[Key, tuple[object, ...]]:
    return {k: (s.value, s.numerator, s.denominator) for k, s in form.items()}


def _told(said: Said) -> bool:
    """True for a number that does not come twice by chance."""
    return (said.numerator or said.value or 0) >= 100


def duplicate_key(scene: Scene) -> Wrong | None:
    """One row twice, with the same numbers or with last period's."""
    key = scene.pick(lambda _, said: True)
    if key is None:
        return None
    again = scene.draw.choice((scene.clean[key], scene.last(key)))
    rows = (*scene.clean.items(), (key, again))
    words = f"{scene.title[0]} {scene.title[1]}:{scene.called(key)}填了两行:{of(again)}"
    return Wrong(rows, frozenset({key}), words)


def foreign_indicator(scene: Scene) -> Wrong | None:
    """A row that another office answers for."""
    frequency = "Q" if "Q" in scene.title[1] else "A"
    others = [office for office in scene.world.asked(frequency) if office != scene.title[0]]
    office = scene.draw.choice(others)
    form = scene.world.form(office, scene.title[1])
    key, said = scene.draw.choice(list(form.items()))
    words = f"{scene.title[0]} {scene.title[1]}:多填了{office}的{scene.called(key)} {of(said)}"
    return Wrong((*scene.clean.items(), (key, said)), frozenset({key}), words)
