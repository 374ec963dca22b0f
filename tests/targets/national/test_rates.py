"""Green rates, waste, streets, communities: the edges and the refusals."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.errors import UserError
from targets.load import DEFAULT_PLAN
from targets.national import community, green, streets, waste
from targets.national.checks import DefinitionPendingError
from targets.national.green_identities import green_check

PUBLISHED = Path(DEFAULT_PLAN) / "published-observations.csv"


def published(adcode: str) -> dict[str, float]:
    """Figures that the area itself made public, by indicator."""
    rows = csv.DictReader(PUBLISHED.read_text("utf-8").splitlines())
    return {row["indicator"]: float(row["value"]) for row in rows if row["adcode"] == adcode}


def check(figures: dict[str, float], **changed: float):
    told = {
        "green_ha": figures["建成区绿地面积"],
        "green_pct": figures["建成区绿地率"],
        "cover_ha": figures["建成区绿化覆盖面积"],
        "cover_pct": figures["建成区绿化覆盖率"],
        "park_ha": figures["公园绿地面积"],
        "attached_ha": figures["附属绿地面积"],
        "protective_ha": figures["防护绿地面积"],
    }
    return green_check(**told | changed)


def test_the_published_figures_of_jungar_close_to_a_hundredth_of_a_percent() -> None:
    checked = check(published("150622"))
    assert checked.holds
    assert checked.broken == "无"
    assert checked.built_up_by_green_ha == pytest.approx(2677.08, abs=0.005)
    assert checked.built_up_by_cover_ha == pytest.approx(2676.98, abs=0.005)
    kinds, _, areas = checked.identities
    assert kinds.left == pytest.approx(1131.60)
    assert areas.difference_pct < 0.01


def test_the_rates_of_jungar_follow_from_its_areas() -> None:
    figures, built_up = published("150622"), 2677.03
    space = green.green_space_rate(green_ha=figures["建成区绿地面积"], built_up_ha=built_up)
    cover = green.greening_coverage(cover_ha=figures["建成区绿化覆盖面积"], built_up_ha=built_up)
    assert space.value == pytest.approx(figures["建成区绿地率"], abs=0.005)
    assert cover.value == pytest.approx(figures["建成区绿化覆盖率"], abs=0.005)


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({"park_ha": 402.0}, "公园+附属+防护"),
        ({"cover_pct": 42.0, "cover_ha": 1124.3}, "覆盖率≥绿地率"),
        ({"cover_ha": 1184.0}, "建成区"),
        ({"square_ha": 6.5}, "公园+附属+防护"),
    ],
)
def test_figures_that_cannot_be_true_together_are_named(changed, broken: str) -> None:
    checked = check(published("150622"), **changed)
    assert not checked.holds
    assert broken in checked.broken
    assert [one.holds for one in checked.identities].count(False) == 1


@pytest.mark.parametrize("cover", [1171.2, 1182.6])
def test_half_a_percent_between_the_two_built_up_areas_is_tolerated(cover: float) -> None:
    assert check(published("150622"), cover_ha=cover).holds


#  绿地率: inside outside built-up → counted, rate
@pytest.mark.parametrize(
    ("inside", "outside", "built_up", "counted", "rate"),
    [
        (100, 0, 400, 100, 25.0),
        (100, 20, 400, 120, 30.0),
        (100, 20.1, 400, 120, 30.0),
        (0, 50, 400, 0, 0.0),
    ],
)
def test_green_outside_construction_land_counts_to_a_fifth(
    inside, outside, built_up, counted, rate
) -> None:
    result = green.green_space_rate(green_ha=inside, built_up_ha=built_up, outside_ha=outside)
    assert (result.numerator, result.value) == (counted, pytest.approx(rate))
    assert ("不超过" in result.basis) == (outside > inside / 5)


def test_both_editions_of_shaded_roads_keep_their_own_denominator() -> None:
    old = green.shaded_roads_2016(shaded_km=110.04, paths_km=150)
    new = green.shaded_roads_2022(shaded_km=85, roads_km=100)
    assert (old.value, new.value) == (pytest.approx(73.36), 85.0)


REFUSED = {
    "more green than city": lambda: green.green_space_rate(green_ha=5, built_up_ha=4),
    "no built-up area": lambda: green.greening_coverage(cover_ha=5, built_up_ha=0),
    "half a person": lambda: green.park_area_per_head(
        park_ha=1, population=22.5, population_basis="城区人口"
    ),
    "more recycled than produced": lambda: waste.recycling_rate(
        recyclables_t=6, kitchen_t=5, produced_t=10
    ),
    "more sorting than there are": lambda: waste.sorting_coverage(sorting=3, communities=2),
    "half a community": lambda: waste.sorting_coverage(sorting=1.5, communities=2),
    "more burnt than capacity": lambda: waste.incineration_share(
        incineration_tpd=2, harmless_tpd=1
    ),
    "a coefficient of five": lambda: waste.resource_rate(
        recyclables_t=1, collected_t=9, incinerated_t=5, kitchen_t=1, landfilled_t=1,
        k_incinerated=5, k_kitchen=1, k_landfilled=0, source="某文件",
    ),
    "treated beyond collected": lambda: waste.resource_rate(
        recyclables_t=1, collected_t=100, incinerated_t=90, kitchen_t=10.6, landfilled_t=0,
        k_incinerated=1, k_kitchen=1, k_landfilled=0, source="某文件",
    ),
    "more lamps lit than there are": lambda: streets.lighting_rate(lit=2, inspected=1),
    "no lamps": lambda: streets.intact_rate(intact=0, facilities=0),
    "no area": lambda: streets.density(places=3, built_up_km2=0),
    "piles and factors differ": lambda: streets.charger_ratio(
        piles=[1, 2], vehicles=[3], pile_factors=[1], vehicle_factors=[1], source="某文件"
    ),
    "no piles at all": lambda: streets.charger_ratio(
        piles=[0], vehicles=[3], pile_factors=[1], vehicle_factors=[1], source="某文件"
    ),
    "more content than asked": lambda: community.satisfaction(satisfied=[11], sample=[10]),
    "nobody asked": lambda: community.satisfaction(satisfied=[0], sample=[0]),
    "weights for nobody": lambda: community.satisfaction(
        satisfied=[1, 1], sample=[2, 2], weights=[1]
    ),
    "weights of zero": lambda: community.satisfaction(satisfied=[1], sample=[2], weights=[0]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_in_chinese_with_a_cure(name: str) -> None:
    with pytest.raises(UserError) as refused:
        REFUSED[name]()
    assert not isinstance(refused.value, DefinitionPendingError)
    assert refused.value.cure


PENDING = {
    "人口口径": lambda: green.park_area_per_head(park_ha=1, population=10, population_basis=" "),
    "工程渣土": lambda: waste.construction_waste_rate(reused_wan_t=1, produced_wan_t=2, muck=""),
    "算完好": lambda: streets.road_condition_rate(good_m2=1, maintained_m2=2, grades=""),
    "分母": lambda: community.committee_rate(committees=1, communities=2, basis="大概"),
}


@pytest.mark.parametrize("what", PENDING)
def test_a_choice_the_standard_leaves_open_must_be_said(what: str) -> None:
    with pytest.raises(DefinitionPendingError, match=f"口径待定.*{what}"):
        PENDING[what]()


@pytest.mark.parametrize(
    ("piles", "vehicles", "printed"),
    [(100, 300, "1:3"), (100, 250, "1:2.5"), (300, 100, "1:0.33"), (7, 20, "1:2.86")],
)
def test_a_ratio_is_printed_as_one_to_vehicles(piles, vehicles, printed) -> None:
    ratio = streets.charger_ratio(
        piles=[piles], vehicles=[vehicles], pile_factors=[1], vehicle_factors=[1], source="某文件"
    )
    assert (ratio.printed, ratio.value) == (printed, pytest.approx(piles / vehicles))


#   Wilson 95 % intervals from the published formula, worked with a pocket calculator
@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [(320, 400, 75.80, 83.63), (0, 10, 0.0, 27.75), (10, 10, 72.25, 100.0), (5, 10, 23.66, 76.34)],
)
def test_satisfaction_carries_its_wilson_interval(yes, n, low, high) -> None:
    result = community.satisfaction(satisfied=[yes], sample=[n])
    assert (result.low, result.high) == (
        pytest.approx(low, abs=0.01),
        pytest.approx(high, abs=0.01),
    )
    assert result.small == (n < 30)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=6))
def test_weights_in_proportion_to_the_samples_change_nothing(strata) -> None:
    yes, asked = [min(a, n) for a, n in strata], [n for _, n in strata]
    plain = community.satisfaction(satisfied=yes, sample=asked)
    weighted = community.satisfaction(satisfied=yes, sample=asked, weights=[3 * n for n in asked])
    assert weighted.value == pytest.approx(plain.value, abs=1e-9)
    assert weighted.effective == pytest.approx(sum(asked))
    assert 0 <= plain.low <= plain.value + 1e-9
    assert plain.value - 1e-9 <= plain.high <= 100
