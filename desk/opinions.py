"""Citizens' opinions: received, judged by a person, put forward. What people wrote is sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desk import personal
from desk.handle import Desk
from desk.opinion_rights import require_handles
from desk.opinion_table import table_of
from desk.opinion_words import require_unnamed
from ledger import case_reads, opinions
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor
from voices.classify import Opinion, classify
from voices.deciding import Around, decide, recommend
from voices.opinion_events import By, Judged, OpinionEvent, OpinionState, first
from voices.opinion_intake import Given, given, read_table
from voices.opinions_rules import load_rules

ARRIVAL = "收到的意见"
Step = Callable[[OpinionEvent, Reading, By], OpinionEvent]


@dataclass(frozen=True)
class Received:
    """What came of a file: the numbers it was given, and those that were known before."""

    new: tuple[str, ...]
    known: tuple[str, ...]


def receive(desk: Desk, actor: Actor, cells: Mapping[str, str]) -> Received:
    """One opinion from a form; the same channel and source number is no second opinion.

    `UserError` names each field that is wrong.
    """
    one, problems = given(cells, desk.today())
    if problems:
        raise UserError(";".join(problems), cure="改正后再提交;没有收")
    return _kept(desk, actor, "opinion.receive", ARRIVAL, [one])


def import_opinions(desk: Desk, actor: Actor, path: Path, name: str = "") -> Received:
    """Every opinion of the file that did not come before; all of it, or nothing when it is wrong.

    `UserError` with every wrong line: place, cause, cure.
    """
    found = read_table(name or path.name, table_of(path), desk.today())
    return _kept(desk, actor, "opinion.import", f"{len(found)}条", found)


def judge(
    desk: Desk, actor: Actor, number: str, judged: Judged, *, why: str = "", seen: int = 0
) -> OpinionState:
    """审查: what a person of the desk decides, or decides anew with the reason.

    `seen`: how much had happened when the page was made; 0: whatever did. `Refused` when more
    did since.
    """
    rules = load_rules()
    around = Around(
        rules, {one.id for one in desk.plan.tasks}, {one.key for one in desk.plan.indicators}
    )

    def step(last: OpinionEvent, reading: Reading, by: By) -> OpinionEvent:
        event = decide(last, judged, by, around, why=why, running=_running(reading, last.after))
        require_unnamed(desk, reading, [number], _texts(judged, why))
        return event

    return _step(desk, actor, ("opinion.judge", number, seen), step)


def put_forward(
    desk: Desk, actor: Actor, number: str, why: str, *, best: bool, seen: int = 0
) -> OpinionState:
    """推荐 as one of the best, or take that back."""

    def step(last: OpinionEvent, reading: Reading, by: By) -> OpinionEvent:
        require_unnamed(desk, reading, [number], {"理由": why})
        return recommend(last, by, why, best=best)

    return _step(desk, actor, ("opinion.recommend", number, seen), step)


def known(desk: Desk, reading: Reading, number: str) -> OpinionEvent:
    """What happened last to the opinion; `UserError` for none of this number."""
    found = opinions.last(reading, number)
    if found is None:
        raise UserError(f"没有意见“{number[:20]}”", cure="从“意见建议”页打开")
    return found


def require_seen(last: OpinionEvent, seen: int) -> None:
    """`Refused` when more happened than the page showed."""
    if seen and seen != last.place:
        raise Refused(f"打开之后另有人办过:{last.act}({last.actor})", cure="看过再办")


def by(desk: Desk, actor: Actor) -> By:
    """The post and the moment, as they are kept."""
    return By(actor.title, desk.now())


def _step(desk: Desk, actor: Actor, what: tuple[str, str, int], step: Step) -> OpinionState:
    action, number, seen = what
    with desk.ledger.read() as reading:
        require_handles(actor, known(desk, reading, number).after.area)
    with desk.ledger.write(actor, desk.now(), action, number) as unit:
        unit.lock_chain()  # judged by what stands, not by what stood
        reading = unit.reading()
        last = known(desk, reading, number)
        require_seen(last, seen)
        event = step(last, reading, by(desk, actor))
        opinions.append(unit, [event])
    return event.after


def _texts(judged: Judged, why: str) -> dict[str, str]:
    return {
        "方面": "、".join(judged.topics),
        "摘编标题": judged.title,
        "摘编内容": judged.content,
        "不公开的理由": judged.reason,
        "更正的理由": why,
    }


def _running(reading: Reading, state: OpinionState) -> bool:
    found = case_reads.named(reading, state.case) if state.case else None
    return found is not None and found.is_open


def _kept(desk: Desk, actor: Actor, action: str, about: str, found: Sequence[Given]) -> Received:
    """Number, seal and keep those that are new, in one unit or not at all."""
    codes = [_area(desk, one) for one in found]
    for code in dict.fromkeys(codes):
        require_handles(actor, code)
    sources = [f"{one.channel}/{one.source}" for one in found]
    with desk.ledger.read() as reading:
        if len(opinions.known(reading, sources)) == len(found):
            return Received((), tuple(opinions.known(reading, sources).values()))
    with desk.ledger.write(actor, desk.now(), action, about) as unit:
        unit.lock_chain()  # the same file twice at once is received once
        reading = unit.reading()
        there = opinions.known(reading, sources)
        new = [
            (one, code)
            for one, code, source in zip(found, codes, sources, strict=True)
            if source not in there
        ]
        events = _events(desk, actor, reading, new)
        opinions.append(unit, events)
        for event, (one, _) in zip(events, new, strict=True):
            personal.seal(desk, unit, event.opinion, one.sealed)
        if len(found) == 1 and events:
            unit.subject = events[0].opinion
    return Received(tuple(one.opinion for one in events), tuple(there.values()))


def _events(
    desk: Desk, actor: Actor, reading: Reading, new: Sequence[tuple[Given, str]]
) -> list[OpinionEvent]:
    year, rules, post = desk.today().year, load_rules(), by(desk, actor)
    begin = opinions.highest(reading, year) + 1
    made = []
    for place, (one, code) in enumerate(new, start=begin):
        number = f"YJ-{year}-{place:04d}"
        proposal = classify(Opinion(number, one.sealed["text"]), rules)
        state = OpinionState(number, one.received, one.channel, code, one.source, proposal)
        made.append(first(state, post))
    return made


def _area(desk: Desk, one: Given) -> str:
    """The code of the area as written: code or name; `UserError` by line for another."""
    codes = {name: area.code for area in desk.plan.areas for name in (area.code, area.name)}
    if one.area and one.area not in codes:
        what = f"{one.place} 地区不在方案里".strip()
        raise UserError(what, cure=f"写 {'、'.join(area.name for area in desk.plan.areas)}")
    return codes[one.area] if one.area else desk.plan.area
