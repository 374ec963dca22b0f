"""The jail, from outside: every opening of foreign bytes goes through here."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import polars as pl

from observations import wire
from observations.jail_child import Limits
from observations.signals import SIGNALS, signal
from observations.stations import ParsedReport, Sheet, SourceFile

_ROOT = Path(__file__).resolve().parent.parent
_TEXTS = {"row": pl.Int32, "col": pl.Int32, "text": pl.String, "kind": pl.String}
MOST_BYTES = 64 * 1_048_576
JOBS_A_CHILD = 1_000


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

    def __init__(self, limits: Limits | None = None, *, most_bytes: int = MOST_BYTES) -> None:
        self._limits = limits or Limits()
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._child: _Child | None = None

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

    def read(self, source: SourceFile) -> ParsedReport:
        """The cells of `source` as written, or the finding why not."""
        if source.size > self._most_bytes:
            return _refused(source, "file.too_large", f"上限 {self._most_bytes // 1_048_576} MB")
        with self._lock, source.path.open("rb") as file:
            answer = self._ask(file.fileno())
        if isinstance(answer, str):
            return _refused(source, answer)
        try:
            return _parsed(source, *answer)
        except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            return _refused(source, "file.damaged")

    def _ask(self, fd: int) -> tuple[dict[str, Any], bytes] | str:
        """The child's answer, or the rule id of how it ended."""
        child = self._ready()
        try:
            socket.send_fds(child.jobs, [b"read"], [fd])
            answer = wire.receive(child.jobs, self._limits.wall)
        except TimeoutError:
            self._discard()
            return "file.killed"
        except (EOFError, ConnectionError):
            return "file.killed" if self._discard() < 0 else "file.damaged"
        except ValueError:
            self._discard()
            return "file.damaged"
        child.done += 1
        if child.done >= JOBS_A_CHILD:
            self._discard()
        return answer

    def _ready(self) -> _Child:
        if self._child and not self._child.alive():
            self._discard()
        if self._child is None:
            self._child = self._fork()
        return self._child

    def _fork(self) -> _Child:
        if self._server is None or self._server.poll() is not None:
            self._stop()
            self._start()
        assert self._control is not None  # noqa: S101 -- _start set it
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
            pid = int(self._control.recv(64))
        ours.settimeout(self._limits.wall)
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
        except ConnectionError:  # the server itself is gone: its children went with it
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
                self._server.kill()
                self._server.wait()
            self._server = None


def _refused(source: SourceFile, rule: str, detail: str = "") -> ParsedReport:
    known = SIGNALS[rule]
    inside = f"({detail})" if detail else ""
    message = f"《{source.name}》:{known.meaning}{inside},{known.cure}"
    return ParsedReport(source, "", (), (signal(rule, message, value=detail),))


def _parsed(source: SourceFile, answer: Mapping[str, Any], blob: bytes) -> ParsedReport:
    if "rule" in answer:
        rule = str(answer["rule"])
        detail = str(answer.get("detail", ""))[:100]
        return _refused(source, rule if rule in SIGNALS else "file.damaged", detail)
    sheets, start = [], 0
    for raw in answer["sheets"]:
        columns = wire.unpack_columns(raw, blob, start)
        start += sum(len(column) for column in columns)
        sheets.append(_sheet(raw, columns))
    return ParsedReport(source, str(answer["kind"]), tuple(sheets), ())


def _sheet(raw: Mapping[str, Any], columns: Sequence[bytes]) -> Sheet:
    doubles = {f"c{n}": np.frombuffer(column, dtype=np.float64) for n, column in enumerate(columns)}
    numbers = pl.DataFrame(doubles).fill_nan(None) if doubles else pl.DataFrame()
    texts = pl.DataFrame(dict(zip(_TEXTS, raw["texts"], strict=True)), schema=_TEXTS)
    return Sheet(str(raw["name"]), bool(raw["hidden"]), numbers, texts)
