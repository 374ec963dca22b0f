"""Parts and values that contradict each other, the form, or what belongs together."""

from __future__ import annotations

from dataclasses import replace

from tests.campaigns.believing.edition import GREEN
from tests.campaigns.believing.said import Key, Number, Said, decimals_of, printed
from tests.campaigns.believing.scene import Scene, Wrong, of, rate

_TOTAL, _COVER = "green_area", "greening_cover_area"


def parts_swapped(scene: Scene) -> Wrong | None:
    """Numerator and denominator stand in each other's column."""

    def fits(key: Key, said: Said) -> bool:
        turned = replace(said, value=None, numerator=said.denominator, denominator=said.numerator)
        return rate(key, said) and scene.strange(key, turned, 5)

    key = scene.pick(fits)
    if key is None:
        return None
    said = scene.clean[key]
    turned = replace(said, value=None, numerator=said.denominator, denominator=said.numerator)
    return told(scene, key, turned)


def over_whole(scene: Scene) -> Wrong | None:
    """More of something than there is of it."""
    key = scene.pick(lambda k, s: rate(k, s) and scene.indicator(k).kind == "rate")
    if key is None:
        return None
    said = scene.clean[key]
    below = said.denominator or 0
    digits = decimals_of(below)
    more = max(printed(below * scene.draw.uniform(1.01, 1.3), digits), below + 1)
    return told(scene, key, replace(said, value=None, numerator=more))


def rate_off(scene: Scene) -> Wrong | None:
    """A value typed over the formula that the parts do not give."""
    key = scene.pick(lambda k, s: rate(k, s) and scene.indicator(k).kind == "rate")
    if key is None:
        return None
    away = scene.draw.choice((-1, 1)) * scene.draw.uniform(0.06, 3.0)
    typed = printed(scene.now(key) + away, 2)
    if not 0 <= typed <= 100:
        typed = printed(scene.now(key) - away, 2)
    return told(scene, key, replace(scene.clean[key], value=typed))


def typed_round(scene: Scene) -> Wrong | None:
    """A value typed to the nearest five where the parts say otherwise."""

    def fits(key: Key, said: Said) -> bool:
        five = 5 * round(scene.now(key) / 5)
        return rate(key, said) and scene.indicator(key).unit == "%" and _apart(scene, key, five)

    key = scene.pick(fits)
    if key is None:
        return None
    return told(scene, key, replace(scene.clean[key], value=5 * round(scene.now(key) / 5)))


def _apart(scene: Scene, key: Key, typed: int) -> bool:
    """True when no reading of the typed number's precision reaches the true value."""
    return abs(typed - scene.now(key)) >= 0.6


def all_round(scene: Scene) -> Wrong | None:
    """Every computed value typed as a whole number, where two decimals are asked for."""
    computed = {k: s for k, s in scene.clean.items() if rate(k, s) and _percent(scene, k)}
    typed = {k: replace(s, value=round(scene.now(k))) for k, s in computed.items()}
    lost = [key for key in typed if abs(scene.now(key) - round(scene.now(key))) >= 0.05]
    if len(lost) < 3:
        return None
    return scene.with_rows(typed, f"{len(typed)} 个百分数全部手填成整数(口径为两位小数)")


def _percent(scene: Scene, key: Key) -> bool:
    return scene.indicator(key).unit == "%"


def total_broken(scene: Scene) -> Wrong | None:
    """The three kinds of green do not make the green there is."""
    rows = {key[0]: key for key in scene.clean if key[0] in GREEN}
    if not rows:
        return None
    key = rows[scene.draw.choice([name for name in GREEN if name != _COVER])]
    total = scene.clean[rows[_TOTAL]].value or 0
    away = scene.draw.choice((-1, 1)) * scene.draw.uniform(0.02, 0.1) * total
    said = Said(printed((scene.clean[key].value or 0) + away, 2))
    wrong = told(scene, key, said)
    return replace(wrong, hit=frozenset(rows[name] for name in GREEN if name != _COVER))


def below_green(scene: Scene) -> Wrong | None:
    """Less ground under leaves than ground that is green: both rows of the survey agree on it."""
    covers = {k: s for k, s in scene.clean.items() if k[0] in ("greening_coverage", _COVER)}
    if len(covers) < 2:
        return None
    area = _green_of(scene)
    less = printed(area * scene.draw.uniform(0.9, 0.985), 2)
    changed = {key: _covered(said, less) for key, said in covers.items()}
    hit = {
        key for key in scene.clean if key[0] in (*GREEN, "greening_coverage", "green_space_rate")
    }
    wrong = scene.with_rows(changed, f"绿化覆盖面积 {less} 公顷,绿地面积 {area} 公顷")
    return replace(wrong, hit=frozenset(hit))


def _green_of(scene: Scene) -> Number:
    return next(said.value or 0 for key, said in scene.clean.items() if key[0] == _TOTAL)


def _covered(said: Said, less: Number) -> Said:
    if said.denominator is None:
        return Said(less)
    return replace(said, value=None, numerator=less)


def other_built_up(scene: Scene) -> Wrong | None:
    """One row of the form goes by another built-up area than the rest."""
    same = [k for k, s in scene.clean.items() if rate(k, s) and _built_up(scene, k)]
    if len(same) < 3:
        return None
    key = scene.pick(lambda k, s: rate(k, s) and _built_up(scene, k))
    if key is None:
        return None
    factor = scene.draw.choice((scene.draw.uniform(0.85, 0.97), scene.draw.uniform(1.03, 1.15)))
    said = _with_whole(scene.clean[key], factor)
    return replace(told(scene, key, said), hit=frozenset(same))


def _built_up(scene: Scene, key: Key) -> bool:
    one = scene.indicator(key)
    return one.denominator == "建成区面积" and one.denominator_unit == "公顷"


def _with_whole(said: Said, factor: float) -> Said:
    """The row with another denominator; its numerator stays."""
    below = said.denominator or 0
    return replace(said, value=None, denominator=printed(below * factor, decimals_of(below)))


def other_denominator(scene: Scene) -> Wrong | None:
    """A stock that nobody changes overnight is another one, and nobody says why.

    Half of the time the rate is kept, half of the time the numerator.
    """
    key = scene.pick(lambda k, s: rate(k, s) and scene.stable(k) and (s.denominator or 0) >= 60)
    if key is None or _built_up(scene, key):
        return None
    factor = scene.draw.choice((scene.draw.uniform(0.7, 0.88), scene.draw.uniform(1.14, 1.4)))
    said = scene.clean[key]
    spoiled = _with_whole(said, factor)
    if scene.draw.random() < 0.5 or (said.numerator or 0) > (spoiled.denominator or 0):
        above = printed((said.numerator or 0) * factor, decimals_of(said.numerator or 0))
        spoiled = replace(spoiled, numerator=above)
    return told(scene, key, spoiled)


def told(scene: Scene, key: Key, said: Said) -> Wrong:
    """One row changed, in words."""
    before = of(scene.last(key))
    words = f"{scene.called(key)}应为 {of(scene.clean[key])},填成 {of(said)}(上期 {before})"
    return scene.with_rows({key: said}, words)
