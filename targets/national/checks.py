"""Raw quantities that can be: everything else is refused with its field and a cure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from observations.errors import UserError

UNLIMITED: Final = math.inf
LARGEST: Final = 1e12  # no plan, in any unit asked for, holds more of anything
SMALLEST: Final = 1e-9  # below, a quantity above zero is a slip and would swamp what it divides
CLOSURE_PCT: Final = 0.5  # by how much two accounts of the same quantity may differ, in percent


class DefinitionPendingError(UserError):
    """口径待定: a coefficient or a choice no national text fixes was not given with its source."""


def amount(
    label: str, value: float, unit: str, *, most: float = UNLIMITED, cure: str = ""
) -> float:
    """`value` of the quantity called `label`, when 0 ≤ value ≤ `most`; else `UserError`."""
    if not math.isfinite(value):
        raise UserError(f"{label}不是一个数", cure=f"填{unit}数")
    if not 0 <= value <= most:
        limits = "不小于 0" if most == UNLIMITED else f"在 0 到 {most:g} 之间"
        raise UserError(f"{label}为 {value:g} {unit},应{limits}", cure=cure or "核对数值和单位")
    if value > LARGEST or 0 < value < SMALLEST:
        size = "大" if value > 1 else "小"
        raise UserError(f"{label}为 {value:g} {unit},{size}得不可能", cure="核对数值和单位")
    return value


def percentage(label: str, value: float) -> float:
    """A rate of 1 to 100 percent; `UserError` for a fraction written where percent is asked."""
    if 0 < value < 1:
        raise UserError(
            f"{label}为 {value:g}%,疑似小数写法", cure=f"按百分数填,{value:g} 写 {100 * value:g}"
        )
    return positive(label, value, "%", most=100)


def positive(
    label: str, value: float, unit: str, *, most: float = UNLIMITED, cure: str = ""
) -> float:
    """`value` above zero: what is divided by. `UserError` when it is zero or impossible."""
    if amount(label, value, unit, most=most, cure=cure) == 0:
        raise UserError(f"{label}为 0,不能作分母", cure="本期没有这项的,按零报告处理,不计算比率")
    return value


def whole(label: str, value: float, unit: str) -> float:
    """A count of things: `amount` without a fraction."""
    if amount(label, value, unit) != math.floor(value):
        raise UserError(f"{label}为 {value:g} {unit},应是整数", cure="填个数,不填比例")
    return value


def not_above(part: tuple[str, float], total: tuple[str, float], unit: str) -> None:
    """`UserError` when the part is larger than the whole it is counted in."""
    if part[1] > total[1]:
        raise UserError(
            f"{part[0]} {part[1]:g} {unit}大于{total[0]} {total[1]:g} {unit}",
            cure="核对两个数是否同一范围、同一时期、同一单位",
        )


def sourced(what: str, source: str) -> str:
    """The source of a choice no national text makes; `DefinitionPendingError` when it is blank."""
    if not source.strip():
        raise DefinitionPendingError(
            f"口径待定:{what}没有写来源", cure="写明依据的文件名和文号(--source),没有文件的先要口径"
        )
    return source.strip()


def same_length(labels: str, *series: Sequence[object]) -> int:
    """How many entries the series have; `UserError` when they differ or are empty."""
    sizes = {len(one) for one in series}
    if len(sizes) != 1 or sizes == {0}:
        counts = "、".join(str(len(one)) for one in series)
        raise UserError(f"{labels}的个数应相同且不为零,现为 {counts}", cure="每类各写一个,依次对应")
    return sizes.pop()


def difference_pct(one: float, other: float) -> float:
    """How far two accounts of one quantity lie apart, in percent of the larger; 0 for 0 and 0."""
    largest = max(abs(one), abs(other))
    return 0.0 if largest == 0 else 100 * abs(one - other) / largest
