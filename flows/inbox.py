"""The inbox: a folder in which offices leave files; nothing leaves it before it is archived."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

BATCH = 200
DONE, RETURNED = "done", "returned"
# The verdict decides the folder; a file still waiting for one stays where it is.
FOLDERS = {"accepted": DONE, "returned": RETURNED, "refused": RETURNED}
# What programs call a file that is not finished, and what office suites leave beside an open one.
_UNFINISHED_HEADS = (".", "~$")
_UNFINISHED_TAILS = (".part", ".tmp", ".crdownload", ".filepart")
_LONGEST_NAME = 255  # bytes, on every file system we meet

Signature = tuple[int, int]


@dataclass(frozen=True)
class Lying:
    """A file in the inbox and what it looked like: its size and modification time in ns."""

    path: Path
    signature: Signature

    def unchanged(self) -> bool:
        """True while the file is there and looks as it did."""
        return _signature(self.path) == self.signature


def batches(inbox: Path, quiet_seconds: float, size: int = BATCH) -> Iterator[tuple[Lying, ...]]:
    """Files nobody has written to for `quiet_seconds`, by name, at most `size` at a time.

    A file that still grows, has an unfinished name, or is no regular file (a link could point
    anywhere) is left for the next run.
    """
    _prepare(inbox)
    ready = _settled(_files(inbox), quiet_seconds)
    for start in range(0, len(ready), size):
        yield tuple(ready[start : start + size])


def put_away(lying: Lying, receipt: str, status: str, return_sheet: Path | None) -> bool:
    """Move a judged file to its folder, its return sheet beside it; False when it stays.

    The new name carries the receipt, so that nothing is ever overwritten by other bytes, and
    a move that was cut off can be repeated. A file that changed meanwhile stays: it is news.
    """
    folder = FOLDERS.get(status)
    if folder is None or not lying.unchanged():
        return False
    target = lying.path.parent / folder
    if return_sheet is not None and folder == RETURNED:
        _copy_whole(return_sheet, target / return_sheet.name)
    lying.path.replace(target / named(lying.path.name, receipt))
    return True


def named(name: str, receipt: str) -> str:
    """`报表.xlsx` with its receipt, cut so that the whole fits a file system."""
    whole = Path(name)
    tail = f"_{receipt}{whole.suffix}"
    room = _LONGEST_NAME - len(tail.encode())
    return whole.stem.encode()[:room].decode(errors="ignore") + tail


def _prepare(inbox: Path) -> None:
    for folder in (inbox, inbox / DONE, inbox / RETURNED):
        folder.mkdir(parents=True, exist_ok=True)


def _files(inbox: Path) -> list[Lying]:
    found = []
    for path in sorted(inbox.iterdir()):
        unfinished = path.name.startswith(_UNFINISHED_HEADS) or path.name.lower().endswith(
            _UNFINISHED_TAILS
        )
        seen = _signature(path)
        if seen is not None and not unfinished:
            found.append(Lying(path, seen))
    return found


def _settled(files: Sequence[Lying], quiet_seconds: float) -> list[Lying]:
    """Old enough by their own date, else unchanged while we watch (a date may be wrong)."""
    now = time.time_ns()
    age = int(quiet_seconds * 1e9)
    if any(now - one.signature[1] < age for one in files):
        time.sleep(quiet_seconds)
    return [one for one in files if one.unchanged()]


def _signature(path: Path) -> Signature | None:
    """Size and modification time of a regular file; None for anything else."""
    try:
        if path.is_symlink() or not path.is_file():
            return None
        seen = path.stat()
    except FileNotFoundError:
        return None
    return (seen.st_size, seen.st_mtime_ns)


def _copy_whole(source: Path, target: Path) -> None:
    """Under a hidden name first: whoever looks sees the whole file or none."""
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)
