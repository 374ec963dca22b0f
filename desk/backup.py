"""The whole installation in one file: database, originals, papers, heads and the key of sessions.

A zip that any machine opens, with a list of every part and its SHA-256. It holds what must be
kept secret: only its owner may read it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from desk.data_key import NAME as DATA_KEY
from desk.handle import Desk, system_clock
from desk.rights import require_everywhere
from desk.settings import Settings
from ledger.dumping import Extent, dump
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.whole import whole

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE, FILES = "database/", "files/"
REBUILT = frozenset({"data_docs", "open_data", "prefect"})
"""Folders of the home whose contents are made anew from the record, or are Prefect's own."""
APART = frozenset({DATA_KEY})
"""What no backup holds: with the data key in it, it would hold personal data in plain."""
_BLOCK = 1 << 20
_PACKED = frozenset({".xlsx", ".docx", ".zip", ".pdf", ".png", ".jpg", ""})  # "": originals


@dataclass(frozen=True)
class Backup:
    """A written backup: bytes, the chain's head in it, rows of the database, files of the home."""

    path: str
    size: int
    head: int
    hash: str
    rows: int
    files: int


@dataclass(frozen=True)
class Member:
    """One part: bytes before compression, and their SHA-256."""

    size: int
    sha256: str


def back_up(desk: Desk, actor: Actor, target: Path) -> Backup:
    """Write the installation as it stands to `target`, and read it back whole before it counts.

    `UserError` when the file exists already or would lie within what it copies; `TryLater` when
    the disk is full or the database is away: then nothing is left of it.
    """
    require_everywhere(actor, Role.ADMIN)
    _require_place(desk.settings, target)
    with desk.ledger.write(actor, desk.now(), "backup", target.name):
        pass  # said before it is done: the copy holds the record of its own making
    return _backed_up(desk.settings, target)


def back_up_old(settings: Settings, target: Path) -> Backup:
    """The same before an upgrade, of a record this program cannot write to yet: no link is kept.

    For whoever has the files anyway: the operator of the machine, by the command line.
    """
    _require_place(settings, target)
    return _backed_up(settings, target)


def _backed_up(settings: Settings, target: Path) -> Backup:
    with whole(target) as part:
        extent, members = _written(settings, part)
        check(part, members)
    files = sum(name.startswith(FILES) for name in members)
    size = target.stat().st_size
    return Backup(str(target), size, extent.head.seq, extent.head.hash, extent.rows, files)


def check(path: Path, members: dict[str, Member]) -> None:
    """Read every part back; `UserError` names the first that is not what was written."""
    with zipfile.ZipFile(path) as package:
        for name, member in members.items():
            with package.open(name) as part:
                require_same(name, part, member)


def require_same(name: str, part: IO[bytes], member: Member, into: IO[bytes] | None = None) -> None:
    """Read a part to its end, into a file where one is given; `UserError` when it differs."""
    running, size = hashlib.sha256(), 0
    try:
        while block := part.read(_BLOCK):
            size += len(block)
            if size > member.size:
                break
            running.update(block)
            if into is not None:
                into.write(block)
    except (zipfile.BadZipFile, EOFError) as broken:
        raise damaged(name) from broken
    if (size, running.hexdigest()) != (member.size, member.sha256):
        raise damaged(name)


def damaged(name: str) -> UserError:
    """What is said of a part that is not as it was written."""
    return UserError(f"备份已损坏:“{name}”与清单不符", cure="换一份完好的备份")


def _require_place(settings: Settings, target: Path) -> None:
    home = settings.home.resolve()
    if target.exists():
        raise UserError(f"文件 {target.name} 已存在,不覆盖", cure="换一个文件名,如带上日期")
    if not target.parent.is_dir():
        raise UserError(f"没有文件夹“{target.parent}”", cure="先建好文件夹")
    if home in target.resolve().parents:
        raise UserError("备份不能放在数据目录之内", cure="放到另一块磁盘或另一台机器上")


def kept_files(home: Path, url: str) -> Iterator[Path]:
    """Files of the home in order of their names, but for the database and what is made anew."""
    database = {f"{url.removeprefix('sqlite:///')}{end}" for end in ("", "-wal", "-shm")}
    for path in sorted(home.rglob("*")):
        inner = path.relative_to(home)
        passing = any(one.startswith(".") for one in inner.parts)
        if passing or inner.parts[0] in REBUILT | APART or not path.is_file() or path.is_symlink():
            continue
        if str(path.resolve()) not in database:
            yield path


class _Packing:
    """Parts going into a zip, counted and hashed on their way."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self.members: dict[str, Member] = {}

    @contextmanager
    def put(self, name: str, mode: int = 0o600, *, packed: bool = False) -> Iterator[BinaryIO]:
        """Open a part for writing."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = mode << 16
        with self._package.open(info, "w", force_zip64=True) as stream:
            counted = _Counted(stream)
            yield cast(BinaryIO, counted)
        self.members[name] = Member(counted.size, counted.running.hexdigest())

    def take(self, path: Path, name: str) -> None:
        """Add a file; one that a purge destroys at this moment is none any more."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            with self.put(name, mode, packed=path.suffix in _PACKED) as part:
                shutil.copyfileobj(file, part, _BLOCK)


class _Counted:
    """A stream that remembers how much went through it, and what."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.size, self.running = stream, 0, hashlib.sha256()

    def write(self, block: bytes) -> int:
        """Write on."""
        self.size += len(block)
        self.running.update(block)
        return self._stream.write(block)


def _written(settings: Settings, part: Path) -> tuple[Extent, dict[str, Member]]:
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as out, zipfile.ZipFile(out, "w", compresslevel=1) as package:
        packing = _Packing(package)
        extent = dump(settings.url, lambda name: packing.put(DATABASE + name), part.parent)
        # After the database: what its rows name lies on the disk by then.
        for path in kept_files(settings.home, settings.url):
            packing.take(path, FILES + path.relative_to(settings.home).as_posix())
        members = dict(packing.members)
        with packing.put(MANIFEST) as told:
            told.write(_manifest(extent, members))
    return extent, members


def _manifest(extent: Extent, members: dict[str, Member]) -> bytes:
    at = extent.head.recorded_at
    database = asdict(extent) | {"head": {"seq": extent.head.seq, "hash": extent.head.hash}}
    document = {
        "format": FORMAT,
        "taken_at": system_clock().isoformat(timespec="seconds"),
        "recorded_at": at.isoformat() if at else None,
        "database": database,
        "members": {name: asdict(one) for name, one in members.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
