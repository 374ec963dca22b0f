"""The green rates of a built-up area (GB/T 50563-2010), and shaded roads in both editions."""

from __future__ import annotations

from targets.national import checks
from targets.national.checks import amount, not_above, positive
from targets.national.formula import VALUE_PCT, Example, Formula, Input, Output, Share

OUTSIDE_SHARE = 0.20  # green outside construction land, at most this share of the green inside
STANDARD = "GB/T 50563-2010《城市园林绿化评价标准》(2010-12-01 施行);分类按 CJJ/T 85-2017"
_BUILT_UP = Input("built_up_ha", "建成区面积", "公顷")


def green_space_rate(*, green_ha: float, built_up_ha: float, outside_ha: float = 0.0) -> Share:
    """绿地率 in percent; areas in ha.

    `outside_ha`: other green adjoining the built-up area but outside construction land; what
    exceeds a fifth of `green_ha` (the green inside) is left out, and `basis` says so.
    """
    built_up = positive("建成区面积", built_up_ha, "公顷")
    green = amount("建成区绿地面积", green_ha, "公顷")
    outside = amount("建设用地外毗邻绿地", outside_ha, "公顷")
    counted = min(outside, OUTSIDE_SHARE * green)
    not_above(("绿地面积", green + counted), ("建成区面积", built_up), "公顷")
    left_out = f"建设用地外绿地 {outside:g} 公顷,只计入 {counted:g} 公顷(不超过内部绿地的 20%)"
    basis = left_out if counted < outside else ""
    return Share(100 * (green + counted) / built_up, green + counted, built_up, basis=basis)


def greening_coverage(*, cover_ha: float, built_up_ha: float) -> Share:
    """绿化覆盖率 in percent: vertical projection of all plants, each place once; areas in ha."""
    built_up = positive("建成区面积", built_up_ha, "公顷")
    cover = amount("绿化覆盖面积", cover_ha, "公顷")
    not_above(("绿化覆盖面积", cover), ("建成区面积", built_up), "公顷")
    return Share(100 * cover / built_up, cover, built_up)


def park_area_per_head(*, park_ha: float, population: float, population_basis: str) -> Share:
    """人均公园绿地 in m² per person; `park_ha` in ha, `population` in persons.

    `population_basis` says who is counted (城区人口, with or without temporary residents): the
    two editions differ, so it has no default.
    """
    people = positive("人口", checks.whole("人口", population, "人"), "人")
    parks = amount("公园绿地面积", park_ha, "公顷")
    if not population_basis.strip():
        raise checks.DefinitionPendingError(
            "口径待定:没有写明人口口径",
            cure="用 --population-basis 写明,如 城区人口(含暂住)、城区常住人口",
        )
    basis = f"人口:{population_basis.strip()}"
    return Share(10_000 * parks / people, 10_000 * parks, people, "平方米/人", basis)


def shaded_roads_2016(*, shaded_km: float, paths_km: float) -> Share:
    """林荫路推广率, edition 2016: shaded footways and cycleways of all of them; km."""
    return _of_length((shaded_km, "达标步行道、自行车道长度"), (paths_km, "步行道、自行车道总长度"))


def shaded_roads_2022(*, shaded_km: float, roads_km: float) -> Share:
    """林荫路覆盖率, edition 2022: shaded roads among secondary roads and branch roads; km."""
    return _of_length((shaded_km, "林荫路长度"), (roads_km, "次干路、支路总长度"))


def _of_length(part: tuple[float, str], total: tuple[float, str]) -> Share:
    above = amount(part[1], part[0], "公里")
    below = positive(total[1], total[0], "公里")
    not_above((part[1], above), (total[1], below), "公里")
    return Share(100 * above / below, above, below)


