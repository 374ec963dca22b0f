"""Many who ask, with a pause or without, in a process of their own: `benchmarks.hammer`.

Told on standard input, as one line of JSON, where and what; asks until the input ends, then says
on standard output what was answered. In the measuring process the crowd's threads would slow the
very person whose pages are timed.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

MOST_SECONDS = 120.0  # for one answer


@dataclass(frozen=True)
class Ask:
    """What one of the crowd asks for, again and again; a `form` is posted.

    `pause` in seconds lies between one answer and the next request.
    """

    path: str
    cookie: str = ""
    form: str = ""
    kind: str = "application/x-www-form-urlencoded"
    pause: float = 0.0


@contextmanager
def hammering(address: str, asks: Sequence[Ask]) -> Iterator[Callable[[], str]]:
    """One of the crowd for each of `asks` while the block lasts; after it, what they were answered.

    As words: how many answers a second, and how many of each status (断开: none came).
    """
    process = subprocess.Popen(
        ["nice", "-n", "19", sys.executable, "-m", "benchmarks.hammer"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    told: list[str] = []
    try:
        line = json.dumps({"address": address, "asks": [asdict(one) for one in asks]})
        process.stdin.write(line + "\n")
        process.stdin.flush()
        yield lambda: told[0]
    finally:
        said, _ = process.communicate(timeout=MOST_SECONDS + 60)
    found = json.loads(said)
    counted = "、".join(f"{status}:{count}" for status, count in sorted(found["answers"].items()))
    told.append(f"每秒 {found['rate']:.0f} 次({counted})")


def main() -> None:
    """Ask until standard input ends."""
    told = json.loads(sys.stdin.readline())
    asks = [Ask(**one) for one in told["asks"]]
    json.dump(asyncio.run(_crowd(urlsplit(told["address"]).netloc, asks)), sys.stdout)


async def _crowd(host: str, asks: Sequence[Ask]) -> dict[str, Any]:
    answered: Counter[str] = Counter()
    began = time.perf_counter()
    many = [asyncio.create_task(_one(host, ask, answered)) for ask in asks]
    await asyncio.to_thread(sys.stdin.read)
    seconds = time.perf_counter() - began
    for one in many:
        one.cancel()
    await asyncio.gather(*many, return_exceptions=True)
    return {"rate": answered.total() / seconds, "answers": answered}


async def _one(host: str, ask: Ask, answered: Counter[str]) -> None:
    name, _, port = host.partition(":")
    written = _written(host, ask)
    while True:
        try:
            reader, writer = await asyncio.open_connection(name, int(port))
        except OSError:
            answered["断开"] += 1
            await asyncio.sleep(0.05)
            continue
        try:
            while await _asked(reader, writer, written, answered):
                await asyncio.sleep(ask.pause)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            answered["断开"] += 1
        finally:
            writer.close()
        await asyncio.sleep(ask.pause)


async def _asked(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    written: bytes,
    answered: Counter[str],
) -> bool:
    """One request and its whole answer; False when the connection ends with it."""
    writer.write(written)
    async with asyncio.timeout(MOST_SECONDS):
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        size = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(size)
    answered[head.split(b" ", 2)[1].decode()] += 1
    return b"\r\nconnection: close" not in head


def _written(host: str, ask: Ask) -> bytes:
    body = ask.form.encode()
    lines = [
        f"{'POST' if body else 'GET'} {ask.path} HTTP/1.1",
        f"Host: {host}",
        f"Origin: http://{host}",
        "Sec-Fetch-Site: same-origin",
        "Accept-Encoding: gzip, deflate, br",
        *([f"Cookie: {ask.cookie}"] if ask.cookie else []),
        *([f"Content-Type: {ask.kind}", f"Content-Length: {len(body)}"] if body else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


if __name__ == "__main__":
    main()
