"""Does an adjustment say what its document says? Every disagreement, with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from targets.adjustment import Adjustment
from targets.adjustments import in_force, ordered
from targets.model import Plan, Target
from targets.numbers import find_numbers, value_of
from targets.printed import stated_comparator, stated_value
from targets.problem import Problem
from targets.quotes import Folded, fold
from targets.table import BINDINGS

_CLOSE = 5e-5  # a ratio is kept to four decimals
_Check = Callable[[Plan, Adjustment, Folded], Iterator[Problem]]


def adjustment_problems(plan: Plan) -> Iterator[Problem]:
    """Every disagreement between the plan's adjustments and the adjusting documents' texts."""
    base = plan.written or plan
    texts = {act.id: Folded.of(act.text) for act in base.acts}
    for one in base.adjustments:
        for check in _CHECKS:
            yield from check(base, one, texts[one.id])
    yield from _bounds(base)


def _quote(_: Plan, one: Adjustment, text: Folded) -> Iterator[Problem]:
    times = len(text.spans(one.quote))
    if times == 0:
        yield Problem("照抄", one.place, f"引文“{one.quote}”不在 adjustments/{one.id}.txt 里")
    elif times > 1:
        said = f"引文“{one.quote}”在调整文件里出现 {times} 次,写长一些以便唯一"
        yield Problem("照抄", one.place, said)
    if not text.spans(one.document):
        said = f"文号“{one.document}”不在 adjustments/{one.id}.txt 里"
        yield Problem("照抄", one.place, said)


def _days(_: Plan, one: Adjustment, text: Folded) -> Iterator[Problem]:
    """The day of decision is printed; so is the day of effect unless it is the same."""
    days = {one.effective: "生效日期", one.decided: "决定日期"}
    for day, label in days.items():
        if not text.spans(_written(day)):
            said = f"{label} {day} 在调整文件里没有写(应有“{_written(day)}”)"
            yield Problem("期限", one.place, said)


def _values(plan: Plan, one: Adjustment, _: Folded) -> Iterator[Problem]:
    target = _resulting(plan, one)
    if one.printed is None or target is None or one.own_holds:
        return
    if fold(one.printed) not in fold(one.quote):
        yield Problem("数值", one.place, f"印出的“{one.printed}”不在引文里")
    yield from _stated(one.place, one.printed, target)


def _stated(place: str, printed: str, target: Target) -> Iterator[Problem]:
    """The numbers and the comparison of `printed` are those of the target."""
    if target.comparator == "yes":
        return
    value = stated_value(printed)
    if value is None or abs(value - target.value) > _CLOSE:
        yield Problem("数值", place, f"印作“{printed}”,value 却是 {target.value:g}")
    if target.value_max is not None:
        numbers = [value_of(number.text) for number in find_numbers(printed)]
        if not any(abs(number - target.value_max) <= _CLOSE for number in numbers):
            yield Problem("数值", place, f"印作“{printed}”,value_max 却是 {target.value_max:g}")
    words = stated_comparator(printed)
    if words and words != target.comparator:
        yield Problem("比较符", place, f"印作“{printed}”,执行却用“{target.comparator}”")


def word_problems(plan: Plan, one: Adjustment, _: Folded) -> Iterator[Problem]:
    """A new deadline's year, a new binding and new offices stand in the quote.

    Offices of a plan above are named there otherwise; where the plan's own line holds, nothing
    of it does.
    """
    quote = fold(one.quote)
    if one.own_holds:
        return
    if one.deadline is not None and f"{one.deadline.year}年" not in quote:
        yield Problem("期限", one.place, f"引文里没有“{one.deadline.year}年”")
    label = next((word for word, kept in BINDINGS.items() if kept == one.binding), "")
    if label and label not in quote:
        yield Problem("属性", one.place, f"属性改为 {one.binding},引文里却没有“{label}”")
    for name in () if one.from_plan else (*(one.leads or ()), *(one.cooperating or ())):
        office = plan.office(name)
        if not any(fold(known) in quote for known in (office.name, *office.aliases)):
            yield Problem("单位", one.place, f"引文里没有单位“{office.name}”")


def _added(plan: Plan, one: Adjustment, text: Folded) -> Iterator[Problem]:
    """A new target's own quote stands in the adjusting document and states its value."""
    target = next((t for t in plan.added if t.id == one.target), None)
    if target is None or not one.added:
        return
    place = f"added.yaml 目标 {target.id}"
    target = target.inherited_from.original if target.inherited_from else target
    if len(text.spans(target.quote)) != 1:
        said = f"引文“{target.quote}”不在 adjustments/{one.id}.txt 里,或不唯一"
        yield Problem("照抄", place, said)
    if fold(target.printed) not in fold(target.quote):
        yield Problem("数值", place, f"印出的“{target.printed}”不在引文里")
    yield from _stated(place, target.printed, target)


_CHECKS: tuple[_Check, ...] = (_quote, _days, _values, word_problems, _added)


def _bounds(plan: Plan) -> Iterator[Problem]:
    """No adjusted value lies beyond what its indicator can be."""
    for one in plan.adjustments:
        target = _resulting(plan, one)
        if target is None:
            continue
        indicator = plan.indicator(target.indicator)
        low, high = indicator.hard_min, indicator.hard_max
        for value in (target.value, target.value_max):
            if value is not None and not _within(value, low, high):
                said = f"目标值 {value:g} 超出指标 {indicator.key} 的硬边界"
                yield Problem("数值", one.place, said)


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _resulting(plan: Plan, one: Adjustment) -> Target | None:
    """The target as the adjustment leaves it; None when it is withdrawn."""
    turns = ordered(plan.adjustments)
    so_far = replace(plan, adjustments=turns[: turns.index(one) + 1])
    targets = in_force(so_far, one.effective).targets
    return next((target for target in targets if target.id == one.target), None)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
