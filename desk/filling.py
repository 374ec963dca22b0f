"""Filling in a form on the page: kept as a draft cell by cell, handed in like any file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desk.handle import SHANGHAI, Desk
from desk.intake import receive
from desk.rights import acting_for
from desk.views.filling import (
    FILLERS,
    FillingRow,
    FillingView,
    field_of,
    filling,
    note_of,
)
from desk.views.standing import Part, StandingValue
from ledger import drafts
from ledger.drafts import Cells, Draft
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.number import PROBLEMS, Reading, read_number, read_yes
from observations.period import ReportingPeriod
from observations.stations import Receipt
from observations.submission import FORM, NIL, document

LONGEST_CELL, LONGEST_NOTE = 60, 500
SHORTEST_REASON = 4
NAMED = 4
"""How many fields a message names; the rest it counts."""


@dataclass(frozen=True)
class Opened:
    """The form as a page showed it: `seen` is the draft's version (0: none), `was` its fields."""

    office: str
    period: ReportingPeriod
    seen: int
    was: Cells


def save_draft(desk: Desk, actor: Actor, page: Opened, typed: Cells) -> Draft:
    """Keep what was typed over `page.was`; what others saved meanwhile in other fields stays.

    `UserError` names the fields that another post filled differently since: those keep the
    other's text, all others are saved. `Refused` once the form was handed in or let in.
    """
    acting_for(desk, actor, page.office, *FILLERS)
    view = _open(desk, actor, page)
    return _saved(desk, actor, page, _known(view, typed))


def hand_in_form(desk: Desk, actor: Actor, page: Opened, typed: Cells) -> Receipt:
    """Hand in the whole form as typed; its receipt, whose verdict follows.

    The draft is kept under the receipt, comes back when the form is returned, and is thrown
    away with the verdict that lets it in. `UserError` names every field that is no number;
    `UserError` too when another post saved something since that this page did not show.
    """
    acting = acting_for(desk, actor, page.office, *FILLERS)
    view = _open(desk, actor, page)
    mine = _known(view, typed)
    if not mine:
        raise UserError("整张表没有填任何数", cure="填好后再提交;本期确无事项的,用“零报告”")
    kept = _saved(desk, actor, page, mine)
    if dict(kept.cells) != mine:
        raise UserError(
            f"“{kept.post}”保存的草稿里有本页没有显示的内容,已并入",
            cure="刷新本页,核对全表后再提交",
        )
    _require_numbers(view, mine)
    values = [_value(row, mine) for row in view.rows]
    data = document((page.office, str(page.period)), FORM, values)
    name = f"在线填报_{page.office}_{page.period}.json"
    receipt = receive(desk, acting, data, name, office=page.office)
    _hand_over(desk, kept, receipt.id)
    return receipt


def hand_in_nil(desk: Desk, actor: Actor, which: tuple[str, ReportingPeriod], why: str) -> Receipt:
    """Hand in a zero report (零报告) of `which` = (office, period), with the reason."""
    office, period = which
    acting = acting_for(desk, actor, office, *FILLERS)
    _open(desk, actor, Opened(office, period, 0, {}))
    if len(why.strip()) < SHORTEST_REASON:
        raise UserError("零报告须写明理由", cure=f"不少于 {SHORTEST_REASON} 个字")
    data = document((office, str(period)), NIL, (), why.strip()[:LONGEST_NOTE])
    return receive(desk, acting, data, f"零报告_{office}_{period}.json", office=office)


def merged(stored: Cells, typed: Cells, was: Cells) -> tuple[dict[str, str], tuple[str, ...]]:
    """`stored` with what was typed over `was`; and the fields somebody else changed meanwhile.

    >>> merged({"a": "1", "b": "7"}, {"a": "2", "b": ""}, {"a": "1"})
    ({'a': '2', 'b': '7'}, ())
    >>> merged({"a": "9"}, {"a": "2"}, {"a": "1"})
    ({'a': '9'}, ('a',))
    """
    whole, clashes = dict(stored), []
    for name in sorted({*typed, *was}):
        mine, before, theirs = (one.get(name, "") for one in (typed, was, stored))
        if mine in (before, theirs):
            continue
        if theirs != before:
            clashes.append(name)
        elif mine:
            whole[name] = mine
        else:
            del whole[name]
    return whole, tuple(clashes)


def _open(desk: Desk, actor: Actor, page: Opened) -> FillingView:
    """The form as it stands now; `Refused` when it is not to be filled in any more."""
    view = filling(desk, actor, page.office, page.period)
    if view.judging:
        raise Refused(f"这张表已交回(回执 {view.judging}),正在校核", cure="等校核完再办理")
    if view.recorded:
        raise Refused("这张表已受理,不再填写", cure="要改个别数的,用“就地更正”")
    return view


