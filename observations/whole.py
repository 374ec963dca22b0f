"""Files that are whole or not there, and a full disk said as such."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from observations.errors import TryLater

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def room_for(what: str) -> Iterator[None]:
    """`TryLater` when the disk is full: `what` was not written (Chinese, a whole clause)."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in _FULL:
            raise
        raise TryLater(
            f"磁盘已满,{what}", cure="请管理员腾出磁盘空间后重试;此前收到的数据完好"
        ) from fault


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A hidden name beside `path` to write to: it becomes `path`, synced, or disappears.

    Whoever looks sees the old file, the new one or none, never a part, however many write it at
    the same time. `TryLater` when the disk is full.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with room_for(f"《{path.name}》没有写成"):
            yield part
            _sync(part)
            part.replace(path)
            _sync(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
