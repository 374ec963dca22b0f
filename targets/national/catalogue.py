"""Every derived indicator there is, by name: the command line, tests and the handbook read it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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
