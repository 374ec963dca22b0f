"""One town hall built for all tests of this room; each file of tests gets its own copy of it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from dash import Dash
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from dashboards.app import create_app
from tests.dashboards import town as halls
from tests.dashboards.browsing import CHROMIUM, ONLY_HERE
from tests.dashboards.visitor import Visitor


@pytest.fixture(scope="module")
def town(first_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[halls.Town]:
    """The file's own copy of the town hall: what it writes, no other file reads."""
    own = halls.copied(first_town, Path(tmp_path_factory.mktemp("town")))
    yield own
    own.desk.ledger.close()


@pytest.fixture
def own_town(first_town: Path, tmp_path: Path) -> Iterator[halls.Town]:
    """A copy of the test's own, for tests that write to the same form."""
    own = halls.copied(first_town, tmp_path / "town")
    yield own
    own.desk.ledger.close()


@pytest.fixture(scope="module")
def site(town: halls.Town) -> Dash:
    """The web application over the town's desk."""
    return create_app(town.desk)


@pytest.fixture
def stranger(site: Dash) -> Visitor:
    """Somebody without a session."""
    return Visitor(site)


@pytest.fixture
def bureau(site: Dash, town: halls.Town) -> Visitor:
    """The bureau's desk, logged in."""
    return Visitor(site).log_in(town.posts["desk"].post)


@pytest.fixture
def clerk(site: Dash, town: halls.Town) -> Visitor:
    """A clerk of the first office, logged in."""
    return Visitor(site).log_in(town.posts[f"clerk:{town.office}"].post)


def read_whole(site: WSGIApplication) -> WSGIApplication:
    """The site, each answer read to its end and closed before its first byte is sent.

    Werkzeug's server leaves an answer unclosed when the browser hangs up before it has read it,
    which leaks the file being sent; gunicorn, which serves in earnest, closes it.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        parts = site(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            if (close := getattr(parts, "close", None)) is not None:
                close()

    return answer


@pytest.fixture(scope="module")
def address(site: Dash) -> Iterator[str]:
    """The site on a free loopback port, for the browser."""
    server = make_server("127.0.0.1", 0, read_whole(site.server), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium that reaches this machine alone; each test opens contexts of its own.

    It ends with this room: while Playwright runs, nothing else in the process may run a loop.
    """
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", ONLY_HERE]
        )
        yield opened
        opened.close()
