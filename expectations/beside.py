"""What a failing row was compared with in its group: other tables under their own names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from expectations.group import Group
from expectations.messages import Place, written_value
from expectations.relations.rows import NOT_ASKED

Rows = Mapping[int, Mapping[str, Any]]


def in_each_report(
    group: Group, failing: pl.DataFrame, places: Sequence[Place]
) -> Iterator[dict[str, Any]]:
    """The rows of `failing` to speak of; a relation once in every report that takes part.

    Added to each is `beside`, a Chinese clause in brackets: title, cell and value of the rows
    of the group it does not agree with. "" where it was compared with nothing in the group.
    """
    if failing.is_empty():
        return
    wanted = pl.concat(
        [failing["answering_row"], failing["members"].explode().cast(pl.UInt32)]
    ).drop_nulls()
    own = pl.col("relation").is_null() & pl.col("row").is_in(wanted.implode())
    known = {row["row"]: row for row in group.frame.filter(own).iter_rows(named=True)}
    for row in failing.iter_rows(named=True):
        if row["relation"] is None:
            yield row | {"beside": _answering(row, known, places)}
        else:
            yield from _members(row, known, places)


def _answering(row: Mapping[str, Any], known: Rows, places: Sequence[Place]) -> str:
    """Both values of one key: the answering office's with its table and cell, and this one."""
    other = known.get(row["answering_row"]) if row["answering_row"] is not None else None
    if other is None or other["report"] == row["report"]:
        return ""
    stands = f"{places[other['report']].called(other)} 填报 {written_value(other)}"
    return f"({stands},本表 {row['cell']} 填报 {written_value(row)})"


def _members(
    row: Mapping[str, Any], known: Rows, places: Sequence[Place]
) -> Iterator[dict[str, Any]]:
    members = [known[number] for number in sorted(row["members"])]
    reports = list(dict.fromkeys(member["report"] for member in members))
    for report in reports:
        mine = [member for member in members if member["report"] == report]
        said = ["本表 " + "、".join(member["cell"] for member in mine)]
        said += [places[m["report"]].called(m) for m in members if m["report"] != report]
        if len(reports) == 1 and not row["alone"]:
            said.append("其余为已报的数")
        beside = f"({';'.join(said)})" if len(members) > 1 or not row["alone"] else ""
        yield _named(row, mine[0], several=len(members) > 1) | {"beside": beside}


def _named(row: Mapping[str, Any], first: Mapping[str, Any], *, several: bool) -> dict[str, Any]:
    """A relation's row for one report: at the first of that report's rows taking part.

    A relation about one row alone speaks of it with all that row's own words.
    """
    place = {name: first[name] for name in ("report", "row", "sheet", "cell")}
    if several:
        return {**row, **place}
    given = {name: value for name, value in row.items() if value not in (None, NOT_ASKED)}
    return {**first, **given, **place}
