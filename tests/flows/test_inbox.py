"""The inbox folder: nothing half-written is taken, nothing is overwritten, nothing is lost."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from flows.inbox import BATCH, DONE, RETURNED, Lying, batches, named, put_away

LONG_AGO = 1_700_000_000


def drop(folder: Path, name: str, data: bytes = b"x", *, old: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    if old:
        os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def names(folder: Path, quiet: float = 5.0) -> list[str]:
    return [one.path.name for batch in batches(folder, quiet) for one in batch]


def looked_at(path: Path) -> Lying:
    seen = path.stat()
    return Lying(path, (seen.st_size, seen.st_mtime_ns))


def test_files_come_by_name_and_never_more_than_a_batch_at_a_time(tmp_path: Path) -> None:
    for number in range(BATCH + 3):
        drop(tmp_path, f"{number:04d}.xlsx")
    sizes = [len(batch) for batch in batches(tmp_path, 5.0)]
    assert sizes == [BATCH, 3]
    assert {len(batch) for batch in batches(tmp_path, 5.0, 1)} == {1}
    assert names(tmp_path) == [f"{number:04d}.xlsx" for number in range(BATCH + 3)]


def test_an_inbox_that_does_not_exist_yet_is_made(tmp_path: Path) -> None:
    assert names(tmp_path / "inbox") == []
    assert (tmp_path / "inbox" / DONE).is_dir()


def test_unfinished_names_folders_and_links_are_left_alone(tmp_path: Path) -> None:
    secret = drop(tmp_path / "elsewhere", "secret.csv")
    inbox = tmp_path / "inbox"
    for name in (".hidden.xlsx", "~$报表.xlsx", "a.xlsx.part", "b.TMP", "c.crdownload"):
        drop(inbox, name)
    (inbox / "folder.xlsx").mkdir()
    (inbox / "link.csv").symlink_to(secret)
    drop(inbox, "报表.xlsx")
    assert names(inbox) == ["报表.xlsx"]
    assert (inbox / "link.csv").is_symlink()


def test_a_growing_file_is_left_for_the_next_run(tmp_path: Path) -> None:
    path = drop(tmp_path, "growing.csv", old=False)
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            with path.open("ab") as file:
                file.write(b"more\n")
            time.sleep(0.02)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        assert names(tmp_path, quiet=0.3) == []
    finally:
        stop.set()
        writer.join()
    assert names(tmp_path, quiet=0.1) == ["growing.csv"]


def test_a_file_dated_in_the_future_is_taken_once_it_rests(tmp_path: Path) -> None:
    path = drop(tmp_path, "ahead.csv")
    ahead = time.time() + 86_400
    os.utime(path, (ahead, ahead))
    assert names(tmp_path, quiet=0.1) == ["ahead.csv"]


def test_the_verdict_decides_the_folder_and_the_return_sheet_lies_beside(tmp_path: Path) -> None:
    list(batches(tmp_path, 0.0))
    sheet = drop(tmp_path / "papers", "退回单_R7.xlsx", b"sheet")
    good, bad = drop(tmp_path, "good.xlsx"), drop(tmp_path, "bad.xlsx")
    assert put_away(looked_at(good), "R6", "accepted", None)
    assert put_away(looked_at(bad), "R7", "returned", sheet)
    assert [p.name for p in (tmp_path / DONE).iterdir()] == ["good_R6.xlsx"]
    kept = sorted(p.name for p in (tmp_path / RETURNED).iterdir())
    assert kept == ["bad_R7.xlsx", "退回单_R7.xlsx"]


def test_a_file_without_a_verdict_stays(tmp_path: Path) -> None:
    list(batches(tmp_path, 0.0))
    path = drop(tmp_path, "waits.xlsx")
    assert not put_away(looked_at(path), "R8", "judging", None)
    assert path.exists()


def test_a_file_that_changed_after_it_was_received_stays_because_it_is_news(
    tmp_path: Path,
) -> None:
    list(batches(tmp_path, 0.0))
    path = drop(tmp_path, "report.xlsx", b"first")
    seen = looked_at(path)
    drop(tmp_path, "report.xlsx", b"second, longer")
    assert not put_away(seen, "R9", "accepted", None)
    assert path.read_bytes() == b"second, longer"


def test_two_files_of_one_name_never_replace_each_other(tmp_path: Path) -> None:
    list(batches(tmp_path, 0.0))
    for receipt, data in (("R1", b"first"), ("R2", b"second")):
        assert put_away(looked_at(drop(tmp_path, "月报.xlsx", data)), receipt, "accepted", None)
    kept = {p.name: p.read_bytes() for p in (tmp_path / DONE).iterdir()}
    assert kept == {"月报_R1.xlsx": b"first", "月报_R2.xlsx": b"second"}


def test_the_longest_chinese_name_still_fits_a_file_system(tmp_path: Path) -> None:
    list(batches(tmp_path, 0.0))
    name = "城" * 83 + ".xlsx"  # 254 bytes
    assert put_away(looked_at(drop(tmp_path, name)), "R20241014-000001", "accepted", None)
    (kept,) = (tmp_path / DONE).iterdir()
    assert kept.name.startswith("城城") and kept.name.endswith("_R20241014-000001.xlsx")
    assert len(named(name, "R20241014-000001").encode()) <= 255
