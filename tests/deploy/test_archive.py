"""Continuous archiving: what was committed a moment before the database died is there again."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from ledger.audit import verify
from ledger.opening import Ledger, create, open_ledger
from observations.identity import Actor, Role
from tests import postgres
from tests.postgres import Cluster

SCRIPTS = Path(__file__).parents[2] / "deploy" / "archive"
ACTOR = Actor("住建局调度", frozenset({Role.DESK}))
START = datetime(2024, 10, 14, 9, 0, tzinfo=UTC)
PATIENCE = 30.0


def env_of(cluster: Cluster) -> dict[str, str]:
    return {**os.environ, "PGHOST": str(cluster.folder), "PGUSER": "cityplan"}


def script(cluster: Cluster, name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """As the account that owns the data runs it."""
    command = postgres.as_postgres("bash", SCRIPTS / name, *words)
    return subprocess.run(command, env=env_of(cluster), capture_output=True, text=True, cwd="/")


@contextmanager
def following(cluster: Cluster, archive: Path) -> Iterator[None]:
    """`follow.sh` until the end, from its first WAL file on."""
    command = postgres.as_postgres("bash", SCRIPTS / "follow.sh", archive)
    with (cluster.folder / "follow.log").open("wb") as log:
        follower = subprocess.Popen(command, env=env_of(cluster), stdout=log, stderr=log, cwd="/")
    try:
        until(lambda: any((archive / "wal").glob("*")))
        yield
    finally:
        follower.terminate()
        follower.wait(PATIENCE)


def until(found: object) -> None:
    """Wait for what `found` says; AssertionError when it does not come."""
    assert callable(found)
    ends = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.1)


def write(ledger: Ledger, many: int) -> int:
    """So many links; the head after them."""
    for number in range(many):
        with ledger.write(ACTOR, START + timedelta(seconds=number), "rule.note", f"第{number}笔"):
            pass
    return ledger.head()


def archived(cluster: Cluster) -> bool:
    """True when all that is written lies in the archive."""
    query = "SELECT bool_and(flush_lsn >= pg_current_wal_flush_lsn()) FROM pg_stat_replication"
    with psycopg.connect(cluster.url.replace("+psycopg", ""), autocommit=True) as server:
        return bool((server.execute(query).fetchone() or (False,))[0])


@contextmanager
def restored(made: Cluster, archive: Path, *moment: str) -> Iterator[Ledger]:
    """The ledger as `restore.sh` brings it back, on a server of its own."""
    with postgres.sockets() as folder:
        done = script(made, "restore.sh", archive, folder / "data", *moment)
        assert done.returncode == 0, done.stderr
        again = Cluster(folder, data=folder / "data")
        try:
            again.start()
            until(lambda: not recovering(again))
            with open_ledger(again.url) as ledger:
                yield ledger
        finally:
            again.stop()


def recovering(cluster: Cluster) -> bool:
    with psycopg.connect(cluster.url.replace("+psycopg", ""), autocommit=True) as server:
        return bool((server.execute("SELECT pg_is_in_recovery()").fetchone() or (True,))[0])


@pytest.fixture
def primary() -> Iterator[Cluster]:
    with postgres.cluster(("wal_level=replica",)) as made:
        yield made


def test_the_last_commit_and_any_moment_before_it_come_back_from_the_archive(
    primary: Cluster,
) -> None:
    archive = primary.folder / "archive"
    early = script(primary, "base.sh", archive)
    assert early.returncode == 2
    assert "先启动 follow.sh" in early.stderr
    with ExitStack() as stack:
        stack.enter_context(following(primary, archive))
        ledger = stack.enter_context(create(primary.url, "demo"))
        write(ledger, 3)
        done = script(primary, "base.sh", archive)
        assert done.returncode == 0, done.stderr
        middle = write(ledger, 5)
        time.sleep(1.1)  # bases are named by the second in which they were done
        moment = datetime.now(UTC).isoformat()
        time.sleep(0.2)
        last = write(ledger, 7)
        until(lambda: archived(primary))
        primary.stop()  # as a machine that dies: nothing is written out
    with restored(primary, archive) as ledger:
        assert (ledger.head(), verify(ledger)) == (last, ())
    with restored(primary, archive, moment) as ledger:
        assert (ledger.head(), verify(ledger)) == (middle, ())


def test_a_moment_before_the_first_base_and_a_full_folder_are_refused(primary: Cluster) -> None:
    archive = primary.folder / "archive"
    with following(primary, archive):
        assert script(primary, "base.sh", archive).returncode == 0
    early = script(primary, "restore.sh", archive, primary.folder / "new", "2020-01-01 00:00:00+08")
    assert early.returncode == 2
    assert "没有早于“2020-01-01 00:00:00+08”的底本" in early.stderr
    full = script(primary, "restore.sh", archive, archive)
    assert full.returncode == 2
    assert "已有内容" in full.stderr


def test_only_the_newest_bases_and_the_wal_they_need_are_kept(primary: Cluster) -> None:
    archive = primary.folder / "archive"
    with following(primary, archive):
        for _ in range(3):
            assert script(primary, "base.sh", archive).returncode == 0
            with psycopg.connect(primary.url.replace("+psycopg", ""), autocommit=True) as server:
                server.execute("SELECT pg_switch_wal()")
            time.sleep(1.1)
        bases = sorted(one.name for one in (archive / "base").iterdir())
        assert len(bases) == 2
        label = (archive / "base" / bases[0] / "backup_label").read_text()
        first = label.split("(file ")[1].split(")")[0]
        kept = {one.name.removesuffix(".partial") for one in (archive / "wal").iterdir()}
        assert min(kept) == first
