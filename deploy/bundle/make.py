"""Make the bundle that installs without a network: `python -m deploy.bundle.make`.

One tar: the wheels with their hashes, our own wheel built from a commit (never from what happens
to lie in the folder), the typefaces of the papers, the units and the installer. It is for this
machine's Python version, processor and any GNU C library not older than the wheels ask for.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy import sbom
from deploy.bundle import fonts, wheels
from observations.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
OUT = ROOT / "var" / "bundle"
FROM_COMMIT = (
    "requirements.lock", "prefect.yaml", "LICENSE", "deploy/systemd", "deploy/proxy",
    "deploy/archive", "deploy/compose", "deploy/prometheus", "docs",
)  # fmt: skip
SUMS, FACTS = "SHA256SUMS", "BUNDLE"
_SPARE_MB = 300  # bytecode and room to work in
_MB = 1 << 20


@dataclass(frozen=True)
class Release:
    """A commit as it is named on the machines it is installed on."""

    name: str
    commit: str
    moment: int


def main(argv: Sequence[str]) -> int:
    """Write the bundle and say where it is; 1 with place, cause and cure when it cannot be."""
    asked = argparse.ArgumentParser(prog="python -m deploy.bundle.make")
    asked.add_argument("--commit", default="HEAD", help="哪个提交,不写则为当前提交")
    asked.add_argument("--out", type=Path, default=OUT, help="放在哪个文件夹")
    given = asked.parse_args(argv)
    try:
        made = make(given.commit, given.out)
    except UserError as refused:
        sys.stderr.write(f"没有做成安装包:{refused.what}。怎样办:{refused.cure}\n")
        return 1
    sys.stdout.write(f"安装包 {made}({made.stat().st_size // _MB} MB)\n")
    return 0


def make(commit: str, out: Path) -> Path:
    """The bundle of a commit as a tar in `out`, its SHA-256 in a file beside it."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=out) as room:
        source = Path(room) / "source"
        release = checked_out(commit, source)
        bundle = Path(room) / f"cityplan-{release.name}"
        bundle.mkdir()
        fill(bundle, source, release, out)
        seal(bundle)
        return _packed(bundle, release, out)


def checked_out(commit: str, folder: Path) -> Release:
    """The files of a commit in `folder`, and the name of what is made of them."""
    asked = ("git", "log", "-1", "--format=%h %ct %cs", commit, "--")
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode != 0 or not told.stdout.strip():
        raise UserError(f"没有提交 {commit}", cure="在有 git 历史的检出里运行,或改正 --commit")
    short, moment, day = told.stdout.split()
    packed = subprocess.run(["git", "archive", short], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    name = f"{project['version']}-{day.replace('-', '')}-{short}"
    return Release(name, short, int(moment))


def fill(bundle: Path, source: Path, release: Release, kept: Path) -> None:
    """Everything of a bundle but its list of hashes; downloads are kept in `kept` for the next."""
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
    lock = (source / "requirements.lock").read_text("utf-8")
    part = wheels.part_of(lock, wheels.needed(project["dependencies"]))
    shutil.copytree(_downloaded(part, kept), bundle / "wheels")
    wheels.build(source, bundle / "wheels")
    (bundle / "requirements.txt").write_text(wheels.pinned(bundle / "wheels"), "utf-8")
    tool = (ROOT / "deploy" / "bootstrap.lock").read_text("utf-8")
    shutil.copytree(_downloaded(tool, kept), bundle / "tool")
    for name in FROM_COMMIT:
        _taken(source / name, bundle / name)
    for name in ("install.sh", "cityplan.sh"):
        shutil.copyfile(HERE / name, bundle / name)
    parts = wheels.distributions(bundle / "wheels")
    parts.pop(project["name"])
    bill = sbom.bill(source, parts, wheels.hashes(bundle / "wheels"))
    (bundle / "sbom.cdx.json").write_text(sbom.printed(bill), "utf-8")
    taken, left = fonts.copied(bundle / "fonts")
    said = [f"字体没有带上 {one}" for one in left]
    said += [] if taken else ["本机没有通报用的字体(apt-get install fonts-noto-cjk),安装包不带字体"]
    sys.stderr.write("".join(f"提示:{one}\n" for one in said))
    (bundle / FACTS).write_text(_facts(bundle, release), "utf-8")


def _taken(source: Path, target: Path) -> None:
    """A file or folder of the commit; what a commit of another time had not is left out."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        shutil.copyfile(source, target)


def _downloaded(lock: str, kept: Path) -> Path:
    """The folder with the wheels of a lock; made once for each lock."""
    python = f"{sys.version_info[0]}{sys.version_info[1]}-{platform.machine()}"
    folder = kept / f"wheels-{python}-{hashlib.sha256(lock.encode()).hexdigest()[:12]}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(prefix=".downloading-", dir=kept) as room:
            listed, half = Path(room) / "lock.txt", Path(room) / "wheels"
            listed.write_text(lock, "utf-8")
            wheels.fetch(listed, half)
            half.rename(folder)
    return folder


def _facts(bundle: Path, release: Release) -> str:
    """What the installer has to know before anything is unpacked."""
    glibc = wheels.least_glibc(bundle / "wheels")
    fonts_size = sum(one.stat().st_size for one in bundle.glob("fonts/*"))
    needs = (wheels.unpacked(bundle / "wheels") * 13 // 10 + fonts_size) // _MB + _SPARE_MB
    facts = {
        "NAME": release.name,
        "COMMIT": release.commit,
        "PYTHON": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "MACHINE": platform.machine(),
        "GLIBC": f"{glibc[0]}.{glibc[1]}",
        "NEEDS_MB": str(needs),
    }
    return "".join(f"{name}={value}\n" for name, value in facts.items())


def seal(bundle: Path) -> None:
    """Write the list of hashes over every file of a bundle; the installer begins with it."""
    files = sorted(one for one in bundle.rglob("*") if one.is_file() and one.name != SUMS)
    lines = (f"{wheels.sha256(one)}  {one.relative_to(bundle).as_posix()}\n" for one in files)
    (bundle / SUMS).write_text("".join(lines), "utf-8")


def _packed(bundle: Path, release: Release, out: Path) -> Path:
    """The tar, the same bytes for the same contents; the wheels in it are compressed already."""
    target = out / f"{bundle.name}-cp{sys.version_info[0]}{sys.version_info[1]}.tar"
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(bundle.rglob("*")):
            told = archive.gettarinfo(path, path.relative_to(bundle.parent).as_posix())
            told.uid = told.gid = 0
            told.uname = told.gname = "root"
            told.mtime = release.moment
            told.mode = 0o755 if told.isdir() or path.suffix == ".sh" else 0o644
            if told.isdir():
                archive.addfile(told)
            else:
                with path.open("rb") as file:
                    archive.addfile(told, file)
    beside = target.with_name(f"{target.name}.sha256")
    beside.write_text(f"{wheels.sha256(target)}  {target.name}\n", "utf-8")
    return target


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
