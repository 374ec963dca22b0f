"""What a person typed over the values of a report: read as a form's cell, handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desk.corrections import Change, send_correction, send_withdrawal
from desk.handle import Desk
from desk.views.standing import PARTS, Part, StandingValue, StandingView, standing
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.number import MISSING, PROBLEMS, Reading, read_number, read_yes
from observations.period import ReportingPeriod
from observations.stations import Receipt

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """The report a page showed: office, period and the sequence of its last event."""

    office: str
    period: ReportingPeriod
    seq: int


def field_name(value: StandingValue, part: Part) -> str:
    """The name of the field in which a part of a value is typed."""
    return f"{part.name}/{value.row.indicator}/{value.row.area}"


def correct_typed(desk: Desk, actor: Actor, seen: Seen, typed: Typed, reason: str) -> Receipt:
    """Hand in a correction of every value whose field says something else than the record.

    `Refused` when the report changed since it was shown; `UserError` names the field that is
    no number, and says so when nothing was changed.
    """
    view = _same(desk, actor, seen)
    changes = tuple(_changes(view, typed))
    if not changes:
        raise UserError("没有改动任何数值", cure="把要更正的数改好后再提交")
    return send_correction(desk, actor, (seen.office, seen.period), changes, reason)


def withdraw_typed(desk: Desk, actor: Actor, seen: Seen, which: str, reason: str) -> Receipt:
    """Hand in the withdrawal of one value (`indicator/area`) or, with "", of the whole report."""
    view = _same(desk, actor, seen)
    keys = [one.key for one in view.values if one.recorded and which in ("", "/".join(one.key))]
    if not keys:
        raise UserError("没有在册的数值可撤回", cure="请刷新后再选")
    return send_withdrawal(desk, actor, (seen.office, seen.period), keys, reason)


def _same(desk: Desk, actor: Actor, seen: Seen) -> StandingView:
    view = standing(desk, actor, seen.office, seen.period)
    if view.seq != seen.seq:
        raise Refused("页面打开之后这份报送有了变化", cure="请刷新后再办理")
    return view


def _changes(view: StandingView, typed: Typed) -> Iterator[Change]:
    for value in view.values:
        said = {part: typed.get(field_name(value, part), part.text) for part in value.parts}
        if any(text.strip() != part.text for part, text in said.items()):
            yield _change(value, said)


def _change(value: StandingValue, said: Mapping[Part, str]) -> Change:
    read = {part.name: _read(value, part, text.strip()) for part, text in said.items()}
    number, above, below = (read.get(name, MISSING).value for name in PARTS)
    words = [one.qualifier for one in read.values() if one.qualifier]
    kept = value.qualifier if value.row.computed else ""
    return Change(*value.key, number, above, below, qualifier=words[0] if words else kept)


def _read(value: StandingValue, part: Part, text: str) -> Reading:
    """The number typed; one that was left as it stood is the recorded one to its last digit."""
    if text == part.text and part.number is not None:
        return Reading(part.number)
    reading = _number(value, part, text)
    about = f"{value.indicator.name}({value.area_name}){part.label}"
    if reading.problem:
        cure = f"只填数,单位是{part.unit}" if part.unit else "只填数"
        raise UserError(
            f"“{about}”填的“{text[:40]}”{PROBLEMS[reading.problem]}",
            cure="填“是”或“否”" if _is_yes(value, part) else cure,
        )
    if reading.value is None:
        raise UserError(f"“{about}”没有填数", cure="填更正后的数;要撤回的,用下面的“撤回”")
    return reading


def _number(value: StandingValue, part: Part, text: str) -> Reading:
    if _is_yes(value, part):
        return read_yes(text)
    ratio = part.name == "value" and value.indicator.kind == "ratio"
    return read_number(text, part.unit, ratio=ratio)


def _is_yes(value: StandingValue, part: Part) -> bool:
    return part.name == "value" and value.indicator.kind == "yes"
