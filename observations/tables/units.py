"""Units as data: what may be converted into what, exactly; anything else is never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from observations.number import normal

_TABLE = Path(__file__).with_name("units.yaml")
_EXACT = Context(prec=60)  # 15 digits times the largest factor, with room to spare


@dataclass(frozen=True)
class Size:
    """How many of its group's first unit one unit is; a unit of its own is its own group."""

    group: str
    factor: Fraction


def _read() -> tuple[Mapping[str, Size], Mapping[str, Fraction], Mapping[str, str]]:
    table = yaml.safe_load(_TABLE.read_text("utf-8"))
    sizes = {
        unit: Size(group, Fraction(factor))
        for group, units in table["groups"].items()
        for unit, factor in units.items()
    }
    prefixes = {word: Fraction(factor) for word, factor in table["prefixes"].items()}
    return (
        MappingProxyType(sizes),
        MappingProxyType(prefixes),
        MappingProxyType({normal(word): unit for word, unit in table["same"].items()}),
    )


_SIZES, _PREFIXES, _SAME = _read()


@lru_cache(maxsize=1024)
def factor_between(written: str, wanted: str) -> Fraction | None:
    """What a number in `written` is multiplied with to be in `wanted`; None when unknown.

    >>> factor_between("万立方米", "立方米"), factor_between("‰", "%")
    (Fraction(10000, 1), Fraction(1, 10))
    >>> factor_between("平方米/人", "平方米/户") is None
    True
    """
    if same_unit(written, wanted):
        return Fraction(1)
    above, below = (_parts(unit) for unit in (written, wanted))
    if len(above) != len(below):
        return None
    factor = Fraction(1)
    for n, (one, other) in enumerate(zip(above, below, strict=True)):
        if not one or not other or _size(one).group != _size(other).group:
            return None
        ratio = _size(one).factor / _size(other).factor
        factor = factor / ratio if n else factor * ratio
    return factor if _ends(factor) else None


@lru_cache(maxsize=1024)
def same_unit(one: str, other: str) -> bool:
    """True for two ways of writing the same unit: `㎡` and `平方米`."""
    return [_known(part) for part in _parts(one)] == [_known(part) for part in _parts(other)]


def is_unit(text: str) -> bool:
    """True when `text` is a unit of the table, with prefix or as a quotient of such."""
    parts = _parts(text)
    return bool(text) and all(_size(part).group != part for part in parts if part)


def converted(value: Decimal, factor: Fraction) -> Decimal:
    """`value` × `factor`, exactly; the factor's quotient ends (see `factor_between`)."""
    top = _EXACT.multiply(value, Decimal(factor.numerator))
    return _EXACT.divide(top, Decimal(factor.denominator))


def decimals_after(decimals: int, factor: Fraction) -> int:
    """Decimals that a value written with `decimals` has in the other unit."""
    last = converted(Decimal(1).scaleb(-decimals), factor).normalize()
    return max(0, -int(last.as_tuple().exponent))


def _parts(unit: str) -> list[str]:
    return normal(unit).replace("每", "/").split("/")


def _known(part: str) -> str:
    return _SAME.get(part, part)


def _size(part: str) -> Size:
    """The size of a unit without quotient; a unit nobody listed only equals itself."""
    unit = _known(part)
    if unit in _SIZES:
        return _SIZES[unit]
    for word, times in _PREFIXES.items():
        if unit.startswith(word) and len(unit) > len(word):
            bare = _size(unit.removeprefix(word))
            return Size(bare.group, bare.factor * times)
    return Size(unit, Fraction(1))


def _ends(factor: Fraction) -> bool:
    """True when the decimal fraction ends: only then is the product exact."""
    rest = factor.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