def _known(view: FillingView, typed: Mapping[str, str]) -> dict[str, str]:
    """What the form's own fields say, blanks left out; `UserError` for one that is too long."""
    found = {}
    for row in (one for one in view.rows if not one.known):
        names = {field_of(row.value, part): LONGEST_CELL for part in row.value.parts}
        for name, most in (names | {note_of(row.value): LONGEST_NOTE}).items():
            text = typed.get(name, "").strip()
            if len(text) > most:
                raise UserError(f"“{row.value.indicator.name}”填得太长", cure=f"不超过 {most} 字")
            if text:
                found[name] = text
    return found


def _saved(desk: Desk, actor: Actor, page: Opened, typed: Cells) -> Draft:
    """The draft with this page's changes in it; told afterwards which did not go in."""
    office, period = page.office, str(page.period)
    with desk.ledger.step() as connection:
        held = drafts.draft(connection, office, period)
        if held is None and page.seen:
            raise Refused("这份草稿已随受理的报送删除", cure="刷新本页核对")
        stored = held.cells if held else {}
        whole, clashes = merged(stored, typed, page.was)
        now = Draft(office, period, 1, whole, "", actor.title, desk.now())
        if held is not None:
            now = Draft(office, period, held.version + 1, whole, "", actor.title, desk.now())
        if held is None or whole != stored or held.receipt:
            drafts.keep(connection, now)
        else:
            now = held
    if clashes and held is not None:
        raise _clash(desk, actor, page, (held, clashes))
    return now


def _clash(
    desk: Desk, actor: Actor, page: Opened, found: tuple[Draft, tuple[str, ...]]
) -> UserError:
    held, names = found
    labels = _labels(filling(desk, actor, page.office, page.period))
    told = ";".join(f"{labels[one]}为“{held.cells.get(one, '空')}”" for one in names[:NAMED])
    more = f"等 {len(names)} 格" if len(names) > NAMED else ""
    at = held.at.astimezone(SHANGHAI)
    return UserError(
        f"“{held.post}”在 {at:%H:%M} 已保存{told}{more},与您填的不同,这几格没有保存;其余已保存",
        cure="与对方核对;要用您的数,先刷新本页再改",
    )


def _labels(view: FillingView) -> dict[str, str]:
    """Fields as messages name them."""
    labels: dict[str, str] = {}
    for row in view.rows:
        shown = f"{row.value.indicator.name} {row.value.area_name}"
        labels |= {
            field_of(row.value, part): f"{shown} {part.label}".rstrip() for part in row.value.parts
        }
        labels[note_of(row.value)] = f"{shown} 说明"
    return labels


def _require_numbers(view: FillingView, typed: Cells) -> None:
    """`UserError` that names the fields which are no number."""
    wrong = list(_wrong(view, typed))
    if not wrong:
        return
    more = f"等 {len(wrong)} 处" if len(wrong) > NAMED else ""
    raise UserError(
        f"{';'.join(wrong[:NAMED])}{more}", cure="改成单纯的数(是否类填“是”或“否”)后再提交"
    )


def _wrong(view: FillingView, typed: Cells) -> Iterator[str]:
    labels = _labels(view)
    for row in view.rows:
        for part in row.value.parts:
            name = field_of(row.value, part)
            said = _read(row.value, part, typed.get(name, ""))
            if said.problem:
                yield f"“{labels[name]}”填的“{typed[name][:20]}”{PROBLEMS[said.problem]}"


def _read(value: StandingValue, part: Part, text: str) -> Reading:
    if part.name == "value" and value.indicator.kind == "yes":
        return read_yes(text)
    ratio = part.name == "value" and value.indicator.kind == "ratio"
    return read_number(text, part.unit, ratio=ratio)


def _value(row: FillingRow, typed: Cells) -> dict[str, object]:
    """A row of the document: numbers as they were typed, so that they are read as a cell is.

    What the record has already is said again as it stands.
    """
    value = row.value
    found: dict[str, object] = {"indicator": value.row.indicator, "area": value.row.area}
    if row.known:
        return found | {one.name: one.number for one in value.parts if one.number is not None}
    said = {part.name: typed.get(field_of(value, part), "") for part in value.parts}
    rest = said | {"note": typed.get(note_of(value), "")}
    return found | {name: text for name, text in rest.items() if text}


def _hand_over(desk: Desk, kept: Draft, receipt: str) -> None:
    """Tie the draft to its receipt, unless somebody saved it anew meanwhile."""
    with desk.ledger.step() as connection:
        held = drafts.draft(connection, kept.office, kept.period)
        if held is not None and held.version == kept.version:
            values = vars(held) | {"receipt": receipt, "version": held.version + 1}
            drafts.keep(connection, Draft(**values))
