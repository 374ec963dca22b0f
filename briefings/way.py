"""How much of the way from its baseline to its target an indicator has gone."""

from __future__ import annotations

from collections.abc import Iterable

from briefings.rows import Row


def way_share(row: Row) -> float | None:
    """The way gone in percent of the whole; None without baseline, value, or any way to go."""
    verdict = row.assessment
    if verdict.baseline is None or verdict.value is None or row.indicator.kind == "yes":
        return None
    way = row.target.value - verdict.baseline
    return None if way == 0 else (verdict.value - verdict.baseline) / way * 100


def on_the_way(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Indicators of the plan's table that have such a way."""
    return tuple(row for row in _of_table(rows) if way_share(row) is not None)


def without_way(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Indicators of the plan's table that have none."""
    return tuple(row for row in _of_table(rows) if way_share(row) is None)


def _of_table(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.target.source == "table")
