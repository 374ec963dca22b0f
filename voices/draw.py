"""Systematic sampling without repetition (不重复等距抽样), so that anybody can repeat it.

A list of N people, n of them wanted: the offset r is the SHA-256 of a label modulo N, and the
i-th person drawn (i = 0 … n−1) stands at place ⌊(r + i·N)/n⌋ + 1. Neighbours are ⌊N/n⌋ or ⌈N/n⌉
places apart and everybody is drawn with probability n/N (fractional interval; W. G. Cochran,
Sampling Techniques, 3rd ed. 1977, §8.1 and §8.6).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from observations.errors import UserError
from voices.frame import Frame, Person
from voices.quota import MAIN, Quota, Seat

RULE = "systematic-1"
MOST_NAMED = 20
_MOST_RESERVE = Fraction(1)


@dataclass(frozen=True)
class Drawn:
    """One person drawn: venue and `group`, a reserve or not, its turn, its place in the list.

    `turn` counts from 1 within venue, area, category and group: reserves step in by it.
    """

    id: str
    area: str
    category: str
    venue: str
    group: int
    reserve: bool
    turn: int
    place: int


@dataclass(frozen=True)
class Draw:
    """One drawing from one list: everything needed to do it again by hand.

    `size` people were in the list (N) after `kept_by_main` of the frame were left out because
    the main venue has them and `kept_by_others` because something else has; `wanted` were asked
    for and `taken` (n) drawn, at the interval `interval` = N/n from the offset `offset` = r of
    0 … N−1, that is the place `start`. `list_sha256`: of the ids in order, each with a line feed.
    """

    venue: str
    area: str
    category: str
    reserve: bool
    label: str
    size: int
    kept_by_main: int
    kept_by_others: int
    wanted: int
    taken: int
    interval: float
    offset: int
    start: int
    list_sha256: str


@dataclass(frozen=True)
class Sample:
    """Who was drawn, in the order of the quota, reserves last, and how."""

    people: tuple[Drawn, ...]
    draws: tuple[Draw, ...]

    @property
    def short(self) -> int:
        """How many fewer than asked for, reserves apart."""
        return sum(one.wanted - one.taken for one in self.draws if not one.reserve)

    @property
    def reserves_short(self) -> int:
        """How many fewer stand by than asked for: the frame holds nobody else."""
        return sum(one.wanted - one.taken for one in self.draws if one.reserve)


def places(size: int, wanted: int, offset: int) -> tuple[int, ...]:
    """Places, from 0, of `wanted` of `size` people; 0 ≤ wanted ≤ size, 0 ≤ offset < size.

    >>> places(10, 4, 7)
    (1, 4, 6, 9)
    """
    return tuple((offset + turn * size) // wanted for turn in range(wanted))


def offset_of(label: str, size: int) -> int:
    """The offset that `label` gives in a list of `size` > 0: its SHA-256 as a number, modulo.

    >>> offset_of("systematic-1|7||150627|居民|sample", 100)
    2
    """
    return int.from_bytes(hashlib.sha256(label.encode()).digest()) % size


def draw(frame: Frame, quota: Quota, seed: int, reserve: Fraction | None = None) -> Sample:
    """The sample of `quota` from `frame`; `reserve` as a share of it, the quota's own by default.

    The main venue draws first and keeps whom it drew; then the scarcest list. Nobody is drawn
    twice, in whatever categories, venues and groups; reserves come last of all. Fewer than
    asked for are drawn where a list is too short; `UserError` when that is more than the
    quota's tolerance of the whole.
    """
    share = quota.reserve if reserve is None else reserve
    if not 0 <= share <= _MOST_RESERVE:
        raise UserError("备选的比例不在 0 至 1 之间", cure="例:--reserve 0.2")
    if not quota.total:
        raise UserError(f"《{quota.name}》的人数合计是 0", cure="写上要抽的人数")
    drawing = _Drawing(frame, quota, seed)
    for seat in sorted(quota.seats, key=drawing.urgency):
        drawing.take(seat, seat.n)
    for seat in quota.seats:
        drawing.take(seat, math.ceil(seat.n * share), reserve=True)
    found = Sample(tuple(drawing.in_order()), tuple(drawing.draws))
    _require_enough(quota, found)
    return found


@dataclass
class _Drawing:
    frame: Frame
    quota: Quota
    seed: int
    draws: list[Draw] = field(default_factory=list)
    _people: dict[tuple[Seat, bool], list[Drawn]] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)  # id → the venue that has them
    _lists: Mapping[tuple[str, str], list[Person]] = field(init=False)

    def __post_init__(self) -> None:
        lists: dict[tuple[str, str], list[Person]] = {}
        for one in self.frame.people:
            lists.setdefault((self.quota.area_of(one.area), one.category), []).append(one)
        self._lists = lists

    def listed(self, seat: Seat) -> list[Person]:
        """Everybody in the frame for a seat, those drawn already included."""
        return self._lists.get((seat.area, seat.category), [])

    def urgency(self, seat: Seat) -> tuple[bool, Fraction]:
        """The main venue first, then where most of the list is wanted; else as written."""
        return seat.venue != MAIN, Fraction(-seat.n, max(1, len(self.listed(seat))))

    def take(self, seat: Seat, a_group: int, *, reserve: bool = False) -> None:
        """Draw `a_group` for each group of the quota, dealing them out in turn."""
        listed = self.listed(seat)
        free = [one for one in listed if one.id not in self._taken]
        wanted = a_group * self.quota.groups
        taken = min(wanted, len(free))
        label = self._label(seat, reserve=reserve)
        offset = offset_of(label, len(free)) if taken else 0
        found = places(len(free), taken, offset)
        main = sum(self._taken.get(one.id) == MAIN for one in listed)
        self._people[seat, reserve] = [
            self._drawn(free[place], seat, reserve, (turn, place))
            for turn, place in enumerate(found)
        ]
        self._taken |= dict.fromkeys((free[place].id for place in found), seat.venue)
        if wanted:
            self.draws.append(
                Draw(
                    seat.venue, seat.area, seat.category, reserve, label, len(free), main,
                    len(listed) - len(free) - main, wanted, taken,
                    round(len(free) / taken, 4) if taken else 0.0, offset,
                    found[0] + 1 if found else 0, _sha256(free),
                )
            )  # fmt: skip

    def _label(self, seat: Seat, *, reserve: bool) -> str:
        kind = "reserve" if reserve else "sample"
        return f"{RULE}|{self.seed}|{seat.venue}|{seat.area}|{seat.category}|{kind}"

    def _drawn(self, who: Person, seat: Seat, reserve: bool, at: tuple[int, int]) -> Drawn:
        turn, group = divmod(at[0], self.quota.groups)
        about = (who.id, who.area, who.category, seat.venue)
        return Drawn(*about, group + 1, reserve, turn + 1, at[1] + 1)

    def in_order(self) -> Iterator[Drawn]:
        """By group, seats as written, the reserves of all after all that were drawn."""
        for reserve in (False, True):
            for group in range(1, self.quota.groups + 1):
                for seat in self.quota.seats:
                    held = self._people[seat, reserve]
                    yield from (one for one in held if one.group == group)


def _sha256(people: Sequence[Person]) -> str:
    return hashlib.sha256("".join(f"{one.id}\n" for one in people).encode()).hexdigest()


def _require_enough(quota: Quota, sample: Sample) -> None:
    allowed = math.floor(quota.total * quota.tolerance)
    if sample.short <= allowed:
        return
    short = [one for one in sample.draws if not one.reserve and one.taken < one.wanted]
    named = [
        f"{one.venue}{one.area}{one.category}要 {one.wanted} 人,可抽的只有 {one.size} 人"
        for one in short[:MOST_NAMED]
    ]
    more = f";另有{len(short) - MOST_NAMED}处" if len(short) > MOST_NAMED else ""
    share = f"{float(quota.tolerance):.0%}"
    raise UserError(
        f"样本框不够:要抽 {quota.total} 人,差 {sample.short} 人,"
        f"超过允许调整的 {allowed} 人({share});{';'.join(named)}{more}",
        cure="补充样本框,或核对地区、类别的写法与额度表是否一致",
    )
