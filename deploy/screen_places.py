"""What `deploy.screens` photographs: every route for the posts that see it, and every state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from dashboards.routes import PAGES, Page
from deploy.screen_sites import CHOSEN, PASSWORD, Site
from observations.identity import Role

REPORT = re.compile(r"/reporting/[^/]+/[^/]+")
CALLBACK = "**/_dash-update-component*"
WORDS = {
    Role.DESK: "调度",
    Role.LEADER: "领导",
    Role.CLERK: "填报",
    Role.REVIEWER: "审核",
    Role.ADMIN: "管理",
}
SEEN_BY: Mapping[str, tuple[Role, ...]] = {
    "/cases/*": (Role.DESK, Role.LEADER, Role.CLERK),
    "/": (Role.LEADER, Role.DESK, Role.CLERK),
    "/reporting": (Role.CLERK, Role.REVIEWER, Role.DESK),
    "/reporting/*/*": (Role.CLERK, Role.REVIEWER, Role.DESK),
}
"""Pages that differ by who looks; all others are taken once, for the first of ORDER admitted."""
ORDER = (Role.DESK, Role.ADMIN, Role.LEADER, Role.REVIEWER, Role.CLERK)
TRIES = 7  # wrong passwords until a post has to wait

Session = Any
Links = Counter[str]
"""How often each address is linked to."""
Reach = Callable[[Tab], None]


@dataclass(frozen=True)
class Place:
    """A picture: its name, who is signed in, and how to get there."""

    name: str
    session: Session
    reach: Reach


def places(browser: Browser, site: Site) -> Iterator[Place]:
    """All places of a site."""
    yield from (_of_demo if site.name == "demo" else _of_empty)(browser, site)


def _of_demo(browser: Browser, site: Site) -> Iterator[Place]:
    sessions = {role: _signed_in(browser, site, site.posts[WORDS[role]]) for role in WORDS}
    links = {role: _links(browser, site, session) for role, session in sessions.items()}
    for page in PAGES:
        for role in _lookers(page):
            at = _address(page, links[role]) or _address(page, links[Role.ADMIN])
            if at:
                yield Place(_named(page, role), sessions[role], _opening(at))
    for scene in ("lagging", "areas"):
        at = f"/wall?scene={scene}"
        yield Place(f"wall-{scene}.{Role.DESK.value}", sessions[Role.DESK], _opening(at))
    yield from _states(sessions, links)
    yield from _doors(site)


def _of_empty(browser: Browser, site: Site) -> Iterator[Place]:
    """Every page without a `*` of an installation in which nothing has happened yet."""
    first = {role: _first_signed_in(browser, site, role) for role in site.codes}
    for page in PAGES:
        role = "admin" if page.roles == (Role.ADMIN,) else "desk"
        if "*" not in page.path:
            name = page.path.strip("/").replace("/", "-") or "overview"
            yield Place(f"empty-{name}", first[role], _opening(page.path))


def _lookers(page: Page) -> tuple[Role, ...]:
    admitted = tuple(role for role in ORDER if role in page.roles)
    return SEEN_BY.get(page.path, admitted[:1])


def _named(page: Page, role: Role) -> str:
    path = page.path.strip("/").replace("/", "-").replace("*", "one") or "overview"
    return f"{path}.{role.value}"


def _states(sessions: Mapping[Role, Session], links: Mapping[Role, Links]) -> Iterator[Place]:
    """Loading, error, no permission, away."""
    desk, clerk = sessions[Role.DESK], sessions[Role.CLERK]
    foreign = sorted(links[Role.DESK].keys() - links[Role.CLERK].keys())
    office = next((one for one in foreign if re.fullmatch(r"/offices/[^/?]+", one)), "/audit")
    yield Place("state-loading", desk, _waiting)
    yield Place("state-away", desk, _away)
    yield Place("state-no-such-page", desk, _opening("/nothing"))
    yield Place("state-no-such-indicator", desk, _opening("/indicators/nothing"))
    yield Place("state-no-such-period", desk, _opening("/?period=abc"))
    yield Place("state-refused-role", clerk, _opening("/audit"))
    yield Place("state-refused-office", clerk, _opening(office))
    yield Place("state-nothing-found", desk, _opening("/data?indicator=leakage_rate&period=2021"))
    yield Place("cases-problems", desk, _opening("/cases?list=problem"))
    yield Place("cases-rates", desk, _opening("/cases?list=rates"))
    yield Place("cases-nothing", desk, _opening("/cases?kind=bad-data&colour=blue"))
    yield Place("cases-given", desk, _unfolded("/cases", ".case-openings > .act > summary"))
    yield Place("state-no-such-case", clerk, _opening("/cases/2024-9999"))
    yield Place("state-broken-link", desk, lambda tab: _plainly(tab, "/files/return/nothing"))


def _doors(site: Site) -> Iterator[Place]:
    """The sign-in page in its states."""
    yield Place("login", None, lambda tab: _plainly(tab, "/login"))
    yield Place("login-wrong", None, lambda tab: _try(tab, "没有这个岗位", "wrong"))
    yield Place("login-first", None, lambda tab: _try(tab, "新到岗位", site.codes["first"]))
    yield Place("login-locked", None, _locked_out)


def _plainly(tab: Tab, path: str) -> None:
    tab.goto(path)


def _try(tab: Tab, post: str, password: str) -> None:
    tab.goto("/login")
    tab.fill("input[name=post]", post)
    tab.fill("input[name=password]", password)
    tab.click("button[type=submit]")
    tab.wait_for_load_state()


def _locked_out(tab: Tab) -> None:
    for _ in range(TRIES):
        _try(tab, "锁住的岗位", "wrong")


def _opening(path: str) -> Reach:
    def reach(tab: Tab) -> None:
        tab.goto(path)
        tab.wait_for_selector("#page > :not(.loading)", state="attached")
        tab.wait_for_load_state("networkidle")
        for chart in tab.locator(".js-plotly-plot").all():
            chart.locator(".main-svg").first.wait_for()

    return reach


def _unfolded(path: str, what: str) -> Reach:
    """The page with the last of its forms open."""

    def reach(tab: Tab) -> None:
        _opening(path)(tab)
        tab.locator(what).last.click()

    return reach


def _waiting(tab: Tab) -> None:
    """The page's answer never comes."""
    tab.route(CALLBACK, lambda _: None)
    tab.goto("/")
    tab.wait_for_selector("#page > .loading")


