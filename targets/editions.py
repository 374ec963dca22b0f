"""What a changed edition of the plan changes, and what of it needs an adjustment or a post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from targets.adjustment import Adjustment, Change
from targets.adjustments import changes, promise_of, words_of
from targets.model import Plan, Target

SETTLED = (
    *("indicator", "area", "unit", "comparator", "value", "value_max", "deadline"),
    *("open_ended", "keep", "cadence", "binding"),
)
"""What was promised: another value needs an adjustment with document and approver."""

ENTRUSTED = ("leads", "cooperating", "tier", "counting", "pace")
"""Who answers and how it is judged: another value needs a post that approves."""

SETTINGS = ("start", "end", "issued", "pace_origin", "rule", "due_working_days")
"""Of the whole plan: they move every verdict, so they need a post that approves too."""


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
        """True when no promise, duty or setting is touched: words, definitions, names."""
        return not (self.silent or self.approved_with_it or self.adjusted)


def differences(old: Plan, new: Plan) -> Differences:
    """What `new` changes against `old`, both as written; in the order of the plan."""
    old, new = old.written or old, new.written or new
    return Differences(
        silent=(*_rewritten(old, new, SETTLED), *_gone(old, new), *_unsaid(old, new)),
        approved_with_it=(
            *_reset(old, new),
            *_rewritten(old, new, ENTRUSTED),
            *_new_targets(old, new),
        ),
        adjusted=_newly_adjusted(old, new),
    )


def _reset(old: Plan, new: Plan) -> Iterator[Change]:
    """Settings of the plan itself; the change stands under the plan's id."""
    for name in SETTINGS:
        one, other = words_of(getattr(old, name)), words_of(getattr(new, name))
        if one != other:
            yield Change(
                target=new.id,
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
