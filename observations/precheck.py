"""A zip looked over before anybody unpacks it: counts, ratios, names, overlaps, real sizes.

Runs inside the jail. Nothing is written and never more than one small block is in memory.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

_END = b"PK\x05\x06"
_END_SIZE = 22
_TAIL = 65_557  # longest comment plus the end record
_LOCAL_SIZE = 30
_BLOCK = 65_536
_ARCHIVES = (
    ".zip", ".7z", ".rar", ".gz", ".xz", ".bz2", ".tar",
    ".xlsx", ".xlsm", ".xlsb", ".docx", ".docm", ".pptx", ".ods", ".odt",
)  # fmt: skip
_ARCHIVE_MAGIC = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c")


class Unsafe(Exception):  # noqa: N818 -- a verdict, not a fault
    """The file is refused by `rule`; `detail` is a Chinese word for the sentence."""

    def __init__(self, rule: str, detail: str = "") -> None:
        super().__init__(rule, detail)
        self.rule = rule
        self.detail = detail


@dataclass(frozen=True)
class ZipLimits:
    """What an honest workbook stays under."""

    entries: int = 2_000
    directory: int = 524_288  # bytes of central directory
    total: int = 268_435_456  # unpacked bytes
    ratio: int = 200  # unpacked : packed, for entries above `small`
    small: int = 1_048_576


LIMITS = ZipLimits()


def precheck(file: BinaryIO, size: int, limits: ZipLimits = LIMITS) -> frozenset[str]:
    """Names of the parts of an honest zip; raises `Unsafe` otherwise.

    Refuses: cut or damaged, too many parts, a lying directory, data outside the parts,
    overlapping parts, `..` or absolute names, duplicates, nested archives, encrypted parts,
    a declared or real ratio beyond `limits`, parts larger than they declare.
    """
    _end_record(file, size, limits)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            _names(parts)
            _declared(parts, limits)
            _places(file, parts, package.start_dir)
            for part in parts:
                _unpacked(file, part)
    except (zipfile.BadZipFile, struct.error, NotImplementedError, UnicodeError, ValueError) as bad:
        raise Unsafe("file.zip_damaged") from bad
    return frozenset(part.filename for part in parts)


def _end_record(file: BinaryIO, size: int, limits: ZipLimits) -> None:
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise Unsafe("file.zip_damaged")
    disk, _, here, entries, length, start, comment = struct.unpack_from("<4H2LH", tail, at + 4)
    if at + _END_SIZE + comment != len(tail) or disk or here != entries:
        raise Unsafe("file.zip_damaged")
    if entries > limits.entries or length > limits.directory:
        raise Unsafe("file.zip_bomb", "部件过多")
    if start + length != size - len(tail) + at:
        raise Unsafe("file.zip_unsafe", "部件之外夹带数据")


def _names(parts: Sequence[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names):
        raise Unsafe("file.zip_unsafe", "部件重名")
    for part in parts:
        pieces = part.orig_filename.replace("\\", "/").split("/")
        if ".." in pieces or pieces[0] == "" or ":" in pieces[0] or "\0" in part.orig_filename:
            raise Unsafe("file.zip_unsafe", "部件名称越界")
        if part.flag_bits & 0x1:
            raise Unsafe("file.kind.encrypted")
        if part.filename.lower().endswith(_ARCHIVES):
            raise Unsafe("file.zip_unsafe", "嵌套压缩包")


def _declared(parts: Sequence[zipfile.ZipInfo], limits: ZipLimits) -> None:
    if sum(part.file_size for part in parts) > limits.total:
        raise Unsafe("file.zip_bomb", "展开后过大")
    for part in parts:
        if part.file_size > max(limits.small, limits.ratio * part.compress_size):
            raise Unsafe("file.zip_bomb", "压缩比异常")


def _places(file: BinaryIO, parts: Sequence[zipfile.ZipInfo], directory: int) -> None:
    """Each part lies whole before the next one and before the directory."""
    end = 0
    for part in sorted(parts, key=lambda p: p.header_offset):
        if part.header_offset < end:
            raise Unsafe("file.zip_unsafe", "部件重叠")
        end = _data_start(file, part) + part.compress_size
    if end > directory:
        raise Unsafe("file.zip_unsafe", "部件重叠")


def _data_start(file: BinaryIO, part: zipfile.ZipInfo) -> int:
    file.seek(part.header_offset)
    header = file.read(_LOCAL_SIZE)
    if len(header) < _LOCAL_SIZE or not header.startswith(b"PK\x03\x04"):
        raise Unsafe("file.zip_damaged")
    fields: tuple[int, ...] = struct.unpack("<6x2H8xLL2H", header)
    flags, method, packed, real, name, extra = fields
    if method != part.compress_type or file.read(name) != _raw_name(part):
        raise Unsafe("file.zip_unsafe", "部件头与目录不一致")
    streamed = bool(flags & 0x8) or 0xFFFFFFFF in (packed, real)  # sizes follow the data / zip64
    if not streamed and (packed, real) != (part.compress_size, part.file_size):
        raise Unsafe("file.zip_unsafe", "部件头与目录不一致")
    return part.header_offset + _LOCAL_SIZE + name + extra


def _raw_name(part: zipfile.ZipInfo) -> bytes:
    return part.orig_filename.encode("utf-8" if part.flag_bits & 0x800 else "cp437")


def _unpacked(file: BinaryIO, part: zipfile.ZipInfo) -> None:
    """The real size and checksum are the declared ones; stops at the first byte too many."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unsafe("file.zip_unsafe", "压缩方法不受支持")
    real, crc = 0, 0
    for out in _contents(file, part):
        if not real and out.startswith(_ARCHIVE_MAGIC):
            raise Unsafe("file.zip_unsafe", "嵌套压缩包")
        real += len(out)
        crc = zlib.crc32(out, crc)
        if real > part.file_size:
            raise Unsafe("file.zip_bomb", "实际大小超过声明")
    if real != part.file_size or crc != part.CRC:
        raise Unsafe("file.zip_damaged")


def _contents(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = _packed(file, part)
    return packed if part.compress_type == zipfile.ZIP_STORED else _inflated(packed)


def _packed(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(_data_start(file, part))
    left = part.compress_size
    while left:
        block = file.read(min(_BLOCK, left))
        if not block:
            raise Unsafe("file.zip_damaged")
        left -= len(block)
        yield block


def _inflated(packed: Iterable[bytes]) -> Iterator[bytes]:
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for block in packed:
            while block and not unpack.eof:
                yield unpack.decompress(block, _BLOCK)
                block = unpack.unconsumed_tail  # noqa: PLW2901 -- zlib's own protocol
        yield unpack.flush()  # at most one pending match: a few hundred bytes
    except zlib.error as bad:
        raise Unsafe("file.zip_damaged") from bad
