"""A24: what others notice of a thousand log-ins a second and of two hundred who ask without pause.

`python -m benchmarks flood` serves the demo as in earnest (two processes of four threads) on
loopback. Before and after each attack somebody reads in quiet; the times said are of these two.
The attackers are a process of their own at the lowest priority: elsewhere they would take none of
this machine's processor time, here they take what the server leaves. CITYPLAN_BENCH_HOME names
another finished demo.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from benchmarks.figures import figure
from benchmarks.hammer import Ask, hammering
from benchmarks.measure import Invalid, line, told
from benchmarks.site import Client, p95, served
from dashboards.address import segment
from dashboards.guard import COOKIE
from desk import sessions
from desk.accounts import post_named
from desk.demo.posts import DESK
from desk.files import RETURNED
from desk.handle import Desk, open_desk
from desk.settings import Settings
from ledger import papers, receipts
from ledger.sessions import Visit

LIMIT = 3  # times the p95 of others without the attack
PAUSE, ASKED = 0.2, 60  # seconds between two pages of a person who reads; pages of a run
GUESSERS, HEAVY = 1000, 200
EACH_SECOND = 1.0  # a thousand who try once a second, as A24 has it
PAGE = "/reporting"
FLOODS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("同一处登录要 xlsx", ("xlsx",), False),
    ("各自登录要 xlsx", ("xlsx",), True),
    ("各自登录要 csv", ("csv",), True),
    ("各自登录要通报各格式", (".docx", ".xlsx", ".html", ".json"), True),
    ("各自登录要表样", ("form",), True),
    ("各自登录要退回单", ("return",), True),
)
"""What two hundred ask for at once, and whether each has signed in for himself."""


def run(folder: Path) -> None:
    """Others in quiet, under each attack, and in quiet again."""
    home = Path(os.environ.get("CITYPLAN_BENCH_HOME", "var/demo"))
    if not (home / "demo.complete").exists():
        line("A24", "没有演示数据,先运行 make demo SERVE=0")
        return
    desk = open_desk(Settings(home=home))
    cookies = _signed_in(desk, HEAVY)
    with (folder / "log").open("wb") as log, served(home, said=log, limited=True) as address:
        reader = Client(address).log_in()
        _pages(reader)  # warm
        quiet = _pages(reader)
        for name, asks in _attacks(desk, cookies):
            reader.anew()  # the server ends a connection that rests
            with hammering(address, asks) as sent:
                busy = p95(_pages(reader))
            reader.anew()
            after = _pages(reader)
            rest = p95([*quiet, *after])
            times = busy / rest
            word = told(figure(f"A24 {name}", [times], LIMIT, "倍"))
            line(
                f"A24 {name}",
                f"{sent()};别人翻页 p95 {busy * 1000:.0f} ms,平时 {rest * 1000:.0f} ms,"
                f"{times:.1f} 倍,限 {LIMIT} 倍 → {word}",
            )
            quiet = after


def _pages(reader: Client) -> list[float]:
    """A person who reads: page after page, with a pause; `Invalid` when one is not drawn."""
    seconds = []
    for _ in range(ASKED):
        answer = reader.page(PAGE)
        if answer.status != 200:
            raise Invalid(f"别人的页面没有应答:{answer.status}")
        seconds.append(answer.seconds)
        time.sleep(PAUSE)
    return seconds


def _signed_in(desk: Desk, many: int) -> list[str]:
    """The cookies of so many log-ins of the bureau's desk."""
    actor = post_named(desk, DESK.post)
    visit = Visit("127.0.0.1", "", "browser", "")
    tokens = (sessions.opened(desk, actor, desk.now(), visit) for _ in range(many))
    return [f"{COOKIE}={token}" for token in tokens]


def _attacks(desk: Desk, cookies: Sequence[str]) -> Iterator[tuple[str, list[Ask]]]:
    guessed = "post=guess{}&password=wrong-wrong-wrong"
    tries = (guessed.format(n) for n in range(GUESSERS))
    yield "千次登录,每处每秒一次", [Ask("/login", form=one, pause=EACH_SECOND) for one in tries]
    yield "千处登录,不停", [Ask("/login", form=guessed.format(n)) for n in range(GUESSERS)]
    paths = _paths(desk)
    for name, wanted, own in FLOODS:
        found = [path for kind in wanted for path in paths[kind]]
        if not found:
            raise Invalid(f"演示里没有{name}的文件")
        whose = cookies if own else [cookies[0]]
        pairs = zip(cycle(found), cycle(whose), strict=False)
        yield f"两百处同时,{name}", [Ask(*pair) for pair in islice(pairs, HEAVY)]


def _paths(desk: Desk) -> dict[str, list[str]]:
    """Addresses of heavy files by their kind."""
    with desk.ledger.read() as reading:
        came, issued = receipts.listing(reading), papers.papers(reading)
    found = {"xlsx": ["/files/data.xlsx"], "csv": ["/files/data.csv?state=newest"]}
    period = f"{desk.plan.start.year}-Q4"
    found["form"] = [f"/files/form/{office}/{period}" for office in desk.plan.reporting_offices]
    found["return"] = [f"/files/return/{one.id}" for one in came if one.state in RETURNED]
    for one in issued:
        name = one.file.path.name
        path = f"/files/briefing/{segment(one.file.paper)}/{segment(name)}"
        found.setdefault(one.file.path.suffix, []).append(path)
    return found
