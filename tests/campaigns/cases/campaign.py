"""Sequences of acts, lawful and not, played on the machine and on the oracle side by side."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from cases.events import CaseEvent, CaseState, Part, Step, as_of, fold, states
from cases.kinds import CaseKind, load_kind
from cases.machine import Hand
from cases.stages import stages
from cases.taking import Asked, New, Taking, begin, take
from observations.calendar import SHANGHAI, WorkingDays
from observations.errors import UserError
from tests.campaigns.cases.oracle import KINDS, WAY, Act, Oracle, later
from tests.campaigns.runner import SQLITE, Campaign, Ground, Tally, Told, Trial

SEQUENCES, EACH = 10_000, 100
LONGEST = 14
PARTS = {"O": Part.OFFICE, "D": Part.DESK, "L": Part.LEADER, "S": Part.SYSTEM}
POSTS = {"O": ("办事岗", "复核岗"), "D": ("调度岗", "办事岗"), "L": ("领导岗",), "S": ("系统",)}
CALENDAR = WorkingDays()
# Two weeks before 春节 and 国庆 of each year until a week after, and any day at all.
FEASTS = [date(2023, 1, 8), date(2024, 1, 28), date(2025, 1, 15), date(2026, 2, 2)]
FEASTS += [date(year, 9, 15) for year in (2023, 2024, 2025, 2026)]
BEGINNINGS = st.one_of(
    st.builds(
        lambda first, after: first + timedelta(days=after),
        st.sampled_from(FEASTS),
        st.integers(0, 28),
    ),
    st.dates(date(2023, 1, 3), date(2026, 6, 30)),
)
LINES = {
    "rectification": ("origin", "problem", "measure", "goal", "duty_post", "leader_post"),
    "instruction": ("instruction", "leader_post"),
    "inspection": ("plan",),
}
ANSWER = ("problems", "advice", "conduct", "effect")
Count = Callable[[str], None]


def played(data: st.DataObject, count: Count) -> None:
    """One sequence: every act is answered alike, nothing is lost, any past day is as it was."""
    oracle, kind, event = _begun(data)
    events: tuple[CaseEvent, ...] = (event,)
    _same(fold(events), oracle)
    past = {oracle.day: oracle.seen()}
    for _ in range(data.draw(st.integers(1, LONGEST))):
        act = _act(data, oracle)
        state, lawful = fold(events), oracle.may(act)
        try:
            added = take(state, _asked(act, kind), kind, _taking(act))
        except UserError as refusal:
            assert not lawful, f"{act} is refused: {refusal.what}"
            assert refusal.what and refusal.cure, act
            count("refused")
            continue
        assert lawful, f"{act} is taken on {oracle.seen()}"
        events = (*events, added)
        oracle.take(act)
        _same(fold(events), oracle)
        past[act.day] = oracle.seen()
        count(f"taken {act.step}")
    _remembered(events, past)
    _told_alike(events, kind)
    count("sequences")


def _begun(data: st.DataObject) -> tuple[Oracle, CaseKind, CaseEvent]:
    name = data.draw(st.sampled_from(sorted(KINDS)))
    _, answer, _, _, who, counted = KINDS[name]
    day = data.draw(BEGINNINGS)
    span = data.draw(st.integers(0, 60))
    due = day + timedelta(days=span) if counted == "given" else None
    ended = day - timedelta(days=min(span, 5)) if counted == "ended" else None
    kind = load_kind(name)
    giver = data.draw(st.sampled_from(who))
    new = New(f"{name}/1", f"{name}:1", "事项", "first", "第一单位", ended=ended)
    fields = dict.fromkeys(LINES.get(name, ()), "有")
    asked = Asked(Step.OPEN, "理由", due=due, fields=fields)
    event = begin(new, asked, kind, _taking(Act("交办", giver, POSTS[giver][0], day)))
    return Oracle(name, day, due or later(ended or day, answer)), kind, event


def _act(data: st.DataObject, oracle: Oracle) -> Act:
    """Mostly what may be done now, so that sequences grow; now and then anything at all."""
    gap = timedelta(days=data.draw(st.sampled_from((0, 1, 0, 1, 2, 3, 5, 9, 16))))
    days, to = data.draw(st.integers(0, 7)), data.draw(st.sampled_from(("third", "second", "")))
    whole = [
        Act(step, who, post, oracle.day + gap, days=days, to=to)
        for step in WAY
        for who, posts in POSTS.items()
        for post in posts
    ]
    lawful = [one for one in whole if oracle.may(one)]
    if lawful and data.draw(st.integers(0, 3)):
        # By step first: 销号 has more hands than others.
        step = data.draw(st.sampled_from(sorted({one.step for one in lawful})))
        return data.draw(st.sampled_from([one for one in lawful if one.step == step]))
    act = data.draw(st.sampled_from(whole))
    silent = data.draw(st.sampled_from(("", "text", "evidence", "progress", "lines", "day", "to")))
    if silent == "day":
        return replace(act, day=oracle.day - timedelta(days=1))
    if silent == "to":
        return replace(act, to=oracle.office)
    return replace(act, **{silent: False}) if silent else act


def _asked(act: Act, kind: CaseKind) -> Asked:
    lines = act.step == "回复" and kind.id == "inspection" and act.lines
    return Asked(
        Step(act.step),
        "理由" if act.text else " ",
        progress="做了一半" if act.progress else "",
        evidence="报告" if act.evidence else "",
        days=act.days,
        to=act.to,
        fields=dict.fromkeys(ANSWER, "有") if lines else {},
    )


def _taking(act: Act) -> Taking:
    hand = Hand(frozenset({act.post}), frozenset({PARTS[act.who]}))
    return Taking(act.post, hand, datetime.combine(act.day, time(9), SHANGHAI), CALENDAR)


def _seen(state: CaseState) -> tuple[object, ...]:
    told = tuple(str(one.step) for one in state.events)
    return (
        str(state.standing), state.is_open, state.office, state.due, state.office_due,
        state.extended, state.answered_by, state.look_back_due, told,
    )  # fmt: skip


def _same(state: CaseState, oracle: Oracle) -> None:
    assert _seen(state) == oracle.seen()
    assert [one.place for one in state.events] == list(range(1, len(oracle.told) + 1))


def _remembered(events: tuple[CaseEvent, ...], past: dict[date, tuple[object, ...]]) -> None:
    """Every day from before the first to after the last is as it was then."""
    days = sorted(past)
    day = days[0] - timedelta(days=1)
    while day <= days[-1] + timedelta(days=1):
        known = [past[one] for one in days if one <= day]
        prefix = states(one for one in events if one.at.date() <= day)
        assert as_of(events, day) == prefix
        assert [_seen(one) for one in prefix] == known[-1:]
        day += timedelta(days=1)


def _told_alike(events: tuple[CaseEvent, ...], kind: CaseKind) -> None:
    """Whoever asks every day hears what one hears who asks once at the end."""
    end = events[-1].day + timedelta(days=20)
    once = stages(events, kind, CALENDAR, end)
    for day in {one.day for one in once} | {one.day for one in events}:
        then = stages(events, kind, CALENDAR, day)
        assert then == tuple(one for one in once if one.day <= day)


def sequences(number: int, count: Count, examples: int) -> None:
    """`examples` sequences that hypothesis draws from the seed `number`."""

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def play(data: st.DataObject) -> None:
        played(data, count)

    play()


@contextmanager
def _arena(_ground: Ground) -> Iterator[Trial]:
    def trial(_number: int, chance: random.Random) -> Told:
        counts: Counter[str] = Counter()
        sequences(chance.getrandbits(32), lambda what: counts.update([what]), EACH)
        return Told(counts)

    yield trial


def _judge(tally: Tally) -> None:
    assert tally.counts["sequences"] >= SEQUENCES
    assert tally.counts["refused"] > SEQUENCES
    seldom = [step for step in WAY if tally.counts[f"taken {step}"] < SEQUENCES // 100]
    assert seldom == []


CAMPAIGN = Campaign(
    "cases",
    "no illegal step, no lost event, right deadlines, any past day as it was",
    SEQUENCES // EACH,
    _arena,
    (SQLITE,),
    _judge,
)
