"""`cityplan export`: what the public may read, as a data package or as SDMX-CSV."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from flows.moments import moment
from observations.errors import UsageError
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from briefings.open_data_files import Kind
    from desk.open_data import Package

KINDS: dict[str, Kind] = {"frictionless": "frictionless", "sdmx": "sdmx", "sdmx-csv": "sdmx"}


def register(app: typer.Typer) -> None:
    """Add this module's command to `app`."""
    app.command("export")(export)


def export(
    where: Annotated[Path | None, typer.Argument(help="写到哪个目录或 .zip 文件")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="同上")] = None,
    form: Annotated[
        str, typer.Option("--format", help="frictionless(数据包)或 sdmx(SDMX-CSV 2.0)")
    ] = "frictionless",
    period: Annotated[str | None, typer.Option(help="只导出这一期,默认全部公开的")] = None,
    as_of: Annotated[str | None, typer.Option(help="截至时刻:按当时公开着的")] = None,
) -> None:
    """导出开放数据:只含已批准公开且没有撤下的内容,附定义、来源、许可和散列。"""
    from desk.open_data import export as write

    kind, place = _kind(form), _place(where, output)
    with the_desk() as desk:
        made = write(
            desk,
            the_actor(desk),
            place,
            kind=kind,
            period=None if period is None else ReportingPeriod.parse(period),
            moment=None if as_of is None else moment(as_of),
        )
    show(_document(made), lambda: _words(made))


def _kind(form: str) -> Kind:
    if form not in KINDS:
        raise UsageError(said("export.format", form=form), cure=said("export.formats"))
    return KINDS[form]


def _place(where: Path | None, output: Path | None) -> Path:
    place = where or output
    if place is None or (where is not None and output is not None):
        raise UsageError(said("export.place"), cure=said("export.places"))
    return place


def _document(made: Package) -> dict[str, Any]:
    files = [
        {"name": name, "bytes": len(data), "sha256": sha256(data).hexdigest()}
        for name, data in made.files.items()
    ]
    tables = {name: len(table.rows) for name, table in made.data.tables.items()}
    return {
        "format": made.kind,
        "path": made.where,
        "demo": made.data.demo,
        "periods": [row["period"] for row in made.data.tables["disclosures"].records()],
        "rows": tables,
        "files": files,
    }


def _words(made: Package) -> str:
    tables = made.data.tables
    periods = [row["period"] for row in tables["disclosures"].records()]
    line = said(
        "export.written",
        path=made.where,
        files=len(made.files),
        periods=said("and").join(periods),
        values=len(tables["observations"].rows),
        verdicts=len(tables["assessments"].rows),
    )
    return "\n".join([line, *([said("export.demo")] if made.data.demo else [])])
