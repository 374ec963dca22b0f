"""The coverage rates in the catalogue, with examples whose areas a hand can work out.

The examples lie on a plane in metres (WKT); `cityplan derive coverage` computes from GeoJSON.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from targets.national.formula import Example, Formula, Input, Output
from targets.national.radii import SERVICES

if TYPE_CHECKING:
    from targets.national.coverage import Covered


def plane_coverage(*, land: str, service: str, radius_m: float) -> Covered:
    """The coverage of `land` by one `service`, both as WKT in metres."""
    import numpy as np
    import shapely

    from targets.national.coverage import covered, reach

    return covered(shapely.from_wkt(land), reach(np.array([shapely.from_wkt(service)]), [radius_m]))


@dataclass(frozen=True)
class Distance:
    """`value` in km."""

    value: float


def plane_farthest(*, land: str, services: str) -> Distance:
    """The greatest distance from `land` to the nearest point of `services`, WKT in metres."""
    import numpy as np
    import shapely

    from targets.national.coverage import farthest_m

    far = farthest_m(np.array([shapely.from_wkt(services)]), shapely.from_wkt(land))
    return Distance(far / 1000)


def _square(side_m: float) -> str:
    h = side_m / 2
    return f"POLYGON(({-h} {-h},{h} {-h},{h} {h},{-h} {h},{-h} {-h}))"


_SIDES = (
    Input("land", "应服务的用地(平面图形,米)", text=True),
    Input("service", "服务设施(平面图形,米)", text=True),
    Input("radius_m", "服务半径", "米"),
)
_OUTPUTS = (
    Output("value", "覆盖率", "%"),
    Output("covered_ha", "覆盖面积", "公顷"),
    Output("land_ha", "应服务的用地", "公顷"),
)
_MERGED = "服务圈先合并、再裁去建成区以外的部分;直线距离;圆按 256 边形计,面积偏小 0.01%。"
_PARK = 80 * 80 + 4 * 80 * 500 + math.pi * 500**2
_LINE = 2 * 1000 * 1000 + math.pi * 1000**2


def _entry(of: str, written: str, example: Example, *notes: str) -> Formula:
    service = SERVICES[of]
    return Formula(
        f"coverage-{of}",
        service.title if of != "charger" else "建成区公共充电设施 2 公里覆盖率",
        written,
        plane_coverage,
        _SIDES,
        _OUTPUTS,
        (example,),
        service.standard,
        service.confidence,
        notes=(_MERGED, *notes),
        maps=of,
    )


FORMULAS = (
    _entry(
        "park",
        "覆盖率=公园绿地服务圈覆盖的居住用地面积/建成区居住用地面积×100%;"
        "公园≥5000 平方米服务半径 500 米,2000—5000 平方米 300 米",
        Example(
            {"land": _square(2000), "service": _square(80), "radius_m": 500},
            {"covered_ha": _PARK / 1e4, "land_ha": 400.0, "value": 100 * _PARK / 4e6},
            "80 米见方的公园(6400 平方米)在 2 公里见方的居住用地正中:"
            "80²+4×80×500+π×500²=951798 平方米,/400 公顷=23.79%",
        ),
        "从公园边界量起。2022 版下限 400 平方米(自知未核)用 --edition 2022;"
        "别的分级用 --classes 并写来源。",
        "公园没有面积属性的,按图形量面积。",
    ),
    _entry(
        "greenway",
        "覆盖率=绿道两侧 1 公里覆盖的居住用地面积/建成区居住用地面积×100%",
        Example(
            {"land": _square(4000), "service": "LINESTRING(-500 0,500 0)", "radius_m": 1000},
            {"covered_ha": _LINE / 1e4, "land_ha": 1600.0, "value": 100 * _LINE / 16e6},
            "1 公里直线绿道在 4 公里见方的居住用地正中:2×1000×1000+π×1000²=5141593 平方米,"
            "/1600 公顷=32.13%",
        ),
    ),
    _entry(
        "bus-stop",
        "覆盖率=站点服务圈合并后落在建成区内的面积/建成区面积(扣除不宜设站用地)×100%;"
        "半径 500 米或 300 米",
        Example(
            {"land": _square(1000), "service": "POINT(0 0)", "radius_m": 300},
            {"covered_ha": math.pi * 9, "land_ha": 100.0, "value": math.pi * 9},
            "一个站在 1 公里见方的建成区正中,半径 300 米:π×300²=282743 平方米,/100 公顷=28.27%",
        ),
        "公交都市用 500 米;半径随结果写明。",
    ),
    _entry(
        "charger",
        "覆盖率=公共充电设施 2 公里圈合并后落在建成区内的面积/建成区面积×100%",
        Example(
            {"land": _square(8000), "service": "POINT(0 0)", "radius_m": 2000},
            {"covered_ha": math.pi * 400, "land_ha": 6400.0, "value": math.pi * 6.25},
            "一处在 8 公里见方的建成区正中:π×2000²=12566371 平方米,/6400 公顷=19.63%",
        ),
    ),
    Formula(
        "charger-radius",
        "城市建成区公共充电设施服务半径",
        "服务半径=建成区内任一处到最近公共充电设施的最大直线距离",
        plane_farthest,
        (
            Input("land", "建成区(平面图形,米)", text=True),
            Input("services", "充电设施点位(平面,米)", text=True),
        ),
        (Output("value", "最远距离", "公里"),),
        (
            Example(
                {"land": _square(6000), "services": "POINT(0 0)"},
                {"value": 3 * math.sqrt(2)},
                "一处在 6 公里见方的建成区正中,最远是四角:√(3²+3²)=4.24 公里",
            ),
            Example(
                {"land": _square(4000), "services": "MULTIPOINT((-1000 0),(1000 0))"},
                {"value": math.sqrt(5)},
                "两处各距中心 1 公里:四角到较近的一处 √(1²+2²)=2.24 公里,正中上下两边中点也是 √5",
            ),
        ),
        "市城乡建设绿色发展实施方案(2025 年服务半径不大于 2 公里)",
        "自知",
        notes=("与 2 公里覆盖率同时给出:覆盖率 100% 即服务半径不大于 2 公里。",),
        maps="charger",
    ),
)
