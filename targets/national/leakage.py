"""供水管网漏损率 by CJJ 92-2016, as revised in 2018 (in force since 2019-02-01), clause 5.2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observations.errors import UserError
from targets.national import checks
from targets.national.formula import Example, Formula, Input, Output

MOST_PRESSURE_MPA = 3.0
MOST_FROST_M = 10.0
DEEP_FROST_M = 1.4
# What no network is, far round the standard's 0.0693 km per 10⁴ m³: a quantity in another unit
# (m³, 亿 m³, m), which R2 at its bound of 3 points would hide.
LEAST_LENGTH, MOST_LENGTH = 0.0001, 20.0
LEAST_BILLED = 0.001  # of the supply
LEAST_RATES_PCT = 0.3  # every one of several networks below it: fractions written for percent
MOST_CORRECTION = 14.0  # R1 8, R2 3, R3 2, R4 1 percentage points
GRADES_PCT = ((10.0, "一级"), (12.0, "二级"))
_PRESSURE_BANDS = ((0.75, 2.0), (0.55, 1.0), (0.35, 0.5))  # above so many MPa: percentage points
_STANDARD = "CJJ 92-2016《城镇供水管网漏损控制及评定标准》(2018 年局部修订,2019-02-01 起施行)"


@dataclass(frozen=True)
class Leakage:
    """All in percent of the water supplied, the corrections in percentage points.

    `r_wl` 综合漏损率; `r1` billed by household, `r2` pipe length per unit of water, `r3` pressure,
    `r4` frost, `rn` their sum; `r_bl` 漏损率, what is graded. `grade`: 一级, 二级 or 未达二级.
    """

    r_wl: float
    r1: float
    r2: float
    r3: float
    r4: float
    rn: float
    r_bl: float
    grade: str


def leakage(
    *,
    supplied_wan_m3: float,
    billed_wan_m3: float,
    household_share: float,
    length_km: float,
    pressure_mpa: float,
    frost_m: float,
) -> Leakage:
    """Both rates of one network over one year (or twelve rolling months).

    `supplied_wan_m3` Qs and `billed_wan_m3` Qa (registered users, unbilled uses included) in
    10⁴ m³; `household_share` r, 0–1; `length_km` L of mains of DN75 and above; `pressure_mpa`
    mean pressure at the works; `frost_m` greatest depth of frost. `UserError` when Qa > Qs: lost
    water is never negative, the months of the two readings differ then. R_BL itself may be
    negative: corrections reach 14 points.
    """
    supplied = checks.positive("供水总量(Qs)", supplied_wan_m3, "万立方米")
    billed = checks.amount("注册用户用水量(Qa)", billed_wan_m3, "万立方米")
    if billed > supplied:
        raise UserError(
            f"注册用户用水量(Qa){billed:g} 大于供水总量(Qs){supplied:g} 万立方米,"
            "漏损水量不会是负数",
            cure="核对抄表周期,两个量取同样的十二个月",
        )
    if 0 < billed < LEAST_BILLED * supplied:
        raise UserError(
            f"注册用户用水量(Qa){billed:g} 不到供水总量(Qs){supplied:g} 的千分之一",
            cure="两个量都用万立方米",
        )
    lost = 100 * ((supplied - billed) / supplied)  # within 0–100 to the last bit
    parts = (
        _households(household_share),
        _length(length_km, supplied),
        _pressure(pressure_mpa),
        _frost(frost_m),
    )
    rated = lost - sum(parts)
    return Leakage(lost, *parts, rn=sum(parts), r_bl=rated, grade=grade(rated))


def _households(share: float) -> float:
    cure = "按 0 到 1 填,50% 写 0.5"
    return 8 * checks.amount("居民抄表到户水量占比(r)", share, "", most=1, cure=cure)


def _length(length_km: float, supplied: float) -> float:
    """R2 = 0.99 (A − 0.0693), A in km per 10⁴ m³, at most three points either way."""
    length = checks.amount("DN75 以上管长(L)", length_km, "公里")
    density = length / supplied
    if not LEAST_LENGTH <= density <= MOST_LENGTH:
        raise UserError(
            f"单位供水量管长 L/Qs 为 {density:g} 公里/万立方米,"
            f"应在 {LEAST_LENGTH:g} 到 {MOST_LENGTH:g} 之间(标准的平均值 0.0693)",
            cure="管长用公里,供水总量用万立方米:75 公里不写 75000,1000 万立方米不写 10000000",
        )
    return min(3.0, max(-3.0, 99 * (density - 0.0693)))


def _pressure(pressure_mpa: float) -> float:
    """R3: each band is open below and closed above."""
    cure = "单位是兆帕,0.45 不写作 450 或 4.5"
    mpa = checks.amount(
        "年平均出厂压力(P)", pressure_mpa, "兆帕", most=MOST_PRESSURE_MPA, cure=cure
    )
    return next((points for above, points in _PRESSURE_BANDS if mpa > above), 0.0)


def _frost(frost_m: float) -> float:
    cure = "单位是米,1.5 米不写作 150"
    depth = checks.amount("最大冻土深度(D)", frost_m, "米", most=MOST_FROST_M, cure=cure)
    return 1.0 if depth > DEEP_FROST_M else 0.0


def grade(r_bl_pct: float) -> str:
    """一级 to 10 %, 二级 to 12 %, both inclusive."""
    return next((name for most, name in GRADES_PCT if r_bl_pct <= most), "未达二级")


@dataclass(frozen=True)
class RegionLeakage:
    """`r_bl` of a region in percent, over `supplied_wan_m3` in 10⁴ m³."""

    r_bl: float
    supplied_wan_m3: float
    grade: str


def region(*, r_bl_pct: Sequence[float], supplied_wan_m3: Sequence[float]) -> RegionLeakage:
    """The rate of several networks together: weighted by supply, never the mean of the rates."""
    checks.same_length("各地漏损率和供水总量", r_bl_pct, supplied_wan_m3)
    for rate in r_bl_pct:
        if not -MOST_CORRECTION <= rate <= 100:
            raise UserError(
                f"漏损率(R_BL)为 {rate:g}%,应在 −{MOST_CORRECTION:g}% 到 100% 之间",
                cure="按百分数填,9.1% 写 9.1",
            )
    if all(0 < rate < LEAST_RATES_PCT for rate in r_bl_pct):
        raise UserError(
            f"各地漏损率(R_BL)都不到 {LEAST_RATES_PCT:g}%,疑似小数写法",
            cure="按百分数填,0.091 写 9.1",
        )
    supplied = [checks.positive("供水总量(Qs)", one, "万立方米") for one in supplied_wan_m3]
    total = sum(supplied)
    rate = sum(r * q for r, q in zip(r_bl_pct, supplied, strict=True)) / total
    return RegionLeakage(rate, total, grade(rate))


FORMULAS = (
    Formula(
        "leakage",
        "供水管网漏损率",
        "R_BL=R_WL−(R1+R2+R3+R4);R_WL=(Qs−Qa)/Qs×100%;R1=0.08·r×100%;"
        "R2=0.99·(L/Qs−0.0693)×100%,限于±3%;"
        "R3:0.35<P≤0.55 为 0.5%,0.55<P≤0.75 为 1%,P>0.75 为 2%;R4:冻深>1.4 m 为 1%",
        leakage,
        (
            Input("supplied_wan_m3", "供水总量 Qs", "万立方米", option="--qs"),
            Input("billed_wan_m3", "注册用户用水量 Qa(含免费用水)", "万立方米", option="--qa"),
            Input("household_share", "居民抄表到户水量占供水总量之比 r", "0~1", option="--r"),
            Input("length_km", "DN75(含)以上管长 L", "公里", option="--l"),
            Input("pressure_mpa", "年平均出厂压力 P", "兆帕", option="--p"),
            Input("frost_m", "最大冻土深度 D", "米", option="--d"),
        ),
        (
            Output("r_bl", "漏损率(评定指标)R_BL", "%"),
            Output("r_wl", "综合漏损率 R_WL", "%"),
            Output("r1", "居民抄表到户修正 R1", "个百分点"),
            Output("r2", "单位供水量管长修正 R2", "个百分点"),
            Output("r3", "年平均出厂压力修正 R3", "个百分点"),
            Output("r4", "最大冻土深度修正 R4", "个百分点"),
            Output("rn", "修正值 Rn", "个百分点"),
            Output("grade", "等级(一级 10%,二级 12%)"),
        ),
        (
            Example(
                {
                    "supplied_wan_m3": 1000,
                    "billed_wan_m3": 870,
                    "household_share": 0.5,
                    "length_km": 75,
                    "pressure_mpa": 0.45,
                    "frost_m": 1.5,
                },
                {
                    "r_wl": 13.0, "r1": 4.0, "r2": 0.5643, "r3": 0.5, "r4": 1.0,
                    "rn": 6.0643, "r_bl": 6.9357, "grade": "一级",
                },
                "13.00−(4.00+0.5643+0.50+1.00)=6.9357",
            ),
            Example(
                {
                    "supplied_wan_m3": 1000,
                    "billed_wan_m3": 870,
                    "household_share": 0.5,
                    "length_km": 30,
                    "pressure_mpa": 0.30,
                    "frost_m": 1.0,
                },
                {
                    "r_wl": 13.0, "r1": 4.0, "r2": -3.0, "r3": 0.0, "r4": 0.0,
                    "rn": 1.0, "r_bl": 12.0, "grade": "二级",
                },
                "R2=0.99×(0.03−0.0693)=−3.89%,取−3%;13.00−(4.00−3.00)=12.00",
            ),
        ),
        _STANDARD,
        "核",
        "5.2.3",
        (
            "综合漏损率(年鉴口径)与漏损率是两个指标,两个都存;目标按填报的口径比。",
            "R_WL 不会是负数:Qa 大于 Qs 拒收。R_BL 可以是负数:修正值最多 14 个百分点。",
            "评定按年;季度取滚动十二个月。产销差不是漏损率。",
        ),
    ),
    Formula(
        "leakage-region",
        "供水管网漏损率(区域)",
        "R_BL=Σ(R_BL,i×Qs,i)/ΣQs,i",
        region,
        (
            Input("r_bl_pct", "各地漏损率 R_BL", "%", many=True, option="--r-bl"),
            Input("supplied_wan_m3", "各地供水总量 Qs", "万立方米", many=True, option="--qs"),
        ),
        (
            Output("r_bl", "漏损率(评定指标)R_BL", "%"),
            Output("supplied_wan_m3", "供水总量合计", "万立方米"),
            Output("grade", "等级(一级 10%,二级 12%)"),
        ),
        (
            Example(
                {"r_bl_pct": (6.9357, 12.0), "supplied_wan_m3": (1000, 500)},
                {"r_bl": 8.6238, "supplied_wan_m3": 1500, "grade": "一级"},
                "(6.9357×1000+12.00×500)/1500=8.6238;简单平均 9.4679 是错的",
            ),
        ),
        _STANDARD,
        "核",
        "2018 年修订新增",
    ),
)  # fmt: skip
