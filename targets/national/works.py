"""Sponge city and complete communities: areas and communities that meet their standard."""

from __future__ import annotations

from collections.abc import Sequence

from targets.national.checks import amount, not_above, positive, whole
from targets.national.formula import VALUE_PCT, Example, Formula, Input, Share


def sponge_share(*, partitions_ha: Sequence[float], built_up_ha: float) -> Share:
    """海绵城市建设面积占比 in percent: drainage partitions that meet the standard, areas added up.

    `partitions_ha`: the built-up area (ha) inside each partition that meets it as a whole; it is
    no mean over the city.
    """
    above = sum(amount("达标排水分区的建成区面积", one, "公顷") for one in partitions_ha)
    below = positive("建成区面积", built_up_ha, "公顷")
    not_above(("达标排水分区面积合计", above), ("建成区面积", below), "公顷")
    return Share(100 * above / below, above, below)


def complete_community_share(*, complete: float, communities: float) -> Share:
    """完整居住社区覆盖率 in percent: communities that meet all of the standard."""
    above = whole("达到标准的居住社区数", complete, "个")
    below = positive("居住社区总数", whole("居住社区总数", communities, "个"), "个")
    not_above(("达到标准的居住社区数", above), ("居住社区总数", below), "个")
    return Share(100 * above / below, above, below)


FORMULAS = (
    Formula(
        "sponge-share",
        "海绵城市建设面积占建成区比例",
        "占比=Σ达标排水分区(或汇水分区)内的建成区面积/建成区面积×100%",
        sponge_share,
        (
            Input("partitions_ha", "各达标排水分区内的建成区面积", "公顷", many=True),
            Input("built_up_ha", "建成区面积", "公顷"),
        ),
        (VALUE_PCT,),
        (
            Example(
                {"partitions_ha": (620, 480, 300), "built_up_ha": 2800},
                {"value": 50.0},
                "(620+480+300)/2800=50%",
            ),
        ),
        "GB/T 51345-2018《海绵城市建设评价标准》",
        "核",
        notes=("以排水分区或汇水分区为评价单元,按分区累加面积,不是全域平均。",),
    ),
    Formula(
        "complete-community-share",
        "建成区完整居住社区覆盖率",
        "覆盖率=达到《完整居住社区建设标准(试行)》的居住社区数/居住社区总数×100%",
        complete_community_share,
        (
            Input("complete", "达到标准的居住社区数", "个"),
            Input("communities", "居住社区总数", "个"),
        ),
        (VALUE_PCT,),
        (Example({"complete": 21, "communities": 40}, {"value": 52.5}, "21/40=52.5%"),),
        "建科规〔2020〕7号《完整居住社区建设标准(试行)》;城市体检",
        "自知",
        notes=("6 方面 20 条全部达到才算。",),
    ),
)
