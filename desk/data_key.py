"""The installation's data key: it wraps the key of every ciphertext and lies in no backup.

`<home>/data.key` is made at first use, readable by its owner alone: the key, and a line for every
opinion whose own key was destroyed. Whoever carries the file to a restored installation carries
that list along, so that an older backup brings no destroyed key back. With CITYPLAN_DATA_KEY set
the file holds the list alone.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk.settings import MINIMUM_DISTINCT, MINIMUM_SECRET, Settings
from observations.errors import UserError

NAME = "data.key"
_HEAD, _KEY, _ERASED = "cityplan data key 1", "key ", "erased "
_LENGTH = 32


def data_key(settings: Settings) -> bytes:
    """The 32 bytes that wrap from now on; made in the home at first use.

    `UserError` for a weak one or a file that others can read.
    """
    return _derived(settings.data_key or _kept(settings))


def keys(settings: Settings) -> dict[str, bytes]:
    """Every data key there is by its fingerprint: two while one takes the other's place."""
    said = [settings.data_key] if settings.data_key else []
    said += _said(_lines(settings))
    return {fingerprint(one): one for one in map(_derived, said)}


def _derived(said: str) -> bytes:
    if len(said) < MINIMUM_SECRET or len(set(said)) < MINIMUM_DISTINCT:
        raise UserError(
            "个人信息加密密钥过短、重复或读不出",
            cure="用原来的密钥(CITYPLAN_DATA_KEY 或 data.key);没有它,已加密的个人信息打不开",
        )
    derived = HKDF(SHA256(), _LENGTH, salt=None, info=b"cityplan personal data")
    return derived.derive(said.encode())


def fingerprint(key: bytes) -> str:
    """By what a wrapped key is known to belong to `key`, without telling anything of it."""
    return hashlib.sha256(b"cityplan data key\0" + key).hexdigest()[:16]


def path_of(settings: Settings) -> Path:
    """Where the key and the list lie."""
    return settings.home / NAME


def destroyed(settings: Settings) -> frozenset[str]:
    """Opinions whose keys were destroyed by this installation or those before it."""
    return frozenset(
        line.removeprefix(_ERASED) for line in _lines(settings) if line.startswith(_ERASED)
    )


def note_destroyed(settings: Settings, opinions: Iterable[str]) -> None:
    """Add to the list, on the disk before this returns."""
    with alone(settings, NAME):
        known = destroyed(settings)
        more = [f"{_ERASED}{one}" for one in sorted(set(opinions) - known)]
        if more:
            _write(settings, [*_lines(settings), *more])


def add_key(settings: Settings) -> bytes:
    """Add a new key behind the old one; `UserError` where it comes from outside."""
    if settings.data_key:
        raise UserError(
            "密钥由 CITYPLAN_DATA_KEY 给出,程序不能换",
            cure="先去掉这项设置,把它的值写进 data.key 的“key ”一行,换过以后再取出",
        )
    data_key(settings)
    with alone(settings, NAME):
        _write(settings, [*_lines(settings), f"{_KEY}{_new()}"])
        return data_key(settings)


def drop_keys(settings: Settings, *, but: bytes) -> None:
    """Forget every key of the file but this one."""
    with alone(settings, NAME):
        kept = [
            line
            for line in _lines(settings)
            if not line.startswith(_KEY) or _derived(line.removeprefix(_KEY)) == but
        ]
        _write(settings, kept)


@contextmanager
def alone(settings: Settings, what: str) -> Iterator[None]:
    """Nobody else of this home does `what` meanwhile.

    Who reads the file and writes it again would write over what another added in between.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    path = settings.home / f".{what}.lock"
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600)) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _said(lines: list[str]) -> list[str]:
    return [line.removeprefix(_KEY) for line in lines if line.startswith(_KEY)]


def _kept(settings: Settings) -> str:
    """The file's newest key."""
    if found := _said(_lines(settings)):
        return found[-1]
    with alone(settings, NAME):
        lines = _lines(settings)
        if not _said(lines):
            lines = [*lines, f"{_KEY}{_new()}"]
            _write(settings, lines)
    return _said(lines)[-1]


def _new() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(_LENGTH)).decode("ascii")


def _lines(settings: Settings) -> list[str]:
    path = path_of(settings)
    if not path.exists():
        return []
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UserError(f"密钥文件 {path.name} 可被他人读取", cure="执行 chmod 600 后再启动")
    lines = path.read_text("utf-8").splitlines()
    if lines[:1] != [_HEAD]:
        raise UserError(f"密钥文件 {path.name} 不是本系统的", cure="放回原来的文件")
    return lines[1:]


def _write(settings: Settings, lines: list[str]) -> None:
    """Whole or not at all: another name first, on the disk, then in its place."""
    path = path_of(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    descriptor = os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join([_HEAD, *lines]) + "\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
