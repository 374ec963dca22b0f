"""What people decided about opinions, and the review form (审查表) that counts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from observations.errors import UserError
from voices.opinions_rules import OpinionRules


@dataclass(frozen=True)
class Decision:
    """One opinion as the post `by` judged it.

    An invalid one has its `invalid` kind and nothing else. A valid one has its `range`, is a
    转办件 or a 转阅件, and is public or, with the `reason` and whether it was `answered` in
    another way, not public.
    """

    id: str
    by: str
    invalid: str = ""
    range: int | None = None
    way: Literal["", "转办件", "转阅件"] = ""
    public: bool | None = None
    reason: str = ""
    answered: bool | None = None


@dataclass(frozen=True)
class Review:
    """The review form's counts; `invalid` by kind and `hidden` reasons in the order given."""

    received: int
    valid: int
    public: int
    not_public: int
    invalid: int
    invalid_by_kind: dict[str, int]
    hidden: tuple[tuple[str, str, bool], ...]


def review(decisions: Sequence[Decision], rules: OpinionRules) -> Review:
    """Count `decisions`; `UserError` names the first that is incomplete or contradicts itself."""
    numbers: set[str] = set()
    for one in decisions:
        problem = problem_of(one, rules)
        if one.id in numbers:
            problem = "判定了两次"
        if problem:
            raise UserError(f"意见 {one.id}:{problem}", cure="补齐后再出审查表")
        numbers.add(one.id)
    valid = [one for one in decisions if not one.invalid]
    hidden = [one for one in valid if not one.public]
    return Review(
        len(decisions),
        len(valid),
        len(valid) - len(hidden),
        len(hidden),
        len(decisions) - len(valid),
        {kind.name: sum(one.invalid == kind.name for one in decisions) for kind in rules.invalid},
        tuple((one.id, one.reason, bool(one.answered)) for one in hidden),
    )


def problem_of(one: Decision, rules: OpinionRules) -> str:
    """What is missing in the decision or contradicts itself; "" when it is whole."""
    if not one.by:
        return "没有写由哪个岗位判定"
    if one.invalid:
        return _problem_of_invalid(one, rules)
    if one.range is None or not 1 <= one.range <= rules.range_count:
        return f"没有写属于第 1 至 {rules.range_count} 类中的哪一类"
    if not one.way:
        return "没有写是转办件还是转阅件"
    if one.public is None:
        return "没有写是否公开"
    if not one.public and not one.reason.strip():
        return "不予公开的没有注明理由"
    if not one.public and one.answered is None:
        return "不予公开的没有注明是否以其他方式回复"
    return ""


def _problem_of_invalid(one: Decision, rules: OpinionRules) -> str:
    kinds = [kind.name for kind in rules.invalid]
    if one.invalid not in kinds:
        return f"无效的类别只能是 {'、'.join(kinds)}"
    said = one.range is not None or one.way or one.public is not None
    return "判为无效的,不写类别、转办转阅和是否公开" if said else ""
