"""The jail, from outside: every opening of foreign bytes goes through here."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from signal import SIGKILL
from types import TracebackType
from typing import Any, Self

import numpy as np
import polars as pl

from observations import wire
from observations.finding import Finding
from observations.jail_child import ARGUMENT, HELLO, Limits
from observations.jobs import JOBS
from observations.signals import SIGNALS, signal
from observations.stations import ParsedReport, Sheet, SourceFile

_ROOT = Path(__file__).resolve().parent.parent
_TEXTS = {"row": pl.Int32, "col": pl.Int32, "text": pl.String, "kind": pl.String}
_GONE = (ConnectionError, TimeoutError, ValueError)  # a fork server dead, stuck or hung up
_KINDS = ("xlsx", "xls", "ods", "docx", "csv", "json")
MOST_BYTES = 64 * 1_048_576
JOBS_A_CHILD = 1_000
ANSWER = wire.Room(text=16_777_216, blob=MOST_BYTES)
_ISOLATIONS = {word: name for name, word in HELLO.items()}
PATIENCE = 30.0  # seconds for the fork server to start, to fork and to end a child


@dataclass(frozen=True)
class Request:
    """A job by its name, its argument, and the room its answer may take."""

    job: str
    argument: Mapping[str, Any]
    room: wire.Room

    def of(self, jobs: socket.socket, fd: int, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Ask the child at the other end of `jobs` about the open file `fd`."""
        jobs.settimeout(seconds)
        socket.send_fds(jobs, [b"!"], [fd])
        wire.send(jobs, {"job": self.job, "argument": self.argument})
        return wire.receive(jobs, seconds, self.room)


@dataclass
class _Child:
    pid: int
    jobs: socket.socket
    done: int = 0

    def alive(self) -> bool:
        """False when it hung up while idle (killed from outside): nothing may be readable."""
        return not select.select([self.jobs], [], [], 0)[0]


