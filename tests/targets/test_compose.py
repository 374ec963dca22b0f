"""Composite areas: by the right weights, with what is missing, never the mean of percentages."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from observations.identity import Area
from observations.indicator import Indicator
from observations.period import Frequency
from targets.assessment import Measured
from targets.compose import Composed, Part, composed, how_composed
from targets.compose_late import late_flips, late_ranges
from targets.compose_plan import composites
from targets.members import beside, circle_of
from targets.model import Plan
from tests.targets.plans import real_plan
from tests.targets.small import plan_of

CITY, BANNER, TOWN_A, TOWN_B, TOWN_C = "1506", "150627", "150627100", "150627101", "150627102"
RATE = Indicator(
    "sorting", "小区分类覆盖率", "%", "rate", "up", Frequency.QUARTER, numerator="分类小区数",
    denominator="小区总数",
)  # fmt: skip
LEAKAGE = replace(
    RATE, key="leakage_rate", direction="down", standard="CJJ 92-2016(2018局部修订)",
    denominator="供水总量Qs", hard_min=-15,
)  # fmt: skip
RATIO = replace(RATE, key="charger", kind="ratio", unit="比值", scale=1, decimals=4)
DENSITY = replace(RATE, key="toilets", kind="density", unit="座/平方公里", scale=1)
COUNT = Indicator("parks", "口袋公园", "个", "count", "up", Frequency.QUARTER, decimals=0)
RADIUS = Indicator("radius", "充电服务半径", "公里", "amount", "down", Frequency.YEAR)
YES = Indicator("done", "普查完成", "", "yes", "up", Frequency.YEAR)


def part(area: str, value: float | None, above: float | None = None,
         below: float | None = None, **more: object) -> Part:  # fmt: skip
    return Part(area, value, above, below, (f"r-{area}",), **more)  # type: ignore[arg-type]


def whole(indicator: Indicator, *parts: Part, least: float = 0.5) -> Composed:
    return composed(indicator, BANNER, "2024-Q2", parts, least_covered=least)


@dataclass(frozen=True)
class Row:
    """Parts as (value, numerator, denominator); what they make, or the code of why nothing."""

    what: str
    indicator: Indicator
    parts: tuple[tuple[float | None, float | None, float | None], ...]
    value: float | None
    reason: str = ""


HAND = (
    Row("90/100 与 10/50:(90+10)/150,不是 55", RATE,
        ((90, 90, 100), (20, 10, 50)), 200 / 3),
    Row("只有分母:值代分子", RATE, ((90, None, 100), (20, None, 50)), 200 / 3),
    Row("一方分母为零(没有小区)不影响", RATE, ((90, 90, 100), (0, 0, 0)), 90),
    Row("漏损按供水量:(8×900+12×100)/1000", LEAKAGE,
        ((8, None, 900), (12, None, 100)), 8.4),
    Row("漏损率可以为负", LEAKAGE, ((-2, None, 100), (6, None, 300)), 4),
    Row("漏损以评定值加权,不用另报的漏水量", LEAKAGE,
        ((8, 130, 900), (12, 20, 100)), 8.4),
    Row("桩车比 1:2 与 1:4:(50+100)/(100+400)", RATIO,
        ((0.5, 50, 100), (0.25, 100, 400)), 0.3),
    Row("密度:座数之和除以面积之和", DENSITY, ((4, 40, 10), (2, 60, 30)), 2.5),
    Row("件数相加", COUNT, ((3, None, None), (4, None, None)), 7),
    Row("都完成才算完成", YES, ((1, None, None), (1, None, None)), 1),
    Row("一个未完成即未完成", YES, ((1, None, None), (0, None, None)), 0),
    Row("已完成加缺报,还不能说", YES, ((1, None, None), (None, None, None)), None, "open"),
    Row("未完成加缺报,已是未完成", YES, ((0, None, None), (None, None, None)), 0),
    Row("只报比率", RATE, ((90, 90, 100), (20, None, None)), None, "no_denominator"),
    Row("只报比率(漏损)", LEAKAGE, ((8, None, 900), (12, 5, None)), None, "no_denominator"),
    Row("零分之五", RATE, ((90, 90, 100), (0, 5, 0)), None, "bad_denominator"),
    Row("负分母", RATE, ((90, 90, 100), (10, -1, -10)), None, "bad_denominator"),
    Row("值与自己的分子分母对不上", RATE, ((90, 90, 100), (20, 40, 50)), None, "definition"),
    Row("分母全为零", RATE, ((0, 0, 0), (0, 0, 0)), None, "nothing_below"),
    Row("都没报", RATE, ((None, None, None), (None, None, None)), None, "nothing"),
    Row("半径不能相加", RADIUS, ((2, None, None), (3, None, None)), None, "not_additive"),
)  # fmt: skip


@pytest.mark.parametrize("row", HAND, ids=lambda row: row.what)
def test_a_composite_worked_by_hand(row: Row) -> None:
    made = whole(row.indicator, *(part(f"a{n}", *p) for n, p in enumerate(row.parts)))
    assert made.value == (None if row.value is None else pytest.approx(row.value, abs=1e-12))
    assert made.reason == row.reason
    assert made.why
    assert (made.measured is None) == (row.value is None)


def test_the_part_that_cannot_be_weighted_is_named() -> None:
    made = whole(RATE, part(TOWN_A, 90, 90, 100), part(TOWN_B, 20, name="札萨克镇"))
    assert made.why == "札萨克镇只报了比率,没有分母,无法加权,不合成"


def test_parts_in_another_unit_are_not_put_together() -> None:
    made = whole(COUNT, part(TOWN_A, 3), part(TOWN_B, 0.4, unit="万个", name="札萨克镇"))
    assert (made.value, made.reason) == (None, "unit")
    assert "札萨克镇的单位" in made.why


def test_what_is_missing_is_named_with_its_share_of_the_whole() -> None:
    late = part(TOWN_C, None, last_value=50.0, last_denominator=50.0, name="乌兰木伦镇")
    made = whole(RATE, part(TOWN_A, 90, 90, 100), part(TOWN_B, 20, 10, 50), late)
    assert (made.value, made.missing) == (pytest.approx(200 / 3), (TOWN_C,))
    assert made.covered_share == pytest.approx(0.75)
    assert made.why == (
        "2个地区分子之和 100 ÷ 分母之和 150 × 100 = 66.67%;缺乌兰木伦镇,已报的约占 75%"
    )
    assert not made.complete


def test_too_little_of_the_whole_is_no_composite() -> None:
    big = part(TOWN_C, None, last_value=50.0, last_denominator=900.0)
    small = part(TOWN_A, 90, 90, 100)
    assert whole(RATE, small, big).reason == "too_little"
    assert whole(RATE, small, big, least=0.1).value == 90
    unknown = (part("x", None), part("y", None))
    assert whole(RATE, small, *unknown).reason == "too_little"  # one of three, by number
    assert whole(RATE, small, part("b", 10, 10, 100), *unknown).covered_share is None


def test_every_indicator_of_our_plan_has_its_way() -> None:
    plan = real_plan()
    ways = {i.key: how_composed(i) for i in plan.indicators}
    assert ways["leakage_rate"] == "supply"
    assert ways["charger_vehicle_ratio"] == ways["public_toilet_density"] == "ratio"
    assert ways["park_area_per_capita"] == "ratio"
    assert ways["pocket_parks"] == ways["green_area"] == "sum"
    assert ways["charging_service_radius"] == ""
    assert {ways[i.key] for i in plan.indicators if i.kind == "yes"} == {"all"}


WHOLES = st.integers(1, 10_000)
SHARES = st.lists(st.tuples(st.integers(0, 10_000), WHOLES), min_size=2, max_size=8).map(
    lambda pairs: [(min(above, below), below) for above, below in pairs]
)


def parts_of(pairs: list[tuple[int, int]], scale: float = 100) -> list[Part]:
    return [
        part(f"a{n}", above / below * scale, float(above), float(below), decimals=9)
        for n, (above, below) in enumerate(pairs)
    ]


@given(pairs=SHARES, shuffle=st.randoms(use_true_random=False))
def test_a_composite_lies_between_its_parts_whatever_their_order(
    pairs: list[tuple[int, int]], shuffle: object
) -> None:
    for indicator in (RATE, LEAKAGE):
        parts = parts_of(pairs)
        value = whole(indicator, *parts).value
        values = [p.value for p in parts if p.value is not None]
        assert value is not None
        assert min(values) - 1e-9 <= value <= max(values) + 1e-9
        shuffle.shuffle(parts)  # type: ignore[attr-defined]
        assert whole(indicator, *parts).value == value


@given(pairs=SHARES)
def test_only_equal_weights_give_the_plain_mean(pairs: list[tuple[int, int]]) -> None:
    (above, below), (above_too, below_too), *_ = pairs
    assume(below != below_too and above * below_too != above_too * below)
    two = parts_of(pairs[:2])
    mean = math.fsum(p.value or 0.0 for p in two) / 2
    assert abs((whole(RATE, *two).value or 0.0) - mean) > 1e-12
    even = [(above, 10_000), (above_too, 10_000)]
    equal = parts_of(even)
    assert whole(RATE, *equal).value == pytest.approx((above + above_too) / 200, abs=1e-9)


@given(pairs=SHARES, cut=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_splitting_an_area_in_two_changes_nothing(
    pairs: list[tuple[int, int]], cut: tuple[float, float]
) -> None:
    above, below = pairs[0]
    left_below = round(below * cut[1])
    left_above = min(left_below, round(above * cut[0]))
    assume(0 < left_below < below and above - left_above <= below - left_below)
    split = [(left_above, left_below), (above - left_above, below - left_below), *pairs[1:]]
    for indicator in (RATE, LEAKAGE):
        once, twice = whole(indicator, *parts_of(pairs)), whole(indicator, *parts_of(split))
        assert once.value == pytest.approx(twice.value, abs=1e-9)
    counts = [part(f"c{n}", float(a)) for n, (a, _) in enumerate(pairs)]
    halves = [part(f"h{n}", float(a)) for n, (a, _) in enumerate(split)]
    assert whole(COUNT, *counts).value == whole(COUNT, *halves).value


@given(pairs=SHARES, late=st.tuples(st.floats(0, 100), WHOLES, st.floats(0, 20)))
def test_a_late_area_moves_the_whole_within_its_range(
    pairs: list[tuple[int, int]], late: tuple[float, int, float]
) -> None:
    last, weight, step = late
    gone = part("z", None, last_value=last, last_denominator=float(weight), last_step=step)
    made = whole(RATE, *parts_of(pairs), gone, least=0.0)
    (found,) = late_ranges(RATE, made)
    came = whole(RATE, *parts_of(pairs), part("z", last, None, float(weight))).value
    assert found.extremes is not None
    least, most = found.extremes
    assert came is not None
    assert least - 1e-9 <= found.low <= came + 1e-9
    assert came - 1e-9 <= found.high <= most + 1e-9


def test_one_late_area_flips_a_verdict_or_does_not() -> None:
    late = part(TOWN_C, None, last_value=95.0, last_denominator=30.0, last_step=1.0)
    made = whole(RATE, part(TOWN_A, 90, 90, 100), part(TOWN_B, 88, 44, 50), late)
    (found,) = late_ranges(RATE, made)
    assert found.low == pytest.approx((90 + 44 + 28.2) / 180 * 100)
    assert found.extremes == (pytest.approx(134 / 180 * 100), pytest.approx(164 / 180 * 100))

    def level(value: float) -> str:
        return "met" if value >= 90 else "behind"

    assert late_flips((found,), level, made.value or 0.0) == (TOWN_C,)
    assert late_flips((found,), lambda _: "behind", 0.0) == ()
    assert late_ranges(RATE, whole(RATE, part(TOWN_A, 90, 90, 100), part("x", None))) == ()


def tree(*indicators: Indicator) -> Plan:
    areas = (
        Area("15", "自治区", "自治区"),
        Area(CITY, "市", "市", "15"),
        Area(BANNER, "甲旗", "旗区", CITY),
        Area("150622", "乙旗", "旗区", CITY),
        Area(TOWN_A, "阿镇", "镇", BANNER),
        Area(TOWN_B, "札镇", "镇", BANNER),
        Area(TOWN_C, "乌镇", "镇", BANNER),
    )
    return replace(plan_of(indicators[0]), areas=areas, indicators=indicators)


def told(area: str, period: str, value: float | None, above: float | None = None,
         below: float | None = None, **more: object) -> Measured:  # fmt: skip
    return Measured(
        "sorting", area, period, value, f"r-{area}-{period}", "R", "填报", "I5",
        numerator=above, denominator=below, **more,  # type: ignore[arg-type]
    )  # fmt: skip


TOWNS = (
    told(TOWN_A, "2024-Q2", 90, 90, 100),
    told(TOWN_B, "2024-Q2", 20, 10, 50),
    told(TOWN_C, "2024-Q2", 50, 25, 50, doubted=True),
)


def test_a_banner_is_made_of_its_towns_and_the_city_of_its_banners() -> None:
    other = told("150622", "2024-Q2", 80, 160, 200)
    found = composites(tree(RATE), [*TOWNS, other])
    banner, city = found.values
    assert (banner.area, banner.value) == (BANNER, pytest.approx(62.5))
    assert (city.area, city.value) == (CITY, pytest.approx(285 / 400 * 100))
    assert set(city.lineage) == {m.revision for m in (*TOWNS, other)}
    assert (city.complete, city.doubted) == (True, True)
    banner_told, _ = found.measured
    assert (banner_told.numerator, banner_told.denominator) == (125, 200)
    assert all(m.revision in banner_told.revision for m in TOWNS)


def test_the_order_of_what_was_reported_does_not_matter() -> None:
    values = [*TOWNS, told("150622", "2024-Q2", 80, 160, 200), told(TOWN_A, "2024-Q1", 9, 9, 100)]
    assert composites(tree(RATE), values) == composites(tree(RATE), values[::-1])


def test_its_own_value_stands_and_a_difference_is_told() -> None:
    own = told(BANNER, "2024-Q2", 70, None, None)
    found = composites(tree(RATE), [*TOWNS, own])
    assert [one.area for one in found.values if one.value is not None] == []
    (difference,) = found.disagreements
    assert (difference.reported, difference.composed) == (70, pytest.approx(62.5))
    assert "甲旗2024年第二季度自报 70,由下级合成为 62.5" in difference.text
    assert difference.lineage[0] == own.revision
    rounded = replace(own, value=62.5)
    assert composites(tree(RATE), [*TOWNS, rounded]).disagreements == ()
    within = replace(own, value=62.0, decimals=0)
    assert composites(tree(RATE), [*TOWNS, within]).disagreements == ()


def test_an_incomplete_sum_of_parts_contradicts_nobody() -> None:
    found = composites(tree(RATE), [*TOWNS[:2], told(BANNER, "2024-Q2", 70)])
    assert found.disagreements == ()


def test_only_values_of_the_same_period_are_put_together() -> None:
    year = told(TOWN_C, "2024", 50, 25, 50)
    found = composites(tree(RATE), [*TOWNS[:2], year])
    by_period = {one.period: one for one in found.values if one.area == BANNER}
    assert by_period["2024-Q2"].missing == (TOWN_C,)
    assert by_period["2024-Q2"].value == pytest.approx(200 / 3)
    assert by_period["2024"].reason == "too_little"


def test_a_missing_town_is_weighed_by_its_last_known_denominator() -> None:
    before = [told(TOWN_C, "2023-Q4", 40, 20, 50), told(TOWN_C, "2024-Q1", 44, 22, 50)]
    found = composites(tree(RATE), [*TOWNS[:2], *before])
    (banner,) = [one for one in found.values if (one.area, one.period) == (BANNER, "2024-Q2")]
    assert banner.covered_share == pytest.approx(0.75)
    (late,) = late_ranges(RATE, banner)
    assert late.low == pytest.approx((100 + 20) / 200 * 100)
    assert late.high == pytest.approx((100 + 24) / 200 * 100)


def test_what_a_banner_lacks_its_city_lacks_too() -> None:
    before = told(TOWN_C, "2024-Q1", 44, 22, 50)
    found = composites(tree(RATE), [*TOWNS[:2], before, told("150622", "2024-Q2", 80, 160, 200)])
    (city,) = [one for one in found.values if (one.area, one.period) == (CITY, "2024-Q2")]
    assert city.missing == (TOWN_C,)
    assert city.covered_share == pytest.approx(350 / 400)


def test_two_values_for_one_key_are_none_and_a_repeated_one_is_one() -> None:
    again = replace(TOWNS[0], value=91.0, numerator=91.0, revision="r-later")
    found = composites(tree(RATE), [*TOWNS, again])
    assert [one.missing for one in found.values if one.area == BANNER] == [(TOWN_A,)]
    assert found.clashes == (f"sorting {TOWN_A} 2024-Q2:同一期有两个不同的值,均不采用",)
    assert composites(tree(RATE), [*TOWNS, TOWNS[0]]).clashes == ()


def test_people_may_name_the_parts_and_reference_areas_are_never_made() -> None:
    members = {("sorting", BANNER): (TOWN_A, TOWN_B)}
    found = composites(tree(RATE), TOWNS[:2], members=members)
    (banner,) = [one for one in found.values if one.area == BANNER]
    assert banner.complete
    everything = [*TOWNS, told("150622", "2024-Q2", 80, 160, 200)]
    assert "15" not in {one.area for one in composites(tree(RATE), everything).values}


def declared(**members: tuple[str, ...]) -> Plan:
    """The tree with the members of some areas declared, by `area_<code>`."""
    plan = tree(RATE)
    named = {name.removeprefix("area_"): parts for name, parts in members.items()}
    areas = (replace(a, members=named.get(a.code, a.members)) for a in plan.areas)
    return replace(plan, areas=tuple(areas))


def test_a_banner_whose_plan_lists_only_some_of_its_towns_still_lacks_the_others() -> None:
    towns = (TOWN_A, TOWN_B, "150627103", "150627104")
    plan = declared(area_150627=towns)
    (banner,) = [one for one in composites(plan, TOWNS).values if one.area == BANNER]
    assert banner.missing == ("150627103", "150627104")
    assert banner.value == pytest.approx(200 / 3)  # 乌镇 is no part of it, though its parent
    assert banner.why.endswith(";缺150627103、150627104,所占份额不明")
    small = declared(area_150627=(*towns, "150627105"))
    assert [one.reason for one in composites(small, TOWNS).values if one.area == BANNER] == [
        "too_little"
    ]


def test_an_area_declared_of_no_parts_is_never_put_together_and_a_reference_area_may_be() -> None:
    assert composites(declared(area_150627=()), TOWNS).values == ()
    everything = [*TOWNS, told("150622", "2024-Q2", 80, 160, 200)]
    found = composites(declared(area_15=(CITY,)), everything).values
    assert [one.area for one in found] == [BANNER, CITY, "15"]


def test_what_a_town_far_below_lacks_is_named_and_not_numbered() -> None:
    before = told(TOWN_C, "2024-Q1", 44, 22, 50)
    found = composites(tree(RATE), [*TOWNS[:2], before, told("150622", "2024-Q2", 80, 160, 200)])
    (city,) = [one for one in found.values if (one.area, one.period) == (CITY, "2024-Q2")]
    assert ";缺乌镇," in city.why


@pytest.mark.parametrize(
    ("indicator", "way"),
    [
        (replace(RATE, aggregation="none"), ""),
        (replace(RADIUS, aggregation="sum"), "sum"),
        (replace(RATE, aggregation="supply"), "supply"),
        (replace(LEAKAGE, aggregation="ratio"), "ratio"),
        (replace(COUNT, unit="株", kind="amount", aggregation="sum"), "sum"),
        (replace(COUNT, unit="株", kind="amount"), ""),
    ],
)
def test_the_declared_way_of_putting_together_holds(indicator: Indicator, way: str) -> None:
    assert how_composed(indicator) == way


def test_areas_in_a_circle_end_and_are_named() -> None:
    plan = declared(area_150627100=(BANNER,))
    assert set(circle_of(plan)) & {BANNER, TOWN_A}
    assert circle_of(tree(RATE)) == ()
    assert composites(plan, TOWNS[1:]).clashes == ()


def test_what_a_value_adds_up_with_is_its_whole_the_other_parts_and_its_own_parts() -> None:
    parts = {CITY: (BANNER, "150622"), BANNER: (TOWN_A, TOWN_B), "150622": ("150622100",)}
    assert beside(parts, [TOWN_A]) == {TOWN_A, BANNER, TOWN_B}
    assert beside(parts, [BANNER]) == {BANNER, CITY, "150622", TOWN_A, TOWN_B}
    assert beside(parts, ["150622100", CITY]) == {"150622100", "150622", CITY, BANNER}
    assert beside(parts, ["elsewhere"]) == {"elsewhere"}


def test_a_missing_value_of_its_own_leaves_room_for_the_composite() -> None:
    found = composites(tree(RATE), [*TOWNS, told(BANNER, "2024-Q2", None)])
    assert found.measured[0].value == pytest.approx(62.5)


def test_a_spread_given_by_hand_stays_inside_what_is_possible() -> None:
    late = part(TOWN_C, None, last_value=95.0, last_denominator=50.0, last_step=1.0)
    made = whole(RATE, part(TOWN_A, 90, 90, 100), late)
    (found,) = late_ranges(RATE, made, spread=20.0)
    assert found.low == pytest.approx((90 + 37.5) / 150 * 100)
    assert found.high == pytest.approx((90 + 50) / 150 * 100)  # 115 % is held at 100 %


def test_where_no_greatest_value_is_known_there_are_no_extremes() -> None:
    late = part(TOWN_C, None, last_value=4.0, last_step=1.0)
    made = whole(COUNT, part(TOWN_A, 3), part(TOWN_B, 5), late)
    (found,) = late_ranges(COUNT, made)
    assert (found.low, found.high, found.extremes) == (11, 13, None)
    assert found.values == (11, 13)
