"""期中调整: the plan in force on a day, from the plan as written and what changed it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from observations.errors import UserError
from targets.adjustment import Adjustment, Change
from targets.model import Plan, Target

ADJUSTABLE = (
    *("value", "value_max", "comparator", "printed", "deadline"),
    *("binding", "leads", "cooperating"),
)
"""Fields of a target that an adjustment may give anew."""

_RESTATED = ("comparator", "deadline", "leads", "cooperating")  # inferred no longer, once stated
_Targets = dict[str, Target]


def in_force(plan: Plan, day: date) -> Plan:
    """The plan as it holds at the end of `day`: adjustments effective by then, no later ones.

    In order of effect, then of decision. Always worked out from the plan as written, so that
    a plan in force on one day gives the plan of any other; offices, indicators, reporting and
    `version` stay. `UserError` names the record that contradicts another or cannot apply.
    """
    base = plan.written or plan
    due = [one for one in ordered(base.adjustments) if one.effective <= day]
    if not due:
        return base
    targets = {target.id: target for target in base.targets}
    for one in due:
        _apply(base, targets, one)
    return replace(base, targets=tuple(targets.values()), written=base)


def ever(plan: Plan) -> dict[str, Target]:
    """Every target the plan ever had or will have, as first written, by id."""
    base = plan.written or plan
    return {target.id: target for target in (*base.targets, *base.added)}


def changes(plan: Plan, day: date = date.max) -> tuple[Change, ...]:
    """What every adjustment effective by `day` changed, in order, old value → new value."""
    base = plan.written or plan
    targets = {target.id: target for target in base.targets}
    found: list[Change] = []
    for one in ordered(base.adjustments):
        if one.effective <= day:
            found += _apply(base, targets, one)
    return tuple(found)


def ordered(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """By day of effect, then of decision: the later decision has the last word.

    `UserError` when two decided and effective on the same days give one field twice.
    """
    standing: dict[tuple[str, date, date], list[Adjustment]] = defaultdict(list)
    for one in adjustments:
        for other in standing[one.target, one.effective, one.decided]:
            _agreeing(other, one)
        standing[one.target, one.effective, one.decided].append(one)
    groups = [one for group in standing.values() for one in group]
    return tuple(sorted(groups, key=lambda a: (a.effective, a.decided, not a.added)))


def given(adjustment: Adjustment) -> dict[str, Any]:
    """The fields an adjustment gives anew, with their values."""
    return {
        name: getattr(adjustment, name)
        for name in ADJUSTABLE
        if getattr(adjustment, name) is not None
    }


def words_of(value: Any) -> str:
    """A field's value as text: `9`, `2025-12-31`, `[housing, water]`; empty for none."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value)


def promise_of(target: Target) -> str:
    """What a target promises, as text: comparator, value or bounds, deadline."""
    bounds = words_of(target.value)
    if target.value_max is not None:
        bounds += f"—{words_of(target.value_max)}"
    until = "" if target.open_ended else f" {target.deadline}"
    return f"{target.comparator} {bounds}{until}"


def _agreeing(one: Adjustment, other: Adjustment) -> None:
    """`UserError` unless the two change different fields of a target that stays."""
    both = sorted(given(one).keys() & given(other).keys())
    ends = one.withdrawn or other.withdrawn or (one.added and other.added)
    if not both and not ends:
        return
    what = f"字段 {'、'.join(both)}" if both else "去留"
    raise UserError(
        f"{other.place}:目标“{other.target}”同日决定、同日生效的两条调整({one.place})"
        f"都动了{what},互相矛盾",
        cure="只留一条,或改正决定日期、生效日期",
    )


def _apply(base: Plan, targets: _Targets, one: Adjustment) -> list[Change]:
    """Change `targets` as the adjustment says; what was changed."""
    if one.added:
        return _add(base, targets, one)
    target = targets.get(one.target)
    if target is None:
        raise UserError(
            f"{one.place}:目标“{one.target}”到 {one.effective} 没有定义或已撤销,不能调整",
            cure="改正 target 或 effective;新目标先写一条 added: true",
        )
    if one.withdrawn:
        del targets[one.target]
        return [_change(one, "withdrawn", promise_of(target), "")]
    return _alter(targets, target, one)


def _add(base: Plan, targets: _Targets, one: Adjustment) -> list[Change]:
    target = next((t for t in base.added if t.id == one.target), None)
    if target is None:
        raise UserError(
            f"{one.place}:added.yaml 里没有新目标“{one.target}”",
            cure="在 added.yaml 里写全这个目标",
        )
    if one.target in targets:
        raise UserError(f"{one.place}:目标“{one.target}”已经有了", cure="新目标用没用过的编号")
    made = _change(one, "added", "", promise_of(target))
    version = f"{one.effective} {one.document}新增"
    targets[one.target] = replace(target, version=version, history=(made,))
    return [made]


def altered(target: Target, one: Adjustment) -> Target:
    """The target as the adjustment leaves it, what changed appended to its history.

    `UserError` when it could not stand so in a plan.
    """
    fields = given(one)
    if "comparator" in fields and one.comparator != "range":
        fields.setdefault("value_max", None)
    if "deadline" in fields:
        fields["open_ended"] = False
    made = tuple(
        _change(one, name, words_of(getattr(target, name)), words_of(value))
        for name, value in fields.items()
        if getattr(target, name) != value
    )
    stated = {name for name in _RESTATED if name in fields}
    printed = "" if "printed" in fields else target.printed_comparator  # its words are older
    changed = replace(
        target,
        **fields,
        printed_comparator=printed,
        inferred=tuple(name for name in target.inferred if name not in stated),
        version=f"{one.effective} {one.document}调整",
        history=(*target.history, *made),
    )
    _sound(changed, one)
    return changed


def _alter(targets: _Targets, target: Target, one: Adjustment) -> list[Change]:
    targets[target.id] = altered(target, one)
    return list(targets[target.id].history[len(target.history) :])


def _change(one: Adjustment, name: str, old: str, new: str) -> Change:
    return Change(
        target=one.target,
        field=name,
        old=old,
        new=new,
        document=one.document,
        clause=one.quote,
        approved_by=one.approved_by,
        decided=one.decided,
        effective=one.effective,
        reason=one.reason,
    )


_UNSOUND: tuple[tuple[str, Callable[[Target], bool]], ...] = (
    (
        "区间目标要有 value_max,且不小于 value",
        lambda t: t.comparator == "range" and (t.value_max is None or t.value_max < t.value),
    ),
    ("只有区间目标才有 value_max", lambda t: t.comparator != "range" and t.value_max is not None),
    ("调整后没有牵头单位", lambda t: not t.leads),
)


def _sound(target: Target, one: Adjustment) -> None:
    """`UserError` when the adjusted target could not stand in a plan."""
    for problem, broken in _UNSOUND:
        if broken(target):
            raise UserError(f"{one.place}({one.target}):{problem}", cure="改正这条调整")