class Jail:
    """A fork server with one pooled child; use as a context manager, from any thread.

    `read` never raises for bad bytes: a refusal, a killed child and a time-out are findings
    and the next file is read by a new child.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        most_bytes: int = MOST_BYTES,
        patience: float = PATIENCE,
        answer: wire.Room = ANSWER,
    ) -> None:
        self._answer = answer
        self._patience = patience
        self._limits = limits or Limits()
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._child: _Child | None = None
        self._isolation = ""

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._stop()

    @property
    def child_pid(self) -> int | None:
        """The pooled child's process id, None before the first file and after a kill."""
        return self._child.pid if self._child else None

    @property
    def isolation(self) -> str:
        """How children are confined: `seccomp`, or `limits only` where the kernel has none.

        A child is started to find out, if none has been; `ConnectionError` when none starts.
        """
        with self._lock:
            self._ready()
        return self._isolation

    def read(self, source: SourceFile) -> ParsedReport:
        """The cells of `source` as written, or the finding why not."""
        cells = self._limits.cells
        answer = self._do(Request("read", {"cells": cells}, wire.room(cells)), source)
        if isinstance(answer, Finding):
            return ParsedReport(source, "", (), (answer,))
        try:
            return _parsed(source, *answer, cells)
        except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            return ParsedReport(source, "", (), (_finding(source, "file.damaged"),))

    def work(
        self, job: str, source: SourceFile, argument: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], bytes] | Finding:
        """The answer of a job of `observations.jobs` to `source`, or the finding why not.

        The answer is the child's word: JSON (an object) and bytes, no more of either than the
        jail's `answer` room (16 and 64 MB), nothing in it checked. `KeyError` for a job nobody
        knows, `ValueError` for an argument above 16 MB of JSON.
        """
        if job not in JOBS:
            raise KeyError(job)
        if len(json.dumps(argument)) > ARGUMENT.text:
            raise ValueError("argument too long")
        return self._do(Request(job, argument, self._answer), source)

    def _do(
        self, request: Request, source: SourceFile
    ) -> tuple[Mapping[str, Any], bytes] | Finding:
        if source.size > self._most_bytes:
            return _finding(source, "file.too_large", f"上限 {self._most_bytes // 1_048_576} MB")
        try:
            file = source.path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
            return _finding(source, "file.original_missing")
        with file, self._lock:
            answer = self._ask(file.fileno(), request)
        if isinstance(answer, str):
            return _finding(source, answer)
        return _refusal(source, answer[0]) if "rule" in answer[0] else answer

    def _ask(self, fd: int, request: Request) -> tuple[dict[str, Any], bytes] | str:
        """The child's answer, or the rule id of how it ended."""
        try:
            child = self._ready()
        except _GONE:
            self._stop()
            return "file.killed"
        try:
            answer = request.of(child.jobs, fd, self._limits.wall)
        except TimeoutError:
            self._discard()
            return "file.killed"
        except (EOFError, ConnectionError):
            return "file.killed" if self._discard() < 0 else "file.damaged"
        except ValueError:
            self._discard()
            return "file.damaged"
        child.done += 1
        if child.done >= JOBS_A_CHILD or "rule" in answer[0]:
            self._discard()  # a child that met a file it refused reads no other office's file
        return answer

    def _ready(self) -> _Child:
        if self._child and not self._child.alive():
            self._discard()
        if self._child is None:
            try:
                self._child = self._fork()
            except _GONE:  # not this file's fault: once more, with a fresh server
                self._stop()
                self._child = self._fork()
        return self._child

    def _fork(self) -> _Child:
        if self._server is None or self._server.poll() is not None:
            self._stop()
            self._start()
        assert self._control is not None  # noqa: S101 -- _start set it
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
                pid = int(self._control.recv(64))
                ours.settimeout(self._patience)
                self._isolation = _ISOLATIONS[ours.recv(1)]
            except (*_GONE, KeyError) as gone:
                ours.close()
                raise ConnectionError("no child") from gone
        return _Child(pid, ours)

    def _discard(self) -> int:
        """End the pooled child; its exit code, negative = ended by that signal."""
        child, self._child = self._child, None
        if child is None or self._control is None:
            return 0
        child.jobs.close()
        try:
            self._control.send(str(child.pid).encode())
            return int(self._control.recv(64) or b"-9")
        except _GONE:
            self._stop()
            return -9

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            limits = json.dumps(asdict(self._limits))
            self._server = subprocess.Popen(
                [sys.executable, "-m", "observations.jail_child", str(theirs.fileno()), limits],
                pass_fds=(theirs.fileno(),),
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                start_new_session=True,  # a Ctrl-C at the terminal is ours to handle
            )
        ours.settimeout(self._patience)
        self._control = ours

    def _stop(self) -> None:
        if self._child is not None:
            self._child.jobs.close()
            self._child = None
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            try:
                self._server.wait(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(self._server.pid, SIGKILL)  # its own session: the children too
                self._server.wait()
            self._server = None


def _finding(source: SourceFile, rule: str, detail: str = "") -> Finding:
    known = SIGNALS[rule]
    inside = f"({detail})" if detail else ""
    message = f"《{source.name}》:{known.meaning}{inside},{known.cure}"
    return signal(rule, message, value=detail)


def _refusal(source: SourceFile, answer: Mapping[str, Any]) -> Finding:
    """The child's refusal, if it is one that we know."""
    rule, detail = answer["rule"], answer.get("detail", "")
    if not isinstance(rule, str) or rule not in SIGNALS or not isinstance(detail, str):
        return _finding(source, "file.damaged")
    return _finding(source, rule, detail[:100].encode("utf-8", "replace").decode())


def _parsed(source: SourceFile, answer: Mapping[str, Any], blob: bytes, cells: int) -> ParsedReport:
    if answer["kind"] not in _KINDS:
        raise ValueError("a kind of file nobody reads")
    sheets = tuple(_sheet(told) for told in wire.unpack(answer, blob, cells))
    notes = tuple(_finding(source, rule, detail) for rule, detail in wire.notes(answer))
    if not sheets:
        notes += (_finding(source, "file.damaged", "没有工作表"),)
    return ParsedReport(source, answer["kind"], sheets, notes)


def _sheet(told: wire.Told) -> Sheet:
    blocks = enumerate(told.columns)
    doubles = {f"c{n}": np.frombuffer(block, dtype=np.float64) for n, block in blocks}
    numbers = pl.DataFrame(doubles, nan_to_null=True)  # a query for each sheet costs far more
    texts = pl.DataFrame(dict(zip(_TEXTS, told.texts, strict=True)), schema=_TEXTS)
    return Sheet(told.name, told.hidden, numbers, texts, told.merged, told.percents)
