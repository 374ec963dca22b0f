"""A real PostgreSQL for tests: own cluster in a temporary folder, stopped by its own pid."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "PostgreSQL's programs are missing: install the Debian package postgresql-15"


def binaries() -> Path:
    """The folder with initdb and postgres: on the path or Debian's newest."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not folders:
        raise RuntimeError(MISSING)
    return folders[-1].parent


def _as_postgres(*command: str | Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


@contextmanager
def running(settings: tuple[str, ...] = ()) -> Iterator[str]:
    """A server on a unix socket in a temporary folder; yields the URL of its first database."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="cityplan-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    try:
        _run(
            programs / "initdb", "-D", data, "-U", "cityplan", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8",
        )  # fmt: skip
        options = ("listen_addresses=", f"unix_socket_directories={folder}", *settings)
        flags = [part for option in options for part in ("-c", option)]
        log = (folder / "log").open("wb")
        with log:
            server = subprocess.Popen(
                _as_postgres(programs / "postgres", "-D", data, *flags),
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        try:
            _wait(programs, folder, server)
            yield f"postgresql+psycopg://cityplan@/postgres?host={folder}"
        finally:
            _stop(data, server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str | Path) -> None:
    done = subprocess.run(_as_postgres(*command), capture_output=True, text=True, cwd="/")
    if done.returncode != 0:
        raise RuntimeError(f"{Path(str(command[0])).name}: {done.stderr.strip()}")


def _wait(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        ready = subprocess.run(
            [str(programs / "pg_isready"), "-q", "-h", str(folder)], capture_output=True
        )
        if ready.returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError((folder / "log").read_text(errors="replace"))


def _stop(data: Path, server: subprocess.Popen[bytes]) -> None:
    """Immediate shutdown, without writing out what is thrown away a moment later.

    The pid is the postmaster's own, not runuser's.
    """
    pid_file = data / "postmaster.pid"
    pid = int(pid_file.read_text().split()[0]) if pid_file.exists() else server.pid
    os.kill(pid, signal.SIGQUIT)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.kill(pid, signal.SIGKILL)
        server.wait()
