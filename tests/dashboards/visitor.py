"""A visitor of the site over Flask's test client, as a browser of ours would speak."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import Dash
from werkzeug.test import TestResponse

from dashboards.guard import COOKIE
from tests.dashboards.town import PASSWORD

HERE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
PAGE = {"Accept": "text/html,application/xhtml+xml"}
UPDATE = "/_dash-update-component"


class Visitor:
    """Requests with a cookie jar of their own."""

    def __init__(self, site: Dash) -> None:
        self.site = site
        self.client = site.server.test_client()

    def log_in(self, post: str, password: str = PASSWORD) -> Visitor:
        """Log in through the form; fail loudly when it does not work."""
        answer = self.post("/login", {"post": post, "password": password})
        assert answer.status_code == 303, answer.text
        return self

    @property
    def session(self) -> str:
        """The token of the log-in, empty without one."""
        held = self.client.get_cookie(COOKIE)
        return held.value if held else ""

    def come_back(self, session: str) -> Visitor:
        """With the token of an earlier log-in, as a browser that was closed and opened."""
        if session:
            self.client.set_cookie(COOKIE, session)
        return self

    def get(self, path: str, *, page: bool = True) -> TestResponse:
        """Open an address as a page, or as a script would."""
        return self.ask("GET", path, headers=PAGE if page else {})

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        """Any request; the answer is read to its end, as a browser would."""
        return self.client.open(path, method=method, buffered=True, **options)

    def post(
        self, path: str, form: Mapping[str, str], headers: Mapping[str, str] = HERE
    ) -> TestResponse:
        """Send a form."""
        return self.ask("POST", path, data=form, headers=dict(headers))

    def call(self, body: Any, headers: Mapping[str, str] = HERE) -> TestResponse:
        """Send a callback request."""
        return self.ask(
            "POST",
            UPDATE,
            data=json.dumps(body),
            content_type="application/json",
            headers=dict(headers),
        )

    def open(self, path: str, search: str = "") -> TestResponse:
        """The page at an address, as the browser asks for it."""
        values = {"address.pathname": path, "address.search": search, "acted.data": 0}
        return self.call(request_for(self.site, "page.children", values))


def callback_named(site: Dash, part: str) -> str:
    """The id of the callback that has `part` among its outputs."""
    found = [name for name in site.callback_map if part in name.strip(".").split("...")]
    assert len(found) == 1, (part, list(site.callback_map))
    return found[0]


def request_for(site: Dash, part: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A well-formed request of the callback that has `part` among its outputs."""
    return body_of(site, callback_named(site, part), values)


def body_of(site: Dash, output: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A well-formed request for the callback `output`; `values` by `id.property`."""
    declared = site.callback_map[output]
    inputs = [_part(one, values) for one in declared["inputs"]]
    names = output[2:-2].split("...") if output.startswith("..") else [output]
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    first = declared["inputs"][0]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": inputs,
        "state": [_part(one, values) for one in declared["state"]],
        "changedPropIds": [] if '"ALL"' in first["id"] else [f"{first['id']}.{first['property']}"],
    }


def _part(declared: Mapping[str, str], values: Mapping[str, Any]) -> Any:
    name = f"{declared['id']}.{declared['property']}"
    if '["ALL"]' in declared["id"]:
        return values.get(name, [])
    return {"id": declared["id"], "property": declared["property"], "value": values.get(name)}


def drawn(visitor: Visitor, path: str) -> str:
    """The page at an address as JSON text with its Chinese."""
    answer = visitor.open(path)
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.get_json()["response"], ensure_ascii=False)


@dataclass(frozen=True)
class Said:
    """What came of submitting a form: said over the page, told in the form, put in its place."""

    over: str
    told: str
    instead: str


def submit(visitor: Visitor, act: str, subject: str, **fields: str) -> Said:
    """Press the button of a form whose fields say `fields`, as the browser does."""
    identity = {"do": act, "on": subject}
    body = request_for(visitor.site, "acted.data", {})
    body["inputs"] = [[{"id": identity, "property": "n_clicks", "value": 1}]]
    name = json.dumps(identity, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    body["changedPropIds"] = [f"{name}.n_clicks"]
    body["state"][0] = [
        {"id": {"text": field, "on": subject}, "property": "value", "value": value}
        for field, value in fields.items()
    ]
    answer = visitor.call(body)
    assert answer.status_code == 200, answer.text
    told = answer.get_json().get("sideUpdate", {})
    by_kind = {kind: key for key in told for kind in json.loads(key) if kind != "on"}
    return Said(
        _words(answer.get_json().get("response", {}).get("said", {})),
        _words(told.get(by_kind.get("told", ""), {})),
        _words(told.get(by_kind.get("form", ""), {})),
    )


def _words(props: Mapping[str, Any]) -> str:
    tree = props.get("children")
    return json.dumps(tree, ensure_ascii=False) if tree else ""
