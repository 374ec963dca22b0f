"""What takes a quarter of an hour to fill is filled once: databases that stay between runs.

They lie in CITYPLAN_BENCH_KEPT (`var/bench/kept`) until the schema or what fills them changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from benchmarks.measure import line
from benchmarks.references import plain
from ledger.migrating import newest
from tests import postgres

FOLDER = Path(os.environ.get("CITYPLAN_BENCH_KEPT", "var/bench/kept"))
SETTINGS = ("shared_buffers=1GB", "fsync=off", "full_page_writes=off", "max_wal_size=4GB")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL whose databases are kept, each with what was told when it was filled."""

    url: str
    folder: Path

    def database(self, name: str, fill: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
        """The database's `url` with what `fill` told of it; filled when it is not there yet."""
        url = make_url(self.url).set(database=name).render_as_string(hide_password=False)
        told = self.folder / f"{name}.json"
        if told.exists():
            line(f"  {name}", "已装入,沿用")
            return {**json.loads(told.read_text(encoding="utf-8")), "url": url}
        with psycopg.connect(plain(self.url), autocommit=True) as server:
            for word in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {}"):
                server.execute(sql.SQL(word).format(sql.Identifier(name)))
        found = fill(url)
        told.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        return {**found, "url": url}


@contextmanager
def server(*sources: Path) -> Iterator[Server]:
    """A server with what is kept of this schema and these sources; what is older is deleted."""
    mark = hashlib.sha256(newest().encode())
    for one in sources:
        mark.update(one.read_bytes())
    folder = FOLDER.absolute() / mark.hexdigest()[:12]
    for old in FOLDER.glob("*/"):
        if old.name != folder.name:
            line("  旧的测量数据", f"{old.name} 已删除")
            shutil.rmtree(old)
    with postgres.kept(folder / "data", SETTINGS) as url:
        yield Server(url, folder)
