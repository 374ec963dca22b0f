"""Rates of household and construction waste; coefficients nobody prescribes must be given."""

from __future__ import annotations

from targets.national.checks import (
    CLOSURE_PCT,
    DefinitionPendingError,
    amount,
    not_above,
    positive,
    sourced,
    whole,
)
from targets.national.formula import VALUE_PCT, Example, Formula, Input, Output, Share

_FACTORS = ("k焚", "k厨", "k填")
_SORTING = "住房和城乡建设部生活垃圾分类统计口径"
_BASIS = Output("basis", "口径")


def recycling_rate(*, recyclables_t: float, kitchen_t: float, produced_t: float) -> Share:
    """生活垃圾回收利用率 in percent; tonnes of one period.

    `recyclables_t` and `kitchen_t`: what went neither to an incinerator nor to a landfill.
    `produced_t`: what was produced (what was collected may stand for it).
    """
    above = amount("可回收物", recyclables_t, "吨") + amount("厨余垃圾", kitchen_t, "吨")
    below = positive("生活垃圾产生量", produced_t, "吨")
    not_above(("回收利用量", above), ("产生量", below), "吨")
    return Share(100 * above / below, above, below)


def resource_rate(
    *,
    recyclables_t: float,
    collected_t: float,
    incinerated_t: float,
    kitchen_t: float,
    landfilled_t: float,
    k_incinerated: float | None = None,
    k_kitchen: float | None = None,
    k_landfilled: float | None = None,
    source: str = "",
) -> Share:
    """生活垃圾资源化利用率 in percent; tonnes of one period.

    The coefficients k (0–1) stand in no national text that was found: without all three and
    their `source` it raises `DefinitionPendingError`. What was treated may exceed what was
    collected by CLOSURE_PCT percent (weighbridges differ), no more.
    """
    treated = {"焚烧量": incinerated_t, "厨余处理量": kitchen_t, "填埋量": landfilled_t}
    factors = _coefficients(k_incinerated, k_kitchen, k_landfilled)
    shown = ",".join(f"{k}={n:g}" for k, n in zip(_FACTORS, factors, strict=True))
    basis = f"{shown};{sourced('系数 k', source)}"
    amounts = [amount(label, tonnes, "吨") for label, tonnes in treated.items()]
    collected = positive("生活垃圾清运量", collected_t, "吨")
    allowed = collected * (1 + CLOSURE_PCT / 100)
    not_above(("焚烧、厨余、填埋量合计", sum(amounts)), ("清运量(含 0.5% 容差)", allowed), "吨")
    recycled = amount("可回收物回收量", recyclables_t, "吨")
    above = recycled + sum(k * tonnes for k, tonnes in zip(factors, amounts, strict=True))
    below = recycled + collected
    return Share(100 * above / below, above, below, basis=basis)


def _coefficients(*given: float | None) -> tuple[float, ...]:
    missing = [label for label, k in zip(_FACTORS, given, strict=True) if k is None]
    if missing:
        raise DefinitionPendingError(
            f"口径待定:资源化利用率的系数 {'、'.join(missing)} 没有给出,国家文件里没有找到",
            cure="按本地口径文件给出 --k-incinerated、--k-kitchen、--k-landfilled 和 --source",
        )
    known = [(label, k) for label, k in zip(_FACTORS, given, strict=True) if k is not None]
    return tuple(amount(f"系数 {label}", k, "", most=1) for label, k in known)


def sorting_coverage(*, sorting: float, communities: float) -> Share:
    """居民小区垃圾分类覆盖率 in percent: communities whose sorted waste is collected sorted."""
    above = whole("开展分类收运的小区数", sorting, "个")
    below = positive("居民小区总数", whole("居民小区总数", communities, "个"), "个")
    not_above(("开展分类收运的小区数", above), ("居民小区总数", below), "个")
    return Share(100 * above / below, above, below)


def incineration_share(*, incineration_tpd: float, harmless_tpd: float) -> Share:
    """焚烧处理能力占比 in percent: capacity in tonnes a day, not tonnes treated."""
    above = amount("焚烧处理能力", incineration_tpd, "吨/日")
    below = positive("无害化处理能力合计", harmless_tpd, "吨/日")
    not_above(("焚烧处理能力", above), ("无害化处理能力合计", below), "吨/日")
    return Share(100 * above / below, above, below)


def construction_waste_rate(*, reused_wan_t: float, produced_wan_t: float, muck: str) -> Share:
    """建筑垃圾综合利用率 in percent; 10⁴ tonnes.

    `muck`: 计入 or 不计入 — whether excavated soil (工程渣土) is in both amounts. It decides the
    result, so it has no default.
    """
    if muck not in ("计入", "不计入"):
        raise DefinitionPendingError(
            f"口径待定:工程渣土是否计入没有写明(写的是“{muck}”)", cure="写 计入 或 不计入"
        )
    above = amount("再生利用量", reused_wan_t, "万吨")
    below = positive("建筑垃圾产生总量", produced_wan_t, "万吨")
    not_above(("再生利用量", above), ("产生总量", below), "万吨")
    return Share(100 * above / below, above, below, basis=f"工程渣土{muck}")


