"""Files cut anywhere, and files somebody is still writing: none is taken for a whole one."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from briefings.form import Entry
from desk.intake import Bench
from flows.inbox import batches
from observations.errors import UserError
from observations.spool import spool
from observations.stations import Verdict, verdict_of
from tests.campaigns.files.base import NAMES, SAID, said_in, understood
from tests.campaigns.runner import SQLITE, Campaign, Ground, Told, Trial
from tests.sources.forms import ENTRIES, as_text, grid_of, issued
from tests.sources.hall import FILES, founded, opened

STEP = 64
_QUIET = 0.25  # seconds an inbox waits; a flow waits ten


@dataclass(frozen=True)
class Cutter:
    """Forms of every format, each cut at every `step`th byte."""

    bench: Bench
    folder: Path
    step: int

    def trial(self, number: int, draw: random.Random) -> Told:
        """One file, from a start of its own, so that other trials cut it elsewhere."""
        kind = list(NAMES)[number % len(NAMES)]
        data = self._whole(kind, draw)
        spooled = self.folder / f"spool-{number}"
        whole = said_in(understood(self.bench, data, f"整.{kind}", spooled))
        assert whole, kind
        counts: Counter[str] = Counter()
        for end in range(draw.randrange(STEP), len(data), self.step):
            done = understood(self.bench, data[:end], f"截.{kind}", spooled)
            verdict = verdict_of(done.header, done.findings)
            counts[f"{kind} {verdict}"] += 1
            if verdict is not Verdict.ACCEPTED:
                assert done.findings, (number, kind, end)
                continue
            said = said_in(done)
            same = all(whole[k][n] == said.get(k, {}).get(n) for k in whole for n in SAID)
            assert same, f"{kind} of {len(data)} bytes cut at {end} is taken for whole"
            counts[f"{kind} accepted, nothing of it lost"] += 1
        return Told(counts)

    def _whole(self, kind: str, draw: random.Random) -> bytes:
        """Another form each time where we can write the format, else the corpus' one."""
        if kind not in ("xlsx", "csv"):
            return (FILES / NAMES[kind]).read_bytes()
        entries = {key: _changed(entry, draw) for key, entry in ENTRIES.items()}
        path = issued(self.folder / "whole.xlsx", entries=entries)
        if kind == "xlsx":
            return path.read_bytes()
        encoding = draw.choice(("gb18030", "utf-8-sig", "utf-16"))
        return as_text(grid_of(path), draw.choice(",\t;")).encode(encoding)


def _changed(entry: Entry, draw: random.Random) -> Entry:
    """The entry with other digits; words stay."""
    if entry.denominator is not None:
        below = draw.randrange(100, 10_000)
        return Entry(numerator=draw.randrange(1, below), denominator=below)
    return Entry(value=entry.value if isinstance(entry.value, str) else draw.randrange(1, 99) / 2)


@contextmanager
def _cutting(ground: Ground) -> Iterator[Trial]:
    empty = founded(ground.folder / "empty")
    with Bench(opened(empty, ground.folder / "home")) as bench:
        yield Cutter(bench, ground.folder, STEP if ground.whole else 10 * STEP).trial
        bench.desk.ledger.close()


def _appended(path: Path, data: bytes, pieces: int, pause: float) -> None:
    """Write as a slow copy does: piece by piece, never resting as long as the inbox waits."""
    size = -(-len(data) // pieces)
    for start in range(0, len(data), size):
        with path.open("ab") as file:
            file.write(data[start : start + size])
        time.sleep(pause)


def _overwritten(path: Path, data: bytes, pieces: int, pause: float) -> None:
    """Write as a program that reserves the space first: the size is right from the start."""
    path.write_bytes(bytes(len(data)))
    size = -(-len(data) // pieces)
    with path.open("r+b", buffering=0) as file:
        for start in range(0, len(data), size):
            file.write(data[start : start + size])
            os.fsync(file.fileno())
            time.sleep(pause)


WRITERS: tuple[Callable[[Path, bytes, int, float], None], ...] = (_appended, _overwritten)


@contextmanager
def _growing(ground: Ground) -> Iterator[Trial]:
    def trial(number: int, draw: random.Random) -> Told:
        data = draw.randbytes(draw.randrange(2_000, 60_000))
        inbox = ground.folder / f"inbox-{number}"
        inbox.mkdir()
        path, writer = inbox / "大表.csv", draw.choice(WRITERS)
        pieces, pause = draw.randrange(2, 8), draw.uniform(0.01, _QUIET / 3)
        thread = threading.Thread(target=writer, args=(path, data, pieces, pause))
        thread.start()
        counts: Counter[str] = Counter({writer.__name__.strip("_"): 1})
        try:
            while not counts["taken whole"]:
                for lying in (one for batch in batches(inbox, _QUIET) for one in batch):
                    counts.update(_taken(lying.path, data, ground.folder / "spool"))
                counts["looked"] += 1
                assert counts["looked"] < 200, "never taken"
        finally:
            thread.join()
        return Told(counts)

    yield trial


def _taken(path: Path, data: bytes, folder: Path) -> dict[str, int]:
    """Spool the file as the flow does: whole, or refused because it still grows."""
    try:
        source = spool(path, path.name, folder)
    except UserError:
        return {"still growing, left": 1}
    assert source.path.read_bytes() == data, f"half a file: {source.size} of {len(data)} bytes"
    return {"taken whole": 1}


CUT = Campaign(
    "cut", "a file cut at any 64th byte is never taken for whole", 200, _cutting, (SQLITE,)
)
GROWING = Campaign(
    "growing",
    "a file somebody is writing is not taken before it is whole",
    100,
    _growing,
    (SQLITE,),
)
