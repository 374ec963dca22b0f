"""承接: the lines that the plan above hands down, in the own plan's ids, area and offices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from observations.errors import UserError
from observations.identity import Area, Office
from observations.indicator import Indicator
from targets.adjustment import Act, Adjustment
from targets.extract.words import narrow
from targets.folder import Row
from targets.model import Ancestor, Inherited, Plan, Target
from targets.national.catalogue import named_inputs


@dataclass(frozen=True)
class Line:
    """A promise on its way down, with all that belongs to it.

    `target` and `adjustments` are as one plan of the chain has them; `offices` are those whose
    ids they name; `indicators` its own and the raw quantities that is derived from. `later`: an
    adjustment brings it into force.
    """

    target: Target
    adjustments: tuple[Adjustment, ...]
    acts: tuple[Act, ...]
    offices: tuple[Office, ...]
    indicators: tuple[Indicator, ...]
    later: bool = False


@dataclass(frozen=True)
class Above:
    """A loaded plan with the lines it hands to those below; `digest` is of all its content."""

    plan: Plan
    lines: tuple[Line, ...]
    digest: str


@dataclass(frozen=True)
class Heir:
    """What of an inheriting plan decides which lines become its own, and in which words."""

    head: Mapping[str, Any]
    areas: tuple[Area, ...]
    offices: tuple[Office, ...]
    counterparts: tuple[Row, ...] = ()


def handed_lines(plan: Plan, passing: Iterable[Line]) -> tuple[Line, ...]:
    """What `plan` hands down: its own promises that say so, and those that only pass through."""
    own = [_line(plan, target, later=False) for target in plan.targets if target.handed_down]
    own += [_line(plan, target, later=True) for target in plan.added if target.handed_down]
    return (*own, *passing)


def ancestors(above: Plan) -> tuple[Ancestor, ...]:
    """The plans above one that inherits `above`, the nearest first."""
    names = ("id", "title", "document", "issuer", "area", "start", "end", "issued", "version")
    fields = {name: getattr(above, name) for name in (*names, "text")}
    return (Ancestor(**fields), *above.inherits)


def taken_over(above: Above, heir: Heir) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines that become targets of the heir, and those that only pass through its plan.

    `UserError` when the heir's area does not lie below the area of the plan above, or a lead
    has no counterpart among its offices.
    """
    within = _climbed(above.plan, heir)
    chosen = _chosen(above, heir)
    own: list[Line] = []
    passing: list[Line] = []
    level = next(area.level for area in heir.areas if area.code == heir.head["area"])
    for line in above.lines:
        named = _named_anew(line, above.plan)
        wanted = line.target.handed_down in {"all", level} and line.target.area in within
        if wanted:
            own.append(_entrusted(named, heir, chosen))
        else:
            passing.append(named)
    return tuple(own), tuple(passing)


def _line(plan: Plan, target: Target, *, later: bool) -> Line:
    made = tuple(one for one in plan.adjustments if one.target == target.id)
    named = {one.id for one in made}
    acts = tuple(act for act in plan.acts if act.id in named)
    return Line(target, made, acts, plan.offices, _measured(plan, target.indicator), later)


def _measured(plan: Plan, key: str) -> tuple[Indicator, ...]:
    """The indicator and every raw quantity that it is derived from, itself first."""
    found: dict[str, Indicator] = {}
    todo = [key]
    while todo:
        one = plan.indicator(todo.pop())
        if one.key not in found:
            found[one.key] = one
            todo += named_inputs(one.derivation, one.inputs).values() if one.inputs else ()
    return tuple(found.values())


def _climbed(above: Plan, heir: Heir) -> frozenset[str]:
    """The heir's area and all those around it; one of them must be that of the plan above."""
    around = {area.code: area.parent for area in (*above.areas, *heir.areas) if area.parent}
    way: list[str] = []
    code: str | None = heir.head["area"]
    while code is not None and code not in way:
        way.append(code)
        code = around.get(code)
    if above.area not in way[1:]:
        raise UserError(
            f"plan.yaml area:本方案的地区 {way[0]} 不在上级方案《{above.title}》的地区 "
            f"{above.area} 之内",
            cure="在 areas.yaml 里写明上级地区(parent),或改正 inherits",
        )
    return frozenset(way)


