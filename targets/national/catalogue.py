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
)
from targets.national.formula import Formula

FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        one.name: one
        for room in (leakage, green, green_identities, map_entries, waste, streets, community)
        for one in room.FORMULAS
    }
)
