"""The case list."""

from __future__ import annotations

from collections.abc import Mapping

from cases.events import CaseEvent, CaseState, states
from desk.handle import Desk
from desk.rates import names_ever
from desk.views.rows import CaseRow
from ledger import case_log
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor
from targets.adjustments import ever

NEAR_DAYS = 2


def cases(desk: Desk, actor: Actor, head: int | None = None) -> tuple[CaseRow, ...]:
    """Cases of the actor's offices, open ones first, then by due date."""
    with desk.ledger.read(head) as reading:
        rows = [row for row in case_rows(desk, reading) if sees_case(actor, row.office, row.area)]
    return tuple(sorted(rows, key=lambda r: (r.closed is not None, r.due or r.opened)))


def sees_case(actor: Actor, office: str, area: str) -> bool:
    """True for a case of an area the post oversees, or of its own office in its areas."""
    return actor.insider.oversees(area) or actor.covers_value(office, area)


def case_rows(desk: Desk, reading: Reading) -> tuple[CaseRow, ...]:
    """Every case at the reading's head, oldest first; numbered in order of opening."""
    folded, names = states(case_log.events(reading)), names_ever(desk, reading)
    return tuple(_row(desk, names, one, number) for number, one in enumerate(folded, start=1))


def case_events(desk: Desk, actor: Actor, case: str) -> tuple[CaseEvent, ...]:
    """All steps of one case, by its id or printed number; `UserError` when there is none."""
    ids = {row.number: row.id for row in cases(desk, actor)} | {
        row.id: row.id for row in cases(desk, actor)
    }
    if case not in ids:
        raise UserError(f"没有督办事项“{case}”", cure="用 cityplan cases list 查编号")
    with desk.ledger.read() as reading:
        return case_log.events(reading, ids[case])


def _row(desk: Desk, names: Mapping[str, str], state: CaseState, number: int) -> CaseRow:
    target = ever(desk.plan)[state.subject.removeprefix("target:")]
    left = desk.calendar.between(desk.today(), state.due) if state.due else None
    return CaseRow(
        id=state.case,
        number=f"{state.events[0].at:%Y}-{number:02d}",
        title=target.name,
        target_id=target.id,
        indicator=target.indicator,
        area=target.area,
        office=state.office,
        office_name=names.get(state.office, state.office),
        step=state.last.step.value,
        step_label="办理中" if state.is_open else "已销号",
        colour=_colour(state.is_open, left),
        opened=state.opened_at.date(),
        due=state.due,
        days_left=left if state.is_open else None,
        text=state.last.text,
        closed=None if state.is_open else state.last.at.date(),
        calendar_known=state.due is None or desk.calendar.covered(state.due.year),
    )


def _colour(is_open: bool, left: int | None) -> str:
    """蓝 near its day, 红 past it; nothing once closed (宿迁's meaning, see docs/method.md)."""
    if not is_open or left is None:
        return ""
    if left < 0:
        return "红"
    return "蓝" if left <= NEAR_DAYS else ""
