"""A quarter's paper written once more: `python -m tests.campaigns.papers.again HOME PLAN … FOLDER`.

In a process of its own, so that nothing is remembered but the ledger.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desk.handle import open_desk
from desk.publish import write_as_of
from desk.settings import Settings
from observations.period import ReportingPeriod

BROWSER = "/usr/bin/chromium"


def written(settings: Settings, period: str, moment: datetime, folder: Path) -> dict[str, bytes]:
    """Every file of the paper as it would have been then, by name."""
    desk = open_desk(settings)
    try:
        paths = write_as_of(desk, ReportingPeriod.parse(period), moment, folder)
    finally:
        desk.ledger.close()
    return {path.name: path.read_bytes() for path in paths}


def apart(
    settings: Settings, period: str, moment: datetime, folder: Path, order: str
) -> dict[str, bytes]:
    """The same in another process, whose sets and dictionaries lie in another `order`."""
    words = (settings.home, settings.plan, period, moment.isoformat(), folder)
    subprocess.run(
        [sys.executable, "-m", __name__, *map(str, words)],
        env={**os.environ, "PYTHONHASHSEED": order},
        check=True,
        timeout=600,
    )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def main(given: Sequence[str]) -> None:
    """Write the paper with its figures drawn."""
    home, plan, period, moment, folder = given
    settings = Settings(home=Path(home), plan=Path(plan), browser=BROWSER)
    written(settings, period, datetime.fromisoformat(moment), Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
