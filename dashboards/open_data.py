"""Which package of open data an address asks for, outside at `/public` and inside at `/files`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, request

from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from briefings.open_data_files import Kind

KINDS: dict[str, Kind] = {"frictionless": "frictionless", "sdmx": "sdmx"}


def asked_package(kind: str) -> tuple[Kind, ReportingPeriod | None]:
    """The format and the period, None for all; 404 for a format that is none.

    `UserError` for a period that is none.
    """
    if kind not in KINDS:
        abort(404)
    written = request.args.get("period")
    return KINDS[kind], ReportingPeriod.parse(written) if written else None
