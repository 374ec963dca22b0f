"""Where tests put their files: in memory, where this machine has room for them.

A test writes thousands of small files that nobody reads again; on a disk most of its time goes
into making and deleting them. What is proved of files (locks, renames, modes, a full disk) holds
on every file system; none of it is about a power cut.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 3 * 1024**3  # bytes free; the suite needs less than a third of it
PREFIX = "cityplan-tests-"


def settle() -> Path | None:
    """Let temporary files of this process and its children lie in memory; the folder, if so.

    Whoever names a folder by TMPDIR gets that one.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    for folder in MEMORY.glob(f"{PREFIX}*"):
        if _held(folder) is not None:  # whoever made it was killed
            shutil.rmtree(folder, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY))
    folder.chmod(0o711)  # PostgreSQL runs as somebody else
    _held(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


def _held(folder: Path) -> int | None:
    """Hold the folder until this process ends; None while another does."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        return None
    return number
