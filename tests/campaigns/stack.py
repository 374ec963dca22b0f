"""R2 and R16: everything `serve` and `schedule` start is killed at random while files arrive.

Prefect's own database is wiped once on the way. Nobody's hand puts anything right.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import func, select

from desk.accounts import add_post, issue_token, operator
from desk.custody import verify
from ledger import receipts
from ledger.tables.reports import judgements
from observations.identity import Actor, Role
from tests.campaigns.faults.batches import OFFICES, QUARTERS, form
from tests.campaigns.runner import Campaign, Ground, Tally, Told, Trial
from tests.desk import hall as halls
from tests.desk.hall import Hall
from tests.flows.processes import Running, cityplan, command_of, free_port, wait_for

SECONDS, FILES = 600.0, 2_000
SHORT, FEW = 45.0, 24
PAUSES = (4.0, 12.0)  # seconds between two kills
AWAKE = 90.0
LOOK = 2.0  # seconds between two looks at what has a verdict, and a little more
LEFT = 1_800.0  # seconds for what is still waiting when the last kill is over
WORDS = ("flows.bench", "gunicorn", "flows.prefect_server", "prefect worker start")
HURRIED = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "3",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
}
ENDED = frozenset({"accepted", "returned", "refused", "duplicate"})


@dataclass
class Feed:
    """What is sent: half by HTTP to the web process, half into the inbox of the schedule."""

    files: Sequence[Path]
    inbox: Path
    address: str
    token: str
    every: float
    sent: Counter[str] = field(default_factory=Counter)
    at: dict[str, float] = field(default_factory=dict)  # sha256 → when it was handed over

    def run(self, ended: threading.Event) -> None:
        """Send one after the other; what was not acknowledged is sent again, the same bytes."""
        for place, path in enumerate(self.files):
            digest = sha256_of(path)
            if place % 2:
                path.rename(self.inbox / path.name)
            else:
                self._post(path, ended)
            self.at[digest] = time.monotonic()
            self.sent["by HTTP" if place % 2 == 0 else "by the inbox"] += 1
            if ended.wait(self.every):
                return

    def _post(self, path: Path, ended: threading.Event) -> None:
        while not ended.is_set():
            office, _, _ = path.name.partition("_")
            head = {
                "Authorization": f"Bearer {self.token}",
                "X-File-Name": quote(path.name),
                "Content-Type": "application/octet-stream",
            }
            address = f"{self.address}?office={office}"
            request = urllib.request.Request(address, path.read_bytes(), head)
            try:
                with urllib.request.urlopen(request, timeout=30):
                    return
            except (urllib.error.URLError, OSError):
                self.sent["sent again"] += 1
                ended.wait(0.5)


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """An installation that nothing runs on yet."""
    hall = halls.build(ground.folder, ground.url)
    try:
        yield partial(_trial, ground, hall)
    finally:
        hall.desk.ledger.close()


def _trial(ground: Ground, hall: Hall, _number: int, chance: random.Random) -> Told:
    seconds, many = (SECONDS, FILES) if ground.whole else (SHORT, FEW)
    files = [_file(hall, place) for place in range(many)]
    sent_sums = Counter(sha256_of(path) for path in files)
    inbox = hall.desk.settings.home / "inbox"
    inbox.mkdir(exist_ok=True)
    port, ended = free_port(), threading.Event()
    feed = Feed(
        files, inbox, f"http://127.0.0.1:{port}/api/v1/submissions", _token(hall), seconds / many
    )
    feeding = threading.Thread(target=feed.run, args=(ended,), daemon=True)
    with ExitStack() as stack:
        running = _started(stack, ground, hall, port)
        feeding.start()
        killed = _kill_at_random(hall, running, chance, seconds)
        wait_for(lambda: _all_up(running), AWAKE, "all programs at work", running[0])
        up = time.monotonic()
        judged: dict[str, float] = {}
        wait_for(lambda: _noted(hall, judged) >= many, LEFT, "verdict on every file", running[0])
        ended.set()
        feeding.join(AWAKE)
        wait_for(lambda: not list(inbox.glob("*.xlsx")), AWAKE, "empty inbox", running[0])
        for one in running[:2]:  # Prefect's own programs tell of a lost server in their own way
            assert "Traceback" not in one.text(), one.text()[-3000:]
    _each_once(hall, sent_sums)
    counted = {**killed, **feed.sent, "files": many}
    return Told({**counted, **_waiting(judged, feed, up)}, _waits(judged, feed, up))


def _file(hall: Hall, place: int) -> Path:
    """A good form nobody else sends: an office's, of a quarter, with a mark of its own."""
    office = OFFICES[place % len(OFFICES)]
    period = QUARTERS[place // len(OFFICES) % len(QUARTERS)]
    path = form(hall, office, period, f"第{place}件")
    return path.rename(path.with_name(f"{office}_{place}.xlsx"))


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _token(hall: Hall) -> str:
    program = Actor("平台对接岗", frozenset({Role.CLERK}), frozenset(OFFICES))
    add_post(hall.desk, operator(), program)
    return issue_token(hall.desk, operator(), "平台对接", program.post, 30)


def _started(stack: ExitStack, ground: Ground, hall: Hall, port: int) -> list[Running]:
    """The dashboard with its worker, a second worker, and the schedule."""
    env = {
        **HURRIED,
        "CITYPLAN_HOME": str(hall.desk.settings.home),
        "CITYPLAN_DATABASE_URL": hall.desk.settings.url,
        "CITYPLAN_NOW": hall.desk.now().isoformat(),
        "CITYPLAN_BROWSER": "none",
        "CITYPLAN_API_TOKEN_PER_MINUTE": "100000",
        "CITYPLAN_API_ADDRESS_PER_MINUTE": "100000",
    }
    commands = (
        ("serve", "--port", str(port)),
        ("serve", "--only", "worker"),
        ("schedule", "--port", str(free_port())),
    )
    found = [
        stack.enter_context(cityplan(ground.folder / f"run-{place}", *words, env=env))
        for place, words in enumerate(commands)
    ]
    wait_for(lambda: "定时任务已开始" in found[2].text(), 180, "schedule", found[2])
    wait_for(lambda: "看板已打开" in found[0].text(), 180, "dashboard", found[0])
    return found


def _kill_at_random(
    hall: Hall, running: Sequence[Running], chance: random.Random, seconds: float
) -> Counter[str]:
    """kill -9 of whatever is there, again and again; half-way Prefect's database goes too."""
    killed: Counter[str] = Counter()
    began, wiped = time.monotonic(), False
    while (gone := time.monotonic() - began) < seconds:
        word = chance.choice(WORDS)
        for pid in sorted(_alive(running, word))[:1]:
            killed[f"killed: {word}"] += 1
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if gone > seconds / 2 and not wiped:
            wiped = True
            killed["Prefect's database wiped"] += _wiped(hall, running)
        time.sleep(chance.uniform(*PAUSES))
    return killed


def _alive(running: Sequence[Running], word: str) -> set[int]:
    """Programs the commands have started, the commands themselves excepted."""
    ours = {one.process.pid for one in running}
    return {pid for one in running for pid in one.family() if word in command_of(pid)} - ours


def _wiped(hall: Hall, running: Sequence[Running]) -> int:
    """Its files are taken away under it, then it is killed."""
    files = list((hall.desk.settings.home / "prefect").glob("prefect.db*"))
    for path in files:
        path.unlink()
    for pid in _alive(running, "flows.prefect_server"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return int(bool(files))


def _all_up(running: Sequence[Running]) -> bool:
    return all(_alive(running, word) for word in WORDS)


def _noted(hall: Hall, judged: dict[str, float]) -> int:
    """How many files have a verdict; when each was first seen to have one is noted."""
    time.sleep(LOOK / 2)  # to look at thousands of receipts is work, too
    with hall.desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=1_000_000)
    now = time.monotonic()
    for row in rows:
        if row.state in ENDED:
            judged.setdefault(row.source.sha256, now)
    return len(judged)


def _waiting(judged: Mapping[str, float], feed: Feed, up: float) -> dict[str, int]:
    """Files without a verdict when everything ran again."""
    late = [name for name, moment in judged.items() if moment > up + LOOK]
    return {"waited when all ran again": sum(feed.at[name] <= up for name in late)}


def _waits(judged: Mapping[str, float], feed: Feed, up: float) -> dict[str, float]:
    """Seconds to the last verdict on what waited then, and on a file that came later."""
    before = [moment - up for name, moment in judged.items() if feed.at[name] <= up]
    after = [moment - feed.at[name] for name, moment in judged.items() if feed.at[name] > up]
    return {
        "seconds from all at work to the last verdict on what waited": max(before, default=0.0),
        "seconds a later file waited": max(after, default=0.0),
    }


def _each_once(hall: Hall, wanted: Counter[str]) -> None:
    """One receipt a file, one verdict a receipt, and a chain that holds."""
    with hall.desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=1_000_000)
        query = select(judgements.c.receipt, func.count()).group_by(judgements.c.receipt)
        verdicts: dict[str, int] = dict(row._tuple() for row in reading.connection.execute(query))
    came = Counter(row.source.sha256 for row in rows)
    assert came == wanted, {name: came[name] for name in came if came[name] != wanted[name]}
    assert {row.state for row in rows} == {"accepted"}
    assert verdicts == {row.id: 1 for row in rows}
    assert verify(hall.desk)[0] == ()


def _judge(tally: Tally) -> None:
    for word in WORDS:
        assert tally.counts[f"killed: {word}"] > 0, word
    assert tally.counts["Prefect's database wiped"] > 0


CAMPAIGN = Campaign(
    name="stack",
    promise="two workers, the web and Prefect's server killed for ten minutes: each file done once",
    trials=1,
    arena=arena,
    judge=_judge,
)
