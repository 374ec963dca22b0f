"""Inside the jail: a fork server that imports only the readers, and its pooled children.

Started as `python -m observations.jail_child FD LIMITS`. It is a fresh interpreter, so no
thread of the parent (Polars has many) can hold a lock across a fork. Nothing here may import
polars; a test holds that.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from observations import confine, wire
from observations.jobs import DAMAGED, JOBS
from observations.precheck import Unsafe

HELLO = {confine.SECCOMP: b"s", confine.LIMITS_ONLY: b"l"}
ARGUMENT = wire.Room(text=16_777_216, blob=0)


@dataclass(frozen=True)
class Limits:
    """What a child may use and tell: address space, CPU and wall seconds a job, cells.

    `cells` bounds what the parent must take in: cells with text, a tenth of the area the
    sheets span, and a sixteenth of the characters.
    """

    memory: int = 1_073_741_824
    cpu: int = 10
    wall: float = 10.0
    cells: int = 500_000


def serve(control: socket.socket, limits: Limits) -> None:
    """Fork a child for each socket received; tell how it ended when asked; end with the parent."""
    children: set[int] = set()
    with suppress(ConnectionError):  # a parent that was killed says no goodbye
        while _serve_one(control, limits, children):
            pass
    for pid in children:
        _end(pid)


def _serve_one(control: socket.socket, limits: Limits, children: set[int]) -> bool:
    """One request of the parent; False when it said goodbye."""
    request, fds, _, _ = socket.recv_fds(control, 64, 1)
    if request == b"fork":
        pid = _fork(control, fds[0], limits)
        children.add(pid)
        control.send(str(pid).encode())
    elif request:
        pid = int(request)
        control.send(str(_end(pid) if pid in children else 0).encode())
        children.discard(pid)
    return bool(request)


def _fork(control: socket.socket, fd: int, limits: Limits) -> int:
    pid = os.fork()
    if pid == 0:
        control.close()
        _child(socket.socket(fileno=fd), limits)
    os.close(fd)
    return pid


def _end(pid: int) -> int:
    """Kill and reap one of our own children; its exit code, negative = signal."""
    done, status = os.waitpid(pid, os.WNOHANG)
    if not done:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _child(jobs: socket.socket, limits: Limits) -> NoReturn:
    """Do jobs until the parent hangs up; never returns into the server's loop."""
    code = 1
    try:
        _limit(limits)
        jobs.sendall(HELLO[confine.confine()])
        while True:
            knock, fds, _, _ = socket.recv_fds(jobs, 1, 1)
            if not knock:
                break
            _rearm(limits)
            asked, _ = wire.receive(jobs, limits.wall, ARGUMENT)
            jobs.settimeout(None)
            wire.send(jobs, *_answer(fds[0], asked))
        code = 0
    finally:  # anything unforeseen ends this child alone; the parent names it file.damaged
        os._exit(code)


def _limit(limits: Limits) -> None:
    """Address space, no files written, no core dumps, few descriptors, no chatter."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def _rearm(limits: Limits) -> None:
    """A pooled child accumulates CPU time: move the soft limit on for each job."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + limits.cpu, hard))


def _answer(fd: int, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The job's answer, or `rule` and `detail` of the refusal."""
    with os.fdopen(fd, "rb") as file:
        try:
            return JOBS[asked["job"]](file, asked["argument"])
        except Unsafe as refused:
            return {"rule": refused.rule, "detail": refused.detail}, b""
        except MemoryError:
            return {"rule": "file.killed"}, b""
        except DAMAGED as bad:
            return {"rule": "file.damaged", "detail": type(bad).__name__}, b""


def main() -> None:
    """Entry of the fresh interpreter: the control socket's descriptor and the limits."""
    confine.preload()
    control = socket.socket(fileno=int(sys.argv[1]))
    serve(control, Limits(**json.loads(sys.argv[2])))


if __name__ == "__main__":
    main()
