"""A warm process that forks one child after another, so that each can be killed or stopped.

Every line on standard input is a `Job` in JSON and forks a child; answered are the child's pid,
`stopped` each time it stops itself, and its exit code. Polars and Great Expectations are
imported and never used before the fork.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import sys
from pathlib import Path

import ledger.record  # noqa: F401 -- its stations are looked up before the fork
from desk.handle import open_desk
from desk.settings import Settings
from expectations.gx import warm
from flows.cli import main as main_of_the_command_line
from tests.campaigns.faults.job import Job
from tests.campaigns.faults.points import START, Watch
from tests.campaigns.faults.story import tell
from tests.campaigns.faults.tasks import TASKS
from tests.rooms import import_all

_SET_CHILD_SUBREAPER = 36


def child(job: Job, station: mmap.mmap) -> int:
    """Do the job under watch; the exit code."""
    settings = Settings(home=Path(job.home), database_url=job.url)
    seen = 0

    def passed(number: int) -> None:
        nonlocal seen
        station[0] = number
        if number == job.point:
            seen += 1
            if seen == job.hit:
                os.kill(os.getpid(), job.act)

    watch = Watch(passed)
    station[0] = START
    if job.task == "command":
        return command(settings, job, watch)
    if job.task == "story":
        tell(settings.home, job.url, *job.words)
        return 0
    desk = open_desk(settings)
    watch.begin()
    TASKS[job.task](desk, job)
    sys.settrace(None)
    desk.ledger.close()
    return 0


def command(settings: Settings, job: Job, watch: Watch) -> int:
    """The real command line, what it says kept in the job's folder."""
    os.environ["CITYPLAN_HOME"] = str(settings.home)
    os.environ["CITYPLAN_DATABASE_URL"] = settings.database_url
    for number, name in ((1, "out"), (2, "err")):
        where = os.open(
            job.out or Path(job.folder) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644
        )
        os.dup2(where, number)
    watch.begin()
    sys.argv = ["cityplan", *job.words]
    try:
        main_of_the_command_line()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.settrace(None)
    raise AssertionError("the command line ends with an exit code")


def main() -> None:
    """Serve until standard input ends."""
    # Whatever a killed child leaves behind becomes ours, where it can be counted.
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    import_all()
    warm()  # seven seconds once, not once a child
    with Path(sys.argv[1]).open("r+b") as file:
        station = mmap.mmap(file.fileno(), 1)
        for line in sys.stdin:
            given = json.loads(line)
            job = Job(**given | {"words": tuple(given["words"])})
            pid = os.fork()
            if pid == 0:
                os._exit(child(job, station))
            _say(pid)
            _follow(pid)


def _follow(pid: int) -> None:
    """Tell when the child stops and how it ends."""
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            _say(os.waitstatus_to_exitcode(status))
            return
        _say("stopped")


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
