"""Run campaigns from the shell; exit 1 on the first broken promise, with how to repeat it."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import postgres
from tests.campaigns.catalogue import CAMPAIGNS
from tests.campaigns.runner import BOTH, POSTGRES, Campaign, Ground, Progress, run
from tests.databases import new_database

KEPT = Path("var") / "campaigns"
SEED = 20241014


def main(argv: Sequence[str]) -> int:
    """Every campaign named, or all of them, on every database asked for."""
    given = _arguments().parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and disks are taken down
    unknown = [name for name in given.names if name not in CAMPAIGNS]
    if unknown:
        say(f"no campaign {', '.join(unknown)}; there are: {', '.join(CAMPAIGNS)}")
        return 2
    for name in given.names or CAMPAIGNS:
        try:
            _one(CAMPAIGNS[name], given)
        except AssertionError as broken:
            say(f"BROKEN PROMISE in {name}: {broken}")
            return 1
    return 0


def say(words: str) -> None:
    """A line at once, also into a file."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stdout.flush()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(CAMPAIGNS)}")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--trials", type=int, default=0, help="fewer or more than the full count")
    parser.add_argument("--only", type=int, action="append", help="only this trial")
    parser.add_argument("--database", choices=BOTH, action="append")
    parser.add_argument("--resume", action="store_true", help="go on where it was interrupted")
    return parser


def _one(campaign: Campaign, given: argparse.Namespace) -> None:
    say(f"{campaign.name}: {campaign.promise}")
    progress = Progress(KEPT / f"{campaign.name}-{given.seed}.jsonl", resume=given.resume)
    for kind in [one for one in campaign.databases if one in (given.database or BOTH)]:
        with _ground(kind, given.seed) as ground:
            numbers = given.only or range(given.trials or campaign.trials)
            began = time.monotonic()
            run(campaign, ground, list(numbers), progress, say)
            say(f"{campaign.name} on {kind}: kept its promise ({time.monotonic() - began:.0f} s)")


@contextmanager
def _ground(kind: str, seed: int) -> Iterator[Ground]:
    """A temporary folder and an empty database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cityplan-campaign-")))
        url = f"sqlite:///{folder / 'cityplan.db'}"
        if kind == POSTGRES:
            url = new_database(stack.enter_context(postgres.running(("max_connections=200",))))
        yield Ground(kind, url, folder, seed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
