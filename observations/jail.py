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
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from signal import SIGKILL
from types import TracebackType
from typing import Any, Self

from observations import wire
from observations.finding import Finding
from observations.jail_answer import parsed, refusal, refused
from observations.jail_child import ARGUMENT, HELLO, Limits
from observations.jobs import JOBS
from observations.stations import ParsedReport, SourceFile

_ROOT = Path(__file__).resolve().parent.parent
_GONE = (ConnectionError, TimeoutError, ValueError)  # a fork server dead, stuck or hung up
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

    def put(self, jobs: socket.socket, fd: int, seconds: float) -> None:
        """Ask the child at the other end of `jobs` about the open file `fd`."""
        jobs.settimeout(seconds)
        socket.send_fds(jobs, [b"!"], [fd])
        wire.send(jobs, {"job": self.job, "argument": self.argument})


@dataclass
class _Child:
    pid: int
    jobs: socket.socket
    done: int = 0
    begun: tuple[Request, SourceFile] | None = None

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

    def read(self, source: SourceFile, following: SourceFile | None = None) -> ParsedReport:
        """The cells of `source` as written, or the finding why not; `following` is begun."""
        answer = self._do(self._reading(), source)
        if following is not None:
            self.begin(following)
        if isinstance(answer, Finding):
            return ParsedReport(source, "", (), (answer,))
        return parsed(source, answer, self._limits.cells)

    def begin(self, source: SourceFile) -> None:
        """Let the child read `source` while the caller works on something else: `read` it next.

        Whatever is wrong is said by `read`; asked for anything else, the jail drops it.
        """
        asked = (self._reading(), source)
        with self._lock, suppress(OSError):
            if self._put(*asked) is None and self._child is not None:
                self._child.begun = asked

    def _reading(self) -> Request:
        cells = self._limits.cells
        return Request("read", {"cells": cells}, wire.room(cells))

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
        with self._lock:
            begun = self._child is not None and self._child.begun == (request, source)
            not_put = None if begun else self._put(request, source)
            if not_put is not None:
                return not_put
            answer = self._answer_to(request)
        if isinstance(answer, str):
            return refused(source, answer)
        return refusal(source, answer[0]) if "rule" in answer[0] else answer

    def _put(self, request: Request, source: SourceFile) -> Finding | None:
        """Ask an idle child about `source`; the finding when that cannot be."""
        if source.size > self._most_bytes:
            return refused(source, "file.too_large", f"上限 {self._most_bytes // 1_048_576} MB")
        try:
            file = source.path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
            return refused(source, "file.original_missing")
        with file:
            try:
                child = self._ready()
            except _GONE:
                self._stop()
                return refused(source, "file.killed")
            try:
                request.put(child.jobs, file.fileno(), self._limits.wall)
            except (TimeoutError, ConnectionError) as gone:
                return refused(source, self._ended(gone))
        return None

    def _answer_to(self, request: Request) -> tuple[dict[str, Any], bytes] | str:
        """The child's answer to what was put to it, or the rule id of how it ended."""
        child = self._child
        assert child is not None  # noqa: S101 -- something was put to it
        child.begun = None
        try:
            answer = wire.receive(child.jobs, self._limits.wall, request.room)
        except (TimeoutError, EOFError, ConnectionError, ValueError) as gone:
            return self._ended(gone)
        child.done += 1
        if child.done >= JOBS_A_CHILD or "rule" in answer[0]:
            self._discard()  # a child that met a file it refused reads no other office's file
        return answer

    def _ended(self, gone: Exception) -> str:
        """End a child that timed out, hung up or lied; the rule id of that."""
        code = self._discard()
        if isinstance(gone, TimeoutError):
            return "file.killed"
        return "file.killed" if code < 0 and not isinstance(gone, ValueError) else "file.damaged"

    def _ready(self) -> _Child:
        if self._child and (self._child.begun or not self._child.alive()):
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
