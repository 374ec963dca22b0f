"""Do inherited lines say what their documents say? The words above, and the plan's own on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from targets.adjustment import Adjustment
from targets.adjustments_check import word_problems
from targets.model import Conflict, Plan, Target
from targets.numbers import find_numbers, value_of
from targets.printed import stated_comparator, stated_value
from targets.problem import Problem
from targets.quotes import Folded, fold
from targets.strictness import weakened

_CLOSE = 5e-5  # a ratio is kept to four decimals


def own_lines(plan: Plan) -> Plan:
    """The plan with the targets of its own text alone."""
    return replace(plan, targets=tuple(t for t in plan.targets if t.inherited_from is None))


def origins(plan: Plan) -> Iterator[Plan]:
    """For each plan above, its text with the targets inherited from it as they stand there."""
    for above in plan.inherits:
        lines = [t.inherited_from.original for t in plan.targets
                 if t.inherited_from and t.inherited_from.plan == above.id]  # fmt: skip
        if lines:
            yield replace(
                plan,
                title=above.title,
                text=above.text,
                start=above.start,
                end=above.end,
                issued=above.issued,
                targets=tuple(lines),
                tasks=(),
                exceptions=(),
            )


def override_problems(plan: Plan) -> Iterator[Problem]:
    """Every disagreement between overrides.yaml and the plan's own text."""
    text = Folded.of(plan.text)
    for one in plan.overrides:
        times = len(text.spans(one.quote))
        if times != 1:
            said = f"引文“{one.quote}”在本级方案里出现 {times} 次,应为一次"
            yield Problem("照抄", one.place, said)
        yield from _number_problems(plan, one)
        yield from word_problems(plan, one, text)
    yield from _step_problems(plan)
    yield from _clause_problems(plan)


def _number_problems(plan: Plan, one: Adjustment) -> Iterator[Problem]:
    if one.printed is None:
        return
    if fold(one.printed) not in fold(one.quote):
        yield Problem("数值", one.place, f"印出的“{one.printed}”不在引文里")
    value = stated_value(one.printed)
    if one.value is not None and (value is None or abs(value - one.value) > _CLOSE):
        yield Problem("数值", one.place, f"印作“{one.printed}”,value 却是 {one.value:g}")
    mine = [one.comparator, *(t.comparator for t in plan.targets if t.id == one.target)]
    used = next((comparator for comparator in mine if comparator), None)
    words = stated_comparator(one.printed)
    if words and used and words != used:
        yield Problem("比较符", one.place, f"印作“{one.printed}”,执行却用“{used}”")


def _step_problems(plan: Plan) -> Iterator[Problem]:
    """Year and number of every milestone stand in the quote of its override."""
    quotes = {one.target: one for one in plan.overrides}
    for step in plan.milestones:
        one = quotes[step.target]
        numbers = [value_of(number.text) for number in find_numbers(one.quote)]
        if f"{step.day.year}年" not in fold(one.quote) or step.value not in numbers:
            said = f"引文里没有节点 {step.period} 的年份或数 {step.value:g}"
            yield Problem("数值", f"{one.place}.milestones", said)


def _clause_problems(plan: Plan) -> Iterator[Problem]:
    """What a plan between said otherwise stands in that plan's text."""
    texts = {above.document: above for above in plan.inherits}
    for target in plan.targets:
        for clause in {c.clause: c for c in target.overridden if c.document in texts}.values():
            above = texts[clause.document]
            if len(Folded.of(above.text).spans(clause.clause)) != 1:
                said = f"引文“{clause.clause}”不在《{above.title}》里,或不唯一"
                yield Problem("照抄", f"目标 {target.id}", said)


def inherited_conflicts(plan: Plan) -> Iterator[Conflict]:
    """Lines that ask less than the plans above, and own targets that do beside an inherited one."""
    yield from plan.weaker
    for above in (target for target in plan.targets if target.inherited_from):
        for own in (target for target in plan.targets if not target.inherited_from):
            if (own.indicator, own.area) == (above.indicator, above.area):
                yield from _doubled(above, own)


def _doubled(above: Target, own: Target) -> Iterator[Conflict]:
    looser = weakened(above, own)
    looser.pop("binding", None)
    if looser:
        less = "、".join(looser.values())
        said = f"{own.name}:承接的 {above.id} 之外,本级 {own.id} 要求较低({less})"
        yield Conflict("inherited", (above.id, own.id), (above.quote, own.quote), said)
