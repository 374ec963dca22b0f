"""Lighting, roads, public toilets and chargers: counts and areas of facilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from targets.national import checks
from targets.national.checks import DefinitionPendingError, amount, not_above, positive, whole
from targets.national.formula import VALUE_PCT, Example, Formula, Input, Output, Share


def lighting_rate(*, lit: float, inspected: float) -> Share:
    """亮灯率 in percent: lamps alight of the lamps inspected or monitored."""
    return _of_count((lit, "亮灯盏数"), (inspected, "抽查(监控)总盏数"), "盏")


def intact_rate(*, intact: float, facilities: float) -> Share:
    """设施完好率 in percent: facilities in order of all of them."""
    return _of_count((intact, "完好设施数"), (facilities, "设施总数"), "个")


def _of_count(part: tuple[float, str], total: tuple[float, str], unit: str) -> Share:
    above = whole(part[1], part[0], unit)
    below = positive(total[1], whole(total[1], total[0], unit), unit)
    not_above((part[1], above), (total[1], below), unit)
    return Share(100 * above / below, above, below)


def road_condition_rate(*, good_m2: float, maintained_m2: float, grades: str) -> Share:
    """道路完好率 in percent: road area in good condition of the area maintained; m².

    `grades`: which grades of CJJ 36 count as good (A、B or A、B、C), stated with the result.
    """
    if not grades.strip():
        raise DefinitionPendingError(
            "口径待定:没有写明哪几级算完好", cure="写明等级(--grades),如 A、B"
        )
    above, below = (
        amount("完好道路面积", good_m2, "平方米"),
        positive("养护道路总面积", maintained_m2, "平方米"),
    )
    not_above(("完好道路面积", above), ("养护道路总面积", below), "平方米")
    return Share(100 * above / below, above, below, basis=f"完好:{grades.strip()}级")


def density(*, places: float, built_up_km2: float) -> Share:
    """设置密度: places per km² of the built-up area."""
    count = whole("座数", places, "座")
    area = positive("建成区面积", built_up_km2, "平方公里")
    return Share(count / area, count, area, "座/平方公里")


@dataclass(frozen=True)
class ChargerRatio:
    """`value` standard piles per standard vehicle; `printed` the same as 1:n."""

    value: float
    printed: str
    standard_piles: float
    standard_vehicles: float
    basis: str


def charger_ratio(
    *,
    piles: Sequence[float],
    vehicles: Sequence[float],
    pile_factors: Sequence[float] = (),
    vehicle_factors: Sequence[float] = (),
    source: str = "",
) -> ChargerRatio:
    """标准桩车比: counts by kind, each times its conversion to standard piles and vehicles.

    No national text defines 标准桩 or 标准车: without the factors and their `source` it raises
    `DefinitionPendingError`. n of 1:n is vehicles per pile, at most two decimals.
    """
    if not pile_factors or not vehicle_factors:
        raise DefinitionPendingError(
            "口径待定:“标准桩”“标准车”的折算系数没有给出,国家文件里没有找到",
            cure="按本地口径文件给出 --pile-factors、--vehicle-factors 和 --source",
        )
    basis = checks.sourced("折算系数", source)
    above = _standard("桩", piles, pile_factors)
    below = positive("标准车", _standard("车", vehicles, vehicle_factors), "辆")
    ratio = positive("标准桩", above, "个") / below
    return ChargerRatio(ratio, _one_to(1 / ratio), above, below, basis)


def _standard(what: str, counts: Sequence[float], factors: Sequence[float]) -> float:
    checks.same_length(f"{what}的数量和折算系数", counts, factors)
    numbers = [whole(f"{what}数", one, "") for one in counts]
    return sum(
        n * amount(f"{what}的折算系数", k, "") for n, k in zip(numbers, factors, strict=True)
    )


def _one_to(n: float) -> str:
    return f"1:{n:.2f}".rstrip("0").rstrip(".")


_LIGHTING = "CJJ 45-2015、CJJ 89-2012 养护条款;建督〔2020〕104号"
FORMULAS = (
    Formula(
        "lighting-rate",
        "亮灯率",
        "亮灯率=亮灯盏数/抽查(监控)总盏数×100%",
        lighting_rate,
        (Input("lit", "亮灯盏数", "盏"), Input("inspected", "抽查(监控)总盏数", "盏")),
        (VALUE_PCT,),
        (Example({"lit": 490, "inspected": 500}, {"value": 98.0}, "490/500=98%"),),
        _LIGHTING,
        "自知",
        notes=("主干道与次干道、支路分别计算,不合并。",),
    ),
    Formula(
        "lighting-intact-rate",
        "照明设施完好率",
        "设施完好率=完好设施数/设施总数×100%",
        intact_rate,
        (Input("intact", "完好设施数", "个"), Input("facilities", "设施总数", "个")),
        (VALUE_PCT,),
        (Example({"intact": 950, "facilities": 1000}, {"value": 95.0}, "950/1000=95%"),),
        _LIGHTING,
        "自知",
    ),
    Formula(
        "road-condition-rate",
        "城市道路完好率",
        "道路完好率=路面状况达标的道路面积/养护道路总面积×100%",
        road_condition_rate,
        (
            Input("good_m2", "完好道路面积", "平方米", option="--good-sqm"),
            Input("maintained_m2", "养护道路总面积", "平方米", option="--maintained-sqm"),
            Input("grades", "哪几级算完好,如 A、B", default="", text=True),
        ),
        (VALUE_PCT, Output("basis", "口径")),
        (
            Example(
                {"good_m2": 1_900_000, "maintained_m2": 2_000_000, "grades": "A、B"},
                {"value": 95.0, "basis": "完好:A、B级"},
                "190/200 万平方米=95%",
            ),
        ),
        "CJJ 36-2016《城镇道路养护技术规范》",
        "自知",
        notes=("“完好”的等级须写明并固定。",),
    ),
    Formula(
        "toilet-density",
        "建成区公共卫生间设置密度",
        "设置密度=建成区公共厕所座数/建成区面积",
        density,
        (
            Input("places", "公共厕所座数", "座"),
            Input("built_up_km2", "建成区面积", "平方公里", option="--built-up-sqkm"),
        ),
        (Output("value", "设置密度", "座/平方公里"),),
        (Example({"places": 120, "built_up_km2": 40}, {"value": 3.0}, "120/40=3 座/平方公里"),),
        "CJJ 14-2016;GB/T 50337-2018",
        "自知",
        notes=("是否计社会开放厕所须写明。",),
    ),
    Formula(
        "charger-ratio",
        "标准公共充换桩与标准新能源汽车比例",
        "桩车比=Σ(桩数×折算系数)/Σ(车数×折算系数)",
        charger_ratio,
        (
            Input("piles", "各类公共充换桩数", "个", many=True),
            Input("vehicles", "各类新能源汽车数", "辆", many=True),
            Input("pile_factors", "各类桩折标准桩的系数", default=(), many=True),
            Input("vehicle_factors", "各类车折标准车的系数", default=(), many=True),
            Input("source", "折算系数的来源(文件名、文号)", default="", text=True),
        ),
        (
            Output("value", "桩车比"),
            Output("printed", "写作"),
            Output("standard_piles", "标准桩", "个"),
            Output("standard_vehicles", "标准车", "辆"),
            Output("basis", "系数来源"),
        ),
        (
            Example(
                {
                    "piles": (200, 50), "pile_factors": (1, 4), "vehicles": (1000, 50),
                    "vehicle_factors": (1, 4), "source": "举例用的系数,不是标准值",
                },
                {
                    "value": 0.3333, "printed": "1:3", "standard_piles": 400,
                    "standard_vehicles": 1200, "basis": "举例用的系数,不是标准值",
                },
                "(200×1+50×4)/(1000×1+50×4)=400/1200=0.3333,即 1:3",
            ),
        ),
        "无国家定义(市方案只给出 1:3)",
        "无",
        notes=("“标准桩”“标准车”没有国家折算系数:必须给出系数和来源,否则不计算(口径待定)。",),
    ),
)  # fmt: skip
