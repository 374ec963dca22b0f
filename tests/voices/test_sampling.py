"""The region's own way to choose citizens' representatives (neighbour-rules.md §3), by sentence.

The quotation stands in the test; the quota tables quote their numbers too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observations.errors import UserError
from targets.load import DEFAULT_PLAN, load_plan
from tests.voices.frames import people, region
from voices.draw import RULE, Sample, draw, offset_of, places
from voices.frame import Frame, Person
from voices.protocol import protocol
from voices.quota import BRANCH, MAIN, Quota, Seat, load_table, quota_from, tables

REPRESENTATIVES = {
    "东胜": 400, "康巴什": 80, "达拉特": 230, "准格尔": 250, "伊金霍洛": 175, "乌审": 110,
    "杭锦": 75, "鄂托克": 115, "鄂托克前": 65,
}  # fmt: skip
VOLUNTEERS = {
    "东胜": 18, "康巴什": 4, "达拉特": 11, "准格尔": 12, "伊金霍洛": 8, "乌审": 5, "杭锦": 4,
    "鄂托克": 5, "鄂托克前": 3,
}  # fmt: skip
SEEDS = st.integers(0, 10**9)


def drawn(sample: Sample, *, reserve: bool = False):
    return [one for one in sample.people if one.reserve is reserve]


def counted(sample: Sample, table, *columns: str) -> Counter[tuple[object, ...]]:
    short = {one.name: one.short for one in table.areas}
    return Counter(
        tuple(short[one.area] if c == "area" else getattr(one, c) for c in columns)
        for one in drawn(sample)
    )


def sampled(name: str, seed: int = 2021, categories=("居民",), times: int = 6):
    table = load_table(name)
    frame = region(table, times, categories)
    return table, frame, draw(frame, quota_from(table, frame), seed)


def test_three_groups_of_1500_are_drawn_by_area_as_the_document_has_them() -> None:
    """“每组约 1500 人,主会场 100,分会场 1400(按人口比例):东胜 400、康巴什 80、达拉特 230、
    准格尔 250、伊金霍洛 175、乌审 110、杭锦 75、鄂托克 115、鄂托克前 65;三组共 4500”"""
    table, _, sample = sampled("representatives-2021")
    assert len(drawn(sample)) == 4500
    for group in (1, 2, 3):
        wanted = {(group, area): n for area, n in REPRESENTATIVES.items()}
        assert {k: n for k, n in counted(sample, table, "group", "area").items()
                if k[0] == group} == wanted  # fmt: skip
    venues = counted(sample, table, "group", "venue")
    assert venues == {(g, v): n for g in (1, 2, 3) for v, n in ((MAIN, 100), (BRANCH, 1400))}


def test_volunteers_are_drawn_by_area_as_the_document_has_them() -> None:
    """“自愿报名分会场每场 70:东胜 18、康巴什 4、达拉特 11、准格尔 12、伊金霍洛 8、乌审 5、
    杭锦 4、鄂托克 5、鄂托克前 3;主会场每场 5;三场共 225”"""
    table, _, sample = sampled("volunteers-2021")
    assert len(drawn(sample)) == 225
    by_area = counted(sample, table, "venue", "group", "area")
    for group in (1, 2, 3):
        assert {a: by_area[BRANCH, group, a] for a in VOLUNTEERS} == VOLUNTEERS
    assert {k: n for k, n in counted(sample, table, "venue", "group").items() if k[0] == MAIN} == {
        (MAIN, g): 5 for g in (1, 2, 3)
    }


def test_areas_of_the_quota_tables_are_the_plans_own() -> None:
    known = {one.code: one.name for one in load_plan(DEFAULT_PLAN).areas}
    for name in tables():
        for area in load_table(name).areas:
            assert known[area.code] == area.name and area.name.startswith(area.short)


def test_units_are_taken_at_equal_distances_from_each_frame() -> None:
    """“采取随机抽样方法。首先,建立……样本框;其次,在不同样本框中按照一定数量等距抽取样本单位(个人)”"""
    frame = Frame(
        (*people("甲", "居民", 97), *people("乙", "居民", 40), *people("甲", "商户", 33, "S"))
    )
    seats = (Seat("", "甲", "居民", 12), Seat("", "乙", "居民", 9), Seat("", "甲", "商户", 5))
    sample = draw(frame, Quota("试", seats), 7)
    for seat, size in zip(seats, (97, 40, 33), strict=True):
        held = [
            one for one in sample.people if (one.area, one.category) == (seat.area, seat.category)
        ]
        gaps = {b.place - a.place for a, b in pairwise(held)}
        assert len(held) == seat.n and gaps <= {size // seat.n, size // seat.n + 1}


def test_each_categorys_frame_gives_three_groups_without_repetition() -> None:
    """“按照不重复等距抽样方法,在每一类别样本框中均抽取三组样本”"""
    _, _, sample = sampled("representatives-2021", categories=("居民", "商户", "企业"), times=4)
    ids = [one.id for one in sample.people]
    assert len(ids) == len(set(ids))
    groups = {(one.category, one.group) for one in drawn(sample)}
    assert groups == {(c, g) for c in ("居民", "商户", "企业") for g in (1, 2, 3)}
    seat = ("居民", "东胜区", BRANCH, 2)
    first = [o for o in drawn(sample) if (o.category, o.area, o.venue, o.group) == seat]
    gaps = [b.place - a.place for a, b in pairwise(first)]
    assert max(gaps) - min(gaps) <= 1  # each group is at equal distances by itself


def test_a_whole_that_is_a_tenth_short_is_drawn_and_said_and_one_person_more_is_refused() -> None:
    """“允许在总人数 10% 内调整”"""
    seats = (Seat("", "甲", "居民", 80), Seat("", "乙", "居民", 20))
    frame = (*people("甲", "居民", 200), *people("乙", "居民", 10))
    sample = draw(Frame(frame), Quota("试", seats), 1)
    assert (len(drawn(sample)), sample.short) == (90, 10)
    with pytest.raises(UserError) as wrong:
        draw(Frame(frame[:-1]), Quota("试", seats), 1)
    assert "差 11 人,超过允许调整的 10 人(10%);乙居民要 20 人,可抽的只有 9 人" in str(wrong.value)


def test_reserves_stand_by_for_every_seat_and_are_nobody_who_was_drawn() -> None:
    """“应适当增加人数作为备选代表”"""
    table, _, sample = sampled("representatives-2021")
    reserves = drawn(sample, reserve=True)
    assert not {one.id for one in reserves} & {one.id for one in drawn(sample)}
    seats = Counter((o.venue, o.area, o.category, o.group) for o in drawn(sample))
    held = Counter((o.venue, o.area, o.category, o.group) for o in reserves)
    assert held == {seat: -(-n // 5) for seat, n in seats.items()}
    assert table.reserve == 0.2


def test_a_person_in_two_categories_takes_part_once() -> None:
    """“每位代表只参加一次活动”"""
    both = people("甲", "党代表", 30)
    frame = Frame(
        (*both, *(Person(one.id, "甲", "居民") for one in both), *people("甲", "居民", 40, "Q"))
    )
    quota = Quota("试", (Seat("", "甲", "居民", 40), Seat("", "甲", "党代表", 30)))
    sample = draw(frame, quota, 5)
    assert len({one.id for one in sample.people}) == len(sample.people) == 70
    assert sample.short == 0  # the scarce list draws first: nobody it needs was taken before


def test_who_is_wanted_by_both_venues_stays_with_the_main_venue() -> None:
    """“主分会场重复抽中时保主会场”"""
    frame = Frame(tuple(people("甲", "居民", 100)))
    quota = Quota("试", (Seat(BRANCH, "甲", "居民", 60), Seat(MAIN, "甲", "居民", 20)))
    sample = draw(frame, quota, 3)
    main = {one.id for one in sample.people if one.venue == MAIN}
    alone = draw(frame, Quota("试", (Seat(MAIN, "甲", "居民", 20),)), 3)
    assert main == {one.id for one in alone.people}  # as if there were no branch
    branch = draw(frame, Quota("试", (Seat(BRANCH, "甲", "居民", 60),)), 3)
    assert main & {one.id for one in branch.people}  # both would have drawn some of them
    told = next(one for one in sample.draws if one.venue == BRANCH)
    assert (told.kept_by_main, told.size) == (20, 80)


def test_anybody_repeats_the_draw_from_the_protocol_with_a_hash_and_a_division() -> None:
    frame = Frame(tuple(people("甲", "居民", 500)))
    quota = Quota("试", (Seat("", "甲", "居民", 40),), reserve=Fraction(1, 5))
    sample = draw(frame, quota, 20211108)
    told = protocol(frame, quota, 20211108, sample)
    left = [one.id for one in frame.people]
    for one in told["draws"]:
        assert (
            hashlib.sha256("".join(f"{i}\n" for i in left).encode()).hexdigest() == one.list_sha256
        )
        r = int(hashlib.sha256(one.label.encode()).hexdigest(), 16) % one.size
        mine = [left[(r + i * one.size) // one.taken] for i in range(one.taken)]
        assert mine == [p.id for p in sample.people if p.reserve is one.reserve]
        left = [i for i in left if i not in mine]
    assert (told["rule"], told["frame"]["sha256"]) == (RULE, frame.sha256)
    assert draw(frame, quota, 20211109).people != sample.people


def test_everybody_is_drawn_with_the_same_probability() -> None:
    for size, wanted in ((10, 3), (7, 7), (23, 5)):
        times = Counter(p for offset in range(size) for p in places(size, wanted, offset))
        assert set(times.values()) == {wanted} and len(times) == size
    offsets = Counter(offset_of(f"{RULE}|{seed}|x", 10) for seed in range(5000))
    chi = sum((n - 500) ** 2 / 500 for n in offsets.values())
    assert chi < 27.88  # 99.9 % of a chi-square with nine degrees of freedom


STRATA = st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=1, max_size=5)


@settings(max_examples=60)
@given(
    STRATA, SEEDS, st.sampled_from([Fraction(0), Fraction(1, 5), Fraction(1)]), st.integers(1, 3)
)
def test_whatever_is_asked_nobody_repeats_and_what_is_drawn_is_what_was_asked(
    strata, seed, reserve, groups
) -> None:
    seats = tuple(
        Seat("", f"区{place}", "居民", int(size * share) // groups)
        for place, (size, share) in enumerate(strata)
    )
    frame = Frame(
        tuple(o for p, (size, _) in enumerate(strata) for o in people(f"区{p}", "居民", size))
    )
    quota = Quota("试", seats, groups, reserve=reserve)
    if not quota.total:
        with pytest.raises(UserError, match="合计是 0"):
            draw(frame, quota, seed)
        return
    sample = draw(frame, quota, seed)
    ids = [one.id for one in sample.people]
    assert len(ids) == len(set(ids)) and set(ids) <= {one.id for one in frame.people}
    counts = Counter((one.area, one.group) for one in drawn(sample))
    assert counts == {(s.area, g): s.n for s in seats if s.n for g in range(1, groups + 1)}
    for one in sample.draws:
        held = sorted(
            p.place for p in sample.people if (p.area, p.reserve) == (one.area, one.reserve)
        )
        gaps = {b - a for a, b in pairwise(held)}
        assert one.taken == len(held) == min(one.wanted, one.size)
        if held:
            assert gaps <= {one.size // one.taken, -(-one.size // one.taken)}
    assert draw(frame, quota, seed) == sample
