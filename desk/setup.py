"""A start: migrate, stamp, load the plan, create the first administrator."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desk.accounts import add_post
from desk.handle import Clock, Desk, open_desk, system_clock
from desk.plans import keep_first_plan
from desk.published import load_published
from desk.settings import Settings
from ledger import accounts
from ledger.engine import shown_url
from ledger.opening import Stamp, create
from observations.identity import SYSTEM, Actor, Role

ADMINISTRATOR = "系统管理员"
_SETUP = Actor("安装程序", frozenset({Role.ADMIN, Role.DESK}))


@dataclass(frozen=True)
class Started:
    """What a start made: the administrator's one-time password is shown once, kept nowhere.

    `url` is the database's address with its password hidden.
    """

    url: str
    administrator: str
    password: str | None
    plan: str
    targets: int
    published: int


def start(settings: Settings, stamp: Stamp, clock: Clock = system_clock) -> Started:
    """Create or upgrade an installation; repeating it changes nothing and makes no password.

    `clock` is the simulated one of a demo: what is recorded first sets the record's time.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.spool_dir.mkdir(exist_ok=True)
    settings.papers_dir.mkdir(exist_ok=True)
    settings.secret()
    create(settings.url, stamp).close()
    desk = replace(open_desk(settings), clock=clock)
    try:
        keep_first_plan(desk, _SETUP)
        # A demo begins before most of them were published; its replay loads them in their time.
        published = load_published(desk, SYSTEM) if stamp == "real" else 0
        password = _administrator(desk)
    finally:
        desk.ledger.close()
    return Started(
        shown_url(settings.url),
        ADMINISTRATOR,
        password,
        desk.plan.title,
        len(desk.plan.targets),
        published,
    )


def _administrator(desk: Desk) -> str | None:
    with desk.ledger.read() as reading:
        if accounts.posts(reading):
            return None
    return add_post(desk, _SETUP, Actor(ADMINISTRATOR, frozenset({Role.ADMIN})))
