"""Service radii by standard and edition: what is served, from how far, over which land."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from observations.errors import UserError
from targets.national.checks import sourced
from targets.national.formula import Confidence

OWN = "自定"
_NARROW = str.maketrans("\uff0c\uff1a", ",:")  # as Chinese keyboards write them
Land = Literal["residential", "built_up"]


@dataclass(frozen=True)
class SizeClass:
    """Parks of at least `least_m2` reach `radius_m`; the next larger class takes over above."""

    least_m2: float
    radius_m: float


@dataclass(frozen=True)
class Edition:
    """Size classes (largest first) of one edition; what is smaller than all serves nobody."""

    name: str
    classes: tuple[SizeClass, ...]
    source: str
    confidence: Confidence

    def radius_m(self, area_m2: float) -> float:
        """The radius of a park of this size, 0 below the smallest class."""
        return next((c.radius_m for c in self.classes if area_m2 >= c.least_m2), 0.0)


PARKS: Mapping[str, Edition] = MappingProxyType(
    {
        "2021": Edition(
            "2021",
            (SizeClass(5000, 500), SizeClass(2000, 300)),
            "城市体检指标体系 2021/2022 版",
            "核",
        ),
        "2022": Edition(
            "2022",
            (SizeClass(5000, 500), SizeClass(400, 300)),
            "国家园林城市评选标准 2022 版(公园绿化活动场地,下限 400 平方米)",
            "自知",
        ),
    }
)


@dataclass(frozen=True)
class Service:
    """What is served from where: `radii_m` in use (the first by default), over which land."""

    title: str
    role: str
    land: Land
    radii_m: tuple[float, ...]
    standard: str
    confidence: Confidence


SERVICES: Mapping[str, Service] = MappingProxyType(
    {
        "park": Service(
            "公园绿地服务半径覆盖率",
            "公园绿地",
            "residential",
            (),
            "城市体检指标体系 2021/2022 版",
            "核",
        ),
        "greenway": Service(
            "城市绿道服务半径覆盖率",
            "绿道",
            "residential",
            (1000,),
            "城市体检指标体系 2021/2022 版(步行 15 分钟或骑行 5 分钟)",
            "核",
        ),
        "bus-stop": Service(
            "建成区公交站点覆盖率",
            "公交站点",
            "built_up",
            (500, 300),
            "公交都市考核指标(500 米);GB/T 51328-2018",
            "核",
        ),
        "charger": Service(
            "公共充电设施服务半径",
            "公共充电设施",
            "built_up",
            (2000,),
            "市城乡建设绿色发展实施方案(2025 年服务半径不大于 2 公里)",
            "核",
        ),
    }
)


def service_of(name: str) -> Service:
    """The service called `name`; `UserError` names those there are."""
    if name not in SERVICES:
        known = "、".join(f"{key}({one.role})" for key, one in SERVICES.items())
        raise UserError(f"没有“{name}”这种服务半径", cure=f"可用:{known}")
    return SERVICES[name]


def edition_of(name: str, classes: str = "", source: str = "") -> Edition:
    """A shipped edition, or one's own size classes `least_m2:radius_m,…` with their source.

    `UserError` for a misshapen list or an unknown edition; `DefinitionPendingError` for classes
    without a source.
    """
    if not classes:
        if name not in PARKS:
            raise UserError(
                f"没有版次“{name}”", cure=f"可用:{'、'.join(PARKS)},或用 --classes 自定"
            )
        return PARKS[name]
    where = sourced("公园分级和服务半径", source)
    found = tuple(_size_class(pair) for pair in classes.translate(_NARROW).split(","))
    ordered = tuple(sorted(found, key=lambda one: -one.least_m2))
    if len({one.least_m2 for one in ordered}) != len(ordered):
        raise UserError(f"--classes 写的是“{classes}”,同一下限写了两次", cure="每级各写一次")
    return Edition(OWN, ordered, where, "自知")


def _size_class(pair: str) -> SizeClass:
    least, _, radius = pair.translate(_NARROW).partition(":")
    try:
        found = SizeClass(float(least), float(radius))
    except ValueError as bad:
        raise _misshapen(pair) from bad
    if not (math.isfinite(found.least_m2) and found.least_m2 >= 0 and 0 < found.radius_m <= 50_000):
        raise _misshapen(pair)
    return found


def _misshapen(pair: str) -> UserError:
    cure = "写作 下限平方米:半径米,如 5000:500,2000:300"
    return UserError(f"--classes 里的“{pair.strip()}”不是一级", cure=cure)
