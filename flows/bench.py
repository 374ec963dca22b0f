"""The intake worker as a process: `python -m flows.bench`, until SIGTERM."""

from __future__ import annotations

import signal
from types import FrameType

from desk import logs
from desk.handle import open_desk
from desk.settings import load_settings
from desk.worker import work


def main() -> None:
    """Judge and deliver; a signal lets the group at hand be finished first."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    settings = load_settings()
    logs.start(settings)
    desk = open_desk(settings, "worker")
    try:
        work(desk, lambda: bool(asked))
    finally:
        desk.ledger.close()


if __name__ == "__main__":
    main()
