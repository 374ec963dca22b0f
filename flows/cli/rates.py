"""`cityplan rates`: who reported, in time and well, each share with its parts and its rule."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.rate_table import RateRow, RateTable
    from expectations.reporting import FormTimeliness

_ALWAYS = frozenset({"asked", "expected", "received", "on_time", "passed"})


def register(app: typer.Typer) -> None:
    """Add this module's command to `app`."""
    app.command("rates")(rates)


def rates(
    period: Annotated[str, typer.Argument(help="报告期,如 2024-Q2;不写为全部到期的")] = "",
    office: Annotated[str, typer.Option(help="单位代码")] = "",
) -> None:
    """报送率、及时率、合格率:按单位和报告期,分子、分母、口径都列出。"""
    from desk.rate_table import rate_table

    with the_desk() as desk:
        one = ReportingPeriod.parse(period) if period else None
        table = rate_table(desk, the_actor(desk), one, office)
    show(_document(table, str(one) if one else None), lambda: _text(table))


def _document(table: RateTable, period: str | None) -> dict[str, Any]:
    return {
        "period": period,
        "rule": {"name": table.rule, "text": said("rates.rule", rule=table.rule)},
        "today": table.today,
        "head": table.head,
        "calendar": {"version": table.calendar, "uncovered": table.uncovered},
        "total": _line(table.total),
        "offices": [_line(row) | {"office": row.name} for row in table.offices],
        "periods": [_line(row) | {"period": row.name} for row in table.periods],
        "pending": table.pending,
        "forms": [_form(form) for form in table.forms],
    }


def _line(row: RateRow) -> dict[str, Any]:
    shares = {
        name: {"numerator": one.numerator, "denominator": one.denominator, "value": one.value}
        for name, one in row.rates.items()
    }
    late = {} if row.late is None else {"forms": row.late[0], "working_days": row.late[1]}
    named = {"title": row.title} if row.title else {}
    return {**named, **row.counts, **shares, **({"late_in_a_row": late} if late else {})}


def _form(form: FormTimeliness) -> dict[str, Any]:
    return {
        "office": form.due.office,
        "period": str(form.due.period),
        "due": form.due.due,
        "came": form.came,
        "days_late": form.days_late,
        "outcome": form.outcome,
        "on_time": form.on_time,
        "passed": form.passed,
        "doubts": form.standing.doubts,
    }


def _text(table: RateTable) -> str:
    if not table.total.counts["asked"]:
        return said("rates.none", today=table.today)
    several = len(table.periods) > 1
    parts = [_grid("rates.office", (*table.offices, table.total))]
    if several:
        parts.append(_grid("rates.period", (*table.periods, table.total)))
    if table.pending:
        parts.append(said("rates.pending", count=table.pending))
    parts += [said("calendar.year_unknown", year=year) for year in table.uncovered]
    return "\n".join((*parts, said("rates.rule", rule=table.rule)))


def _grid(first: str, rows: Sequence[RateRow]) -> str:
    """Columns under their headings; a remark that is 0 in every row has no column."""
    counts = rows[0].counts
    kept = [name for name in counts if name in _ALWAYS or any(row.counts[name] for row in rows)]
    late = any(row.late is not None for row in rows)
    head = [said(first), *(said(f"rates.{name}") for name in (*kept, *rows[0].rates))]
    lines = [head + ([said("rates.late_in_a_row")] if late else [])]
    for row in rows:
        cells = [row.title or said("rates.total"), *(str(row.counts[name]) for name in kept)]
        cells += [_percent(one.value) for one in row.rates.values()]
        lines.append([*cells, *([_late(row)] if late else [])])
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_padded(line, widths) for line in lines)


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _late(row: RateRow) -> str:
    if not row.late or not row.late[0]:
        return ""
    return said("rates.row_of_late", forms=row.late[0], days=row.late[1])


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    filled = (
        cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(filled).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
