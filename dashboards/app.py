"""The web application: one Dash app behind our own door."""

from __future__ import annotations

import weakref
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from dash import Dash, dcc, html
from flask import Flask
from plotly.io.json import to_json_plotly

from dashboards import (
    api,
    callbacks,
    charts,
    errors,
    files,
    guard,
    headers,
    health,
    language,
    login,
    look,
    look_kept,
    metrics,
    plain,
    public,
    scope,
)
from dashboards.components import notices
from dashboards.components.attributes import aria, data
from dashboards.components.flat import shown
from dashboards.components.punctuation import read_aloud
from dashboards.components.shell import header
from dashboards.limits import limits_of
from dashboards.routes import menu_for
from dashboards.words import told
from dashboards.writing import Writing, scribe

if TYPE_CHECKING:
    from desk.handle import Desk
    from observations.jail import Jail

TITLE = "城市精细化管理三年行动监测"
INDEX = """<!DOCTYPE html>
<html lang="{%lang%}">
  <head>
    {%metas%}
    <title>{%title%}</title>
    <link rel="icon" href="/login/static/icon.svg" type="image/svg+xml">
    <meta name="charts" content="{%charts%}">
    <meta name="words" content="{%words%}">
    {%instead%}
    {%css%}
    <link rel="stylesheet" href="{%dark%}" media="{%dark-media%}">
  </head>
  <body>
    <noscript><p class="noscript">{%noscript%}</p></noscript>
    {%app_entry%}
    <footer>
      {%config%}
      {%scripts%}
      {%renderer%}
    </footer>
  </body>
</html>"""

NO_SCRIPT = "浏览器没有启用脚本,正在打开简易页面。"
ASSETS, DARK = Path(__file__).parent / "assets", "dark.css"
OPENING = '<div id="react-entry-point"><div class="opening"><p>{said}</p></div></div>'


class Site(Dash):
    """Dash with our own words while the page is opening, and our part of Plotly."""

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        """The first HTML, with a Chinese line in place of `Loading...`."""
        opening = OPENING.format(said=shown("正在打开…"))
        merged = {**parts, "title": escape(told(TITLE)), "app_entry": opening}
        page = str(super().interpolate_index(*args, **merged))  # type: ignore[no-untyped-call]
        ours = {
            "charts": charts.address(),
            "dark": _dark(self),
            "dark-media": look.dark_media(),
            "lang": language.current(),
            "words": escape(language.for_scripts()),
            "noscript": escape(told(NO_SCRIPT)),
            "instead": plain.instead(),
        }
        for name, value in ours.items():
            page = page.replace(f"{{%{name}%}}", value)
        return page


def _dark(app: Dash) -> str:
    """Where the dark colours are; a change of them is another address."""
    return f"{app.get_asset_url(DARK)}?m={(ASSETS / DARK).stat().st_mtime:.0f}"


def create_app(desk: Desk) -> Dash:
    """The whole site over `desk`, ready to serve: every route and callback is registered."""
    server = Flask("dashboards", template_folder="templates", static_folder=None)
    holder: list[Dash] = []
    limits = limits_of(desk.settings)
    language.add_language(server, desk)
    look_kept.add_look(server, desk)
    guard.add_guard(server, desk, limits, lambda: holder[0])
    errors.add_error_pages(server)
    jail = _warm_jail(server)
    writing = Writing(desk.settings, limits.files, scribe())
    rooms = (login.blueprint(desk, limits), health.blueprint(desk))
    choices = (language.blueprint(desk), look_kept.blueprint(desk))
    programs = (api.blueprint(desk, jail, limits), metrics.blueprint(desk), plain.blueprint(desk))
    data = (files.blueprint(desk, jail, writing), charts.blueprint())
    for room in (*rooms, *choices, *data, *programs):
        server.register_blueprint(room)
    if desk.settings.public:
        server.register_blueprint(public.blueprint(desk, limits))
    app = Site(
        "dashboards",
        server=server,  # type: ignore[arg-type]  # annotated narrower than it is
        title=TITLE,
        update_title="",
        compress=True,
        serve_locally=True,
        pages_folder="",
        use_pages=False,
        assets_ignore=r"^dark\.css$",  # linked by ourselves, for the media that the reader chose
        suppress_callback_exceptions=True,
        index_string=INDEX,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        enable_mcp=False,
    )
    holder.append(app)
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]  # Dash leaves gzip alone
    app.layout = lambda: _shell(desk)
    callbacks.register(app, desk)
    headers.add_headers(server, app.csp_hashes())
    preload(app)
    return app


def _warm_jail(server: Flask) -> Jail:
    """One jail a process: it starts with the first file opened, so after a preload's fork."""
    from observations.jail import Jail

    jail = Jail()
    weakref.finalize(server, jail.__exit__, None, None, None)
    return jail


def create_server(desk: Desk) -> Flask:
    """The WSGI application, for gunicorn."""
    server = create_app(desk).server
    if not isinstance(server, Flask):
        raise TypeError("Dash must run on Flask: the guard is Flask's before_request")
    return server


def preload(app: Dash) -> None:
    """Do what the first requests would do, before any of them comes.

    Threads that import numpy at the same moment get a half-imported module and answer 500
    (plotly.py#2433, dash#3971): serialise a figure and answer one request, here. The hash that
    unknown posts are checked against is made here too: the first of them would cost two.
    """
    from desk import passwords

    passwords.dummy_hash()
    to_json_plotly(html.Div(dcc.Graph(figure={"data": [{"y": np.zeros(1)}], "layout": {}})))
    answer = app.server.test_client().get("/healthz")
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"the site does not start: /healthz answered {answer.status_code}")


def idle(desk: Desk) -> dict[str, Any]:
    """After how many minutes of rest the page is to leave the screen; a wall screen's never."""
    if scope.actor_or_none() is None or scope.held().is_wall:
        return {}
    return data(idle=str(desk.settings.idle_minutes))


def _shell(desk: Desk) -> Any:
    who = scope.actor_or_none()
    return html.Div(
        [
            dcc.Location(id="address", refresh="callback-nav"),
            dcc.Store(id="acted", data=0),
            dcc.Interval(id="clock", disabled=True),
            dcc.Store(id="page-title"),
            read_aloud(header(desk.plan, who, menu_for(who) if who else (), look.current())),
            html.Div(id="said", className="said", **aria(live="polite")),
            html.Main(read_aloud(notices.loading(whole=True)), id="page", tabIndex="-1"),
        ],
        className="site",
        **idle(desk),
    )
