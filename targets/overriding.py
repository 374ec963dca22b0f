"""本级另定: what a plan says otherwise of a line it inherits; a binding one is never weakened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from observations.errors import UserError
from targets.adjusting import edition_name, require_whole
from targets.adjustment import Adjustment
from targets.adjustments import ADJUSTABLE, altered, given, ordered, promise_of
from targets.folder import Row
from targets.inheriting import Line
from targets.milestones import Milestone, clashing
from targets.model import Conflict, Target
from targets.strictness import weakened

_PROMISED = ("value", "value_max", "comparator", "printed")
_CURE = "改为不低于上级的要求;确需放宽的,由上级期中调整"


@dataclass(frozen=True)
class Taken:
    """A line with what the inheriting plan says of it: before any adjustment, and since.

    `target` is None when the plan drops it. `weaker`: what it asks less of than the plan above.
    """

    line: Line
    override: Adjustment | None
    target: Target | None
    weaker: tuple[Conflict, ...] = ()


def overrides_of(head: Mapping[str, Any], rows: Iterable[Row]) -> tuple[Adjustment, ...]:
    """The records of overrides.yaml: each is what the plan's own document decided when issued."""
    found: dict[str, Adjustment] = {}
    for place, fields in rows:
        plain = {k: v for k, v in fields.items() if k not in {"milestones", "dropped"}}
        one = Adjustment(
            id=head["id"],
            document=head["document"],
            approved_by=head["issuer"],
            decided=head["issued"],
            effective=head["issued"],
            withdrawn=fields.get("dropped", False),
            place=place,
            **plain,
        )
        if one.target in found:
            what = f"{place}.target:目标“{one.target}”已另定,见 {found[one.target].place}"
            raise UserError(what, cure="并成一条")
        if not (given(one) or one.withdrawn or fields.get("milestones")):
            what = f"{place}({one.target}):没有写另定了什么"
            raise UserError(what, cure="写上 value、deadline、milestones 等字段,或 dropped: true")
        require_whole(one)
        found[one.target] = one
    return tuple(found.values())


def stated_milestones(head: Mapping[str, Any], rows: Iterable[Row]) -> tuple[Milestone, ...]:
    """Values on the way that the document states; version 0, before any that people enter."""
    found: list[Milestone] = []
    for place, fields in rows:
        pairs = (text.split("=") for text in fields.get("milestones", ()))
        mine = [
            Milestone(fields["target"], period, float(value), head["document"], version=0)
            for period, value in pairs
        ]
        if len({one.period for one in mine}) < len(mine) or clashing(mine):
            raise UserError(f"{place}.milestones:同一天有两个节点值", cure="只留一个")
        found += mine
    return tuple(found)


def take(line: Line, override: Adjustment | None) -> Taken:
    """The line with the plan's own word on it, compared with what is in force when it is issued.

    `UserError` for an override that changes nothing or weakens a binding line.
    """
    if override is None:
        return Taken(line, None, line.target)
    above = _standing(line, override)
    if override.withdrawn:
        return Taken(line, override, None, (_dropped(above, override),))
    own = altered(replace(above, history=()), override)
    made = tuple(one for one in own.history if one.field != "printed")
    if not made and given(override):
        what = f"{override.place}({override.target}):与上级的规定相同,没有另定什么"
        raise UserError(what, cure="删去这一条,或改正字段")
    weaker = _no_binding_weakened(above, own, override)
    base = _held(line.target, given(override))
    if made:
        said = (*base.overridden, *made)
        base = replace(base, version=edition_name(override.effective), overridden=said)
    return Taken(line, override, base, tuple(weaker))


def flowing(taken: Taken, own: Sequence[Adjustment]) -> tuple[Taken, tuple[Adjustment, ...]]:
    """The line's adjustments as this plan has them, in order: its own, and those of plans above.

    What the plan overrode stays as it says; of a binding line the stricter holds. `UserError` for
    an own adjustment that would weaken a binding line.
    """
    walk = _Walk(taken)
    for one in ordered((*taken.line.adjustments, *own)):
        walk.take(one)
    return replace(taken, weaker=(*taken.weaker, *walk.weaker)), tuple(walk.made)


