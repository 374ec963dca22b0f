"""Every hostile file through the jail: refused by its rule, cheaply, and nobody is asked."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from observations.jail import Jail
from observations.jail_child import Limits
from observations.signals import SIGNALS
from observations.spool import spool
from observations.stations import SourceFile
from tests.campaigns.files.child import Child
from tests.campaigns.files.hostile import ARCHIVES, DISGUISES, FAR, Attack, markup
from tests.campaigns.runner import SQLITE, Campaign, Ground, Tally, Told, Trial
from tests.sources.hall import FILES

ARCHIVE_SECONDS, ARCHIVE_MEGABYTES = 0.05, 64
_LIMITS = Limits()


@dataclass
class Canary:
    """A server that counts who asks; nobody may."""

    hits: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def listening() -> Iterator[Canary]:
    """A canary on 127.0.0.1 for as long as the block lasts."""
    canary = Canary()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            canary.hits.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is written: the hits are what counts."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        canary.address = f"http://127.0.0.1:{server.server_port}/secret"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield canary
        finally:
            server.shutdown()
            thread.join()


def attacks(canary: str) -> Mapping[str, Attack]:
    """All of them, archives first."""
    return {**ARCHIVES, **markup(canary), **FAR, **DISGUISES}


@contextmanager
def _arena(ground: Ground) -> Iterator[Trial]:
    with listening() as canary, Jail() as shared:
        known = attacks(canary.address)
        names = sorted(known)

        def trial(number: int, _draw: random.Random) -> Told:
            name = names[number % len(names)]
            source = spool(known[name].make(), name, ground.folder / "spool")
            told = _read(shared, source, name, known[name])
            if ground.whole:
                with Jail() as own:  # its child's peak is this file's alone
                    told = _read(own, source, name, known[name])
            assert not canary.hits, (name, canary.hits)
            return told

        yield trial
        good = spool(FILES / "form-as-saved.xlsx", "好表.xlsx", ground.folder / "spool")
        assert shared.read(good).sheets


def _read(jail: Jail, source: SourceFile, name: str, attack: Attack) -> Told:
    """Read one hostile file and measure what the child used."""
    began, before = time.monotonic(), Child.of(jail)
    report = jail.read(source)
    seconds, used = time.monotonic() - began, before.since(jail)
    rules = {finding.rule for finding in report.findings}
    assert rules <= set(SIGNALS), (name, rules)
    assert not report.sheets if attack.refused else True, (name, "read as it is")
    assert rules <= attack.rules, (name, rules)
    assert seconds < _LIMITS.wall + 2, (name, seconds)
    kind = "archive" if name in ARCHIVES else "file"
    worst = {f"{label} ({kind}s)": value for label, value in used.items()}
    became = f"refused by {sorted(rules)[0]}" if rules else "read as it is"
    return Told({became: 1}, worst | {f"seconds, {kind}s": seconds})


def _judge(tally: Tally) -> None:
    """The promise about archives is a figure; it is asked of the whole run alone."""
    worst = tally.worst
    assert worst["child's processor seconds a file (archives)"] < ARCHIVE_SECONDS, worst
    assert worst["child's peak MiB (archives)"] < ARCHIVE_MEGABYTES, worst


CAMPAIGN = Campaign(
    "hostile",
    "a hostile file is refused by its rule, an archive before it is unpacked",
    len(attacks("http://127.0.0.1/")),
    _arena,
    (SQLITE,),
    _judge,
)
