"""What is kept with a verdict: caveats, sensitivity, areas; what was kept before still reads."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from ledger.content import dump, load
from observations.identity import Area
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, Belief, Level, Measured, Trend
from targets.milestones import Milestone
from targets.model import Plan
from targets.wording import flip_texts, lag_note
from tests.targets.small import LEAKAGE, TARGET, base, plan_of, value

Q3 = ReportingPeriod.parse("2024-Q3")
TODAY = date(2026, 1, 20)
TOWNS = ("150627100", "150627101", "150627102")


def judge(*values: Measured, plan: Plan | None = None, **more) -> Assessment:
    (verdict,) = assess(plan or plan_of(), values, [base(13.2)], Q3, today=TODAY, **more)
    return verdict


def test_a_verdict_comes_back_from_the_ledger_exactly() -> None:
    verdict = judge(value("2024-Q2", 11.7), value("2024-Q3", 11.17))
    assert load(Assessment, dump(Assessment, verdict)) == verdict


def test_a_verdict_kept_before_models_and_rules_were_named_still_reads() -> None:
    now = json.loads(dump(Assessment, judge(value("2024-Q3", 11.1))))
    then = {
        name: now[name]
        for name in (
            "target_id", "indicator", "area", "period", "observed_period", "value", "target",
            "comparator", "level", "trend", "belief", "pace_model", "expected", "gap",
            "achieved_share", "time_share", "projection", "required_pace", "why", "why_code",
        )
    }  # fmt: skip
    old = load(Assessment, json.dumps({**then, "flips": ["rounding"]}))
    assert (old.rule_version, old.consequence, old.arithmetic) == ("", "", {})
    assert lag_note(old) == "略滞后"
    assert flip_texts(old) == ("末位数字四舍五入",)


def test_a_doubt_stands_in_the_sentence_of_the_verdict() -> None:
    doubted = judge(value("2024-Q2", 11.7), value("2024-Q3", 11.4, doubted=True))
    assert [one.code for one in doubted.caveats] == ["doubted"]
    assert "填报值存疑,待核实" in doubted.why
    cleared = judge(value("2024-Q2", 11.7, doubted=True), value("2024-Q3", 11.4))
    assert "存疑" not in cleared.why


def test_a_moved_denominator_is_named_and_one_that_hardly_moved_is_not() -> None:
    def quarter(period: str, number: float, supplied: float) -> Measured:
        return value(period, number, numerator=number * supplied / 100, denominator=supplied)

    moved = judge(quarter("2024-Q2", 11.7, 1000.0), quarter("2024-Q3", 11.4, 1120.0))
    assert [one.code for one in moved.caveats] == ["denominator_moved"]
    assert "分母由1000变为1120(增加12%),须核对范围和口径" in moved.why
    assert judge(quarter("2024-Q2", 11.7, 1000.0), quarter("2024-Q3", 11.4, 1100.0)).caveats == ()


def test_a_definition_changed_since_the_baseline_is_named_and_breaks_the_trend() -> None:
    plan = plan_of(replace(LEAKAGE, redefined=date(2024, 7, 1)))
    verdict = judge(value("2024-Q2", 13.0), value("2024-Q3", 11.4), plan=plan)
    assert [one.code for one in verdict.caveats] == ["redefined"]
    assert "口径自2024年7月1日起变更,基期值是旧口径" in verdict.why
    assert verdict.trend is Trend.UNKNOWN
    later = replace(base(13.2), period="2024-Q3")
    (fresh,) = assess(plan, [value("2024-Q3", 11.4)], [later], Q3, today=TODAY)
    assert fresh.caveats == ()


@pytest.mark.parametrize(
    ("number", "flips"),
    [
        # asked for: linear 10.75, step 10, compound 13.2·(9/13.2)^(21/36) = 10.557;
        # ten points are 0.42 and thirty 1.26
        (11.2, ()),
        (9.004, ("rounding",)),
        (11.4, ("pace-step",)),
        (11.05, ("pace-step", "pace-compound")),
        (11.173, ("rounding",)),
    ],
)
def test_every_change_that_would_turn_the_verdict_is_listed(number: float, flips) -> None:
    steps = [Milestone(TARGET.id, "2024-Q2", 10.0, "年度分解")]
    plan = plan_of(target=replace(TARGET, pace="linear"))
    verdict = judge(value("2024-Q3", number), plan=plan, milestones=steps)
    assert verdict.flips == flips
    assert [one.code for one in verdict.flip_details] == list(flips)
    assert all(one.level is not verdict.level for one in verdict.flip_details)


def test_compound_growth_flips_what_the_linear_pace_calls_on_pace() -> None:
    plan = plan_of(target=replace(TARGET, value=1.0))
    verdict = judge(value("2024-Q3", 7.2), plan=plan)
    assert (verdict.level, verdict.flips) == (Level.ON_PACE, ("pace-compound",))
    assert flip_texts(verdict) == ("改用复合增长模型即为严重滞后",)


def test_rounding_never_goes_past_a_hundred_percent() -> None:
    whole = replace(LEAKAGE, direction="up")
    promise = replace(TARGET, comparator=">=", value=100.0, keep=True)
    plan = plan_of(whole, promise)
    assert judge(value("2024-Q3", 99.996), plan=plan).flips == ("rounding",)
    assert judge(value("2024-Q3", 99.99), plan=plan).flips == ()


@pytest.mark.parametrize("decimals", [0, 2])
def test_whole_pieces_are_counted_and_not_rounded(decimals: int) -> None:
    pieces = replace(LEAKAGE, kind="count", unit="部", direction="up", decimals=0)
    promise = replace(TARGET, comparator=">=", value=1.0, deadline=date(2024, 9, 30))
    verdict = judge(value("2024-Q3", 1.0, decimals=decimals), plan=plan_of(pieces, promise))
    assert (verdict.level, verdict.flips) == (Level.MET, ())


def banner() -> Plan:
    """The small plan with three towns below the banner and rates that can be put together."""
    counted = replace(
        LEAKAGE, key="leakage_rate", standard="", numerator="漏失", denominator="供水"
    )
    towns = tuple(Area(code, f"{n}号镇", "镇", "150627") for n, code in enumerate(TOWNS, 1))
    plan = plan_of(counted)
    return replace(plan, areas=(*plan.areas, *towns))


def town(code: str, period: str, lost: float, supplied: float) -> Measured:
    return Measured(
        "leakage_rate", code, period, round(100 * lost / supplied, 2), f"{code[-3:]}-{period}",
        "R1", "填报", "I5", numerator=lost, denominator=supplied,
    )  # fmt: skip


def test_a_banner_is_judged_by_its_towns_sums_and_never_by_the_mean_of_their_rates() -> None:
    values = [
        town(TOWNS[0], "2024-Q3", 100.0, 1000.0),
        town(TOWNS[1], "2024-Q3", 10.0, 50.0),
        town(TOWNS[2], "2024-Q3", 8.0, 50.0),
    ]
    verdict = judge(*values, plan=banner())
    assert verdict.value == pytest.approx(100 * 118 / 1100)
    assert verdict.missing_areas == ()
    assert verdict.lineage == ("100-2024-Q3", "101-2024-Q3", "102-2024-Q3")
    assert "由下级合成" in verdict.why


def test_a_plan_need_not_list_the_area_above_its_own() -> None:
    plan = banner()
    city = (replace(plan.areas[0], parent="150600"), *plan.areas[1:])
    values = [town(code, "2024-Q3", 110.0, 1000.0) for code in TOWNS]
    verdict = judge(*values, plan=replace(plan, areas=city))
    assert verdict.value == pytest.approx(11.0)


def test_a_missing_town_is_named_and_said_to_matter_where_it_could_turn_the_verdict() -> None:
    values = [
        town(TOWNS[0], "2024-Q2", 560.0, 5000.0),
        town(TOWNS[1], "2024-Q2", 600.0, 4000.0),
        town(TOWNS[2], "2024-Q2", 60.0, 500.0),
        town(TOWNS[0], "2024-Q3", 560.0, 5000.0),
        town(TOWNS[2], "2024-Q3", 55.0, 500.0),
    ]
    verdict = judge(*values, plan=banner())
    assert verdict.value == pytest.approx(100 * 615 / 5500)
    assert verdict.missing_areas == (TOWNS[1],)
    assert f"area-{TOWNS[1]}" in verdict.flips
    assert "缺2号镇" in verdict.why


def test_too_few_towns_make_no_banner_and_the_verdict_says_why_there_is_none() -> None:
    verdict = judge(town(TOWNS[2], "2024-Q3", 6.0, 50.0), plan=banner())
    assert (verdict.level, verdict.belief) == (Level.NOT_ASSESSABLE, Belief.MISSING)
    assert verdict.missing_areas == TOWNS[:2]
    assert "报数的地区太少" in verdict.why


def test_a_banners_own_value_stands_and_a_different_sum_of_its_towns_is_told() -> None:
    values = [town(code, "2024-Q3", 110.0, 1000.0) for code in TOWNS]
    verdict = judge(value("2024-Q3", 9.0), *values, plan=banner())
    assert verdict.level is Level.MET
    assert [one.code for one in verdict.caveats] == ["parts_disagree"]


def test_a_year_to_date_count_is_compared_with_the_same_season_a_year_ago() -> None:
    planted = Indicator(
        "leakage_rate", "新增绿地", "公顷", "count", "up", LEAKAGE.frequency, year_to_date=True
    )
    plan = plan_of(planted, replace(TARGET, comparator=">=", value=100.0))
    january = ReportingPeriod.parse("2024-Q1")
    values = [value("2023-Q1", 5.0), value("2023-Q4", 40.0), value("2024-Q1", 6.0)]
    (verdict,) = assess(plan, values, [base(0.0)], january, today=TODAY)
    assert verdict.trend is Trend.IMPROVING


def counted(comparator: str, number: float) -> Plan:
    """The banner's plan for pieces that add up over its towns."""
    plan = banner()
    pieces = replace(LEAKAGE, unit="个", kind="count", direction="up", decimals=0, cumulative=True)
    target = replace(plan.targets[0], comparator=comparator, value=number, unit="个")
    return replace(plan, indicators=(pieces,), targets=(target,))


