"""Taking a step: what must be written, which deadline follows, the event that is kept."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cases.events import CaseEvent, CaseState, Step
from cases.items import LONGEST, filled
from cases.kinds import CaseKind
from cases.machine import Hand, When, allowed
from observations.calendar import WorkingDays, shanghai_day
from observations.errors import Refused, UserError

ENDED = "ended"
"""Field of 交办: the last day of the 督查考核 that the deadline was counted from."""
_SILENT = frozenset({Step.ACCEPT})
"""Steps that need no words."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks to be done: the step and what is written with it.

    `days`: working days asked for (延期); `progress`: how far it is meanwhile; `to`,
    `cooperating`: the offices it goes to (改派); `due`: a deadline that is given.
    """

    step: Step
    text: str = ""
    progress: str = ""
    evidence: str = ""
    evidence_sha256: str = ""
    days: int = 0
    to: str = ""
    cooperating: tuple[str, ...] = ()
    due: date | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class New:
    """A case to be opened: its id, what it is about, whose it is.

    `ended`: the last day of the 督查考核 that the deadline is counted from.
    """

    case: str
    subject: str
    title: str
    office: str
    office_name: str
    cooperating: tuple[str, ...] = ()
    area: str = ""
    ended: date | None = None


@dataclass(frozen=True)
class Taking:
    """Who takes the step, when, by which calendar; `actor` is the post as it is kept."""

    actor: str
    hand: Hand
    now: datetime
    calendar: WorkingDays

    @property
    def when(self) -> When:
        """The day of the step in Shanghai."""
        return When(shanghai_day(self.now), self.calendar)


def begin(new: New, asked: Asked, kind: CaseKind, by: Taking) -> CaseEvent:
    """交办: the first event of a case; `Refused` or `UserError` says what is in the way."""
    _require_allowed(None, Step.OPEN, kind, by)
    _require_text(asked)
    lines = filled(kind.fields, asked.fields, kind)
    if new.ended is not None and kind.counts_from == "ended":
        lines |= {ENDED: new.ended.isoformat()}
    due = first_due(kind, by.when, given=asked.due, ended=new.ended)
    return CaseEvent(
        case=new.case,
        kind=kind.id,
        step=Step.OPEN,
        at=by.now,
        actor=by.actor,
        office=new.office,
        subject=new.subject,
        text=_letter(new, asked, kind, due),
        due=due,
        evidence=asked.evidence,
        cooperating=new.cooperating,
        evidence_sha256=asked.evidence_sha256,
        place=1,
        edition=kind.edition,
        title=new.title,
        area=new.area,
        fields=lines,
        part=by.hand.part(Step.OPEN, kind),
    )


def _letter(new: New, asked: Asked, kind: CaseKind, due: date) -> str:
    return kind.text.open.format(
        title=new.title,
        why=asked.text.strip().rstrip("。") + "。",
        office=new.office_name,
        due=f"{due.month}月{due.day}日",
        days=kind.days.answer,
    )


def take(state: CaseState, asked: Asked, kind: CaseKind, by: Taking) -> CaseEvent:
    """The next event of a case; `Refused` or `UserError` says what is in the way."""
    _require_allowed(state, asked.step, kind, by)
    _require_text(asked)
    check = _CHECKS.get(asked.step)
    if check is not None:
        check(state, asked, kind)
    moved = asked.step is Step.REASSIGN
    items = {Step.ANSWER: kind.answer_fields, Step.CLOSE: kind.close_fields}
    return next_event(
        state,
        asked.step,
        by,
        text=_words(asked),
        due=_due(state, asked, kind, by.when),
        evidence=asked.evidence,
        evidence_sha256=asked.evidence_sha256,
        edition=kind.edition,
        office=asked.to if moved else state.office,
        cooperating=asked.cooperating if moved else state.cooperating,
        fields=filled(items.get(asked.step, ()), asked.fields, kind),
        part=by.hand.part(asked.step, kind),
    )


def next_event(state: CaseState, step: Step, by: Taking, **said: object) -> CaseEvent:
    """An event at the next place of the case, about what the case is about."""
    last = state.last
    given: dict[str, object] = {
        "case": state.case, "kind": state.kind, "step": step, "at": by.now, "actor": by.actor,
        "office": state.office, "subject": state.subject, "cooperating": state.cooperating,
        "place": len(state.events) + 1, "title": last.title, "area": last.area,
    }  # fmt: skip
    return CaseEvent(**(given | said))  # type: ignore[arg-type]


def first_due(
    kind: CaseKind, when: When, *, given: date | None = None, ended: date | None = None
) -> date:
    """The deadline of a new case; `UserError` for one that is missing or already past."""
    if kind.counts_from == "given":
        return _given(kind, when, given)
    if kind.counts_from == "opening":
        return answer_due(kind, when.day, when.calendar)
    if ended is None:
        raise UserError(f"“{kind.name}”要写明结束日期", cure="写明督查检查考核哪一天结束")
    if ended > when.day + timedelta(days=366):
        raise UserError(f"结束日期 {ended} 在一年以后", cure="核对后再写")
    return when.calendar.add(ended, kind.days.answer)


def answer_due(kind: CaseKind, day: date, calendar: WorkingDays) -> date:
    """The last day to answer what was given on `day`: in working days, or in whole months.

    Months end on the last working day in them: never later than the day of the same number.
    """
    months = kind.days.answer_months
    if not months:
        return calendar.add(day, kind.days.answer)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return calendar.add(last + timedelta(days=1), -1)


def _given(kind: CaseKind, when: When, due: date | None) -> date:
    if due is None:
        raise UserError(f"“{kind.name}”要写明办结时限", cure="写成 2024-10-31 这样的日期")
    if due < when.day:
        raise UserError(f"办结时限 {due} 已过", cure="写今天或以后的日期")
    return due


def _require_allowed(state: CaseState | None, step: Step, kind: CaseKind, by: Taking) -> None:
    refusal = allowed(state, step, kind, by.hand, by.when)
    if refusal is not None:
        raise Refused(refusal.what, cure=refusal.cure)


def _require_text(asked: Asked) -> None:
    if asked.step not in _SILENT and not asked.text.strip():
        raise UserError(f"“{asked.step}”须写明内容或理由", cure="写明依据和情况")
    longest = max(len(asked.text.strip()), len(asked.progress.strip()))
    if longest > LONGEST:
        what = f"“{asked.step}”写了 {longest} 字,至多 {LONGEST} 字"
        raise UserError(what, cure="写精简些,详情附文件")


def _words(asked: Asked) -> str:
    text = asked.text.strip()
    if asked.step is not Step.EXTEND:
        return text
    return f"{text};阶段进展:{asked.progress.strip()}"


def _extension(_state: CaseState, asked: Asked, kind: CaseKind) -> None:
    if not 1 <= asked.days <= kind.extend.days:
        raise UserError(
            f"申请延期 {asked.days} 个工作日,应为 1 至 {kind.extend.days} 个", cure="改正天数"
        )
    if not asked.progress.strip():
        raise UserError("延期须说明阶段性工作进展", cure="写明做到哪一步、还差什么")


def _reassignment(state: CaseState, asked: Asked, _kind: CaseKind) -> None:
    if not asked.to or asked.to == state.office:
        raise UserError("改派须写明另一家承办单位", cure="写明改派到哪家单位")


def _shown(_state: CaseState, asked: Asked, _kind: CaseKind) -> None:
    if not asked.evidence.strip():
        raise UserError(f"“{asked.step}”须附证据", cure="写明文号、回执编号,或附上文件")


_CHECKS: Mapping[Step, Callable[[CaseState, Asked, CaseKind], None]] = {
    Step.EXTEND: _extension,
    Step.REASSIGN: _reassignment,
    Step.ANSWER: _shown,
    Step.VERIFY: _shown,
}


def _due(state: CaseState, asked: Asked, kind: CaseKind, when: When) -> date | None:
    """The deadline that the step sets, for whose turn it is then; None: it sets none."""
    rule = _DUES.get(asked.step)
    return rule(state, asked, kind, when) if rule else None


def _after(name: str) -> Callable[[CaseState, Asked, CaseKind, When], date]:
    """So many working days after the step, as the kind's limit `name` says."""
    return lambda _s, _a, kind, when: when.calendar.add(when.day, getattr(kind.days, name))


