"""A start from nothing: import, open, accept, judge; the seconds go where `finish` puts them."""

from __future__ import annotations

import sys
import time
from pathlib import Path

BEGAN = time.monotonic()


def main() -> None:
    """Accept and judge the files of a folder."""
    from desk.handle import open_desk
    from desk.intake import Bench, judge_waiting, receive
    from desk.settings import Settings
    from observations.identity import Actor, Role

    home, url, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    desk = open_desk(Settings(home=home, database_url=url))
    post = Actor("本机操作员", frozenset({Role.DESK}))
    for path in sorted(folder.iterdir()):
        receive(desk, post, path, path.name, office=path.name.partition("_")[0])
        _moment(home, "accepting")
    with Bench(desk, name="cold") as bench:
        judge_waiting(bench)
    _moment(home, "judging")
    desk.ledger.close()


def _moment(home: Path, name: str) -> None:
    with (home / "moments").open("a", encoding="utf-8") as log:
        log.write(f"{name} {time.monotonic() - BEGAN:.4f}\n")


if __name__ == "__main__":
    main()
