"""Signs of life for the machine next door: no details for strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

if TYPE_CHECKING:
    from desk.handle import Desk
    from ledger.replica import Lag


def blueprint(desk: Desk) -> Blueprint:
    """`/healthz`: the process answers. `/readyz`: 503 when the worker or a job is overdue.

    Where pages are read from a copy of the database, a second line says how old it is.
    """
    from desk import pulse

    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def live() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def ready() -> Response:
        overdue = pulse.not_ready(desk)
        words = "not ready\n" if overdue else "ready\n"
        words += _copy(desk.ledger.lag())
        return Response(words, status=503 if overdue else 200, mimetype="text/plain")

    return routes


def _copy(lag: Lag | None) -> str:
    """How far the copy is behind that pages are read from; they are read without it, too."""
    if lag is None:
        return ""
    if lag.why and not lag.behind:
        return "copy: not used\n"
    return f"copy: {lag.seconds:.1f} s behind{', not used' if lag.why else ''}\n"
