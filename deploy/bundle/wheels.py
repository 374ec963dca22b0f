"""The wheels of a bundle: what the program needs to run, each the file that the lock hashed."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, PathDistribution, requires
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from observations.errors import UserError

_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==")
_INFO = ".dist-info"
_MANYLINUX = re.compile(r"manylinux_(\d+)_(\d+)_")
_OLDER = {"manylinux1_": (2, 5), "manylinux2010_": (2, 12), "manylinux2014_": (2, 17)}
_Place = dict[str, str]
_MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
_HERE: _Place = {}
_PATCHES: tuple[_Place, ...] = tuple({"python_full_version": f"{_MINOR}.{one}"} for one in (0, 99))
_ELSEWHERE = frozenset({"async-timeout"})  # asked for by other patch releases; asks for nothing
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")


def needed(roots: Iterable[str], *, here: bool = False) -> frozenset[str]:
    """Names of the distributions that `roots` (requirement lines) ask for, directly or not.

    For this system and any patch release of this Python, not that of the building machine alone
    (redis asks for async-timeout before 3.11.3); for this machine alone if `here`. Read from what
    is installed; `UserError` when one of them is not.
    """
    where = (_HERE,) if here else _PATCHES
    found: set[tuple[str, str]] = set()
    waiting = [Requirement(one) for one in roots]
    while waiting:
        asked = waiting.pop()
        for extra in ("", *asked.extras):
            key = (canonicalize_name(asked.name), extra)
            if key not in found:
                found.add(key)
                waiting.extend(_asked_by(asked.name, extra, where))
    return frozenset(name for name, _ in found)


def _asked_by(name: str, extra: str, where: Sequence[_Place]) -> Iterator[Requirement]:
    try:
        lines = requires(name) or ()
    except PackageNotFoundError as missing:
        if name in _ELSEWHERE:
            return
        raise UserError(f"本机没有安装依赖 {name}", cure="先运行 make install") from missing
    for line in lines:
        asked = Requirement(line)
        if _holds(asked.marker, extra, where):
            yield asked


def _holds(marker: Marker | None, extra: str, where: Sequence[_Place]) -> bool:
    return marker is None or any(marker.evaluate({**one, "extra": extra}) for one in where)


def part_of(lock: str, names: Collection[str]) -> str:
    """The lock's entries with their hashes, of these names alone and of those for this Python.

    Without their markers: these were asked for every patch release of it.
    """
    kept: list[str] = []
    taking = False
    for line in lock.splitlines():
        named = _NAME.match(line)
        if named:
            asked = Requirement(line.rstrip("\\ "))
            taking = canonicalize_name(named[1]) in names and _holds(asked.marker, "", _PATCHES)
            line = f"{named[1]}{asked.specifier} \\"  # noqa: PLW2901
        if taking:
            kept.append(line)
    return "\n".join(kept) + "\n"


def fetch(lock: Path, folder: Path) -> None:
    """Download every entry of a lock into `folder`, checked against its hash; sdists are built.

    `UserError` with pip's own last words when one cannot be had or is not what was locked.
    """
    _pip(
        "wheel", "--no-deps", "--no-build-isolation", "--require-hashes",
        "-r", str(lock), "-w", str(folder),
    )  # fmt: skip


def build(source: Path, folder: Path) -> None:
    """Build the wheel of the project at `source` into `folder`."""
    _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(source))


def _pip(*arguments: str) -> None:
    done = subprocess.run([*_PIP, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = " ".join(done.stderr.strip().splitlines()[-3:])
        raise UserError(
            f"备不齐安装件:{last}", cure="检查本机的软件包源和网络;哈希不符的不要放行,重新下载"
        )


def pinned(folder: Path) -> str:
    """A requirements file of exactly the wheels in `folder`: name, version, hash of the file."""
    known = sorted(hashes(folder).items())
    return "".join(f"{one.replace('@', '==')} --hash=sha256:{digest}\n" for one, digest in known)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each wheel in `folder` by `name@version`."""
    found = {}
    for wheel in folder.glob("*.whl"):
        name, version, _, _ = parse_wheel_filename(wheel.name)
        found[f"{name}@{version}"] = sha256(wheel)
    return found


def sha256(path: Path) -> str:
    """Hexadecimal digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def least_glibc(folder: Path) -> tuple[int, int]:
    """The oldest GNU C library with which every wheel in `folder` works; (0, 0) for any.

    >>> least_glibc(Path("no such folder"))
    (0, 0)
    """
    wanted = [(0, 0)]
    for wheel in folder.glob("*.whl"):
        tags = [str(tag.platform) for tag in parse_wheel_filename(wheel.name)[3]]
        known = [one for tag in tags if (one := _glibc(tag)) is not None]
        wanted += [min(known)] if known else []
    return max(wanted)


def _glibc(platform: str) -> tuple[int, int] | None:
    found = _MANYLINUX.match(platform)
    if found:
        return int(found[1]), int(found[2])
    return next((least for old, least in _OLDER.items() if platform.startswith(old)), None)


def distributions(folder: Path) -> dict[str, Distribution]:
    """What each wheel in `folder` says of itself, by canonical name."""
    found: dict[str, Distribution] = {}
    for wheel in folder.glob("*.whl"):
        inner = next(one for one in zipfile.Path(wheel).iterdir() if one.name.endswith(_INFO))
        name, _, _, _ = parse_wheel_filename(wheel.name)
        found[str(name)] = PathDistribution(inner)
    return found


def unpacked(folder: Path) -> int:
    """Bytes that the wheels in `folder` take once installed, without bytecode."""
    total = 0
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as package:
            total += sum(one.file_size for one in package.infolist())
    return total