def _again(state: CaseState, asked: Asked, kind: CaseKind, when: When) -> date:
    """A new office, or the same once more: the whole time, or what was given from above."""
    fresh = answer_due(kind, when.day, when.calendar)
    if kind.counts_from == "opening" or asked.step is Step.REOPEN:
        return asked.due or fresh
    return max(state.office_due or fresh, when.calendar.add(when.day, kind.days.rework))


def _extended(state: CaseState, asked: Asked, _kind: CaseKind, when: When) -> date:
    return when.calendar.add(state.due or when.day, asked.days)


def _rework(state: CaseState, _asked: Asked, kind: CaseKind, when: When) -> date:
    """Never less than what was left."""
    rework = when.calendar.add(when.day, kind.days.rework)
    return max(state.office_due or rework, rework)


def _to_close(_state: CaseState, _asked: Asked, kind: CaseKind, when: When) -> date | None:
    """Where evidence closes, nobody can be late with closing."""
    return None if kind.by_evidence else when.calendar.add(when.day, kind.days.close)


_DUES: Mapping[Step, Callable[[CaseState, Asked, CaseKind, When], date | None]] = {
    Step.OBJECT: _after("decide"),
    Step.REASSIGN: _again,
    Step.EXTEND: _extended,
    Step.ANSWER: _after("verify"),
    Step.VERIFY: _to_close,
    Step.RETURN: _rework,
    Step.CLOSE: _after("look_back"),
    Step.REOPEN: _again,
}
