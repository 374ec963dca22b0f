"""The spool keeps bytes whole, under their hash, and trusts no name."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from pathlib import Path

import pytest

from observations.errors import UserError
from observations.spool import shown_name, spool, sweep


def test_bytes_are_archived_unchanged_under_their_hash(tmp_path):
    data = bytes(range(256)) * 5000
    kept = spool(data, "报表.xlsx", tmp_path, "housing")
    assert kept.path.read_bytes() == data
    assert kept.sha256 == hashlib.sha256(data).hexdigest() == kept.path.name
    assert (kept.size, kept.office) == (len(data), "housing")
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o440


def test_a_path_and_its_bytes_give_the_same_archive(tmp_path):
    sent = tmp_path / "a.xlsx"
    sent.write_bytes(b"abc")
    assert spool(sent, "a.xlsx", tmp_path / "s").path == spool(b"abc", "b", tmp_path / "s").path


def test_identical_bytes_never_replace_the_first_copy(tmp_path):
    first = spool(b"abc", "a", tmp_path).path.stat()
    second = spool(b"abc", "b", tmp_path).path.stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)


def test_nothing_temporary_stays_behind(tmp_path):
    spool(b"abc", "a", tmp_path)
    with pytest.raises(UserError):
        spool(tmp_path / "不存在.xlsx", "a", tmp_path)
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "a\0b.xlsx",
        "报表\u202excod.xlsx",
        "长" * 400,
        "\r\n",
    ],
)
def test_a_hostile_name_is_only_shown_and_shown_clean(tmp_path, name):
    kept = spool(b"abc", name, tmp_path)
    assert kept.path.is_relative_to(tmp_path)
    shown = kept.name
    assert shown and len(shown) <= 200
    assert not any(mark in shown for mark in ("/", "\\", "\0", "\n", "\u202e"))


def test_an_ordinary_name_is_shown_as_it_is():
    assert shown_name("2024年二季度 报表(终稿).xlsx") == "2024年二季度 报表(终稿).xlsx"


def test_a_file_still_being_written_is_not_taken(tmp_path):
    growing = tmp_path / "growing.csv"
    growing.write_bytes(b"x" * 40_000_000)
    stop = threading.Event()

    def grow():
        with growing.open("ab") as out:
            while not stop.is_set():
                out.write(b"y")
                out.flush()
                time.sleep(0.0005)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(UserError, match="还在写入"):
            spool(growing, "growing.csv", tmp_path / "s")
    finally:
        stop.set()
        writer.join()


def test_what_a_delivery_cut_off_left_is_swept_and_nothing_else(tmp_path):
    kept = spool(b"whole", "a.xlsx", tmp_path).path
    for name, age in (("old", 1_000.0), ("new", 10.0)):
        path = tmp_path / f".incoming-{name}"
        path.write_bytes(b"half")
        os.utime(path, (5_000.0 - age, 5_000.0 - age))
    assert sweep(tmp_path, 4_500.0) == 1
    assert [path.name for path in tmp_path.glob(".*")] == [".incoming-new"]
    assert kept.read_bytes() == b"whole"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UserError, match="读不到"):
        spool(tmp_path, "x", tmp_path / "s")


def test_a_pipe_or_a_device_is_no_file_and_holds_nobody_up(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(UserError, match="不是普通文件"):
            spool(path, "x", tmp_path / "s")
    assert [p for p in (tmp_path / "s").rglob("*") if p.is_file()] == []
