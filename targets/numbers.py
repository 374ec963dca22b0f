"""Every number in a text, in Arabic or Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from targets.quotes import Span

_DIGITS = "零〇一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_CHINESE = f"[{_DIGITS}十百千万亿两双半]"
_NUMBER = re.compile(
    r"(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|"
    r"[0-9\uff10-\uff19]+(?:[.\uff0e][0-9\uff10-\uff19]+)?"  # ASCII and full width
    r"|[①-⑳Ⅰ-Ⅻⅰ-ⅻ]"
    rf"|百分之?(?:{_CHINESE}+(?:点{_CHINESE}+)?)"
    rf"|{_CHINESE}+(?:点{_CHINESE}+)?"
)
# Words of the language in which the character counts nothing. Words of a plan that do count
# something, however idly (一批, 三年, 第三方), are found and must be accounted for.
_IDLE = re.compile(
    "进一步|统一|同一|单一|唯一|专一|划一"
    "|一流|一般|一致|一律|一切|一旦|一直|一经|一并|一贯|一体化|一定"
    "|零工|零售|零碳|百公里|百分点|万元(?=国内|GDP|地区|工业|产值)|二氧化|三农(?=工作|领域|”)"
    "|半径|半导体|百姓|千方百计|万一|亿万|十分(?![钟之])"
)


@dataclass(frozen=True)
class Number:
    """A number as written and where it stands in the document."""

    text: str
    span: Span


def find_numbers(document: str, start: int = 0, end: int | None = None) -> tuple[Number, ...]:
    """Every number in `document[start:end]`; a line break inside a number does not hide it."""
    stop = len(document) if end is None else end
    kept = [i for i in range(start, stop) if document[i] not in "\r\n"]
    text = "".join(document[i] for i in kept)
    idle = [m.span() for m in _IDLE.finditer(text)]
    return tuple(
        Number(m.group(), (kept[m.start()], kept[m.end() - 1] + 1))
        for m in _NUMBER.finditer(text)
        if not any(a <= m.start() and m.end() <= b for a, b in idle)
    )


def value_of(written: str) -> float:
    """The value of one number as `find_numbers` gives it.

    >>> [value_of(n) for n in ("42.14", "1,200", "百分百", "百分之九十五", "两", "一百零五")]
    [42.14, 1200.0, 100.0, 95.0, 2.0, 105.0]
    """
    plain = unicodedata.normalize("NFKC", written).replace(",", "")
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain):
        return float(plain)
    if len(written) == 1 and written not in _DIGITS + "两双半" and written not in _UNITS:
        return unicodedata.numeric(written)  # ① Ⅳ
    if written in ("半", "一半"):
        return 0.5
    if written.startswith("百分"):
        part = written.removeprefix("百分").removeprefix("之")
        return 100.0 if part == "百" else value_of(part)
    whole, _, fraction = written.partition("点")
    digits = "".join(str(_digit(c)) for c in fraction)
    return _whole(whole) + (float(f"0.{digits}") if digits else 0.0)


def _digit(character: str) -> int:
    if character in "两双":
        return 2
    return max(0, _DIGITS.index(character) - 1) if character in _DIGITS else 0


def _whole(written: str) -> float:
    if len(written) > 1 and not any(c in _UNITS for c in written):
        return float("".join(str(_digit(c)) for c in written))  # 二〇二五
    total = section = digit = 0
    for character in written:
        unit = _UNITS.get(character, 0)
        if not unit:
            digit = _digit(character)
        elif unit < _UNITS["万"]:
            section, digit = section + (digit or 1) * unit, 0
        else:
            total, section, digit = (total + section + digit) * unit, 0, 0
    return float(total + section + digit)
