"""The free typefaces of the papers, from this machine, each package with its licence."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from briefings.typefaces import ROLES

_WEIGHTS = frozenset({"80", "200"})  # fontconfig's regular and bold
_FORMAT = "%{family}\t%{weight}\t%{file}\n"
_LICENCES = Path("/usr/share/doc")


def copied(folder: Path) -> tuple[list[str], list[str]]:
    """Copy the faces a paper may use; (files taken, what could not be taken and why)."""
    taken: list[str] = []
    left: list[str] = []
    for file in sorted(set(_present())):
        package = _package(file)
        licence = _LICENCES / package / "copyright"
        if not package or not licence.is_file():
            left.append(f"{file.name}:找不到许可文件")
            continue
        folder.mkdir(exist_ok=True)
        shutil.copyfile(file, folder / file.name)
        shutil.copyfile(licence, folder / f"{package}.LICENSE.txt")
        taken.append(file.name)
    return taken, left


def _present() -> Iterator[Path]:
    wanted = {family for role in ROLES.values() for family in role.families}
    for line in _said("fc-list", "--format", _FORMAT).splitlines():
        families, weight, file = line.split("\t")
        if wanted & set(families.split(",")) and weight in _WEIGHTS:
            yield Path(file)


def _package(file: Path) -> str:
    """The system package that brought a file; empty when none says so."""
    return _said("dpkg", "-S", str(file)).partition(":")[0].strip()


def _said(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
