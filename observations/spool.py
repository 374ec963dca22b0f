"""The spool: bytes as they came, whole on disk before anybody is told they arrived."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any, BinaryIO

from observations.errors import UserError
from observations.stations import SourceFile
from observations.whole import room_for

_BLOCK = 1_048_576
_LONGEST_NAME = 200
_INCOMING = ".incoming-"


def spool(data: bytes | Path, name: str, spool_dir: Path, office: str = "") -> SourceFile:
    """Archive `data` under its SHA-256, fsynced with its folder, and say what arrived.

    The archive is never overwritten: identical bytes find their first copy. `name` is only
    remembered for people. Raises `UserError` when a path is no readable file or still grows,
    `TryLater` when the disk is full: then nothing is left of it.
    """
    with room_for(f"《{shown_name(name)}》没有收下"):
        return _spooled(data, name, spool_dir, office)


def _spooled(data: bytes | Path, name: str, spool_dir: Path, office: str) -> SourceFile:
    spool_dir.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=_INCOMING, dir=spool_dir)
    try:
        with os.fdopen(handle, "wb") as out:
            digest, size = _copy(data, out)
            out.flush()
            os.fsync(out.fileno())
        path = _settle(Path(temporary), spool_dir, digest)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return SourceFile(shown_name(name), digest, size, path, office)


def known(data: bytes | Path, name: str, spool_dir: Path, office: str = "") -> SourceFile | None:
    """What arrived, when its bytes lie in the archive already: nothing is written.

    Only a receipt says that they lie there durably. Raises as `spool` does.
    """
    digest, size = _copy(data, _Nowhere())
    path = archived(spool_dir, digest)
    held = path.is_file() and path.stat().st_size == size
    return SourceFile(shown_name(name), digest, size, path, office) if held else None


class _Nowhere(io.RawIOBase):
    """Takes bytes and keeps none."""

    def write(self, data: Any) -> int:
        """Pretend."""
        return len(data)


def sweep(spool_dir: Path, before: float) -> int:
    """Remove what deliveries left behind that were cut off (kill, power) before `before`.

    `before`: seconds since 1970. Nobody was told that they arrived. How many there were.
    """
    left = [path for path in spool_dir.glob(f"{_INCOMING}*") if path.stat().st_mtime < before]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def archived(spool_dir: Path, digest: str) -> Path:
    """Where the original with this SHA-256 lies (or will lie) under `spool_dir`."""
    return spool_dir / digest[:2] / digest


def shown_name(name: str) -> str:
    """A file name fit to be shown: last part only, no control or direction marks, bounded."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return clean.strip()[-_LONGEST_NAME:] or "未命名"


def _copy(data: bytes | Path, out: BinaryIO | _Nowhere) -> tuple[str, int]:
    if isinstance(data, bytes):
        return _stream(io.BytesIO(data), out)
    if data.exists() and not data.is_file():  # a pipe or a device: no beginning or no end
        raise UserError(f"读不到文件“{data}”:不是普通文件", cure="给出磁盘上的文件")
    try:
        with data.open("rb") as source:
            before = os.fstat(source.fileno())
            digest, size = _stream(source, out)
            after = os.fstat(source.fileno())
    except (FileNotFoundError, IsADirectoryError, PermissionError) as missing:
        raise UserError(f"读不到文件“{data}”", cure="检查路径和读取权限") from missing
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UserError(f"文件“{data.name}”还在写入", cure="写完后再报送")
    return digest, size


def _stream(source: BinaryIO, out: BinaryIO | _Nowhere) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        out.write(block)
        size += len(block)
    return digest.hexdigest(), size


def _settle(temporary: Path, spool_dir: Path, digest: str) -> Path:
    """Give the finished copy its archive name without ever replacing one; sync the folders."""
    path = archived(spool_dir, digest)
    folder = path.parent
    folder.mkdir(exist_ok=True)
    temporary.chmod(0o440)
    try:
        os.link(temporary, path)
    except FileExistsError:
        if path.stat().st_size != temporary.stat().st_size:
            raise UserError(
                f"档案中的原件 {digest[:12]} 与校验值不符", cure="请管理员核对存储设备后重试"
            ) from None
    for directory in (folder, spool_dir):
        _sync(directory)
    return path


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