SAMPLE = "准格尔旗(薛家湾)2021 年末公布数"
FORMULAS = (
    Formula(
        "green-space-rate",
        "建成区绿地率",
        "绿地率=建成区各类城市绿地面积/建成区面积×100%",
        green_space_rate,
        (
            Input("green_ha", "建成区绿地面积(建设用地内)", "公顷"),
            _BUILT_UP,
            Input("outside_ha", "建设用地外毗邻绿地,计入不超过内部的 20%", "公顷", 0.0),
        ),
        (VALUE_PCT,),
        (
            Example(
                {"green_ha": 1131.6, "built_up_ha": 2677.08},
                {"value": 42.27},
                f"1131.6/2677.08=42.27%({SAMPLE},建成区面积反推)",
            ),
            Example(
                {"green_ha": 100, "built_up_ha": 400, "outside_ha": 30},
                {"value": 30.0},
                "外部绿地 30 公顷只计 20(100×20%):(100+20)/400=30%",
            ),
        ),
        STANDARD,
        "核",
        notes=("建设用地外“其他绿地”计入不超过建设用地内绿地的 20%,且须毗邻。",),
    ),
    Formula(
        "greening-coverage",
        "建成区绿化覆盖率",
        "绿化覆盖率=全部植被垂直投影面积/建成区面积×100%",
        greening_coverage,
        (Input("cover_ha", "绿化覆盖面积(乔灌草不重复计)", "公顷"), _BUILT_UP),
        (VALUE_PCT,),
        (
            Example(
                {"cover_ha": 1176.8, "built_up_ha": 2676.98},
                {"value": 43.96},
                f"1176.8/2676.98=43.96%({SAMPLE},建成区面积反推)",
            ),
        ),
        STANDARD,
        "核",
        notes=("含屋顶绿化、零星树木;建成区界线不得突破规划建设用地。",),
    ),
    Formula(
        "park-area-per-head",
        "城市人均公园绿地面积",
        "人均公园绿地=公园绿地面积/城区人口",
        park_area_per_head,
        (
            Input("park_ha", "公园绿地面积", "公顷"),
            Input("population", "城区人口", "人"),
            Input("population_basis", "人口口径,如 城区人口(含暂住)", text=True),
        ),
        (Output("value", "人均公园绿地面积", "平方米/人"), Output("basis", "人口口径")),
        (
            Example(
                {"park_ha": 395.72, "population": 203_665, "population_basis": "城区人口(含暂住)"},
                {"value": 19.43, "basis": "人口:城区人口(含暂住)"},
                f"395.72 公顷/203665 人=19.43 平方米/人({SAMPLE},人口反推)",
            ),
        ),
        STANDARD,
        "核",
        notes=("2022 版表述为城区常住人口(二手):口径须写明,前后各期须相同。",),
    ),
    Formula(
        "shaded-path-rate",
        "城市林荫路推广率(2016 版)",
        "林荫路推广率=达标的步行道、自行车道长度/步行道、自行车道总长度×100%",
        shaded_roads_2016,
        (
            Input("shaded_km", "达标步行道、自行车道长度(绿化覆盖率≥90%)", "公里"),
            Input("paths_km", "步行道、自行车道总长度", "公里"),
        ),
        (VALUE_PCT,),
        (Example({"shaded_km": 110.04, "paths_km": 150}, {"value": 73.36}, "110.04/150=73.36%"),),
        "国家园林城市系列标准(2016 版)",
        "自知",
        notes=("与 2022 版“覆盖率”分母不同,不得混列。",),
    ),
    Formula(
        "shaded-road-rate",
        "城市林荫路覆盖率(2022 版)",
        "林荫路覆盖率=次干路、支路中林荫路长度/次干路、支路总长度×100%",
        shaded_roads_2022,
        (
            Input("shaded_km", "林荫路长度(人行道、自行车道绿化覆盖率≥90%)", "公里"),
            Input("roads_km", "次干路、支路总长度", "公里"),
        ),
        (VALUE_PCT,),
        (Example({"shaded_km": 85, "roads_km": 100}, {"value": 85.0}, "85/100=85%,恰为达标线"),),
        "国家园林城市评选标准(2022 版)",
        "二手",
        notes=("2022 版的线是 85%;旗方案用“推广率”一词,按 2016 版。",),
    ),
)
