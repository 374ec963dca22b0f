"""Promises in words that hold no plain number: 全覆盖, “零填埋”, “六个百分百”, 一年一体检."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from targets.extract.mask import Aside
from targets.extract.words import any_of, words

_CYCLES = {
    "一年": "year", "每年": "year", "五年": "five-years", "两年": "two-years",
    "三年": "three-years", "半年": "half-year", "每季": "quarter", "每月": "month",
}  # fmt: skip


@dataclass(frozen=True)
class Special:
    """`start:end` is the printed wording; the commitment it makes."""

    start: int
    end: int
    comparator: str
    value: float
    unit: str
    name_before: bool = True
    cadence: str = ""
    gradual: bool = False  # 逐步: no date at all


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    w = words()
    return re.compile(
        r"(?P<hundred>[一二三四五六七八九十0-9]{1,2}个百分之?百)(?P<tail>”?[一-鿿]{0,8}率)?"
        r"|(?P<cover>实现[^,。;“”]{0,12}全覆盖|“[^“”]{1,16}”(?:实现)?全覆盖|(?<=[一-鿿])全员覆盖"
        r"|(?<=[村镇乡县市区户校员点域])全覆盖(?=[,;。)]|$))"
        rf"|(?P<zero>“?零(?:{any_of(w.raw['zero_nouns'])})”?)"
        rf"|(?P<nil>“?(?:{any_of(w.list('zero_words'))})”?)"
        rf"|(?P<cycle>(?:{any_of(_CYCLES)})一(?:{any_of(w.list('periodic_acts'))}))"
        rf"|(?P<service>(?:{any_of(w.list('service_verbs'))})一[支个套][0-9]{{1,2}}[×xX*][0-9]{{1,2}}小时)"
    )


def specials(text: str) -> tuple[Special, ...]:
    """Every such wording of a sentence."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Special]:
    for match in _pattern().finditer(text):
        kind = match.lastgroup if match.lastgroup != "tail" else "hundred"
        start, end = match.start(kind or 0), match.end(kind or 0)
        one = _MAKERS[kind or ""](match, start, end, text)
        if one:
            yield one


def _hundred(match: re.Match[str], start: int, end: int, _: str) -> Special | None:
    """With a rate after it the number follows there: “六个百分百”落实率达100%."""
    return None if match["tail"] else Special(start, end, ">=", 100, "%")


def _cover(match: re.Match[str], start: int, end: int, text: str) -> Special | None:
    at = start + match.group().rindex("全")
    return (
        Special(at, end, ">=", 100, "%")
        if text[end : end + 1] not in "、" or not text[end : end + 1]
        else None
    )


def _zero(match: re.Match[str], start: int, end: int, text: str) -> Special:
    noun = match.group().strip("“”")[1:]
    gradual = "逐步" in text[max(0, start - 24) : start]
    zero = start + match.group().index("零")
    return Special(zero, zero + 1 + len(noun), "<=", 0, words().raw["zero_nouns"][noun],
                   gradual=gradual)  # fmt: skip


def _nil(match: re.Match[str], start: int, end: int, text: str) -> Special | None:
    plain = match.group().strip("“”")
    if re.match("[一-鿿]{0,4}(?:行动|工程|专项)", text[end:]):
        return None  # 动态清零行动 is a name
    at = text.index(plain, start)
    if plain == "为零":
        unit = "%" if text[:start].endswith("率") else "起"
        return Special(at + 1, at + 2, "<=", 0, unit)
    return Special(at, at + len(plain), "<=", 0, "个")


def _cycle(match: re.Match[str], start: int, end: int, _: str) -> Special:
    cadence = next(c for word, c in _CYCLES.items() if match.group().startswith(word))
    return Special(start, end, "yes", 1, "是否", cadence=cadence)


def _service(match: re.Match[str], start: int, end: int, _: str) -> Special:
    verb = next(v for v in words().list("service_verbs") if match.group().startswith(v))
    return Special(start + len(verb), end, "yes", 1, "是否", name_before=False)


_MAKERS = {"hundred": _hundred, "cover": _cover, "zero": _zero, "nil": _nil, "cycle": _cycle,
           "service": _service}  # fmt: skip


def as_asides(found: tuple[Special, ...]) -> tuple[Aside, ...]:
    """Their stretches, so that no number in them is read twice."""
    return tuple(Aside(one.start, one.end, "name") for one in found)
