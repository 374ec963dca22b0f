"""Numbers that cannot follow, or hardly can follow, what stands on record."""

from __future__ import annotations

from dataclasses import replace

from observations.period import ReportingPeriod
from tests.campaigns.believing.parts import told
from tests.campaigns.believing.rates import nature
from tests.campaigns.believing.said import Key, Said, decimals_of, printed
from tests.campaigns.believing.scene import Scene, Wrong, plain, rate, worthy


def cumulative_for_point(scene: Scene) -> Wrong | None:
    """What came in since January where the quarter's own is asked for; the rate hardly moves."""
    since = ReportingPeriod.parse(scene.title[1]).number - 1
    key = scene.pick(lambda k, s: rate(k, s) and nature(scene.indicator(k)) == "flow")
    if "Q" not in scene.title[1] or since == 0 or key is None:
        return None
    forms = [*scene.before[-since:], scene.clean]
    above, below = (
        printed(sum(getattr(form[key], name) or 0 for form in forms), _digits(scene, key, name))
        for name in ("numerator", "denominator")
    )
    since_january = Said(None, above, below)
    return told(scene, key, since_january)


def _digits(scene: Scene, key: Key, name: str) -> int:
    return decimals_of(getattr(scene.clean[key], name) or 0)


def point_for_cumulative(scene: Scene) -> Wrong | None:
    """This period's pieces where everything since the beginning is asked for."""
    key = _total(scene)
    if key is None:
        return None
    decimals = scene.indicator(key).decimals
    own = printed((scene.clean[key].value or 0) - (scene.last(key).value or 0), decimals)
    return told(scene, key, Said(own)) if own < (scene.last(key).value or 0) else None


def count_fell(scene: Scene) -> Wrong | None:
    """Fewer pieces finished than were finished before, or a thing done that is undone."""
    undone = [key for key in scene.clean if scene.last(key).value is True]
    key = _total(scene)
    if undone and (key is None or scene.draw.random() < 0.3):
        return told(scene, scene.draw.choice(undone), Said(value=False))
    if key is None:
        return None
    decimals = scene.indicator(key).decimals
    before = scene.last(key).value or 0
    less = min(before * scene.draw.uniform(0.6, 0.95), before - 10**-decimals)
    return told(scene, key, Said(printed(less, decimals)))


def _before(scene: Scene, key: Key) -> float:
    """The pieces counted a period ago."""
    return plain(scene.last(key)) or 0


def _total(scene: Scene) -> Key | None:
    """A running total of at least three pieces."""
    return scene.pick(lambda k, _: scene.indicator(k).cumulative and _before(scene, k) >= 3)


def not_reset(scene: Scene) -> Wrong | None:
    """January went by and the count of the year goes on from December's."""
    key = scene.pick(lambda k, _: scene.indicator(k).year_to_date and _before(scene, k) >= 8)
    if key is None or ReportingPeriod.parse(scene.title[1]).number != 1:
        return None
    whole = (scene.last(key).value or 0) + (scene.clean[key].value or 0)
    return told(scene, key, Said(round(whole)))


def jump(scene: Scene) -> Wrong | None:
    """A change nobody explains: ten usual steps and a fifth of the value or of what is left."""
    found = [wrong for key, said in scene.clean.items() if (wrong := _jumped(scene, key, said))]
    return scene.draw.choice(found) if found else None


def _jumped(scene: Scene, key: Key, said: Said) -> Wrong | None:
    indicator, now = scene.indicator(key), scene.now(key)
    if not worthy(said) or indicator.kind not in ("rate", "ratio", "density", "amount"):
        return None
    size = max(10 * scene.spread(key), 0.2 * now) * scene.draw.uniform(1.0, 1.6)
    aims = [aim for aim in (now - size, now + size) if _possible(scene, key, aim)]
    if not aims:
        return None
    aim = scene.draw.choice(aims)
    if not rate(key, said):
        return told(scene, key, Said(printed(aim, indicator.decimals)))
    digits = decimals_of(said.numerator or 0)
    above = printed(aim / indicator.scale * (said.denominator or 0), digits)
    return told(scene, key, replace(said, value=None, numerator=above))


def _possible(scene: Scene, key: Key, aim: float) -> bool:
    """True for a value that might be true of some place in some year."""
    one = scene.indicator(key)
    low = max(one.hard_min or 0.0, one.plausible_min or 0.0)
    highs = [high for high in (one.hard_max, one.plausible_max) if high is not None]
    return low < aim < min(highs, default=float("inf"))
