"""Signs of life for the machine next door: no details for strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

if TYPE_CHECKING:
    from desk.handle import Desk


def blueprint(desk: Desk) -> Blueprint:
    """`/healthz`: the process answers. `/readyz`: 503 when the worker or a job is overdue."""
    from desk import pulse

    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def live() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def ready() -> Response:
        overdue = pulse.not_ready(desk)
        words = "not ready\n" if overdue else "ready\n"
        return Response(words, status=503 if overdue else 200, mimetype="text/plain")

    return routes
