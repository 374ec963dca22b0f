"""Requests that no page and no honest program sends: every callback, every route, every method."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from dashboards.contract import document
from dashboards.guard import MAX_BODY
from tests.dashboards.test_door import rules
from tests.dashboards.visitor import HERE, UPDATE, Visitor, body_of, submit
from tests.security.world import WAITING, World

TELLS = re.compile(r"Traceback|File \"|sqlalchemy|werkzeug|psycopg|site-packages")
ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
)
UNTEXTS = ("%00", "%ED%A0%80", "a%00b", "%0d%0aX-Injected:%201", "%E2%80%AE", "x" * 3000)
NESTED = "[" * 40_000 + "]" * 40_000


def answered(answer: TestResponse, about: object) -> None:
    """A 4xx of ours: words, no traceback, no name of a part."""
    assert 400 <= answer.status_code < 500, (about, answer.status_code, answer.text[:300])
    assert not TELLS.search(answer.text), about
    assert "X-Injected" not in answer.headers, about


@pytest.fixture
def bureau(world: World) -> Visitor:
    return world.people["调度"].visitor


def forgeries(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Misshapen copies of a well-formed request."""
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    wrong: tuple[Any, ...] = (None, 7, [], {}, "x", True, deep, {"a": deep})
    for key, own in body.items():
        yield f"without {key}", {name: value for name, value in body.items() if name != key}
        for value in wrong:
            if value != own:
                yield f"{key} is {str(value)[:20]}", {**body, key: value}
    for key in ("inputs", "state"):
        for part in [one for one in body[key] if isinstance(one, dict)][:1]:
            rest = body[key][1:]
            yield f"{key} repeated", {**body, key: [*body[key], part]}
            for name, value in (("id", deep), ("property", "style"), ("value", {"a": 1})):
                yield f"{name} of {key}", {**body, key: [{**part, name: value}, *rest]}


def harmless(body: Any) -> bool:
    """A request that lacks or changes only what the callback can do without."""
    return isinstance(body, dict) and set(body) >= {"output", "outputs", "inputs"}


def test_every_forgery_of_every_callback_gets_a_4xx_or_is_no_forgery(
    world: World, bureau: Visitor
) -> None:
    tried = 0
    served = [name for name, one in world.site.callback_map.items() if "callback" in one]
    head = world.head()
    for output in served:
        for name, forged in forgeries(body_of(world.site, output, {})):
            answer = bureau.call(forged)
            assert answer.status_code < 500, (output, name, answer.text[:200])
            assert answer.status_code in (200, 204) or 400 <= answer.status_code < 500, name
            assert not TELLS.search(answer.text), (output, name)
            if answer.status_code in (200, 204):
                assert harmless(forged), (output, name)
            tried += 1
    assert tried > 40 * len(served)
    assert set(world.acts_since(head)) <= {"denied"}


def test_bodies_too_big_or_too_deep_are_refused_at_every_post(
    world: World, bureau: Visitor
) -> None:
    big, kind = b"x" * (MAX_BODY + 1), "application/json"
    token = world.people["调度"].token
    for method, path, rule in rules(world.site):
        if method != "POST":
            continue
        program = path.startswith("/api/")
        headers = {"Authorization": f"Bearer {token}"} if program else HERE
        for raw in (NESTED.encode(), b"{", b"\xff\xfe\x00", *(() if program else (big,))):
            answer = bureau.ask(method, path, data=raw, content_type=kind, headers=headers)
            if rule.endpoint in ("login.enter", "login.leave", "language.choose", "look.choose"):
                assert answer.status_code < 500  # reads no such body
                continue
            if program and raw is not big and "submissions" in path:
                assert answer.status_code in (202, 422)  # taken as a file, judged in the jail
                continue
            answered(answer, (path, raw[:10]))
        bureau.log_in(world.town.posts["desk"].post)  # who was logged out by the way out


def test_no_post_of_any_route_is_taken_from_another_site(world: World, bureau: Visitor) -> None:
    posts = [path for method, path, _ in rules(world.site) if method == "POST"]
    own = [path for path in posts if not path.startswith("/api/")]
    assert len(own) >= 4
    for path in own:
        for headers in ELSEWHERE:
            for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
                answer = bureau.ask("POST", path, data="{}", content_type=kind, headers=headers)
                assert answer.status_code == 403, (path, headers, kind)
    assert bureau.open("/").status_code == 200
    for path in set(posts) - set(own):  # a cookie opens nothing there: no browser can be made to
        answer = bureau.ask("POST", path, data="{}", content_type="text/plain", headers=HERE)
        assert answer.status_code == 401, path


