"""Judging: one banner by the engine, and every key of 4.3 million stored values in columns.

The reference is what an analyst writes by hand in Polars for exactly these data, with what he
knows of them (every key quarterly, no gaps, only ≥ and ≤): two filters, joins and arithmetic.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import polars as pl

from benchmarks.measure import Timed, bounded, counted, line, timed, within
from observations.identity import Area
from observations.period import Frequency, ReportingPeriod
from targets.assess import assess
from targets.assessment import Baseline, Measured
from targets.columns import Verdicts, assess_columns
from targets.columns_terms import terms
from targets.load import load_plan
from targets.model import Plan
from targets.pace import months_until
from targets.rulebook import judging_rule

PLANS = Path(__file__).parent.parent / "targets" / "plans"
AREAS, INDICATORS, QUARTERS = 3_000, 20, 72
LAST = ReportingPeriod.parse("2024-Q3")
TODAY = date(2024, 10, 20)
SHOWN = 12
ROUNDS = 15


def run(folder: Path) -> None:
    """One banner with its profile, then all areas beside the hand-written query."""
    del folder
    _banner()
    _all_areas()


def _banner() -> None:
    """The shipped plan with twelve quarters of every indicator, projections and sentences too."""
    plan = load_plan(next(path for path in sorted(PLANS.iterdir()) if path.is_dir()))
    measured, baselines = _histories(plan)

    def judge() -> None:
        assess(plan, measured, baselines, LAST, today=TODAY)

    verdicts = assess(plan, measured, baselines, LAST, today=TODAY)
    counted("目标", len(verdicts), len(plan.targets))
    foreseen = sum(one.projection is not None for one in verdicts)
    name = f"一个旗 {len(verdicts)} 个目标、{len(measured)} 个值,含 {foreseen} 个预测"
    began = time.process_time()
    spent = timed(judge, 9)
    busy = (time.process_time() - began) / len(spent.seconds)
    bounded(name, spent, 0.050, "ms")
    line("  其中处理器", f"平均 {busy * 1000:.1f} ms")
    watch = cProfile.Profile()
    watch.runcall(judge)
    text = io.StringIO()
    pstats.Stats(watch, stream=text).strip_dirs().sort_stats("tottime").print_stats(SHOWN)
    rows = [row for row in text.getvalue().splitlines() if row[:1] == " " and "(" in row]
    for row in rows[-SHOWN:]:
        line("  耗时最多", " ".join(row.split()))


def _histories(plan: Plan) -> tuple[list[Measured], list[Baseline]]:
    draw, measured, baselines = Random(4), [], []
    for (key, area), target in {(t.indicator, t.area): t for t in plan.targets}.items():
        indicator, goal = plan.indicator(key), target.value or 1.0
        start = goal * (0.7 if indicator.direction == "up" else 1.3)
        baselines.append(Baseline(key, area, "2021", start, "年报"))
        period = ReportingPeriod.containing(LAST.end, indicator.frequency)
        last = period if period.end <= LAST.end else period.previous()
        length = {Frequency.QUARTER: 12, Frequency.MONTH: 36, Frequency.YEAR: 3}
        for back in range(length[indicator.frequency] - 1, -1, -1):
            when = last.shift(-back)
            value = start + (goal - start) * (1 - back / 14) * 0.6 + draw.gauss(0, 0.01) * goal
            if indicator.kind in {"yes", "count"}:
                value = float(back < 3) if indicator.kind == "yes" else float(round(value))
            measured.append(Measured(key, area, str(when), round(value, 2), "r", "R", "s", "c"))
    return measured, baselines


def _all_areas() -> None:
    plan, baselines = _wide_plan()
    rule = judging_rule("")
    values = _stored().lazy()
    promised = terms(plan, baselines, rule=rule)
    known = _by_hand_terms(promised)
    results: dict[str, pl.DataFrame] = {}

    def ours() -> None:
        found: Verdicts = assess_columns(values, promised, LAST, rule)
        results["ours"] = found.table

    def theirs() -> None:
        results["theirs"] = _by_hand(values, known)

    own, reference = _side_by_side(ours, theirs)
    counted("评估的键", results["ours"].height, AREAS * INDICATORS)
    both = results["ours"].join(results["theirs"], on=["indicator", "area"], suffix="_theirs")
    same = both.filter(
        (pl.col("level") == pl.col("level_theirs"))
        & (pl.col("trend") == pl.col("trend_theirs"))
        & ((pl.col("expected") - pl.col("expected_theirs")).abs() < 1e-9)
    )
    counted("与手写查询一致的键", same.height, AREAS * INDICATORS)
    rows = AREAS * INDICATORS * QUARTERS
    within(f"全部地区最近一期({rows} 个值,{AREAS * INDICATORS} 个键)", own, reference, 2.0)
    building = timed(lambda: terms(plan, baselines, rule=rule), 3)
    line("  目标成表(每个方案版本一次)", f"{building.median:.2f} s,{len(promised)} 个目标")


def _side_by_side(ours: Callable[[], None], theirs: Callable[[], None]) -> tuple[Timed, Timed]:
    """Both by turns, so that whatever else runs on the machine slows both alike."""
    pairs = [(timed(ours, 1).seconds[0], timed(theirs, 1).seconds[0]) for _ in range(ROUNDS)]
    return Timed(tuple(a for a, _ in pairs)), Timed(tuple(b for _, b in pairs))


def _wide_plan() -> tuple[Plan, list[Baseline]]:
    """Twenty indicators in three thousand areas, half rising and half falling."""
    like = load_plan(next(path for path in sorted(PLANS.iterdir()) if path.is_dir()))
    target, indicator = like.targets[0], like.indicators[0]
    areas = tuple(Area(f"{150_000 + n}", f"地区{n}", "旗区") for n in range(AREAS))
    indicators = tuple(
        replace(
            indicator,
            key=f"i{n:02}",
            direction="up" if n % 2 else "down",
            kind="rate",
            frequency=Frequency.QUARTER,
        )
        for n in range(INDICATORS)
    )
    promise = replace(
        target, value=60.0, deadline=date(2025, 12, 31), keep=False, open_ended=False, cadence="",
        counting="", pace="",
    )  # fmt: skip
    targets = tuple(
        replace(
            promise,
            id=f"{one.key}-{area.code}",
            indicator=one.key,
            area=area.code,
            comparator=">=" if one.direction == "up" else "<=",
        )
        for one in indicators
        for area in areas
    )
    plan = replace(like, areas=areas, indicators=indicators, targets=targets, written=None)
    starts = [Baseline(t.indicator, t.area, "2022", 40.0 if t.comparator == ">=" else 80.0, "年报")
              for t in targets]  # fmt: skip
    return plan, starts


def _stored() -> pl.DataFrame:
    """Seventy-two quarters of every key in no helpful order, as a ledger hands them out."""
    draw = np.random.default_rng(9)
    size = AREAS * INDICATORS * QUARTERS
    place = draw.permutation(size)
    key, back = np.divmod(place, QUARTERS)
    indicator, area = np.divmod(key, AREAS)
    names = pl.Series([str(LAST.shift(-n)) for n in range(QUARTERS)])
    codes = pl.Series([f"{150_000 + n}" for n in range(AREAS)])
    keys = pl.Series([f"i{n:02}" for n in range(INDICATORS)])
    return pl.DataFrame(
        {
            "indicator": keys.gather(pl.Series(indicator)),
            "area": codes.gather(pl.Series(area)),
            "period": names.gather(pl.Series(back)),
            "value": np.round(draw.uniform(30, 90, size), 2),
        }
    )


def _by_hand_terms(promised: pl.DataFrame) -> pl.DataFrame:
    up = pl.col("rising") > 0
    bound = pl.when(up).then(pl.col("low")).otherwise(pl.col("high")).alias("target")
    return promised.select("indicator", "area", bound, "start", "begins", "months", up.alias("up"))


def _by_hand(values: pl.LazyFrame, known: pl.DataFrame) -> pl.DataFrame:
    now, before = str(LAST), str(LAST.previous())
    recent = values.filter((pl.col("period") == now) | (pl.col("period") == before)).collect()
    share = (months_until(LAST.end) - pl.col("begins")) / pl.col("months")
    way = pl.col("target") - pl.col("start")
    short = 100 * (share - (pl.col("value") - pl.col("start")) / way)
    better = (pl.col("value") - pl.col("before")) * pl.when("up").then(1).otherwise(-1)
    above, below = pl.col("value") >= pl.col("target"), pl.col("value") <= pl.col("target")
    met = pl.when("up").then(above).otherwise(below)
    done = (pl.col("value") - pl.col("start")) / way
    return (
        recent.lazy()
        .filter(pl.col("period") == now)
        .select("indicator", "area", "value")
        .join(
            recent.lazy()
            .filter(pl.col("period") == before)
            .select("indicator", "area", pl.col("value").alias("before")),
            on=["indicator", "area"],
            how="left",
        )
        .join(known.lazy(), on=["indicator", "area"])
        .select(
            "indicator",
            "area",
            "value",
            (pl.col("start") + way * share).alias("expected"),
            ((pl.col("start") + way * share - pl.col("value")) * way.sign()).alias("gap"),
            done.alias("achieved_share"),
            share.alias("time_share"),
            pl.when(met)
            .then(pl.lit("met"))
            .when(short <= 10)
            .then(pl.lit("on_pace"))
            .when(short <= 30)
            .then(pl.lit("behind"))
            .otherwise(pl.lit("far_behind"))
            .alias("level"),
            pl.when(better.abs() < 0.005)
            .then(pl.lit("flat"))
            .when(better > 0)
            .then(pl.lit("improving"))
            .otherwise(pl.lit("worsening"))
            .alias("trend"),
        )
        .collect()
    )
