"""The heading of an indicator table: which column holds what; a name's own number and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from targets.extract.rows import answers
from targets.extract.words import narrow, words

_BASELINE = re.compile(r"基期|现状|现值|完成值|实际|基数|基准|基础值")
_VALUE = re.compile(r"目标|指标值|指标要求|规划值")
_NAMED = re.compile(r"(?:([0-9]{1,3})[.\uff0e、](?![0-9]))?(.{1,80})")
_BRACKETED = re.compile(r"(.{2,80})[(\uff08]([^()\uff08\uff09]{1,10})[)\uff09]")
_NAMES = (
    ("category", re.compile(r"类别|类型|领域|一级指标|分类|维度|方面")),
    ("number", re.compile(r"序号|编号")),
    ("name", re.compile(r"指标名称|指标内容|指标项|目标名称|主要指标|指标$|项目|二级指标")),
    ("unit", re.compile(r"单位$")),
    ("binding", re.compile(r"属性|性质")),
)


@dataclass(frozen=True)
class Columns:
    """Which column holds what; `values` with the day their heading names."""

    names: dict[str, int]
    values: tuple[tuple[int, date | None], ...]
    baselines: tuple[int, ...]
    offices: tuple[tuple[int, str], ...] = ()  # columns of offices with `lead`, `answer` or `help`


def columns_of(headings: list[str], first_year: int) -> Columns:
    """What the columns under `headings` hold; a year before the plan's first is a baseline."""
    names: dict[str, int] = {}
    dated: list[tuple[int, date | None]] = []
    plain: list[tuple[int, date | None]] = []
    baselines: list[int] = []
    offices = tuple((at, kind) for at, h in enumerate(headings) if (kind := answers(h)))
    for at, heading in enumerate(headings):
        if answers(heading):
            continue
        year = re.search(r"20[0-9]{2}", heading)
        past = bool(year) and int(year.group()) < first_year if year else False
        if _BASELINE.search(heading) or past:
            baselines.append(at)
        elif year:
            dated.append((at, date(int(year.group()), 12, 31)))
        elif _VALUE.search(heading) and "属性" not in heading and "名称" not in heading:
            plain.append((at, None))
        else:
            name = next((n for n, p in _NAMES if p.search(heading) and n not in names), "")
            names |= {name: at} if name else {}
    return Columns(names, tuple(dated or plain), tuple(baselines), offices)


def parted(written: str) -> tuple[str, str, str]:
    """A printed name as its number, the name itself, and the unit in brackets behind it.

    >>> parted("3.婴儿死亡率（‰）"), parted("业委会（物管会）组建率")
    (('3', '婴儿死亡率', '‰'), ('', '业委会（物管会）组建率', ''))
    """
    match = _NAMED.fullmatch(written)
    number, rest = (match[1] or "", match[2]) if match else ("", written)
    bracket = _BRACKETED.fullmatch(rest)
    if bracket and _unit_pattern().fullmatch(narrow(bracket[2])):
        return number, bracket[1], bracket[2]
    return number, rest, ""


@lru_cache(maxsize=1)
def _unit_pattern() -> re.Pattern[str]:
    """A unit in brackets: %, 万人, /10万, 张/千人, 吨标准煤/万元."""
    unit = words().unit
    return re.compile(rf"{unit}|(?:{unit}|[一-鿿]{{1,6}})?/[0-9一-鿿·]{{1,8}}")
