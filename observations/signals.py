"""Every signal the intake can raise: rule id → how loud, what it means, what cures it.

The table is `signals.yaml`; `docs/intake.md` prints it and a test keeps the two equal. No
polars here: the jail's child imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from observations.finding import Finding, Severity

_TABLE = Path(__file__).with_name("signals.yaml")


@dataclass(frozen=True)
class Signal:
    """One rule of the door: loudness, meaning and cure in Chinese, what an office wrote."""

    severity: Severity
    meaning: str
    cure: str
    example: str = ""


def _read() -> Mapping[str, Signal]:
    table: dict[str, dict[str, str]] = yaml.safe_load(_TABLE.read_text("utf-8"))
    return MappingProxyType(
        {
            rule: Signal(**known | {"severity": Severity(known["severity"])})  # type: ignore[arg-type]
            for rule, known in table.items()
        }
    )


SIGNALS: Mapping[str, Signal] = _read()


@dataclass(frozen=True)
class Place:
    """Where something was found; `sheet`/`cell` empty for the file as a whole."""

    sheet: str = ""
    cell: str = ""
    indicator: str = ""
    area: str = ""
    period: str = ""


NOWHERE = Place()


def signal(
    rule: str, message: str, place: Place = NOWHERE, *, value: str = "", expected: str = ""
) -> Finding:
    """A finding of `rule` with its loudness from the table; `expected` defaults to the cure."""
    known = SIGNALS[rule]
    return Finding(
        rule=rule,
        severity=known.severity,
        message=message,
        expected=expected or known.cure,
        sheet=place.sheet,
        cell=place.cell,
        indicator=place.indicator,
        area=place.area,
        period=place.period,
        value=value,
    )
