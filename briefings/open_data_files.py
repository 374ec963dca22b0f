"""The files of a package: its readme, its list of hashes, and all of them as one zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Literal

from briefings.open_data import OpenData
from briefings.open_data_licence import Licence, credit
from briefings.open_data_package import INERT, package
from briefings.open_data_sdmx import sdmx

Kind = Literal["frictionless", "sdmx"]
HASHES = "SHA256SUMS"
README = "README.md"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # what a zip can tell: no clock in the bytes
READABLE = 0o644 << 16
UNIX = 3
_WRITERS: Mapping[Kind, Callable[[OpenData, Licence], dict[str, bytes]]] = {
    "frictionless": package,
    "sdmx": sdmx,
}


def files_of(data: OpenData, kind: Kind, licence: Licence) -> dict[str, bytes]:
    """Every file by name, the list of hashes last; the same bytes for the same data."""
    found = {README: _readme(data, licence).encode(), **_WRITERS[kind](data, licence)}
    sums = "".join(f"{sha256(found[name]).hexdigest()}  {name}\n" for name in sorted(found))
    return found | {HASHES: sums.encode()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip in the order of their names, without a moment of its own."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = UNIX
            entry.external_attr = READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, files[name])
    return saved.getvalue()


def _readme(data: OpenData, licence: Licence) -> str:
    terms = f"{licence.title}({licence.id})" + (f" {licence.address}" if licence.address else "")
    return "\n\n".join(
        [
            f"# {data.plan}:公开数据",
            credit(data),
            f"许可:{terms}。",
            INERT,
            f"核对:在本目录运行 `sha256sum -c {HASHES}`。",
            "",
        ]
    )
