"""A real PostgreSQL for tests: own cluster in a temporary folder, stopped by its own pid.

What is long to fill may be kept in a folder between runs (`kept`).
"""

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

from sqlalchemy import make_url

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


def as_postgres(*command: str | Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


class Cluster:
    """A server on a unix socket in its own folder, to be started and stopped at will.

    Its data lie in `data` where that is given, and are taken up again if they lie there already.
    """

    def __init__(
        self, folder: Path, settings: tuple[str, ...] = (), data: Path | None = None
    ) -> None:
        self.folder, self._data = folder, data or folder / "data"
        options = ("listen_addresses=", f"unix_socket_directories={folder}", *settings)
        self._flags = [part for option in options for part in ("-c", option)]
        self._server: subprocess.Popen[bytes] | None = None
        if (self._data / "PG_VERSION").exists():
            return
        _run(
            binaries() / "initdb", "-D", self._data, "-U", "cityplan", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql+psycopg://cityplan@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        programs = binaries()
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                as_postgres(programs / "postgres", "-D", self._data, *self._flags),
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        _wait(programs, self.folder, self._server)

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it at once, in the middle of whatever it does; nothing when it does not run.

        `how` SIGINT: with everything written out, for data that are taken up again.
        """
        if self._server is not None:
            _stop(self._data, self._server, how)
            self._server = None


@contextmanager
def cluster(settings: tuple[str, ...] = ()) -> Iterator[Cluster]:
    """A running server in a temporary folder."""
    with sockets() as folder:
        made = Cluster(folder, settings)
        try:
            made.start()
            yield made
        finally:
            made.stop()


@contextmanager
def standby(of: str, settings: tuple[str, ...] = ()) -> Iterator[Cluster]:
    """A second server that follows the one at the URL `of`, with the same settings."""
    followed = make_url(of)
    with sockets() as folder:
        _run(
            binaries() / "pg_basebackup", "-D", folder / "data", "-R", "-X", "stream",
            "--checkpoint=fast", "--no-sync", "-U", "cityplan", "-h", str(followed.query["host"]),
        )  # fmt: skip
        made = Cluster(folder, settings)
        try:
            made.start()
            yield made
        finally:
            made.stop()


@contextmanager
def kept(data: Path, settings: tuple[str, ...] = ()) -> Iterator[str]:
    """A server whose data stay in `data` between runs; yields the URL of its first database."""
    data.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(data.parent, "postgres", "postgres")
    with sockets() as folder:
        made = Cluster(folder, settings, data)
        try:
            made.start()
            yield made.url
        finally:
            made.stop(signal.SIGINT)


@contextmanager
def sockets() -> Iterator[Path]:
    """A temporary folder that the server may write to; its path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="cityplan-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(settings: tuple[str, ...] = ()) -> Iterator[str]:
    """A server on a unix socket in a temporary folder; yields the URL of its first database."""
    with cluster(settings) as made:
        yield made.url


def _run(*command: str | Path) -> None:
    done = subprocess.run(as_postgres(*command), capture_output=True, text=True, cwd="/")
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


def _stop(data: Path, server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Immediate shutdown does not write out what is thrown away a moment later.

    The pid is the postmaster's own, not runuser's.
    """
    pid_file = data / "postmaster.pid"
    pid = int(pid_file.read_text().split()[0]) if pid_file.exists() else server.pid
    os.kill(pid, how)
    try:
        server.wait(timeout=20 if how is signal.SIGQUIT else 300)
    except subprocess.TimeoutExpired:
        os.kill(pid, signal.SIGKILL)
        server.wait()