def test_a_callback_has_one_address_and_no_other_spelling_reaches_it(
    world: World, bureau: Visitor
) -> None:
    """The door looks at a callback's body by its address: there must be no second one."""
    forged = json.dumps({"output": "page.style", "inputs": []})
    for path in (
        *(f"{UPDATE}/", f"/{UPDATE}", "/%5fdash-update-component", UPDATE.upper()),
        *(f"{UPDATE}?x=1", f"{UPDATE};x", f"/.{UPDATE}", f"{UPDATE}%00", f"{UPDATE}/../{UPDATE}"),
    ):
        answer = bureau.ask(
            "POST", path, data=forged, content_type="application/json", headers=HERE
        )
        assert answer.status_code in (308, 400, 403, 404, 405), (path, answer.status_code)


def parameters() -> Iterator[tuple[str, str, str]]:
    """(method, path, name) of every parameter of the programs' routes, in query or path."""
    for path, acts in document()["paths"].items():
        for method, act in acts.items():
            for given in act.get("parameters", []):
                found: dict[str, Any] = given
                if "$ref" in given:
                    found = document()["components"]["parameters"][given["$ref"].rpartition("/")[2]]
                if found["in"] in ("query", "path"):
                    yield method.upper(), path, found["name"]


def test_no_parameter_of_a_program_that_is_no_text_is_a_fault(world: World) -> None:
    client = world.site.server.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {world.people['调度'].token}"}
    tried = 0
    for method, path, name in parameters():
        for value in UNTEXTS:
            plain = re.sub(r"\{(\w+)\}", lambda m, v=value, n=name: v if m[1] == n else "x", path)
            more = f"office={world.office}&period={WAITING}&name=x.pdf&"
            answer = client.open(
                f"{plain}?{more if method == 'POST' else ''}{name}={value}",
                method=method,
                headers=headers,
                data=b"%PDF-1.7\n" if method == "POST" else None,
                content_type="application/pdf" if method == "POST" else None,
            )
            assert answer.status_code < 500, (path, name, value[:20], answer.text)
            assert not TELLS.search(answer.text), (path, name)
            assert "X-Injected" not in answer.headers
            if "%00" in value and f"{{{name}}}" not in path and name != "name":
                assert answer.status_code in (404, 413, 415, 422), (path, name, value)
            tried += 1
    assert tried > 100


def test_what_a_visitor_writes_never_makes_a_line_of_the_log(
    world: World, bureau: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    lines = "x%0d%0aERROR%20forged%1b[31m"
    plain = "x\r\nERROR forged\x1b[31m"
    head = world.head()
    for path in (f"/files/form/{lines}/2024-Q3", f"/files/return/{lines}", f"/{lines}"):
        assert bureau.get(path).status_code in (200, 404)
    clerk = world.people["别单位填报"].visitor
    clerk.open(f"/reporting/{lines}/2024-Q3")
    submit(clerk, "acknowledge", plain, text="x")
    submit(clerk, "send_back", plain, text="x")
    clerk.get(f"/files/form/{lines}/2024-Q3")
    client = world.site.server.test_client(use_cookies=False)
    for token in (plain.replace("\r\n", ""), "invented"):
        client.get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"})
    assert caplog.messages
    assert not [line for line in caplog.messages if re.search(r"[\r\n\x1b]", line)]
    chain = [one.subject for one in world.chain(head)]
    assert any("forged" in subject for subject in chain)
    assert not [subject for subject in chain if re.search(r"[\r\n\x1b]", subject)]


def test_a_token_that_is_none_is_told_in_the_log_without_the_token(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    client = world.site.server.test_client(use_cookies=False)
    client.get("/api/v1/cases", headers={"Authorization": "Bearer guessed-by-somebody"})
    assert [("token" in line, "guessed" in line) for line in caplog.messages] == [(True, False)]
    caplog.clear()
    client.get("/api/v1/cases")
    assert caplog.messages == []