def _named_anew(line: Line, above: Plan) -> Line:
    """The line as any plan below names it: `T3` of the area 150600 is `T3-150600` from there on.

    The name is kept all the way down, as areas of a chain lie one within the other.
    """
    target = line.target
    if target.inherited_from is None:
        name = f"{target.id}-{above.area}"
        source = Inherited(above.id, above.title, above.document, target.id, target)
    else:
        name = target.id
        source = target.inherited_from
        source = replace(source, through=(*source.through, above.id))
    acts = {one.id: one.id if one.from_plan else f"{above.id}/{one.id}" for one in line.adjustments}
    return replace(
        line,
        target=replace(target, id=name, task=None, inherited_from=source),
        adjustments=tuple(
            one
            if one.from_plan
            else replace(one, id=acts[one.id], from_plan=above.id, place=f"{above.id}/{one.place}")
            for one in (replace(one, target=name) for one in line.adjustments)
        ),
        acts=tuple(replace(act, id=acts[act.id]) for act in line.acts),
    )


def _chosen(above: Above, heir: Heir) -> dict[str, str]:
    """Office ids of the heir by the names of offices above, as counterparts.yaml has them."""
    offices = (*above.plan.offices, *(office for line in above.lines for office in line.offices))
    known = {name for office in offices for name in (office.name, *office.aliases)}
    own = {office.id for office in heir.offices}
    chosen: dict[str, str] = {}
    for place, fields in heir.counterparts:
        if fields["above"] not in known:
            what = f"{place}:上级方案里没有单位“{fields['above']}”"
            raise UserError(what, cure="照上级 offices.yaml 里的名称写")
        if fields["office"] not in own:
            what = f"{place}:单位“{fields['office']}”没有定义"
            raise UserError(what, cure="在单位文件里补上或改正")
        if fields["above"] in chosen:
            raise UserError(f"{place}:“{fields['above']}”写了两次", cure="只留一条")
        chosen[fields["above"]] = fields["office"]
    return chosen


def _entrusted(line: Line, heir: Heir, chosen: Mapping[str, str]) -> Line:
    """The line as a target of the heir: of its area, led by its offices."""
    home = sorted(heir.offices, key=lambda one: one.area not in {"", heir.head["area"]})
    desks = {one.id: (one, _counterpart(one, home, chosen)) for one in line.offices}
    target = line.target
    lost = [desks[one][0].name for one in target.cooperating if not desks[one][1]]
    missing = f"上级的配合单位 {'、'.join(lost)} 在本级没有对应单位"
    own = replace(
        target,
        area=heir.head["area"],
        leads=_led(target.leads, desks, target),
        cooperating=_helped(target.cooperating, desks),
        notes=(*target.notes, missing) if lost else target.notes,
    )
    moved = tuple(
        replace(
            one,
            leads=None if one.leads is None else _led(one.leads, desks, target),
            cooperating=None if one.cooperating is None else _helped(one.cooperating, desks),
        )
        for one in line.adjustments
    )
    return replace(line, target=own, adjustments=moved, offices=heir.offices)


_Desks = Mapping[str, tuple[Office, str]]


def _counterpart(office: Office, own: Sequence[Office], chosen: Mapping[str, str]) -> str:
    """Whose the office's duty is here: as chosen, else the first of the same name, else ""."""
    names = (office.name, *office.aliases)
    said = next((chosen[name] for name in names if name in chosen), "")
    wanted = {narrow(name) for name in names}
    same = (one.id for one in own if wanted & {narrow(name) for name in (one.name, *one.aliases)})
    return said or next(same, "")


def _led(leads: Iterable[str], desks: _Desks, target: Target) -> tuple[str, ...]:
    for lead in leads:
        if not desks[lead][1]:
            source = target.inherited_from
            title = source.title if source else ""
            raise UserError(
                f"承接《{title}》的目标 {target.id}“{target.name}”:"
                f"上级的牵头单位“{desks[lead][0].name}”在本级没有同名单位",
                cure=f"在 counterparts.yaml 里写一条 above: {desks[lead][0].name}、office: "
                "本级单位代号",
            )
    return tuple(dict.fromkeys(desks[lead][1] for lead in leads))


def _helped(cooperating: Iterable[str], desks: _Desks) -> tuple[str, ...]:
    return tuple(dict.fromkeys(desks[one][1] for one in cooperating if desks[one][1]))
