"""What a changed edition of the plan changes, and what of it needs an adjustment or a post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from observations.identity import Area
from targets.adjustment import Adjustment, Change
from targets.adjustments import changes, promise_of, words_of
from targets.members import parts_of
from targets.milestones import latest_milestones
from targets.model import Plan, Target

SETTLED = (
    *("indicator", "area", "unit", "comparator", "value", "value_max", "deadline"),
    *("open_ended", "keep", "cadence", "binding"),
)
"""What was promised: another value needs an adjustment with document and approver."""

ENTRUSTED = ("leads", "cooperating", "tier", "counting", "pace", "source")
"""Who answers and how it is judged: another value needs a post that approves."""

SETTINGS = ("start", "end", "issued", "pace_origin", "rule", "due_working_days")
"""Of the whole plan: they move every verdict, so they need a post that approves too."""


INHERITS = "inherits"
"""Of the whole plan: which plans it inherits, by their ids."""

DEFINITIONS = (
    *("unit", "kind", "direction", "frequency", "decimals", "scale", "standard", "aggregation"),
    *("numerator", "denominator", "numerator_unit", "denominator_unit"),
    *("hard_min", "hard_max", "plausible_min", "plausible_max"),
    *("cumulative", "year_to_date", "season", "redefined", "definition_pending"),
    *("derivation", "inputs", "derived_output"),
)
"""Of an indicator: what is measured, how it is made and judged. All but names and remarks."""

MEMBERS = "members"
"""Of an area: what it is made of, declared or by `parent`; the same value, another verdict."""

LIFE = ("valid_from", "valid_to", "successors")
"""Of an area: when it is there and who takes over; what is asked and judged hangs on it."""


@dataclass(frozen=True)
class Differences:
    """Between two editions of one plan.

    `silent` are promises changed, withdrawn or adjusted otherwise than by a new adjustment: no
    edition may hold them. `approved_with_it` changes only what somebody must approve with the
    edition. `adjusted` is what the new adjustments change, each with its own approver.
    """

    silent: tuple[Change, ...] = ()
    approved_with_it: tuple[Change, ...] = ()
    adjusted: tuple[Change, ...] = ()

    @property
    def quiet(self) -> bool:
        """True when nothing that decides a verdict and nobody's duty is touched: only words."""
        return not (self.silent or self.approved_with_it or self.adjusted)


def differences(old: Plan, new: Plan) -> Differences:
    """What `new` changes against `old`, both as written; in the order of the plan."""
    old, new = old.written or old, new.written or new
    return Differences(
        silent=(*_rewritten(old, new, SETTLED), *_gone(old, new), *_unsaid(old, new)),
        approved_with_it=(
            *_reset(old, new),
            *_repaced(old, new),
            *_redefined(old, new),
            *_recomposed(old, new),
            *_relived(old, new),
            *_rewritten(old, new, ENTRUSTED),
            *_new_targets(old, new),
        ),
        adjusted=_newly_adjusted(old, new),
    )


def subject_of(change: Change) -> str:
    """What a change is about, for people: `目标 T09`, `指标 leakage_rate`, `地区 150627`."""
    if change.field in {*SETTINGS, INHERITS}:
        return f"方案 {change.target}"
    if change.field in {MEMBERS, *LIFE}:
        return f"地区 {change.target}"
    defined = change.field in DEFINITIONS and not change.clause  # a target's has its words
    return f"{'指标' if defined else '目标'} {change.target}"


def _reset(old: Plan, new: Plan) -> Iterator[Change]:
    """Settings of the plan itself; the change stands under the plan's id."""
    for name in SETTINGS:
        yield from _of_plan(new, new.id, name, (getattr(old, name), getattr(new, name)))
    yield from _of_plan(new, new.id, INHERITS, (old.lineage or None, new.lineage or None))


def _repaced(old: Plan, new: Plan) -> Iterator[Change]:
    """The values on the way that the plan's own text states, each target's under its id."""
    before, after = latest_milestones(old.milestones), latest_milestones(new.milestones)
    for target in dict.fromkeys((*before, *after)):
        steps = tuple(
            tuple(f"{one.period}={words_of(one.value)}" for one in ones.get(target, ()))
            for ones in (before, after)
        )
        yield from _of_plan(new, target, "milestones", (steps[0] or None, steps[1] or None))


