"""R15: half an hour at 70 % of what it can do: nothing fails, grows, or is left open.

The record is filled first with as much as it will hold in the middle of that half hour: a page of
no deliveries costs less than one of a thousand. Then eight clients ask without a pause, and what
they handed in is waited for: that is what it can do. From then on seven tenths as many pages and
forms a second come at their moments, whether the ones before were answered or not.
"""

from __future__ import annotations

import hashlib
import http.client
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks.site import Client
from desk.accounts import add_post, issue_token, operator
from desk.demo.posts import DESK, PASSWORD
from ledger import receipts
from observations.identity import Actor, Role
from tests.campaigns.faults.batches import OFFICES, QUARTERS, form
from tests.campaigns.runner import Campaign, Ground, Tally, Told, Trial
from tests.campaigns.watching import watching
from tests.desk import hall as halls
from tests.desk.hall import Hall
from tests.flows.processes import Running, cityplan, free_port, wait_for

WHOLE, SHORT = (1_800.0, 60.0, 10.0), (30.0, 5.0, 1.0)
"""Seconds at their moments, without a pause before, and from one sample of memory to the next."""
FILLED, FEW = 500, 10
"""Forms in the record before anything is measured."""
SHARE, CLIENTS, EVERY = 0.7, 8, 100  # one form among so many requests
SEEN = 0.8  # the share of samples that must have been taken
GROWTH = 1.0  # per cent of memory an hour
LEFT = 600.0
PAGES = ("/", "/tasks", "/offices", "/areas", "/data", "/quality", "/cases", "/reporting")
ENDED = frozenset({"accepted", "returned", "refused", "duplicate"})
UNLIMITED = (
    "API_TOKEN_PER_MINUTE", "API_ADDRESS_PER_MINUTE", "SESSION_PER_MINUTE", "ASKER_PER_SECOND",
    "REST_PER_SECOND", "LOGIN_PER_MINUTE", "DOWNLOADS_PER_MINUTE",
)  # fmt: skip


@dataclass
class Load:
    """Who asks, what was answered, and the forms that are handed in, each once."""

    address: str
    token: str
    forms: Sequence[Path]
    done: Counter[str] = field(default_factory=Counter)
    taken: Iterator[Path] = field(init=False)
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.taken = iter(self.forms)

    def ask(self, client: Client, place: int, every: int = EVERY) -> None:
        """One request of the mix; its answer is counted, also one that did not come."""
        path = self._form() if place % every == 0 else None
        began = time.perf_counter()
        try:
            status = self._hand_in(path) if path else client.page(PAGES[place % len(PAGES)]).status
            said = str(status)
        except (OSError, http.client.HTTPException) as fault:
            said, path = type(fault).__name__, None
            client.anew()
        with self._lock:
            self.done[f"{'form' if path else 'page'} {said}"] += 1
            self.seconds.append(time.perf_counter() - began)

    def _form(self) -> Path | None:
        with self._lock:
            return next(self.taken, None)

    def _hand_in(self, path: Path) -> int:
        office, _, _ = path.name.partition("_")
        head = {
            "Authorization": f"Bearer {self.token}",
            "X-File-Name": quote(path.name),
            "Content-Type": "application/octet-stream",
        }
        where, host = f"/api/v1/submissions?office={office}", urlsplit(self.address).netloc
        with closing(http.client.HTTPConnection(host, timeout=60)) as connection:
            connection.request("POST", where, path.read_bytes(), head)
            answer = connection.getresponse()
            answer.read()
        return answer.status


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """An installation with a post that reads and a program that reports."""
    hall = halls.build(ground.folder, ground.url)
    add_post(hall.desk, operator(), DESK, PASSWORD)
    try:
        yield partial(_trial, ground, hall)
    finally:
        hall.desk.ledger.close()


def _trial(ground: Ground, hall: Hall, _number: int, chance: random.Random) -> Told:
    seconds, first, every = WHOLE if ground.whole else SHORT
    del chance  # what is asked goes round; only its moments are the machine's
    with ExitStack() as stack:
        port = free_port()
        running = _started(stack, ground, hall, port)
        address = f"http://127.0.0.1:{port}"
        load = Load(address, _token(hall), _forms(hall, seconds))
        clients = [Client(address).log_in() for _ in range(CLIENTS)]
        _fill(hall, load, running, FILLED if ground.whole else FEW)
        began = time.monotonic()
        asked = _without_pause(load, clients, first)
        _until_judged(hall, load, running)
        most = asked / (time.monotonic() - began)
        load.seconds.clear()
        watched = stack.enter_context(watching(ground, running, every))
        behind = _at_their_moments(load, clients, SHARE * most, seconds)
        _require_answers(load)
        _until_judged(hall, load, running)
        exports = {_export(clients[place % CLIENTS]) for place in range(CLIENTS)}
        assert len(exports) == 1, "the same record was exported in two ways"
        assert "Traceback" not in running.text(), running.text()[-3000:]
        worst = {
            "requests a second without a pause": most,
            "p95 seconds": statistics.quantiles(load.seconds, n=20)[-1],
            "seconds behind at the end": behind,
            "memory, per cent an hour": watched.slope(),
            "memory, MB": max(size for _, size in watched.memory) / 1024,
        }
    assert len(watched.memory) >= seconds / every * SEEN, "too few samples to tell"
    assert watched.open == 0, f"{watched.open} transactions were left open"
    return Told({**load.done, "samples of memory": len(watched.memory)}, worst)


