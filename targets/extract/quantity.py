"""Quantities in a sentence: a number or range with its unit and the comparison beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from targets.extract.words import any_of, words
from targets.numbers import value_of

_DASH = r"(?:-|至|到)"
_REACH = 14  # characters between a comparison and its number: 至少建成, 不少于每季度


@dataclass(frozen=True)
class Quantity:
    """`start:end` is the number with its unit; `first:last` also the comparison's words.

    `operator` is `>=`, `<=`, `=` as printed, "" when no word says so; `comparison` is that word.
    """

    start: int
    end: int
    first: int
    last: int
    value: float
    unit: str
    value_max: float | None
    operator: str
    comparison: str
    chinese: bool
    before: str  # the clause up to the comparison
    after: str  # the rest of the clause
    listed: bool = False  # follows another quantity, only 、 or 和 between


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    w = words()
    number = rf"(?:{w.number})"
    return re.compile(
        rf"(?P<ratio>(?<![0-9:]){number}:{number}(?![0-9:]))"
        rf"|(?<![0-9.A-Za-z])(?P<low>{number})(?P<lowunit>{w.unit})?{_DASH}"
        rf"(?P<high>{number})(?P<highunit>{w.unit})"
        rf"|(?<![0-9.A-Za-z-])(?P<n>{number})(?:多|余)?(?P<unit>{w.unit})?(?![0-9A-Za-z:])"
        rf"|(?P<c>百分之?(?:百|[零一二三四五六七八九十百点]+))"
        rf"|(?P<tier>[二三四五])(?P<tierunit>级)(?=以内|以下|及以下)"
        rf"|(?P<part>[二三四五六七八九十]{{1,2}}分之[一二三四五六七八九])"
        rf"|(?<![零一二三四五六七八九十百千两第])"
        rf"(?P<cn>(?=[百千]*[零一二三四五六七八九十两])[零一二三四五六七八九十百千两]+)"
        rf"(?P<cnunit>{_chinese_units()})"
    )


def _chinese_units() -> str:
    """Units that a Chinese numeral may count; 一度, 一级, 一路 are words of the language."""
    unfit = {"度", "级", "路", "道", "段", "门", "期", "类", "种", "位", "对", "片", "企业",
             "社区", "升", "米", "村", "镇", "园区", "人", "口", "班", "组", "轮", "头", "根", "P",
             "批", "孔", "把", "条", "件", "块", "列", "克", "面", "笔"}  # fmt: skip
    fit = [unit for group in words().raw["units"] for unit in group if unit not in unfit]
    return any_of(fit)


def quantities(sentence: str) -> tuple[Quantity, ...]:
    """Every quantity of a masked sentence, in order."""
    found: list[Quantity] = []
    for match in _pattern().finditer(sentence):
        one = _quantity(match, sentence, found[-1] if found else None)
        if one:
            found.append(one)
    return tuple(found)


def _numbers(match: re.Match[str]) -> tuple[float, float | None, str, bool]:
    if match["ratio"]:
        left, right = (value_of(n) for n in match["ratio"].split(":"))
        return (round(left / right, 4) if right else 0.0), None, "比值", False
    if match["low"]:
        return value_of(match["low"]), value_of(match["high"]), match["highunit"], False
    if match["n"]:
        return _tenths(value_of(match["n"]), match["unit"] or "", chinese=False)
    if match["c"]:
        return value_of(match["c"].replace("百分之百", "百分百")), None, "%", True
    if match["tier"]:
        return value_of(match["tier"]), None, match["tierunit"], True
    if match["part"]:
        whole, _, some = match["part"].partition("分之")
        return round(100 * value_of(some) / value_of(whole), 4), None, "%", True
    return _tenths(value_of(match["cn"]), match["cnunit"], chinese=True)


def _tenths(value: float, unit: str, *, chinese: bool) -> tuple[float, float | None, str, bool]:
    """九成 is 90%."""
    return (value * 10, None, "%", chinese) if unit == "成" else (value, None, unit, chinese)


def _quantity(match: re.Match[str], sentence: str, previous: Quantity | None) -> Quantity | None:
    value, high, unit, chinese = _numbers(match)
    if high is not None and high < value:
        return None
    begin = _clause_start(sentence, match.start(), previous)
    operator, comparison, first = _before(sentence, begin, match.start())
    after = sentence[match.end() :]
    ending = next((e for e in _endings(unit) if after.startswith(e)), "")
    last = match.end() + len(ending)
    if ending and not (operator and words().endings[ending] == ""):
        operator, comparison = words().endings[ending] or operator, ending
    between = sentence[previous.last : match.start()] if previous else "-"
    return Quantity(
        match.start(), match.end(), first, last, value, unit, high, operator, comparison, chinese,
        sentence[begin:first], re.split(r"[,;。:]", sentence[last:], maxsplit=1)[0],
        listed=bool(re.fullmatch(r"[、和及与或,]|以及", between)),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _endings(unit: str) -> tuple[str, ...]:
    """Comparisons after a number, the longest first; 内 only after a time: 24小时内."""
    timed = unit in words().list("time_units")
    fit = (e for e in words().endings if timed or e not in words().list("suffix_most_time"))
    return tuple(sorted(fit, key=len, reverse=True))


def _clause_start(sentence: str, at: int, previous: Quantity | None) -> int:
    start = max(sentence.rfind(mark, 0, at) for mark in ",;:。") + 1
    return max(start, previous.last if previous and previous.last <= at else 0)


def _before(sentence: str, begin: int, at: int) -> tuple[str, str, int]:
    """Operator, its word and where it stands: right before the number, or a few words earlier."""
    head = sentence[begin:at]
    for match in reversed(list(_operator_pattern().finditer(head))):
        between = head[match.end() :]
        far = match.group().startswith(("不", "至", "最"))  # 超亿元企业2家 compares nothing
        whose = between[:-1] if far and between.endswith("的") else between  # 不超过净资产的40%
        if len(between) <= (_REACH if far else 1) and not re.search(r"[0-9率的]", whose):
            return words().operators[match.group()], match.group(), begin + match.start()
    return "", "", at


@lru_cache(maxsize=1)
def _operator_pattern() -> re.Pattern[str]:
    return re.compile(any_of(words().operators))
