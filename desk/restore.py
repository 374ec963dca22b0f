"""An installation made from a backup: all of it or nothing, and verified before it counts."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from desk.backup import (
    DATABASE,
    FILES,
    FORMAT,
    MANIFEST,
    Member,
    damaged,
    require_same,
)
from desk.custody import verify
from desk.handle import open_desk
from desk.settings import Settings
from ledger.audit import BrokenLink, ChainHead, chain_head
from ledger.dumping import Extent, TableExtent, load
from observations.errors import UserError
from observations.whole import room_for

_LARGEST_LIST = 1 << 28  # bytes; 200 for each original are a million originals


@dataclass(frozen=True)
class Restored:
    """What stands now: the chain's head, rows, files, and everything that does not hold."""

    head: int
    hash: str
    rows: int
    files: int
    taken_at: str
    broken: tuple[BrokenLink, ...]


@dataclass(frozen=True)
class _List:
    """What a backup says that it holds."""

    extent: Extent
    members: Mapping[str, Member]
    taken_at: str


def restore(settings: Settings, source: Path) -> Restored:
    """Make the installation of `settings` from `source`, in an empty home and database.

    The files come under a name of their own first and are moved when all of them and the
    database are whole. `UserError` when there is an installation already, when the backup is
    damaged or of a newer program; `TryLater` when the disk is full.
    """
    home = settings.home
    if home.exists() and any(home.iterdir()):
        raise UserError(
            f"数据目录 {home.name} 里已有内容", cure="把 CITYPLAN_HOME 设为一个空文件夹"
        )
    half = home.with_name(f".{home.name}.restoring")
    shutil.rmtree(half, ignore_errors=True)
    try:
        with room_for("没有恢复"), _opened(source) as package:
            told = _listed(package)
            half.mkdir(parents=True, mode=0o700)
            with ThreadPoolExecutor(1) as beside:  # the files unpack while the database fills
                files = beside.submit(_unpack, package, told, half)
                _fill(settings, half, told, package)
                files.result()
        if home.exists():
            home.rmdir()
        os.sync()
        half.replace(home)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return _proven(settings, told)


def _fill(settings: Settings, half: Path, told: _List, package: zipfile.ZipFile) -> None:
    """The database: a file of the home comes with the home, any other one where it is to be."""
    within = settings.url == settings.model_copy(update={"database_url": ""}).url
    url = settings.model_copy(update={"home": half}).url if within else settings.url

    @contextmanager
    def get(name: str) -> Iterator[BinaryIO]:
        with package.open(DATABASE + name) as part:
            yield cast(BinaryIO, part)

    for name, member in told.members.items():
        if name.startswith(DATABASE):
            with package.open(name) as part:
                require_same(name, part, member)
    load(url, told.extent, get)


def _proven(settings: Settings, told: _List) -> Restored:
    """The restored record re-computed from its rows and bytes, and its head beside the list's."""
    desk = open_desk(settings)
    try:
        broken, head = verify(desk)
        with desk.ledger.read() as reading:
            found = chain_head(reading)
    finally:
        desk.ledger.close()
    listed = told.extent.head
    if (found.seq, found.hash) != (listed.seq, listed.hash):
        broken = (*broken, BrokenLink(found.seq, "链头", "与备份清单所记不符"))
    files = sum(name.startswith(FILES) for name in told.members)
    return Restored(head, found.hash, told.extent.rows, files, told.taken_at, broken)


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        package = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as unreadable:
        raise UserError(
            f"读不出备份“{source.name}”", cure="检查路径,或换一份完好的备份"
        ) from unreadable
    with package:
        yield package


def _listed(package: zipfile.ZipFile) -> _List:
    """The list, checked: its parts are there, once, and their names stay within the home."""
    try:
        info = package.getinfo(MANIFEST)
        if info.file_size > _LARGEST_LIST:
            raise damaged(MANIFEST)
        document = json.loads(package.read(info))
        if document["format"] != FORMAT:
            raise UserError("备份的格式不是本程序认得的", cure="换用做备份时或更新的程序再恢复")
        members = {name: Member(**one) for name, one in document["members"].items()}
        told = _List(_extent(document["database"]), members, str(document["taken_at"]))
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as broken:
        raise damaged(MANIFEST) from broken
    if sorted(package.namelist()) != sorted([*members, MANIFEST]):
        raise damaged(MANIFEST)
    for name in members:
        _require_inside(name)
    return told


def _extent(told: Mapping[str, Any]) -> Extent:
    head = ChainHead(int(told["head"]["seq"]), str(told["head"]["hash"]), None)
    tables = {
        str(name): TableExtent(tuple(one["columns"]), int(one["rows"]))
        for name, one in told["tables"].items()
    }
    sequences = {str(name): int(last) for name, last in told["sequences"].items()}
    plain = Extent(str(told["dialect"]), str(told["schema"]), str(told["stamp"]), head, tables)
    return replace(plain, sequences=sequences)


def _require_inside(name: str) -> None:
    parts = PurePosixPath(name).parts
    bad = "\\" in name or ":" in name or ".." in parts or name.startswith("/")
    if bad or not name.startswith((DATABASE, FILES)) or len(parts) < len(("files", "name")):
        raise damaged(name)


def _unpack(package: zipfile.ZipFile, told: _List, half: Path) -> None:
    for name, member in told.members.items():
        if not name.startswith(FILES):
            continue
        path = half / name.removeprefix(FILES)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with package.open(name) as part, path.open("xb") as file:
            require_same(name, part, member, file)
        path.chmod((package.getinfo(name).external_attr >> 16) & 0o770 or 0o600)