def _started(stack: ExitStack, ground: Ground, hall: Hall, port: int) -> Running:
    env = {
        "CITYPLAN_HOME": str(hall.desk.settings.home),
        "CITYPLAN_DATABASE_URL": hall.desk.settings.url,
        "CITYPLAN_NOW": hall.desk.now().isoformat(),
        "CITYPLAN_BROWSER": "none",
        "CITYPLAN_INSECURE_COOKIE": "1",
        **{f"CITYPLAN_{name}": "1000000" for name in UNLIMITED},
    }
    running = stack.enter_context(
        cityplan(ground.folder / "run", "serve", "--port", str(port), env=env)
    )
    wait_for(lambda: "看板已打开" in running.text(), 180, "dashboard", running)
    return running


def _token(hall: Hall) -> str:
    program = Actor("平台对接岗", frozenset({Role.CLERK}), frozenset(OFFICES))
    add_post(hall.desk, operator(), program)
    return issue_token(hall.desk, operator(), "平台对接", program.post, 30)


def _forms(hall: Hall, seconds: float) -> list[Path]:
    """More than will be asked for: each of an office and a quarter, with a mark of its own."""
    made = []
    for place in range(max(60, int(seconds * 2))):
        office = OFFICES[place % len(OFFICES)]
        period = QUARTERS[place // len(OFFICES) % len(QUARTERS)]
        path = form(hall, office, period, f"第{place}件")
        made.append(path.rename(path.with_name(f"{office}_{place}.xlsx")))
    return made


def _fill(hall: Hall, load: Load, running: Running, many: int) -> None:
    """Hand in so many forms and wait for what is said of them."""
    client = Client(load.address)
    for place in range(many):
        load.ask(client, place, every=1)
    _until_judged(hall, load, running)


def _without_pause(load: Load, clients: Sequence[Client], seconds: float) -> int:
    """How many requests all clients together get answered."""
    ends = time.monotonic() + seconds

    def one(number: int) -> int:
        count = 0
        while time.monotonic() < ends:
            load.ask(clients[number], number + count * CLIENTS + 1)
            count += 1
        return count

    with ThreadPoolExecutor(CLIENTS) as many:
        return sum(many.map(one, range(CLIENTS)))


def _at_their_moments(load: Load, clients: Sequence[Client], rate: float, seconds: float) -> float:
    """Request after request at its moment, by the next free client; seconds behind at the end."""
    began, places = time.monotonic(), iter(range(int(rate * seconds)))
    lock = threading.Lock()

    def one(number: int) -> None:
        while True:
            with lock:
                place = next(places, None)
            if place is None:
                return
            time.sleep(max(0.0, began + place / rate - time.monotonic()))
            load.ask(clients[number], place)

    with ThreadPoolExecutor(CLIENTS) as many:
        try:
            list(many.map(one, range(CLIENTS)))
        finally:
            places = iter(())  # whoever stops the campaign does not wait for the rest of it
    return time.monotonic() - began - seconds


def _require_answers(load: Load) -> None:
    wrong = {said: n for said, n in load.done.items() if said.split()[1] not in ("200", "202")}
    assert not wrong, wrong


def _until_judged(hall: Hall, load: Load, running: Running) -> None:
    sent = sum(count for said, count in load.done.items() if said.startswith("form"))

    def judged() -> bool:
        with hall.desk.ledger.read() as reading:
            rows = receipts.listing(reading, limit=1_000_000)
        return sum(row.state in ENDED for row in rows) >= sent

    wait_for(judged, LEFT, "verdict on every form", running)


def _export(client: Client) -> str:
    """The hash of the whole record as a file."""
    with closing(http.client.HTTPConnection(client.host, timeout=120)) as connection:
        connection.request("GET", "/files/data.csv", headers={"Cookie": client.cookie})
        answer = connection.getresponse()
        data = answer.read()
    assert answer.status == http.client.OK, answer.status
    return hashlib.sha256(data).hexdigest()


def _judge(tally: Tally) -> None:
    grown = tally.worst["memory, per cent an hour"]
    assert grown < GROWTH, f"memory grows by {grown:.2f} % an hour"


CAMPAIGN = Campaign(
    name="soak",
    promise="half an hour at 70 % load: nothing fails, memory stays, no transaction is left open",
    trials=1,
    arena=arena,
    judge=_judge,
)
