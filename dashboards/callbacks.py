"""The callbacks of the site: show a page, take a file or evidence, poll a receipt, press a button.

Everything else is a link: views have addresses, so there is little to attack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from dash import (
    ALL,
    MATCH,
    ClientsideFunction,
    Dash,
    Input,
    Output,
    State,
    ctx,
    html,
    no_update,
    set_props,
)
from werkzeug.exceptions import BadRequest

from dashboards import acts, scope
from dashboards.address import Address
from dashboards.components import notices
from dashboards.components.punctuation import read_aloud
from dashboards.drawn import Drawn
from dashboards.routes import open_page, tell_refusal
from dashboards.words import told
from observations.errors import Refused, UserError
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk

OF_COMMANDS = ("cityplan ", "--")
"""A cure with one of these is the command line's; a page has its own."""
RELOAD = "请刷新本页核对后再办理"


def register(app: Dash, desk: Desk) -> None:
    """Register all callbacks on `app`; each asks `scope.actor()` first."""
    _register_page(app, desk)
    _register_delivery(app, desk)
    _register_evidence(app, desk)
    _register_loads(app, desk)
    _register_acts(app, desk)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("cityplan", "title"),
        Input("page-title", "data"),
        State("address", "pathname"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("cityplan", "narrow"),
        Output("series", "figure"),
        Input("series-narrow", "data"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("chart", "open"), Input("series", "clickData")
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("cases", "picked"),
        Output({"text": "file", "on": MATCH}, "value"),
        Output({"picked": "file", "on": MATCH}, "children"),
        Input({"pick": "file", "on": MATCH}, "contents"),
        State({"pick": "file", "on": MATCH}, "filename"),
        prevent_initial_call=True,
    )


def _register_page(app: Dash, desk: Desk) -> None:
    kept = Drawn()

    @app.callback(
        Output("page", "children"),
        Output("page-title", "data"),
        Input("address", "pathname"),
        Input("address", "search"),
        Input("acted", "data"),
        Input("clock", "n_intervals"),
    )
    def show(path: Any, search: Any, acted: Any, ticks: Any) -> tuple[Any, str]:
        """The page at an address; drawn states for refusals and mistakes."""
        who = scope.actor()
        try:
            address = Address.parse(_text(path), _text(search))
        except UserError as mistake:
            return read_aloud(notices.failed(mistake.what, mistake.cure)), told("没有这个页面")
        page, title = open_page(desk, who, address, kept)
        return _fresh(page, f"{address.href()}#{acted}.{ticks}"), told(title)


def _fresh(page: Any, view: str) -> Any:
    """The page under an id of its own.

    Dash then mounts it anew (0.6 s for the overview) instead of comparing it with the view
    before it, component by component (4 s).
    """
    return html.Div(page, id=f"view-{crc32(view.encode()):08x}")


def _register_delivery(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output("drop-result", "children"),
        Input("drop", "contents"),
        State("drop", "filename"),
        State("drop-office", "data"),
        prevent_initial_call=True,
    )
    def take(contents: Any, name: Any, office: Any) -> Any:
        """Take one file for an office and show its receipt at once."""
        if contents is None:
            return no_update
        who = scope.actor()
        try:
            taken = acts.take(desk, who, _text(contents), (_text(name), _text(office)))
        except UserError as mistake:
            _tell(desk, who, f"deliver {_text(office)}", mistake)
            return _wrong_file(mistake)
        return read_aloud(taken)

    @app.callback(
        Output("judgement", "children"),
        Output("poll", "disabled"),
        Input("poll", "n_intervals"),
        State("poll-receipt", "data"),
        State("address", "pathname"),
    )
    def judged(_ticks: Any, receipt: Any, path: Any) -> tuple[Any, bool]:
        """The verdict as soon as the worker has it, and what it changed beside it."""
        who = scope.actor()
        try:
            shown, done = acts.judgement(desk, who, _text(receipt), _text(path))
            anew = acts.drawn_anew(desk, who, _text(path)) if done else {}
        except UserError as mistake:
            _tell(desk, who, f"receipt {_text(receipt)}", mistake)
            shown, done, anew = notices.failed(mistake.what, mistake.cure, whole=False), True, {}
        for part, content in anew.items():
            set_props(part, {"children": read_aloud(content)})
        return read_aloud(shown), done


def _register_evidence(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output("attached", "children"),
        Input("attach", "contents"),
        State("attach", "filename"),
        State("attach-to", "data"),
        prevent_initial_call=True,
    )
    def attach(contents: Any, name: Any, subject: Any) -> Any:
        """Keep one file as evidence and list it with the others."""
        if contents is None:
            return no_update
        who = scope.actor()
        try:
            kept = acts.attach(desk, who, _text(contents), (_text(name), _text(subject)))
        except UserError as mistake:
            _tell(desk, who, f"attach {_text(subject)}", mistake)
            return _wrong_file(mistake)
        return read_aloud(kept)


def _register_loads(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output("loaded", "children"),
        Input("load", "contents"),
        State("load", "filename"),
        State("load-what", "data"),
        prevent_initial_call=True,
    )
    def load(contents: Any, name: Any, what: Any) -> Any:
        """Take one file that changes a setting: a calendar to be approved, a map."""
        if contents is None:
            return no_update
        who = scope.actor()
        try:
            taken = acts.load(desk, who, _text(contents), (_text(name), _text(what)))
        except UserError as mistake:
            _tell(desk, who, f"load {_text(what)}", mistake)
            return _wrong_file(mistake)
        return read_aloud(taken)


def _wrong_file(mistake: UserError) -> Any:
    cure = mistake.cure or "请核对后重新选择文件。"
    return read_aloud(notices.notice("error", mistake.what, cure))


def _register_acts(app: Dash, desk: Desk) -> None:
    @app.callback(
        Output("said", "children"),
        Output("acted", "data"),
        Input({"do": ALL, "on": ALL}, "n_clicks"),
        State({"text": ALL, "on": ALL}, "value"),
        State("acted", "data"),
        prevent_initial_call=True,
    )
    def act(_clicks: Any, _texts: Any, acted: Any) -> tuple[Any, Any]:
        """Do what the pressed button says, then show the page anew."""
        pressed = _pressed()
        if pressed is None:
            return no_update, no_update
        who = scope.actor()
        name, subject = pressed["do"], pressed["on"]
        try:
            done = acts.do(desk, who, name, (subject, _fields(subject)))
        except UserError as refused:
            _tell(desk, who, f"{name} {subject}", refused)
            return _refused(name, subject, refused), no_update
        if not isinstance(done, str):
            set_props({"form": subject}, {"children": read_aloud(done)})
            return "", no_update
        said = read_aloud(notices.inline("done", done))
        return said, (acted if isinstance(acted, int) else 0) + 1


def _fields(subject: str) -> dict[str, str]:
    """What the fields on `subject` say, by their names."""
    mine = (one for one in ctx.states_list[0] if one["id"]["on"] == subject)
    return {one["id"]["text"]: _text(one.get("value")) for one in mine}


def _refused(act: str, subject: str, mistake: UserError) -> Any:
    """The mistake, over the page; of a form in the form itself, and nothing over the page."""
    if act not in acts.FORMS:
        return read_aloud(notices.inline("error", str(mistake)))
    cure = RELOAD if any(word in mistake.cure for word in OF_COMMANDS) else mistake.cure
    said = UserError(mistake.what, cure=cure)
    set_props({"told": subject}, {"children": read_aloud(notices.inline("error", str(said)))})
    return ""


def _pressed() -> Any:
    """The id of the button whose own click this is.

    None when a page that is drawn anew sends its buttons: those were not pressed, whatever
    another button's count says.
    """
    if not ctx.triggered or not ctx.triggered[0]["value"]:
        return None
    return ctx.triggered_id


def _tell(desk: Desk, who: Actor, subject: str, mistake: UserError) -> None:
    """A refusal leaves its trace in the audit; a mistake does not."""
    if isinstance(mistake, Refused):
        tell_refusal(desk, who, subject, mistake.what)


def _text(value: Any) -> str:
    """A text from the browser; anything else is a forged request."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRequest("请求的值不对")
    return value
