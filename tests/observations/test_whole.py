"""Files that are whole or not there."""

from __future__ import annotations

import errno
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from observations.errors import TryLater
from observations.whole import room_for, whole


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "通报.docx"
    path.write_bytes(b"old")
    with whole(path) as part:
        part.write_bytes(b"half")
        assert path.read_bytes() == b"old"
        part.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def test_two_who_write_the_same_file_at_once_do_not_meet(tmp_path: Path) -> None:
    path, both = tmp_path / "退回单.xlsx", threading.Barrier(2, timeout=20)

    def write(data: bytes) -> None:
        with whole(path) as part:
            part.write_bytes(data)
            both.wait()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(write, b"first"), pool.submit(write, b"second")]:
            one.result()
    assert path.read_bytes() in (b"first", b"second")
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "退回单.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(TryLater, match="磁盘已满,《退回单"), whole(path) as part:
        part.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_another_fault_of_the_file_system_stays_what_it_is() -> None:
    with pytest.raises(PermissionError), room_for("没有收下"):
        raise PermissionError(errno.EACCES, "Permission denied")
