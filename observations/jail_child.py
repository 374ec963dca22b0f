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
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from python_calamine import CalamineError

from observations import wire
from observations.content import content_of
from observations.precheck import Unsafe
from observations.readers import READERS
from observations.readers.raw import RawReport, RawSheet

_DAMAGED = (
    CalamineError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    UnicodeError,
    LookupError,
    ValueError,
    OSError,
    EOFError,
)


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
    while True:
        request, fds, _, _ = socket.recv_fds(control, 64, 1)
        if not request:
            break
        if request == b"fork":
            pid = _fork(control, fds[0], limits)
            children.add(pid)
            control.send(str(pid).encode())
        else:
            pid = int(request)
            control.send(str(_end(pid) if pid in children else 0).encode())
            children.discard(pid)
    for pid in children:
        _end(pid)


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
    """Read files until the parent hangs up; never returns into the server's loop."""
    code = 1
    try:
        _confine(limits)
        while True:
            request, fds, _, _ = socket.recv_fds(jobs, 64, 1)
            if not request:
                break
            _rearm(limits)
            answer, blob = _answer(fds[0], limits)
            wire.send(jobs, answer, blob)
        code = 0
    finally:  # anything unforeseen ends this child alone; the parent names it file.damaged
        os._exit(code)


def _confine(limits: Limits) -> None:
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


def _too_many(report: RawReport, limits: Limits) -> bool:
    texts = sum(len(sheet.texts) for sheet in report.sheets)
    area = sum(_area(sheet) for sheet in report.sheets)
    letters = sum(len(s.name) + sum(len(text) for *_, text, _ in s.texts) for s in report.sheets)
    return (
        texts > limits.cells
        or area > wire.AREA_A_CELL * limits.cells
        or letters > wire.LETTERS_A_CELL * limits.cells
    )


def _area(sheet: RawSheet) -> int:
    """Cells the sheet spans, those counted that only the second look at the XML found."""
    height = max((row + 1 for row, *_ in sheet.texts), default=0)
    width = max((col + 1 for _, col, *_ in sheet.texts), default=0)
    return max(height, sheet.height) * max(width, len(sheet.columns))


def _answer(fd: int, limits: Limits) -> tuple[dict[str, object], bytes]:
    with os.fdopen(fd, "rb") as file:
        try:
            size = os.fstat(file.fileno()).st_size
            content = content_of(file, size)
            report: RawReport = READERS[content.kind](file, content)
            if _too_many(report, limits):
                raise Unsafe("file.too_many_cells")
        except Unsafe as refused:
            return {"rule": refused.rule, "detail": refused.detail}, b""
        except MemoryError:
            return {"rule": "file.killed"}, b""
        except _DAMAGED as bad:
            return {"rule": "file.damaged", "detail": type(bad).__name__}, b""
    return wire.pack(report)


def main() -> None:
    """Entry of the fresh interpreter: the control socket's descriptor and the limits."""
    control = socket.socket(fileno=int(sys.argv[1]))
    serve(control, Limits(**json.loads(sys.argv[2])))


if __name__ == "__main__":
    main()