def pieces(code: str, number: float, period: str = "2024-Q3") -> Measured:
    return replace(town(code, period, 1, 1), value=number, numerator=None, denominator=None)


@pytest.mark.parametrize(
    ("comparator", "number", "level", "code"),
    [
        (">=", 10.0, Level.MET, "met"),  # 12 already, whatever the third has
        (">=", 13.0, Level.NOT_ASSESSABLE, "part_missing"),  # the third may have one
        ("<=", 13.0, Level.NOT_ASSESSABLE, "part_missing"),  # the third may have two
        ("<=", 11.0, Level.ON_PACE, "pace"),  # 12 are too many, whatever the third has
        ("=", 12.0, Level.NOT_ASSESSABLE, "part_missing"),
    ],
)
def test_a_sum_over_towns_that_lacks_one_is_only_a_floor(
    comparator: str, number: float, level: Level, code: str
) -> None:
    last = [pieces(TOWNS[2], 1, "2024-Q2")]
    plan = counted(comparator, number)
    verdict = judge(pieces(TOWNS[0], 5), pieces(TOWNS[1], 7), *last, plan=plan)
    assert (verdict.value, verdict.level, verdict.why_code) == (12.0, level, code)
    assert "缺3号镇" in verdict.why


def test_values_put_together_from_different_towns_have_no_trend() -> None:
    before = [pieces(code, 4, "2024-Q2") for code in TOWNS]
    now = [pieces(code, 5) for code in TOWNS]
    plan = counted(">=", 30.0)
    assert judge(*before, *now, plan=plan).trend is Trend.IMPROVING
    one_late = judge(*before, *now[:2], plan=plan)
    assert (one_late.value, one_late.trend) == (10.0, Trend.UNKNOWN)
    assert "较上期" not in one_late.why


def test_a_year_to_date_is_told_against_the_year_before() -> None:
    running = replace(LEAKAGE, unit="个", kind="count", decimals=0, year_to_date=True)
    plan = plan_of(running, replace(TARGET, comparator=">=", value=40.0))
    told = [value("2023-Q3", 8.0), value("2024-Q2", 7.0), value("2024-Q3", 9.0)]
    assert ";较上年同期上升1个;" in judge(*told, plan=plan).why
    assert "较上" not in judge(*told[1:], plan=plan).why


def test_a_town_the_plan_does_not_list_is_lacking_by_its_code() -> None:
    plan = banner()
    whole = replace(plan.areas[0], members=(*TOWNS, "150627109"))
    values = [town(code, "2024-Q3", 110.0, 1000.0) for code in TOWNS]
    verdict = judge(*values, plan=replace(plan, areas=(whole, *plan.areas[1:])))
    assert verdict.missing_areas == ("150627109",)
    assert verdict.value == pytest.approx(11.0)
    assert ";缺150627109" in verdict.why
