"""Thousands of generated series: our verdicts are the reference's to nine digits."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observations.period import ReportingPeriod
from targets.assess import assess
from targets.series.config import published
from targets.series.judge import judge
from targets.series.model import Direction, Point, Series, Verdict
from targets.series.table import read_table
from tests.targets import small
from tests.targets.series import reference
from tests.targets.series.reference import Case

SEED, HOW_MANY = 20240630, 8_000
FREQUENCIES = ("A", "A", "A", "Q", "M")
SIZES = (1e-4, 0.05, 1.0, 40.0, 100.0, 3e6)


def year(written: str) -> float:
    """The end of a period in years, by its text: 2024 → 2025.0, 2024-Q2 → 2024.5."""
    head, _, tail = written.partition("-")
    parts = {"": 1.0}.get(tail) or (int(tail[1:]) / 4 if tail[0] == "Q" else int(tail) / 12)
    return int(head) + parts


def written(rng: random.Random, frequency: str, first: int, count: int) -> list[str]:
    per_year = {"A": 1, "Q": 4, "M": 12}[frequency]
    steps = sorted(rng.sample(range(per_year * 12), count))
    names = {
        "A": lambda n: f"{first + n}",
        "Q": lambda n: f"{first + n // 4}-Q{n % 4 + 1}",
        "M": lambda n: f"{first + n // 12}-{n % 12 + 1:02d}",
    }
    return [names[frequency](step) for step in steps]


def number(rng: random.Random, near: float) -> float:
    gentle = [near * (1 + rng.uniform(-width, width)) for width in (0.5, 0.2, 0.1, 0.05, 0.02) * 3]
    return rng.choice([near, near, *gentle, 0.0, -near])


def row_texts(rng: random.Random, name: str) -> list[dict[str, str]]:
    """The rows of one random series, blanks, zeros, signs, limits and odd years included."""
    size = rng.choice(SIZES) * rng.uniform(0.5, 2) * rng.choice([1, 1, 1, 1, -1])
    periods = written(rng, rng.choice(FREQUENCIES), rng.randint(2008, 2018), rng.randint(1, 7))
    values = [repr(number(rng, size)) for _ in periods]
    if rng.random() < 0.1:
        values[-1] = ""
    near = (repr(number(rng, size)), repr(size * rng.uniform(0.5, 2)), repr(size * 1.1))
    target = rng.choice(["", "", "", "0", values[-1], *near, *near])
    wide = repr(float(target) + abs(size) * rng.random()) if target else ""
    constant = {
        "base_period": rng.choice(["", "2015", "2016", periods[0], periods[0], periods[-1]]),
        "target": target,
        "target_period": rng.choice(["", "2025", "2030", "2024-Q2", periods[-1]]),
        "direction": rng.choice(["up", "down", "up", "down", ""]),
        "limit": rng.choice(["", "", repr(size), values[0], "0", repr(size * 0.6)]),
        "target_max": rng.choice([""] * 6 + [wide]),
    }
    rows = []
    for period, value in zip(periods, values, strict=True):
        milestone = repr(size * rng.uniform(0.5, 1.5)) if rng.random() < 0.3 else ""
        rows.append({"series": name, "period": period, "value": value, "milestone": milestone})
        rows[-1] |= constant
    rng.shuffle(rows)
    return rows


def case_of(rows: list[dict[str, str]]) -> Case:
    first = rows[0]
    floats = {k: float(first[k]) if first[k] else None for k in ("target", "limit", "target_max")}
    years = {k: year(first[k]) if first[k] else None for k in ("base_period", "target_period")}
    stones = [(year(r["period"]), float(r["milestone"])) for r in rows if r["milestone"]]
    return Case(
        points=tuple((year(r["period"]), float(r["value"])) for r in rows if r["value"]),
        up={"up": True, "down": False, "": None}[first["direction"]],
        base_year=years["base_period"],
        target_year=years["target_period"],
        milestones=tuple(stones),
        **floats,
    )  # fmt: skip


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {name: case_of(rows) for name, rows in GENERATED.items()}


def generated() -> dict[str, list[dict[str, str]]]:
    rng = random.Random(SEED)
    return {f"s{n}": row_texts(rng, f"s{n}") for n in range(HOW_MANY)}


GENERATED = generated()


@pytest.fixture(scope="module")
def series() -> tuple[Series, ...]:
    columns = list(next(iter(GENERATED.values()))[0])
    lines = [columns] + [[row[c] for c in columns] for rows in GENERATED.values() for row in rows]
    return read_table("生成.csv", lines).series


def same(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= 1e-9 * max(1.0, abs(theirs))


def test_the_compound_rule_is_the_published_one(
    series: tuple[Series, ...], cases: dict[str, Case]
) -> None:
    verdicts = judge(series, published("open-sdg"))
    seen: Counter[str] = Counter()
    for verdict in verdicts:
        theirs = reference.open_sdg(cases[verdict.series])
        seen[theirs.status] += 1
        assert verdict.status == theirs.status, (verdict, cases[verdict.series])
        assert same(verdict.score, theirs.score), (verdict, theirs)
        assert same(verdict.progress_value, theirs.progress), (verdict, theirs)
        assert same(verdict.base_value, theirs.base), (verdict, theirs)
    assert len(verdicts) == HOW_MANY
    assert min(seen.values()) > 100
    assert len(seen) == 6


@pytest.mark.parametrize("rule", ["linear", "step"])
def test_the_paces_are_the_plain_arithmetic(
    series: tuple[Series, ...], cases: dict[str, Case], rule: str
) -> None:
    seen: Counter[str] = Counter()
    for verdict in judge(series, published(rule)):
        theirs = reference.paced(cases[verdict.series], stepped=rule == "step")
        seen[theirs.status] += 1
        assert verdict.status == theirs.status, (verdict, cases[verdict.series])
        if theirs.score is not None:
            assert same(verdict.score, theirs.score), (verdict, theirs)
            assert same(verdict.progress_value, theirs.progress), (verdict, theirs)
    assert set(seen) == {"met", "on_pace", "behind", "far_behind", "not_available"}


def test_met_is_met_at_equality(series: tuple[Series, ...], cases: dict[str, Case]) -> None:
    verdicts = judge(series, published("met"))
    assert [v.status for v in verdicts] == [reference.met(cases[v.series]) for v in verdicts]


def test_every_verdict_says_why_and_names_its_level(series: tuple[Series, ...]) -> None:
    for rule in ("open-sdg", "linear", "step", "met"):
        for verdict in judge(series, published(rule)):
            assert verdict.why_code
            end = "不能判定" if verdict.status == "not_available" else f"判为 {verdict.status}("
            assert end in verdict.why
            assert not any(word in verdict.why for word in ("{", "nan", "None", "inf"))


def scaled(series: Series, by: float) -> Series:
    def times(value: float | None) -> float | None:
        return None if value is None else value * by

    return replace(
        series,
        points=tuple(replace(p, value=p.value * by) for p in series.points),
        milestones=tuple(replace(p, value=p.value * by) for p in series.milestones),
        target=times(series.target),
        target_max=times(series.target_max),
        limit=times(series.limit),
    )


def mirrored(series: Series) -> Series:
    turned = scaled(series, -1.0)
    low, high = turned.target, turned.target_max
    flips: dict[Direction | None, Direction | None] = {"up": "down", "down": "up", None: None}
    flip = flips[series.direction]
    if high is not None:
        low, high = high, low
    return replace(turned, direction=flip, target=low, target_max=high)


def level(series: Series, rule: str) -> tuple[str, float | None]:
    (verdict,) = judge((series,), published(rule))
    return verdict.status, verdict.progress_value


@pytest.mark.parametrize("rule", ["linear", "step", "met"])
def test_a_verdict_does_not_depend_on_unit_or_on_which_way_is_up(
    series: tuple[Series, ...], rule: str
) -> None:
    for one in series[:1500]:
        status, progress = level(one, rule)
        for other in (scaled(one, 1024.0), mirrored(one)):
            status_too, progress_too = level(other, rule)
            assert (status, same(progress, progress_too)) == (status_too, True), one


def test_growth_does_not_depend_on_the_unit_where_no_zero_is_replaced(
    series: tuple[Series, ...],
) -> None:
    for one in series[:1500]:
        zero = any(p.value == 0 for p in one.points) or one.target == 0
        if not zero:
            assert level(one, "open-sdg")[0] == level(scaled(one, 1024.0), "open-sdg")[0]


ORDER = {"far_behind": 0, "behind": 1, "on_pace": 2, "met": 3}
AMOUNTS = st.floats(-1000, 1000, allow_nan=False).map(lambda x: round(x, 3))


def judged(rule: str, values: tuple[float, float], goal: float, direction: str) -> Verdict:
    points = [Point(ReportingPeriod.parse(p), v, n) for n, (p, v) in enumerate(
        zip(("2022", "2024-Q2"), values, strict=True), start=2
    )]  # fmt: skip
    base, due = ReportingPeriod.parse("2022"), ReportingPeriod.parse("2025")
    one = Series("一", tuple(points), base, goal, due, direction)  # type: ignore[arg-type]
    return judge((one,), published(rule))[0]


@settings(max_examples=150)
@given(base=AMOUNTS, low=AMOUNTS, high=AMOUNTS, goal=AMOUNTS)
def test_a_better_value_is_never_judged_worse(
    base: float, low: float, high: float, goal: float
) -> None:
    low, high = sorted((low, high))
    for rule in ("linear", "step"):
        up = [ORDER[judged(rule, (base, x), goal, "up").status] for x in (low, high)]
        down = [ORDER[judged(rule, (base, x), goal, "down").status] for x in (low, high)]
        assert up[0] <= up[1]
        assert down[0] >= down[1]


PERIODS = st.sampled_from(["2023-Q1", "2023-Q3", "2024-Q2", "2025-Q3", "2025-Q4"])


@settings(max_examples=150)
@given(base=AMOUNTS, value=AMOUNTS, goal=AMOUNTS, period=PERIODS, up=st.booleans())
def test_linear_is_the_pace_of_the_assessment_engine(
    base: float, value: float, goal: float, period: str, *, up: bool
) -> None:
    indicator = replace(small.LEAKAGE, direction="up" if up else "down")
    target = replace(small.TARGET, comparator=">=" if up else "<=", value=goal)
    (engine,) = assess(
        small.plan_of(indicator, target),
        [small.value(period, value)],
        [small.base(base)],
        ReportingPeriod.parse(period),
        today=date(2026, 1, 31),
    )
    points = (
        Point(ReportingPeriod.parse("2022"), base, 2),
        Point(ReportingPeriod.parse(period), value, 3),
    )
    due = ReportingPeriod.parse("2025")
    direction: Direction = "up" if up else "down"
    one = Series("一", points, points[0].period, goal, due, direction)
    (verdict,) = judge((one,), published("linear"))
    assert verdict.status == engine.level.value, (verdict.why, engine.why)
    if engine.achieved_share is not None:
        assert same(verdict.progress_value, engine.achieved_share)
