"""What a reader must know first: doubts, changed definitions, moved wholes, sums, relapses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from observations.period import ReportingPeriod
from targets import pace, wording
from targets.assessment import Caveat
from targets.hearing import Hearing
from targets.national.community import wilson
from targets.ruling import fell_back


def caveats(one: Hearing) -> tuple[Caveat, ...]:
    """Every caveat on a verdict that has a value, in a fixed order."""
    if not one.standing.series:
        return tuple(_areas(one))
    return tuple(found for ask in _CAVEATS for found in ask(one))


def _doubted(one: Hearing) -> Iterator[Caveat]:
    """存疑: a warning stands unanswered against the value that is judged."""
    if one.measured.doubted:
        yield Caveat("doubted", "填报值存疑,待核实")


def _redefined(one: Hearing) -> Iterator[Caveat]:
    """口径变更: the baseline is of the old definition, the value of the new one."""
    since = one.indicator.redefined
    if since is None or one.baseline is None or one.day < since:
        return
    if ReportingPeriod.parse(one.baseline.period).end < since:
        when = f"{since.year}年{since.month}月{since.day}日"
        yield Caveat("redefined", f"口径自{when}起变更,基期值是旧口径,前后不可直比")


def _denominator(one: Hearing) -> Iterator[Caveat]:
    """分母变动: the whole that the rate is of moved by more than the rule allows."""
    if len(one.standing.series) < 2:
        return
    now, before = one.standing.series[-1][1].denominator, one.standing.series[-2][1].denominator
    if not now or not before:
        return
    change = 100 * (now - before) / abs(before)
    if abs(change) > one.rule.denominator_change:
        word = "增加" if change > 0 else "减少"
        old, new = wording.number(before, 2), wording.number(now, 2)
        by = wording.number(abs(change), 1)
        yield Caveat("denominator_moved", f"分母由{old}变为{new}({word}{by}%),须核对范围和口径")


def _sampled(one: Hearing) -> Iterator[Caveat]:
    """抽样: a rate of those who were asked says of all only what its 95 % interval allows."""
    if one.indicator.derivation != "satisfaction" or one.measured.value is None:
        return
    n = one.measured.denominator
    if not n or n <= 0:
        yield Caveat("sample_unknown", "抽样得来的率没有报有效样本数,误差不明,须补报")
        return
    share = min(1.0, max(0.0, one.measured.value / one.indicator.scale))
    low, high = (one.indicator.scale * end for end in wilson(share, n))
    said = f"有效样本{wording.number(n, 0)}人,95%区间{low:.1f}%—{high:.1f}%"
    if pace.is_met(one.target, low) == pace.is_met(one.target, high):
        yield Caveat("sampled", f"抽样调查:{said}")
    else:
        yield Caveat("sample_spans", f"抽样存疑:{said},目标在区间内,不足以判定是否达标")


def _relapse(one: Hearing) -> Iterator[Caveat]:
    if one.indicator.kind != "yes" and not one.target.cadence and fell_back(one):
        met = [p for p, m in one.standing.series if pace.is_met(one.target, m.value or 0.0)]
        yield Caveat("fell_back", f"{met[-1].label}曾达标,现已回落")


def _holes(one: Hearing) -> Iterator[Caveat]:
    if one.standing.lacking:
        names = "、".join(ReportingPeriod.parse(p).label for p in one.standing.lacking)
        yield Caveat("part_missing", f"合计缺{names}")


def _areas(one: Hearing) -> Iterator[Caveat]:
    """How a composite was put together and which areas it lacks, or why there is none."""
    if one.disagreement:
        yield Caveat("parts_disagree", one.disagreement)
    if one.derived is not None:
        yield Caveat("derived", one.derived.why)
    if one.composed is not None:
        code = "missing_areas" if one.missing_areas else "composed"
        yield Caveat(code, f"由下级合成:{one.composed.why}".rstrip("。"))


def _late(one: Hearing) -> Iterator[Caveat]:
    """期末评估: kept now, but not when it was promised."""
    if not one.final or one.day <= one.target.deadline or one.target.cadence:
        return
    value = one.measured.value
    then = [m.value for p, m in one.known if p.end == one.target.deadline]
    if value is None or not pace.is_met(one.target, value) or not then:
        return
    if not pace.is_met(one.target, then[-1] or 0.0):
        yield Caveat("late", f"{wording.date_text(one.target.deadline)}期限时尚未达到,其后完成")


_CAVEATS: tuple[Callable[[Hearing], Iterator[Caveat]], ...] = (
    _doubted, _redefined, _denominator, _sampled, _relapse, _holes, _areas, _late,
)  # fmt: skip
