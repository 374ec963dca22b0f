"""The part of Plotly that our charts need, in place of the whole of it (1.2 of 4.8 MB).

Dash asks for the whole the first time a page has a chart; `page.js` names this file instead.
`deploy/plotly.sh` fetches it and checks it; its version is that of the installed Plotly.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort

FOLDER = Path(__file__).parent / "vendor"
FILE = FOLDER / "plotly-basic.min.js"
YEAR = 31_536_000


def address() -> str:
    """Where the file is: its name changes with its content, so it may be kept for ever."""
    return f"/charts/{_name()}"


@cache
def _name() -> str:
    return f"plotly-basic-{sha256(FILE.read_bytes()).hexdigest()[:16]}.js"


def blueprint() -> Blueprint:
    """`/charts/<name>`, for those logged in as everything else."""
    routes = Blueprint("charts", __name__)

    @routes.get("/charts/<name>")
    def file(name: str) -> Response:
        if name != _name():
            abort(404, "没有这份文件")
        response = Response(FILE.read_bytes(), mimetype="text/javascript")
        response.cache_control.max_age = YEAR
        return response

    return routes
