"""Reading one number as people write it: full width, thousands, percent, 约, 以上, “—”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

MISSING_WORDS = frozenset({"", "-", "--", "—", "——", "–", "―", "/", "\\", "无", "暂无", "…"})
_QUALIFIERS_BEFORE = ("约", "近")
_QUALIFIERS_AFTER = ("以上",)
_PLAIN = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_BEGINS = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)(?!年.*[0-9])([^0-9.,:~+-].*)")
_ONE_UNIT = (
    "%|‰|‱|℃|°|[十百千万亿兆]+|平方|立方|公里|千米|厘米|毫米|米|公顷|公斤|千克|毫克|克|顷|亩|吨|千瓦时|千瓦|瓦|升"
    "|小时|分钟|秒|工作日|时|分|天|日|周|月|年|百分点|元|角|倍|成|折"
    "|人次|车次|[个座处套辆台件次条名位户人项盏组支根棵株只张片块段家村桩泊车例起宗批班场所栋幢层间口]"
    "|k?m[²³]|km|hm|cm|mm|kg|mg|kwh|kw|[mtglh㎡㎥㎞]"
)
_UNIT = re.compile(rf"(?:{_ONE_UNIT})+(?:[/每](?:{_ONE_UNIT})+)*", re.IGNORECASE)
_RATIO = re.compile(r"([0-9]+(?:\.[0-9]+)?):([0-9]+(?:\.[0-9]+)?)")
_SAFE_DIGITS = 15
_TOO_LARGE = 10.0**_SAFE_DIGITS
_LONGEST = 64
_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_YES = {"是": 1.0, "已完成": 1.0, "完成": 1.0, "1": 1.0, "否": 0.0, "未完成": 0.0, "0": 0.0}


PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "cell.not_a_number": "不是数",
        "cell.not_yes_or_no": "不是“是”或“否”",
        "cell.more_than_a_number": "不是单纯的数",
        "cell.unit": "带的单位与本格单位不一致",
        "cell.too_precise": "超过 15 位有效数字,会丢位",
        "cell.scientific": "是科学计数法,可能已经丢位",
        "cell.error": "是错误值",
        "cell.formula_without_value": "公式没有算出结果",
    }
)
"""What messages say of a cell that is not understood, by rule."""


@dataclass(frozen=True)
class Reading:
    """What a cell says: `value` None = missing; `problem` is a rule id, "" when understood."""

    value: float | None = None
    qualifier: str = ""
    decimals: int = 0
    problem: str = ""


MISSING = Reading()


def normal(written: str) -> str:
    """Full-width forms made half-width, without any white space.

    Not NFKC: that would read 10² as 102 and ① as 1.
    """
    return re.sub(r"\s+", "", written.translate(_FULL_WIDTH))


def read_number(written: str, unit: str = "", *, ratio: bool = False) -> Reading:
    """The number in `written`, in `unit`; never guesses another unit.

    >>> read_number("9５.20%", "%")
    Reading(value=95.2, qualifier='', decimals=2, problem='')
    >>> read_number("约1,200")
    Reading(value=1200.0, qualifier='约', decimals=0, problem='')
    >>> read_number("9.1‰", "%").problem
    'cell.unit'
    """
    text = normal(written[: _LONGEST * 4])
    if text in MISSING_WORDS:
        return MISSING
    if len(text) > _LONGEST:
        return Reading(problem="cell.not_a_number")
    text, qualifier = _qualifier(text)
    if ratio and (match := _RATIO.fullmatch(text)):
        return _ratio(match.group(1), match.group(2), qualifier)
    text = _without_unit(text, normal(unit))
    if _PLAIN.fullmatch(text):
        return _plain(text.replace(",", ""), qualifier)
    return Reading(problem=_problem(text))


def read_yes(written: str) -> Reading:
    """1 for done, 0 for not yet; missing words as for numbers."""
    text = normal(written[:_LONGEST])
    if text in MISSING_WORDS - {"无"}:
        return MISSING
    known = _YES.get(text)
    return Reading(problem="cell.not_yes_or_no") if known is None else Reading(known)


def from_cell(number: float) -> Reading:
    """A number stored by a spreadsheet, at the 15 digits that program shows and keeps.

    Files carry 95.1 as 95.09999999999999 (writers differ in the last digits); people mean
    what the program showed them.
    """
    if not abs(number) < _TOO_LARGE:  # also infinite
        return Reading(problem="cell.too_precise")
    shown = shown_number(number)
    return Reading(float(shown), decimals=len(shown.partition(".")[2]))


def from_percent(number: float) -> Reading:
    """A stored number that its cell shows as percent, in percent: 0.091 is 9.1."""
    stored = from_cell(number)
    if stored.value is None:
        return stored
    shown = format(Decimal(shown_number(number)).scaleb(2).normalize(), "f")
    return Reading(float(shown), decimals=len(shown.partition(".")[2]))


def shown_number(number: float) -> str:
    """A stored number as a spreadsheet program shows it: 15 significant digits, no exponent."""
    text = f"{number:.{_SAFE_DIGITS}g}"
    return format(Decimal(text), "f") if "e" in text else text


def _qualifier(text: str) -> tuple[str, str]:
    for word in _QUALIFIERS_BEFORE:
        if text.startswith(word):
            return text.removeprefix(word), word
    for word in _QUALIFIERS_AFTER:
        if text.endswith(word):
            return text.removesuffix(word), word
    return text, ""


def _without_unit(text: str, unit: str) -> str:
    return text.removesuffix(unit) if unit else text


def _ratio(left: str, right: str, qualifier: str) -> Reading:
    if float(right) == 0:
        return Reading(problem="cell.not_a_number")
    return Reading(float(left) / float(right), qualifier, decimals=4)


def _plain(digits: str, qualifier: str) -> Reading:
    if len(digits.lstrip("+-").replace(".", "").lstrip("0")) > _SAFE_DIGITS:
        return Reading(problem="cell.too_precise")
    return Reading(float(digits), qualifier, len(digits.partition(".")[2]))


def _problem(text: str) -> str:
    if _SCIENTIFIC.fullmatch(text):
        return "cell.scientific"
    if not (begins := _BEGINS.fullmatch(text)):
        return "cell.not_a_number"
    return "cell.unit" if _UNIT.fullmatch(begins.group(2)) else "cell.more_than_a_number"


def leading_number(written: str) -> str:
    """The digits that `written` begins with, for the cure of `cell.more_than_a_number`."""
    begins = _BEGINS.match(_qualifier(normal(written))[0])
    return begins.group(1) if begins else ""


def _shifts(own: str) -> Mapping[str, int]:
    """By how many decimal places a number in another unit moves to be in `own`."""
    if own in ("%", "‰", "比值"):
        return {"%": {"‰": -1}, "‰": {"%": 1}}.get(own, {})
    if own.startswith("万"):
        base = own.removeprefix("万")
        return {base: -4, f"亿{base}": 4} if base else {"亿": 4}
    return {"万": 4, f"万{own}": 4}


def unit_cure(written: str, unit: str) -> str:
    """What to write where another unit was written; the number itself where that is certain.

    >>> unit_cure("91‰", "%")
    '换算成“%”后只填数,91‰ 应填 9.1'
    >>> unit_cure("1.2万", "万立方米")  # of what the 1.2万 are is the office's to say
    '换算成“万立方米”后只填数'
    """
    begins = _BEGINS.fullmatch(_qualifier(normal(written))[0])
    own = normal(unit)
    cure = f"换算成“{own}”后只填数" if own else "换算后只填数"
    if begins is None or not own:
        return cure
    digits, other = begins.groups()
    shift = _shifts(own).get(other)
    if shift is None:
        return cure
    exact = format(Decimal(digits.replace(",", "")).scaleb(shift).normalize(), "f")
    return f"{cure},{normal(written)} 应填 {exact}"
