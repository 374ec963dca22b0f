"""A24: what others notice of a thousand log-ins a second and of two hundred heavy requests at once.

`python -m benchmarks flood` serves the demo as in earnest (two processes of four threads) on
loopback. CITYPLAN_BENCH_HOME names another finished demo.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPException
from pathlib import Path

from benchmarks.measure import Invalid, line
from benchmarks.site import Client, p95, served

LIMIT = 3  # times the p95 of others without the attack
PAUSE, ASKED = 0.2, 60  # seconds between two pages of a person who reads; pages of a run
GUESSERS = 25
HEAVY, FILE = 200, "/files/data.xlsx"
PAGE = "/reporting"
Attack = AbstractContextManager[Callable[[], str]]


def run(folder: Path) -> None:
    """Others at rest, under each attack, and at rest again."""
    home = Path(os.environ.get("CITYPLAN_BENCH_HOME", "var/demo"))
    if not (home / "demo.complete").exists():
        line("A24", "没有演示数据,先运行 make demo SERVE=0")
        return
    with (folder / "log").open("wb") as log, served(home, said=log) as address:
        cookie = Client(address).log_in().cookie
        reader = Client(address, cookie)
        _pages(reader)  # warm
        rest = p95(_pages(reader))
        line("A24 平时", f"别人翻页 p95 {rest * 1000:.0f} ms")
        for name, attack in (
            ("千次登录", _guessing(address)),
            ("同时两百份文件", _files(address, cookie)),
        ):
            reader.anew()  # the server ends a connection that rests
            with attack as told:
                busy = p95(_pages(reader))
            times = busy / rest
            word = "达到" if times <= LIMIT else "未达到"
            line(
                f"A24 {name}",
                f"{told()};别人翻页 p95 {busy * 1000:.0f} ms,{times:.1f} 倍,限 {LIMIT} 倍 → {word}",
            )
        reader.anew()
        line("A24 过后", f"别人翻页 p95 {p95(_pages(reader)) * 1000:.0f} ms")


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


@contextmanager
def _crowd(people: int, ask: Callable[[int], int]) -> Iterator[Callable[[], str]]:
    """`people` who ask again and again until the block ends; then what they were answered."""
    over, began = threading.Event(), time.perf_counter()
    answered: Counter[int] = Counter()
    lock = threading.Lock()

    def one(place: int) -> None:
        while not over.is_set():
            status = ask(place)
            with lock:
                answered[status] += 1

    def told() -> str:
        rate = answered.total() / (time.perf_counter() - began)
        words = "、".join(
            f"{status or '断开'}:{count}" for status, count in sorted(answered.items())
        )
        return f"每秒 {rate:.0f} 次({words})"

    with ThreadPoolExecutor(people) as many:
        asking = [many.submit(one, place) for place in range(people)]
        try:
            yield told
        finally:
            over.set()
    for done in asking:
        done.result()


def _guessing(address: str) -> Attack:
    clients = [Client(address) for _ in range(GUESSERS)]

    def ask(place: int) -> int:
        form = f"post=guess{place}&password=wrong-wrong-wrong".encode()
        return _asked(clients[place], "POST", "/login", form)

    return _crowd(GUESSERS, ask)


def _files(address: str, cookie: str) -> Attack:
    clients = [Client(address, cookie) for _ in range(HEAVY)]
    return _crowd(HEAVY, lambda place: _asked(clients[place], "GET", FILE))


def _asked(client: Client, method: str, path: str, body: bytes = b"") -> int:
    """The status of an answer; 0 when the connection was ended."""
    kind = "application/x-www-form-urlencoded" if body else ""
    try:
        return client.timed(method, path, body, kind).status
    except (OSError, HTTPException):
        client.anew()
        return 0
