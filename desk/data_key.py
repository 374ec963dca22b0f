"""The installation's data key: it wraps the key of every ciphertext and lies in no backup.

`<home>/data.key` is made at first use, readable by its owner alone: the key, and a line for every
opinion whose own key was destroyed. Whoever carries the file to a restored installation carries
that list along, so that an older backup brings no destroyed key back. With CITYPLAN_DATA_KEY set
the file holds the list alone.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk.settings import MINIMUM_DISTINCT, MINIMUM_SECRET, Settings
from observations.errors import UserError

NAME = "data.key"
_HEAD, _KEY, _ERASED = "cityplan data key 1", "key ", "erased "
_KEPT_OFF = 32


def data_key(settings: Settings) -> bytes:
    """32 bytes; made in the home at first use. `UserError` for a weak one or a readable file."""
    said = settings.data_key or _kept(settings)
    strong = len(said) >= MINIMUM_SECRET and len(set(said)) >= MINIMUM_DISTINCT
    if not strong:
        raise UserError(
            "个人信息加密密钥过短、重复或读不出",
            cure="用原来的密钥(CITYPLAN_DATA_KEY 或 data.key);没有它,已加密的个人信息打不开",
        )
    derived = HKDF(SHA256(), _KEPT_OFF, salt=None, info=b"cityplan personal data")
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
    known = destroyed(settings)
    more = [f"{_ERASED}{one}" for one in sorted(set(opinions) - known)]
    if more:
        _write(settings, [*_lines(settings), *more])


def replace_key(settings: Settings) -> bytes:
    """Make a new key in the place of the old one; `UserError` where it comes from outside."""
    if settings.data_key:
        raise UserError(
            "密钥由 CITYPLAN_DATA_KEY 给出,程序不能换",
            cure="把新密钥写进设置,并把旧密钥放进 --from 所指的文件",
        )
    others = [line for line in _lines(settings) if not line.startswith(_KEY)]
    _write(settings, [*others, f"{_KEY}{_new()}"])
    return data_key(settings)


def _kept(settings: Settings) -> str:
    lines = _lines(settings)
    found = [line.removeprefix(_KEY) for line in lines if line.startswith(_KEY)]
    if found:
        return found[-1]
    _write(settings, [*lines, f"{_KEY}{_new()}"])
    return _kept(settings)


def _new() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEPT_OFF)).decode("ascii")


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