FORMULAS = (
    Formula(
        "waste-recycling-rate",
        "生活垃圾回收利用率",
        "回收利用率=未进入焚烧和填埋设施的(可回收物+厨余)量/产生量×100%",
        recycling_rate,
        (
            Input("recyclables_t", "可回收物(未焚烧、未填埋)", "吨"),
            Input("kitchen_t", "厨余垃圾(未焚烧、未填埋)", "吨"),
            Input("produced_t", "生活垃圾产生量(可用清运量代)", "吨"),
        ),
        (VALUE_PCT,),
        (
            Example(
                {"recyclables_t": 2500, "kitchen_t": 1000, "produced_t": 10_000},
                {"value": 35.0},
                "(2500+1000)/10000=35%",
            ),
        ),
        _SORTING,
        "核",
    ),
    Formula(
        "waste-resource-rate",
        "生活垃圾资源化利用率",
        "资源化利用率=(可回收物+焚烧量·k焚+厨余量·k厨+填埋量·k填)/(可回收物+清运量)×100%",
        resource_rate,
        (
            Input("recyclables_t", "可回收物回收量", "吨"),
            Input("collected_t", "生活垃圾清运量", "吨"),
            Input("incinerated_t", "焚烧量", "吨"),
            Input("kitchen_t", "厨余处理量", "吨"),
            Input("landfilled_t", "填埋量", "吨"),
            Input("k_incinerated", "系数 k焚", "0~1", None),
            Input("k_kitchen", "系数 k厨", "0~1", None),
            Input("k_landfilled", "系数 k填", "0~1", None),
            Input("source", "系数的来源(文件名、文号)", default="", text=True),
        ),
        (VALUE_PCT, _BASIS),
        (
            Example(
                {
                    "recyclables_t": 2000, "collected_t": 8000, "incinerated_t": 5000,
                    "kitchen_t": 1000, "landfilled_t": 2000, "k_incinerated": 0.9,
                    "k_kitchen": 0.8, "k_landfilled": 0.0, "source": "举例用的系数,不是标准值",
                },
                {"value": 73.0, "basis": "k焚=0.9,k厨=0.8,k填=0;举例用的系数,不是标准值"},
                "(2000+5000×0.9+1000×0.8+0)/(2000+8000)=7300/10000=73%",
            ),
        ),
        _SORTING,
        "核",
        notes=("公式已核;系数 k 在国家文件里没有找到,必须给出数值和来源,否则不计算(口径待定)。",),
    ),
    Formula(
        "waste-sorting-coverage",
        "居民小区生活垃圾分类覆盖率",
        "分类覆盖率=开展分类收运的居民小区数/居民小区总数×100%",
        sorting_coverage,
        (
            Input("sorting", "开展分类收运的居民小区数", "个"),
            Input("communities", "居民小区总数", "个"),
        ),
        (VALUE_PCT,),
        (Example({"sorting": 165, "communities": 200}, {"value": 82.5}, "165/200=82.5%"),),
        _SORTING,
        "核",
    ),
    Formula(
        "incineration-share",
        "生活垃圾焚烧处理能力占比",
        "焚烧能力占比=焚烧处理设施能力/无害化处理能力合计×100%(吨/日)",
        incineration_share,
        (
            Input("incineration_tpd", "焚烧处理设施能力", "吨/日"),
            Input("harmless_tpd", "无害化处理能力合计", "吨/日"),
        ),
        (VALUE_PCT,),
        (
            Example(
                {"incineration_tpd": 500, "harmless_tpd": 625}, {"value": 80.0}, "500/625=80%"
            ),
        ),
        "“十四五”城镇生活垃圾分类和处理设施发展规划",
        "自知",
        notes=("能力之比,不是处理量之比;按设施跃升,不宜线性序时。",),
    ),
    Formula(
        "construction-waste-rate",
        "建筑垃圾资源化利用率",
        "综合利用率=作为建材等重新利用的量/建筑垃圾产生总量×100%",
        construction_waste_rate,
        (
            Input("reused_wan_t", "经处理后再生利用的量", "万吨"),
            Input("produced_wan_t", "建筑垃圾产生总量", "万吨"),
            Input("muck", "工程渣土:计入 或 不计入", default="", text=True),
        ),
        (VALUE_PCT, _BASIS),
        (
            Example(
                {"reused_wan_t": 21, "produced_wan_t": 30, "muck": "不计入"},
                {"value": 70.0, "basis": "工程渣土不计入"},
                "21/30=70%",
            ),
        ),
        "“无废城市”建设指标体系 指标20;CJJ/T 134-2019",
        "核",
        notes=("工程渣土是否计入决定结果,必须写明。",),
    ),
)  # fmt: skip
