"""Until when: year phrases in a sentence, in half width and without white space."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from targets.extract.model import Head
from targets.extract.words import words

_END = r"(?:年底之前|年底前|年末前|年底|年末|底之前|底以前|底前|末前|底|末)"
_PART = (
    r"(?:(?:[0-9]{1,2}月-)?[0-9]{1,2}月(?:[0-9]{1,2}日|底|末|中旬|上旬)?|上半年|下半年|第?[一二三四1-4]季度)"
    rf"(?:之前|以前|底前|前)?|{_END}|(?:之前|以前|前)(?!三|两|[0-9])|春季学期前|秋季学期前|期间"
)
_TERM = (
    r"(?:利用|用|力争|经过)?(?<![0-9.点])(?:三|五|两|二|3|5|2)年(?:左右)?(?:时间)?(?:内|间|来)?"
    r"(?:(?<=[内间])(?!的|有|无)|(?=[新改完累培建推实共打引计,力将努基总]))|规划期末|规划期内|方案期末|实施期末|期末|行动期末"
)
_PHRASE = re.compile(
    r"(?:(?P<ref>(?<![占对同环])比|较|由|从|自|在)(?=20))?(?P<lead>到|至|截至|于|力争到|力争)?"
    rf"(?:(?P<y>20[0-9]{{2}})年?(?:-|至|到)(?P<y2>20[0-9]{{2}})年(?:{_END}|间)?"
    rf"|(?P<y3>20[0-9]{{2}})年(?P<whole>度(?!过|假|量))?(?P<part>{_PART})?"
    r"|“?(?P<plan>十[二三四五六]五)”?(?P<planpart>末期|期末|末|期间|时期|规划期)?"
    r"|(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日|底|末)?(?:之前|以前|底前|前)"
    r"|(?P<thisyear>(?:今年|本年|全年)?(?:年底之前|年底前|年底|年末前|年末)|全年|上半年)"
    r"|(?<!每)(?P<quarter>第?[一二三四]季度)(?:之前|以前|底前|末前|前|末|底)?(?![一调通评召内])"
    rf"|(?P<term>{_TERM}))"
)
_LISTED_QUARTERS = re.compile(
    r"(?:20[0-9]{2}年(?:度)?)?第?(?P<which>[一二三四1-4](?:[、和及]第?[一二三四1-4]){1,3})(?:个)?季度"
)
_YEARS = {"两": 2, "二": 2, "2": 2, "三": 3, "3": 3, "五": 5, "5": 5}
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}


@dataclass(frozen=True)
class When:
    """A phrase that says until when: where it stands, the day, and whether it is doubtful.

    `reference` marks a year that only compares or begins (比2020年, 由2021年, 2000年底前建成的).
    """

    start: int
    end: int
    day: date
    reference: bool = False
    doubtful: bool = False
    span: bool = False  # names a stretch of years (2024—2026年, 三年)
    term: bool = False  # only the plan's own term: 三年内


def whens(sentence: str, head: Head) -> tuple[When, ...]:
    """Every year phrase of a folded half-width sentence, in order."""
    found: list[When] = []
    listed = list(_quarters(sentence, head))
    for match in _PHRASE.finditer(sentence):
        one = _read(match, sentence, head, [*(q for q in listed if q.end <= match.start()), *found])
        if one and not any(one.start < q.end and q.start < one.end for q in listed):
            found.append(one)
    return tuple(sorted((*found, *listed), key=lambda one: one.start))


def undated(text: str, start: int, end: int, dates: Sequence[When]) -> str:
    """`text[start:end]` without its dates, which stand in order; each is looked at once.

    >>> undated("到2025年,绿地率", 0, 10, (When(0, 6, date(2025, 12, 31)),))
    ',绿地率'
    """
    kept, at = [], start
    for index in range(max(0, bisect_right(dates, start, key=_begins) - 1), len(dates)):
        one = dates[index]
        if one.start >= end:
            break
        kept.append(text[at : max(at, one.start)])
        at = max(at, one.end)
    return "".join((*kept, text[at:end]))


def _begins(one: When) -> int:
    return one.start


def _quarters(sentence: str, head: Head) -> Iterator[When]:
    """2024年二、三季度 and 一、二季度: a day for each; their year the last one named before."""
    for match in _LISTED_QUARTERS.finditer(sentence):
        named = re.findall(r"20[0-9]{2}(?=年)", sentence[: match.end()])
        year = int(named[-1]) if named else head.end.year
        doubtful = not named and head.start.year != head.end.year
        marks = list(re.finditer(r"[一二三四1-4](?![0-9])", match["which"]))
        for at, mark in enumerate(marks):
            start = match.start("which") + mark.start() if at else match.start()
            end = match.start("which") + mark.end() if mark is not marks[-1] else match.end()
            month = _QUARTERS[mark.group()]
            day = date(year, month, calendar.monthrange(year, month)[1])
            yield When(start, end, day, doubtful=doubtful, span=True)


def _read(match: re.Match[str], sentence: str, head: Head, before: list[When]) -> When | None:
    after = sentence[match.end() : match.end() + 8]
    day, doubtful, span = _day(match, head, before)
    if day is None:
        return None
    reference = bool(match["ref"]) and match["ref"] != "在"
    reference = reference or day.year < head.start.year
    within = bool(before) and not re.search("[,;。]", sentence[before[-1].end : match.start()])
    reference = reference or (within and bool(match["whole"]))  # 5月底前完成2024年度任务
    reference = reference or bool(re.match(r"(?:以来|建成的|前建成|版|的[0-9])", after))
    if re.match(r"的[0-9]", after) and match["lead"] in ("到", "至"):
        reference = False  # 提升到2025年的70%: the year of the level itself
    term = bool(match["term"])
    return When(match.start(), match.end(), day, reference, doubtful, span, term)


def _day(match: re.Match[str], head: Head, before: list[When]) -> tuple[date | None, bool, bool]:
    """The last day, whether it is doubtful, whether the phrase names a stretch of years."""
    if match["y2"]:
        return date(int(match["y2"]), 12, 31), False, True
    if match["y3"]:
        return (*_within(int(match["y3"]), match["part"] or ""), False)
    if match["plan"]:
        year = words().raw["five_year"].get(match["plan"])
        return (date(year, 12, 31), False, match["planpart"] in ("期间", "时期")) if year else (
            None, False, False)  # fmt: skip
    if match["term"]:
        return _term_end(match["term"], head)
    year = _running_year(head, before)
    doubtful = head.start.year != head.end.year and not before
    if match["month"]:
        return _month_end(year, int(match["month"]), match["day"]), doubtful, False
    if match["quarter"]:
        return _within(year, match["quarter"])[0], doubtful, True
    if match["thisyear"] == "上半年":
        return date(year, 6, 30), doubtful, False
    return date(year, 12, 31), doubtful, False


def _term_end(written: str, head: Head) -> tuple[date, bool, bool]:
    """三年内 is taken for the plan's own term; 两年内 of a longer plan is doubtful."""
    years = next((_YEARS[c] for c in written if c in _YEARS), 0)
    return head.end, 0 < years <= head.end.year - head.start.year, True


def _running_year(head: Head, before: list[When]) -> int:
    """The year a month without one belongs to: the last named, else the plan's last."""
    named = [w.day.year for w in before if not w.reference]
    return named[-1] if named else head.end.year


def _within(year: int, part: str) -> tuple[date, bool]:
    month = re.match(r"(?:[0-9]{1,2}月-)?([0-9]{1,2})月(?:([0-9]{1,2})日)?", part)
    if month:
        end = _month_end(year, int(month[1]), month[2])
        return end or date(year, 12, 31), end is None
    quarter = re.match(r"第?([一二三四1-4])季度", part)
    if quarter:
        last = _QUARTERS[quarter[1]]
        return date(year, last, calendar.monthrange(year, last)[1]), False
    if part.startswith("上半年"):
        return date(year, 6, 30), False
    if part in ("前", "之前", "以前"):
        return date(year - 1, 12, 31), True
    return date(year, 12, 31), "学期" in part


def _month_end(year: int, month: int, day: str | None) -> date | None:
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(day), last) if day and int(day) else last)
