"""The channel that needs no network: one JSON line a message in a file of our own."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from alerts.compose import Message
from alerts.outcomes import NotTaken


@dataclass(frozen=True)
class FileChannel:
    """One JSON line a message, appended whole and fsynced; readers drop repeated keys."""

    path: Path

    @property
    def name(self) -> str:
        """`file://` and the path."""
        return f"file://{self.path}"

    def send(self, message: Message) -> None:
        """Append one line; a torn line left by a crash or a full disk is closed or undone."""
        line = json.dumps(payload(message), ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _append(self.path, line.encode())
        except OSError as fault:
            raise NotTaken(f"预警文件写不进去({fault.strerror})") from fault


def payload(message: Message) -> dict[str, object]:
    """A message as the fields of JSON."""
    return {
        "key": message.key,
        "kind": message.kind,
        "severity": message.severity,
        "office": message.office,
        "to": message.to,
        "title": message.title,
        "lines": list(message.lines),
        "runbook": list(message.runbook),
        "path": message.path,
        "demo": "是" if message.demo else "否",
    }


def _append(path: Path, line: bytes) -> None:
    fresh = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        _write_whole(descriptor, (b"\n" if torn else b"") + line, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if fresh:
        _sync_folder(path.parent)


def _write_whole(descriptor: int, data: bytes, size: int) -> None:
    """All of `data` or nothing: what a full disk took in part is cut off again."""
    try:
        written = os.write(descriptor, data)
    except OSError:
        os.ftruncate(descriptor, size)
        raise
    if written != len(data):
        os.ftruncate(descriptor, size)
        raise OSError(28, "磁盘空间不足")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
