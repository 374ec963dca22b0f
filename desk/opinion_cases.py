"""Opinions handed over: 转办件 one by one, 转阅件 in groups that are studied together.

The case and what is kept of its opinions stand in one unit: neither is without the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.events import CaseEvent, Step
from cases.items import LONGEST
from cases.kinds import load_kind
from cases.taking import Asked, begin
from desk.case_acts import Opening, acting, new_case
from desk.case_told import case_facts
from desk.handle import Desk
from desk.opinion_rights import require_handles
from desk.opinion_words import require_unnamed
from desk.opinions import by, known, require_seen
from ledger import case_log, case_reads, facts, opinions
from ledger.unit import Reading, Unit
from observations.errors import Refused, UserError
from observations.identity import Actor
from voices.deciding import hand
from voices.opinion_events import OpinionEvent

ONE, GROUP = "opinion", "opinion-study"
FEWEST, MOST = 2, 30


@dataclass(frozen=True)
class To:
    """Whom it goes to and why; `due`: by when a group is studied."""

    office: str
    why: str = "请按职责办理"
    cooperating: tuple[str, ...] = ()
    due: date | None = None


def hand_over(desk: Desk, actor: Actor, number: str, to: To, *, seen: int = 0) -> CaseEvent:
    """转办: one case of the opinion's own. `Refused` unless it is a valid 转办件 without one."""
    with desk.ledger.write(actor, desk.now(), "opinion.hand", number) as unit:
        unit.lock_chain()
        last = _checked(desk, actor, unit.reading(), number, "转办件", to)
        require_seen(last, seen)
        judged = last.after.judged
        fields = {"opinion": number, "content": judged.content if judged else ""}
        title = judged.title if judged else ""
        return _open(desk, actor, unit, (ONE, title, fields, to), [last])


def study(desk: Desk, actor: Actor, numbers: Sequence[str], topic: str, to: To) -> CaseEvent:
    """转阅件 of one kind as a group: one case, studied by one office until the day given.

    `Refused` unless each is a valid 转阅件 without a case, all of one area and one 方面.
    """
    chosen = tuple(dict.fromkeys(numbers))
    if not FEWEST <= len(chosen) <= MOST:
        what = f"选了 {len(chosen)} 条,一组应为 {FEWEST} 至 {MOST} 条"
        raise UserError(what, cure="转阅件归类研究;单独的一条改为转办件")
    with desk.ledger.write(actor, desk.now(), "opinion.study", topic[:40]) as unit:
        unit.lock_chain()
        reading = unit.reading()
        found = [_checked(desk, actor, reading, one, "转阅件", to) for one in sorted(chosen)]
        _require_alike(found, topic)
        told = "\n".join(
            f"{one.opinion} {one.after.judged.title}" for one in found if one.after.judged
        )
        fields = {
            "topic": topic,
            "opinions": "、".join(one.opinion for one in found),
            "content": told[:LONGEST],
        }
        title = f"{topic}方面意见建议归类研究({len(found)}条)"
        return _open(desk, actor, unit, (GROUP, title, fields, to), found)


def _checked(
    desk: Desk, actor: Actor, reading: Reading, number: str, way: str, to: To
) -> OpinionEvent:
    last = known(desk, reading, number)
    require_handles(actor, last.after.area)
    judged = last.after.judged
    if judged is None or judged.way != way:
        raise Refused(f"{number} 不是{way}", cure="先审查;转办件逐件交办,转阅件归类研究")
    require_unnamed(desk, reading, [number], {"事由": to.why})
    return last


def _require_alike(found: Sequence[OpinionEvent], topic: str) -> None:
    if len({one.after.area for one in found}) > 1:
        raise Refused("所选各条不是同一地区的", cure="分地区归类")
    for one in found:
        if one.after.judged is None or topic not in one.after.judged.topics:
            raise Refused(f"{one.opinion} 不属于“{topic}”", cure="只选同一方面的")


def _open(
    desk: Desk,
    actor: Actor,
    unit: Unit,
    what: tuple[str, str, dict[str, str], To],
    lasts: Sequence[OpinionEvent],
) -> CaseEvent:
    name, title, fields, to = what
    area = lasts[0].after.area
    opening = Opening(name, to.office, title, to.why, fields, to.cooperating, area=area, due=to.due)
    new, taking = new_case(desk, opening, through="opinions"), acting(desk, actor, to.office, area)
    asked = Asked(Step.OPEN, to.why, due=to.due, fields=fields)
    handed = [hand(one, new.case, by(desk, actor)) for one in lasts]
    if case_reads.about(unit.reading(), [new.subject]):
        raise Refused(f"“{title}”已经交办", cure="在原件上办理")
    event = begin(new, asked, load_kind(name), taking)
    case_log.append(unit, [event])
    opinions.append(unit, handed)
    facts.store(unit, case_facts(desk, (event,)))
    return event
