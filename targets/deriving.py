"""Values from raw quantities by national standard, where an indicator says how (推算值).

A reported value always stands before a derived one; that the two differ is said in the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from observations.errors import UserError
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Measured
from targets.choose import Series, series_by_key, until, value_for
from targets.model import Plan
from targets.national.catalogue import FORMULAS, named_inputs
from targets.wording import number

Key = tuple[str, str, str]  # indicator, area, period


@dataclass(frozen=True)
class Derived:
    """One value computed from reported quantities; `value` is rounded as the indicator prints.

    `inputs` by the formula's own names; `lineage` are the revisions they came from.
    """

    indicator: str
    area: str
    period: str
    value: float
    inputs: Mapping[str, float]
    lineage: tuple[str, ...]
    why: str
    doubted: bool = False
    demo: bool = False

    @property
    def key(self) -> Key:
        """Indicator, area, period."""
        return self.indicator, self.area, self.period


@dataclass(frozen=True)
class Derivations:
    """`values` stand where nothing was reported. `notes` say by key what a reader must know:

    a reported value that is not what the quantities give, or quantities that cannot be.
    """

    values: tuple[Derived, ...]
    notes: dict[Key, str]
    decimals: Mapping[str, int]

    @property
    def measured(self) -> tuple[Measured, ...]:
        """The values as the engine takes them; receipt, sheet and cell are those of the parts."""
        return tuple(
            Measured(
                *one.key, one.value, "+".join(one.lineage), "", "", "",
                decimals=self.decimals[one.indicator], doubted=one.doubted, demo=one.demo,
            )
            for one in self.values
        )  # fmt: skip


def derivations(plan: Plan, measured: Sequence[Measured]) -> Derivations:
    """Every value that the plan's indicators let derive from `measured`, by key.

    For each period in which the first of an indicator's inputs is reported; the others stand as
    they would in a verdict of that period (a yearly one with its own date).
    """
    derived = [one for one in plan.indicators if one.inputs]
    if not derived:
        return Derivations((), {}, {})
    needed = {one.key for one in derived}.union(
        *(named_inputs(one.derivation, one.inputs).values() for one in derived)
    )
    series = series_by_key(one for one in measured if one.indicator in needed)
    values: list[Derived] = []
    notes: dict[Key, str] = {}
    for indicator in derived:
        for found in _of_indicator(plan, indicator, series):
            key, own = found[0], _own(series, found[0])
            if isinstance(found[1], str):
                notes[key] = found[1]
            elif own is None:
                values.append(found[1])
            elif abs((own.value or 0.0) - found[1].value) > 0.5000001 * 10**-own.decimals:
                notes[key] = _differs(indicator, own, found[1])
    return Derivations(tuple(values), notes, {one.key: one.decimals for one in derived})


def _of_indicator(
    plan: Plan, indicator: Indicator, series: Mapping[tuple[str, str], Series]
) -> Iterator[tuple[Key, Derived | str]]:
    wanted = named_inputs(indicator.derivation, indicator.inputs)
    first = next(iter(wanted.values()))
    for (key, area), reported in series.items():
        if key != first:
            continue
        for period, _ in reported:
            parts = {
                name: _standing(plan.indicator(one), series.get((one, area), []), period)
                for name, one in wanted.items()
            }
            known = {name: one for name, one in parts.items() if one is not None}
            if len(known) == len(parts):
                at = (indicator.key, area, str(period))
                yield at, _derived(indicator, at, known)


def _standing(indicator: Indicator, reported: Series, period: ReportingPeriod) -> Measured | None:
    found = value_for(indicator, until(reported, period.end), period)
    return found[-1][1] if found else None


def _derived(indicator: Indicator, at: Key, parts: Mapping[str, Measured]) -> Derived | str:
    formula = FORMULAS[indicator.derivation]
    inputs = {name: one.value or 0.0 for name, one in parts.items()}
    try:
        found = formula.derive(inputs)
    except UserError as error:
        return f"不能由原始量推算:{error.what}"
    value = float(getattr(found, indicator.derived_output or formula.outputs[0].name))
    titles = {one.name: (one.title, one.unit) for one in formula.inputs}
    said = "、".join(f"{titles[name][0]}{number(v, 4)}" for name, v in inputs.items())
    return Derived(
        *at,
        value=_rounded(value, indicator.decimals),
        inputs=inputs,
        lineage=tuple(dict.fromkeys(one.revision for one in parts.values())),
        why=f"由原始量推算({formula.standard.partition('《')[0]}):{said}",
        doubted=any(one.doubted for one in parts.values()),
        demo=any(one.demo for one in parts.values()),
    )


def _rounded(value: float, decimals: int) -> float:
    """As an office would print it: half away from zero."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _own(series: Mapping[tuple[str, str], Series], key: Key) -> Measured | None:
    mine = series.get(key[:2], [])
    return next((one for period, one in mine if str(period) == key[2]), None)


def _differs(indicator: Indicator, own: Measured, found: Derived) -> str:
    told, made = number(own.value or 0.0, own.decimals), number(found.value, indicator.decimals)
    return f"填报{told}{indicator.unit},而{found.why},得{made}{indicator.unit};按填报的判"
