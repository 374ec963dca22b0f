"""What is measured: one definition per indicator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from observations.period import Frequency

Kind = Literal["rate", "ratio", "count", "density", "amount", "yes"]


@dataclass(frozen=True)
class Indicator:
    """An indicator's definition, as the plan's `indicators.yaml` declares it.

    `kind`: rate (percent of a whole), ratio (a:b), count (cumulative pieces), density
    (per km²), amount (quantity per unit), yes (1 done, 0 not yet).
    `scale`: value = numerator / denominator × scale (100 for percent).
    `hard_min`/`hard_max`: outside is impossible; `plausible_min`/`plausible_max`: outside is
    doubted. `direction`: where better lies. `definition_pending`: 口径待定, never judged.
    `derivation`: the formula that gives it from raw quantities (`targets.national.catalogue`);
    `inputs`: the indicators that report these, `parameter=key`, so that it is derived by itself;
    `derived_output`: which of the formula's results it is, the first when empty.
    Of a count, `cumulative` is a running total that never falls, `year_to_date` one that begins
    at nothing each January; neither: the pieces of the period alone. `season`: the share of a
    year's total usually done by the end of each of its periods, last one 1. `redefined`: the
    first day of a changed numerator or denominator; values before and after do not compare.
    `aggregation`: how values of areas make that of the area they form (`targets.compose`); empty:
    by kind, standard and unit.
    """

    key: str
    name: str
    unit: str
    kind: Kind
    direction: Literal["up", "down"]
    frequency: Frequency
    decimals: int = 2
    numerator: str = ""
    denominator: str = ""
    numerator_unit: str = ""
    denominator_unit: str = ""
    scale: float = 100.0
    hard_min: float | None = None
    hard_max: float | None = None
    plausible_min: float | None = None
    plausible_max: float | None = None
    cumulative: bool = False
    standard: str = ""
    confidence: str = ""
    remark: str = ""
    definition_pending: bool = False
    derivation: str = ""
    inputs: tuple[str, ...] = ()
    derived_output: str = ""
    aliases: tuple[str, ...] = ()
    year_to_date: bool = False
    season: tuple[float, ...] = ()
    redefined: date | None = None
    aggregation: Literal["", "sum", "ratio", "supply", "all", "none"] = ""
