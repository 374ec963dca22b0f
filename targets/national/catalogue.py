"""Every derived indicator there is, by name: the command line, tests and the handbook read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from observations.errors import UserError
from targets.national import (
    community,
    green,
    green_identities,
    leakage,
    map_entries,
    streets,
    waste,
    works,
)
from targets.national.formula import Formula

_ROOMS = (leakage, green, green_identities, map_entries, waste, streets, community, works)
FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {one.name: one for room in _ROOMS for one in room.FORMULAS}
)


def named_inputs(derivation: str, written: Sequence[str]) -> dict[str, str]:
    """A formula's parameters and the indicators that give them, `supplied_wan_m3=water_supplied`.

    `UserError` where the formula does not know a name or lacks one.
    """
    pairs = [one.partition("=") for one in written]
    given = {name.strip(): key.strip() for name, _, key in pairs}
    if derivation not in FORMULAS:
        raise UserError(
            "有 inputs 却没有 derivation", cure="写明 derivation,见 cityplan derive list"
        )
    known = [one.name for one in FORMULAS[derivation].inputs]
    if any(not (sign and key.strip()) for _, sign, key in pairs) or {*given} != {*known}:
        cure = f"每项写“公式输入=指标代号”,公式 {derivation} 的输入是 {'、'.join(known)}"
        raise UserError(f"inputs“{'、'.join(written)}”不是公式 {derivation} 的输入", cure=cure)
    return given
