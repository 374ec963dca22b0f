"""Whether the green figures of one place can be true together (identities of GB/T 50563-2010)."""

from __future__ import annotations

from dataclasses import dataclass

from targets.national.checks import CLOSURE_PCT, amount, difference_pct, percentage
from targets.national.formula import Example, Formula, Input, Output
from targets.national.green import SAMPLE, STANDARD


@dataclass(frozen=True)
class Identity:
    """Two accounts of the same thing; `holds` within CLOSURE_PCT percent."""

    name: str
    left: float
    right: float
    difference_pct: float
    holds: bool


@dataclass(frozen=True)
class GreenCheck:
    """`holds` when all of `identities` do; `built_up_ha` by the first rate and by the second."""

    holds: bool
    built_up_by_green_ha: float
    built_up_by_cover_ha: float
    identities: tuple[Identity, ...]

    @property
    def broken(self) -> str:
        """Every identity that does not hold, with its two sides; 无 when all do."""
        wrong = [f"{i.name}:{i.left:.2f} 与 {i.right:.2f}" for i in self.identities if not i.holds]
        return ";".join(wrong) or "无"


def green_check(
    *,
    green_ha: float,
    green_pct: float,
    cover_ha: float,
    cover_pct: float,
    park_ha: float,
    attached_ha: float,
    protective_ha: float,
    square_ha: float = 0.0,
    regional_ha: float = 0.0,
) -> GreenCheck:
    """Whether the green figures of one place and date can be true together; ha and percent.

    公园 + 附属 + 防护 (+ 广场 + 区域) = 绿地; 绿化覆盖率 ≥ 绿地率; the same built-up area behind
    both rates (area / rate), within CLOSURE_PCT percent.
    """
    kinds = (park_ha, attached_ha, protective_ha, square_ha, regional_ha)
    total = sum(amount("分类绿地面积", one, "公顷") for one in kinds)
    green, cover = amount("绿地面积", green_ha, "公顷"), amount("绿化覆盖面积", cover_ha, "公顷")
    rates = (
        percentage("绿地率", green_pct),
        percentage("绿化覆盖率", cover_pct),
    )
    areas = (100 * green / rates[0], 100 * cover / rates[1])
    identities = (
        _equal("公园+附属+防护+广场+区域=绿地面积(公顷)", total, green),
        _at_least("绿化覆盖率≥绿地率(%)", rates[1], rates[0]),
        _equal("绿地面积/绿地率=覆盖面积/覆盖率(建成区,公顷)", *areas),
    )
    return GreenCheck(all(one.holds for one in identities), *areas, identities)


def _equal(name: str, left: float, right: float) -> Identity:
    apart = difference_pct(left, right)
    return Identity(name, left, right, apart, apart <= CLOSURE_PCT)


def _at_least(name: str, left: float, right: float) -> Identity:
    return Identity(name, left, right, difference_pct(left, right), left >= right)


FORMULAS = (
    Formula(
        "green-check",
        "绿地数据核对",
        "公园+附属+防护(+广场+区域)=绿地;覆盖率≥绿地率;绿地/绿地率=覆盖面积/覆盖率(容差 0.5%)",
        green_check,
        (
            Input("green_ha", "建成区绿地面积", "公顷"),
            Input("green_pct", "绿地率", "%"),
            Input("cover_ha", "绿化覆盖面积", "公顷"),
            Input("cover_pct", "绿化覆盖率", "%"),
            Input("park_ha", "公园绿地", "公顷"),
            Input("attached_ha", "附属绿地", "公顷"),
            Input("protective_ha", "防护绿地", "公顷"),
            Input("square_ha", "广场用地中的绿地", "公顷", 0.0),
            Input("regional_ha", "计入的区域绿地", "公顷", 0.0),
        ),
        (
            Output("holds", "全部成立"),
            Output("broken", "不成立的"),
            Output("built_up_by_green_ha", "由绿地率反推的建成区面积", "公顷"),
            Output("built_up_by_cover_ha", "由覆盖率反推的建成区面积", "公顷"),
        ),
        (
            Example(
                {
                    "green_ha": 1131.6, "green_pct": 42.27, "cover_ha": 1176.8, "cover_pct": 43.96,
                    "park_ha": 395.72, "attached_ha": 446.23, "protective_ha": 289.65,
                },
                {
                    "holds": True,
                    "broken": "无",
                    "built_up_by_green_ha": 2677.08,
                    "built_up_by_cover_ha": 2676.98,
                },
                f"{SAMPLE}:395.72+446.23+289.65=1131.60;两次反推相差 0.004%",
            ),
        ),
        STANDARD,
        "核",
    ),
)  # fmt: skip
