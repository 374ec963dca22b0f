"""A list of offices as printed: 市教育局、市财政局等,各县(区)人民政府,6月底前完成."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from targets.extract.words import any_of, words

_MOST_NAME = 30
_REMARK = re.compile(r"为牵头|下同|排在|排名|首位")
_FRONT = re.compile(r"^(?:由|及|和|与)")
_TIME = re.compile(
    r"20[0-9]{2}年|[0-9]{1,2}月|年底|月底|季度末|^(?:长期|持续|常态化?|全年|每年)[一-鿿]{0,4}$"
)
_LEADS = re.compile(r"\((?:牵头|牵头单位|主办)\)$")
_SHORT = 3  # characters of 供水 in 供水、供电企业


def names(written: str) -> list[str]:
    """The offices of a list, as printed (half width); 等, times and what follows is cut.

    >>> names("市教育局、市财政局等,各县(市、区)人民政府,供水、供电企业")
    ['市教育局', '市财政局', '各县(市、区)人民政府', '供水、供电企业']
    """
    found: list[str] = []
    for piece in _rejoined(list(pieces(written, "、,;/ "))):
        for each in _split_and(piece):
            one = trimmed(each)
            fits = 2 <= len(one) <= _MOST_NAME and not _REMARK.search(one)
            if fits and not says_when(one) and one not in found:
                found.append(one)
    return found


def pieces(written: str, marks: str) -> Iterator[str]:
    """The parts of `written` between any of `marks` that stand outside brackets."""
    start = depth = 0
    for at, character in enumerate(written):
        depth = max(0, depth + (character in "([【") - (character in ")]】"))
        if depth == 0 and (character in marks or (character.isspace() and " " in marks)):
            yield written[start:at]
            start = at + 1
    yield written[start:]


def says_when(piece: str) -> bool:
    """True for a piece that is no office but a time or an adverb: 2025年底前完成, 持续推进."""
    return bool(_TIME.search(piece))


def trimmed(piece: str) -> str:
    """An office without 由 before it and 等按职责分工 behind it."""
    return _tail().sub("", _FRONT.sub("", piece.strip("。:")))


@lru_cache(maxsize=1)
def _tail() -> re.Pattern[str]:
    tails = any_of(words().list("office_tails"))
    return re.compile(rf"(?:{tails}|\((?:{tails})+\))+$")


def _rejoined(parts: list[str]) -> Iterator[str]:
    """供水、供电、供气企业 is one: the short parts end in no word for an office."""
    ends = words().list("office_ends")
    held: list[str] = []
    for part in parts:
        if 1 < len(part) <= _SHORT and not part.endswith(ends):
            held.append(part)
            continue
        if held and part.endswith(("企业", "公司", "单位", "部门")):
            yield "、".join((*held, part))
        else:
            yield from (*held, part)
        held = []
    yield from held


def _split_and(piece: str) -> list[str]:
    """市教育局和市财政局 are two; 发展和改革委员会 is one."""
    ends = any_of(words().list("office_ends"))
    prefixes = "|".join((*words().list("place_prefixes"), "各"))
    match = re.match(rf"(.{{2,14}}(?:{ends}))(?:和|及|与)((?:{prefixes}).{{2,16}})$", piece)
    return [match[1], match[2]] if match else [piece]


def led(by: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who leads and who helps, of names by `lead`, `answer` (责任单位) and `help`.

    Of several that answer, those marked (牵头) lead.
    """
    marked = [name for name in by["answer"] if _LEADS.search(name)]
    if marked and not by["lead"]:
        rest = [name for name in by["answer"] if name not in marked]
        by = {"lead": [_LEADS.sub("", name) for name in marked], "answer": rest, "help": by["help"]}
    leads = by["lead"] or by["answer"]
    helping = [*(by["answer"] if by["lead"] else []), *by["help"]]
    return tuple(leads), tuple(name for name in helping if name not in leads)
