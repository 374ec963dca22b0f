"""Which date governs a quantity, and what several quantities share: subjects, years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from targets.extract.naming import enumerated
from targets.extract.quantity import Quantity
from targets.extract.when import When, undated

_NEAR = 24
_FROM = re.compile(r"(?:由|从)[^,;。0-9]{0,10}(?:20[0-9]{2}年)?[^,;。0-9]{0,3}$")
_COMPARED = 6  # characters of 净增加 between the year and the number
_LAST_YEAR = re.compile(
    r"(?:比|较)(?:上年度?|去年|上一年度?|年初|往年)(?:同期|末|底)?[一-鿿]{0,4}$"
)
_MOVES = re.compile(r"(?:进一步)?(?:提|增|下|降|扩|上升|压|缩|减|优化|调整|改善)")


def scope_of(q: Quantity, dates: Sequence[When], text: str) -> When | None:
    """The last date before the quantity that governs it; one in brackets governs them only."""
    behind = (d for d in reversed(dates) if d.end <= q.start and not d.reference)
    return next((d for d in behind if _reaches(d, text, q.start)), None)


def _reaches(one: When, text: str, until: int) -> bool:
    """A year holds until the full stop, a month or day only until the semicolon."""
    between = text[one.end : until]
    whole_year = "月" not in text[one.start : one.end] and one.day.month == 12
    return not _shut(between) and (whole_year or ";" not in between)


def _shut(between: str) -> bool:
    """True when a bracket closes that was open before `between`."""
    depth = 0
    for character in between:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return True
    return False


def baseline(q: Quantity, dates: Sequence[When], text: str) -> bool:
    """True for a number to start from: 由2021年的58%, 从去年的45%提升至."""
    if _FROM.search(text[max(0, q.start - _NEAR) : q.start]) and _MOVES.match(text[q.last :]):
        return True
    behind = [d for d in dates if d.reference and d.end <= q.start]
    return any(text[d.end : q.start] in ("", "的", "的约") for d in behind)


def against(q: Quantity, dates: Sequence[When], text: str) -> bool:
    """True for a number that only compares: 较2023年增加120家, 比上年多5个."""
    behind = [d for d in dates if d.reference and d.end <= q.first]
    said = bool(behind) and text[behind[-1].start] in "比较"
    near = (
        said
        and q.first - behind[-1].end <= _COMPARED
        and "达" not in text[behind[-1].end : q.first]
    )
    return near or bool(_LAST_YEAR.search(text[max(0, q.first - _NEAR) : q.first]))


# 各完成500家, 每年选派15名
_EACH = re.compile(r"[^,;]{0,6}(?:各|每年|每年度)[^,;]*")


@dataclass(frozen=True)
class Spread:
    """A chain's shared words: subjects and years given one by one (分别, 各)."""

    names: tuple[str, ...]
    years: tuple[When, ...]
    each: bool  # 各: every year the same number
    lead: Quantity
    size: int = 1

    @classmethod
    def of(cls, chain: Sequence[Quantity], text: str, dates: Sequence[When]) -> Spread:
        """What the quantities of `chain` share, from the words before the first."""
        first = chain[0]
        group = _year_group(text, first, dates)
        before = text[first.first - len(first.before) : first.first]
        apart = "分别" in text[max(0, first.first - 60) : first.start]
        years = group if len(group) == len(chain) > 1 and apart else ()
        since = text[group[-1].end : first.start] if group else ""
        each = len(chain) == 1 and len(group) > 1 and bool(_EACH.fullmatch(since))
        names = enumerated(plain(before, text, first, dates), len(chain)) if apart else ()
        return cls(names, group if each else years, each, first, len(chain))


def _year_group(text: str, q: Quantity, dates: Sequence[When]) -> tuple[When, ...]:
    """The run of years joined by 、和 that ends last before `q`."""
    run: list[When] = []
    for one in (d for d in dates if d.end <= q.start):
        joined = run and re.fullmatch(r"[、和及,]", text[run[-1].end : one.start])
        run = [*run, one] if joined else [one]
    return tuple(run)


def plain(before: str, text: str, q: Quantity, dates: Sequence[When]) -> str:
    """The clause's words before `q` with its dates taken out."""
    begin = q.first - len(before)
    return undated(text, begin, q.first, dates) if text[begin : q.first] == before else before
