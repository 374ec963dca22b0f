"""Packages (xlsx, docx, ods) changed part by part, as no office program would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

Change = Callable[[bytes], bytes]
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def patched(data: bytes, changes: Mapping[str, Change]) -> bytes:
    """The package with some parts changed, or added (from b"") when it has none of that name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            _write(new, part.filename, changes.get(part.filename, bytes)(old.read(part)), part)
        for name in set(changes) - set(old.namelist()):
            _write(new, name, changes[name](b""))
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of the package by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(content: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of these parts, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in content.items():
            _write(package, name, data, method=method)
    return out.getvalue()


def swapped(old: bytes, new: bytes, times: int = 1) -> Change:
    """A change of exactly `times` places; AssertionError when there are others."""

    def change(data: bytes) -> bytes:
        assert data.count(old) == times, (old, data.count(old))
        return data.replace(old, new)

    return change


def _write(
    package: zipfile.ZipFile,
    name: str,
    data: bytes,
    like: zipfile.ZipInfo | None = None,
    *,
    method: int = zipfile.ZIP_DEFLATED,
) -> None:
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.compress_type = like.compress_type if like else method
    package.writestr(info, data)
