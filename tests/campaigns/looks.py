"""axe-core over every page, for every role, light and dark, on a desktop and on a phone."""

from __future__ import annotations

import logging
import random
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from dashboards.app import create_app
from dashboards.routes import PAGES, Page
from tests.campaigns.runner import SQLITE, Campaign, Ground, Told, Trial
from tests.dashboards.browsing import CHROMIUM, LAPTOP, ONLY_HERE, PHONE, visit
from tests.dashboards.conftest import read_whole
from tests.dashboards.looking import severe
from tests.dashboards.town import Town, build

ROLES = ("desk", "leader", "admin", "clerk", "reviewer")
SIZES = (LAPTOP, PHONE)
THEMES = ("light", "dark")
LINKED_FROM = ("/", "/tasks", "/offices", "/reporting", "/cases", "/quality", "/admin")


@contextmanager
def _arena(ground: Ground) -> Iterator[Trial]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for every request
    town = build(ground.folder)
    with ExitStack() as stack:
        stack.callback(town.desk.ledger.close)
        site = create_app(town.desk)
        server = make_server("127.0.0.1", 0, read_whole(site.server), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        stack.callback(server.shutdown)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", ONLY_HERE]
        )
        stack.callback(browser.close)
        address = f"http://127.0.0.1:{server.server_port}"
        links = {role: _links(browser, address, _post(town, role)) for role in ROLES}

        def trial(number: int, _chance: random.Random) -> Told:
            role, page = divmod(number, len(PAGES))
            return _look(
                browser, address, (_post(town, ROLES[role]), PAGES[page], links[ROLES[role]])
            )

        yield trial


def _post(town: Town, role: str) -> str:
    key = role if role in town.posts else f"{role}:{town.office}"
    return town.posts[key].post


def _links(browser: Browser, address: str, post: str) -> set[str]:
    """Where the pages of the menu and the first report lead this post."""
    found: set[str] = set()
    every = "all => all.map(a => a.pathname)"
    page, _ = visit(browser, address, post, LAPTOP, at="/")
    for path in LINKED_FROM:
        page.goto(path)
        page.wait_for_selector("#page > :not(.loading)")
        found |= set(page.eval_on_selector_all("a[href^='/']", every))
    page.context.close()
    reports = (one for one in sorted(found) if re.fullmatch(r"/reporting/[^/]+/[^/]+", one))
    return found | {f"{one}/values" for one in reports}


def _look(browser: Browser, address: str, which: tuple[str, Page, set[str]]) -> Told:
    """One page for one post in all its looks; the refusal, where it is refused, like any other."""
    post, wanted, links = which
    paths = [wanted.path] if "*" not in wanted.path else sorted(filter(wanted.match, links))[:1]
    looks = 0
    for path in paths:
        for size in SIZES:
            page, watch = visit(browser, address, post, size, at=path)
            for theme in THEMES:
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                found = severe(page)
                assert not found, f"{path} for {post}, {theme}, {size}: " + "; ".join(found)
                looks += 1
            assert watch.complaints == [], f"{path} for {post}: {watch.complaints}"
            page.context.close()
    return Told({"looks": looks, "routes without an address": not paths})


CAMPAIGN = Campaign(
    "looks",
    "axe-core finds nothing serious on any page, for any role, light or dark, large or small",
    len(ROLES) * len(PAGES),
    _arena,
    databases=(SQLITE,),
)