def _redefined(old: Plan, new: Plan) -> Iterator[Change]:
    """Definitions of indicators that both editions have, each under the indicator's key."""
    before = {one.key: one for one in old.indicators}
    for one in new.indicators:
        was = before.get(one.key)
        for name in DEFINITIONS if was is not None else ():
            yield from _of_plan(new, one.key, name, (getattr(was, name), getattr(one, name)))


def _recomposed(old: Plan, new: Plan) -> Iterator[Change]:
    """What areas are made of, each under the area's code."""
    before, after = parts_of(old), parts_of(new)
    for code in dict.fromkeys((*before, *after)):
        made = (tuple(sorted(before.get(code, ()))), tuple(sorted(after.get(code, ()))))
        yield from _of_plan(new, code, MEMBERS, made)


def _relived(old: Plan, new: Plan) -> Iterator[Change]:
    """Since when and until when an area is there, each under the area's code."""
    before = {one.code: one for one in old.areas if old.dated or new.dated}
    for one in new.areas if before else ():
        was = before.get(one.code, Area(one.code, one.name, one.level))
        for name in LIFE:
            yield from _of_plan(new, one.code, name, (getattr(was, name), getattr(one, name)))


def _of_plan(new: Plan, about: str, name: str, values: tuple[object, object]) -> Iterator[Change]:
    """The change of what is no target's, old and new value given, if it is one."""
    one, other = map(words_of, values)
    if one != other:
        yield Change(
            target=about,
            field=name,
            old=one,
            new=other,
            document=new.document,
            clause="",
            approved_by="",
            decided=new.issued,
            effective=new.issued,
        )


def _rewritten(old: Plan, new: Plan, names: tuple[str, ...]) -> Iterator[Change]:
    """Fields of targets, the added ones too, that the files now say otherwise."""
    before = {target.id: target for target in (*old.targets, *old.added)}
    for target in (*new.targets, *new.added):
        was = before.get(target.id)
        for name in names if was is not None else ():
            one, other = getattr(was, name), getattr(target, name)
            if one != other:
                yield _change(new, target, name, words_of(one), words_of(other))


def _gone(old: Plan, new: Plan) -> Iterator[Change]:
    left = {target.id for target in new.targets}
    for target in old.targets:
        if target.id not in left:
            yield _change(new, target, "withdrawn", promise_of(target), "")


def _new_targets(old: Plan, new: Plan) -> Iterator[Change]:
    """Promises of the plan's own text that no edition listed so far."""
    known = {target.id for target in old.targets}
    for target in new.targets:
        if target.id not in known:
            yield _change(new, target, "added", "", promise_of(target))


def _unsaid(old: Plan, new: Plan) -> Iterator[Change]:
    """Adjustments once loaded that the files no longer have, or have otherwise."""
    kept = {_effect(one) for one in new.adjustments}
    for one in old.adjustments:
        if _effect(one) not in kept:
            yield Change(
                target=one.target,
                field="adjustment",
                old=f"{one.effective} {one.document}",
                new="",
                document=one.document,
                clause=one.quote,
                approved_by=one.approved_by,
                decided=one.decided,
                effective=one.effective,
                reason=one.reason,
            )


def _newly_adjusted(old: Plan, new: Plan) -> tuple[Change, ...]:
    known = {_key(one) for one in changes(old)}
    return tuple(one for one in changes(new) if _key(one) not in known)


def _effect(one: Adjustment) -> tuple[object, ...]:
    """What an adjustment does and on whose word; where and why it is written is beside it."""
    plain = replace(one, place="", reason="", quote="")
    return tuple(getattr(plain, field.name) for field in fields(plain))


def _key(one: Change) -> tuple[object, ...]:
    """A change without its old value, which an earlier adjustment found later may move."""
    return one.target, one.field, one.new, one.document, one.effective, one.decided


def _change(plan: Plan, target: Target, name: str, old: str, new: str) -> Change:
    return Change(
        target=target.id,
        field=name,
        old=old,
        new=new,
        document=plan.document,
        clause=target.quote,
        approved_by="",
        decided=plan.issued,
        effective=plan.issued,
    )
