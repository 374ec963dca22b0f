"""Measured figures as data: kept after each part of a run, compared with those of before.

A multiple of a reference of the same run means the same on any machine. Seconds do not: they are
compared by `probe`, the time of a fixed piece of work that is measured beside each part.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TIMES = frozenset({"s", "ms"})
NOISE, ONCE = 0.25, 1.0
"""A median worse by less than this share is no regression; of one run alone nothing is known of
its spread, so it must be twice as bad."""
_PROBES = 5


@dataclass(frozen=True)
class Figure:
    """A figure: the median of its runs, their best and worst, and its limit in the same unit.

    `unit`: s, ms, kB, 倍 (of a reference), /s …; `low`: the smaller the better.
    """

    name: str
    value: float
    best: float
    worst: float
    limit: float
    unit: str
    low: bool = True

    @property
    def held(self) -> bool:
        """True within the limit."""
        return self.value <= self.limit if self.low else self.value >= self.limit


@dataclass(frozen=True)
class Part:
    """The figures of one part of a run, and what it was measured on.

    `probe`: seconds of the fixed work then; `cores` and `load`: of the machine at its beginning.
    """

    part: str
    commit: str
    at: str
    cores: int
    load: float
    probe: float
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Regression:
    """A figure that became worse than noise makes it; `times`: how many times as bad."""

    part: str
    before: Figure
    now: Figure
    times: float


def figure(
    name: str, runs: Sequence[float], limit: float, unit: str, *, low: bool = True
) -> Figure:
    """The figure that these runs make."""
    best, worst = (min(runs), max(runs)) if low else (max(runs), min(runs))
    return Figure(name, statistics.median(runs), best, worst, limit, unit, low)


def probe() -> float:
    """Seconds of a fixed piece of work: hashing, JSON, a table in memory; the best of five."""
    return min(_probed() for _ in range(_PROBES))


def _probed() -> float:
    began = time.perf_counter()
    block, rows = b"c" * (1 << 20), [{"area": f"{n:06d}", "value": n / 7} for n in range(4_000)]
    for _ in range(16):
        hashlib.sha256(block).digest()
    for _ in range(4):
        rows = json.loads(json.dumps(rows))
    with sqlite3.connect(":memory:") as table:
        table.execute("CREATE TABLE t (area TEXT PRIMARY KEY, value REAL)")
        table.executemany("INSERT INTO t VALUES (:area, :value)", rows)
        table.execute("SELECT sum(value) FROM t WHERE area > '001000'").fetchone()
    return time.perf_counter() - began


def measured(part: str, commit: str, figures: tuple[Figure, ...], probes: float) -> Part:
    """What a part told, with where and when."""
    return Part(
        part, commit, datetime.now(UTC).isoformat(timespec="seconds"), os.cpu_count() or 1,
        round(os.getloadavg()[0], 2), probes, figures,
    )  # fmt: skip


def write(folder: Path, part: Part) -> None:
    """One file a part; nothing where a part tells no figure."""
    if part.figures:
        folder.mkdir(parents=True, exist_ok=True)
        written = json.dumps(asdict(part), ensure_ascii=False, indent=1)
        (folder / f"{part.part}.json").write_text(written + "\n", encoding="utf-8")


def read(folder: Path) -> dict[str, Part]:
    """Parts by name, as `write` left them."""
    found = (json.loads(one.read_text(encoding="utf-8")) for one in sorted(folder.glob("*.json")))
    return {one.part: one for one in map(_part, found)}


def _part(told: dict[str, Any]) -> Part:
    return Part(**(told | {"figures": tuple(Figure(**one) for one in told["figures"])}))


def regressions(before: dict[str, Part], now: dict[str, Part]) -> Iterator[Regression]:
    """Figures whose runs are all worse than all of before, and the median by more than `NOISE`."""
    for name in before.keys() & now.keys():
        old = {one.name: one for one in before[name].figures}
        slower = now[name].probe / before[name].probe
        for one in now[name].figures:
            then = old.get(one.name)
            if then is None or min(then.value, one.value) <= 0:
                continue
            scale = slower if one.unit in TIMES else 1.0
            noise = ONCE if one.best == one.worst else NOISE
            if (times := _worse(then, one, scale)) > 1 + noise:
                yield Regression(name, then, one, times)


def _worse(then: Figure, now: Figure, scale: float) -> float:
    """How many times as bad the median is; 1.0 while the runs overlap."""
    if now.low:
        apart = now.best > then.worst * scale
        return now.value / (then.value * scale) if apart else 1.0
    return then.value / now.value if now.best < then.worst else 1.0