def _away(tab: Tab) -> None:
    """The server goes away between two pages."""
    _opening("/")(tab)
    tab.route(CALLBACK, lambda route: route.abort())
    if tab.is_visible("#menu-button"):
        tab.click("#menu-button")
    tab.click("a[href='/cases']")
    tab.wait_for_selector("#away")


def _signed_in(browser: Browser, site: Site, post: str) -> Session:
    form = {"post": post, "password": PASSWORD}
    return _posted(browser, site, form)


def _first_signed_in(browser: Browser, site: Site, role: str) -> Session:
    chosen = {"chosen": CHOSEN, "again": CHOSEN}
    form = {"post": site.posts[role], "password": site.codes[role], **chosen}
    return _posted(browser, site, form)


def _posted(browser: Browser, site: Site, form: dict[str, Any]) -> Session:
    context = browser.new_context(base_url=site.address)
    sent = {"Origin": site.address}
    answer = context.request.post("/login", form=form, headers=sent, max_redirects=0)
    if answer.status != 303:
        raise SystemExit(f"{form['post']} cannot sign in: {answer.status}")
    state = context.storage_state()
    context.close()
    return state


def _links(browser: Browser, site: Site, session: Session) -> Links:
    """Addresses linked from the pages in the menu and from those they link to first."""
    context = browser.new_context(base_url=site.address, storage_state=session)
    tab, found = context.new_page(), Counter(["/"])
    for path in ("/", "/tasks", "/offices", "/reporting", "/cases", "/quality", "/admin"):
        _opening(path)(tab)
        found.update(tab.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.pathname)"))
    report = next(
        (one for one in sorted(found) if re.fullmatch(r"/reporting/[^/]+/[^/]+", one)), ""
    )
    if report:
        _opening(report)(tab)
        found.update(tab.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.pathname)"))
    context.close()
    return found


def _address(page: Page, links: Links) -> str:
    """The address of `page` that is linked to most, for it shows most; without `*` its path."""
    if "*" not in page.path:
        return page.path
    fitting = [one for one in links if page.match(one) is not None]
    return min(fitting, key=lambda one: (-links[one], len(one), one), default="")