class _Walk:
    """One line through its adjustments: `above` as the plan above has it, `here` as this one."""

    def __init__(self, taken: Taken) -> None:
        self.said = given(taken.override) if taken.override else {}
        self.above: Target | None = taken.line.target
        self.here: Target | None = _held(taken.line.target, self.said)
        self.made: list[Adjustment] = []
        self.weaker: list[Conflict] = []

    def take(self, one: Adjustment) -> None:
        """Bring in the next adjustment, whichever plan made it."""
        if one.from_plan:
            self._from_above(one)
        else:
            self._own(one)

    def _own(self, one: Adjustment) -> None:
        self.made.append(one)
        if self.here is None or one.added:
            return  # `changes` says why that cannot apply
        if one.withdrawn:
            self.weaker += [_dropped(self.above, one)] if self.above else []
            self.here = None
            return
        own = altered(self.here, one)
        if self.above is not None:
            self.weaker += _no_binding_weakened(self.above, own, one)
        self.said |= given(one)
        self.here = own

    def _from_above(self, one: Adjustment) -> None:
        if self.above is None or self.here is None:
            return
        if one.added or (one.withdrawn and not set(self.said) - {"leads", "cooperating"}):
            self.made.append(one)
            self.here = None if one.withdrawn else self.here
        elif one.withdrawn:
            self.weaker.append(_outlived(self.here, one))
            self.above = None
        else:
            self.above = altered(self.above, one)
            held = _held(self.above, self.said)
            step = _step(one, self.here, held, self.above)
            self.made += [step] if step else []
            self.here = held


def _standing(line: Line, override: Adjustment) -> Target:
    """The line as the plan above has it on the day from which the override holds."""
    above = line.target
    for one in ordered(line.adjustments):
        if one.effective > override.effective:
            break
        if one.withdrawn:
            what = f"{override.place}({override.target}):上级自 {one.effective} 起已撤销这个目标"
            raise UserError(what, cure="删去这一条;本级仍要做的,立为本级自己的目标")
        above = above if one.added else altered(above, one)
    return above


def _held(above: Target, said: Mapping[str, Any]) -> Target:
    """The plan's own word on a line; of a binding one only what asks no less than above."""
    own = _worded(above, said)
    if above.binding != "binding":
        return own
    looser = weakened(above, own)
    lost = {*looser, *(_PROMISED if "value" in looser else ())}
    return _worded(above, {name: value for name, value in said.items() if name not in lost})


def _worded(above: Target, said: Mapping[str, Any]) -> Target:
    fields = dict(said)
    if "comparator" in fields and fields["comparator"] != "range":
        fields.setdefault("value_max", None)
    if "printed" in fields:
        fields["printed_comparator"] = ""
    if "deadline" in fields:
        fields["open_ended"] = False
    inferred = tuple(name for name in above.inferred if name not in fields)
    return replace(above, **fields, inferred=inferred)


def _step(one: Adjustment, here: Target, then: Target, above: Target) -> Adjustment | None:
    """The adjustment with what it changes of this plan's line; None when that is nothing."""
    moved = {n: getattr(then, n) for n in ADJUSTABLE if getattr(then, n) != getattr(here, n)}
    moved.pop("printed", None)
    if moved.keys() & {"value", "value_max", "comparator"}:
        moved["printed"] = then.printed
    if not moved:
        return None
    own = any(getattr(above, name) != value for name, value in moved.items())
    return replace(one, **{**dict.fromkeys(ADJUSTABLE), **moved}, own_holds=own)


def _no_binding_weakened(above: Target, own: Target, one: Adjustment) -> list[Conflict]:
    """What `own` asks less of than `above`, as a remark; `UserError` when that is binding."""
    found = weakened(above, own)
    if found and above.binding == "binding":
        what = f"{one.place}({one.target}):上级的约束性目标不能放宽:{';'.join(found.values())}"
        raise UserError(what, cure=_CURE)
    return [_remark(above, one, "、".join(found.values()))] if found else []


def _dropped(above: Target, one: Adjustment) -> Conflict:
    if above.binding == "binding":
        what = f"{one.place}({one.target}):上级的约束性目标({promise_of(above)})不能不执行"
        raise UserError(what, cure=_CURE)
    return _remark(above, one, f"本级不执行({promise_of(above)})")


def _outlived(here: Target, one: Adjustment) -> Conflict:
    text = f"上级自 {one.effective} 起撤销({one.document}),本级另有规定,仍按 {promise_of(here)}"
    return _remark(here, one, text)


def _remark(above: Target, one: Adjustment, text: str) -> Conflict:
    source = above.inherited_from
    whence = f"承自《{source.title}》({source.document})目标 {source.target}" if source else ""
    return Conflict(
        "inherited",
        (above.id,),
        (above.quote, one.quote),
        f"{above.id} {above.name}{whence}:{text};理由:{one.reason}",
    )


def require_known(overrides: Iterable[Adjustment], lines: Iterable[Line]) -> None:
    """`UserError` for an override of what the plan above does not hand down."""
    known = {line.target.id for line in lines}
    for one in overrides:
        if one.target not in known:
            what = f"{one.place}.target:上级方案没有交下目标“{one.target}”"
            raise UserError(what, cure="写承接来的编号(cityplan plan show),如 T3-150600")
